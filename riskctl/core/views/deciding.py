"""What a decision says, before it is written: the statement an approval is, and what it would be worth (P3.7, P4.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from riskctl.core import digest
from riskctl.core.approval import Approvals, Decided, Subject, Verdict
from riskctl.core.decisions import POLICY_SUBJECTS, Approval, Organisation
from riskctl.core.fields import Decision, Level, Role
from riskctl.core.ids import slug
from riskctl.core.moment import local_date
from riskctl.core.plain import as_read
from riskctl.core.procedure import Procedure
from riskctl.core.rating import Engine
from riskctl.core.roles import policy_version


@dataclass(frozen=True, slots=True)
class Wanted:
    """One decision that a person wants to make; a rejection has a reason."""

    subject: str
    decision: Decision = "approved"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """Where a minuted decision is written down: the case, the sha256 of the minutes in hex, and where in them."""

    case: str
    sha256: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What one person wants to decide at one time in one role, before it is written; signed where it has no minutes.

    `version` is the procedure in force then; None: the present one.
    """

    role: Role
    by: str
    at: datetime
    wanted: tuple[Wanted, ...]
    minutes: Minutes | None = None
    witness: str | None = None
    version: str | None = None

    @property
    def on_policy(self) -> bool:
        """Whether it is about policy, which is decided on under the policy before it."""
        return self.wanted[0].subject in POLICY_SUBJECTS

    def parts(self) -> Iterator["Draft"]:
        """Yield the statements it takes: policy has its own, since it names the version before."""
        for policy in (False, True):
            wanted = tuple(each for each in self.wanted if (each.subject in POLICY_SUBJECTS) == policy)
            if wanted:
                yield replace(self, wanted=wanted)


@dataclass(frozen=True, slots=True)
class PolicyBefore:
    """The policy of the last commit, where the working tree has another."""

    procedure: Procedure
    organisation: Organisation


def bench(judged: Approvals, before: PolicyBefore | None) -> Approvals:
    """Return what judges decisions on policy: the policy before, where policy is being changed; else what there is."""
    if before is None:
        return judged
    register = judged.register
    digests = {
        "procedure": "sha256:" + register.digests.get("procedure.yaml", ""),
        "organisation": digest.of_organisation(register.organisation),
    }
    known = replace(register, procedure=before.procedure, organisation=before.organisation)
    return Approvals(Engine(known, judged.engine.clock), policy_digests=digests)


def what_is_decided(judged: Approvals, draft: Draft, before: PolicyBefore | None = None) -> list[Subject | None]:
    """Return what each decision would be about, as of its moment; None where there is no such subject."""
    judge = bench(judged, before) if draft.on_policy else judged
    none = "sha256:" + "0" * 64
    probe = _statement(judged, draft, [(none, "low")] * len(draft.wanted), before)
    return [judge.subject(each.subject, probe) for each in draft.wanted]


def statement(
    judged: Approvals, draft: Draft, found: list[Subject], before: PolicyBefore | None = None
) -> dict[str, Any]:
    """Return the statement as it is written in `approvals/`."""
    return _mapping(judged, draft, [(each.digest, each.level) for each in found], before)


def verdicts(
    judged: Approvals, draft: Draft, found: list[Subject], before: PolicyBefore | None = None
) -> list[Verdict]:
    """Return what each decision would be worth once written; a signature is taken as given."""
    made = _statement(judged, draft, [(each.digest, each.level) for each in found], before)
    judge = bench(judged, before) if draft.on_policy else judged
    signed = judge.taken_as_signed(made.id)
    return [signed.judge(Decided(made, index, ruling)) for index, ruling in enumerate(made.decisions)]


def statement_id(judged: Approvals, draft: Draft) -> str:
    """Return the id of a new statement: its local date and what it is about, `-2` for the second such.

    Several decisions are named by the role.
    """
    day: date = local_date(draft.at, judged.engine.clock.zone)
    subject = draft.wanted[0].subject
    about = draft.role if draft.wanted[1:] else slug(subject.partition(":")[2] or subject)
    name = f"{day}-{about}"[:60].rstrip("-")
    register = judged.register
    taken = {*register.approvals, *(each.removeprefix("approvals/") for each in register.broken)}
    return next(each for each in (name, *(f"{name}-{number}" for number in range(2, 1000))) if each not in taken)


def _mapping(
    judged: Approvals, draft: Draft, seals: list[tuple[str, Level]], before: PolicyBefore | None
) -> dict[str, Any]:
    minutes = draft.minutes
    written = {
        "register": judged.register.procedure.register_id,
        "role": draft.role,
        "by": draft.by,
        "at": draft.at,
        "procedure": version_named(judged, draft, before),
        "kind": "minuted" if minutes else "signed",
        "evidence": minutes and _stated({"case": minutes.case, "sha256": minutes.sha256, "note": minutes.note}),
        "witness": draft.witness,
        "decisions": [_ruling(each, *seal) for each, seal in zip(draft.wanted, seals, strict=True)],
    }
    return _stated(written)


def _ruling(wanted: Wanted, sealed: str, level: Level) -> dict[str, Any]:
    return _stated(
        {
            "subject": wanted.subject,
            "digest": sealed,
            "level": None if wanted.subject in POLICY_SUBJECTS else level,
            "decision": wanted.decision,
            "reason": wanted.reason,
        }
    )


def version_named(judged: Approvals, draft: Draft, before: PolicyBefore | None) -> str:
    """Return the procedure version that a statement names: the one in force then; for policy the one before it."""
    if not draft.on_policy:
        return draft.version or judged.register.procedure.version
    if before is not None:
        return before.procedure.version
    subjects = {each.subject for each in draft.wanted}
    return policy_version(judged.register, "procedure" if "procedure" in subjects else "organisation")


def _stated(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say something: absent ones are left out, never empty."""
    return {name: value for name, value in fields.items() if value is not None}


def _statement(
    judged: Approvals, draft: Draft, seals: list[tuple[str, Level]], before: PolicyBefore | None
) -> Approval:
    """Return the statement as the loader would read it."""
    tree = as_read(_mapping(judged, draft, seals, before))
    return Approval.model_validate(tree).identified(statement_id(judged, draft))
