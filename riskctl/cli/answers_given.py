"""The answers of a file: read, compared with the register as it is now, held together; each fault with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Generic

from riskctl.cli.session import Session
from riskctl.core.answers import Since, flat
from riskctl.core.views.answered import Fault, faults, included_in
from riskctl.core.views.meanwhile import Moved, moved_meanwhile
from riskctl.core.views.meeting import Meeting
from riskctl.errors import RiskctlError
from riskctl.render.findings import worded
from riskctl.render.safe import visible
from riskctl.store.answers_file import AnswersRead, F, read_answers

SHEET: Final = ".xlsx"
"""How the name of a work sheet ends."""


@dataclass(frozen=True)
class Given(Generic[F]):
    """The answers of a file by their dotted names, and the file they stand in; `at` is where they stand in it."""

    answers: dict[str, Any]
    read: AnswersRead[F]
    since: Since | None
    at: tuple[str, ...] = ()

    def where(self, name: str) -> str:
        """Return where an answer stands, or the nearest thing above it: `svar.yaml:3:5`, `ark.xlsx: Trusler!F7`."""
        return self.read.where((*self.at, *name.split(".")))

    def name_of(self, name: str) -> str:
        """Return how an answer that is missing is named: in a work sheet with its cell."""
        return f"{self.where(name)} ({name})" if is_sheet(self.read.path) else name


def read_given(session: Session, path: str, model: type[F], system: str = "") -> Given[F]:
    """Return the answers of a file; what is wrong with its form is said, and RiskctlError raised.

    A work sheet is about one `system`.
    """
    read = _read(session, path, model, system)
    lines = [*_misread(session, read), *_misfits(session, read)]
    for line in lines:
        session.note(visible(line))
    if read.answered is None:
        raise RiskctlError("answers-unusable", path=path, n=max(len(read.findings) + len(read.misread), 1))
    if is_sheet(path) and read.answered.since is None:
        session.note(visible(session.words("worksheet.no-since", path=path)))
    return Given(flat(read.answered), read, read.answered.since)


def is_sheet(path: str) -> bool:
    """Whether a file is a work sheet, by its name."""
    return path.casefold().endswith(SHEET)


def _read(session: Session, path: str, model: type[F], system: str) -> AnswersRead[F]:
    if not is_sheet(path):
        return read_answers(path, session.engine.procedure.scales, model)
    from riskctl.store.answers_sheet import read_sheet

    return read_sheet(path, session.engine.register, system, session.clock(session.zone), model)


def _misread(session: Session, read: AnswersRead[F]) -> Iterator[str]:
    words = session.words
    for each in read.misread:
        message = words(f"worksheet.bad.{each.name}", **each.values)
        yield words("worksheet.fault", where=each.where, message=message)


def _misfits(session: Session, read: AnswersRead[F]) -> Iterator[str]:
    words = session.words
    for each in read.findings:
        line, column = each.position or (0, 0)
        where = f"{read.path}:{line}:{column}" if each.position else read.where(each.path)
        message, hint = worded(each, words)
        yield f"{where}: {words.name('severity', each.severity)}: {message} [{each.code}]"
        if hint:
            yield f"  {hint}"


def judged(session: Session, meeting: Meeting, given: Given[F], *, despite: bool = False) -> dict[str, Any]:
    """Return the answers once they hold together and still fit the register; else all that is wrong is said.

    `despite`: what has moved since the file was made is shown, and no more. Raise RiskctlError.
    """
    if given.since is not None and given.since.system != meeting.system.id:
        raise RiskctlError("answers-of-another", path=given.read.path, id=given.since.system, value=meeting.system.id)
    moved = moved_meanwhile(meeting, given.since, given.answers) if given.since is not None else []
    for each in moved:
        session.note(_moved_line(session, given, each))
    found = faults(meeting, given.answers, session.clock(session.zone).now)
    for fault in found:
        session.note(_fault_line(session, given, fault))
    if found:
        raise RiskctlError("answers-unusable", path=given.read.path, n=len(found))
    if moved and not despite:
        raise RiskctlError("answers-moved", path=given.read.path, n=len(moved))
    included = included_in(given.answers)
    if not included:
        return given.answers
    carried = [key for key in meeting.last_risks if key not in included] if meeting.only else []
    return {**given.answers, "include": [*carried, *included]}


def _moved_line(session: Session, given: Given[F], moved: Moved) -> str:
    words = session.words
    kind = {"level": "level", "criticality": "level", "threat_level": "threat_level"}.get(moved.name)

    def shown(value: object) -> str:
        if value is None:
            return words("assess.moved.nothing")
        return words.name(kind, str(value)) if kind else words.value(moved.name, value)

    values = {"name": moved.path, "then": shown(moved.then), "now": shown(moved.now)}
    place = f"{moved.path}.now" if moved.path.startswith("risks.") else f"since.{moved.path}"
    return visible(words("assess.moved.line", where=given.where(place), **values))


def _fault_line(session: Session, given: Given[F], fault: Fault) -> str:
    words = session.words
    kind = {"result": "level", "threat-level": "threat_level"}.get(fault.name)
    values = {name: words.name(kind, str(value)) if kind else value for name, value in fault.values.items()}
    message = words(f"assess.fault.{fault.name}", **values)
    return visible(words("assess.fault.line", where=given.where(fault.path), name=fault.path, message=message))
