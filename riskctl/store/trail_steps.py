"""The steps of the mainline, from git: commits, what each changed relative to each parent, the commits it brought."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from posixpath import relpath

from riskctl.core.trail.step import POLICY, SEALED, Change, File, SideCommit, Step
from riskctl.store.find import Place
from riskctl.store.git import Commit, PathChange
from riskctl.store.layout import beside_git, place_of
from riskctl.store.trail_contents import kind_of

Parent = str | None


@dataclass
class Graph:
    """The commits that a mainline reaches.

    `side` are those that each mainline commit brought along, parents first; `fork` is the place on the mainline that
    each of them had branched off from (-1: none).
    """

    mainline: list[Commit]
    side: dict[str, list[Commit]] = field(default_factory=dict)
    fork: dict[str, int] = field(default_factory=dict)


def graph_of(place: Place, head: str) -> Graph:
    """Read the commits that a commit reaches; oldest first."""
    repository = place.needs_repository()
    mainline = repository.commits("--first-parent", head)[::-1]
    graph = Graph(mainline)
    if all(len(each.parents) < 2 for each in mainline):  # noqa: PLR2004
        return graph
    everything = {each.oid: each for each in repository.commits("--topo-order", head)[::-1]}
    order = {oid: number for number, oid in enumerate(everything)}
    index = {each.oid: number for number, each in enumerate(mainline)}
    for commit in mainline:
        brought = _brought(commit, everything, index, graph.fork)
        graph.side[commit.oid] = [everything[oid] for oid in sorted(brought, key=order.__getitem__)]
        for each in graph.side[commit.oid]:
            graph.fork[each.oid] = max((index.get(p, graph.fork.get(p, -1)) for p in each.parents), default=-1)
    return graph


def _brought(commit: Commit, everything: dict[str, Commit], index: dict[str, int], known: dict[str, int]) -> set[str]:
    """Return the commits that come to the mainline with a merge."""
    found: set[str] = set()
    waiting = list(commit.parents[1:])
    while waiting:
        oid = waiting.pop()
        if oid not in index and oid not in known and oid not in found:
            found.add(oid)
            waiting += everything[oid].parents
    return found


class Steps:
    """Steps made of what git tells."""

    def __init__(self, place: Place, graph: Graph) -> None:
        self._place = place
        self._repository = place.needs_repository()
        self._graph = graph
        self._known: dict[str, File] = {}

    def __iter__(self) -> Iterator[Step]:
        """Yield each step of the mainline, oldest first."""
        graph = self._graph
        pairs = [pair for each in graph.mainline for pair in self._pairs_with(each)]
        differing = iter(self._repository.changes(pairs, ""))
        for index, commit in enumerate(graph.mainline):
            changes = tuple(self._changes(next(differing)) for _ in _parents(commit))
            side = tuple(self._side(each, [next(differing) for _ in _parents(each)]) for each in self._brought(commit))
            yield Step(index, commit.oid, who(commit), commit.committed_at, changes, side, self._bases(commit, changes))

    def _brought(self, commit: Commit) -> list[Commit]:
        return self._graph.side.get(commit.oid, [])

    def _pairs_with(self, commit: Commit) -> Iterator[tuple[str, Parent]]:
        for each in (commit, *self._brought(commit)):
            yield from ((each.oid, parent) for parent in _parents(each))

    def _side(self, commit: Commit, differing: list[list[PathChange]]) -> SideCommit:
        """Return a commit off the mainline with what it changed; of a merge, what is that of no parent."""
        common = set.intersection(*({each.path for each in changes} for changes in differing))
        changes = self._changes([each for each in differing[0] if each.path in common])
        return SideCommit(commit.oid, who(commit), commit.committed_at, self._graph.fork[commit.oid], changes)

    def _changes(self, differing: Sequence[PathChange]) -> tuple[Change, ...]:
        return tuple(
            Change(self._file(each.path, each.old_mode, each.old), self._file(each.path, each.new_mode, each.new))
            for each in differing
        )

    def _file(self, path: str, mode: str, oid: str) -> File | None:
        if not oid:
            return None
        if path not in self._known:
            self._known[path] = placed(path, self._place.folder)
        known = self._known[path]
        return File(known.path, known.kind, known.id, mode, oid, known.ours)

    def _bases(
        self, commit: Commit, changes: tuple[tuple[Change, ...], ...]
    ) -> dict[tuple[int, str], frozenset[str | None]] | None:
        """Return what the paths in question held where each merged line left the mainline."""
        paths = _in_question(changes) if len(changes) > 1 else []
        if not paths:
            return None
        found: dict[tuple[int, str], frozenset[str | None]] = {}
        for number, parent in enumerate(commit.parents[1:], 1):
            there = [held(self._place, base, paths) for base in self._repository.merge_bases(commit.parents[0], parent)]
            for path in paths:
                found[number, path] = frozenset(each.get(path) for each in there) or frozenset({None})
        return found


def held(place: Place, commit: str, paths: Sequence[str]) -> dict[str, str]:
    """Return the blob ids of those files of the register that a commit has, by their paths."""
    prefix = f"{place.folder}/" if place.folder else ""
    entries = place.needs_repository().entries(commit, [prefix + path for path in paths])
    return {each.path.removeprefix(prefix): each.oid for each in entries}


def _in_question(changes: tuple[tuple[Change, ...], ...]) -> list[str]:
    """Return the paths of records that differ from what a parent held."""
    found: dict[str, None] = {}
    for number, of_parent in enumerate(changes):
        for change in of_parent:
            if change.before is not None and (change.after is None or (number and _may_be_lost(change))):
                found[change.path] = None
    return [path for path in found if not path.startswith("..")]


def _may_be_lost(change: Change) -> bool:
    return change.kind in SEALED or change.kind in POLICY


def _parents(commit: Commit) -> tuple[Parent, ...]:
    return commit.parents or (None,)


def who(commit: Commit) -> str:
    """Return who committed: name and address, as git has them."""
    return f"{commit.committer} <{commit.committer_email}>"


def placed(path: str, folder: str) -> File:
    """Return a file by its path in the repository, without content."""
    inside = not folder or path == folder or path.startswith(f"{folder}/")
    relative = relpath(path, folder) if folder else path
    place = place_of(relative) if inside else None
    ours = inside and not beside_git(relative.partition("/")[0])
    return File(relative, kind_of(place), place.id if place is not None else relative, "", "", ours)
