"""A meeting: the sheet it decides from, the file its decisions are written in, and reading that file back."""

from collections.abc import Iterator
from pathlib import Path

from riskctl.cli.deciding import Way, before_of, record, tell
from riskctl.cli.lookup import known_id
from riskctl.cli.session import Session
from riskctl.core.fields import Role
from riskctl.core.meeting_file import MeetingFile
from riskctl.core.views.deciding import Draft, Minutes, Wanted
from riskctl.core.views.waiting import Waiting, waiting
from riskctl.errors import Exit, RiskctlError
from riskctl.render.findings import worded
from riskctl.render.safe import visible
from riskctl.store.answers_file import At
from riskctl.store.meeting_file import MeetingRead, read_meeting, sha256_of


def hash_of(minutes: str | None) -> str | None:
    """Return the sha256 of the minutes; None where none were given."""
    return None if minutes is None else sha256_of(minutes)


def sheet(session: Session, role: Role, person: str | None, output: Path | None) -> int:
    """Print what a role is asked to decide, for a meeting on paper."""
    from riskctl.render.approve_sheet import sheet as rendered

    cases = _cases(session, role, person)
    text = rendered(session.approvals, role, cases, session.words, before_of(session))
    session.deliver(text.encode("utf-8"), output)
    return Exit.OK


def template(session: Session, role: Role, person: str | None, output: Path | None) -> int:
    """Print the file that a meeting's decisions are written in."""
    from riskctl.render.approve_sheet import template as rendered

    at = session.engine.clock.now.replace(microsecond=0)
    text = rendered(session.approvals, role, person, _cases(session, role, person), at, session.words)
    session.deliver(text.encode("utf-8"), output)
    return Exit.OK


def _cases(session: Session, role: Role, person: str | None) -> list[Waiting]:
    return [
        each
        for each in waiting(session.approvals)
        if any(who.role == role and person in (None, who.person) for who in each.deciders)
    ]


def record_meeting(session: Session, path: str, minutes: str | None, way: Way) -> int:
    """Record what a meeting decided, all of it or nothing; what is wrong is said with its place in the file."""
    if way.key is not None:
        raise RiskctlError("signed-or-minuted", value="--meeting")
    read = read_meeting(path)
    for line in _misfits(session, read, path):
        session.note(visible(line))
    if read.decided is None:
        raise RiskctlError("meeting-unusable", n=len(read.findings))
    wrong = list(_wrong(session, read.decided))
    for at, error in wrong:
        tell(session, read.where(at), error)
    if wrong:
        raise RiskctlError("meeting-unusable", n=len(wrong))
    draft = _draft(session, read.decided, path, minutes)
    places = {each.subject: index for index, each in enumerate(read.decided.decisions)}
    return record(session, draft, way, lambda each: read.where(("decisions", places[each.subject], "subject")))


def _wrong(session: Session, decided: MeetingFile) -> Iterator[tuple[At, RiskctlError]]:
    """Yield what is wrong with the file as a whole, and where: unknown people, a time to come, a case twice."""
    for name in ("by", "witness"):
        try:
            known_id(session, getattr(decided, name), "people", name)
        except RiskctlError as error:
            yield (name,), error
    if decided.at > session.engine.clock.now:
        yield ("at",), RiskctlError("meeting-future", date=decided.at)
    seen = set()
    for index, each in enumerate(decided.decisions):
        if each.subject in seen:
            yield ("decisions", index, "subject"), RiskctlError("meeting-twice", subject=each.subject)
        seen.add(each.subject)


def _draft(session: Session, decided: MeetingFile, path: str, minutes: str | None) -> Draft:
    """Return the decisions that were made; how many cases were put off is said."""
    wanted = tuple(
        Wanted(each.subject, each.decision, each.reason) for each in decided.decisions if each.decision is not None
    )
    if not wanted:
        raise RiskctlError("meeting-undecided", path=path)
    left = len(decided.decisions) - len(wanted)
    if left:
        session.note(session.words("approve.meeting.left", n=left))
    evidence = Minutes(decided.case, hash_of(minutes) or decided.sha256, decided.note)
    return Draft(decided.role, decided.by, decided.at, wanted, evidence, decided.witness)


def _misfits(session: Session, read: MeetingRead, path: str) -> Iterator[str]:
    for each in read.findings:
        line, column = each.position or (0, 0)
        where = f"{path}:{line}:{column}" if each.position else read.where(each.path)
        message, hint = worded(each, session.words)
        yield f"{where}: {session.words.name('severity', each.severity)}: {message} [{each.code}]"
        if hint:
            yield f"  {hint}"
