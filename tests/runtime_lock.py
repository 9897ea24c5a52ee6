"""What riskctl itself needs, out of requirements.lock: `python -m tests.runtime_lock` writes it for `init --ci`.

Run it after requirements.lock was renewed; a test says when it was forgotten.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import requires
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parents[1]
LOCK: Final = ROOT / "requirements.lock"
SHIPPED: Final = ROOT / "templates" / "ci" / "requirements.txt"


def needed(texts: Iterable[str], found: set[str]) -> set[str]:
    """Return the names of what these requirements need here, without extras, added to those found already."""
    for text in texts:
        each = Requirement(text)
        name = canonicalize_name(each.name)
        if name not in found and (each.marker is None or each.marker.evaluate({"extra": ""})):
            found.add(name)
            needed(requires(name) or [], found)
    return found


def pinned() -> Iterator[tuple[str, str]]:
    """Yield each package of the lock and its lines: the version, and the hash of every file of it."""
    for entry in re.split(r"^(?=\S)", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE):
        if entry.strip() and not entry.startswith("#"):
            yield canonicalize_name(entry.partition("==")[0]), entry


def runtime() -> str:
    """Return the lines of the lock for what riskctl needs; raise ValueError when the lock lacks one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = needed(project["dependencies"], set())
    kept = [(name, entry) for name, entry in pinned() if name in names]
    if lacking := names - {name for name, _ in kept}:
        raise ValueError(f"requirements.lock lacks {', '.join(sorted(lacking))}")
    return "".join(entry for _, entry in kept)


if __name__ == "__main__":
    SHIPPED.write_text(runtime(), encoding="utf-8")
