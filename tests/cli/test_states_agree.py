"""P3.7, P7.1: `check`, `due`, `show` and `approve --list` say the same of a decision."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from riskctl.store.emit import emit

Run = Callable[..., tuple[int, str, str]]
SUBJECT = "ot-net/2026-10-29"


@pytest.fixture
def fjordby(example: Path, tmp_path: Path) -> Path:
    """A copy of the example that may be written to."""
    return Path(shutil.copytree(example, tmp_path / "fjordby"))


def decide(root: Path, **fields: Any) -> None:
    """Write a decision on the assessment of ot-net as by hand; valid but for the fields given."""
    content = (root / "register" / "assessments" / f"{SUBJECT}.yaml").read_bytes()
    procedure = (root / "register" / "procedure.yaml").read_text(encoding="utf-8")
    ruling = {
        "subject": SUBJECT,
        "digest": "sha256:" + hashlib.sha256(fields.pop("content", content)).hexdigest(),
        "level": "critical",
        "decision": fields.pop("decision", "approved"),
    }
    if ruling["decision"] == "rejected":
        ruling["reason"] = "Planen mangler penge"
    statement = {
        "register": procedure.split("register: ", 1)[1].split()[0].strip('"'),
        "role": "executive-board",
        "by": "karen",
        "at": "2026-11-20T10:00:00+01:00",
        "procedure": "2026.1",
        "kind": "minuted",
        "evidence": {"case": "2026-1234"},
        "witness": "sanne",
        "decisions": [ruling],
    }
    path = root / "register" / "approvals" / "2026-11-20-proeve.yaml"
    path.write_text(emit({**statement, **fields}), encoding="utf-8")


STATES: list[tuple[str, dict[str, Any] | None, str | None, str | None, set[str]]] = [
    ("missing", None, None, None, set()),
    ("valid", {}, "valid", None, set()),
    ("rejected", {"decision": "rejected"}, "rejected", None, set()),
    ("stale", {"content": b"changed since"}, "stale", "digest", {"APR102"}),
    ("wrong role", {"role": "director"}, "invalid", "role", {"APR101"}),
    ("not the holder", {"by": "jonas"}, "invalid", "holder", {"APR101"}),
    ("no witness", {"witness": "karen"}, "invalid", "witness", {"APR101"}),
    ("not signed", {"kind": "signed"}, "invalid", "signature", {"APR103"}),
]
"""What was written, the state and fault everyone must tell, and what `check` finds."""


@pytest.mark.parametrize(
    ("fields", "state", "fault", "findings"), [pytest.param(*row[1:], id=row[0]) for row in STATES]
)
def test_everyone_says_the_same_of_a_decision(
    fjordby: Path, run: Run, fields: dict[str, Any] | None, state: str | None, fault: str | None, findings: set[str]
) -> None:
    if fields is not None:
        decide(fjordby, **fields)
    where = ("--json", "--register", str(fjordby))
    code, out, _ = run("check", *where)
    assert (code, {each["rule"] for each in json.loads(out)["findings"]}) == (1 if findings else 0, findings)
    due = {each["id"] for each in json.loads(run("due", "--all", *where)[1])["items"]}
    assert (f"approval:{SUBJECT}" in due) is (state != "valid")
    waiting = {each["subject"] for each in json.loads(run("approve", "--list", *where)[1])["waiting"]}
    assert (SUBJECT in waiting) is (state != "valid")
    shown = json.loads(run("show", "ot-net", *where)[1])["decision"]
    assert (shown and (shown["state"], shown["fault"])) == (state and (state, fault))
    assert (shown or {}).get("kind") == ((fields or {}).get("kind", "minuted") if state else None)
