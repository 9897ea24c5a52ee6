"""`riskctl assess`, driven as people and scripts drive it: at a terminal, with a file, and stopped half-way."""

import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pexpect
import pytest

from riskctl.cli.main import main
from riskctl.core.finding import Finding
from riskctl.store.emit import emit
from riskctl.store.loader import load
from riskctl.store.trees import WorkTree
from riskctl.store.write import errors_of
from riskctl.store.yaml_events import parse
from tests.builders import clock
from tests.registers import small, write
from tests.store.test_write import git

NOW = "2026-11-23T12:00:00+01:00"
ANSWERS: dict[str, Any] = {
    "performed_by": ["anne", "bo"],
    "risks": {
        "ransomware": {
            "treatment": "mitigate",
            "measures": ["Uforanderlig backup"],
            "residual": {"likelihood": 2, "consequence": 4},
        },
        "fire": {"treatment": "accept", "acceptance": {"reason": "Nyt anlæg", "until": date(2027, 10, 1)}},
    },
    "excluded": {"flood": "Ligger højt"},
}


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small register in git, the clock on a Monday, the person at the keyboard unknown."""
    for name in ("RISKCTL_REGISTER", "RISKCTL_PERSON", "RISKCTL_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RISKCTL_NOW", NOW)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    root = small(tmp_path / "work" / "register")
    git(root.parent, "init", "--quiet")
    monkeypatch.chdir(root.parent)
    return root


@pytest.fixture
def with_identity(register: Path) -> Path:
    """The register, in a repository whose git knows anne."""
    git(register.parent, "config", "user.name", "Anne Test")
    git(register.parent, "config", "user.email", "anne@example.org")
    return register


def answers_file(**changes: Any) -> str:
    """Write a file of answers in the working directory; return its name."""
    data = {name: value for name, value in {**ANSWERS, **changes}.items() if value is not None}
    Path("answers.yaml").write_text(emit(data), encoding="utf-8")
    return "answers.yaml"


def assessment(root: Path, id_: str = "nexus/2026-11-23") -> Any:
    """Return an assessment's file as the loader reads it."""
    return parse((root / f"assessments/{id_}.yaml").read_bytes()).tree


def check(root: Path) -> list[Finding]:
    """Return the errors of `check`."""
    return errors_of(load(WorkTree(root)), clock("2026-11-23T12:00"))


def assessed(root: Path, id_: str, **changes: Any) -> None:
    """Put an earlier assessment of nexus in the register, as the small register gives it."""
    risk = {
        "threat_level": "very-high",
        "resilience": 2,
        "consequence": 4,
        "likelihood": 4,
        "inherent": "critical",
        "level": "critical",
        "treatment": "mitigate",
        "measures": ["Uforanderlig backup"],
        "residual": {"likelihood": 2, "consequence": 4, "level": "high"},
    }
    data = {
        "procedure": "2026.1",
        "criticality": "critical",
        "triggers": ["planned"],
        "performed_by": ["bo"],
        "completed_at": datetime.fromisoformat(f"{id_[-10:]}T14:30:00+01:00"),
        "risks": {"ransomware": risk},
        "excluded": {"fire": "Nyt anlæg", "flood": "Ligger højt"},
    }
    write(root, {f"assessments/{id_}.yaml": {**data, **changes}})


