"""Where the repositories lie: there are hundreds of them, each of fifty files."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

MEMORY: Final = Path("/dev/shm")


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder of the test's own, in memory where the machine has such, gone when the test is done."""
    with tempfile.TemporaryDirectory(prefix="riskctl-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        yield Path(folder)
