"""What a name that is not there was probably meant to be."""

import pytest

from riskctl.core.rules import references
from riskctl.core.rules.rule import Context
from tests import builders


def context(*risks: str) -> Context:
    entities = [
        builders.system("nexus"),
        builders.assessment("nexus/2026-03-14", risks={"ransomware": builders.risk()}),
    ]
    actions = [builders.action(f"a{number}", risk) for number, risk in enumerate(risks)]
    return Context(builders.register(*entities, *actions), builders.clock(builders.NOW))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("nexus#ransomwear", "nexus#ransomware"),
        ("nexsu#ransomware", "nexus#ransomware"),
        ("nexus#storm", ""),
        ("x#y", ""),
    ],
)
def test_a_risk(written: str, meant: str) -> None:
    (found,) = references.risk_of_action(context(written))
    assert found.values == {"value": written, "meant": meant}


def test_suggestions_end_where_comparing_would_take_long() -> None:
    wrong = [f"nexus#ransomwear{number}" for number in range(references.MOST_SUGGESTED + 1)]
    meant = [found.values["meant"] for found in references.risk_of_action(context(*wrong))]
    assert meant == ["nexus#ransomware"] * references.MOST_SUGGESTED + [""]
