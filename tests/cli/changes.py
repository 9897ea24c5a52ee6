"""A small register on main with decisions and keys, and a branch: what `check --since` is asked about."""

import json
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from riskctl.cli.main import main
from riskctl.core import digest
from riskctl.core.decisions import Organisation
from riskctl.store.yaml_events import parse
from tests.cli.lives import BACKUP, FIRST, Life, copy, digest_of, moment, plan_digest
from tests.registers import files

NOW: Final = "2026-07-20T12:00:00+02:00"
AT: Final = "2026-03-17T10:00:00+01:00"
KEYS: Final = ("erik", "stranger")


def key_made(folder: Path, name: str) -> None:
    """Make a key without a passphrase."""
    argv = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)]
    subprocess.run(argv, check=True)


def public(life: Life, name: str) -> str:
    """Return a public key as the register has it."""
    return " ".join((life.root.parent / name).with_suffix(".pub").read_text().split()[:2])


def statement(life: Life, role: str, by: str, at: str, *rulings: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a minuted statement with these decisions."""
    tree = parse((life.register / "procedure.yaml").read_bytes()).tree
    made = {
        "register": tree["register"],
        "role": role,
        "by": by,
        "at": moment(at),
        "procedure": "2026.1",
        "kind": "minuted",
        "evidence": {"case": "2026-1"},
        "witness": "sara",
        "decisions": [{"decision": "approved", **each} for each in rulings],
        **fields,
    }
    return {name: value for name, value in made.items() if value is not None}


def on_policy(life: Life, subject: str) -> dict[str, Any]:
    """Return a decision on the procedure or the organisation as it stands in the working tree."""
    if subject == "procedure":
        return {"subject": subject, "digest": digest_of(life.register / "procedure.yaml")}
    data = parse((life.register / "organisation.yaml").read_bytes()).tree
    return {"subject": subject, "digest": digest.of_organisation(Organisation.model_validate(data))}


def signed(life: Life, id_: str, data: dict[str, Any], key: str) -> None:
    """Write a statement, signed with a key."""
    life.write(
        f"approvals/{id_}.yaml",
        {k: v for k, v in data.items() if k not in ("evidence", "witness")} | {"kind": "signed"},
    )
    path = life.register / f"approvals/{id_}.yaml"
    argv = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(life.root.parent / key), "-n", "riskctl-approval@v1", str(path)]
    subprocess.run(argv, check=True, capture_output=True)


def started(folder: Path) -> Life:
    """Make main: nexus assessed and approved, its backup planned, approved and started, erik with a key."""
    for name in KEYS:
        key_made(folder, name)
    life = Life(folder / "repo")
    organisation = files()["organisation.yaml"]
    key = {"key": public(life, "erik"), "from": date(2025, 1, 1), "until": date(2027, 12, 31)}
    life.write("organisation.yaml", {**organisation, "keys": {"erik": [key]}})
    life.write("assessments/nexus/2026-03-14.yaml", FIRST)
    life.write("actions/backup.yaml", {**BACKUP, "started_at": moment("2026-03-17T11:00:00+01:00")})
    sealed = digest_of(life.register / "assessments/nexus/2026-03-14.yaml")
    plan = {"subject": "action:backup", "digest": plan_digest(BACKUP), "level": "critical"}
    assessment = {"subject": "nexus/2026-03-14", "digest": sealed, "level": "critical"}
    life.write("approvals/2026-03-17-it.yaml", statement(life, "it-management", "ivan", AT, plan))
    life.write("approvals/2026-03-17-board.yaml", statement(life, "executive-board", "erik", AT, assessment))
    life.commit("Start", "2026-03-18T09:00:00+01:00")
    life.git("checkout", "--quiet", "-b", "pr")
    return life


@pytest.fixture(scope="module")
def main_line(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """The register on main; not to be written to."""
    return started(tmp_path_factory.mktemp("since"))


@pytest.fixture
def life(main_line: Life, tmp_path: Path) -> Life:
    """The register on a branch of its own."""
    for name in KEYS:
        (tmp_path / name).write_bytes((main_line.root.parent / name).read_bytes())
        (tmp_path / name).chmod(0o600)
        (tmp_path / f"{name}.pub").write_bytes((main_line.root.parent / f"{name}.pub").read_bytes())
    return copy(main_line, tmp_path / "repo")


Check = Callable[..., tuple[int, str, str]]
Ask = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Run `check --since main` on a life: exit code, stdout, stderr."""

    def call(life: Life, *argv: str, since: str = "main", now: str = NOW) -> tuple[int, str, str]:
        capsys.readouterr()
        capsys.readouterr()
        code = main(["check", "--since", since, "--register", str(life.register), "--now", now, *argv])
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def ask(check: Check) -> Ask:
    """Run it for JSON: exit code and the answer."""

    def call(life: Life, *argv: str, since: str = "main", now: str = NOW) -> tuple[int, dict[str, Any]]:
        code, out, err = check(life, "--json", *argv, since=since, now=now)
        assert out, err
        found: dict[str, Any] = json.loads(out)
        return code, found

    return call


def rules(found: dict[str, Any]) -> list[str]:
    """Return the codes of the findings, sorted."""
    return sorted(each["rule"] for each in found["findings"])


def part_of(brief: str, heading: str) -> str:
    """Return the lines of the brief's part whose heading begins so; empty where there is none."""
    parts = [each for each in brief.split("\n### ") if each.startswith(heading)]
    return parts[0] if parts else ""
