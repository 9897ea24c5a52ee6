"""Who a report is for: a redacted report is a part of the full one, and names nothing it should not."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

Run = Callable[..., tuple[int, str, str]]
NOW = "2026-11-23T12:00:00+01:00"
PUBLIC = ("period", "coverage", "risks", "plans", "actions", "trend", "revision", "compared_with", "trace", "next")


def report(run: Run, example: Path, *argv: str) -> str:
    code, out, _ = run("report", "--quarter", "2026Q3", *argv, "--register", str(example / "register"), now=NOW)
    assert code == 0
    return out


def names(example: Path) -> set[str]:
    """Return every name of a person, system, supplier, action and event in the register, and their ids."""
    found = set()
    for folder, key in (("systems", "name"), ("suppliers", "name"), ("actions", "title"), ("events", "title")):
        for path in (example / "register" / folder).glob("*.yaml"):
            found |= {path.stem, str(YAML(typ="safe").load(path.read_text(encoding="utf-8"))[key])}
    organisation = YAML(typ="safe").load((example / "register" / "organisation.yaml").read_text(encoding="utf-8"))
    found |= {person["name"] for person in organisation["people"].values()}
    return {name for name in found if len(name) > 4}


@pytest.mark.parametrize("form", ["md", "json"])
def test_the_public_edition_names_nobody_and_nothing(run: Run, example: Path, form: str) -> None:
    text = report(run, example, "--profile", "public", "--format", form)
    assert [name for name in sorted(names(example)) if name in text] == []


@pytest.mark.parametrize("profile", ["board", "public"])
def test_the_json_is_a_part_of_the_full_one_with_its_sum(run: Run, example: Path, profile: str) -> None:
    full = json.loads(report(run, example, "--json"))
    part = json.loads(report(run, example, "--json", "--profile", profile))
    own = {key: part.pop(key) for key in ("profile", "left_out", "sum")}
    assert part == {key: full[key] for key in part}
    assert own["profile"] == profile
    assert set(own["left_out"]) == set(full) - set(part) - set(own)
    assert own["sum"] == full["sum"]
    if profile == "public":
        assert set(part) == set(PUBLIC)


@pytest.mark.parametrize("profile", ["board", "public"])
def test_the_text_is_a_part_of_the_full_one_and_says_where_it_is_not(run: Run, example: Path, profile: str) -> None:
    full, part = report(run, example).splitlines(), report(run, example, "--profile", profile).splitlines()
    lines = iter(full)
    added = [line for line in part if line and line not in full]
    assert all(line.startswith("> **Udgave til") or "udeladt i denne udgave" in line for line in added)
    assert sum(line.startswith("> **Udgave til") for line in added) == 1
    assert len(added) > 1
    kept = [line for line in part if line and line in full]
    assert all(any(line == each for each in lines) for line in kept), "in the order of the full report"
    assert part[-1] == full[-1]
    assert part[-1].startswith("Den fulde rapports sum: sha256:")


def test_the_board_gets_its_decisions_but_no_lists_that_only_isu_uses(run: Run, example: Path) -> None:
    text = report(run, example, "--profile", "board")
    assert "1. Få handleplanen på plads" in text
    assert "Handlinger i gang mod risici" not in text
    assert "Systemer, der mangler en vurdering" not in text


def test_deviations_have_no_profile(run: Run, example: Path) -> None:
    code, out, err = run("report", "--deviations", "--profile", "public", "--register", str(example), now=NOW)
    assert (code, out) == (2, "")
    assert "--profile" in err
    assert "--deviations" in err


def test_no_such_profile(run: Run, example: Path) -> None:
    code, out, err = run("report", "--quarter", "2026Q3", "--profile", "pres", "--register", str(example), now=NOW)
    assert (code, out) == (2, "")
    assert "isu, board, public" in err
