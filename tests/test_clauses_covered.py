"""No clause is left out: each is served by a rule, a due kind, a report section, or a stated reason."""

import pytest

from riskctl.cli.main import COMMANDS
from riskctl.core.clauses import CLAUSES, Section, find_clause, rules_for
from riskctl.core.rules import RULES
from riskctl.core.views.due_item import KINDS
from riskctl.render.clauses import explain_clause, section_title
from riskctl.text import LANGUAGES, Lang, Words, texts_of
from tests.builders import world
from tests.clauses.test_p5_due import TABLE

LISTED = [
    *("P1.1", "P1.2", "P2.0", "P2.1", "P2.2", "P2.3", "P2.4", "P2.5", "P2.6"),
    *(
        "P3.1",
        "P3.2",
        "P3.3",
        "P3.4",
        "P3.5",
        "P3.6",
        "P3.7",
        "P3.7-low",
        "P3.7-medium",
        "P3.7-high",
        "P3.7-critical",
        "P3.8",
        "P3.9",
        "P3.10",
        "P3.11",
    ),
    *(
        "P4.0.1",
        "P4.0.2",
        "P4.0.3",
        "P4.0.4",
        "P4.1.1",
        "P4.1.2",
        "P4.1.3",
        "P4.1.4",
        "P4.2.1",
        "P4.2.2",
        "P4.2.3",
        "P4.2.4",
        "P4.2.5",
    ),
    *("P4.3-low", "P4.3-medium", "P4.3-high", "P4.3-critical"),
    *("P5.1", "P5.2", "P5.3", "P5.4", "P5.5", "P5.6", "P5.7", "P6.0", "P6.1", "P6.2", "P7.1", "P7.2", "P8.1"),
]


def test_the_table_has_every_clause_of_the_procedure_in_its_order() -> None:
    assert list(CLAUSES) == LISTED
    assert len(LISTED) == 54


@pytest.mark.parametrize("clause", LISTED)
def test_every_clause_is_served(clause: str) -> None:
    known = CLAUSES[clause]
    assert rules_for(clause) or known.due or known.report or known.reason


@pytest.mark.parametrize("clause", LISTED)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_clause_has_a_title_and_a_text(clause: str, lang: Lang) -> None:
    texts = texts_of(lang, "clauses")
    title, text = texts[f"{clause}.title"], texts[f"{clause}.text"]
    assert isinstance(title, str)
    assert isinstance(text, str)
    assert 5 <= len(title) <= 60
    assert text.endswith(".")
    assert len(text) > 2 * len(title)


def test_the_languages_have_the_same_keys_and_none_is_left_over() -> None:
    keys = {lang: set(texts_of(lang, "clauses")) for lang in LANGUAGES}
    assert keys["da"] == keys["en"]
    reasons = {f"reason.{known.reason}" for known in CLAUSES.values() if known.reason}
    names = {"heading", "rules", "due", "report", "commands", "reason", "nis2", "iso27001", "more"}
    assert keys["da"] == names | reasons | {f"{clause}.{part}" for clause in LISTED for part in ("title", "text")}


def test_every_rule_serves_a_clause_and_every_rule_named_exists() -> None:
    assert {rule.clause for rule in RULES.values()} <= set(LISTED)
    assert {code for known in CLAUSES.values() for code in known.rules} <= set(RULES)
    assert {code for clause in LISTED for code in rules_for(clause)} == set(RULES)


def test_a_rule_named_besides_is_not_the_clauses_own() -> None:
    twice = [
        (clause, code) for clause, known in CLAUSES.items() for code in known.rules if RULES[code].clause == clause
    ]
    assert twice == []


def test_every_due_kind_serves_a_clause_that_knows_it() -> None:
    """Of every item of the due table, and of every class and level it can stand under."""
    assert {kind for known in CLAUSES.values() for kind in known.due} == set(KINDS)
    made = [item for _, entities, *_ in TABLE for item in world(*entities).items().values()]
    assert {item.kind for item in made} == set(KINDS)
    assert [(item.id, item.clause) for item in made if item.kind not in CLAUSES[item.clause].due] == []


@pytest.mark.parametrize(
    ("kind", "clauses"),
    [
        ("assessment", ["P3.7-low", "P3.7-medium", "P3.7-high", "P3.7-critical"]),
        ("revision", ["P3.9", "P3.8", "P3.7-medium", "P3.7-high", "P3.7-critical"]),
        ("process", ["P2.0"]),
        ("supplier", ["P2.0"]),
        ("plan", ["P4.3-low", "P4.3-medium", "P4.3-high", "P4.3-critical"]),
        ("action", ["P5.5"]),
        ("approval", ["P3.7-medium", "P3.7-high", "P3.7-critical", "P8.1"]),
        ("acceptance", ["P4.3-low", "P4.3-medium", "P4.3-high", "P4.3-critical"]),
        ("effect", ["P5.4"]),
        (
            "escalation",
            ["P3.7-medium", "P3.7-high", "P3.7-critical", "P3.10", "P4.3-medium", "P4.3-high", "P4.3-critical"],
        ),
        ("threat", ["P4.0.3"]),
        ("procedure", ["P8.1"]),
        ("report", ["P6.1"]),
    ],
)
def test_the_clauses_of_the_due_table_name_the_kind(kind: str, clauses: list[str]) -> None:
    assert [clause for clause in clauses if kind not in CLAUSES[clause].due] == []


def test_every_command_named_exists() -> None:
    assert {name for known in CLAUSES.values() for name in known.commands} <= set(COMMANDS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_report_section_named_has_its_title_there(lang: Lang) -> None:
    named: set[Section] = {name for known in CLAUSES.values() for name in known.report}
    titles = {section_title(name, Words(lang)) for name in named}
    assert len(titles) == len(named)


@pytest.mark.parametrize("clause", LISTED)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_explain(clause: str, lang: Lang) -> None:
    shown = explain_clause(clause, Words(lang))
    assert shown is not None
    lines = shown.splitlines()
    assert lines[0] == f"{clause}: {texts_of(lang, 'clauses')[f'{clause}.title']}"
    assert max(map(len, lines)) <= 100
    together = " ".join(shown.split())
    assert str(texts_of(lang, "clauses")[f"{clause}.text"]) in together
    for code in (*rules_for(clause), *CLAUSES[clause].due, *CLAUSES[clause].commands):
        assert code in together


@pytest.mark.parametrize(
    ("name", "found"), [("p3.7-HIGH", "P3.7-high"), ("P4.3", None), ("P4.3-", None), ("", None), ("CLS101", None)]
)
def test_find_clause(name: str, found: str | None) -> None:
    assert find_clause(name) == found
    assert (explain_clause(name, Words("da")) is None) is (found is None)


def test_explain_says_what_serves_a_clause() -> None:
    shown = explain_clause("P3.9", Words("en"))
    assert shown is not None
    assert "Deadlines in due:" in shown
    assert "New assessment after an event (revision)" in shown
    assert "ASM106" in shown
    assert "A.5.27" in shown
