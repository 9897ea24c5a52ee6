"""The table of rules: the codes that scripts rely on, which are warnings, and that each says what it is about."""

import inspect

from riskctl.core.clauses import CLAUSES
from riskctl.core.trail.rules import TRAIL_RULES
from tests.core.trail.history import ORGANISATION, PROCEDURE, Special, begun, bytes_of

NUMBERS = (
    *range(101, 110),
    *range(201, 216),
    *range(301, 306),
    *range(401, 405),
    *range(501, 508),
)


def test_the_codes() -> None:
    assert list(TRAIL_RULES) == [f"HIS{number}" for number in NUMBERS]


def test_two_are_warnings() -> None:
    assert [code for code, rule in TRAIL_RULES.items() if rule.severity == "warning"] == ["HIS108", "HIS109"]


def test_each_names_a_clause_and_has_its_own_words() -> None:
    assert {rule.clause for rule in TRAIL_RULES.values()} <= set(CLAUSES)
    explained = {inspect.getdoc(rule.check) for rule in TRAIL_RULES.values()}
    assert None not in explained
    assert len(explained) == len(TRAIL_RULES)


def test_a_changed_mode_of_the_policy_is_no_change_of_policy() -> None:
    files = {"procedure.yaml": PROCEDURE, "organisation.yaml": ORGANISATION}
    history = begun().commit(files={path: Special("100755", bytes_of(each)) for path, each in files.items()})
    assert history.found() == [("HIS503", "organisation.yaml"), ("HIS503", "procedure.yaml")]
