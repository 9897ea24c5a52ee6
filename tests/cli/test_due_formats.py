"""`riskctl due` where people see it: hours, notes, csv, ics, markdown, files, the year plan, and whose list it is."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from riskctl.cli.main import main
from riskctl.core.moment import parse_duration
from riskctl.core.views.due import DueFilter, due_items, due_list
from riskctl.render.due_markdown import as_markdown
from riskctl.text import Words
from tests import registers
from tests.builders import assessment, risk, system, threat, world

Run = Callable[..., tuple[int, str, str]]
HOSTILE = st.text(st.sampled_from("|`*_<>[]()#~$!\\&;:-+=.1 ax/\"'\n\r\t@\u202e\u0000æ"), max_size=40)


def ids(run: Run, where: Path, *argv: str) -> list[str]:
    code, out, err = run("due", "--register", str(where), "--json", *argv)
    assert code == 0, err
    return [item["id"] for item in json.loads(out)["items"]]


def critical_line(now: str, lang: str = "da") -> str:
    """Return how the deadline of a critical plan is said; its assessment was completed 14 March 2026 at 14.30."""
    from riskctl.render.due import when

    made = world(
        system("nexus", "high"),
        threat("fire"),
        assessment("nexus/2026-03-14", risks={"fire": risk("critical")}),
        now=now,
    )
    listed = due_list(
        made.engine, parse_duration("P30D"), DueFilter(kind="plan"), due_items(made.engine, made.approvals)
    )
    (only,) = listed.shown
    return when(only, Words("da") if lang == "da" else Words("en"))


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-03-14T15:00", "om 47 timer; mål: 15. mar. 2026 kl. 14.30"),
        ("2026-03-15T14:30", "om 24 timer; målet 15. mar. 2026 kl. 14.30 er passeret"),
        ("2026-03-16T07:00", "om 7 timer; målet"),
        ("2026-03-16T13:30", "om 1 time; målet"),
        ("2026-03-16T14:00", "om under 1 time; målet"),
        ("2026-03-16T14:30", "under 1 time over; målet"),
        ("2026-03-17T21:45", "31 timer over; målet"),
        ("2026-03-20T14:29", "95 timer over; målet"),
        ("2026-03-20T14:30", "4 dage over; målet"),
    ],
)
def test_a_critical_plan_counts_down_in_hours(now: str, said: str) -> None:
    assert critical_line(now).startswith(f"16. mar. 2026 kl. 14.30 ({said}")


def test_hours_are_real_ones_across_a_change_to_summer_time() -> None:
    made = world(
        system("nexus", "high"),
        threat("fire"),
        assessment("nexus/2026-03-28", "2026-03-28T12:00", {"fire": risk("critical")}),
        now="2026-03-29T12:00",
    )  # fmt: skip
    listed = due_list(
        made.engine, parse_duration("P30D"), DueFilter(kind="plan"), due_items(made.engine, made.approvals)
    )
    # 23 hours have gone of the 48, the clocks having been put forward in the night
    assert [each.hours for each in listed.shown] == [-25]


def test_hours_and_targets_in_english() -> None:
    assert critical_line("2026-03-16T07:00", "en") == (
        "16 Mar 2026 at 14:30 (in 7 hours; the target 15 Mar 2026 at 14:30 has passed)"
    )


@pytest.mark.parametrize("form", ["csv", "ics", "markdown", "table"])
def test_every_form_shows_the_same_items_in_the_same_order(example: Path, run: Run, form: str) -> None:
    expected = ids(run, example)
    code, out, _ = run("due", "--register", str(example), "--format", form)
    assert code == 0
    if form == "ics":
        unfolded = out.replace("\r\n ", "")
        found = re.findall(r"Id: (\S+) \(", unfolded)
    elif form == "csv":
        found = [row[-1] for row in csv.reader(io.StringIO(out.removeprefix("\ufeff"), newline=""), delimiter=";")][1:]
    elif form == "markdown":
        found = re.findall(r"^- .* · `(\S+)`$", out, re.MULTILINE)
    else:
        found = [line.split("\t")[-1] for line in out.splitlines()]
    assert found == expected


def test_csv_has_a_row_an_item_with_iso_dates_and_unsigned_days(example: Path, run: Run) -> None:
    _, out, _ = run("due", "--register", str(example), "--format", "csv", "--all")
    assert out.startswith("\ufeffStatus;Niveau;Frist;")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline=""), delimiter=";"))
    late = next(row for row in rows if row["Id"] == "action:noedkald-leverandoeradgang")
    assert (late["Frist"], late["Dage over"], late["Dage til"]) == ("2026-10-15", "39", "")
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row["Frist"]) for row in rows)
    assert all(row["Dage over"].isdigit() != row["Dage til"].isdigit() for row in rows)


@pytest.mark.parametrize(("form", "begins"), [("csv", b"\xef\xbb\xbfStatus"), ("ics", b"BEGIN:VCALENDAR\r\n")])
def test_output_writes_the_whole_file_and_says_where(
    example: Path, run: Run, tmp_path: Path, form: str, begins: bytes
) -> None:
    target = tmp_path / "frister"
    target.write_text("before", encoding="utf-8")
    code, out, err = run("due", "--register", str(example), "--format", form, "--output", str(target))
    assert (code, out) == (0, "")
    assert str(target) in err
    assert target.read_bytes().startswith(begins)
    assert [each.name for each in tmp_path.iterdir()] == ["frister"]


def test_output_never_lands_in_the_register(tmp_path: Path, run: Run) -> None:
    root = registers.small(tmp_path / "register")
    code, out, err = run("due", "--register", str(root), "--format", "csv", "--output", str(root / "systems" / "a.csv"))
    assert (code, out) == (2, "")
    assert "register" in err
    assert not (root / "systems" / "a.csv").exists()


def test_output_that_cannot_be_written_is_one_line(example: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "no" / "such" / "a.csv"
    code, _, err = run("due", "--register", str(example), "--format", "csv", "--output", str(target))
    assert code == 2
    assert len(err.strip().splitlines()) == 2


def test_a_calendar_is_named_after_whose_it_is(example: Path, run: Run) -> None:
    for argv, name in [
        (["--owner", "anne"], "Anne Grønbæk Møller"),
        (["--unit", "sundhed-omsorg"], "Sundhed og Omsorg"),
        ([], "Fjordby Kommune"),
    ]:
        _, out, _ = run("due", "--register", str(example), "--all", "--format", "ics", *argv)
        assert f"X-WR-CALNAME:Risikofrister: {name}\r\n" in out
        assert out.count("BEGIN:VEVENT") == len(ids(run, example, "--all", *argv))


def test_json_tells_the_note_the_reach_and_what_the_order_goes_by(tmp_path: Path, run: Run) -> None:
    files = registers.files()
    needs_net = {"depends_on": [{"system": "net", "importance": "essential"}]}
    files["systems/nexus.yaml"] = {**files["systems/nexus.yaml"], **needs_net}
    files["systems/front.yaml"] = registers.system(
        "Forside", criticality="low", depends_on=[{"system": "nexus", "importance": "essential"}]
    )
    root = registers.small(tmp_path / "register")
    registers.write(root, files)
    code, out, _ = run("due", "--register", str(root), "--json", "--all")
    items: dict[str, dict[str, Any]] = {item["id"]: item for item in json.loads(out)["items"]}
    assert code == 0
    assert items["assessment:net"]["reach"] == 2
    assert items["assessment:nexus"]["reach"] == 1
    assert items["assessment:front"]["reach"] == 0
    assert items["threat:fire"]["reach"] is None
    assert [each["what"] for each in items["assessment:net"]["why"]] == ["status", "level", "due", "reach"]
    assert all(set(each) == {"what", "value", "from", "clause"} for item in items.values() for each in item["why"])
    # the level was read on 5 January 2026, a year later is a Tuesday; the process on 2 February 2026, three years
    # on 2 February 2029 is a Friday, one year on a Tuesday
    assert items["threat:fire"]["note"] is None


def test_a_weekend_is_annotated_and_moves_nothing(example: Path, run: Run) -> None:
    _, out, _ = run("due", "--register", str(example), "--json", "--all")
    items = {item["id"]: item for item in json.loads(out)["items"]}
    plan = items["plan:ot-net#major-event"]
    assert plan["due"] == "2026-11-29"
    assert plan["note"] == "Fristen falder på en søndag; sidste arbejdsdag før er 27. nov. 2026."
    assert items["action:noedkald-leverandoeradgang"]["note"] is None
    _, lines, _ = run("due", "--register", str(example), "--kind", "plan", "--unit", "fjordby-vand")
    assert "plan:ot-net#major-event" in lines
    assert "sidste arbejdsdag før er 27. nov. 2026" in lines


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_the_year_plan_in_every_form(example: Path, run: Run, form: str) -> None:
    code, out, _ = run("due", "--register", str(example), "--year", "2027", "--format", form)
    assert code == 0
    assert "assessment:nexus" in out
    assert "plan:" not in out
    if form == "json":
        answer = json.loads(out)
        assert (answer["year"], [each["quarter"] for each in answer["quarters"]]) == (
            2027,
            ["2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"],
        )
        items = [item for quarter in answer["quarters"] for unit in quarter["units"] for item in unit["items"]]
        assert all(str(item["due"]).startswith("2027-") for item in items)
        kinds = {item["kind"] for item in items}
        assert kinds == {"assessment", "process", "supplier", "threat", "effect", "procedure"}


@pytest.mark.parametrize("year", ["27", "næste", "20270", "1066", "２０２７"])
def test_a_year_that_is_none_gets_an_example(example: Path, run: Run, year: str) -> None:
    code, out, err = run("due", "--register", str(example), "--year", year)
    assert (code, out) == (2, "")
    assert "--year 2027" in err


def test_a_year_has_no_calendar(example: Path, run: Run) -> None:
    code, _, err = run("due", "--register", str(example), "--year", "2027", "--format", "ics")
    assert code == 2
    assert "table, json, csv, markdown" in err


@pytest.mark.parametrize(
    ("argv", "meant"),
    [
        (["--kind", "pln"], "Mente du plan?"),
        (["--level", "kritisk"], "Mente du critical?"),
        (["--level", "Hoj"], "Mente du high?"),
        (["--owner", "ane"], "Mente du anne"),
        (["--unit", "omsorg"], "Mente du sundhed-omsorg?"),
        (["--format", "xlsx"], "table, json, csv, ics, markdown"),
        (["--format", "mardown"], "Mente du markdown?"),
        (["--ownr", "anne"], "Mente du --owner"),
    ],
)
def test_a_misspelt_choice_gets_a_suggestion(example: Path, run: Run, argv: list[str], meant: str) -> None:
    code, out, err = run("due", "--register", str(example), *argv)
    assert (code, out) == (2, "")
    assert meant in err
    assert len(err.strip().splitlines()) == 2


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register in a repository, and a home without anybody's git settings."""
    assert main(["init", str(tmp_path / "r"), "--example"]) == 0
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("RISKCTL_PERSON", raising=False)
    return tmp_path / "r"


