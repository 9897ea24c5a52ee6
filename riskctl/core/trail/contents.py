"""What the files of history hold: read by the edge, asked for by the rules."""

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Any, Protocol

from riskctl.core.decisions import Approval, Key
from riskctl.core.trail.step import File


class Contents(Protocol):
    """Files by their blob ids; the same answer for the same file every time."""

    def entity(self, file: File) -> Any:
        """Return what a file holds; None when it can't be read, or is an assessment not yet completed."""
        ...

    def unreadable(self, file: File) -> bool:
        """Whether a file fails validation; an assessment not yet completed does not."""
        ...

    def data(self, file: File) -> bytes:
        """Return the bytes of a file."""
        ...

    def sha256(self, file: File) -> str:
        """Return the sha256 of a file's bytes in hex."""
        ...

    def marked(self, file: File) -> bool:
        """Whether a file holds the marks of an unresolved conflict."""
        ...

    def signed(self, statement: Approval, file: File, signature: File, keys: Sequence[Key], day: date) -> bool:
        """Whether a statement was signed by its person with one of the keys valid on the day."""
        ...

    def zone(self, name: str) -> tzinfo:
        """Return the time zone of a name; UTC when there is no such zone."""
        ...
