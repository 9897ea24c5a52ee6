"""What fuzzing starts from: the files of the example, and a small register of every kind of file."""

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from riskctl.core.register import FOLDERS
from riskctl.store.layout import place_of
from tests.cli.writes import ACTION, ASSESSMENT, approval_of
from tests.registers import measured, small, write

ROOT: Final = Path(__file__).parents[2]
REGISTER: Final = ROOT / "register"
CORPUS: Final = ROOT / "tests" / "corpus"
_MORE: Final[Mapping[str, Mapping[str, Any]]] = {
    "assessments/nexus/2026-11-20.yaml": ASSESSMENT,
    "actions/backup.yaml": ACTION,
    "suppliers/kmd.yaml": {"name": "KMD", "cvr": "26911745", "controls": measured(backup=3)},
    "events/2026-11-01-outage.yaml": {
        "kind": "incident",
        "category": "outage",
        "magnitude": "minor",
        "title": "Nedbrud i drift",
        "occurred_at": datetime(2026, 11, 1, 8, tzinfo=UTC),
        "systems": ["nexus"],
        "reported_by": "bo",
    },
    "escalations/2026-11-21-kritisk.yaml": {
        "about": "always:nexus#ransomware",
        "to": "chief-executive",
        "at": datetime(2026, 11, 21, 9, tzinfo=UTC),
        "by": "bo",
        "note": "Ringet",
    },
    "exceptions/net.yaml": {
        "rule": "CLS201",
        "subject": "net",
        "reason": "Vurderes i uge 49",
        "by": "bo",
        "until": date(2026, 12, 18),
    },
}


@cache
def originals() -> dict[str, bytes]:
    """Return every YAML file of the example by its path."""
    paths = [path.relative_to(REGISTER).as_posix() for path in sorted(REGISTER.rglob("*.yaml"))]
    kept = [path for path in paths if (place := place_of(path)) and place.folder in (*FOLDERS, "", "procedures")]
    return {path: (REGISTER / path).read_bytes() for path in kept}


@cache
def neighbours() -> dict[str, bytes]:
    """Return a small register with at least one file of each kind, in which `check` finds no error."""
    with tempfile.TemporaryDirectory() as folder:
        root = write(small(Path(folder) / "register"), _MORE)
        write(root, {"approvals/2026-11-21-it.yaml": approval_of(root, "backup", ACTION)})
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*.yaml"))}


@cache
def by_folder() -> dict[str, list[str]]:
    """Return the paths of the example's files by folder, the policy's as one: each kind of file gets its share."""
    folders: dict[str, list[str]] = {}
    for path in originals():
        folders.setdefault(folder_of(path), []).append(path)
    return folders


def folder_of(path: str) -> str:
    """Return the folder of a path of the register; `policy` for the procedure, those before it, the organisation."""
    folder = path.partition("/")[0]
    return folder if folder in FOLDERS else "policy"


@cache
def corpus() -> list[tuple[str, bytes]]:
    """Return the inputs kept: a path of the register and the bytes under it."""
    return [unpacked(path.read_bytes()) for path in sorted(CORPUS.glob("*.bin"))]


def packed(path: str, data: bytes) -> bytes:
    """Return an input as it is kept: its path on the first line, as JSON."""
    return json.dumps(path).encode() + b"\n" + data


def unpacked(kept: bytes) -> tuple[str, bytes]:
    """Return the path and the bytes of an input that was kept."""
    path, _, data = kept.partition(b"\n")
    return str(json.loads(path)), data
