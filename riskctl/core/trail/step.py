"""The mainline as values: one step a commit of the first-parent line, and what it changed relative to each parent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, Literal

Kind = Literal[
    "assessment",
    "approval",
    "signature",
    "escalation",
    "event",
    "report",
    "action",
    "system",
    "process",
    "procedure",
    "old-procedure",
    "organisation",
    "other",
    "",
]
"""What a file of the register holds; `other` is a file that the layout names, empty one that it does not."""

SEALED: Final[frozenset[Kind]] = frozenset({"assessment", "approval", "signature", "escalation", "event", "report"})
"""What may never be edited once it has reached the mainline."""
POLICY: Final[frozenset[Kind]] = frozenset({"procedure", "organisation"})
REGULAR: Final = ("100644", "100755", "100664")
"""The modes of a file that can be read."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a commit's tree.

    `path` is relative to the register (`../.mailmap` lies above it). `ours`: it is a file of the register, not one
    that lies outside or belongs to git or its forge.
    """

    path: str
    kind: Kind
    id: str
    mode: str
    oid: str
    ours: bool = True

    @property
    def regular(self) -> bool:
        """Whether it is a file: neither a symbolic link nor a submodule."""
        return self.mode in REGULAR


@dataclass(frozen=True, slots=True)
class Change:
    """A path that differs between a parent and a commit; None where it is not there."""

    before: File | None
    after: File | None

    @property
    def file(self) -> File:
        """The file as it is, or as it was."""
        return self.after or self.before  # type: ignore[return-value]  # a change has one of them

    @property
    def path(self) -> str:
        """The path relative to the register."""
        return self.file.path

    @property
    def kind(self) -> Kind:
        """What the file holds."""
        return self.file.kind

    @property
    def content_differs(self) -> bool:
        """Whether more than the mode differs."""
        return oid_of(self.before) != oid_of(self.after)


def oid_of(file: File | None) -> str | None:
    """Return the blob id of a file; None where there is none."""
    return file.oid if file is not None else None


@dataclass(frozen=True, slots=True)
class SideCommit:
    """A commit off the mainline: what it changed, and the mainline step it had branched off from (-1: from none)."""

    commit: str
    who: str
    committed_at: datetime
    fork: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Step:
    """One commit of the mainline.

    `changes` has one list for each parent, the first parent first; the first commit has one, against nothing.
    `side` are the commits that the step brought along. `bases` tells, for a parent's number and a path that differs,
    what the path held where that parent's line left the mainline (None: nothing).
    """

    index: int
    commit: str
    who: str
    committed_at: datetime
    changes: tuple[tuple[Change, ...], ...]
    side: tuple[SideCommit, ...] = ()
    bases: Mapping[tuple[int, str], frozenset[str | None]] | None = None

    @property
    def is_merge(self) -> bool:
        """Whether it has several parents."""
        return len(self.changes) > 1

    @cached_property
    def by_path(self) -> tuple[dict[str, Change], ...]:
        """The changes by path, for each parent."""
        return tuple({each.path: each for each in changes} for changes in self.changes)

    def base(self, parent: int, path: str) -> frozenset[str | None]:
        """Return what a path held where a parent's line left the mainline."""
        return (self.bases or {}).get((parent, path), frozenset({None}))

    def in_no_parent(self, path: str) -> bool:
        """Whether what a merge holds at a path is what none of its parents holds."""
        return self.is_merge and all(path in each and each[path].content_differs for each in self.by_path)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A commit id filed outside git: `on` the mainline, `off` it but in this history, `gone`, or of other `content`."""

    given: str
    state: Literal["on", "off", "gone", "content"]
