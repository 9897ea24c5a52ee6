"""Completion: what Tab offers, asked of riskctl itself and of real shells."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from riskctl.cli.completion import SCRIPTS
from tests import registers

Run = Callable[..., tuple[int, str, str]]
TEMPLATES = Path(__file__).parents[2] / "templates" / "completion"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = registers.small(tmp_path_factory.mktemp("completion") / "register")
    base = {"procedure": "2026.1", "criticality": "critical", "triggers": ["planned"], "performed_by": ["anne"]}
    for name, done in (("2026-02-01", True), ("2026-02-01-10", True), ("2026-02-01-9", True), ("2026-03-01", False)):
        keys = {"2026-02-01-10": ["fire", "flood"], "2026-03-01": ["draft"]}.get(name, ["older"])
        risks = {key: {"threat": "fire"} for key in keys}
        completed = {"completed_at": "2026-02-01T10:00:00+01:00"} if done else {}
        registers.write(root, {f"assessments/nexus/{name}.yaml": {**base, **completed, "risks": risks}})
    return root


@pytest.fixture
def complete(run: Run, small: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    monkeypatch.setenv("RISKCTL_REGISTER", str(small))

    def call(line: str) -> list[str]:
        code, out, err = run("_complete", "bash", line, now=None)
        assert (code, err) == (0, "")
        return out.splitlines()

    return call


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("riskctl du", ["due\tVis, hvad der skal ske, hvornår, af hvem og hvorfor"]),
        ("riskctl show nex", ["nexus\tNexus omsorgssystem", "nexus#"]),
        ("riskctl show nexus#", ["nexus#fire", "nexus#flood"]),
        ("riskctl show nexus#fl", ["nexus#flood"]),
        ("riskctl history nex", ["nexus\tNexus omsorgssystem", "nexus#"]),
        ("riskctl history nexus#fl", ["nexus#flood"]),
        ("riskctl history org", ["organisation"]),
        ("riskctl history --format m", ["markdown"]),
        ("riskctl rate nexus fi", ["fire\tBrand"]),
        ("riskctl assess n", ["net\tNetværk", "nexus\tNexus omsorgssystem"]),
        ("riskctl due --owner an", ["anne\tAnne Test"]),
        ("riskctl due --unit ", ["care\tOmsorg"]),
        ("riskctl due --kind pl", ["plan"]),
        ("riskctl due --kind=pl", ["plan"]),
        ("riskctl due --level cr", ["critical\tkritisk"]),
        ("riskctl due --format m", ["markdown"]),
        ("riskctl due --fail-on ", ["overdue", "due"]),
        ("riskctl due --output ", [":files"]),
        ("riskctl --lang en show ne", ["net\tNetværk", "nexus\tNexus omsorgssystem", "nexus#"]),
        ("riskctl actions --system ne", ["net\tNetværk", "nexus\tNexus omsorgssystem"]),
        ("riskctl completion p", ["powershell"]),
        ("riskctl due --mine --owner carl --lev", ["--level\tkun dette niveau: low, medium, high eller critical"]),
        ("riskctl event add --kind le", ["legislation"]),
        ("riskctl system add x --kind int", ["integration"]),
        ("riskctl threat level fire very", ["very-high"]),
        ("riskctl action add --type aw", ["awareness"]),
        ("riskctl action add --raise ba", ["backup=\tBackup og gendannelse"]),
        ("riskctl action add --raise backup=", ["1", "2", "3", "4"]),
        ("riskctl action add --raise backup=3", ["3"]),
        ("riskctl system add x --supports h", ["home-care=\tHjemmepleje"]),
        ("riskctl system add x --supports home-care=i", ["important\tvigtig"]),
        ("riskctl system add x --depends-on ne", ["net=\tNetværk", "nexus=\tNexus omsorgssystem"]),
        ("riskctl escalate al", ["always:\tEn kritisk risiko eskaleres altid."]),
        ("riskctl escalate plan-overdue:n", ["nexus#"]),
        ("riskctl escalate plan-overdue:nexus#fl", ["nexus#flood"]),
        ("riskctl escalate assessment-overdue:ne", ["net\tNetværk", "nexus\tNexus omsorgssystem"]),
        ("riskctl explain P3.7-h", ["P3.7-high"]),
        ("riskctl explain ASM104", ["ASM104"]),
        ("riskctl report --quarter ", ["2026Q1"]),
        ("riskctl approve x --as dir", ["director"]),
        ("riskctl approve nexus/2026-02-01-", ["nexus/2026-02-01-10", "nexus/2026-02-01-9"]),
        ("riskctl nonsense ", []),
        ("riskctl due 'unfinished", []),
    ],
)
def test_what_is_offered(complete: Callable[[str], list[str]], line: str, offered: list[str]) -> None:
    found = complete(line)
    if line == "riskctl nonsense ":
        assert "due" in {each.partition("\t")[0] for each in found}
    else:
        assert found == offered


def test_an_option_given_is_not_offered_again(complete: Callable[[str], list[str]]) -> None:
    names = {each.partition("\t")[0] for each in complete("riskctl due --mine --")}
    assert {"--owner", "--json", "--register", "--year", "--output"} <= names
    assert {"--mine", "--debug"}.isdisjoint(names)


def test_every_command_is_offered(complete: Callable[[str], list[str]]) -> None:
    from riskctl.cli.main import COMMANDS

    assert {each.partition(" ")[0] for each in COMMANDS} <= {each.partition("\t")[0] for each in complete("riskctl ")}
    assert [each.partition("\t")[0] for each in complete("riskctl event a")] == ["add"]


def test_a_register_with_errors_is_still_completed(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    root = registers.small(tmp_path / "register")
    (root / "systems" / "net.yaml").write_text("name: [\n", encoding="utf-8")
    (root / "systems" / "$(touch pwned).yaml").write_text("name: x\n", encoding="utf-8")
    (root / "systems" / "nest.yaml").symlink_to("/etc/passwd")
    (root / "systems" / "neo.yaml").write_text('name: "Neo \\u001b[31m"\n', encoding="utf-8")
    (root / "organisation.yaml").write_text("people: {a b: {name: X}, '$(id)': {name: Y}}\n", encoding="utf-8")
    monkeypatch.setenv("RISKCTL_REGISTER", str(root))
    assert run("_complete", "bash", "riskctl assess ", now=None)[1].splitlines() == [
        "neo\tNeo <U+001B>[31m",
        "net",
        "nexus\tNexus omsorgssystem",
    ]
    assert run("_complete", "bash", "riskctl due --owner ", now=None) == (0, "", "")


@pytest.mark.parametrize("argv", [[], ["bash"], ["zsh", "--"], ["bash", ""], ["bash", "riskctl show "]])
def test_it_never_says_that_anything_is_wrong(
    argv: list[str], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RISKCTL_REGISTER", raising=False)
    code, _, err = run("_complete", *argv, now=None)
    assert (code, err) == (0, "")


def test_it_loads_neither_rich_nor_jinja(small: Path) -> None:
    program = (
        "import sys; from riskctl.cli.main import main; main(['_complete', 'bash', 'riskctl show n']);"
        "print(*sys.modules, file=sys.stderr)"
    )
    environment = {**os.environ, "RISKCTL_REGISTER": str(small)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert "nexus" in done.stdout
    assert {"rich", "jinja2", "babel", "git"}.isdisjoint(done.stderr.split())


@pytest.mark.parametrize("shell", sorted(SCRIPTS))
def test_the_script_of_each_shell(run: Run, shell: str) -> None:
    code, out, _ = run("completion", shell, now=None)
    assert code == 0
    assert out == (TEMPLATES / f"riskctl.{SCRIPTS[shell]}").read_text(encoding="utf-8")
    assert "_complete" in out


def test_a_shell_it_does_not_know(run: Run) -> None:
    code, _, err = run("completion", "pwershell", now=None)
    assert code == 2
    assert "Mente du powershell?" in err


@pytest.mark.parametrize(
    ("shell", "argv"), [("bash", ["bash", "-n"]), ("zsh", ["zsh", "-n"]), ("fish", ["fish", "--no-execute"])]
)
def test_the_script_is_good_syntax(shell: str, argv: list[str]) -> None:
    if shutil.which(argv[0]) is None:
        pytest.skip(f"{argv[0]} is not here")
    done = subprocess.run([*argv, str(TEMPLATES / f"riskctl.{shell}")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def environment(small: Path, tmp_path: Path) -> dict[str, str]:
    """Return an environment in which `riskctl` is this one."""
    program = tmp_path / "bin" / "riskctl"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m riskctl "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"
    return {"PATH": path, "RISKCTL_REGISTER": str(small), "HOME": str(tmp_path), "TERM": "dumb", "LC_ALL": "C.UTF-8"}


TYPED = {
    "riskctl du": "riskctl due",
    "riskctl due --kind=pla": "riskctl due --kind=plan",
    "riskctl due --owner ann": "riskctl due --owner anne",
    "riskctl show nexus#fl": "riskctl show nexus#flood",
    "riskctl rate nexus ran": "riskctl rate nexus ransomware",
    "riskctl action add --raise back": "riskctl action add --raise backup=",
    "riskctl system add x --supports home-care=ess": "riskctl system add x --supports home-care=essential",
    "riskctl escalate alw": "riskctl escalate always:",
    "riskctl escalate plan-overdue:nexus#fl": "riskctl escalate plan-overdue:nexus#flood",
}
SHELLS = {
    "bash": (["--norc", "--noprofile", "-i"], "source {}"),
    "zsh": (["-f", "-i"], "unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u; source {}"),
    "fish": (["--no-config", "-i"], "source {}"),
}
HOME, END = "\x01", "\x05"


@pytest.mark.parametrize("shell", sorted(SHELLS))
def test_a_real_shell_completes(small: Path, tmp_path: Path, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not here")
    start, prepare = SHELLS[shell]
    child = pexpect.spawn(
        shell, start, env=environment(small, tmp_path), timeout=30, encoding="utf-8", dimensions=(40, 200)
    )
    child.sendline(prepare.format(TEMPLATES / f"riskctl.{SCRIPTS[shell]}") + "; echo rea''dy")
    child.expect("ready")
    for typed, becomes in TYPED.items():
        child.send(f"{typed}\t")
        time.sleep(1)
        # what the shell has made of the line is printed instead of run
        child.send(f"{HOME}echo '[' {END}']'\r")
        child.expect(rf"\[ {re.escape(becomes)} ?\]")
    child.sendline("exit")
    child.close(force=True)


def test_bash_shows_the_names_when_it_lists(small: Path, tmp_path: Path) -> None:
    program = (
        f"source {TEMPLATES / 'riskctl.bash'}; COMP_LINE='riskctl assess ne'; COMP_POINT=${{#COMP_LINE}};"
        "COMP_WORDS=(riskctl assess ne); COMP_CWORD=2; COMP_TYPE=63; COLUMNS=200;"
        "_riskctl; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(
        ["bash", "-c", program], capture_output=True, text=True, check=True, env=environment(small, tmp_path)
    )
    assert done.stdout.splitlines() == ["net    (Netværk)", "nexus  (Nexus omsorgssystem)"]
