"""Git, read by plumbing only: our argv, our environment, nothing a repository configures is run.

Writing goes through GitPython, in `riskctl.store.commit`.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from riskctl.errors import RiskctlError
from riskctl.store.programs import environment, program

_SAFE: Final = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "diff.external=",
    "log.mailmap=false",
    "core.commitGraph=false",
    "gpg.ssh.program=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
)
SHA256_LENGTH: Final = 64
_FULL_ID: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.ASCII)
_MOST_OF_A_POINTER: Final = 4_096
"""How much of a `.git` that is a file is read."""
LATEST: Final = datetime(9998, 12, 31, tzinfo=UTC)
"""What a commit dated later counts as; one that is dated to no date at all counts as the first second of 1970."""
_AT_ONCE: Final = 500
"""How many paths are given to one git process."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One file of a commit's tree, its path relative to the folder asked for."""

    path: str
    mode: str
    oid: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: who wrote it, who committed it and when, and its parents; people as git has them, unmapped."""

    oid: str
    parents: tuple[str, ...]
    committed_at: datetime
    committer: str
    committer_email: str
    author: str
    author_email: str
    subject: str


@dataclass(frozen=True, slots=True)
class PathChange:
    """A path whose mode or content differs between two commits; the side where it was not is empty."""

    path: str
    old_mode: str
    new_mode: str
    old: str
    new: str


class Repository:
    """A git repository, read through plumbing commands."""

    def __init__(self, git_dir: Path, work_tree: Path) -> None:
        self.git_dir = git_dir
        self.work_tree = work_tree

    def run(
        self, *args: str, data: bytes | None = None, fine: tuple[int, ...] = (0,), index: Path | None = None
    ) -> bytes:
        """Return what a plumbing command prints, with another index than the repository's own where one is given.

        Raise RiskctlError when git is not there or its exit code is not fine.
        """
        env = _environment() | ({"GIT_INDEX_FILE": str(index)} if index else {})
        done = subprocess.run(self._argv(args), input=data, capture_output=True, env=env, check=False)
        if done.returncode not in fine:
            message = done.stderr.decode("utf-8", "replace").strip().splitlines()
            command = next(each for each in args if not each.startswith("-"))
            raise RiskctlError("git-failed", command=command, message=message[-1] if message else "")
        return done.stdout

    def _argv(self, args: Sequence[str]) -> list[str]:
        options = [part for setting in _SAFE for part in ("-c", setting)]
        return [_git(), "--git-dir", str(self.git_dir), *options, *args]

    def commit(self, revision: str) -> str | None:
        """Return the full id of the commit that a revision names; None when it names none."""
        try:
            found = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        except RiskctlError:
            return None
        return found.decode().strip()

    def refs_named(self, revision: str) -> list[str]:
        """Return the refs that a revision's name may mean: git takes a tag before a branch, without a word.

        Empty where the name says it all: `HEAD`, a full id, or a ref from `refs/` on.
        """
        name = re.split(r"[~^:]|@\{", revision)[0]
        if not name or name == "HEAD" or name.startswith(("refs/", "-")) or _FULL_ID.fullmatch(name):
            return []
        asked = [f"refs/{folder}{name}" for folder in ("", "tags/", "heads/", "remotes/")]
        listing = self.run("for-each-ref", "--format=%(refname)", *asked).decode("utf-8", "surrogateescape")
        return [each for each in listing.splitlines() if each in asked]

    def is_shallow(self) -> bool:
        """Whether history was cut off by a shallow clone."""
        return (self.common_dir() / "shallow").exists()

    def common_dir(self) -> Path:
        """Return the folder that the work trees of a repository share."""
        pointer = self.git_dir / "commondir"
        return (self.git_dir / pointer.read_text().strip()).resolve() if pointer.is_file() else self.git_dir

    def tree(self, commit: str, folder: str) -> list[TreeEntry]:
        """Return the files below a folder of a commit; the folder is empty for the whole tree."""
        return _entries(self.run("ls-tree", "-r", "-z", "--full-tree", f"{commit}:{folder}" if folder else commit))

    def staged(self, folder: str, index: Path | None = None) -> list[TreeEntry]:
        """Return the files below a folder as the index has them."""
        prefix = f"{folder}/" if folder else ""
        asked = ("--literal-pathspecs", "ls-files", "-s", "-z", "--full-name", *(("--", prefix) if prefix else ()))
        listing = self.run(*asked, index=index)
        return [
            TreeEntry(path.decode("utf-8", "surrogateescape").removeprefix(prefix), mode.decode(), oid.decode())
            for mode, oid, _, path in (
                re.split(b"[ \\t]", record, maxsplit=3) for record in listing.split(b"\0") if record
            )
        ]

    def entries(self, commit: str, paths: Sequence[str]) -> list[TreeEntry]:
        """Return those of the files that a commit has; paths are from the top of the repository."""
        asked = ("--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", commit, "--")
        parts = [paths[at : at + _AT_ONCE] for at in range(0, len(paths), _AT_ONCE)]
        return [entry for part in parts for entry in _entries(self.run(*asked, *part))]

    def merge_bases(self, one: str, other: str) -> list[str]:
        """Return the commits where two lines parted; none when they never were one."""
        return self.run("merge-base", "--all", one, other, fine=(0, 1)).decode().split()

    def blobs(self, oids: Sequence[str]) -> Iterator[bytes]:
        """Yield the content of each blob, in order."""
        if not oids:
            return
        out = self.run("cat-file", "--batch", data="".join(f"{oid}\n" for oid in oids).encode())
        at = 0
        for _ in oids:
            end = out.index(b"\n", at)
            size = _size(out[at:end])
            yield out[end + 1 : end + 1 + size]
            at = end + 1 + size + 1

    def reader(self) -> "ObjectReader":
        """Return a reader of this repository's objects."""
        return ObjectReader(self._argv(("cat-file", "--batch")))

    def blob_sizes(self, oids: Sequence[str]) -> list[int]:
        """Return the size of each blob in bytes, without reading it."""
        if not oids:
            return []
        out = self.run("cat-file", "--batch-check", data="".join(f"{oid}\n" for oid in oids).encode())
        return [_size(line) for line in out.splitlines()]

    def first_parents(self, commit: str) -> list[tuple[str, datetime]]:
        """Return the first-parent line from a commit back, each with its committer date."""
        out = self.run("rev-list", "--first-parent", "--timestamp", commit, "--").decode()
        pairs = (line.split(" ") for line in out.splitlines())
        return [(oid, _moment(stamp)) for stamp, oid in pairs]

    def commits(self, *revisions: str, paths: Sequence[str] = ()) -> list[Commit]:
        """Return the commits that `rev-list` gives for its arguments, newest first; with paths, those touching them."""
        fields = ("%H", "%P", "%ct", "%cn", "%ce", "%an", "%ae", "%s")
        asked = ["--encoding=none", "--no-commit-header", f"--format={'%x00'.join(fields)}", *revisions, "--", *paths]
        out = self.run("--literal-pathspecs", "rev-list", *asked).decode("utf-8", "replace")
        return [_commit_of(line.split("\0")) for line in out.split("\n") if line]

    def changes(self, pairs: Sequence[tuple[str, str | None]], folder: str) -> list[list[PathChange]]:
        """Return, for each commit and the parent it is compared with, what differs below a folder.

        Without a parent everything in the commit is new. Paths are relative to the folder; nothing is taken for a
        rename. One git process for all of them.
        """
        asked = "".join(f"{commit} {parent}\n" if parent else f"{commit}\n" for commit, parent in pairs)
        options = ("--stdin", "--root", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--always")
        below = ("--", f"{folder}/") if folder else ("--",)
        out = self.run("--literal-pathspecs", "diff-tree", *options, *below, data=asked.encode())
        return _changes_of(out, f"{folder}/" if folder else "")

    def renames(self, commit: str, parent: str, folder: str) -> dict[str, str]:
        """Return what git takes for renamed below a folder, by the new path: the old one; at least half alike."""
        out = self.run(
            "--literal-pathspecs", "diff-tree", "-r", "-z", "--raw", "-M", parent, commit, "--", f"{folder}/"
        )
        found, records = {}, iter(out.split(b"\0"))
        for record in records:
            if record:
                old = next(records).decode("utf-8", "surrogateescape")
                if record.rpartition(b" ")[2][:1] == b"R":
                    found[next(records).decode("utf-8", "surrogateescape")] = old
        return found

    def bundle(self, commit: str) -> bytes:
        """Return a git bundle of everything a commit reaches, under the name HEAD."""
        pack = self.run("pack-objects", "--revs", "--stdout", "--quiet", data=f"{commit}\n".encode())
        sha256 = len(commit) == SHA256_LENGTH
        header = "# v3 git bundle\n@object-format=sha256\n" if sha256 else "# v2 git bundle\n"
        return f"{header}{commit} HEAD\n\n".encode() + pack

    def last_before(self, moment: datetime, start: str = "HEAD") -> str | None:
        """Return the last first-parent commit whose committer date lies before a moment.

        Raise RiskctlError on a shallow clone, where the answer would silently be wrong.
        """
        if self.is_shallow():
            raise RiskctlError("git-shallow")
        head = self.commit(start)
        if head is None:
            return None
        return next((oid for oid, date in self.first_parents(head) if date < moment), None)

    def committed_at(self, commit: str) -> datetime:
        """Return the committer date of a commit."""
        return self.first_parents(commit)[0][1]


def _entries(listing: bytes) -> list[TreeEntry]:
    """Return the files that `ls-tree -z` lists."""
    entries = []
    for record in listing.split(b"\0"):
        if record:
            head, _, path = record.partition(b"\t")
            mode, _, oid = head.decode().split(" ")
            entries.append(TreeEntry(path.decode("utf-8", "surrogateescape"), mode, oid))
    return entries


class ObjectReader:
    """Blobs, one at a time, from one git process that waits to be asked; close it when done."""

    def __init__(self, argv: Sequence[str]) -> None:
        """Start the process; raise RiskctlError where git is not there."""
        self._process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment())

    def read(self, oid: str, most: int) -> tuple[bytes, int]:
        """Return at most so many bytes of an object, and its whole size; raise RiskctlError when it is not there."""
        asked, told = self._process.stdin, self._process.stdout
        if asked is None or told is None:
            raise RiskctlError("git-missing")
        asked.write(f"{oid}\n".encode())
        asked.flush()
        size = _size(told.readline().rstrip(b"\n"))
        data = told.read(min(size, most))
        left = size - len(data) + 1
        while left > 0:
            left -= len(told.read(min(left, 1 << 20))) or left
        return data, size

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def _size(told: bytes) -> int:
    """Return the size that `cat-file` tells of an object; raise RiskctlError for one that is not there."""
    fields = told.split(b" ")
    if len(fields) != 3:  # noqa: PLR2004
        raise RiskctlError("git-failed", command="cat-file", message=told.decode("utf-8", "replace"))
    return int(fields[2])


