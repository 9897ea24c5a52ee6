"""What the first page asks for: who, what and by when; nothing twice; and what the year gave and asks for."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

Run = Callable[..., tuple[int, str, str]]
NOW = "2026-11-23T12:00:00+01:00"


def report(run: Run, example: Path, *argv: str) -> str:
    code, out, _ = run("report", *argv, "--register", str(example / "register"), now=NOW)
    assert code == 0
    return out


def read(example: Path, path: str) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load((example / "register" / path).read_text(encoding="utf-8"))
    return found


def points(text: str) -> list[str]:
    """Return the numbered points of the first page."""
    return re.findall(r"^\d+\. (.*)$", text.partition("\n---\n")[0], re.MULTILINE)


def test_what_is_late_stands_with_who_has_it_and_how_long(run: Run, example: Path) -> None:
    asked = points(report(run, example, "--quarter", "2026Q4"))
    found = json.loads(report(run, example, "--quarter", "2026Q4", "--json"))
    people = read(example, "organisation.yaml")["people"]
    late = [each for each in found["deviations"] if each["kind"] == "action"]
    assert late
    for each in late:
        action = read(example, f"actions/{each['id'].partition(':')[2]}.yaml")
        name = people[action["responsible"]]["name"]
        assert f"{action['title']} ({name}, {each['days']} dage over fristen" in asked[1]


def test_an_acceptance_stands_with_when_it_runs_out(run: Run, example: Path) -> None:
    asked = points(report(run, example, "--quarter", "2026Q3"))
    (point,) = [each for each in asked if each.startswith("Tag stilling")]
    assert "– Læringsplatform (udløber 31. okt. 2026)" in point
    assert "(udløber 18. dec. 2026)" in point


@pytest.mark.parametrize("quarter", ["2026Q3", "2026Q4"])
def test_what_is_late_and_must_be_brought_further_is_asked_for_once(run: Run, example: Path, quarter: str) -> None:
    found = json.loads(report(run, example, "--quarter", quarter, "--json"))
    subjects = {each["decision"]: set(each["subjects"]) for each in found["decisions"]}
    both = subjects["escalation"] & (subjects["plan"] | subjects.get("action", set()))
    assert both
    asked = points(report(run, example, "--quarter", quarter))
    left = len(subjects["escalation"] - both - subjects.get("assessment", set()))
    onward = [each for each in asked if each.startswith("Bring ")]
    assert [each.split()[1] for each in onward] == ([str(left)] if left else [])
    late = next(each for each in asked if "OT-netværk for vand" in each)
    assert "bringes videre til direktionen, det politiske niveau og eksterne myndigheder" in late


@pytest.mark.parametrize("argv", [("--quarter", "2026Q4"), ("--year", "2026"), ("--year", "2025")])
def test_each_point_refers_to_a_section_that_is_there(run: Run, example: Path, argv: tuple[str, str]) -> None:
    text = report(run, example, *argv)
    numbers = [each.rpartition("Se afsnit ")[2].rstrip(".") for each in points(text)]
    assert numbers
    assert all(f"\n## {number}. " in text for number in numbers)


def test_why_the_risks_moved_adds_up_to_how_many_did(run: Run, example: Path) -> None:
    text, found = (report(run, example, "--quarter", "2026Q4", *more) for more in ((), ("--json",)))
    moved = [each for each in json.loads(found)["changes"] if each["from"] and each["to"]]
    line = next(each for each in text.splitlines() if "stigninger og fald skyldes" in each)
    assert sum(map(int, re.findall(r"\((\d+)\)", line))) == len(moved)


def test_the_board_is_asked_for_means_and_for_one_thing_about_what_is_late(run: Run, example: Path) -> None:
    text, found = report(run, example, "--year", "2026"), json.loads(report(run, example, "--year", "2026", "--json"))
    asked, price = points(text), found["price"]["unfinished"]
    dkk, hours = (f"{price[name]:,}".replace(",", ".") for name in ("dkk", "hours"))
    assert f"{price['actions']} handlinger til {dkk} kr. og {hours} timer" in asked[0]
    late = [each for each in asked if "over fristen, og melde tilbage" in each]
    counts = {each["decision"]: len(each["subjects"]) for each in found["decisions"]}
    assert len(late) == 1
    assert f"{counts['action']} handlinger, {counts['assessment']} vurderinger" in late[0]
    assert not any(each.startswith(("Få handleplan", "Beslut", "Bring")) for each in asked)
    assert "## Til beslutning i direktionen\n" in text


def test_the_year_stands_by_quarter_with_its_sums(run: Run, example: Path) -> None:
    text, found = report(run, example, "--year", "2025"), json.loads(report(run, example, "--year", "2025", "--json"))
    table = text.partition("\n## 1. Året kvartal for kvartal\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:3] == "| 1"]
    rows += [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:3] == "| I"]
    first, total = found["quarters"][0], found["price"]["completed"]
    assert rows[0][5] == str(first["completed"]["actions"])
    assert rows[-1][5:8] == [str(total["actions"]), f"{total['dkk']:,}".replace(",", "."), str(total["hours"])]
    assert rows[-1][8:] == [str(sum(each[name] for each in found["quarters"])) for name in ("events", "incidents")]


def test_only_the_year_has_an_account(run: Run, example: Path) -> None:
    quarter = json.loads(report(run, example, "--quarter", "2026Q3", "--json"))
    assert not {"quarters", "price", "completed"} & set(quarter)
    public = json.loads(report(run, example, "--year", "2025", "--json", "--profile", "public"))
    assert {"quarters", "price"} <= set(public)
    assert "completed" in public["left_out"]
