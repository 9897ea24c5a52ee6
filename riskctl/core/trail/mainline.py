"""The mainline as it stands: its files, what was sealed, which procedure was in force when."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from riskctl.core.decisions import Organisation
from riskctl.core.procedure import Procedure
from riskctl.core.trail.step import Anchor, File, Step


@dataclass(frozen=True, slots=True)
class Seal:
    """A record as it first reached the mainline."""

    file: File
    index: int
    commit: str


@dataclass(frozen=True, slots=True)
class Held:
    """What the mainline has held at a path from a commit on, by its date."""

    file: File
    since: datetime


@dataclass(frozen=True, slots=True)
class Policy:
    """The procedure and the organisation that decisions are judged under."""

    procedure: Procedure
    organisation: Organisation


NO_ORGANISATION = Organisation.model_construct(units={}, people={}, keys={}, roles=())


@dataclass(frozen=True, slots=True)
class Reign:
    """A procedure version and when it was in force, by local dates as roles are.

    From the day of its adoption to that of the commit that replaced it, both included.
    """

    version: str
    start: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it was in force on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass
class Mainline:
    """The mainline up to the step that is looked at.

    `trusted` is the policy that was adopted as it should be; `procedure` and `organisation` are what the mainline
    holds, adopted or not, as last readable; `reigns` are the versions it has held, oldest first; `dates` has one
    entry for each step.
    """

    folder: str
    now: datetime
    last: int
    anchors: tuple[Anchor, ...] = ()
    tree: dict[str, File] = field(default_factory=dict)
    seals: dict[str, Seal] = field(default_factory=dict)
    assessments_of: dict[str, dict[str, None]] = field(default_factory=dict)
    actions: dict[str, dict[str, File]] = field(default_factory=dict)
    systems: dict[str, list[Held]] = field(default_factory=dict)
    names: dict[str, Counter[str]] = field(default_factory=dict)
    trusted: Policy | None = None
    trusted_procedure_oid: str = ""
    organisation_seen: bool = False
    procedure: Procedure | None = None
    organisation: Organisation = NO_ORGANISATION
    root: int | None = None
    reigns: list[Reign] = field(default_factory=list)
    at_root: set[str] = field(default_factory=set)
    dates: list[datetime] = field(default_factory=list)
    latest: datetime | None = None
    tables: dict[str, Procedure] = field(default_factory=dict)
    judged_by: dict[str, Procedure] = field(default_factory=dict)
    in_force: dict[str, set[str]] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        """How many folders the register lies below the top of the repository."""
        return len(self.folder.split("/")) if self.folder else 0

    def apply(self, step: Step) -> None:
        """Take in the files that a step changed on the mainline."""
        self.dates.append(step.committed_at)
        for change in step.changes[0]:
            if change.before is not None:
                self._remove(change.before)
            if change.after is not None:
                self._add(change.after, step.committed_at)

    def _add(self, file: File, since: datetime) -> None:
        self.tree[file.path] = file
        if file.kind == "assessment":
            self.assessments_of.setdefault(file.id.partition("/")[0], {})[file.path] = None
        elif file.kind == "action":
            self.actions.setdefault(file.path, {})[file.oid] = file
        elif file.kind == "system":
            self.systems.setdefault(file.path, []).append(Held(file, since))
        for name in prefixes(file):
            self.names.setdefault(name.casefold(), Counter())[name] += 1

    def _remove(self, file: File) -> None:
        del self.tree[file.path]
        if file.kind == "assessment":
            del self.assessments_of[file.id.partition("/")[0]][file.path]
        for name in prefixes(file):
            counted = self.names[name.casefold()]
            counted[name] -= 1
            if not counted[name]:
                del counted[name]

    def in_force_on(self, day: date) -> set[str]:
        """Return the procedure versions in force on a day; before the register began, any it began with."""
        return {each.version for each in self.reigns if each.holds(day)} or self.at_root


def prefixes(file: File) -> Iterator[str]:
    """Yield a file's path and the folders above it, for files of the register."""
    if file.ours:
        parts = file.path.split("/")
        yield from ("/".join(parts[: length + 1]) for length in range(len(parts)))
