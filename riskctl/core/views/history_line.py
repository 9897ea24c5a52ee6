"""The line of history as values: each step of the mainline, and the files of the register it changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from riskctl.core.fields import Entity


@dataclass(frozen=True, slots=True)
class Version:
    """One content of one file: what it holds, or why it holds nothing that counts; `digest` is sha256 in hex."""

    state: Literal["read", "draft", "broken"]
    digest: str
    entity: Entity | None = None


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that a step added, changed or removed; None on the side where it was not there.

    `folder` is empty for the procedure and the organisation. `renamed_from` is the id it had before, where the step
    gave it another: then `before` is what stood under that one.
    """

    path: str
    folder: str
    id: str
    before: Version | None
    after: Version | None
    renamed_from: str = ""

    @property
    def was(self) -> Entity | None:
        """What the file held before, where it could be read."""
        return self.before.entity if self.before else None

    @property
    def now(self) -> Entity | None:
        """What the file holds after, where it can be read."""
        return self.after.entity if self.after else None


@dataclass(frozen=True, slots=True)
class Step:
    """One commit of the first-parent line, or what is not committed yet: then `commit` and `at` are None.

    `who` committed it; `authors` wrote it, where that is somebody else: of a merge, those whose commits on the merged
    branch touched the files shown.
    """

    commit: str | None
    at: datetime | None
    who: str
    authors: tuple[str, ...]
    merge: bool
    message: str
    changes: tuple[FileChange, ...]


Line = Sequence[Step]
"""The steps that concern one thing, oldest first."""


def changes_in(line: Line, *folders: str) -> Iterator[tuple[Step, FileChange]]:
    """Yield the changes of files in some folders, oldest first."""
    for step in line:
        for change in step.changes:
            if change.folder in folders:
                yield step, change
