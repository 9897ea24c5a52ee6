"""Why the level of a risk moved: the first input that differs is the cause, the others are told with it (P6.1)."""

from typing import Any

import pytest

from riskctl.core.register import CurrentRisk
from riskctl.core.views.why_moved import Input, Why, why_moved
from tests.builders import assessment, risk


def current(procedure: str = "2026.1", **fields: Any) -> CurrentRisk:
    made = assessment("nexus/2026-03-14", risks={"fire": risk(**fields)}, procedure=procedure)
    return CurrentRisk("nexus#fire", "nexus", "fire", made.risks["fire"], made)


@pytest.mark.parametrize(
    ("procedure", "fields", "expected"),
    [
        ("2026.2", {}, Why("procedure", "2026.1", "2026.2")),
        ("2026.1", {"threat_level": "high"}, Why("threat", "medium", "high")),
        ("2026.1", {"resilience": 3}, Why("controls", 2, 3)),
        ("2026.1", {"consequence": 4}, Why("consequence", 2, 4)),
        ("2026.1", {"likelihood": 3}, Why("judgement", 2, 3)),
        (
            "2026.2",
            {"threat_level": "high", "resilience": 3, "consequence": 4},
            Why(
                "procedure",
                "2026.1",
                "2026.2",
                (Input("threat", "medium", "high"), Input("controls", 2, 3), Input("consequence", 2, 4)),
            ),
        ),
        ("2026.1", {"resilience": 1, "likelihood": 4}, Why("controls", 2, 1)),
        (
            "2026.1",
            {"likelihood": 3, "overrides": {"likelihood": "Ramte naboen"}},
            Why("judgement", 2, 3, (), ("Ramte naboen",)),
        ),
    ],
)
def test_the_cause_and_what_moved_with_it(procedure: str, fields: dict[str, Any], expected: Why) -> None:
    assert why_moved(current(), current(procedure, **fields)) == expected
