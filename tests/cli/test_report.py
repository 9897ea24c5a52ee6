"""`riskctl report --quarter`: both ends from git, the same bytes whenever and wherever, and nothing else counts."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from riskctl.cli.main import main
from tests import registers

Run = Callable[..., tuple[int, str, str]]
LATER = "2026-11-23T12:00:00+01:00"


def git(repo: Path, *argv: str, at: str | None = None) -> str:
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    if at is not None:
        env |= {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    done = subprocess.run(["git", "-C", str(repo), *argv], check=True, capture_output=True, env=env)
    return done.stdout.decode().strip()


class Repo:
    """A repository with a register, each commit at a stated time."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.register = registers.small(top / "register")
        git(top, "init", "--quiet", "--initial-branch=main")

    def write(self, path: str, data: dict[str, Any]) -> None:
        registers.write(self.register, {path: data})

    def commit(self, at: str) -> str:
        git(self.top, "add", "--all")
        git(self.top, "commit", "--quiet", "--allow-empty", "--message", "x", at=at)
        return git(self.top, "rev-parse", "HEAD")

    def system(self, name: str, at: str) -> str:
        """Commit one more system at a time; return the commit."""
        self.write(f"systems/{name}.yaml", registers.system(name, criticality="low"))
        return self.commit(at)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


@pytest.fixture
def report(repo: Repo, run: Run) -> Callable[..., dict[str, Any]]:
    def call(quarter: str = "2026Q3", *argv: str, now: str = LATER) -> dict[str, Any]:
        code, out, err = run("report", "--quarter", quarter, "--register", str(repo.register), "--json", *argv, now=now)
        assert code == 0, err
        found: dict[str, Any] = json.loads(out)
        return found

    return call


Report = Callable[..., dict[str, Any]]


# --- which commits ----------------------------------------------------------------------------------------------------


def test_a_commit_one_second_before_midnight_belongs_to_the_quarter_and_one_at_midnight_does_not(
    repo: Repo, report: Report
) -> None:
    first = repo.commit("2026-06-30T23:59:59+02:00")
    repo.system("early", "2026-07-01T00:00:00+02:00")
    last = repo.system("late", "2026-09-30T23:59:59+02:00")
    repo.system("after", "2026-10-01T00:00:00+02:00")
    found = report()
    assert (found["compared_with"], found["revision"]) == (first, last)
    assert sum(each["systems"] for each in found["coverage"].values()) == 4


def test_midnight_is_the_local_one_in_winter_and_in_summer(repo: Repo, report: Report) -> None:
    # 31 December ends at 23:00 UTC, 31 March (summer time by then) at 22:00 UTC
    repo.commit("2025-12-01T12:00:00+00:00")
    winter = repo.system("winter", "2025-12-31T22:59:59+00:00")
    repo.system("new-year", "2025-12-31T23:00:00+00:00")
    spring = repo.system("spring", "2026-03-31T21:59:59+00:00")
    repo.system("april", "2026-03-31T22:00:00+00:00")
    found = report("2026Q1")
    assert (found["compared_with"], found["revision"]) == (winter, spring)


def test_the_zone_is_the_procedures(repo: Repo, report: Report) -> None:
    procedure = repo.register / "procedure.yaml"
    procedure.write_text(procedure.read_text().replace("timezone: Europe/Copenhagen", "timezone: America/New_York"))
    repo.commit("2026-06-01T12:00:00+00:00")
    last = repo.system("late", "2026-10-01T03:59:59+00:00")
    repo.system("after", "2026-10-01T04:00:00+00:00")
    assert report()["revision"] == last


def test_only_the_first_parents_count(repo: Repo, report: Report) -> None:
    main_line = repo.commit("2026-06-01T12:00:00+02:00")
    git(repo.top, "checkout", "--quiet", "-b", "branch")
    repo.system("branch", "2026-08-01T12:00:00+02:00")
    git(repo.top, "checkout", "--quiet", "main")
    git(repo.top, "merge", "--quiet", "--no-ff", "--message", "m", "branch", at="2026-10-05T12:00:00+02:00")
    assert report()["revision"] == main_line


def test_what_is_dated_after_an_end_is_not_so_yet(repo: Repo, report: Report) -> None:
    repo.write("systems/new.yaml", registers.system("new", criticality="low", registered=date(2026, 10, 1)))
    repo.commit("2026-06-01T12:00:00+02:00")
    assert report()["coverage"]["low"]["systems"] == 0
    assert report("2026Q4")["coverage"]["low"]["systems"] == 1


