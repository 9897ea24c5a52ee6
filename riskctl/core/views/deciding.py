"""What waits for a decision, and what a decision says: the statement an approval is (P3.7, P4.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from riskctl.core import roles
from riskctl.core.approval import Approvals, Decided, Subject, Verdict
from riskctl.core.decisions import POLICY_SUBJECTS, Approval
from riskctl.core.fields import Decision, Level, Role, rank
from riskctl.core.ids import slug
from riskctl.core.moment import local_date
from riskctl.core.plain import as_read
from riskctl.core.roles import Responsible
from riskctl.core.treatment import treatment_of
from riskctl.core.views.due_handling import assessment_approvals, policy_approvals

WITNESS_FROM: Level = "high"
"""From this level a minuted decision needs a witness."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A subject that lacks a decision: its level, who may decide, and what its present decision is worth."""

    subject: str
    level: Level | None
    deciders: tuple[Responsible, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person wants to decide, before it is written."""

    subject: str
    role: Role
    by: str
    at: datetime
    decision: Decision
    reason: str | None = None
    case: str | None = None
    note: str | None = None
    witness: str | None = None

    @property
    def signed(self) -> bool:
        """Whether it is to be signed: a minuted decision has a case."""
        return self.case is None


def waiting(judged: Approvals) -> Iterator[Waiting]:
    """Yield everything that lacks a decision today: assessments, policy, acceptances, and the actions of plans."""
    for item in (*assessment_approvals(judged), *policy_approvals(judged)):
        yield Waiting(item.subject, item.level, item.responsible, item.reason.rpartition(".")[2])
    seen: set[str] = set()
    for current in judged.engine.latest.risks.values():
        state = treatment_of(judged, current)
        row = judged.engine.procedure.treatment[current.risk.level]
        if state.lack == "acceptance-not-approved":
            subjects, deciders = [f"acceptance:{current.assessment.id}#{current.key}"], row.accepted_by
        elif state.lack == "not-approved":
            linked = judged.engine.latest.actions_of[current.id]
            subjects, deciders = [f"action:{each.id}" for each in linked if not each.ended], row.approval
        else:
            continue
        system = judged.register.systems[current.system]
        people = roles.in_roles(judged.register, deciders, system, judged.engine.clock.today)
        for subject in subjects:
            if subject not in seen:
                seen.add(subject)
                yield Waiting(subject, current.risk.level, people, judged.of(subject).state)


def what_is_decided(judged: Approvals, draft: Draft) -> Subject | None:
    """Return what a decision would be about, as of its moment; None when there is no such subject."""
    return judged.subject(draft.subject, _statement(judged, draft, "sha256:" + "0" * 64, "low"))


def needs_witness(subject: Subject, draft: Draft) -> bool:
    """Whether a minuted decision at this level needs a second person."""
    return not draft.signed and rank(subject.level) >= rank(WITNESS_FROM)


def statement(judged: Approvals, draft: Draft, subject: Subject) -> dict[str, Any]:
    """Return the statement as it is written in `approvals/`."""
    return _mapping(judged, draft, subject.digest, subject.level)


def _mapping(judged: Approvals, draft: Draft, digest: str, level: Level) -> dict[str, Any]:
    ruling = {
        "subject": draft.subject,
        "digest": digest,
        "level": None if draft.subject in POLICY_SUBJECTS else level,
        "decision": draft.decision,
        "reason": draft.reason,
    }
    evidence = {"case": draft.case, "note": draft.note}
    written = {
        "register": judged.register.procedure.register_id,
        "role": draft.role,
        "by": draft.by,
        "at": draft.at,
        "procedure": _judged_under(judged, draft.subject),
        "kind": "signed" if draft.signed else "minuted",
        "evidence": None if draft.signed else _stated(evidence),
        "witness": draft.witness,
        "decisions": [_stated(ruling)],
    }
    return _stated(written)


def _judged_under(judged: Approvals, subject: str) -> str:
    """Return the version a decision names: a new procedure is decided on under the one before it."""
    register = judged.register
    earlier = sorted(register.procedures.values(), key=lambda each: each.revision.last)
    return earlier[-1].version if subject == "procedure" and earlier else register.procedure.version


def _stated(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say something: absent ones are left out, never empty."""
    return {name: value for name, value in fields.items() if value is not None}


def verdict(judged: Approvals, draft: Draft, subject: Subject) -> Verdict:
    """Return what the decision would be worth once written; a signature is taken as given."""
    made = _statement(judged, draft, subject.digest, subject.level)
    signed = Approvals(judged.engine, also_signed=frozenset({made.id}))
    return signed.judge(Decided(made, 0, made.decisions[0]))


def statement_id(judged: Approvals, draft: Draft) -> str:
    """Return the id of a new statement: its local date and what it is about, `-2` for the second such."""
    day: date = local_date(draft.at, judged.engine.clock.zone)
    name = f"{day}-{slug(draft.subject.partition(':')[2] or draft.subject)}"[:60].rstrip("-")
    taken = judged.register.approvals
    return next(each for each in (name, *(f"{name}-{number}" for number in range(2, 1000))) if each not in taken)


def _statement(judged: Approvals, draft: Draft, digest: str, level: Level) -> Approval:
    """Return the statement as the loader would read it."""
    tree = as_read(_mapping(judged, draft, digest, level))
    return Approval.model_validate(tree).identified(statement_id(judged, draft))
