"""From argv to exit code: help, languages, mistakes, interruptions, and no traceback."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from riskctl import __version__
from riskctl.cli.main import COMMANDS, main

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("name", sorted(COMMANDS))
@pytest.mark.parametrize(("lang", "examples"), [("da", "Eksempler:"), ("en", "Examples:")])
def test_every_command_has_help_with_examples(name: str, lang: str, examples: str, run: Run) -> None:
    code, out, err = run(*name.split(), "--help", "--lang", lang, now=None)
    assert (code, err) == (0, "")
    assert examples in out
    assert f"riskctl {name}" in out.partition(examples)[2]
    assert "--register" in out
    assert "--json" in out


@pytest.mark.parametrize("argv", [[], ["--help"]])
def test_help_lists_every_command(argv: list[str], run: Run) -> None:
    code, out, _ = run(*argv, now=None)
    assert code == 0
    assert all(f"  {name.partition(' ')[0]} " in out for name in COMMANDS)


def test_version_needs_nothing_heavy() -> None:
    program = (
        "import sys; sys.argv = ['riskctl', '--version']; import riskctl.__main__ as m; m.run(); print(*sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert out.startswith(f"riskctl {__version__}\n")
    assert {"typer", "pydantic", "rich", "jinja2", "git", "babel"}.isdisjoint(out.split())


def test_a_misspelt_command_gets_a_suggestion(run: Run) -> None:
    code, out, err = run("chekc", now=None)
    assert (code, out) == (2, "")
    assert "Mente du check?" in err


def test_a_bug_is_exit_3_and_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("riskctl.cli.main._dispatch", broken)
    code, _, err = run("due", now=None)
    assert code == 3
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err


def test_ctrl_c_is_exit_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("riskctl.cli.main._dispatch", interrupted)
    assert run("due", now=None)[0] == 130


def test_a_closed_pipe_is_no_error(example: Path) -> None:
    command = f"{sys.executable} -m riskctl due --all --register {example} 2>&1 | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stdout + done.stderr
    assert "BrokenPipe" not in done.stdout + done.stderr


@pytest.mark.parametrize("locale", ["C", "POSIX", "da_DK.ISO-8859-1"])
def test_danish_letters_come_out_in_any_locale(example: Path, locale: str) -> None:
    argv = [sys.executable, "-m", "riskctl", "systems", "--register", str(example)]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": locale, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = subprocess.run(argv, capture_output=True, env=environment, check=True)
    assert "kritisk" in done.stdout.decode("utf-8")
    assert "Nødkald" in done.stdout.decode("utf-8")


def test_shared_options_may_stand_before_the_command(example: Path, run: Run) -> None:
    code, out, _ = run("--lang", "en", "--register", str(example), "matrix", now=None)
    assert code == 0
    assert "Consequence" in out


def test_main_is_the_entry_point() -> None:
    assert main(["--version"]) == 0
