"""The code quality report: GitLab's own keys, and ids that hold while lines move."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from riskctl.core.finding import Phrase
from riskctl.core.moment import parse_duration
from riskctl.render.check.gitlab import rendered
from tests.render.check.reports import FOUR, LOWERED, NASTY, report, shown

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "gitlab-code-quality.json").read_text(encoding="utf-8"))


def read(*found: Any) -> list[dict[str, Any]]:
    value = json.loads(rendered(report(found)))
    Draft202012Validator(SCHEMA).validate(value)
    return list(value)


def test_each_finding_in_the_order_of_the_files() -> None:
    first, second, third, fourth = read(*FOUR)
    assert {key: value for key, value in second.items() if key != "fingerprint"} == {
        "description": "niveauet er medium, men matrixen giver kritisk. Skriv det niveau, matrixen giver.",
        "check_name": "ASM104",
        "severity": "major",
        "location": {"path": "register/assessments/nexus/2026-03-14.yaml", "lines": {"begin": 3}},
    }
    assert first["severity"] == "minor"
    assert third["location"]["path"] == "register/systems/a, b:c%d;e].yaml"
    assert fourth["description"] == "x" * 999 + "…"


def test_a_clean_register_is_an_empty_list() -> None:
    assert read() == []


def test_a_fingerprint_is_the_same_when_lines_move() -> None:
    moved = replace(LOWERED, line=300, column=1)
    assert read(LOWERED)[0]["fingerprint"] == read(NASTY, moved)[1]["fingerprint"]


def test_a_fingerprint_is_another_for_another_rule_file_subject_or_value() -> None:
    given = {
        "value": "a",
        "moved": (Phrase("rules.moved.consequence", {"value": 3, "earlier": 2}), parse_duration("P3M")),
    }
    found = [
        shown("SCH103", "systems/a.yaml", subject="a", values=given),
        shown("SCH104", "systems/a.yaml", subject="a", values=given),
        shown("SCH103", "systems/b.yaml", subject="a", values=given),
        shown("SCH103", "systems/a.yaml", subject="b", values=given),
        shown("SCH103", "systems/a.yaml", subject="a", values={**given, "value": "b"}),
    ]
    prints = [each["fingerprint"] for each in read(*found, *found)]
    assert len(set(prints)) == 10
    assert prints[:5] == [each["fingerprint"] for each in read(*found)]


def test_words_do_not_change_a_fingerprint() -> None:
    said = replace(LOWERED, message="the level is medium", hint="")
    assert read(LOWERED)[0]["fingerprint"] == read(said)[0]["fingerprint"]
