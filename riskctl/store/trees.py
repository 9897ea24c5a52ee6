"""Where files come from: the working tree or a commit. The loader takes either, as values."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Container, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from riskctl.errors import RiskctlError
from riskctl.store.git import Repository, TreeEntry
from riskctl.store.layout import beside_git
from riskctl.store.yaml_events import MAX_BYTES

UNFINISHED: Final = re.compile(r"\.riskctl-[0-9a-f]{16}\.tmp", re.ASCII)
"""The name of a file being written: one left behind by a killed writer is no part of the register."""

MOST_DEEP: Final = 8
"""How many folders below the register are looked into, one in another; the layout has two."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file: its path relative to the register, and its bytes or the code of the rule that refuses it.

    `oid` is the blob id of the bytes, where they were wanted.
    """

    path: str
    data: bytes
    refused: str = ""
    oid: str = ""


class Tree(Protocol):
    """A register's files at one place."""

    def files(self, wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
        """Yield every file by path; bytes only of those wanted, so that names are matched before opening."""
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of one file."""
        ...


class WorkTree:
    """The files in the working tree: regular files only, never through a symlink, size before reading."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._oids: dict[str, str] = {}

    def files(self, wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
        """Yield every file below the register."""
        for path, entry in sorted(self._walk()):
            status = entry.stat(follow_symlinks=False)
            if not stat.S_ISREG(status.st_mode):
                yield SourceFile(path, b"", "SCH011")
            elif not wanted(path):
                yield SourceFile(path, b"")
            elif status.st_size > MAX_BYTES:
                yield SourceFile(path, b"", "SCH002")
            else:
                data = self.read(path)
                self._oids[path] = blob_id(data)
                yield SourceFile(path, data, oid=self._oids[path])

    def oids(self) -> dict[str, str]:
        """Return the blob id of each file, reading those not read yet."""
        for path, entry in self._walk():
            if path not in self._oids and stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
                self._oids[path] = blob_id(Path(entry.path).read_bytes())
        return dict(self._oids)

    def _walk(self) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
        """Yield every file below the register, and each folder that lies too deep to be looked into."""
        folders: list[tuple[Path | str, str]] = [(self.root, "")]
        while folders:
            folder, prefix = folders.pop()
            with os.scandir(folder) as entries:
                for entry in entries:
                    if (not prefix and beside_git(entry.name)) or UNFINISHED.fullmatch(entry.name):
                        continue
                    path = prefix + entry.name
                    if entry.is_dir(follow_symlinks=False) and path.count("/") < MOST_DEEP:
                        folders.append((entry.path, path + "/"))
                    else:
                        yield path, entry

    def read(self, path: str) -> bytes:
        """Return the bytes of a regular file; raise RiskctlError when it can't be read."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            handle = os.open(self.root / path, flags)
            with os.fdopen(handle, "rb") as file:
                return file.read(MAX_BYTES + 1)
        except OSError as error:
            raise RiskctlError("file-unreadable", path=path, message=error.strerror or "") from None


class Overlay:
    """A tree as it would be with some files added or replaced, before they are written."""

    def __init__(self, below: Tree, added: Mapping[str, bytes]) -> None:
        self._below = below
        self._added = added

    def files(self, wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
        """Yield every file, the added ones in place of those below."""
        kept = (file for file in self._below.files(wanted) if file.path not in self._added)
        added = (SourceFile(path, data) for path, data in self._added.items())
        yield from sorted([*kept, *added], key=lambda file: file.path)

    def read(self, path: str) -> bytes:
        """Return the bytes of one file."""
        return self._added[path] if path in self._added else self._below.read(path)


class CommitTree:
    """The files of a commit, read through git plumbing."""

    def __init__(self, repository: Repository, commit: str, folder: str) -> None:
        self.repository = repository
        self.commit = commit
        self._entries = {entry.path: entry for entry in repository.tree(commit, folder)}
        self.known: Container[tuple[str, str]] = ()

    def sparing(self, known: Container[tuple[str, str]]) -> "CommitTree":
        """Return the same tree without the bytes of files that are known already, by path and blob id."""
        spared = copy(self)
        spared.known = known
        return spared

    def files(self, wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
        """Yield every file of the register in the commit."""
        regular = [entry for entry in self._entries.values() if self._is_read(entry) and wanted(entry.path)]
        sizes = self.repository.blob_sizes([entry.oid for entry in regular])
        small = [entry for entry, size in zip(regular, sizes, strict=True) if size <= MAX_BYTES]
        data = dict(zip((e.path for e in small), self.repository.blobs([e.oid for e in small]), strict=True))
        for path, entry in sorted(self._entries.items()):
            if path.partition("/")[0] != path or not beside_git(path):
                yield self._file(entry, data, wanted)

    def _is_read(self, entry: TreeEntry) -> bool:
        return entry.mode.startswith("100") and (entry.path, entry.oid) not in self.known

    def _file(self, entry: TreeEntry, data: dict[str, bytes], wanted: Callable[[str], bool]) -> SourceFile:
        if not entry.mode.startswith("100"):
            return SourceFile(entry.path, b"", "SCH011")
        if self._is_read(entry) and wanted(entry.path) and entry.path not in data:
            return SourceFile(entry.path, b"", "SCH002")
        return SourceFile(entry.path, data.get(entry.path, b""), oid=entry.oid)

    def read(self, path: str) -> bytes:
        """Return the bytes of one file."""
        return next(self.repository.blobs([self._entries[path].oid]))

    def oids(self) -> dict[str, str]:
        """Return the blob id of each file."""
        return {path: entry.oid for path, entry in self._entries.items()}


SHA1_LENGTH = 40


def blob_id(data: bytes, length: int = SHA1_LENGTH) -> str:
    """Return the id git gives a blob, in a repository whose ids have this length."""
    algorithm = hashlib.sha1 if length == SHA1_LENGTH else hashlib.sha256
    return algorithm(b"blob %d\0" % len(data) + data).hexdigest()
