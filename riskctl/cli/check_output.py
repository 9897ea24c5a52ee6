"""`--output FORMAT=FILE` of `check`: which files are written, and which are refused before anything is."""

import os
from collections.abc import Iterable
from pathlib import Path

from riskctl.cli.session import Session
from riskctl.errors import RiskctlError
from riskctl.render.check import FORMATS


def targets(session: Session, given: Iterable[str]) -> dict[Path, str]:
    """Return the format of each file; raise RiskctlError for one that can't be, or may not be, written."""
    found: dict[Path, str] = {}
    taken: set[str] = set()
    for each in given:
        form, _, name = each.partition("=")
        if not name:
            raise RiskctlError("bad-output", value=each, choices=", ".join(FORMATS))
        session.choice(form, "--output", tuple(FORMATS))
        path = _file(session, name)
        same = os.path.normcase(path.resolve())
        if same in taken:
            raise RiskctlError("output-twice", path=name)
        taken.add(same)
        found[path] = form
    return found


def _file(session: Session, name: str) -> Path:
    """Return the path of a file that may be written: not stdout, no device or link, not in the register."""
    path = Path(name)
    if name == "-":
        raise RiskctlError("output-stdout")
    if os.path.lexists(path) and (path.is_symlink() or not path.is_file()):
        raise RiskctlError("output-no-file", path=name)
    if session.place.holds(path):
        raise RiskctlError("check-output-in-register", path=name)
    return path
