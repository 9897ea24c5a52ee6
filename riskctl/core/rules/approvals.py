"""APR: decisions, and whether they count (P3.7, P4.3; the trust design).

Of each subject the newest decision counts; older ones are history. A bad header or signature spoils the
whole statement, a bad decision only itself. Missing and rejected decisions are for `due` to say.
"""

from collections.abc import Iterator

from riskctl.core.approval import Decided, Fault, Verdict
from riskctl.core.decisions import POLICY_SUBJECTS, Approval
from riskctl.core.finding import Path
from riskctl.core.ids import split_risk_id
from riskctl.core.rules.rule import Context, Found

SPOILING: dict[Fault | None, Path] = {"register": ("register",), "version": ("procedure",), "signature": ("kind",)}
"""What spoils a whole statement, and the key at fault."""
IN_HEADER: dict[Fault, str] = {"role": "role", "holder": "by", "four-eyes": "by", "before": "at", "kind": "kind"}
OF_THEN = ("subject", "role", "holder", "level", "kind", "witness")
"""Faults that depend on systems as they stood: they can't be judged once a system has been retired."""


def _ref(statement: Approval) -> str:
    return f"approvals/{statement.id}.yaml"


def _newest(context: Context) -> Iterator[tuple[Decided, Verdict]]:
    """Yield the newest decision of each subject, judged, but for those that can't be judged or are spoilt whole."""
    for decided, verdict in context.newest:
        spoilt = verdict.fault in SPOILING or _replaced_unread(context, decided.statement)
        judged = not spoilt and not _unreadable(context, decided, verdict)
        if judged and not (verdict.fault in OF_THEN and _of_the_past(context, decided)):
            yield decided, verdict


def invalid(context: Context) -> Iterator[Found]:
    """The newest decision on a subject does not count.

    The person did not hold the role on that day, the role is not the one the tables ask for, the level is another,
    it was decided too early or by one of those who did the work, or a witness is missing.
    """
    found: dict[tuple[str, Fault, Path], list[str]] = {}
    for decided, verdict in _newest(context):
        if verdict.state == "invalid" and verdict.fault is not None:
            where = (decided.statement.id, verdict.fault, _path(decided, verdict.fault))
            found.setdefault(where, []).append(decided.ruling.subject)
    for (id_, fault, path), subjects in found.items():
        kind = "no-risk" if fault == "subject" and _is_action(context, subjects[0]) else ""
        yield Found(f"approvals/{id_}.yaml", path, id_, {"fault": fault, "subject": tuple(subjects), "kind": kind})


def _is_action(context: Context, subject: str) -> bool:
    return subject.removeprefix("action:") in context.register.actions and subject.startswith("action:")


def _path(decided: Decided, fault: Fault) -> Path:
    if fault == "witness":
        return ("kind",) if decided.statement.witness is None else ("witness",)
    if fault in IN_HEADER:
        return (IN_HEADER[fault],)
    return ("decisions", decided.index, fault)


def stale(context: Context) -> Iterator[Found]:
    """What was decided on has been changed since, so the newest decision on it no longer counts."""
    for decided, verdict in _newest(context):
        if verdict.state == "stale":
            path = ("decisions", decided.index, "digest")
            statement = decided.statement
            yield Found(_ref(statement), path, statement.id, {"subject": decided.ruling.subject})


def statement_spoilt(context: Context) -> Iterator[Found]:
    """A statement with a decision that is the newest on its subject is spoilt whole.

    It is of another register, names a procedure version that is not there, or lacks a valid signature.
    """
    told = set()
    for decided, verdict in context.newest:
        statement, fault = decided.statement, verdict.fault
        if fault not in SPOILING or statement.id in told or _version_unreadable(context, statement, fault):
            continue
        told.add(statement.id)
        yield Found(_ref(statement), SPOILING[fault], statement.id, {"fault": fault})


def subject_twice(context: Context) -> Iterator[Found]:
    """A statement decides on the same subject twice."""
    for statement in context.register.approvals.values():
        seen = set()
        for index, ruling in enumerate(statement.decisions):
            if ruling.subject in seen:
                path = ("decisions", index, "subject")
                yield Found(_ref(statement), path, statement.id, {"value": ruling.subject})
            seen.add(ruling.subject)


def dated_later(context: Context) -> Iterator[Found]:
    """A statement is dated in the future, so it does not count yet."""
    for statement in context.register.approvals.values():
        if statement.at > context.clock.now:
            values = {"date": statement.at.astimezone(context.clock.zone)}
            yield Found(_ref(statement), ("at",), statement.id, values)


def _version_unreadable(context: Context, statement: Approval, fault: Fault | None) -> bool:
    return fault == "version" and context.register.is_broken("procedures", statement.procedure)


def _replaced_unread(context: Context, statement: Approval) -> bool:
    """Whether a statement of the same day or later failed validation: it may have decided on the same subject."""
    broken = (each.partition("/")[2] for each in context.register.broken if each.startswith("approvals/"))
    return any(id_[:10] >= statement.id[:10] for id_ in broken)


def _systems_of(context: Context, subject: str) -> list[str]:
    """Return the systems that a subject is about; none for the policy."""
    if subject.startswith("action:"):
        action = context.register.actions.get(subject.removeprefix("action:"))
        return [split_risk_id(risk)[0] for risk in action.risks] if action else []
    reference = split_risk_id(subject.removeprefix("acceptance:"))[0]
    return [] if subject in POLICY_SUBJECTS else [reference.partition("/")[0]]


def _unreadable(context: Context, decided: Decided, verdict: Verdict) -> bool:
    """Whether what the decision must be judged by failed validation or is not there (REF tells that)."""
    subject, register = decided.ruling.subject, context.register
    if context.any_broken("organisation") and (verdict.fault == "holder" or subject == "organisation"):
        return True
    if any(register.is_broken("systems", system) for system in _systems_of(context, subject)):
        return True
    if not subject.startswith("action:"):
        return register.is_broken("assessments", split_risk_id(subject.removeprefix("acceptance:"))[0])
    action = register.actions.get(subject.removeprefix("action:"))
    if action is None:
        return register.is_broken("actions", subject.removeprefix("action:"))
    return any(split_risk_id(risk)[0] in context.partly_read or not context.risk_exists(risk) for risk in action.risks)


def _of_the_past(context: Context, decided: Decided) -> bool:
    """Whether a system has been retired since, or has got another class than an older assessment was decided at."""
    register, subject = context.register, decided.ruling.subject
    systems = [register.systems[each] for each in _systems_of(context, subject) if each in register.systems]
    if any(system.retired for system in systems):
        return True
    assessment = register.assessments.get(subject)
    if assessment is None or assessment.criticality is not None:
        return False
    return context.whole.latest.assessment(assessment.system) is not assessment