def test_uncommitted_changes_never_count(repo: Repo, report: Report) -> None:
    repo.commit("2026-06-01T12:00:00+02:00")
    before = report()
    repo.write("systems/extra.yaml", registers.system("extra", criticality="low"))
    procedure = repo.register / "procedure.yaml"
    procedure.write_text(procedure.read_text().replace("timezone: Europe/Copenhagen", "timezone: America/New_York"))
    (repo.register / "threats" / "fire.yaml").unlink()
    assert report() == before


def test_at_reads_the_history_of_another_revision(repo: Repo, report: Report) -> None:
    first = repo.commit("2026-06-01T12:00:00+02:00")
    repo.system("later", "2026-08-01T12:00:00+02:00")
    assert report("2026Q3", "--at", first)["revision"] == first


# --- the first quarter, one not ended, one before the register --------------------------------------------------------


def test_the_first_quarter_has_nothing_to_be_compared_with(repo: Repo, report: Report, run: Run) -> None:
    repo.commit("2026-07-15T12:00:00+02:00")
    found = report()
    assert found["compared_with"] is None
    assert found["risks"]["start"] == {"low": 0, "medium": 0, "high": 0, "critical": 0}
    assert [each["end"] for each in found["trace"]] == ["end"]
    _, text, _ = run("report", "--quarter", "2026Q3", "--register", str(repo.register))
    assert "Registret er begyndt i dette kvartal, så der er ikke noget at sammenligne med." in text


def test_commits_before_the_register_came_are_no_start(repo: Repo, report: Report) -> None:
    (repo.top / "register").rename(repo.top / "aside")
    git(repo.top, "commit", "--quiet", "--allow-empty", "--message", "x", at="2026-01-01T12:00:00+01:00")
    (repo.top / "aside").rename(repo.top / "register")
    repo.commit("2026-07-15T12:00:00+02:00")
    assert report()["compared_with"] is None


def test_a_quarter_that_has_not_ended_is_preliminary_and_judged_now(repo: Repo, report: Report, run: Run) -> None:
    head = repo.commit("2026-06-01T12:00:00+02:00")
    # never assessed, so due on the day it is registered: 1 August is past on 2 August only
    repo.write("systems/new.yaml", registers.system("new", criticality="high", registered=date(2026, 8, 1)))
    head = repo.commit("2026-08-01T12:00:00+02:00")
    on_the_day = report(now="2026-08-01T13:00:00+02:00")
    assert on_the_day["period"] == {"label": "2026-Q3", "from": "2026-07-01", "to": "2026-09-30", "preliminary": True}
    assert on_the_day["revision"] == head
    assert "assessment:new" not in {each["id"] for each in on_the_day["deviations"]}
    after = report(now="2026-08-02T00:00:00+02:00")
    assert {"id": "assessment:new", "kind": "assessment", "due": "2026-08-01", "days": 1, "level": "high"} in after[
        "deviations"
    ]
    _, text, _ = run("report", "--quarter", "2026Q3", "--register", str(repo.register), now="2026-08-02T10:00:00+02:00")
    assert "> **Foreløbig rapport: Kvartalet er ikke slut, og tallene kan nå at ændre sig.**" in text
    assert "opgjort 2. aug. 2026 kl. 10.00" in text


@pytest.mark.parametrize("quarter", ["2026Q2", "2026-Q2", "2020Q1"])
def test_a_period_before_the_first_commit_is_refused(repo: Repo, run: Run, quarter: str) -> None:
    repo.commit("2026-07-01T00:00:00+02:00")
    code, out, err = run("report", "--quarter", quarter, "--register", str(repo.register))
    assert (code, out) == (2, "")
    assert "Der er intet commit før" in err


def test_both_ways_of_writing_a_quarter_are_taken(repo: Repo, report: Report) -> None:
    repo.commit("2026-07-15T12:00:00+02:00")
    assert report("2026Q3") == report("2026-Q3")


@pytest.mark.parametrize("quarter", ["2026Q5", "2026", "Q3", "26Q3", "2026Q3 ", "２０２６Q3", ""])
def test_what_is_no_quarter_is_refused(repo: Repo, run: Run, quarter: str) -> None:
    repo.commit("2026-07-15T12:00:00+02:00")
    code, out, err = run("report", "--quarter", quarter, "--register", str(repo.register))
    assert (code, out) == (2, "")
    assert "er ikke et kvartal" in err
    assert "--quarter 2026Q3" in err


# --- what git can't tell ----------------------------------------------------------------------------------------------


