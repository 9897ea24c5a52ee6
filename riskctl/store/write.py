"""Writing in the register: under a lock, checked before and read back after, whole or not at all.

Whatever fails, what is said afterwards holds: unchanged, saved but not committed, or committed.
"""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from riskctl.core.finding import Finding
from riskctl.core.moment import Clock
from riskctl.core.plain import as_read
from riskctl.core.rules import every_finding
from riskctl.core.rules.rule import Context
from riskctl.errors import Exit, RiskctlError
from riskctl.store.atomic import create_all, replace_in
from riskctl.store.emit import emit
from riskctl.store.find import Place
from riskctl.store.loader import Loaded, load
from riskctl.store.splice import Edit, splice
from riskctl.store.state import state_dir
from riskctl.store.trees import Overlay, Tree, WorkTree
from riskctl.store.yaml_events import parse

LOCK_PATIENCE: Final = 10.0
"""Seconds to wait for another writer."""
_SIGNATURE: Final = ".sig"


class WouldBreakError(Exception):
    """The write was refused: with it, `check` would find these errors that are not there now."""

    def __init__(self, findings: tuple[Finding, ...], loaded: Loaded) -> None:
        super().__init__(findings)
        self.findings = findings
        self.loaded = loaded


NewFiles = Mapping[str, Mapping[str, Any] | bytes]
"""New files by path: what they are to say, or their bytes where those are made already, as a signature's are."""


def rendered(files: NewFiles) -> dict[str, bytes]:
    """Return new files as bytes, each parsed again and compared with what it was made from.

    Raise RiskctlError when the loader would read something else, or refuse it.
    """
    contents = {}
    for path, data in files.items():
        if isinstance(data, bytes):
            contents[path] = data
            continue
        contents[path] = emit(data).encode()
        found = parse(contents[path])
        if found.faults or found.tree != as_read(data):
            raise RiskctlError("unwritable", path=path, value=found.faults[0].code if found.faults else "")
    return contents


@contextmanager
def lock(place: Place, patience: float = LOCK_PATIENCE) -> Iterator[None]:
    """Hold the register's lock; raise RiskctlError when another writer keeps it for longer than `patience` seconds."""
    from filelock import FileLock, Timeout

    held = FileLock(state_dir(place) / "write.lock")
    try:
        held.acquire(timeout=patience)
    except Timeout:
        raise RiskctlError("locked") from None
    try:
        yield
    finally:
        held.release()


def write_new(
    place: Place,
    files: NewFiles,
    clock: Clock,
    *,
    message: str | None = None,
    along: Collection[str] = (),
) -> str | None:
    """Write new files into the register and, with a message, commit them; return the commit.

    The paths are relative to the register; `along` are files there already that go into the same commit. Raise
    WouldBreakError when an error of `check` would come with them, RiskctlError when they can't be written or
    committed; nothing there is ever overwritten.
    """
    contents = signatures_first(rendered(files))
    if message is not None:
        from riskctl.store.commit import needs_identity

        needs_identity(place)
    with lock(place):
        _clear_lone_signatures(place, contents)
        tree = WorkTree(place.root)
        refuse_what_breaks(tree, contents, clock)
        _ready_to_commit(place, message)
        there = {path: tree.read(path) for path in along}
        create_all(place.root, contents)
        return None if message is None else committed(place, {**there, **contents}, message)


def signatures_first(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files as they are written: a signature without its statement says nothing, the reverse blocks."""
    return dict(sorted(contents.items(), key=lambda item: not item[0].endswith(_SIGNATURE)))


def _clear_lone_signatures(place: Place, contents: Collection[str]) -> None:
    """Delete what a writer left that was killed between a signature and its statement, where it is in the way."""
    for path in contents:
        statement = place.root / path.removesuffix(_SIGNATURE)
        lone = path.endswith(_SIGNATURE) and (place.root / path).is_file() and not os.path.lexists(statement)
        if lone and not _is_committed(place, path):  # what is committed is a record: it stays
            try:
                (place.root / path).unlink()
            except OSError as error:
                raise RiskctlError("write-failed", path=path, message=error.strerror or "") from None


def _is_committed(place: Place, path: str) -> bool:
    head = place.repository.commit("HEAD") if place.repository else None
    if place.repository is None or head is None:
        return False
    return bool(place.repository.entries(head, [f"{place.folder}/{path}".lstrip("/")]))


@dataclass(frozen=True, slots=True)
class FileEdit:
    """Edits of one file as it was when it was read; `allowed` are codes of errors that the edit means to bring."""

    path: str
    seen: bytes
    edits: Sequence[Edit]
    allowed: Collection[str] = ()

    def made(self) -> dict[str, bytes]:
        """Return the file with the edits made."""
        return {self.path: splice(self.path, self.seen, self.edits)}


def write_edit(place: Place, edit: FileEdit, clock: Clock, *, message: str | None = None) -> str | None:
    """Edit a file of the register and, with a message, commit it; return the commit.

    Raise WouldBreakError when an error of `check` would come with it, RiskctlError when the file has changed since
    it was read, can't be edited so, or can't be written or committed.
    """
    contents = edit.made()
    if message is not None:
        from riskctl.store.commit import needs_identity

        needs_identity(place)
    with lock(place):
        tree = WorkTree(place.root)
        if tree.read(edit.path) != edit.seen:
            raise RiskctlError("changed-meanwhile", path=edit.path)
        refuse_what_breaks(tree, contents, clock, edit.allowed)
        _ready_to_commit(place, message)
        replace_in(place.root, edit.path, contents[edit.path])
        return None if message is None else committed(place, contents, message)


def refuse_what_breaks(
    tree: Tree, contents: Mapping[str, bytes], clock: Clock, allowed: Collection[str] = ()
) -> Loaded:
    """Return the register as it would be with the files.

    Raise WouldBreakError when they would bring an error that the register does not have now and that is not allowed.
    """
    before = {_key(each) for each in errors_of(load(tree), clock)}
    after = load(Overlay(tree, contents))
    brought = tuple(each for each in errors_of(after, clock) if _key(each) not in before and each.code not in allowed)
    if brought:
        raise WouldBreakError(brought, after)
    return after


def errors_of(loaded: Loaded, clock: Clock) -> list[Finding]:
    """Return every error of `check`, exceptions applied."""
    if loaded.register is None:
        raise RiskctlError("procedure-unusable")
    context = Context(loaded.register, clock)
    found = every_finding(context, loaded.findings)
    return [each for each in found if each.severity == "error"]


def _key(finding: Finding) -> tuple[str, ...]:
    return finding.code, finding.ref, finding.subject, repr(finding.path), repr(sorted(finding.values.items(), key=str))


def _ready_to_commit(place: Place, message: str | None) -> None:
    if message is not None:
        from riskctl.store.commit import needs_free_index

        needs_free_index(place)


def committed(place: Place, contents: Mapping[str, bytes], message: str) -> str:
    """Commit what was written; return the commit. Raise RiskctlError that says it is saved but not committed."""
    from riskctl.store.commit import commit

    names = ", ".join(contents)
    try:
        return commit(place, contents, message)
    except RiskctlError as error:
        if error.key == "committed-differs":
            raise
        raise RiskctlError("saved-not-committed", path=names, message=error.values.get("message", "")) from None
    except KeyboardInterrupt:
        raise RiskctlError("saved-not-committed", code=Exit.INTERRUPTED, path=names, message="Ctrl-C") from None