def _commit_of(fields: Sequence[str]) -> Commit:
    oid, parents, stamp, committer, committer_email, author, author_email, subject = fields
    return Commit(
        oid, tuple(parents.split()), _moment(stamp), committer, committer_email, author, author_email, subject
    )


def _moment(stamp: str) -> datetime:
    """Return the moment of a commit: whoever makes one may date it as they like, also beyond what a date can hold."""
    try:
        return min(datetime.fromtimestamp(int(stamp or 0), UTC), LATEST)
    except (ValueError, OverflowError, OSError):
        return LATEST


def _changes_of(out: bytes, prefix: str) -> list[list[PathChange]]:
    """Return the changes under each commit that `diff-tree --stdin -z` names."""
    found: list[list[PathChange]] = []
    records = iter(out.split(b"\0"))
    for record in records:
        if record.startswith(b":"):
            old_mode, new_mode, old, new, _ = record[1:].decode().split(" ")
            path = next(records).decode("utf-8", "surrogateescape").removeprefix(prefix)
            found[-1].append(PathChange(path, old_mode, new_mode, old.strip("0") and old, new.strip("0") and new))
        elif record:
            found.append([])
    return found


def _git() -> str:
    found = program("git")
    if found is None:
        raise RiskctlError("git-missing")
    return found


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR") if name in os.environ}
    return kept | {
        **environment(),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
    }


def version() -> tuple[int, ...] | None:
    """Return the version of git, `(2, 39, 5)`; None where it is not there or does not tell."""
    found = program("git")
    if found is None:
        return None
    try:
        where = Path(found).parent  # never a working folder, which may have settings of its own
        done = subprocess.run([found, "--version"], cwd=where, capture_output=True, env=_environment(), check=False)
    except OSError:
        return None
    told = re.search(rb"(\d+)\.(\d+)(?:\.(\d+))?", done.stdout)
    return tuple(int(part) for part in told.groups() if part) if told else None


def repository_of(folder: Path) -> Repository | None:
    """Return the repository whose work tree holds the folder; None when there is none."""
    for top in (folder, *folder.parents):
        marker = top / ".git"
        if marker.is_dir():
            return Repository(marker, top)
        if marker.is_file():
            with marker.open(encoding="utf-8", errors="replace") as file:
                pointer = file.read(_MOST_OF_A_POINTER).strip()
            if pointer.startswith("gitdir: "):
                return Repository((top / pointer.removeprefix("gitdir: ")).resolve(), top)
    return None
