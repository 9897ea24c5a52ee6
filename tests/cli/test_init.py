"""`riskctl init`: a new register that checks clean, and the example with its history."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
SHIPPED = Path(__file__).parents[2] / "register"


def git(folder: Path, *argv: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *argv], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_new_register_has_the_procedure_the_catalogue_and_a_guide(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "ny"
    code, _, _ = run("init", str(folder), "--municipality", 'Sønder "Å" Kommune: test')
    assert code == 0
    register = folder / "register"
    assert len(list((register / "threats").glob("*.yaml"))) == 40
    assert (register / "README.md").read_text(encoding="utf-8").startswith("# Vejledning")
    assert (folder / ".git").is_dir()
    code, out, _ = run("check", "--register", str(folder), "--json")
    assert code == 0
    assert json.loads(out)["summary"]["errors"] == 0


def test_two_new_registers_are_not_the_same_register(tmp_path: Path, run: Run) -> None:
    ids = set()
    for name in ("a", "b"):
        run("init", str(tmp_path / name))
        text = (tmp_path / name / "register" / "procedure.yaml").read_text(encoding="utf-8")
        ids.add(next(line for line in text.splitlines() if line.startswith("register:")))
    assert len(ids) == 2
    assert "register: 00000000-0000-4000-8000-000000000000" not in ids


@pytest.mark.parametrize(("preset", "level"), [(None, "medium"), ("kl-os2", "low"), ("datatilsynet", "high")], ids=str)
def test_the_matrix_can_be_one_of_the_presets(tmp_path: Path, run: Run, preset: str | None, level: str) -> None:
    """Consequence 4 and likelihood 1: medium by default, low with KL and OS2, high with Datatilsynet."""
    argv = ["--matrix", preset] if preset else []
    assert run("init", str(tmp_path / "a"), *argv)[0] == 0
    code, out, _ = run("matrix", "--register", str(tmp_path / "a"), "--json")
    cell = next(each for each in json.loads(out)["matrix"] if (each["consequence"], each["likelihood"]) == (4, 1))
    assert (code, cell["level"]) == (0, level)
    assert run("check", "--register", str(tmp_path / "a"))[0] == 0


def test_it_never_writes_over_a_register(tmp_path: Path, run: Run) -> None:
    assert run("init", str(tmp_path / "a"))[0] == 0
    procedure = tmp_path / "a" / "register" / "procedure.yaml"
    procedure.write_text("mine", encoding="utf-8")
    code, _, err = run("init", str(tmp_path / "a"))
    assert code == 2
    assert "ikke tom" in err
    assert procedure.read_text(encoding="utf-8") == "mine"
    assert run("init", str(tmp_path / "a"), "--example")[0] == 2


def test_commit_needs_an_identity_and_says_how_to_set_it(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    code, _, err = run("init", str(tmp_path / "a"), "--commit")
    assert code == 2
    assert "git config --global user.email" in err


def test_commit_saves_the_new_register(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".gitconfig").write_text("[user]\nname = Anne Test\nemail = anne@example.org\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert run("init", str(tmp_path / "a"), "--commit")[0] == 0
    assert git(tmp_path / "a", "status", "--porcelain") == ""
    assert git(tmp_path / "a", "log", "--format=%an <%ae>") == "Anne Test <anne@example.org>"


def test_the_example_ends_in_the_shipped_register(example: Path) -> None:
    made = {path.relative_to(example / "register"): path.read_bytes() for path in _files(example / "register")}
    shipped = {path.relative_to(SHIPPED): path.read_bytes() for path in _files(SHIPPED)}
    assert made == shipped
    assert git(example, "status", "--porcelain") == ""


def test_the_example_has_at_least_six_quarters_of_history(example: Path) -> None:
    months = {line[:7] for line in git(example, "log", "--format=%cI").splitlines()}
    quarters = {(month[:4], (int(month[5:]) - 1) // 3) for month in months}
    assert len(quarters) >= 6
    assert {year for year, _ in quarters} == {"2025", "2026"}


def test_the_example_has_the_same_commit_ids_every_time(
    example: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
    (tmp_path / ".gitconfig").write_text("[core]\nautocrlf = true\n[commit]\ngpgsign = true\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert run("init", str(tmp_path / "again"), "--example", now="2031-01-01T00:00:00Z")[0] == 0
    assert git(tmp_path / "again", "rev-list", "HEAD") == git(example, "rev-list", "HEAD")


@pytest.mark.parametrize("day", ["2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30"])
def test_the_example_had_no_errors_at_any_quarter_end(example: Path, run: Run, day: str) -> None:
    code, out, _ = run("check", "--register", str(example), "--at", day, "--json", now=f"{day}T23:00:00+01:00")
    assert code == 0, out


def _files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]
