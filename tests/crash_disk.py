"""A real file system with next to no room left: `python -m tests.crash --disk`, as root on Linux."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.crash_faults import Outcome, Place, Warm

PAGES: Final = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 64, 96, 128)
"""How much is left, in pages of 4 KiB."""
_SIZE: Final = "128m"


class DiskError(Exception):
    """The file system can't be made here."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a file system of its own; raise DiskError where this process may not mount one."""
    at = folder / "disk"
    at.mkdir()
    argv = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(at)]
    try:
        subprocess.run(argv, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise DiskError(str(getattr(error, "stderr", "") or error).strip()) from None
    try:
        yield at
    finally:
        subprocess.run(["umount", str(at)], check=True)


class Disk:
    """The same command again and again, each time with a little more room."""

    def __init__(self, disk: Path) -> None:
        self._disk = disk

    def places(self, argv: Sequence[str], root: Path) -> tuple[Outcome, list[Place]]:
        """Run a command with room enough; return how it ended, and how much room to try."""
        return Warm().run(argv, root, None, ""), [Place("pages", pages) for pages in PAGES]

    def run(self, argv: Sequence[str], root: Path, place: Place | None, kind: str) -> Outcome:
        """Run a command with only so much room; what had room enough did not meet the fault."""
        assert place is not None
        assert kind == "full"
        filler = self._disk / "filler"
        room = os.statvfs(self._disk)
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, (room.f_bavail - place.number) * room.f_frsize))
        try:
            done = Warm().run(argv, root, None, "")
        finally:
            filler.unlink()
        return replace(done, hit=done.code != 0)
