"""Holes in the tables that one change to the base register can't show without breaking its assessments."""

from typing import Any

import pytest

from riskctl.core.rules import policy, wording
from riskctl.core.rules.rule import Context, Found
from tests import builders


def context(changes: dict[str, Any]) -> Context:
    return Context(builders.register(procedure_=builders.procedure(changes)), builders.clock(builders.NOW))


def places(found: list[Found]) -> list[tuple[str | int, ...]]:
    return [each.path for each in found]


def test_a_matrix_that_never_gives_critical() -> None:
    matrix = [["low", "low", "low", "medium"], *[["low", "low", "medium", "high"]] * 3]
    found = list(policy.never_given(context({"risk.matrix": matrix})))
    assert places(found) == [("risk", "matrix")]
    assert found[0].values["level"] == ("critical",)


@pytest.mark.parametrize(
    ("row", "path", "level"),
    [
        ({"levels": [], "to": ["management"]}, ("high_residual", "levels"), None),
        ({"levels": ["high", "critical"], "to": []}, ("high_residual", "to"), None),
        ({"levels": ["medium", "critical"], "to": ["management"]}, ("high_residual", "levels"), ("high",)),
        ({"levels": ["low", "medium", "high"], "to": ["isu"]}, ("high_residual", "levels"), ("critical",)),
    ],
)
def test_high_residual(row: dict[str, Any], path: tuple[str, ...], level: tuple[str, ...] | None) -> None:
    found = list(policy.high_residual_holes(context({"high_residual": row})))
    assert places(found) == [path]
    assert found[0].values.get("level") == level


@pytest.mark.parametrize("levels", [["critical"], ["high", "critical"], ["low", "medium", "high", "critical"]])
def test_high_residual_without_holes(levels: list[str]) -> None:
    row = {"levels": levels, "to": ["management"]}
    assert list(policy.high_residual_holes(context({"high_residual": row}))) == []


@pytest.mark.parametrize(
    ("level", "text", "kinds"),
    [
        ("critical", "Vurderes hvert andet år.", [""]),
        ("critical", "Systemet lukkes hvert andet år.", []),
        ("medium", "Assessed every 2 years, or every 6 months when something changes.", []),
        ("low", "Vurderes årligt.", [""]),
        ("low", "Uden personoplysninger.", []),
        ("high", "Uden personoplysninger.", ["no-data"]),
        ("low", "Holds sensitive personal data.", ["sensitive"]),
        ("low", "Holds no sensitive personal data.", []),
        ("high", "Ofte følsomme personoplysninger.", []),
    ],
)
def test_the_text_of_a_class(level: str, text: str, kinds: list[str]) -> None:
    lang = "da" if any(word in text for word in ("Vurderes", "Systemet", "Uden", "Ofte")) else "en"
    found = list(wording.class_text_contradicts(context({f"criticality.texts.{level}.{lang}": text})))
    assert [each.values.get("kind", "") for each in found] == kinds
    assert places(found) == [("criticality", "texts", level, lang)] * len(kinds)


def test_the_procedure_that_ships_has_no_holes() -> None:
    rules = [getattr(policy, name) for name in ("never_given", "laxer_for_higher", "escalated_to_nobody")]
    rules += [wording.text_missing_or_twice, wording.scale_out_of_order, wording.languages_differ]
    assert [found for rule in rules for found in rule(context({}))] == []
