"""Repositories in which nobody can tell: part of the history is missing, hidden or spoilt."""

from pathlib import Path
from typing import Final

from tests.tampering.builder import Repository, Trail
from tests.tampering.register import NEXUS
from tests.tampering.scenario import Case, Table

table: Final = Table()
cannot_tell = table.cannot_tell


@cannot_tell()
def shallow(trail: Trail) -> Case:
    """Keep only the newest commit."""

    def cut(repository: Repository) -> None:
        newest = repository.id_of(trail.tip)
        (repository.folder / ".git" / "shallow").write_text(f"{newest}\n", encoding="ascii")

    return Case(trail, afterwards=cut)


@cannot_tell()
def replaced_commit(trail: Trail) -> Case:
    """Let git show another commit in the place of one."""

    def replace(repository: Repository) -> None:
        first, second = (repository.id_of(each) for each in (trail.tip, trail.tip.parents[0]))
        repository.git("update-ref", f"refs/replace/{second}", first)

    return Case(trail, afterwards=replace)


@cannot_tell()
def replaced_blob(trail: Trail) -> Case:
    """Let git show another assessment in the place of one."""

    def replace(repository: Repository) -> None:
        old = repository.git("rev-parse", f"main:register/{NEXUS}")
        new = repository.git("hash-object", "-w", "--stdin", data=trail.read(NEXUS) + b"# x\n")
        repository.git("update-ref", f"refs/replace/{old}", new)

    return Case(trail, afterwards=replace)


@cannot_tell()
def packed_replace_ref(trail: Trail) -> Case:
    """Hide the replacement among the packed references."""

    def replace(repository: Repository) -> None:
        first, second = (repository.id_of(each) for each in (trail.tip, trail.tip.parents[0]))
        repository.git("update-ref", f"refs/replace/{second}", first)
        repository.git("pack-refs", "--all", "--prune")

    return Case(trail, afterwards=replace)


@cannot_tell()
def grafts(trail: Trail) -> Case:
    """Let git believe that the newest commit has no parent."""

    def graft(repository: Repository) -> None:
        newest = repository.id_of(trail.tip)
        (repository.folder / ".git" / "info" / "grafts").write_text(f"{newest}\n", encoding="ascii")

    return Case(trail, afterwards=graft)


@cannot_tell()
def partial_clone(trail: Trail) -> Case:
    """Leave objects with a server that gives them on request."""

    def promise(repository: Repository) -> None:
        repository.git("config", "core.repositoryformatversion", "1")
        repository.git("config", "extensions.partialClone", "origin")
        repository.git("config", "remote.origin.promisor", "true")

    return Case(trail, afterwards=promise)


@cannot_tell()
def promisor_pack(trail: Trail) -> Case:
    """Mark the pack as one whose missing objects are promised."""

    def promise(repository: Repository) -> None:
        packed(repository).with_suffix(".promisor").write_text("", encoding="ascii")

    return Case(trail, afterwards=promise)


@cannot_tell()
def missing_blob(trail: Trail) -> Case:
    """Lose what an old assessment held."""

    def lose(repository: Repository) -> None:
        loose(repository, repository.git("rev-parse", f"main:register/{NEXUS}")).unlink()

    return Case(trail, afterwards=lose)


@cannot_tell()
def missing_commit(trail: Trail) -> Case:
    """Lose a commit of the past."""

    def lose(repository: Repository) -> None:
        loose(repository, repository.id_of(trail.tip.parents[0].parents[0])).unlink()

    return Case(trail, afterwards=lose)


@cannot_tell()
def missing_tree(trail: Trail) -> Case:
    """Lose a folder of the past."""

    def lose(repository: Repository) -> None:
        loose(repository, repository.git("rev-parse", "main~4:register/approvals")).unlink()

    return Case(trail, afterwards=lose)


@cannot_tell()
def spoilt_blob(trail: Trail) -> Case:
    """Put another object's bytes under the name of an assessment."""

    def spoil(repository: Repository) -> None:
        place = loose(repository, repository.git("rev-parse", f"main:register/{NEXUS}"))
        other = repository.git("hash-object", "-w", "--stdin", data=trail.read(NEXUS).replace(b"critical", b"low"))
        forged = (place.parents[1] / other[:2] / other[2:]).read_bytes()
        place.chmod(0o644)
        place.write_bytes(forged)

    return Case(trail, afterwards=spoil)


@cannot_tell()
def spoilt_pack(trail: Trail) -> Case:
    """Change one byte in the middle of the pack."""

    def spoil(repository: Repository) -> None:
        pack = packed(repository)
        data = bytearray(pack.read_bytes())
        data[len(data) // 2] ^= 0xFF
        pack.chmod(0o644)
        pack.write_bytes(data)

    return Case(trail, afterwards=spoil)


@cannot_tell()
def no_commit(trail: Trail) -> Case:
    """Point at a branch that has no commit."""

    def leave(repository: Repository) -> None:
        (repository.folder / ".git" / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")

    return Case(trail, afterwards=leave)


@cannot_tell()
def no_repository(trail: Trail) -> Case:
    """Take the history away and keep the files."""

    def leave(repository: Repository) -> None:
        (repository.folder / ".git").rename(repository.folder.parent / "gone")

    return Case(trail, afterwards=leave)


def loose(repository: Repository, name: str) -> Path:
    """Unpack every object where a pack holds them; return the file of one."""
    for pack in (repository.folder / ".git" / "objects" / "pack").glob("*.pack"):
        moved = pack.rename(repository.folder / pack.name)
        repository.git("unpack-objects", "-q", data=moved.read_bytes())
        moved.unlink()
        pack.with_suffix(".idx").unlink()
    return repository.folder / ".git" / "objects" / name[:2] / name[2:]


def packed(repository: Repository) -> Path:
    """Return the one pack that holds every object."""
    repository.git("repack", "-a", "-d", "-q")
    return next((repository.folder / ".git" / "objects" / "pack").glob("*.pack"))


@cannot_tell()
def alternates_gone(trail: Trail) -> Case:
    """Borrow the objects from another repository, and delete that."""

    def borrow(repository: Repository) -> None:
        objects = repository.folder / ".git" / "objects"
        objects.rename(repository.folder / "gone")
        (objects / "info").mkdir(parents=True)
        (objects / "info" / "alternates").write_text("/nowhere/objects\n", encoding="ascii")

    return Case(trail, afterwards=borrow)
