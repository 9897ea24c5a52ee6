"""The git hook that checks what is about to be committed."""

import os
import shlex
import sys
from pathlib import Path
from typing import Final

from riskctl.errors import RiskctlError
from riskctl.store.atomic import create_all
from riskctl.store.commit import setting
from riskctl.store.find import place_at
from riskctl.store.packaged import packaged_text

HOOK: Final = "hooks/pre-commit"


def hook_file(register: Path) -> Path:
    """Return where the hook stands.

    Raise RiskctlError without a repository, where git is set to look for hooks elsewhere, or when there is one already.
    """
    place = place_at(register.resolve())
    repository = place.needs_repository()
    elsewhere = setting(repository, "core.hooksPath")
    if elsewhere:
        raise RiskctlError("hooks-elsewhere", path=elsewhere, folder=place.folder or ".")
    path = repository.common_dir() / HOOK
    if os.path.lexists(path):
        raise RiskctlError("already-there-hook", path=path, folder=place.folder or ".")
    return path


def add_hook(register: Path) -> Path:
    """Write the hook, for everybody who commits in this clone; return it. Raise RiskctlError where it can't be."""
    path = hook_file(register)
    words = {"PYTHON": sys.executable, "REGISTER": place_at(register.resolve()).folder or "."}
    text = packaged_text("templates/ci/pre-commit.sh")
    for name, value in words.items():
        text = text.replace(f"'{name}'", shlex.quote(value))
    create_all(path.parents[1], {HOOK: text.encode()})
    path.chmod(0o755)
    return path
