"""The first-parent line read for one thing: only the blobs that can concern it, parsed once each."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from riskctl.core.assessments import Assessment
from riskctl.core.decisions import Organisation
from riskctl.core.fields import Entity
from riskctl.core.procedure import Procedure
from riskctl.core.register import FOLDERS
from riskctl.core.views.history import FOLDER_OF, Kind, Scope
from riskctl.core.views.history_line import FileChange, Step, Version
from riskctl.errors import RiskctlError
from riskctl.store import schema
from riskctl.store.find import Place, commit_tree, has_register
from riskctl.store.git import Commit, PathChange
from riskctl.store.layout import Place as Layout
from riskctl.store.layout import place_of
from riskctl.store.trees import WorkTree, blob_id
from riskctl.store.yaml_events import MAX_BYTES, parse

_NEVER_ALONE: Final = ("actions", "events", "approvals", "escalations")
"""Folders whose files may concern a thing whatever they are called: their content says."""


@dataclass(frozen=True, slots=True)
class RawStep:
    """One commit of the line, or the working tree, and the paths it changed; nothing is read yet."""

    commit: Commit | None
    changes: tuple[PathChange, ...]


@dataclass
class Mainline:
    """The first-parent line of a register, oldest first, and the contents read from it so far."""

    place: Place
    steps: tuple[RawStep, ...]
    contents: dict[str, bytes | None] = field(default_factory=dict)
    versions: dict[tuple[str, str], Version] = field(default_factory=dict)

    def kind_of(self, id_: str) -> Kind | None:
        """Return what an id names or has named anywhere on the line; None for nothing."""
        if id_ in ("procedure", "organisation"):
            return "procedure" if id_ == "procedure" else "organisation"
        if "#" in id_:
            system = id_.partition("#")[0]
            return "risk" if self.kind_of(system) == "system" else None
        paths = {each.path for step in self.steps for each in step.changes}
        return next((kind for kind, folder in FOLDER_OF.items() if folder and f"{folder}/{id_}.yaml" in paths), None)

    def fetch(self, oids: Iterable[str]) -> None:
        """Read blobs not read yet, in two git processes; too large ones count as unreadable."""
        lacking = [oid for oid in dict.fromkeys(oids) if oid and oid not in self.contents]
        if not lacking:
            return
        repository = self.place.needs_repository()
        sizes = dict(zip(lacking, repository.blob_sizes(lacking), strict=True))
        small = [oid for oid in lacking if sizes[oid] <= MAX_BYTES]
        self.contents.update(dict.fromkeys(lacking))
        self.contents.update(zip(small, repository.blobs(small), strict=True))

    def version(self, path: str, oid: str, mode: str) -> Version | None:
        """Return what a path holds with a content; None where it is not there."""
        if not oid:
            return None
        data = self.contents.get(oid)
        if data is None or not mode.startswith("100"):
            return Version("broken", "")
        if (path, oid) not in self.versions:
            self.versions[path, oid] = _version(path, data)
        return self.versions[path, oid]


def mainline(place: Place, head: str | None, work_tree: WorkTree | None) -> Mainline:
    """Return the line up to a commit, and what the working tree has beyond it where one is given.

    Raise RiskctlError where there is no repository, and on a shallow clone: all that was cut off would be credited to
    its oldest commit.
    """
    repository = place.needs_repository()
    if repository.is_shallow():
        raise RiskctlError("git-shallow")
    commits = repository.commits("--first-parent", head)[::-1] if head else []
    pairs = [(each.oid, each.parents[0] if each.parents else None) for each in commits]
    changes = repository.changes(pairs, place.folder)
    line = Mainline(place, ())
    steps = [RawStep(commit, tuple(found)) for commit, found in zip(commits, changes, strict=True)]
    if work_tree is not None:
        uncommitted = tuple(_uncommitted(line, head, work_tree))
        steps += [RawStep(None, uncommitted)] if uncommitted else []
    line.steps = tuple(steps)
    return line


def _uncommitted(line: Mainline, head: str | None, work_tree: WorkTree) -> Iterator[PathChange]:
    """Yield what the working tree has otherwise than the commit, found by our own hashes."""
    committed = commit_tree(line.place, head).oids() if head and has_register(line.place, head) else {}
    there = set()
    for file in work_tree.files(_read):
        there.add(file.path)
        if file.refused or not _read(file.path):
            continue
        old = committed.get(file.path, "")
        new = blob_id(file.data, len(head or ""))
        if old != new:
            line.contents[new] = file.data
            yield PathChange(file.path, "100644" if old else "000000", "100644", old, new)
    for path in sorted(set(committed) - there):
        if _read(path):
            yield PathChange(path, "100644", "000000", committed[path], "")


def _read(path: str) -> bool:
    place = place_of(path)
    return place is not None and place.kind in ("entity", "procedure", "organisation")


def _version(path: str, data: bytes) -> Version:
    place, parsed = place_of(path), parse(data)
    digest = hashlib.sha256(data).hexdigest()
    if place is None or parsed.faults or parsed.tree is None:
        return Version("broken", digest)
    model = _model(place)
    entity, findings = schema.validate(model, parsed.tree, path, place.id)
    if entity is None:
        return Version("draft" if model is Assessment and not findings else "broken", digest)
    return Version("read", digest, entity)


def _model(place: Layout) -> type[Entity]:
    if place.kind == "entity":
        return FOLDERS[place.folder]
    return Organisation if place.kind == "organisation" else Procedure


def scope_of(line: Mainline, kind: Kind, id_: str) -> tuple[Scope, dict[int, tuple[str, str]]]:
    """Return the scope of an id, followed back through renames of its file, and at which steps it was renamed.

    A rename is what git finds: the file went and one at least half alike came in the same step. Not committed, only
    the same content counts.
    """
    folder = "systems" if kind in ("risk", "assessment") else FOLDER_OF[kind]
    name, divider, rest = _divided(kind, id_)
    names, renames = [name], {}
    for number in range(len(line.steps) - 1, -1, -1):
        if not folder:
            break
        old = _renamed(line, line.steps[number], folder, name)
        if old is not None:
            renames[number] = (old, name)
            names.append(name := old)
    return Scope(kind, id_, tuple(dict.fromkeys(f"{each}{divider}{rest}" for each in names))), renames


def _divided(kind: Kind, id_: str) -> tuple[str, str, str]:
    return id_.partition({"risk": "#", "assessment": "/"}.get(kind, "\0"))


def _renamed(line: Mainline, step: RawStep, folder: str, name: str) -> str | None:
    path = f"{folder}/{name}.yaml"
    came = next((each for each in step.changes if each.path == path and not each.old), None)
    gone = [each for each in step.changes if each.path.startswith(f"{folder}/") and not each.new]
    if came is None or not gone:
        return None
    same = next((each.path for each in gone if each.old == came.new), None)
    if same is None and step.commit is not None and step.commit.parents:
        prefix = f"{line.place.folder}/" if line.place.folder else ""
        found = line.place.needs_repository().renames(step.commit.oid, step.commit.parents[0], prefix + folder)
        same = found.get(prefix + path, "").removeprefix(prefix)
    return same.removeprefix(f"{folder}/").removesuffix(".yaml") if same else None


def concerning(line: Mainline, kind: Kind, id_: str, also: Iterable[str]) -> tuple[Scope, tuple[Step, ...]]:
    """Return what of the line concerns one thing: the steps with the changes that bear on it, parsed.

    `also` are ids of events known to reach it through others.
    """
    scope, renames = scope_of(line, kind, id_)
    wanted = _wanted(line, scope, frozenset(also))
    line.fetch(oid for step in line.steps for each in step.changes if wanted(each) for oid in (each.old, each.new))
    steps = []
    readable: dict[str, Version] = {}
    for number, raw in enumerate(line.steps):
        changes = _since_readable(_changes(line, raw, wanted, renames.get(number)), readable)
        if changes:
            steps.append(_step(line, raw, changes))
    return scope, tuple(steps)


def _changes(
    line: Mainline, raw: RawStep, wanted: Callable[[PathChange], bool], renamed: tuple[str, str] | None
) -> tuple[FileChange, ...]:
    """Return the changes of a step that bear on it; what was renamed is one change, not one gone and one come."""
    found = {each.path: _change(line, each) for each in raw.changes if wanted(each)}
    if renamed is not None:
        old, new = renamed
        for path in list(found):
            before = found.get(_with_id(path, new, old))
            if path in found and before is not None and found[path].before is None and before.after is None:
                now = found[path]
                found[path] = FileChange(now.path, now.folder, now.id, before.before, now.after, before.id)
                del found[before.path]
    return tuple(found.values())


def _since_readable(changes: tuple[FileChange, ...], readable: dict[str, Version]) -> tuple[FileChange, ...]:
    """Return the changes with what could last be read in place of what could not, so that it hides no change."""
    found = []
    for each in changes:
        if each.before is not None and each.before.state == "broken" and each.path in readable:
            each = replace(each, before=readable[each.path])  # noqa: PLW2901
        if each.after is not None and each.after.state == "read":
            readable[each.path] = each.after
        found.append(each)
    return tuple(found)


def _with_id(path: str, new: str, old: str) -> str:
    """Return where a path lay before a rename."""
    folder, _, rest = path.partition("/")
    if rest == f"{new}.yaml":
        return f"{folder}/{old}.yaml"
    return f"{folder}/{old}/{rest.removeprefix(f'{new}/')}" if rest.startswith(f"{new}/") else ""


def _change(line: Mainline, each: PathChange) -> FileChange:
    place = place_of(each.path)
    folder, id_ = (place.folder, place.id) if place else ("", each.path)
    before = line.version(each.path, each.old, each.old_mode)
    return FileChange(each.path, folder, id_, before, line.version(each.path, each.new, each.new_mode))


def _step(line: Mainline, raw: RawStep, changes: tuple[FileChange, ...]) -> Step:
    commit = raw.commit
    if commit is None:
        return Step(None, None, "", (), False, "", changes)
    merge = bool(commit.parents[1:])
    authors = _authors(line, commit, changes) if merge else [commit.author]
    others = tuple(dict.fromkeys(each for each in authors if each != commit.committer))
    return Step(commit.oid, commit.committed_at, commit.committer, others, merge, commit.subject, changes)


def _authors(line: Mainline, commit: Commit, changes: Sequence[FileChange]) -> list[str]:
    """Return who wrote the commits on the merged branches that touched the files, oldest first."""
    folder = f"{line.place.folder}/" if line.place.folder else ""
    branch = (*commit.parents[1:], f"^{commit.parents[0]}")
    found = line.place.needs_repository().commits(*branch, paths=[folder + each.path for each in changes])
    return [each.author for each in reversed(found)] or [commit.author]


def _wanted(line: Mainline, scope: Scope, also: frozenset[str]) -> Callable[[PathChange], bool]:
    """Return whether a changed path can concern it: by its name, or because its content names it.

    What names it is searched for as bytes before anything is parsed; a content with a backslash can spell a name
    otherwise, and is always looked into.
    """
    paths = {f"{FOLDER_OF[scope.kind]}/{each}.yaml".lstrip("/") for each in scope.names if scope.kind != "risk"}
    folders = tuple(f"assessments/{each}/" for each in scope.systems) if scope.kind != "assessment" else ()
    inside = ("assessments", *_NEVER_ALONE) if scope.kind == "event" else _NEVER_ALONE
    line.fetch(
        oid
        for step in line.steps
        for each in step.changes
        if each.path.startswith(tuple(f"{folder}/" for folder in inside))
        for oid in (each.old, each.new)
    )
    names = {each.encode() for each in (*scope.names, *scope.systems)}
    actions = {
        each.path.removeprefix("actions/").removesuffix(".yaml").encode()
        for step in line.steps
        for each in step.changes
        if each.path.startswith("actions/") and _names(line, each, names)
    }

    def wanted(each: PathChange) -> bool:
        if each.path in paths or (each.path.startswith(folders) and folders):
            return _read(each.path)
        folder, _, name = each.path.partition("/")
        if folder not in inside or not _read(each.path):
            return False
        return name.removesuffix(".yaml") in also or _names(line, each, names | actions)

    return wanted


def _names(line: Mainline, each: PathChange, names: Iterable[bytes]) -> bool:
    contents = [line.contents.get(oid) or b"" for oid in (each.old, each.new) if oid]
    return any(b"\\" in data or any(name in data for name in names) for data in contents)
