"""Git, read by plumbing only: our argv, our environment, nothing a repository configures is run.

Writing goes through GitPython, in `riskctl.store.commit`.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from riskctl.errors import RiskctlError

_SAFE: Final = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "diff.external=",
    "log.mailmap=false",
    "gpg.ssh.program=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
)


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One file of a commit's tree, its path relative to the folder asked for."""

    path: str
    mode: str
    oid: str


class Repository:
    """A git repository, read through plumbing commands."""

    def __init__(self, git_dir: Path, work_tree: Path) -> None:
        self.git_dir = git_dir
        self.work_tree = work_tree

    def run(self, *args: str, data: bytes | None = None) -> bytes:
        """Return what a plumbing command prints; raise RiskctlError when git fails or is not there."""
        done = subprocess.run(self._argv(args), input=data, capture_output=True, env=_environment(), check=False)
        if done.returncode != 0:
            message = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise RiskctlError("git-failed", command=args[0], message=message[-1] if message else "")
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

    def is_shallow(self) -> bool:
        """Whether history was cut off by a shallow clone."""
        return (self._common_dir() / "shallow").exists()

    def _common_dir(self) -> Path:
        pointer = self.git_dir / "commondir"
        return (self.git_dir / pointer.read_text().strip()).resolve() if pointer.is_file() else self.git_dir

    def tree(self, commit: str, folder: str) -> list[TreeEntry]:
        """Return the files below a folder of a commit; the folder is empty for the whole tree."""
        listing = self.run("ls-tree", "-r", "-z", "--full-tree", f"{commit}:{folder}" if folder else commit)
        entries = []
        for record in listing.split(b"\0"):
            if record:
                head, _, path = record.partition(b"\t")
                mode, _, oid = head.decode().split(" ")
                entries.append(TreeEntry(path.decode("utf-8", "surrogateescape"), mode, oid))
        return entries

    def blobs(self, oids: Sequence[str]) -> Iterator[bytes]:
        """Yield the content of each blob, in order."""
        if not oids:
            return
        out = self.run("cat-file", "--batch", data="".join(f"{oid}\n" for oid in oids).encode())
        at = 0
        for _ in oids:
            end = out.index(b"\n", at)
            size = int(out[at:end].split(b" ")[2])
            yield out[end + 1 : end + 1 + size]
            at = end + 1 + size + 1

    def blob_sizes(self, oids: Sequence[str]) -> list[int]:
        """Return the size of each blob in bytes, without reading it."""
        if not oids:
            return []
        out = self.run("cat-file", "--batch-check", data="".join(f"{oid}\n" for oid in oids).encode())
        return [int(line.split(b" ")[2]) for line in out.splitlines()]

    def first_parents(self, commit: str) -> list[tuple[str, datetime]]:
        """Return the first-parent line from a commit back, each with its committer date."""
        out = self.run("rev-list", "--first-parent", "--timestamp", commit, "--").decode()
        pairs = (line.split(" ") for line in out.splitlines())
        return [(oid, datetime.fromtimestamp(int(stamp), UTC)) for stamp, oid in pairs]

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


def _git() -> str:
    found = shutil.which("git")
    if found is None:
        raise RiskctlError("git-missing")
    return found


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    return kept | {
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
    }


def repository_of(folder: Path) -> Repository | None:
    """Return the repository whose work tree holds the folder; None when there is none."""
    for top in (folder, *folder.parents):
        marker = top / ".git"
        if marker.is_dir():
            return Repository(marker, top)
        if marker.is_file():
            pointer = marker.read_text(encoding="utf-8", errors="replace").strip()
            if pointer.startswith("gitdir: "):
                return Repository((top / pointer.removeprefix("gitdir: ")).resolve(), top)
    return None
