"""HIS2xx: every approval was valid when it reached the mainline.

The register begins with what it held: of that, of each subject only the newest decision is judged, and only by what
can be judged.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from riskctl.core.approval import Fault
from riskctl.core.assessments import Action, Assessment
from riskctl.core.assets import System
from riskctl.core.decisions import Approval
from riskctl.core.ids import split_risk_id
from riskctl.core.moment import Clock, Duration, deadline, is_past, local_date
from riskctl.core.roles import FROM_SYSTEM
from riskctl.core.trail.at import At, Found
from riskctl.core.trail.judging import ACTION
from riskctl.core.trail.step import File
from riskctl.core.trail.verdicts import Judged

STATEMENT_FAULTS: tuple[Fault, ...] = ("register", "version", "signature")
"""What spoils a statement whole."""
IN_FUTURE = timedelta(days=1)
"""How much later than its commit a decision may be dated: clocks differ."""
OF_THEN: tuple[Fault, ...] = ("subject", "role", "holder", "level", "kind", "witness")
"""Faults that depend on systems as they stood when it was decided."""


def _with_fault(at: At, fault: Fault) -> Iterator[Found]:
    """Yield one finding for each statement that has the fault, with the subjects it concerns."""
    told: dict[str, list[str]] = {}
    kinds: dict[str, str] = {}
    for judged in at.judged:
        if judged.fault == fault and not _excused(at, judged):
            told.setdefault(judged.file.path, []).append(judged.decided.ruling.subject)
            known = judged.decided.statement.procedure in at.mainline.tables
            kinds[judged.file.path] = "not-in-force" if fault == "version" and known else ""
    for path, subjects in told.items():
        shown = () if fault in STATEMENT_FAULTS else tuple(dict.fromkeys(subjects))
        yield Found(path, {"subject": shown, "kind": kinds[path]})


def _excused(at: At, judged: Judged) -> bool:
    """Whether a fault is none: a rejection gone stale, what a newer decision replaces, what can't be judged at root."""
    ruling = judged.decided.ruling
    if judged.fault == "digest" and (ruling.decision == "rejected" or _replaced(at, judged)):
        return True
    return at.is_root and (at.newest[ruling.subject] is not judged or _is_of_the_past(at, judged))


def _is_of_the_past(at: At, judged: Judged) -> bool:
    """Whether a decision older than the register in git can't be judged by what the register holds."""
    subject, fault = judged.decided.ruling.subject, judged.fault
    planned = subject.startswith(ACTION) and at.file(f"actions/{subject.removeprefix(ACTION)}.yaml") is not None
    if fault == "version" or (planned and fault in ("digest", "subject", "level", "role", "kind", "witness")):
        return True
    if fault == "holder" and judged.decided.statement.role in FROM_SYSTEM:
        return True
    return fault in OF_THEN and any(
        each.retired or _was_reassessed(at, each, subject) for each in _systems(at, subject)
    )


def _systems(at: At, subject: str) -> list[System]:
    """Return the systems that a subject is about."""
    action = at.file(f"actions/{subject.removeprefix(ACTION)}.yaml")
    plan: Action | None = at.contents.entity(action) if action is not None else None
    named = plan.risks if plan is not None else (subject.removeprefix("acceptance:"),)
    files = [at.file(f"systems/{split_risk_id(each)[0].partition('/')[0]}.yaml") for each in named]
    return [found for file in files if file is not None and (found := at.contents.entity(file)) is not None]


def _was_reassessed(at: At, system: System, subject: str) -> bool:
    """Whether an assessment without a class of its own is not its system's newest: the class may be another today."""
    file = at.file(f"assessments/{subject}.yaml")
    assessment: Assessment | None = at.contents.entity(file) if file is not None else None
    if assessment is None or assessment.criticality is not None:
        return False
    return any(path > f"assessments/{subject}.yaml" for path in at.mainline.assessments_of[system.id])


def _replaced(at: At, judged: Judged) -> bool:
    """Whether a newer sound decision on the same subject stands in the same step."""
    newest = at.newest_sound.get(judged.decided.ruling.subject)
    return newest is not None and newest.order > judged.order