class TestFile:
    """Without a terminal."""

    def test_only_what_is_judged_is_needed(self, register: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["assess", "nexus", "--answers", answers_file(), "--no-input"]) == 0
        found = assessment(register)
        assert found["completed_at"] == NOW
        assert found["performed_by"] == ("anne", "bo")
        assert found["triggers"] == ("planned",)
        assert (found["procedure"], found["criticality"]) == ("2026.1", "critical")
        assert found["risks"]["ransomware"] == {
            "threat_level": "very-high",
            "resilience": "2",
            "consequence": "4",
            "likelihood": "4",
            "inherent": "critical",
            "level": "critical",
            "treatment": "mitigate",
            "measures": ("Uforanderlig backup",),
            "residual": {"likelihood": "2", "consequence": "4", "level": "high"},
        }
        assert found["excluded"] == {"flood": "Ligger højt"}
        assert check(register) == []
        assert capsys.readouterr().out == "Gemt: assessments/nexus/2026-11-23.yaml\n"

    def test_json_has_the_contract_keys(self, register: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["assess", "nexus", "--answers", answers_file(), "--no-input", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == {
            "written": ["assessments/nexus/2026-11-23.yaml"],
            "assessment": "nexus/2026-11-23",
            "risks": [
                {
                    "risk": "nexus#ransomware",
                    "level": "critical",
                    "residual": "high",
                    "due": "2026-11-25T12:00:00+01:00",
                    "approval": ["it-management", "executive-board"],
                },
                {
                    "risk": "nexus#fire",
                    "level": "medium",
                    "residual": "medium",
                    "due": "2026-12-23",
                    "approval": ["head-of-department"],
                },
            ],
            "committed": None,
        }

    def test_json_answers_are_read_too(self, register: Path) -> None:
        Path("a.json").write_text(json.dumps(ANSWERS, default=str), encoding="utf-8")
        assert main(["assess", "nexus", "--answers", "a.json", "--no-input"]) == 0
        assert assessment(register)["risks"]["fire"]["acceptance"] == {"reason": "Nyt anlæg", "until": "2027-10-01"}

    def test_an_assessment_file_is_itself_a_file_of_answers(
        self, register: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assessed(register, "nexus/2025-03-14")
        source = register / "assessments/nexus/2025-03-14.yaml"
        assert main(["assess", "nexus", "--answers", str(source), "--no-input"]) == 2
        assert "risks.ransomware.resilience: tabellen giver 1" in capsys.readouterr().err, (
            "no control was measured by then"
        )
        text = source.read_text().replace("2025-03-14T14:30:00+01:00", "2026-11-20T14:30:00+01:00")
        Path("again.yaml").write_text(text)
        assert main(["assess", "nexus", "--answers", "again.yaml", "--no-input"]) == 0
        assert assessment(register, "nexus/2026-11-20")["completed_at"] == "2026-11-20T14:30:00+01:00"

    @pytest.mark.parametrize(
        ("removed", "named"),
        [
            (("performed_by",), "performed_by"),
            (("risks",), "risks"),
            (("risks", "ransomware", "treatment"), "risks.ransomware.treatment"),
            (("risks", "ransomware", "measures"), "risks.ransomware.measures"),
            (("risks", "ransomware", "residual", "consequence"), "risks.ransomware.residual.consequence"),
            (("risks", "fire", "acceptance", "until"), "risks.fire.acceptance.until"),
        ],
    )
    def test_the_first_missing_answer_is_named(
        self, register: Path, capsys: pytest.CaptureFixture[str], removed: tuple[str, ...], named: str
    ) -> None:
        data = json.loads(json.dumps(ANSWERS, default=str))
        inner = data
        for key in removed[:-1]:
            inner = inner[key]
        del inner[removed[-1]]
        Path("a.json").write_text(json.dumps(data))
        assert main(["assess", "nexus", "--answers", "a.json", "--no-input"]) == 2
        assert f"Der mangler et svar: {named}\n" in capsys.readouterr().err
        assert not (register / "assessments").exists()

    def test_who_sits_at_the_keyboard_assessed_it_when_nobody_says(self, with_identity: Path) -> None:
        assert main(["assess", "nexus", "--answers", answers_file(performed_by=None), "--no-input"]) == 0
        assert assessment(with_identity)["performed_by"] == ("anne",)

    @pytest.mark.parametrize(
        ("risk", "line"),
        [
            ({"treatment": "mitigat"}, "[SCH103]"),
            (
                {"likelihood": 2},
                "risks.ransomware.likelihood: tabellen giver 4; skriv hvorfor den skal være 2 under overrides",
            ),
            ({"level": "low"}, "risks.ransomware.level: resultatet er kritisk, ikke lav"),
            ({"threat_level": "low"}, "risks.ransomware.threat_level: kataloget giver meget højt"),
            ({"residual": {"likelihood": 9, "consequence": 4}}, "[SCH105]"),
            ({"owner": "nobody"}, "risks.ransomware.owner: 'nobody' findes ikke i organisation.yaml"),
            ({"scenario": "x"}, "risks.ransomware.scenario: 'x' er ikke en hændelse under truslen; vælg en af: worst"),
        ],
    )
    def test_what_can_not_stand_is_said_with_its_place(
        self, register: Path, capsys: pytest.CaptureFixture[str], risk: dict[str, Any], line: str
    ) -> None:
        changed = {**ANSWERS["risks"], "ransomware": {**ANSWERS["risks"]["ransomware"], **risk}}
        assert main(["assess", "nexus", "--answers", answers_file(risks=changed), "--no-input"]) == 2
        err = capsys.readouterr().err
        assert line in err
        assert "answers.yaml:" in err
        assert "Traceback" not in err
        assert not (register / "assessments").exists()

    @pytest.mark.parametrize("text", ["", "[1]", "{", "a: &x 1", "risks: 3", "\x00", "a" * 300_000])
    def test_a_broken_file_is_refused_in_words(
        self, register: Path, text: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Path("a.yaml").write_text(text)
        Path("a.json").write_text(text)
        assert main(["assess", "nexus", "--answers", "a.yaml", "--no-input"]) == 2
        assert main(["assess", "nexus", "--answers", "a.json", "--no-input"]) == 2
        assert "gik i stykker" not in capsys.readouterr().err

    def test_a_value_may_be_changed_with_a_reason(self, register: Path) -> None:
        risk = {**ANSWERS["risks"]["ransomware"], "likelihood": 2, "overrides": {"likelihood": "Ny backup"}}
        assert main(["assess", "nexus", "--answers", answers_file(risks={"ransomware": risk}), "--no-input"]) == 0
        found = assessment(register)["risks"]["ransomware"]
        assert (found["likelihood"], found["level"], found["overrides"]) == ("2", "high", {"likelihood": "Ny backup"})
        assert check(register) == []

    def test_actions_are_written_beside_it(self, register: Path) -> None:
        action = {
            "title": "Uforanderlig backup",
            "risks": ["nexus#ransomware"],
            "type": "technical",
            "responsible": "carl",
            "due": date(2027, 2, 1),
            "raises": {"backup": 4},
        }
        assert main(["assess", "nexus", "--answers", answers_file(actions={"nexus-backup": action}), "--no-input"]) == 0
        found = parse((register / "actions/nexus-backup.yaml").read_bytes()).tree
        assert found["planned_at"] == NOW
        assert check(register) == []

    def test_a_rehearsal_prints_and_writes_nothing(self, register: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["assess", "nexus", "--answers", answers_file(), "--no-input", "--dry-run"]) == 0
        out, err = capsys.readouterr()
        assert out.startswith('# assessments/nexus/2026-11-23.yaml\nprocedure: "2026.1"\n')
        assert "Intet er gemt" in err or "intet er gemt" in err
        assert not (register / "assessments").exists()

    def test_what_follows_is_said(self, register: Path, capsys: pytest.CaptureFixture[str]) -> None:
        main(["assess", "nexus", "--answers", answers_file(), "--no-input"])
        err = capsys.readouterr().err
        assert "Vurderingen godkendes af direktion: Erik Ledelse, senest 25. nov. 2026 kl. 12.00." in err
        assert (
            "kritisk: 1 plan lagt og startet senest 25. nov. 2026 kl. 12.00; godkendes af IT-ledelse: Ivan Ledelse"
            in err
        )
        assert "Næste planlagte vurdering: 23. nov. 2027." in err

    def test_it_is_committed_on_demand(self, with_identity: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["assess", "nexus", "--answers", answers_file(), "--no-input", "--commit", "--json"]) == 0
        commit = json.loads(capsys.readouterr().out)["committed"]
        assert commit == git(with_identity, "rev-parse", "HEAD")
        assert (
            git(with_identity, "show", "--no-patch", "--format=%s")
            == "Risikovurdering af Nexus omsorgssystem: 1 kritisk og 1 medium"
        )

    def test_without_an_identity_nothing_is_committed_or_written(self, register: Path) -> None:
        assert main(["assess", "nexus", "--answers", answers_file(), "--no-input", "--commit"]) == 2
        assert not (register / "assessments").exists()

    def test_the_second_of_a_day_is_a_file_of_its_own(self, register: Path) -> None:
        for _ in range(2):
            assert main(["assess", "nexus", "--answers", answers_file(), "--no-input"]) == 0
        assert sorted(path.name for path in (register / "assessments/nexus").iterdir()) == [
            "2026-11-23-2.yaml",
            "2026-11-23.yaml",
        ]

    def test_the_template_can_be_read_back_and_names_what_is_open(
        self, register: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["assess", "nexus", "--template"]) == 0
        text = capsys.readouterr().out
        assert set(parse(text.encode()).tree["risks"]) == {"ransomware", "fire", "flood"}
        Path("t.yaml").write_text(text)
        assert main(["assess", "nexus", "--answers", "t.yaml", "--no-input"]) == 2
        assert "Der mangler et svar: performed_by" in capsys.readouterr().err

    def test_a_template_of_a_yearly_assessment_is_complete(
        self, register: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assessed(register, "nexus/2025-11-25")
        main(["assess", "nexus", "--template"])
        Path("t.yaml").write_text(capsys.readouterr().out)
        assert main(["assess", "nexus", "--answers", "t.yaml", "--no-input"]) == 0
        found = assessment(register)
        assert found["risks"] == assessment(register, "nexus/2025-11-25")["risks"]
        assert found["excluded"] == {"fire": "Nyt anlæg", "flood": "Ligger højt"}

    def test_an_incident_needs_corrective_measures(self, register: Path, capsys: pytest.CaptureFixture[str]) -> None:
        event = {
            "kind": "incident",
            "category": "outage",
            "magnitude": "major",
            "title": "Nedbrud",
            "occurred_at": datetime.fromisoformat("2026-11-20T08:00:00+01:00"),
            "systems": ["nexus"],
            "reported_by": "bo",
        }
        write(register, {"events/2026-11-20-nedbrud.yaml": event})
        argv = ["assess", "nexus", "--event", "2026-11-20-nedbrud", "--no-input", "--answers"]
        assert main([*argv, answers_file()]) == 2
        assert "Der mangler et svar: corrective" in capsys.readouterr().err
        assert main([*argv, answers_file(corrective="Ny strømforsyning")]) == 0
        found = assessment(register)
        assert (found["triggers"], found["corrective"]) == (("2026-11-20-nedbrud",), "Ny strømforsyning")
        assert check(register) == []

    @pytest.mark.parametrize(
        ("argv", "said"),
        [
            (["assess", "nexsu"], "Mente du nexus?"),
            (["assess", "nexus", "--event", "2026-01-01-x", "--no-input"], "2026-01-01-x"),
            (["assess", "nexus", "--threat", "ransomwear", "--no-input"], "Mente du ransomware?"),
            (["assess", "nexus"], "Her er ingen terminal at spørge i."),
            (["assess", "nexus", "--answers", "nowhere.yaml"], "nowhere.yaml kan ikke læses"),
            (["assess", "nexus", "--resume", "--discard"], "kan ikke bruges sammen"),
            (["assess", "nexus", "--discard"], "Der ligger ingen kladde for nexus"),
            (["assess", "nexus", "--resume", "--no-input"], "Der ligger ingen kladde for nexus"),
        ],
    )
    def test_wrong_use_is_one_line(
        self, register: Path, capsys: pytest.CaptureFixture[str], argv: list[str], said: str
    ) -> None:
        assert main(argv) == 2
        assert said in capsys.readouterr().err


class TestUnchanged:
    """P3.11: a low risk may be confirmed unchanged."""

    @pytest.fixture
    def low(self, register: Path) -> Path:
        """A register where nexus is low and was last assessed three years ago."""
        source = register / "threats/ransomware.yaml"
        source.write_text(source.read_text().replace("very-high", "high"))
        small(register, consequence=1)
        source.write_text(source.read_text().replace("very-high", "high"))
        risk = {
            "threat_level": "high",
            "resilience": 2,
            "consequence": 1,
            "likelihood": 3,
            "inherent": "medium",
            "level": "low",
            "treatment": "accept",
            "residual": {"likelihood": 3, "consequence": 1, "level": "low"},
        }
        assessed(register, "nexus/2025-03-14", criticality="low", risks={"ransomware": risk})
        return register

    def test_it_is_copied_in_full(self, low: Path) -> None:
        assert (
            main(["assess", "nexus", "--unchanged", "--answers", answers_file(risks=None, excluded=None), "--no-input"])
            == 0
        )
        found, before = assessment(low), assessment(low, "nexus/2025-03-14")
        assert (found["risks"], found["excluded"]) == (before["risks"], before["excluded"])
        assert (found["unchanged_since"], found["performed_by"]) == ("nexus/2025-03-14", ("anne", "bo"))
        assert check(low) == []

    def test_who_confirms_must_be_known(self, low: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert main(["assess", "nexus", "--unchanged", "--no-input"]) == 2
        monkeypatch.setenv("RISKCTL_PERSON", "bo")
        assert main(["assess", "nexus", "--unchanged", "--no-input"]) == 0

    def test_it_is_refused_with_the_reason_when_something_moved(
        self, low: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        source = low / "threats/ransomware.yaml"
        source.write_text(source.read_text().replace("level: high", "level: very-high"))
        before = sorted(low.rglob("*"))
        assert main(["assess", "nexus", "--unchanged", "--no-input"]) == 1
        assert "Ransomware var lav, men dagens register giver medium" in capsys.readouterr().err
        assert sorted(low.rglob("*")) == before

    def test_it_is_refused_above_low(self, register: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assessed(register, "nexus/2026-03-14")
        assert main(["assess", "nexus", "--unchanged", "--no-input"]) == 1
        assert "Ransomware er kritisk" in capsys.readouterr().err


class Terminal:
    """riskctl at a real pseudo-terminal of 80 x 24."""

    def __init__(self, *argv: str) -> None:
        env = {
            **os.environ,
            "PYTHONIOENCODING": "utf-8",
            "PYTHONUTF8": "1",
            "TERM": "xterm",
            "COLUMNS": "80",
            "NO_COLOR": "1",
        }
        command = [sys.executable, "-m", "riskctl", *argv]
        self.child = pexpect.spawn(command[0], command[1:], encoding="utf-8", dimensions=(24, 80), timeout=20, env=env)
        self.child.delaybeforesend = None

    def answer(self, question: str, reply: str = "") -> str:
        """Wait for a question, answer it; return what was shown before it."""
        self.child.expect_exact(question)
        shown = str(self.child.before)
        self.child.expect_exact("> ")
        self.child.sendline(reply)
        return shown

    def end(self) -> tuple[int | None, str]:
        """Return the exit code and what was said at the end."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus, str(self.child.before)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    """The terminals of a test, closed after it."""
    opened: list[Terminal] = []
    yield opened
    for each in opened:
        if each.child.isalive():
            each.child.kill(9)
            each.child.wait()
        each.child.close()


def first_until_measures(at: Terminal) -> None:
    """Answer the first part of a first assessment: ransomware and fire are judged, flood is left out."""
    at.answer("Hvad er anledningen?")
    at.answer("Hvem vurderer?", "anne, Bo")
    at.answer("Hvilke skal vurderes?", "1-2")
    at.answer("Hvorfor vurderes den sidste trussel ikke?", "Ligger højt")
    at.answer("Er I enige?")
    at.answer("Er I enige?", "s")
    at.answer("Sandsynlighed [1]", "3")
    at.answer("Hvorfor 3?", "Gammelt loft")
    at.answer("Er I enige?")
    at.answer("Hvad skal der ske med risikoen?")


class TestTerminal:
    """At a terminal."""

    def test_a_first_assessment(self, register: Path, terminals: list[Terminal]) -> None:
        at = Terminal("assess", "nexus")
        terminals.append(at)
        first_until_measures(at)
        shown = at.answer("Foranstaltninger?", "1; Øve en dag på papir")
        assert "Styrke Login med flere faktorer (MFA) fra 2 til 3" in shown
        at.answer("Restrisiko bagefter", "4 9")
        at.answer("Skriv to tal")
        at.answer("Hvad skal der ske med risikoen?", "acc")
        at.answer("Hvorfor kan risikoen accepteres?", "Nyt anlæg til sommer")
        at.answer("Til hvilken dato?", "i morgen")
        at.answer("Skriv en dato efter i dag", "2027-06-30")
        at.answer("Sæt 'Styrke", "j")
        at.answer("Hvem er ansvarlig?")
        at.answer("Hvornår skal den være færdig?", "2027-02-01")
        at.answer("Hvad koster den?", "40000 30")
        at.answer("Sæt 'Øve", "n")
        at.answer("Andet, der skal stå", "God snak")
        at.answer("Gem vurderingen?")
        code, said = at.end()
        assert code == 0, said
        assert "Gemt: assessments/nexus/2026-11-23.yaml" in said
        found = assessment(register)
        assert (found["performed_by"], found["note"], found["excluded"]) == (
            ("anne", "bo"),
            "God snak",
            {"flood": "Ligger højt"},
        )
        assert found["risks"]["fire"]["overrides"] == {"likelihood": "Gammelt loft"}
        assert found["risks"]["fire"]["level"] == "critical"
        action = next((register / "actions").iterdir())
        assert parse(action.read_bytes()).tree["raises"] == {"mfa": "3"}
        assert check(register) == []
        assert not list((register.parent / ".git/riskctl/drafts").iterdir())

    def test_a_yearly_one_where_nothing_moved_takes_few_keys(self, register: Path, terminals: list[Terminal]) -> None:
        assessed(register, "nexus/2025-11-25")
        at = Terminal("assess", "nexus")
        terminals.append(at)
        questions = [
            "Hvad er anledningen?",
            "Hvem vurderer?",
            "Hvilke skal vurderes?",
            "Behold",
            "Sæt '",
            "Andet, der",
            "Gem vurderingen?",
        ]
        for question in questions:
            at.answer(question, "n" if question == "Sæt '" else "")
        assert at.end()[0] == 0
        assert assessment(register)["risks"] == assessment(register, "nexus/2025-11-25")["risks"]

    @pytest.mark.parametrize("stop", ["\x03", "\x04"])
    def test_stopped_at_a_prompt_it_goes_on_where_it_was(
        self, register: Path, terminals: list[Terminal], stop: str
    ) -> None:
        at = Terminal("assess", "nexus")
        terminals.append(at)
        first_until_measures(at)
        at.child.expect_exact("Foranstaltninger?")
        at.child.expect_exact("> ")
        at.child.send(stop)
        code, said = at.end()
        assert code == 130, said
        assert "kladden er gemt" in said
        assert not (register / "assessments").exists()
        again = Terminal("assess", "nexus", "--resume")
        terminals.append(again)
        shown = again.answer("Foranstaltninger?", "1")
        assert "Hvad er anledningen?" not in shown

    def test_a_draft_that_is_there_is_offered(self, register: Path, terminals: list[Terminal]) -> None:
        at = Terminal("assess", "nexus")
        terminals.append(at)
        at.answer("Hvad er anledningen?")
        at.child.expect_exact("Hvem vurderer?")
        at.child.kill(9)
        again = Terminal("assess", "nexus")
        terminals.append(again)
        again.answer("Fortsæt?")
        again.answer("Hvem vurderer?", "bo")
        assert "Hvad er anledningen?" not in str(again.child.before)

    def test_not_now_keeps_the_draft(self, register: Path, terminals: list[Terminal]) -> None:
        assessed(register, "nexus/2025-11-25")
        at = Terminal("assess", "nexus")
        terminals.append(at)
        for question in ("Hvad er anledningen?", "Hvem vurderer?", "Hvilke skal vurderes?", "Behold"):
            at.answer(question)
        at.answer("Sæt '", "n")
        at.answer("Andet, der")
        at.answer("Gem vurderingen?", "n")
        code, said = at.end()
        assert (code, "Intet er gemt i registret" in said) == (0, True)
        assert not (register / "assessments/nexus/2026-11-23.yaml").exists()
        assert (register.parent / ".git/riskctl/drafts/nexus.json").is_file()

    def test_help_shows_the_scale_and_asks_again(self, register: Path, terminals: list[Terminal]) -> None:
        at = Terminal("assess", "nexus")
        terminals.append(at)
        at.answer("Hvad er anledningen?")
        at.answer("Hvem vurderer?", "?")
        assert "Anne Test (anne)" in at.answer("Hvem vurderer?", "anne")
        at.answer("Hvilke skal vurderes?", "1")
        at.answer("Hvorfor vurderes de øvrige 2", "Ligger højt")
        at.answer("Er I enige?", "k")
        assert "4 Meget høj (NIS2):" in at.answer("Konsekvens [4]", "?")
        assert "(GDPR):" in at.answer("Enter viser resten")
        assert "4 Meget høj (GDPR):" in at.answer("Enter går tilbage til spørgsmålet")
        assert "4 Meget høj (NIS2):" in at.answer("Konsekvens [4]", "4")

    def test_nothing_shown_is_wider_than_the_terminal(self, register: Path, terminals: list[Terminal]) -> None:
        at = Terminal("assess", "nexus")
        terminals.append(at)
        shown = at.answer("Hvad er anledningen?")
        shown += at.answer("Hvem vurderer?", "anne")
        shown += at.answer("Hvilke skal vurderes?", "alle")
        shown += at.answer("Er I enige?")
        plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
        assert max(len(line) for line in plain.splitlines()) <= 80

    def test_english_asks_in_english(self, register: Path, terminals: list[Terminal]) -> None:
        at = Terminal("assess", "nexus", "--lang", "en")
        terminals.append(at)
        at.answer("What is the occasion?")
        at.answer("Who is assessing?", "anne")
        at.answer("Which are to be assessed?", "all")
        at.answer("Do you agree?", "x")
        at.answer("Why is the threat left out?", "Not ours")
