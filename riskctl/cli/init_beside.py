"""What `riskctl init` writes beside a register: the jobs of a forge, who looks over what, a git hook."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from riskctl.cli.session import Session, zone_of
from riskctl.errors import RiskctlError
from riskctl.store import forge as forges
from riskctl.store.find import place_at
from riskctl.store.hook import add_hook, hook_file
from riskctl.store.loader import load
from riskctl.store.new_register import root_of
from riskctl.store.trees import WorkTree


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: the forge of the jobs, the forge of CODEOWNERS, and whether a hook."""

    ci: str | None
    owners: str | None
    hook: bool

    def __bool__(self) -> bool:
        return bool(self.ci or self.owners or self.hook)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, what CODEOWNERS lacks an address of, and what was left as it was."""

    ci: list[Path] = field(default_factory=list)
    owners: Path | None = None
    changed: bool = False
    hook: Path | None = None
    lacking: tuple[str, ...] = ()
    unpinned: bool = False

    @property
    def files(self) -> list[Path]:
        """The files that belong in git: a hook is the clone's own."""
        return [*self.ci, *([self.owners] if self.owners and self.changed else [])]

    def as_json(self) -> Mapping[str, object]:
        """Return what was written under its keys."""
        return {
            "ci": [str(each) for each in self.ci],
            "codeowners": str(self.owners) if self.owners else None,
            "hook": str(self.hook) if self.hook else None,
            "without_address": list(self.lacking),
        }


def wanted(session: Session, place: Path, ci: str | None, owners: str | None, *, hook: bool, example: bool) -> Wanted:
    """Return what was asked for beside the register, or the folder that will hold it.

    Raise RiskctlError for what can't be asked for, or is there already.
    """
    forge = session.choice(ci, "--ci", tuple(forges.CI_FILES))
    owning = session.choice(owners, "--codeowners", tuple(forges.OWNERS_FILES))
    for value, option in ((forge, "--ci"), (owning, "--codeowners"), (hook, "--hook")):
        if value and example:
            raise RiskctlError("exclusive", value=option, other="--example")
    if forge is not None and forges.ci_file(place, forge).exists():
        raise RiskctlError("already-there-ci", path=forges.CI_FILES[forge])
    if hook and place_at(place.resolve()).repository is not None:
        hook_file(place)
    return Wanted(forge, owning, hook)


def write_beside(session: Session, target: Path, register: Path, asked: Wanted) -> Written:
    """Write what was asked for; raise RiskctlError where it can't be written, or CODEOWNERS would name nobody."""
    ci: list[Path] = []
    owners, changed, lacking, unpinned = None, False, list[str](), False
    if asked.ci:
        text, lacking = _owners(session, target, register, asked.ci) if asked.ci in forges.OWNERS_FILES else ("", [])
        ci = forges.add_ci(target, register, asked.ci, text)
        unpinned = forges.own_hash() is None and root_of(target) / forges.REQUIREMENTS in ci
    if asked.owners:
        text, lacking = _owners(session, target, register, asked.owners)
        if not text:
            raise RiskctlError("owners-nobody")
        owners, changed = forges.write_owners(target, asked.owners, text)
    hook = add_hook(register) if asked.hook else None
    return Written(ci, owners, changed, hook, tuple(lacking), unpinned)


def _owners(session: Session, target: Path, register: Path, forge: str) -> tuple[str, list[str]]:
    from riskctl.render.codeowners import codeowners

    read = load(WorkTree(register.resolve())).register
    if read is None:
        raise RiskctlError("procedure-unusable")
    folder = register.resolve().relative_to(root_of(target)).as_posix()
    return codeowners(read, session.clock(zone_of(read)), "" if folder == "." else folder, forge, session.words)


def tell(session: Session, written: Written) -> None:
    """Say what was written, and what is left to do."""
    for each in written.ci:
        session.note(session.words("init.ci", path=each))
    if written.owners:
        session.note(session.words(f"init.owners.{'written' if written.changed else 'same'}", path=written.owners))
    if written.lacking:
        session.note(session.words("init.owners.lacking", n=len(written.lacking), names=", ".join(written.lacking)))
    if written.hook:
        session.note(session.words("init.hook", path=written.hook))
    if written.unpinned:
        session.note(session.words("init.ci.unpinned", path=forges.REQUIREMENTS))
    if written.ci:
        session.note(session.words("init.ci.next", path=written.ci[0]))
