"""SARIF 2.1.0: valid by the published schema, and what the standard says of paths, columns and links."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator, FormatChecker

from riskctl import __version__
from riskctl.core.rules import RULES
from riskctl.render.check.sarif import rendered
from riskctl.render.findings import Report
from riskctl.text import Lang
from tests.render.check.reports import AWKWARD, FOUR, HOSTILE_SHOWN, LOWERED, report, shown

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))


def read(given: Report) -> dict[str, Any]:
    value = json.loads(rendered(given))
    Draft4Validator(SCHEMA, format_checker=FormatChecker()).validate(value)
    [run] = value["runs"]
    return dict(run)


@pytest.mark.parametrize("lang", ["da", "en"])
def test_every_rule_is_described_in_the_language_asked_for(lang: Lang) -> None:
    driver = read(report([], lang=lang))["tool"]["driver"]
    assert (driver["name"], driver["version"], driver["language"]) == ("riskctl", __version__, lang)
    assert [each["id"] for each in driver["rules"]] == list(RULES)
    texts = {each["id"]: each["shortDescription"]["text"] for each in driver["rules"]}
    assert ("level" in texts["ASM104"]) == (lang == "en")
    assert all(each["help"]["text"] and each["fullDescription"]["text"] for each in driver["rules"])
    assert not any("helpUri" in each for each in driver["rules"])


def test_a_finding_with_its_place_its_line_and_what_it_is_about() -> None:
    run = read(report(FOUR))
    result = run["results"][1]
    assert result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "ASM104"
    assert result["level"] == "error"
    assert result["message"]["text"] == (
        "niveauet er medium, men matrixen giver kritisk. Skriv det niveau, matrixen giver."
    )
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {
                    "uri": "register/assessments/nexus/2026-03-14.yaml",
                    "uriBaseId": "%SRCROOT%",
                },
                "region": {"startLine": 3, "startColumn": 10, "snippet": {"text": "  fire: {level: medium}"}},
            },
            "logicalLocations": [{"fullyQualifiedName": "nexus/2026-03-14"}],
        }
    ]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [each["level"] for each in run["results"]] == ["warning", "error", "error", "error"]


def test_a_path_is_a_relative_reference_that_gives_the_same_name() -> None:
    located = read(report(FOUR))["results"][2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9._~/-]+(%[0-9A-F]{2}[A-Za-z0-9._~/-]*)*", located)
    assert unquote(located) == f"register/{AWKWARD}"


def test_hostile_text_is_shown_and_makes_no_link() -> None:
    results = read(report([*FOUR, shown("SCH103", "a.yaml", message="[her](https://example.org) og [x](1)")]))[
        "results"
    ]
    assert results[2]["message"]["text"] == f"navn: {HOSTILE_SHOWN}. Ret navnet."
    assert results[4]["message"]["text"] == "[her] (https://example.org) og [x] (1)"


def test_it_says_how_many_are_left_out_and_that_the_run_went_well() -> None:
    [went] = read(report([LOWERED], unshown=5))["invocations"]
    assert went["executionSuccessful"] is True
    assert [each["message"]["text"] for each in went["toolExecutionNotifications"]] == ["5 til vises ikke."]
    assert read(report([LOWERED]))["invocations"] == [{"executionSuccessful": True}]


def test_a_file_that_is_not_opened_has_no_snippet() -> None:
    region = read(report(FOUR))["results"][2]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 1}
