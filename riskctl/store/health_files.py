"""The files of a register: can it be used, encoding, leftovers, permissions, the schemas of editors."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from riskctl.core.health import Check
from riskctl.store.editor_files import drift
from riskctl.store.find import Place
from riskctl.store.health_commands import delete, mode, quoted, riskctl
from riskctl.store.loader import Loaded
from riskctl.store.trees import MOST_DEEP, UNFINISHED

_MOST_NAMED: Final = 20


def usable(place: Place, loaded: Loaded) -> Check:
    """Look whether the register can be read: without a procedure nothing is computed."""
    if loaded.register is None:
        return Check("register", "error", "broken", mend=(riskctl("check", "--register", place.root),))
    return Check("register", "ok", values={"files": loaded.files})


def encoding(place: Place, loaded: Loaded) -> Iterator[Check]:
    """Look for files that are not plain UTF-8."""
    bad = [each for each in loaded.findings if each.code == "SCH004"]
    other = [each.ref for each in bad if each.values.get("what") == "utf-8"]
    if other:
        values = {"n": len(other), "paths": named(other)}
        yield Check("encoding", "error", "not-utf-8", values, tuple(_recoded(place.root / ref) for ref in other))
    marked = sorted({each.ref for each in bad} - set(other))
    if marked:
        values = {"n": len(marked), "paths": named(marked)}
        yield Check("encoding", "error", "marks", values, (riskctl("check", "--fix", "--register", place.root),))
    if not bad:
        yield Check("encoding", "ok")


def _recoded(path: Path) -> str:
    new = path.with_name(path.name + ".utf8")
    return f"{quoted('iconv', '-f', 'WINDOWS-1252', '-t', 'UTF-8', path)} > {quoted(new)} && {quoted('mv', new, path)}"


def leftovers(place: Place) -> Check:
    """Look for the half-written files of killed writers."""
    unfinished = [path for path in _walk(place.root) if UNFINISHED.fullmatch(path.name)]
    if not unfinished:
        return Check("leftovers", "ok")
    values = {"n": len(unfinished), "paths": named(path.name for path in unfinished)}
    return Check("leftovers", "warning", "unfinished", values, (delete(unfinished),))


def permissions(place: Place) -> Iterator[Check]:
    """Look for files that can't be read or written, or that could be run."""
    if os.name == "nt":
        return
    found: dict[str, list[Path]] = {"unreadable": [], "read-only": [], "executable": []}
    for path in _walk(place.root):
        bits = path.lstat().st_mode
        if not stat.S_ISREG(bits):
            continue
        what = next((name for name, is_so in _bad_bits(bits, path) if is_so), None)
        if what:
            found[what].append(path)
    changes = {"unreadable": "u+rw", "read-only": "u+w", "executable": "a-x"}
    for what, paths in found.items():
        if paths:
            values = {"n": len(paths), "paths": named(path.relative_to(place.root).as_posix() for path in paths)}
            status = "error" if what == "unreadable" else "warning"
            yield Check("permissions", status, what, values, (mode(changes[what], paths),))  # type: ignore[arg-type]
    if not any(found.values()):
        yield Check("permissions", "ok")


def _bad_bits(bits: int, path: Path) -> Iterator[tuple[str, bool]]:
    yield "unreadable", not bits & stat.S_IRUSR or not os.access(path, os.R_OK)
    yield "read-only", not bits & stat.S_IWUSR or not os.access(path, os.W_OK)
    yield "executable", bool(bits & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH))


def _walk(root: Path) -> Iterator[Path]:
    """Yield every file below the register, but git's own; through no symlink, and no deeper than `check` looks."""
    for folder, folders, names in os.walk(root):
        deep = len(Path(folder).relative_to(root).parts) >= MOST_DEEP
        folders[:] = [] if deep else sorted(name for name in folders if name != ".git")
        yield from (Path(folder, name) for name in sorted(names))


def named(paths: Iterable[str]) -> str:
    """Return some paths as text, the first of them where they are many."""
    shown = list(paths)
    return ", ".join(shown[:_MOST_NAMED]) + (", …" if len(shown) > _MOST_NAMED else "")


def schemas(place: Place) -> Check:
    """Look whether the schemas that editors use are those of this riskctl and register."""
    moved = drift(place.root)
    if not moved:
        return Check("schemas", "ok")
    values = {"n": len(moved), "paths": named(moved)}
    return Check("schemas", "warning", "moved", values, (riskctl("schema", "--install", "--register", place.root),))
