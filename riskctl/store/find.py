"""Finding the register, and the files of it at a moment of its history."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from riskctl.core.moment import end_of, parse_date
from riskctl.errors import RiskctlError
from riskctl.store.git import Repository, repository_of
from riskctl.store.index_tree import IndexTree
from riskctl.store.layout import beside_git, for_editors
from riskctl.store.trees import CommitTree, WorkTree


def find_root(given: str | None) -> Path:
    """Return the register's folder: as given, else from RISKCTL_REGISTER, else upwards, not out of the repository."""
    named = given or os.environ.get("RISKCTL_REGISTER")
    if named:
        path = Path(named)
        if not path.is_dir():
            raise RiskctlError("register-missing", path=named)
        return (_register_in(path) or path).resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        found = _register_in(folder)
        if found is not None:
            return found.resolve()
        if (folder / ".git").exists():
            break
    raise RiskctlError("no-register")


def _register_in(folder: Path) -> Path | None:
    for candidate in (folder, folder / "register"):
        if (candidate / "procedure.yaml").is_file():
            return candidate
    return None


@dataclass(frozen=True, slots=True)
class Place:
    """A register on disk: its folder, and the repository it lies in, if any."""

    root: Path
    repository: Repository | None

    @property
    def folder(self) -> str:
        """The register's folder relative to the repository; empty where it is the repository."""
        if self.repository is None:
            return ""
        relative = self.root.relative_to(self.repository.work_tree.resolve()).as_posix()
        return "" if relative == "." else relative

    def holds(self, path: Path) -> bool:
        """Whether a path is the register's: what belongs to git or its forge is not, where the register is the root."""
        at = path.resolve()
        return at.is_relative_to(self.root) and not (at != self.root and beside_git(at.relative_to(self.root).parts[0]))

    def needs_repository(self) -> Repository:
        """Return the repository; raise RiskctlError when there is none."""
        if self.repository is None:
            raise RiskctlError("no-repository")
        return self.repository


def place_at(root: Path) -> Place:
    """Return where a register lies."""
    return Place(root, repository_of(root))


def resolve_at(place: Place, at: str, zone: ZoneInfo) -> tuple[str, date | None]:
    """Return the commit that `--at` names, and the date when it is one.

    A date means the last first-parent commit before the local midnight that ends it.
    """
    repository = place.needs_repository()
    try:
        day = parse_date(at)
    except ValueError:
        commit = repository.commit(at)
        if commit is None:
            raise RiskctlError("bad-revision", revision=at) from None
        return commit, None
    found = repository.last_before(end_of(day, zone))
    if found is None:
        raise RiskctlError("no-commit", when=day)
    return found, day


def commit_tree(place: Place, commit: str) -> CommitTree:
    """Return the register's files as a commit has them."""
    return CommitTree(place.needs_repository(), commit, place.folder)


def has_register(place: Place, commit: str) -> bool:
    """Whether a commit holds a register where the present one lies."""
    path = f"{place.folder}/procedure.yaml".lstrip("/")
    return bool(place.needs_repository().run("ls-tree", "-z", "--full-tree", commit, "--", path))


def tree_of(place: Place) -> WorkTree:
    """Return the register's files as the working tree has them."""
    return WorkTree(place.root)


def staged_tree(place: Place) -> IndexTree:
    """Return the register's files as they are about to be committed; raise RiskctlError without a repository."""
    return IndexTree(place.needs_repository(), place.folder)


@dataclass(frozen=True, slots=True)
class Revision:
    """Which commit the working tree stands on, and whether the register's files differ from it."""

    commit: str | None
    dirty: bool


def revision_of(place: Place, tree: WorkTree | IndexTree) -> Revision:
    """Return the commit at HEAD and whether the register differs from it, found by our own hashes.

    A repository whose ids are not SHA-1 counts as differing: its blob ids are not ours.
    """
    if place.repository is None:
        return Revision(None, dirty=False)
    head = place.repository.commit("HEAD")
    if head is None:
        return Revision(None, dirty=True)
    try:
        committed = commit_tree(place, head).oids()
    except RiskctlError:
        return Revision(head, dirty=True)
    return Revision(head, dirty=_told(tree.oids()) != _told(committed))


def _told(oids: Mapping[str, str]) -> dict[str, str]:
    """Return the files that say something: not those that only help an editor."""
    return {path: oid for path, oid in oids.items() if not for_editors(path)}
