"""Files a person asked for: whole or not at all."""

import os
import tempfile
from pathlib import Path

from riskctl.errors import RiskctlError


def write_safely(path: Path, data: bytes) -> None:
    """Write a file through a temporary one beside it; raise RiskctlError, with nothing changed, when that fails."""
    try:
        if path.is_dir():
            raise IsADirectoryError(0, os.strerror(21))
        _replace(path, data)
    except OSError as error:
        raise RiskctlError("write-failed", path=path, message=error.strerror or "") from None


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """Return the mode of the file there, else that of a new one."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0o022)
        os.umask(mask)
        return 0o666 & ~mask