def test_a_shallow_clone_is_refused_with_what_mends_it(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo.commit("2026-06-01T12:00:00+02:00")
    repo.system("later", "2026-08-01T12:00:00+02:00")
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{repo.top}", "shallow")
    code, out, err = run("report", "--quarter", "2026Q3", "--register", str(tmp_path / "shallow" / "register"))
    assert (code, out) == (2, "")
    assert "git fetch --unshallow" in err


def test_without_a_repository_there_is_no_quarter(run: Run, tmp_path: Path) -> None:
    root = registers.small(tmp_path / "register")
    code, out, err = run("report", "--quarter", "2026Q3", "--register", str(root))
    assert (code, out) == (2, "")
    assert "git init" in err


def test_a_register_never_committed_has_no_quarter(repo: Repo, run: Run) -> None:
    code, out, err = run("report", "--quarter", "2026Q3", "--register", str(repo.register))
    assert (code, out) == (2, "")
    assert "ikke gemt i git endnu" in err


def test_a_procedure_that_cannot_be_used_is_named_with_its_commit(repo: Repo, run: Run) -> None:
    procedure = repo.register / "procedure.yaml"
    whole = procedure.read_text()
    procedure.write_text(whole.replace("municipality:", "kommune:"))
    broken = repo.commit("2026-06-01T12:00:00+02:00")
    procedure.write_text(whole)
    repo.commit("2026-08-01T12:00:00+02:00")
    code, out, err = run("report", "--quarter", "2026Q3", "--register", str(repo.register))
    assert (code, out) == (2, "")
    assert broken in err


def test_files_that_cannot_be_read_are_counted_and_left_out(repo: Repo, run: Run) -> None:
    (repo.register / "systems" / "nexus.yaml").write_text("name: [\n")
    repo.commit("2026-06-01T12:00:00+02:00")
    code, out, err = run("report", "--quarter", "2026Q4", "--register", str(repo.register), "--json")
    found = json.loads(out)
    assert code == 0
    assert [each["unreadable"] for each in found["trace"]] == [1, 1]
    assert "kunne ikke læses" in err


# --- the same bytes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["md", "json"])
def test_the_same_commit_and_quarter_give_the_same_bytes_anywhere_and_whenever(example: Path, form: str) -> None:
    found = set()
    for variables, now in (
        ({"TZ": "UTC", "LANG": "C", "LC_ALL": "C"}, "2026-10-01T00:00:00+02:00"),
        ({"TZ": "Pacific/Auckland", "LANG": "en_US.UTF-8", "PYTHONHASHSEED": "1"}, "2026-11-23T12:00:00+01:00"),
        (
            {"TZ": "America/New_York", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
            "2027-02-28T23:59:59Z",
        ),
        ({"PYTHONIOENCODING": "latin-1", "PYTHONHASHSEED": "2"}, "2031-01-01T00:00:00Z"),
    ):
        env = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "TZ")} | variables
        argv = [sys.executable, "-m", "riskctl", "report", "--quarter", "2026Q3", "--format", form]
        argv += ["--register", str(example), "--now", now]
        done = subprocess.run(argv, check=True, capture_output=True, env=env, cwd=Path(__file__).parents[2])
        found.add(done.stdout)
    (data,) = found
    assert data.endswith(b"\n")
    assert b"\r" not in data
    assert not data.endswith(b"\n\n")


def test_the_command_in_the_trace_gives_the_report_again(repo: Repo, run: Run) -> None:
    repo.commit("2026-06-01T12:00:00+02:00")
    last = repo.system("late", "2026-09-01T12:00:00+02:00")
    here = ("--register", str(repo.register))
    _, before, _ = run("report", "--quarter", "2026Q3", *here)
    repo.system("after", "2026-10-05T12:00:00+02:00")
    assert f"`riskctl report --quarter 2026-Q3 --at {last}`" in before
    assert run("report", "--quarter", "2026-Q3", "--at", last, *here)[1] == before
    assert run("report", "--quarter", "2026-Q3", *here)[1] == before


def test_the_content_hash_is_over_sorted_path_and_blob_id(repo: Repo, report: Report) -> None:
    head = repo.commit("2026-06-01T12:00:00+02:00")
    listing = git(repo.top, "ls-tree", "-r", f"{head}:register").splitlines()
    pairs = sorted((line.split("\t")[1], line.split()[2]) for line in listing)
    whole = b"".join(f"{path}\0{blob}\n".encode() for path, blob in pairs)
    assert report()["trace"][-1]["content"] == "sha256:" + hashlib.sha256(whole).hexdigest()


# --- output -----------------------------------------------------------------------------------------------------------


