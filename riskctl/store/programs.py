"""Where the programs are that riskctl starts: never in the working directory, which a clone may have filled."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path


def search_path() -> str:
    """Return PATH without what stands relative to the working directory: `.`, an empty entry, `bin`."""
    parts = os.environ.get("PATH", "").split(os.pathsep)
    return os.pathsep.join(part for part in parts if Path(part.strip('"')).is_absolute())


def program(name: str) -> str | None:
    """Return the absolute path of a program; None when there is none.

    Windows looks in the working directory first unless a variable says otherwise: what is found there counts as none.
    """
    path = search_path()
    found = shutil.which(name, path=path) if path else None
    if found is None or not Path(found).is_absolute():
        return None
    return None if os.name == "nt" and Path(found).parent == Path.cwd() else found


def environment() -> Mapping[str, str]:
    """Return what keeps a program that is started from starting others out of the working directory."""
    return {"PATH": search_path(), "NoDefaultCurrentDirectoryInExePath": "1"}
