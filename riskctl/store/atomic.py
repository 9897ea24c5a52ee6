"""New files, whole or not at all: a temporary file beside the place, synced, then given its name.

A name that is taken is never taken over. Whatever kills the writer, there is no half-written file.
"""

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from riskctl.errors import RiskctlError
from riskctl.store.trees import UNFINISHED

_NO_HARD_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


def create_all(root: Path, contents: Mapping[str, bytes]) -> None:
    """Create every file below `root`, or none: raise RiskctlError that says which holds when one fails."""
    made: list[Path] = []
    try:
        for path, data in contents.items():
            _create(root, path, data, made)
    except BaseException as error:
        left = _removed(made)
        if not isinstance(error, OSError):
            raise
        key = "written-partly" if left else "write-failed"
        paths = ", ".join(each.relative_to(root).as_posix() for each in left) or path
        raise RiskctlError(key, path=paths, message=error.strerror or type(error).__name__) from None


def _removed(made: list[Path]) -> list[Path]:
    """Take back what was made; return what could not be."""
    left = []
    for path in reversed(made):
        try:
            path.unlink()
        except OSError:
            left.append(path)
    return left


def _create(root: Path, path: str, data: bytes, made: list[Path]) -> None:
    target = root / path
    _make_folders(root, target.parent)
    _clear_unfinished(target.parent)
    temporary = target.parent / f".riskctl-{secrets.token_hex(8)}.tmp"
    try:
        _write(temporary, data)
        _name(temporary, target, path)
        made.append(target)
    finally:
        with suppress(OSError):
            temporary.unlink()
    sync_folder(target.parent)
    _same(target, data)


def _make_folders(root: Path, folder: Path) -> None:
    """Make the folders between the register and a file; never through a symlink."""
    at = root
    for part in folder.relative_to(root).parts:
        at /= part
        try:
            at.mkdir()
        except FileExistsError:
            if not stat.S_ISDIR(at.lstat().st_mode):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
        else:
            sync_folder(at.parent)


def _clear_unfinished(folder: Path) -> None:
    for path in list(folder.iterdir()):
        if UNFINISHED.fullmatch(path.name):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


def _write(temporary: Path, data: bytes, mode: int | None = None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(temporary, flags, 0o666), "wb") as file:
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _name(temporary: Path, target: Path, path: str) -> None:
    """Give the finished file its name, which must be free: a hard link can't take over, a rename could."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise RiskctlError("already-there", path=path) from None
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        if os.path.lexists(target):
            raise RiskctlError("already-there", path=path) from None
        temporary.replace(target)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder survive a power failure, where the system can."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def replace_in(root: Path, path: str, data: bytes) -> None:
    """Put a file below `root` in place of the one of that name, whole; raise RiskctlError that says which holds.

    What fails after the new file has its name puts the old one back.
    """
    target = root / path
    before: bytes | None = None
    try:
        _is_file(root, target)
        _clear_unfinished(target.parent)
        before = target.read_bytes()
        _exchange(target, data)
        _same(target, data)
    except BaseException as error:
        back = before is None or _put_back(target, before)
        if back and not isinstance(error, OSError):
            raise
        key = "write-failed" if back else "replaced-unsure"
        raise RiskctlError(key, path=path, message=getattr(error, "strerror", "") or type(error).__name__) from None


def _exchange(target: Path, data: bytes) -> None:
    temporary = target.with_name(f".riskctl-{secrets.token_hex(8)}.tmp")
    try:
        _write(temporary, data, stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    finally:
        with suppress(OSError):
            temporary.unlink()
    sync_folder(target.parent)


def _same(target: Path, data: bytes) -> None:
    if target.read_bytes() != data:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def _put_back(target: Path, before: bytes) -> bool:
    """Return whether the file is as it was, after another try to make it so."""
    try:
        if target.read_bytes() != before:
            _exchange(target, before)
    except OSError:
        return False
    return True


def _is_file(root: Path, target: Path) -> None:
    """Raise OSError unless the file is a regular one, reached through no symlink."""
    at = root
    for part in target.relative_to(root).parts[:-1]:
        at /= part
        if not stat.S_ISDIR(at.lstat().st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if not stat.S_ISREG(target.lstat().st_mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))


def replace_file(path: Path, data: bytes) -> None:
    """Write a file outside the register whole, in place of an older one: what drafts need."""
    if not path.parent.is_dir():
        raise RiskctlError("no-folder", path=path, folder=path.parent)
    temporary = path.with_name(f".riskctl-{secrets.token_hex(8)}.tmp")
    try:
        _write(temporary, data)
        temporary.replace(path)
        with suppress(OSError):
            sync_folder(path.parent)
    except OSError as error:
        raise RiskctlError("write-failed", path=path, message=error.strerror or "") from None
    finally:
        with suppress(OSError):
            temporary.unlink()
