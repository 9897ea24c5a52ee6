"""Real git repositories of any shape, quickly: commits are stated in Python and made by one `git fast-import`."""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Europe/Copenhagen")
REGISTER: Final = "register"
REGULAR, EXECUTABLE, SYMLINK, SUBMODULE = "100644", "100755", "120000", "160000"
WHO: Final = "Rita Register <rita@example.org>"
SKELETON: Final = MappingProxyType(
    {
        "HEAD": "ref: refs/heads/main\n",
        "config": "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n",
    }
)
ENVIRONMENT: Final = MappingProxyType(
    {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands at a path of a tree: its mode, and its bytes (of a submodule: the commit)."""

    data: bytes
    mode: str = REGULAR


Tree = Mapping[str, Entry]
Changes = Mapping[str, Entry | bytes | None]
"""Paths relative to the register (`../` leads to the repository's own top); None takes a path away."""


@dataclass(frozen=True, slots=True, eq=False)
class Commit:
    """A commit to be made."""

    tree: Tree
    parents: tuple["Commit", ...]
    when: datetime
    author_when: datetime
    who: str


def moment(text: str) -> datetime:
    """Return a moment, given with its offset or in Danish time."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def in_repository(path: str) -> str:
    """Return where a path of the register lies in the repository."""
    return path.removeprefix("../") if path.startswith("../") else f"{REGISTER}/{path}"


def changed(tree: Tree, changes: Changes) -> Tree:
    """Return a tree with changes made; taking a folder's name takes away what lay below it."""
    result = dict(tree)
    for path, entry in changes.items():
        place = in_repository(path)
        for each in [each for each in result if each == place or each.startswith(f"{place}/")]:
            del result[each]
        if entry is not None:
            result[place] = Entry(entry) if isinstance(entry, bytes) else entry
    return result


def merged(ours: Tree, theirs: Tree, base: Tree) -> Tree:
    """Return what a merge without conflicts gives: of each path the side that changed it, ours where both did."""
    result = dict(ours)
    for path in {*theirs, *base}:
        if ours.get(path) == base.get(path):
            if path in theirs:
                result[path] = theirs[path]
            else:
                result.pop(path, None)
    return result


class Trail:
    """A history being written. `add` and `merge` move the mainline, `side` makes commits beside it."""

    def __init__(self, head: Commit | None, now: datetime) -> None:
        """Go on from a commit; the first commit is made at `now`, each next one a day later."""
        self.head = head
        self.now = now

    @property
    def tip(self) -> Commit:
        """The newest commit of the mainline."""
        if self.head is None:
            raise ValueError("no commit yet")
        return self.head

    def read(self, path: str) -> bytes:
        """Return what the mainline holds at a path of the register."""
        return self.tip.tree[in_repository(path)].data

    def tick(self, when: str | None = None) -> datetime:
        """Return the moment of a commit, and let a day go by."""
        found = moment(when) if when else self.now
        self.now = max(self.now, found) + timedelta(days=1)
        return found

    def side(
        self, changes: Changes, on: Commit | None = None, when: str | None = None, who: str = WHO, author: str = ""
    ) -> Commit:
        """Make a commit on another (the mainline's newest), and leave the mainline where it is."""
        parent = on or self.head
        tree = changed(parent.tree if parent else {}, changes)
        moved = self.tick(when)
        return Commit(tree, (parent,) if parent else (), moved, moment(author) if author else moved, who)

    def add(self, changes: Changes, when: str | None = None, who: str = WHO, author: str = "") -> Commit:
        """Make a commit on the mainline."""
        self.head = self.side(changes, None, when, who, author)
        return self.head

    def merge(
        self,
        *others: Commit,
        changes: Changes = MappingProxyType({}),
        tree: Tree | None = None,
        foxtrot: bool = False,
        when: str | None = None,
    ) -> Commit:
        """Merge commits into the mainline; `foxtrot`: the mainline becomes the second parent of the first of them."""
        parents = (*others, self.tip) if foxtrot else (self.tip, *others)
        found = parents[0].tree
        for each in parents[1:]:
            found = merged(found, each.tree, base_of(parents[0], each).tree)
        moved = self.tick(when)
        self.head = Commit(changed(tree or found, changes), parents, moved, moved, WHO)
        return self.head


def base_of(first: Commit, second: Commit) -> Commit:
    """Return the newest commit that both go back to."""
    known = {id(each) for each in ordered([first])}
    return next(each for each in reversed(ordered([second])) if id(each) in known)


def ordered(tips: Iterable[Commit]) -> list[Commit]:
    """Return the commits that tips go back to, parents before children."""
    found: dict[int, Commit] = {}
    waiting = [(each, False) for each in reversed(list(tips))]
    while waiting:
        commit, ready = waiting.pop()
        if ready:
            found.setdefault(id(commit), commit)
        elif id(commit) not in found:
            waiting += [(commit, True), *((each, False) for each in reversed(commit.parents))]
    return list(found.values())


def stream(branches: Mapping[str, Commit]) -> tuple[bytes, list[Commit]]:
    """Return what `git fast-import` is given, and the commits by their marks, the first of which is 1."""
    commits = ordered(branches.values())
    marks = {id(commit): number for number, commit in enumerate(commits, 1)}
    blobs: dict[bytes, int] = {}
    parts = [b"feature done\n"]
    for commit in commits:
        parts += _new_blobs(commit, blobs, len(commits))
        parts += _commit(commit, marks, blobs)
    parts += [b"reset refs/heads/%s\nfrom :%d\n\n" % (name.encode(), marks[id(c)]) for name, c in branches.items()]
    return b"".join([*parts, b"done\n"]), commits


def _new_blobs(commit: Commit, blobs: dict[bytes, int], first: int) -> Iterator[bytes]:
    for entry in commit.tree.values():
        if entry.mode != SUBMODULE and entry.data not in blobs:
            blobs[entry.data] = first + len(blobs) + 1
            yield b"blob\nmark :%d\ndata %d\n%s\n" % (blobs[entry.data], len(entry.data), entry.data)


def _commit(commit: Commit, marks: Mapping[int, int], blobs: Mapping[bytes, int]) -> Iterator[bytes]:
    author, committer = _stamp(commit.author_when), _stamp(commit.when)
    if not commit.parents:
        yield b"reset refs/heads/main\n"
    yield f"commit refs/heads/main\nmark :{marks[id(commit)]}\n".encode()
    people = f"author {commit.who} {author}\ncommitter {commit.who} {committer}\ndata 2\nx\n\n"
    yield people.encode(errors="surrogateescape")
    for word, parent in zip(("from", *["merge"] * len(commit.parents)), commit.parents, strict=False):
        yield f"{word} :{marks[id(parent)]}\n".encode()
    before = commit.parents[0].tree if commit.parents else {}
    for path in sorted(before.keys() - commit.tree.keys()):
        yield b"D %s\n" % _quoted(path)
    for path, entry in commit.tree.items():
        if before.get(path) != entry:
            content = entry.data if entry.mode == SUBMODULE else b":%d" % blobs[entry.data]
            yield b"M %s %s %s\n" % (entry.mode.encode(), content, _quoted(path))


def _stamp(when: datetime) -> str:
    return f"{int(when.timestamp())} {when.astimezone(ZONE):%z}"


def _quoted(path: str) -> bytes:
    escaped = "".join(
        chr(byte) if 31 < byte < 127 and byte not in b'"\\' else f"\\{byte:03o}"
        for byte in path.encode(errors="surrogateescape")
    )
    return f'"{escaped}"'.encode()


def _check_out(path: Path, entry: Entry) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if entry.mode == SUBMODULE:
        path.mkdir(exist_ok=True)
    elif entry.mode == SYMLINK:
        path.symlink_to(entry.data.decode())
    else:
        path.write_bytes(entry.data)
        path.chmod(0o755 if entry.mode == EXECUTABLE else 0o644)


class Repository:
    """A repository on disk, made from commits."""

    def __init__(
        self, folder: Path, main: Commit, branches: Mapping[str, Commit] = MappingProxyType({}), config: str = ""
    ) -> None:
        """Make the repository with `main` checked out; git has no index of it, which reading does not need."""
        self.folder = folder
        for each in ("objects", "refs/heads", "info"):
            (folder / ".git" / each).mkdir(parents=True)
        for name, text in SKELETON.items():
            (folder / ".git" / name).write_text(text + (config if name == "config" else ""), encoding="ascii")
        data, self.commits = stream({"main": main, **branches})
        marks = folder / ".git" / "marks"
        self.git("fast-import", "--force", "--quiet", "--done", f"--export-marks={marks}", data=data)
        self.ids = dict(line.split() for line in marks.read_text(encoding="ascii").splitlines())
        for path, entry in main.tree.items():
            _check_out(folder / path, entry)

    @property
    def register(self) -> Path:
        """The folder of the register."""
        return self.folder / REGISTER

    def id_of(self, commit: Commit) -> str:
        """Return the id of a commit."""
        return self.ids[f":{self.commits.index(commit) + 1}"]

    def git(self, *argv: str, data: bytes = b"", env: Mapping[str, str] = MappingProxyType({})) -> str:
        """Run git here; return what it printed."""
        return git(self.folder, argv, data, env)


def git(folder: Path, argv: Sequence[str], data: bytes = b"", env: Mapping[str, str] = MappingProxyType({})) -> str:
    """Run git in a folder, without anybody's configuration; return what it printed."""
    done = subprocess.run(
        ["git", "-c", "core.fsync=none", "-c", "core.protectNTFS=false", *argv],
        input=data,
        capture_output=True,
        check=True,
        cwd=folder,
        env={**ENVIRONMENT, **env},
    )
    return done.stdout.decode().strip()
