"""`riskctl diff`: what moved between two moments, why, and that the answer is the same whenever it is asked."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from riskctl.cli.main import main
from riskctl.cli.session import Session
from tests.cli.lives import NOW, Life, copy, live
from tests.registers import system, threat

Lived = tuple[Life, dict[str, str]]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The life of nexus; not to be written to."""
    return live(tmp_path_factory.mktemp("life") / "repo")


@pytest.fixture
def own(lived: Lived, tmp_path: Path) -> Life:
    """The life of nexus, to go on with."""
    return copy(lived[0], tmp_path / "own")


Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run `diff` on a life: exit code, stdout, stderr."""

    def call(life: Life, *argv: str, now: str = NOW) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["diff", *argv, "--register", str(life.register), "--now", now])
        return code, *capsys.readouterr()

    return call


def answer(ask: Ask, life: Life, *argv: str) -> dict[str, Any]:
    code, out, err = ask(life, *argv, "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_quarter_in_words(lived: Lived, ask: Ask) -> None:
    code, out, err = ask(lived[0], "2026-03-15", "2026-06-02")
    assert (code, err) == (0, "9 forskelle.\n")
    assert out.splitlines() == [
        (
            "Risikoniveauer\tRansomware – Nexus omsorgssystem: fra ● kritisk til ◑ høj, "
            "fordi modstandsdygtigheden gik fra 2 til 3."
        ),
        "Risikoniveauer\tBrand – Nexus omsorgssystem: lukket, var ◔ medium. Begrundelse: Sprinkler i hele huset",
        "Kommet over frist\tRapport: Kvartalsrapport 2026-Q1. Frist 30. apr. 2026.",
        "Ikke længere over frist\tEskalering: Ransomware – Nexus omsorgssystem. Frist 14. mar. 2026 kl. 14.30.",
        "Handlinger\tUforanderlig backup: ny, i gang.",
        (
            "Nye beslutninger\tHandlingen 'Uforanderlig backup': godkendt 17. mar. 2026 af IT-ledelse (Ivan Ledelse), "
            "efter referat i sag 2026-1, vidne Bo Prøve. Ikke gyldig: indholdet er ændret, siden der blev besluttet."
        ),
        (
            "Nye beslutninger\tVurderingen nexus/2026-06-01: godkendt 2. jun. 2026 af ISU (Ida Ledelse), "
            "efter referat i sag 2026-1, vidne Bo Prøve. Ikke gyldig: rollen kan ikke beslutte dette."
        ),
        "Systemer\tNexus omsorgssystem: Ejer: fra Anne Test til Bo Prøve.",
        "Systemer\tNexus omsorgssystem: Modenhed i Login med flere faktorer (MFA): fra 2 til 3.",
    ]


def test_an_approval_that_no_longer_counts(lived: Lived, ask: Ask) -> None:
    life, commits = lived
    found = answer(ask, life, commits["approved"], commits["moved"])
    assert found["approvals"] == {
        "given": [],
        "lapsed": [{"subject": "action:backup", "state": "stale", "fault": "digest"}],
    }
    assert found["actions"] == [
        {
            "action": "backup",
            "from": "started",
            "to": "started",
            "fields": [{"field": ["due"], "from": "2026-06-30", "to": "2026-09-30"}],
        }
    ]


def test_a_plan_that_came_in_place(lived: Lived, ask: Ask) -> None:
    life, commits = lived
    found = answer(ask, life, commits["planned"], commits["approved"])
    assert found["plans"] == [{"risk": "nexus#ransomware", "level": "critical", "from": "open", "to": "met_late"}]


def test_the_other_way_round_is_the_opposite(lived: Lived, ask: Ask) -> None:
    life, commits = lived
    there = answer(ask, life, commits["first"], commits["second"])
    back = answer(ask, life, commits["second"], commits["first"])
    moved = {(each["risk"], each["from"], each["to"]) for each in there["risks"]}
    assert moved == {("nexus#ransomware", "critical", "high"), ("nexus#fire", "medium", None)}
    assert {(each["risk"], each["to"], each["from"]) for each in back["risks"]} == moved


def test_nothing_differs_from_itself(lived: Lived, ask: Ask) -> None:
    code, out, err = ask(lived[0], "HEAD", "HEAD")
    assert (code, out, err) == (0, "", "Der er ingen forskel.\n")


@pytest.fixture
def later(own: Life) -> Life:
    """The life, with a threat rated up, a role passed on and a cell of the matrix changed."""
    own.write("threats/fire.yaml", threat("Brand", "medium", ["physical"]))
    own.replace("organisation.yaml", "{role: isu, person: ida,", "{role: isu, person: mona,")
    own.replace("procedure.yaml", "within: P3M", "within: P2M")
    own.replace("procedure.yaml", "    - [low, low, low, medium]", "    - [medium, low, low, medium]")
    own.commit("Politik", "2026-07-10T09:00:00+02:00")
    return own


def test_threats_tables_and_roles(later: Life, ask: Ask) -> None:
    found = answer(ask, later, "HEAD~1", "HEAD")
    assert found["threats"] == [{"threat": "fire", "from": "low", "to": "medium"}]
    assert found["roles"] == {
        "came": [{"role": "isu", "person": "mona", "unit": None}],
        "went": [{"role": "isu", "person": "ida", "unit": None}],
    }
    assert {"field": ["treatment", "low", "within"], "from": "P3M", "to": "P2M"} in found["procedure"]
    assert {"field": ["risk", "matrix", 0, 0], "from": "low", "to": "medium"} in found["procedure"]
    assert len(found["procedure"]) == 2


def test_a_cell_in_words(later: Life, ask: Ask) -> None:
    lines = ask(later, "HEAD~1", "HEAD")[1].splitlines()
    assert "Procedure\tRisikomatrix, konsekvens 1 og sandsynlighed 1: fra ○ lav til ◔ medium." in lines
    assert "Procedure\tFrist for plan, risiko lav: fra 3 måneder til 2 måneder." in lines
    assert "Fået en rolle\tISU: Mona Ledelse." in lines
    assert "Har ikke længere rollen\tISU: Ida Ledelse." in lines
    assert "Trusselsniveauer\tBrand: fra lavt til middel." in lines


def test_a_role_that_ran_out_is_no_longer_held(own: Life, ask: Ask) -> None:
    own.replace("organisation.yaml", "{role: isu, person: ida,", "{role: isu, person: ida, until: 2026-07-15,")
    own.commit("Slutdato", "2026-07-10T09:00:00+02:00")
    assert answer(ask, own, "2026-07-15", "2026-07-15")["roles"]["went"] == []
    assert [each["person"] for each in answer(ask, own, "2026-07-15", "2026-07-16")["roles"]["went"]] == ["ida"]


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_the_same_question_gives_the_same_bytes_later(own: Life, ask: Ask, form: str) -> None:
    question = ("2026-03-15", "2026-06-30", "--format", form)
    before = ask(own, *question)
    (own.register / "actions/backup.yaml").unlink()
    own.commit("Slettet", "2027-01-10T09:00:00+01:00")
    (own.register / "procedure.yaml").write_text("{", encoding="utf-8")
    assert ask(own, *question, now="2028-01-01T00:00:00Z") == before
    assert before[0] == 0


def test_up_to_now_with_what_is_not_committed(own: Life, ask: Ask) -> None:
    own.replace("systems/nexus.yaml", "criticality: critical", "criticality: high")
    found = answer(ask, own, "HEAD")
    assert (found["to"]["commit"], found["to"]["dirty"]) == (None, True)
    assert [(each["system"], each["from"], each["to"]) for each in found["systems"]] == [("nexus", "critical", "high")]


def test_up_to_what_at_says(lived: Lived, ask: Ask) -> None:
    life, commits = lived
    found = answer(ask, life, "2026-03-15", "--at", "2026-06-02")
    assert found["to"]["commit"] == commits["wrong"]
    assert ask(life, "2026-03-15", "2026-06-01", "--at", "2026-06-02")[0] == 2


@pytest.mark.parametrize("argv", [("nonsense",), ("2020-01-01",), ("HEAD", "nonsense")])
def test_a_moment_that_is_not_there(lived: Lived, ask: Ask, argv: tuple[str, ...]) -> None:
    code, out, err = ask(lived[0], *argv)
    assert (code, out) == (2, "")
    assert err.startswith("riskctl: fejl: ")


def test_markdown_escapes_register_text(own: Life, ask: Ask) -> None:
    own.replace("systems/nexus.yaml", "name: Nexus omsorgssystem", 'name: "[x](http://e.example) <b>"')
    own.replace("systems/net.yaml", "name: Netværket", 'name: "- @alle"')
    out = ask(own, "HEAD", "--format", "markdown")[1]
    assert "\\[x\\](http\\://e.example) &lt;b&gt;" in out
    assert "@" not in out
    assert out.startswith("# Fra ")


def test_systems_and_actions_that_came_and_went(own: Life, ask: Ask) -> None:
    (own.register / "systems/net.yaml").unlink()
    (own.register / "actions/backup.yaml").unlink()
    (own.register / "approvals/2026-03-17-it.yaml").unlink()
    own.write("systems/journal.yaml", system("Journal", criticality="high"))
    assert ask(own, "HEAD")[1].splitlines()[-3:] == [
        "Handlinger\tUforanderlig backup: ikke længere i registret.",
        "Systemer\tJournal: nyt, kritikalitet ◑ høj.",
        "Systemer\tNetværket: ikke længere i registret.",
    ]


def test_a_decision_that_is_gone(own: Life, ask: Ask, lived: Lived) -> None:
    own.git("checkout", "--quiet", "-b", "then", lived[1]["approved"])
    (own.register / "approvals/2026-03-17-it.yaml").unlink()
    line = "Beslutninger, der ikke længere gælder\tHandlingen 'Uforanderlig backup': beslutningen er væk."
    assert line in ask(own, "HEAD", now="2026-03-18T12:00:00+01:00")[1].splitlines()


def test_a_plan_that_ran_out(own: Life, ask: Ask, lived: Lived) -> None:
    found = answer(ask, own, lived[1]["first"], "2026-03-16")
    plans = [(each["risk"], each["from"], each["to"]) for each in found["plans"]]
    assert plans == [("nexus#ransomware", "open", "overdue")]
    assert "plan:nexus#ransomware" in [each["id"] for each in found["due"]["overdue"]]


def test_what_cannot_be_read_is_neither_there_nor_gone(own: Life, ask: Ask) -> None:
    own.replace("systems/nexus.yaml", "unit: care", "unit: [")
    own.replace("actions/backup.yaml", "type: technical", "type: [")
    found = answer(ask, own, "HEAD")
    assert found["to"]["unreadable"] == ["actions/backup.yaml", "systems/nexus.yaml"]
    assert [found["risks"], found["systems"], found["actions"], found["approvals"]["lapsed"]] == [[], [], [], []]
    lines = ask(own, "HEAD")[1].splitlines()
    assert lines[0].startswith("Kan ikke læses\tactions/backup.yaml kan ikke læses 20. jul. 2026 kl. 12.00")


def test_a_procedure_that_could_not_be_used(own: Life, ask: Ask) -> None:
    (own.register / "procedure.yaml").write_text("{", encoding="utf-8")
    commit = own.commit("Itu", "2026-07-10T09:00:00+02:00")
    code, out, err = ask(own, "HEAD", "HEAD~1")
    assert (code, out) == (2, "")
    assert commit in err


def test_before_the_register_came(own: Life, ask: Ask) -> None:
    own.git("mv", "register", "later")
    own.commit("Flyttet", "2026-07-10T09:00:00+02:00")
    own.register = own.root / "later"
    code, out, err = ask(own, "HEAD~1")
    assert (code, out) == (2, "")
    assert "Der var intet register ved HEAD~1." in err


def test_a_terminal_shows_it_within_its_width(lived: Lived, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "interactive", True)
    monkeypatch.setenv("COLUMNS", "80")
    lines = ask(lived[0], "2026-03-15", "2026-06-02")[1].splitlines()
    assert max(map(len, lines)) <= 80
    headings = [line for line in lines if line and not line.startswith(" ")]
    assert "".join(headings[:2]).startswith("Fra 15. mar. 2026 kl. 23.59 (")
    assert headings[-3:] == ["Handlinger (1)", "Nye beslutninger (2)", "Systemer (2)"]


def test_both_languages_on_the_example(example: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = run("diff", "2025-12-31", "2026-06-30", "--register", str(example), "--lang", "en")
    assert code == 0
    assert "differences." in err
    for section in ("Risk levels", "Plans", "Actions", "New decisions", "Systems", "Procedure", "Events"):
        assert f"{section}\t" in out


def test_a_clock_that_is_none_is_refused_also_where_two_ends_leave_it_unused(lived: Lived, ask: Ask) -> None:
    code, out, err = ask(lived[0], "HEAD", "HEAD", now="i morgen")
    assert (code, out) == (2, "")
    assert "'i morgen' er ikke et tidspunkt" in err
