"""`riskctl rules` and `riskctl explain`."""

import json
from collections.abc import Callable

import pytest

from riskctl.render.rules import EVERY_RULE
from riskctl.text import LANGUAGES

Run = Callable[..., tuple[int, str, str]]


def test_rules_lists_every_rule_with_severity_clause_and_gist(run: Run) -> None:
    code, out, _ = run("rules")
    rows = [line.split("\t") for line in out.splitlines()]
    assert code == 0
    assert [row[0] for row in rows] == list(EVERY_RULE)
    assert ["ASM104", "fejl", "P4.2.5", "Et niveau er et andet end det, risikomatrixen giver"] in rows
    assert ["CLS201", "advarsel", "P3.2", "Et system i drift er aldrig vurderet"] in rows


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_gist_is_one_short_sentence(run: Run, lang: str) -> None:
    for line in run("rules", "--lang", lang)[1].splitlines():
        gist = line.split("\t")[3]
        assert gist[0].isupper() or gist.startswith(("`", "effective_on"))
        assert 20 <= len(gist) <= 125, gist


def test_rules_as_json(run: Run) -> None:
    found = json.loads(run("rules", "--json", "--lang", "en")[1])["rules"]
    assert [each["code"] for each in found] == list(EVERY_RULE)
    assert found[0]["severity"] == "error"
    assert set(found[0]) == {"code", "severity", "clause", "explanation", "hint"}


def test_explain_a_rule_in_danish(run: Run) -> None:
    code, out, _ = run("explain", "ASM104")
    assert code == 0
    assert out.startswith("ASM104 (fejl, P4.2.5)\n\nEt niveau er et andet end det, risikomatrixen giver.")
    assert out.endswith("Sådan skal det være: Skriv det niveau, matrixen giver, for eksempel level: critical.\n")
    assert max(map(len, out.splitlines())) <= 88


def test_explain_a_rule_in_english_is_its_docstring(run: Run) -> None:
    out = run("explain", "asm104", "--lang", "en")[1]
    assert "A level is not what `risk.matrix` gives for the stored consequence and likelihood." in out
    assert run("explain", "SCH106", "--lang", "en")[1].startswith("SCH106 (error, P7.1)\n\nThe field must be a date.")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", sorted(EVERY_RULE))
def test_every_rule_can_be_explained(run: Run, code: str, lang: str) -> None:
    exit_code, out, err = run("explain", code, "--lang", lang)
    assert (exit_code, err) == (0, "")
    assert len(out.split("\n\n")) >= 3


def test_explain_a_clause(run: Run) -> None:
    assert run("explain", "P3.7-high")[1].startswith("P3.7-high: ")
    assert json.loads(run("explain", "p3.7-HIGH", "--json")[1])["clause"] == "P3.7-high"


@pytest.mark.parametrize(
    ("topic", "meant"),
    [("ASM1044", "ASM104"), ("P3.7-hig", "P3.7-high"), ("cls201x", "CLS201"), ("quux", "riskctl rules")],
)
def test_an_unknown_topic_says_what_was_meant(run: Run, topic: str, meant: str) -> None:
    code, out, err = run("explain", topic)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 2
    assert meant in err
