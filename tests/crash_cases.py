"""The commands that write, each with the state of the register it starts from."""

import io
import os
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from riskctl.cli.main import main
from tests.registers import small, threat, write
from tests.store.test_write import git

_BEGAN: Final = "2026-09-01T12:00:00+02:00"
LINK: Final = ("--publisher", "SAMSIK", "--url", "https://example.org/nyt", "--on", "2026-11-20")


class NotRunError(Exception):
    """A command, or what is run before it, does not work without a fault either."""


@dataclass(frozen=True)
class Case:
    """A command, what is run before it, and how to see that it is done; `most` places where a run takes long."""

    name: str
    argv: Sequence[str]
    prepare: Sequence[Sequence[str]] = ()
    commits: bool = True
    empty: bool = False
    done: str = ""
    base: str = "base"
    most: int = 1000

    def start(self, folder: Path) -> Path:
        """Return the folder that the command starts in, made anew."""
        root = folder / "start"
        shutil.rmtree(root, ignore_errors=True)
        if self.empty:
            root.mkdir()
            return root
        shutil.copytree(folder / self.base, root)
        for argv in self.prepare:
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                code = main([*argv, "--commit", "--register", str(root / "register")])
            if code:
                raise NotRunError(f"{' '.join(argv)}: {code}")
        return root

    def finished(self, root: Path) -> bool:
        """Whether the register holds what the command writes, so that once more is rightly refused."""
        return not self.done or any(root.glob(self.done))


_START: Final = ("action", "start", "backup")
_ADD: Final = ("--title", "Test", "--risk", "nexus#fire", "--type", "technical", "--responsible", "carl")

CASES: Final = (
    Case("system add", ("system", "add", "vagt", "--name", "Vagtplan", "--kind", "application", "--status", "in-use",
        "--unit", "care", "--owner", "anne", "--operations", "carl", "--personal-data", "none",
        "--nis2", "none"), done="register/systems/vagt.yaml"),
    Case("event add", ("event", "add", "--kind", "incident", "--title", "Nedbrud", "--category", "outage",
        "--magnitude", "minor", "--system", "net")),
    Case("threat level", ("threat", "level", "fire", "high", *LINK, "--yes")),
    Case("action add", ("action", "add", *_ADD, "--due", "2027-01-31")),
    Case("action start", _START),
    Case("action progress", ("action", "progress", "backup", "--percent", "40", "--note", "Bestilt"), (_START,)),
    Case("action done", ("action", "done", "backup"), (_START,)),
    Case("action effect", ("action", "effect", "backup", "--level", "high", "--note", "Prøvet", "--by", "bo"),
        (_START, ("action", "done", "backup"))),
    Case("action cancel", ("action", "cancel", "backup", "--reason", "Løst"), (_START,)),
    Case("action move", ("action", "move", "backup", "--due", "2027-05-01"), (_START,)),
    Case("escalate", ("escalate", "always:nexus#ransomware", "--note", "Ringet"), done="register/escalations/*.yaml"),
    Case("approve", ("approve", "nexus/2026-11-20", "--as", "executive-board", "--by", "erik", "--evidence", "2026-9",
        "--witness", "carl")),
    Case("approve --sign", ("approve", "nexus/2026-11-20", "--as", "executive-board", "--by", "erik", "--sign",
        "erik")),
    Case("assess --unchanged", ("assess", "nexus", "--unchanged", "--no-input"), base="low"),
    Case("assess --answers", ("assess", "nexus", "--answers", "answers.yaml", "--no-input")),
    Case("assess, draft", ("_draft",), commits=False),
    Case("report --output", ("report", "--quarter", "2026Q3", "--output", "../out.md"), commits=False),
    Case("due --output", ("due", "--format", "csv", "--output", "../out.csv"), commits=False),
    Case("check --fix", ("check", "--fix"), commits=False, base="spoilt"),
    Case("init", ("init", "."), empty=True, done="register/procedure.yaml"),
    Case("init --example", ("init", ".", "--example"), commits=False, empty=True, done="register/procedure.yaml",
        most=10),
)  # fmt: skip


def base(folder: Path) -> None:
    """Make the registers that every case but `init` starts from: one assessment, and an action approved or all low."""
    from tests.cli.writes import ACTION, ASSESSMENT, approval_of

    register = small(folder / "base" / "register")
    write(register, {"assessments/nexus/2026-11-20.yaml": ASSESSMENT, "actions/backup.yaml": ACTION})
    write(register, {"approvals/2026-11-21-it.yaml": approval_of(register, "backup", ACTION)})
    _answers(register.parent)
    _key(register)
    _committed(register.parent)
    _low(small(folder / "low" / "register", consequence=1))
    _committed(folder / "low")
    shutil.copytree(folder / "low", folder / "spoilt")
    system = folder / "spoilt/register/systems/net.yaml"
    system.write_text(system.read_text(encoding="utf-8").replace("status: in-use", "status: i drift"), encoding="utf-8")


def _low(register: Path) -> None:
    """Write an assessment of nothing but low risk, that nothing has moved since."""
    from tests.cli.writes import ASSESSMENT, FIRE, RISK

    write(register, {"threats/ransomware.yaml": threat("Ransomware", "high", ["backup", "mfa"])})
    low = {"consequence": 1, "treatment": "accept", "level": "low"}
    residual = {"consequence": 1, "level": "low"}
    ransomware = {**RISK, **low, "threat_level": "high", "likelihood": 3, "inherent": "medium"}
    fire = {**FIRE, **low, "inherent": "low", "residual": {"likelihood": 1, **residual}}
    risks = {"ransomware": {**ransomware, "residual": {"likelihood": 3, **residual}}, "fire": fire}
    for risk in risks.values():
        del risk["measures"]
    write(register, {"assessments/nexus/2026-11-20.yaml": {**ASSESSMENT, "criticality": "low", "risks": risks}})


def _key(register: Path) -> None:
    """Make the key that erik signs with, and have the register know it."""
    key = register.parent / "erik"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "erik", "-f", str(key)], check=True)
    public = " ".join(key.with_name("erik.pub").read_text(encoding="utf-8").split()[:2])
    with (register / "organisation.yaml").open("a", encoding="utf-8") as file:
        file.write(f"keys:\n  erik:\n    - key: {public}\n      from: 2026-01-01\n      until: 2026-12-31\n")


def _committed(root: Path) -> None:
    git(root, "init", "--quiet")
    git(root, "config", "user.name", "Anne Test")
    git(root, "config", "user.email", "anne@example.org")
    git(root, "add", ".")
    subprocess.run(
        ["git", "commit", "--quiet", "-m", "Start"],
        cwd=root,
        env={**os.environ, "GIT_AUTHOR_DATE": _BEGAN, "GIT_COMMITTER_DATE": _BEGAN},
        check=True,
    )


def _answers(root: Path) -> None:
    text = (
        "triggers: [planned]\nperformed_by: [bo]\nrisks:\n"
        "  ransomware: {treatment: mitigate, measures: [Backup], residual: {likelihood: 1, consequence: 4}}\n"
        "  fire: {treatment: mitigate, measures: [Slukning], residual: {likelihood: 1, consequence: 4}}\n"
        "excluded: {flood: Ligger højt}\n"
    )
    (root / "answers.yaml").write_text(text, encoding="utf-8")
