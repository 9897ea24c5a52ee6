"""What an exception may accept, and what it may not (P7.2)."""

import pytest

from riskctl.core.decisions import Exemption
from riskctl.core.finding import Finding
from riskctl.core.rules import RULES
from riskctl.core.rules.exceptions import apply_exceptions
from riskctl.core.rules.rule import Context
from tests import builders

GIVEN = Finding("CLS201", "warning", "systems/new.yaml", subject="new")


def left(rule: str, subject: str = "new", until: str = "2026-12-01") -> list[tuple[str, str]]:
    fields = {"rule": rule, "subject": subject, "reason": "Vurderes i juni", "by": "bo", "until": until}
    exemption = builders.build(Exemption, "one", fields)
    context = Context(builders.register(exemption), builders.clock("2026-06-01T12:00"))
    return [(each.code, str(each.values.get("kind", ""))) for each in apply_exceptions(context, [GIVEN], RULES)]


def test_one_that_matches_accepts() -> None:
    assert left("CLS201") == []


@pytest.mark.parametrize(
    ("rule", "subject", "until", "expected"),
    [
        ("CLS201", "other", "2026-12-01", ("EXC101", "")),
        ("CLS201", "new", "2026-05-31", ("EXC102", "")),
        ("CLS999", "new", "2026-12-01", ("EXC103", "")),
        ("SCH101", "new", "2026-12-01", ("EXC101", "unacceptable")),
        ("EXC102", "new", "2026-12-01", ("EXC101", "unacceptable")),
        ("HIS101", "new", "2026-12-01", ("EXC101", "unacceptable")),
    ],
)
def test_one_that_does_not_is_told_and_accepts_nothing(
    rule: str, subject: str, until: str, expected: tuple[str, str]
) -> None:
    assert left(rule, subject, until) == [("CLS201", ""), expected]


def test_the_last_day_counts() -> None:
    assert left("CLS201", until="2026-06-01") == []
