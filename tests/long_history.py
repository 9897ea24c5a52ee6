"""A register with a long history, made by `git fast-import`: every fifth commit assesses, the next approves."""

import hashlib
import subprocess
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from riskctl.store.emit import emit
from tests import registers
from tests.cli.writes import ASSESSMENT

START = datetime(2024, 2, 1, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))
APART = timedelta(hours=5)
SYSTEMS = 60


def make(folder: Path, commits: int) -> Path:
    """Make the repository; return the register in it."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    stream = b"".join([b"feature done\n", *_commits(commits), b"done\n"])
    subprocess.run(["git", "-C", str(folder), "fast-import", "--quiet", "--done"], input=stream, check=True)
    subprocess.run(["git", "-C", str(folder), "reset", "-q", "--hard"], check=True)
    return folder / "register"


def _commits(number: int) -> Iterator[bytes]:
    base = registers.files()
    nexus = base["systems/nexus.yaml"]
    first: dict[str, Mapping[str, Any]] = {**base, **{f"systems/s{each}.yaml": nexus for each in range(SYSTEMS)}}
    start = {path: emit(data).encode() for path, data in first.items()}
    yield _commit(0, {**start, "procedure.yaml": registers.TEMPLATE.read_bytes()})
    assessed = ("", b"")
    for at in range(1, number):
        system, when = f"s{at % SYSTEMS}", START + APART * at - timedelta(hours=1)
        if at % 5 == 0:
            assessed = (f"{system}/{when:%Y-%m-%d}", emit({**ASSESSMENT, "completed_at": when}).encode())
            yield _commit(at, {f"assessments/{assessed[0]}.yaml": assessed[1]})
        elif at % 5 == 1 and assessed[0]:
            path = f"approvals/{when:%Y-%m-%d}-{at}.yaml"
            yield _commit(at, {path: emit(_approval(when, *assessed)).encode()})
        else:
            yield _commit(at, {f"systems/{system}.yaml": emit({**nexus, "name": f"Nexus {at}"}).encode()})


def _approval(when: datetime, subject: str, data: bytes) -> dict[str, Any]:
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    return {
        "register": "00000000-0000-4000-8000-000000000000",
        "role": "executive-board",
        "by": "erik",
        "at": when,
        "procedure": "2026.1",
        "kind": "minuted",
        "evidence": {"case": "2026-1"},
        "witness": "carl",
        "decisions": [{"subject": subject, "digest": digest, "level": "critical", "decision": "approved"}],
    }


def _commit(number: int, files: Mapping[str, bytes]) -> bytes:
    stamp = int((START + APART * number).timestamp())
    head = f"commit refs/heads/main\nmark :{number + 1}\ncommitter A <a@example.org> {stamp} +0100\ndata 2\nx\n"
    parent = f"from :{number}\n" if number else ""
    changed = (b"M 100644 inline register/%s\ndata %d\n%s\n" % (p.encode(), len(d), d) for p, d in files.items())
    return (head + parent).encode() + b"".join(changed)