def other_register(at: At) -> Iterator[Found]:
    """An approval was made for another register: its register id is not the one in procedure.yaml."""
    return _with_fault(at, "register")


def version_not_in_force(at: At) -> Iterator[Found]:
    """An approval names a procedure version that is not there, or that was not in force when it was decided.

    A decision on a new policy names the version before it.
    """
    return _with_fault(at, "version")


def not_signed(at: At) -> Iterator[Found]:
    """An approval said to be signed has no signature by its person, with a key valid that day, made for approvals."""
    return _with_fault(at, "signature")


def wrong_kind(at: At) -> Iterator[Found]:
    """An approval was made in a way (minuted or signed) that does not suffice for the level."""
    return _with_fault(at, "kind")


def witness_missing(at: At) -> Iterator[Found]:
    """A minuted approval from high up lacks a witness who neither decided nor did the work."""
    return _with_fault(at, "witness")


def subject_missing(at: At) -> Iterator[Found]:
    """An approval decides on something that is not in the register, or on an action for no current risk."""
    return _with_fault(at, "subject")


def other_content(at: At) -> Iterator[Found]:
    """An approval does not fit what it decides on, as that reached the mainline.

    It was copied from another subject, or the content was changed. A newer approval in the same step replaces it; an
    action changed later makes it stale, which is for `check` and `due` to say.
    """
    return _with_fault(at, "digest")


def wrong_role(at: At) -> Iterator[Found]:
    """An approval was made in a role that the tables do not ask for."""
    return _with_fault(at, "role")


def role_not_held(at: At) -> Iterator[Found]:
    """The one who decided, or was deputy, did not hold the role for that unit on that day."""
    return _with_fault(at, "holder")


def decided_by_performer(at: At) -> Iterator[Found]:
    """The one who decided did the work: assessed it, or is responsible for the action."""
    return _with_fault(at, "four-eyes")


def decided_too_early(at: At) -> Iterator[Found]:
    """An approval was decided before what it decides on was completed or planned."""
    return _with_fault(at, "before")


def wrong_level(at: At) -> Iterator[Found]:
    """An approval names another level than the one computed when it was decided."""
    return _with_fault(at, "level")


def _statements(at: At) -> Iterator[tuple[File, Approval]]:
    return ((file, at.contents.entity(file)) for file in at.arrivals("approval"))


def outside_window(at: At) -> Iterator[Found]:
    """An approval is dated further back than `approval_window` from the first mainline commit that has it.

    The first commit of the register is exempt. So is what a line longer and older than the mainline itself had in
    time: a merge made the wrong way round.
    """
    if at.before is None or at.is_root:
        return
    window = at.before.procedure.approval_window
    for file, statement in _statements(at):
        if _is_late(at, statement, window, at.step.committed_at) and not _was_timely(at, file, statement, window):
            yield Found(file.path, {"date": local_date(statement.at, at.zone), "length": window})


def _is_late(at: At, statement: Approval, window: Duration, committed: datetime) -> bool:
    """Whether a commit lies after the window that begins with a decision."""
    return is_past(deadline(statement.at, window, at.zone), Clock(committed, at.zone))


def _was_timely(at: At, file: File, statement: Approval, window: Duration) -> bool:
    """Whether a line brought in by the merge had a statement in time, and is the one that was the mainline.

    It left the mainline before the decision, and has more commits since than the mainline has.
    """
    side = at.step.side
    fork = max((each.fork for each in side), default=-1)
    left_before = fork >= 0 and at.mainline.dates[fork] <= statement.at
    is_longer = len(side) > at.step.index - 1 - fork
    having = (each for each in side if any(change.path == file.path for change in each.changes))
    return left_before and is_longer and any(not _is_late(at, statement, window, each.committed_at) for each in having)


def in_future(at: At) -> Iterator[Found]:
    """An approval is dated more than a day after the commit that brought it to the mainline."""
    for file, statement in _statements(at):
        if at.step.committed_at + IN_FUTURE < statement.at:
            yield Found(file.path, {"date": local_date(statement.at, at.zone)})
