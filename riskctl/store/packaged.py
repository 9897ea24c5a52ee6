"""Files that ship with riskctl: the top-level `templates/` and `register/`, in a wheel as in a checkout."""

from pathlib import Path
from typing import Final, Literal

_PACKAGE: Final = Path(__file__).resolve().parent.parent


def packaged_dir(name: Literal["templates", "register"]) -> Path:
    """Return a shipped folder: inside the package where it was installed, else beside it in a checkout."""
    installed = _PACKAGE / "_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def packaged_text(path: str) -> str:
    """Return a shipped text file, such as `templates/report/quarter.md.j2`."""
    name, _, rest = path.partition("/")
    folder = packaged_dir("templates" if name == "templates" else "register")
    return (folder / rest).read_text(encoding="utf-8")
