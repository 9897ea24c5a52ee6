"""What a rule of the trail looks at: one step of the mainline, and the mainline as it stands with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cached_property

from riskctl.core.moment import Clock
from riskctl.core.trail.contents import Contents
from riskctl.core.trail.mainline import Mainline, Policy
from riskctl.core.trail.step import SEALED, Change, File, Kind, SideCommit, Step, oid_of
from riskctl.core.trail.verdicts import Judged, PolicyStep


@dataclass(frozen=True, slots=True)
class Found:
    """One place where the trail is broken: the path, what fills the message, and a commit when not the step's own."""

    path: str
    values: Mapping[str, object] = field(default_factory=dict)
    commit: SideCommit | None = None


class At:
    """One step.

    `before` is the policy that was trusted until it, `after` the one trusted with it; `policy` is what it does to the
    policy, `judged` the decisions that it brings.
    """

    def __init__(self, mainline: Mainline, step: Step, contents: Contents) -> None:
        self.mainline = mainline
        self.step = step
        self.contents = contents
        self.before: Policy | None = mainline.trusted
        self.after: Policy | None = mainline.trusted
        self.policy = PolicyStep()
        self.judged: tuple[Judged, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the step changed on the mainline."""
        return self.step.changes[0]

    @property
    def is_root(self) -> bool:
        """Whether the register first reached the mainline with this step: the root of trust."""
        return self.mainline.root is None or self.mainline.root == self.step.index

    @property
    def is_last(self) -> bool:
        """Whether this is the newest step."""
        return self.step.index == self.mainline.last

    @cached_property
    def zone(self) -> tzinfo:
        """The municipality's time zone."""
        policy = self.after
        return self.contents.zone(policy.procedure.timezone if policy else "UTC")

    @cached_property
    def clock(self) -> Clock:
        """The clock of the step: its committer date."""
        return Clock(self.step.committed_at.astimezone(self.zone), self.zone)

    def file(self, path: str) -> File | None:
        """Return a file as the step has it."""
        return self.mainline.tree.get(path)

    def file_before(self, path: str) -> File | None:
        """Return a file as the mainline had it before the step."""
        change = self.step.by_path[0].get(path)
        return change.before if change is not None else self.file(path)

    def is_record(self, file: File) -> bool:
        """Whether a file is a record: immutable once on the mainline. A draft and what can't be read are not."""
        if file.kind in ("signature", "report"):
            return file.regular
        return file.kind in SEALED and file.regular and self.contents.entity(file) is not None

    def must_stay(self, file: File) -> bool:
        """Whether a file may not be deleted: a record, an action ever started, a system with assessments."""
        if file.kind in SEALED:
            return file.path in self.mainline.seals or self.is_record(file)
        if file.kind == "action":
            known = {**self.mainline.actions.get(file.path, {}), file.oid: file}
            return any(self._started(each) for each in known.values())
        return file.kind == "system" and self._was_assessed(file.id)

    def _started(self, file: File) -> bool:
        """Whether an action, as a file has it, was started."""
        action = self.contents.entity(file)
        return action is not None and (action.started_at is not None or action.completed_at is not None)

    def _was_assessed(self, system: str) -> bool:
        prefix = f"assessments/{system}/"
        gone = (each.before for each in self.changes if each.before is not None and each.path.startswith(prefix))
        standing = (self.mainline.tree[path] for path in self.mainline.assessments_of.get(system, ()))
        return any(self.is_record(file) for file in (*standing, *gone))

    @cached_property
    def arrived(self) -> list[File]:
        """The records that reach the mainline with this step."""
        added = [each.after for each in self.changes if each.after is not None]
        return [file for file in added if file.path not in self.mainline.seals and self.is_record(file)]

    def arrivals(self, kind: Kind) -> list[File]:
        """Return the records of a kind that reach the mainline with this step."""
        return [file for file in self.arrived if file.kind == kind]

    @cached_property
    def removed(self) -> list[File]:
        """What the step deletes of what may not be deleted."""
        gone = (each.before for each in self.changes if each.after is None and each.before is not None)
        return [file for file in gone if self.must_stay(file)]

    @cached_property
    def renamed(self) -> dict[str, str]:
        """The new path of each record that the step deletes and adds again, the same bytes, under another path."""
        added = {each.after.oid: each.path for each in self.changes if each.before is None and each.after is not None}
        return {file.path: added[file.oid] for file in self.removed if file.oid in added}

    @cached_property
    def moved_in(self) -> dict[str, str]:
        """Where each record of a register that was moved here, whole, lay before."""
        if not self.is_root or self.step.index == 0:
            return {}
        gone = {each.before.oid: each.path for each in self.changes if each.after is None and each.before is not None}
        return {file.path: gone[file.oid] for file in self.arrived if file.oid in gone}

    @cached_property
    def newest(self) -> dict[str, Judged]:
        """The newest of the decisions that arrive on each subject."""
        return {each.decided.ruling.subject: each for each in sorted(self.judged, key=lambda each: each.order)}

    @cached_property
    def newest_sound(self) -> dict[str, Judged]:
        """The newest of them that nothing is wrong with."""
        sound = sorted((each for each in self.judged if each.fault is None), key=lambda each: each.order)
        return {each.decided.ruling.subject: each for each in sound}

    def lost_in_merge(self, file: File) -> bool:
        """Whether it is the merge that drops what the mainline held: no branch deleted it."""
        step = self.step
        if not step.is_merge:
            return False
        others = range(1, len(step.changes))
        return not any(
            file.path not in step.by_path[number] and file.oid in step.base(number, file.path) for number in others
        )

    def edited(self, *kinds: Kind) -> Iterator[tuple[Change, str]]:
        """Yield each record whose bytes change to others than it arrived with, and the commit it arrived in."""
        for change in self.changes:
            seal = self.mainline.seals.get(change.path)
            if seal is None or change.kind not in kinds or change.after is None or not change.content_differs:
                continue
            if change.after.oid != seal.file.oid and not self.step.in_no_parent(change.path):
                yield change, seal.commit

    def put_back(self, path: str) -> bool:
        """Whether the mainline holds at a path just what it held before the step."""
        return oid_of(self.file_before(path)) == oid_of(self.file(path))