def test_output_writes_what_is_shown(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo.commit("2026-06-01T12:00:00+02:00")
    here = ("--quarter", "2026Q3", "--register", str(repo.register))
    _, shown, _ = run("report", *here)
    target = tmp_path / "rapport.md"
    target.write_text("old")
    code, out, err = run("report", *here, "--output", str(target))
    assert (code, out) == (0, "")
    assert str(target) in err
    assert target.read_bytes() == shown.encode()
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["rapport.md"]


@pytest.mark.parametrize("target", ["missing/rapport.md", "repo"])
def test_output_that_cannot_be_written_changes_nothing(repo: Repo, run: Run, tmp_path: Path, target: str) -> None:
    repo.commit("2026-06-01T12:00:00+02:00")
    before = sorted(tmp_path.rglob("*"))
    code, out, err = run(
        "report", "--quarter", "2026Q3", "--register", str(repo.register), "--output", str(tmp_path / target)
    )
    assert (code, out) == (2, "")
    assert "Intet er ændret" in err
    assert sorted(tmp_path.rglob("*")) == before


# --- Markdown ---------------------------------------------------------------------------------------------------------


def test_register_text_breaks_out_of_nothing(repo: Repo, run: Run) -> None:
    evil = "|x| **b** `c` <script>alert(1)</script> [d](https://evil.example) # e"
    repo.write("systems/evil.yaml", registers.system(evil, criticality="high"))
    procedure = repo.register / "procedure.yaml"
    procedure.write_text(procedure.read_text().replace("municipality: Eksempel Kommune", f'municipality: "{evil}"'))
    repo.commit("2026-06-01T12:00:00+02:00")
    _, text, _ = run("report", "--quarter", "2026Q3", "--register", str(repo.register))
    shown = "\\|x\\| \\*\\*b\\*\\* \\`c\\` &lt;script&gt;alert(1)&lt;/script&gt; \\[d\\](https://evil.example) \\# e"
    assert text.startswith(f"# Risikostyring i {shown}, 3. kvartal 2026\n")
    assert f"| {shown} |" in text
    assert "<script" not in text


def test_every_table_row_has_as_many_cells_as_its_heading(example: Path, run: Run) -> None:
    for quarter in ("2025Q1", "2025Q4", "2026Q3", "2026Q4"):
        _, text, _ = run("report", "--quarter", quarter, "--register", str(example))
        block: list[int] = []
        for line in [*text.splitlines(), ""]:
            if line.startswith("|"):
                block.append(line.replace("\\|", "").count("|"))
            else:
                assert len(set(block)) <= 1, line
                block = []


def test_every_section_says_something(repo: Repo, run: Run) -> None:
    repo.commit("2026-06-01T12:00:00+02:00")
    _, text, _ = run("report", "--quarter", "2026Q3", "--register", str(repo.register))
    sections = text.split("\n## ")[4:]
    assert [each.split(".")[0] for each in sections] == [str(n) for n in range(1, 13)]
    for each in sections:
        assert len([line for line in each.splitlines()[1:] if line and not line.startswith("*")]) >= 1


@pytest.mark.parametrize("lang", ["da", "en"])
def test_nothing_is_left_as_a_code_or_a_placeholder(example: Path, run: Run, lang: str) -> None:
    _, text, _ = run("report", "--quarter", "2026Q4", "--register", str(example), "--lang", lang)
    for code in ("residual-high", "not-started", "met_late", "change-system", "security-coordinator", "{", "None"):
        assert code not in text


@pytest.mark.parametrize(("lang", "said"), [("da", "ned fra kritisk"), ("en", "down from critical")])
def test_the_level_before_has_its_name_in_the_language(example: Path, run: Run, lang: str, said: str) -> None:
    _, text, _ = run("report", "--quarter", "2026Q1", "--register", str(example), "--lang", lang)
    assert f"({said})" in text
    assert ("critical" in text) == (lang == "en")


def test_the_first_page_has_five_sentences_the_matrix_and_the_decisions(example: Path, run: Run) -> None:
    _, text, _ = run("report", "--quarter", "2026Q3", "--register", str(example))
    front = text.partition("\n---\n")[0]
    picture = front.partition("## Billedet kort\n\n")[2].partition("\n\n")[0].splitlines()
    assert len(picture) == 5
    assert all(line.endswith(".") for line in picture)
    assert front.index("## Billedet kort") < front.index("## Risikomatrix") < front.index("## Til beslutning i ISU")
    rows = [line for line in front.splitlines() if line.startswith(("| 4. ", "| 3. ", "| 2. ", "| 1. "))]
    assert [row[2] for row in rows] == ["4", "3", "2", "1"]
    counts = [int(cell.split(": ")[1].split()[0]) for row in rows for cell in row.strip("| ").split(" | ")[1:]]
    found = json.loads(run("report", "--quarter", "2026Q3", "--register", str(example), "--json")[1])
    assert sum(counts) == sum(found["risks"]["end"].values())


def test_help_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "--quarter 2026Q3" in shown
    assert "riskctl report --quarter 2026Q3 --json" in shown
