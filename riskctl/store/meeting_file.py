"""The decisions of a meeting, read from YAML with the register's own bounds; and the hash of its minutes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from riskctl.core.answers import without_unanswered
from riskctl.core.finding import Finding
from riskctl.core.meeting_file import MeetingFile
from riskctl.errors import RiskctlError
from riskctl.store.answers_file import At, bounded
from riskctl.store.schema import validate
from riskctl.store.yaml_events import MAX_BYTES, locate, parse

_ID = "meeting"


@dataclass(frozen=True, slots=True)
class MeetingRead:
    """A meeting file, None when it can't be used; what is wrong with it; and where in it each thing stands."""

    decided: MeetingFile | None
    findings: tuple[Finding, ...]
    where: Callable[[At], str]


def read_meeting(path: str) -> MeetingRead:
    """Return the decisions of a file; raise RiskctlError when there is no such file, or it is too large."""
    data = bounded(path, MAX_BYTES)
    parsed = parse(data)
    found = [Finding(each.code, "error", path, (), each.values, "P7.1", each.position, _ID) for each in parsed.faults]
    decided = None
    if not found:
        decided, more = validate(MeetingFile, without_unanswered(parsed.tree), path, _ID)
        found += more

    def where(at: At) -> str:
        line, column = locate(data, at)
        return f"{path}:{line}:{column}"

    return MeetingRead(None if found else decided, tuple(found), where)


def sha256_of(path: str) -> str:
    """Return the sha256 of a file in hex, however large; raise RiskctlError when it can't be read."""
    try:
        with Path(path).expanduser().open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RiskctlError("file-unreadable", path=path, message=error.strerror or "") from None
