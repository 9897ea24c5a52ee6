"""Where riskctl keeps what is no part of the register: the lock, and drafts. Never inside the register."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from riskctl.errors import RiskctlError
from riskctl.store.find import Place


def state_dir(place: Place) -> Path:
    """Return the folder for a register's lock and drafts, made when it is not there.

    It lies in the git directory, else in the temporary folder, for this user only.
    """
    if place.repository is not None:
        folder = place.repository.git_dir / "riskctl"
        made(folder)
        return folder
    name = hashlib.sha256(str(place.root).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"riskctl-{user}-{name}"
    made(folder)
    if not _is_ours(folder):
        raise RiskctlError("write-failed", path=folder, message="owner")
    return folder


def made(folder: Path) -> None:
    """Make a folder of this user's where there is none; raise RiskctlError when it can't be."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RiskctlError("write-failed", path=folder, message=error.strerror or "") from None


def _is_ours(folder: Path) -> bool:
    """Whether a folder in a place that everybody may write to is a real one of this user's."""
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and (not hasattr(os, "getuid") or status.st_uid == os.getuid())