def test_mine_goes_by_the_email_in_git(mine: Path, run: Run) -> None:
    home = Path(os.environ["HOME"])
    (home / ".gitconfig").write_text("[user]\nname = A\nemail = Mette.Soerensen@fjordby.example\n", encoding="utf-8")
    found = ids(run, mine, "--mine", "--all")
    assert found
    assert found == ids(run, mine, "--owner", "mette-k", "--all")


def test_mine_goes_by_the_environment_first(mine: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RISKCTL_PERSON", "anne")
    assert ids(run, mine, "--mine", "--all") == ids(run, mine, "--owner", "anne", "--all")
    monkeypatch.setenv("RISKCTL_PERSON", "ane")
    code, _, err = run("due", "--register", str(mine), "--mine")
    assert code == 2
    assert "RISKCTL_PERSON" in err
    assert "Mente du anne" in err


def test_mine_says_how_to_be_known(mine: Path, run: Run) -> None:
    (Path(os.environ["HOME"]) / ".gitconfig").write_text("[user]\nemail = nobody@example.org\n", encoding="utf-8")
    code, out, err = run("due", "--register", str(mine), "--mine")
    assert (code, out) == (2, "")
    assert "nobody@example.org" in err
    assert "RISKCTL_PERSON" in err


@settings(max_examples=150)
@given(HOSTILE)
def test_hostile_text_never_becomes_markdown_structure(text: str) -> None:
    made = world(
        system("nexus", "high"), threat("fire"), assessment("nexus/2026-03-14", risks={"fire": risk("critical")})
    )
    hostile = system("nexus", "high").model_copy(update={"name": text})
    made.engine.register.systems["nexus"] = hostile  # type: ignore[index]
    items = due_items(made.engine, made.approvals)
    listed = due_list(made.engine, parse_duration("P30D"), DueFilter(everything=True), items)
    shown = as_markdown(made.engine, listed, Words("da"))
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tags = re.findall(r"<(\w+)", parser.render(shown))
    assert tags.count("li") == len(listed.shown) == tags.count("code") == tags.count("strong")
    assert set(tags) == {"h2", "h3", "ul", "li", "strong", "code", "p"}
    assert "@" not in shown


def test_nothing_a_forge_would_take_for_a_command_begins_a_line(example: Path, run: Run) -> None:
    _, out, _ = run("due", "--register", str(example), "--all", "--format", "markdown")
    assert all(line[:2] in ("", "##", "- ") or line[0].isdigit() for line in out.splitlines())


@pytest.mark.parametrize("columns", [80, 100, 140])
@pytest.mark.parametrize(
    "environment", [{"TERM": "xterm-256color"}, {"TERM": "dumb"}, {"NO_COLOR": "1", "TERM": "xterm"}]
)
def test_the_table_fits_the_terminal(example: Path, columns: int, environment: dict[str, str]) -> None:
    child = pexpect.spawn(
        "python", ["-m", "riskctl", "due", "--register", str(example), "--kind", "approval"], dimensions=(60, columns),
        env={"PATH": os.environ["PATH"], "RISKCTL_NOW": "2026-11-23T12:00:00+01:00", **environment}, timeout=30,
    )  # fmt: skip
    out = child.read()
    child.close()
    assert child.exitstatus == 0
    if environment["TERM"] != "xterm-256color":
        assert b"\x1b[3" not in out
    screen = pyte.Screen(columns, 200)
    pyte.ByteStream(screen).feed(out)
    lines = [line.rstrip() for line in screen.display]
    assert max(map(len, lines)) <= columns
    # a table where there is room, else a block an item
    roomy = columns == 140 and environment["TERM"] != "dumb"
    beside = "31. okt. 2026" if roomy else "Godkendelse: OT-netværk for vand"
    assert any(f"● kritisk  {beside}" in line for line in lines)
    assert any("31. okt. 2026 kl. 14.40" in line for line in lines)
    assert any("Godkendelse: OT-netværk for" in line for line in lines)
    # the level and the date are never broken over two lines
    assert not any(line.strip() in ("kritisk", "2026") for line in lines)


def test_a_clean_copy_of_a_register_without_git_still_answers(tmp_path: Path, run: Run, example: Path) -> None:
    shutil.copytree(example / "register", tmp_path / "register")
    code, out, _ = run("due", "--register", str(tmp_path / "register"), "--format", "ics", "--all")
    assert code == 0
    assert out.count("BEGIN:VEVENT") > 100


def test_below_a_list_longer_than_the_screen_stand_the_first_items_again(example: Path) -> None:
    child = pexpect.spawn(
        "python", ["-m", "riskctl", "due", "--register", str(example)], dimensions=(24, 80),
        env={"PATH": os.environ["PATH"], "RISKCTL_NOW": "2026-11-23T12:00:00+01:00", "TERM": "xterm"}, timeout=30,
    )  # fmt: skip
    out = child.read()
    child.close()
    screen = pyte.Screen(80, 24)
    pyte.ByteStream(screen).feed(out)
    lines = [line.rstrip() for line in screen.display]
    start = lines.index("Begynd med:")
    assert lines[start + 1] == "● kritisk  39 dage over  Handling: Personlig adgang for leverandørens teknikere"
    assert lines[start + 5].startswith("◑ høj  46 dage over  Eskalering: ")
    assert lines[start + 6].startswith("29 punkter er over frist og 26 punkter skal ske nu. 178 senere")
    assert b"Begynd med" not in subprocess.run(
        [sys.executable, "-m", "riskctl", "due", "--register", str(example), "--now", "2026-11-23T12:00:00+01:00"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
