"""A change of policy and the decision on it belong in one commit: put there together, or said so."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from riskctl.cli.session import Session
from riskctl.core.trail.walk import TrailFinding
from riskctl.core.views.deciding import Draft, PolicyBefore
from riskctl.errors import RiskctlError
from riskctl.store.policy_before import changed_policy

_UNAPPROVED: Final = {"procedure": "HIS301", "organisation": "HIS302"}
"""What the audit says of each policy subject that was changed without an approval in the same commit."""


@dataclass(frozen=True, slots=True)
class Together:
    """The policy files to be committed with a decision, and what the audit says of policy committed without one."""

    files: tuple[str, ...] = ()
    alone: tuple[TrailFinding, ...] = ()

    def as_json(self) -> dict[str, list[str]]:
        """Return both as JSON says them; nothing where there is nothing to say."""
        said = {"along": list(self.files), "audit": [each.code for each in self.alone]}
        return {name: value for name, value in said.items() if value}


def together(session: Session, draft: Draft, before: PolicyBefore | None) -> Together:
    """Return what is to be committed with the decisions that approve a change of policy; nothing for any other."""
    subjects = [each.subject for each in draft.wanted if each.subject in _UNAPPROVED and each.decision == "approved"]
    files = changed_policy(session.place, subjects, before)
    left = [each for each in subjects if f"{each}.yaml" not in files and session.approvals.of(each).state != "valid"]
    return Together(files, tuple(_found_alone(session, left)))


def _found_alone(session: Session, subjects: list[str]) -> Iterable[TrailFinding]:
    """Yield what the audit says of policy that is committed already; nothing where it can't tell."""
    repository = session.place.repository
    head = repository.commit("HEAD") if repository is not None and subjects else None
    if repository is None or head is None or repository.is_shallow():
        return
    from riskctl.store.trail import read_trail

    try:
        findings = read_trail(session.place, head, session.engine.clock.now).findings
    except RiskctlError:
        return
    for subject in subjects:
        yield from [each for each in findings if each.code == _UNAPPROVED[subject]][-1:]


def say_together(session: Session, found: Together, written: Iterable[str], commit: str | None) -> None:
    """Say what was committed with the decision, or how to; and what is wrong with policy committed without one."""
    words = session.words
    if found.files and commit is not None:
        session.note(words("approve.policy.committed", commit=commit[:10], path=", ".join(found.files)))
    elif found.files:
        root = session.place.root
        paths = " ".join(os.path.relpath(root / path) for path in (*found.files, *written))
        session.note(words("approve.policy.together", path=paths))
    for each in found.alone:
        session.note(words(f"approve.policy.alone.{each.path}", commit=each.at.commit[:10], rule=each.code))
