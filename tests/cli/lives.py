"""The life of one system in a small repository, commit by commit: what `history`, `diff` and `--at` are asked about."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from riskctl.core import digest
from riskctl.core.assessments import Action
from riskctl.store.emit import emit
from tests.builders import build
from tests.cli.writes import ACTION, ASSESSMENT, FIRE, RISK, approval_of, parse_text
from tests.registers import measured, small, system, write

NOW: Final = "2026-07-20T12:00:00+02:00"
ANNE: Final = ("Anne Test", "anne@example.org")
CARL: Final = ("Carl Drift", "carl@example.org")


class Life:
    """A repository with a register, written to by people at stated moments."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.register = small(root / "register")
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *args: str, who: tuple[str, str] = ANNE, at: str = NOW) -> str:
        """Run git as somebody at a moment; return what it prints."""
        person = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in _named(who)}
        dates = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
        clean = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        environment = {**clean, **person, **dates}
        done = subprocess.run(
            ["git", *args], cwd=self.root, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self, message: str, at: str, who: tuple[str, str] = ANNE) -> str:
        """Commit everything; return the commit's id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", message, who=who, at=at)
        return self.git("rev-parse", "HEAD")

    def write(self, path: str, data: Mapping[str, Any]) -> None:
        """Write one file of the register."""
        write(self.register, {path: data})

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace a text in a file, which must hold it once."""
        file = self.register / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, (old, text)
        file.write_text(text.replace(old, new), encoding="utf-8")


def _named(who: tuple[str, str]) -> list[tuple[str, str]]:
    return [("NAME", who[0]), ("EMAIL", who[1])]


def moment(text: str) -> datetime:
    """Return a moment written with its offset."""
    return datetime.fromisoformat(text)


NEXUS: Final = system(
    "Nexus omsorgssystem",
    criticality="critical",
    supports=[{"process": "home-care", "importance": "essential"}],
    depends_on=[{"system": "net", "importance": "supporting"}],
    controls=measured(backup=3, mfa=2, physical=4, contingency=1),
)
FIRST: Final = {
    **ASSESSMENT,
    "completed_at": moment("2026-03-14T14:30:00+01:00"),
    "risks": {"ransomware": RISK, "fire": FIRE},
}
LOWERED: Final = {**RISK, "resilience": 3, "likelihood": 3, "level": "high"}
SECOND: Final = {
    **ASSESSMENT,
    "completed_at": moment("2026-06-01T10:00:00+02:00"),
    "performed_by": ["bo", "carl"],
    "risks": {"ransomware": LOWERED},
    "excluded": {"flood": "Ligger højt", "fire": "Sprinkler i hele huset"},
}
BACKUP: Final = {**ACTION, "planned_at": moment("2026-03-16T09:00:00+01:00"), "due": date(2026, 6, 30)}


def decision(life: Life, subject: str, digest_: str, **fields: Any) -> dict[str, Any]:
    """Return a minuted decision at critical level."""
    base = approval_of(life.register, "backup", BACKUP)
    ruling = {"subject": subject, "digest": digest_, "level": "critical", "decision": "approved"}
    return {**base, "decisions": [{**ruling, **fields.pop("ruling", {})}], **fields}


def plan_digest(action: Mapping[str, Any]) -> str:
    """Return the digest of an action's plan."""
    return digest.of_plan(build(Action, "backup", {key: parse_text(value) for key, value in action.items()}))


def live(root: Path) -> tuple[Life, dict[str, str]]:
    """Make the life; return it and its commits by name."""
    life, commits = Life(root), {}
    commits["start"] = life.commit("Start", "2026-01-15T09:00:00+01:00")
    life.write("assessments/nexus/2026-03-14.yaml", FIRST)
    commits["first"] = life.commit("Vurderet", "2026-03-15T08:00:00+01:00")
    life.write("actions/backup.yaml", BACKUP)
    commits["planned"] = life.commit("Planlagt", "2026-03-16T09:05:00+01:00")
    at = moment("2026-03-17T10:00:00+01:00")
    life.write("approvals/2026-03-17-it.yaml", decision(life, "action:backup", plan_digest(BACKUP), at=at))
    started = {**BACKUP, "started_at": moment("2026-03-17T11:00:00+01:00")}
    life.write("actions/backup.yaml", started)
    commits["approved"] = life.commit("Godkendt og startet", "2026-03-17T12:00:00+01:00")
    step = {"at": moment("2026-04-10T09:00:00+02:00"), "by": "carl", "percent": 40, "note": "Leveret"}
    life.write("actions/backup.yaml", {**started, "due": date(2026, 9, 30), "progress": [step]})
    commits["moved"] = life.commit("Flyttet", "2026-04-10T10:00:00+02:00", CARL)
    controls = {**NEXUS["controls"], "mfa": {"maturity": 3, "date": date(2026, 5, 2), "evidence": "Målt igen"}}
    life.write("systems/nexus.yaml", {**NEXUS, "owner": "bo", "controls": controls})
    commits["measured"] = life.commit("Modenhed og ejer", "2026-05-02T09:00:00+02:00")
    life.write("assessments/nexus/2026-06-01.yaml", SECOND)
    commits["second"] = life.commit("Vurderet igen", "2026-06-01T11:00:00+02:00")
    sha = digest_of(life.register / "assessments/nexus/2026-06-01.yaml")
    wrong = decision(life, "nexus/2026-06-01", sha, at=moment("2026-06-02T10:00:00+02:00"), role="isu", by="ida")
    life.write("approvals/2026-06-02-isu.yaml", wrong)
    commits["wrong"] = life.commit("Besluttet", "2026-06-02T11:00:00+02:00")
    _merged(life)
    commits["merged"] = life.git("rev-parse", "HEAD")
    return life, commits


def _merged(life: Life) -> None:
    """Merge a branch on which Carl wrote down an event, and Anne nothing that concerns nexus."""
    event = {
        "kind": "incident",
        "category": "outage",
        "magnitude": "major",
        "title": "Nedbrud i drift",
        "occurred_at": moment("2026-07-01T07:00:00+02:00"),
        "systems": ["nexus"],
        "reported_by": "carl",
    }
    life.git("checkout", "--quiet", "-b", "branch")
    life.write("events/2026-07-01-outage.yaml", event)
    life.commit("Nedbrud", "2026-07-01T09:00:00+02:00", CARL)
    life.write("systems/net.yaml", system("Netværket", kind="infrastructure", criticality="medium"))
    life.commit("Navn", "2026-07-01T10:00:00+02:00", ANNE)
    life.git("checkout", "--quiet", "main")
    life.git("merge", "--quiet", "--no-ff", "-m", "Flet", "branch", at="2026-07-02T09:00:00+02:00")


def digest_of(path: Path) -> str:
    """Return the digest of a file's bytes."""
    import hashlib

    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


def copy(life: Life, to: Path) -> Life:
    """Return a copy to write to."""
    shutil.copytree(life.root, to)
    made = Life.__new__(Life)
    made.root, made.register = to, to / "register"
    return made


def emitted(data: Mapping[str, Any]) -> str:
    """Return a file's text."""
    return emit(data)
