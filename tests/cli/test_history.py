"""`riskctl history`: who, when, from what to what, and why; through renames and merges, with what is not committed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from riskctl.cli.main import main
from riskctl.cli.session import Session
from tests.cli.lives import BACKUP, NEXUS, NOW, SECOND, Life, copy, decision, live, moment, plan_digest
from tests.registers import threat

Run = Callable[..., tuple[int, str, str]]
Lived = tuple[Life, dict[str, str]]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The life of nexus; not to be written to."""
    return live(tmp_path_factory.mktemp("life") / "repo")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a life: exit code, stdout, stderr."""

    def call(life: Life, *argv: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*argv, "--register", str(life.register), "--now", NOW])
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def entries(ask: Run) -> Callable[..., list[dict[str, Any]]]:
    """Return the entries of a history as JSON has them."""

    def call(life: Life, *argv: str) -> list[dict[str, Any]]:
        code, out, err = ask(life, "history", *argv, "--json")
        assert code == 0, err
        found: list[dict[str, Any]] = json.loads(out)["entries"]
        return found

    return call


Entries = Callable[..., list[dict[str, Any]]]


def told(found: list[dict[str, Any]], *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(each[key] for key in keys) for each in found]


def test_a_system_from_its_registration_to_the_newest_event(lived: Lived, entries: Entries) -> None:
    life, commits = lived
    names = {commit: name for name, commit in commits.items()}
    found = [(names[e["commit"]], e["what"], e["subject"], e["from"], e["to"]) for e in entries(life, "nexus")]
    assert found == [
        ("start", "added", "nexus", None, None),
        ("first", "assessed", "nexus/2026-03-14", None, "critical"),
        ("first", "level", "nexus#ransomware", None, "critical"),
        ("first", "level", "nexus#fire", None, "medium"),
        ("planned", "planned", "backup", None, None),
        ("approved", "approved", "action:backup", None, "critical"),
        ("approved", "started", "backup", None, None),
        ("moved", "changed", "backup", "2026-06-30", "2026-09-30"),
        ("moved", "stale", "action:backup", None, None),
        ("measured", "changed", "nexus", "anne", "bo"),
        ("measured", "changed", "nexus", 2, 3),
        ("measured", "changed", "nexus", "2026-01-10", "2026-05-02"),
        ("measured", "changed", "nexus", "Målt", "Målt igen"),
        ("second", "assessed", "nexus/2026-06-01", "critical", "high"),
        ("second", "level", "nexus#ransomware", "critical", "high"),
        ("second", "level", "nexus#fire", "medium", None),
        ("wrong", "approved", "nexus/2026-06-01", None, "critical"),
        ("merged", "event", "2026-07-01-outage", None, None),
    ]


def test_when_it_was_committed_and_when_it_says_it_was(lived: Lived, entries: Entries) -> None:
    assessed = entries(lived[0], "nexus")[1]
    assert (assessed["at"], assessed["dated"]) == ("2026-03-15T08:00:00+01:00", "2026-03-14T14:30:00+01:00")
    assert (assessed["who"], assessed["by"]) == ("Anne Test", ["bo"])


def test_why_a_level_moved_with_the_values(lived: Lived, entries: Entries) -> None:
    moved = next(e for e in entries(lived[0], "nexus#ransomware") if e["from"] == "critical")
    assert moved["why"] == {"cause": "controls", "from": 2, "to": 3, "also": [], "reasons": []}
    closed = next(e for e in entries(lived[0], "nexus#fire") if e["to"] is None and e["from"])
    assert closed["why"]["cause"] == "closed"
    assert closed["why"]["reasons"] == ["Sprinkler i hele huset"]


def test_a_risk_has_its_levels_its_actions_and_no_other_risks(lived: Lived, entries: Entries) -> None:
    found = told(entries(lived[0], "nexus#ransomware"), "what", "subject")
    assert found == [
        ("level", "nexus#ransomware"),
        ("planned", "backup"),
        ("approved", "action:backup"),
        ("started", "backup"),
        ("changed", "backup"),
        ("stale", "action:backup"),
        ("level", "nexus#ransomware"),
        ("approved", "nexus/2026-06-01"),
        ("event", "2026-07-01-outage"),
    ]


def test_an_action_has_its_plan_its_moved_deadline_and_its_progress(lived: Lived, ask: Run) -> None:
    code, out, _ = ask(lived[0], "history", "backup")
    assert code == 0
    assert [line.split("\t")[3] for line in out.splitlines()] == [
        "Planlagt: Uforanderlig backup. Ansvarlig: Carl Drift. Frist: 30. jun. 2026.",
        (
            "Handlingen 'Uforanderlig backup': godkendt af IT-ledelse (Ivan Ledelse) i 2026-03-17-it, efter "
            "referat i sag 2026-1, vidne Bo Prøve. Gyldig, da den kom ind."
        ),
        "Startet.",
        "Frist: fra 30. jun. 2026 til 30. sep. 2026.",
        (
            "Handlingen 'Uforanderlig backup': IT-ledelse (Ivan Ledelse) godkendte 17. mar. 2026; det gælder ikke "
            "længere, for planen er ændret."
        ),
        "40 % udført (Carl Drift): Leveret",
    ]
    assert {tuple(line.split("\t")[1:3]) for line in out.splitlines()[3:]} == {(lived[1]["moved"][:10], "Carl Drift")}


def test_whether_a_decision_was_valid_when_it_came(lived: Lived, entries: Entries) -> None:
    found = [e for e in entries(lived[0], "nexus") if e["what"] == "approved"]
    assert told(found, "subject", "valid", "fault") == [
        ("action:backup", True, None),
        ("nexus/2026-06-01", False, "role"),
    ]


def test_a_merge_names_who_wrote_what_it_brought(lived: Lived, entries: Entries) -> None:
    event = entries(lived[0], "nexus")[-1]
    assert (event["what"], event["merge"], event["who"], event["authors"]) == (
        "event",
        True,
        "Anne Test",
        ["Carl Drift"],
    )


@pytest.mark.parametrize(
    ("since", "first"),
    [("2026-06-01", "second"), ("2026-06-02", "wrong"), ("HEAD~1", "merged"), ("HEAD", None)],
)
def test_since_a_date_or_a_revision(lived: Lived, entries: Entries, since: str, first: str | None) -> None:
    life, commits = lived
    found = entries(life, "nexus", "--since", since)
    assert [e["commit"] for e in found][:1] == ([commits[first]] if first else [])


def test_the_newest_of_them_and_newest_first(lived: Lived, entries: Entries) -> None:
    found = entries(lived[0], "backup", "--limit", "2", "--reverse")
    assert told(found, "what") == [("progress",), ("stale",)]


def test_as_it_was_told_then(lived: Lived, entries: Entries) -> None:
    life, commits = lived
    found = entries(life, "nexus", "--at", commits["planned"])
    assert told(found, "what") == [("added",), ("assessed",), ("level",), ("level",), ("planned",)]


@pytest.fixture
def own(lived: Lived, tmp_path: Path) -> Life:
    """The life of nexus, to go on with."""
    return copy(lived[0], tmp_path / "own")


def test_what_is_not_committed_stands_last_and_says_so(own: Life, entries: Entries, ask: Run) -> None:
    own.replace("systems/nexus.yaml", "unit: care", "unit: care\ndescription: Journal i plejen")
    last = entries(own, "nexus")[-1]
    assert (last["commit"], last["at"], last["who"], last["field"]) == (None, None, None, ["description"])
    line = ask(own, "history", "nexus", "--limit", "1")[1]
    assert line == "-\t-\tikke committet\tBeskrivelse: sat til 'Journal i plejen'.\n"


def test_a_system_is_followed_through_a_new_id(own: Life, entries: Entries) -> None:
    own.git("mv", "register/systems/nexus.yaml", "register/systems/omsorg.yaml")
    own.git("mv", "register/assessments/nexus", "register/assessments/omsorg")
    own.replace("actions/backup.yaml", "nexus#ransomware", "omsorg#ransomware")
    own.replace("events/2026-07-01-outage.yaml", "[nexus]", "[omsorg]")
    own.commit("Nyt id", "2026-07-10T09:00:00+02:00")
    found = told(entries(own, "omsorg"), "what", "subject", "from")
    assert found[0] == ("added", "nexus", None)
    assert ("renamed", "omsorg", "nexus") in found
    assert [each[0] for each in found].count("assessed") == 2
    levels = [each[1:] for each in told(entries(own, "omsorg#ransomware"), "what", "from", "to") if each[0] == "level"]
    assert levels == [(None, "critical"), ("critical", "high")]


def test_a_completed_assessment_that_was_edited_is_told_of(own: Life, ask: Run) -> None:
    own.replace("assessments/nexus/2026-06-01.yaml", "level: high", "level: low")
    own.commit("Rettet", "2026-07-10T09:00:00+02:00")
    line = ask(own, "history", "nexus", "--limit", "1")[1]
    assert line.split("\t")[3].startswith(
        "Den gennemførte vurdering nexus/2026-06-01 er ændret: Ransomware: Niveau: fra"
    )


def test_a_file_that_could_not_be_read_hides_no_change(own: Life, entries: Entries) -> None:
    file = own.register / "systems/nexus.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text("name: [", encoding="utf-8")
    broken = own.commit("Itu", "2026-07-10T09:00:00+02:00")
    file.write_text(text.replace("owner: bo", "owner: carl"), encoding="utf-8")
    mended = own.commit("Hel", "2026-07-10T10:00:00+02:00")
    found = told(entries(own, "nexus", "--since", "2026-07-10"), "commit", "what", "from", "to")
    assert found == [(broken, "unreadable", None, None), (mended, "changed", "bo", "carl")]


def test_an_edit_of_one_risk_is_no_history_of_another(own: Life, entries: Entries) -> None:
    before = entries(own, "nexus#fire")
    own.replace("assessments/nexus/2026-06-01.yaml", "level: high", "level: low")
    own.commit("Rettet", "2026-07-10T09:00:00+02:00")
    assert entries(own, "nexus#fire") == before
    last = entries(own, "nexus#ransomware")[-1]
    assert (last["what"], last["field"], last["from"], last["to"]) == (
        "changed",
        ["risks", "ransomware", "level"],
        "high",
        "low",
    )


def test_an_action_from_a_proposal_to_its_effect_and_another_given_up(own: Life, ask: Run) -> None:
    proposed = {**BACKUP, "cost": {"dkk": 40000, "hours": 30}}
    del proposed["planned_at"]
    own.write("actions/proved.yaml", proposed)
    own.commit("Foreslået", "2026-07-10T09:00:00+02:00")
    done = {"started_at": moment("2026-07-10T11:00:00+02:00"), "completed_at": moment("2026-07-11T11:00:00+02:00")}
    effect = {"at": moment("2026-07-12T09:00:00+02:00"), "by": "bo", "level": "low", "note": "Prøvet"}
    planned = {**proposed, "planned_at": moment("2026-07-10T10:00:00+02:00")}
    own.write("actions/proved.yaml", {**planned, **done, "effect": effect})
    cancelled = {"at": moment("2026-07-12T09:00:00+02:00"), "by": "bo", "reason": "For dyrt"}
    own.write("actions/dropped.yaml", {**planned, "cancelled": cancelled})
    own.commit("Videre", "2026-07-12T09:00:00+02:00")
    plan = "Uforanderlig backup. Ansvarlig: Carl Drift. Frist: 30. jun. 2026. Pris: 40.000 kr. og 30 timer."
    assert [line.split("\t")[3] for line in ask(own, "history", "proved")[1].splitlines()] == [
        f"Foreslået: {plan}",
        f"Planlagt: {plan} [dateret 10. jul. 2026]",
        "Startet. [dateret 10. jul. 2026]",
        "Gennemført. [dateret 11. jul. 2026]",
        "Effekt vurderet af Bo Prøve: restrisiko ○ lav. Prøvet",
    ]
    assert [line.split("\t")[3] for line in ask(own, "history", "dropped")[1].splitlines()] == [
        f"Planlagt: {plan} [dateret 10. jul. 2026]",
        "Opgivet af Bo Prøve: For dyrt",
    ]


def test_a_terminal_shows_each_commit_once_within_its_width(
    lived: Lived, ask: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "interactive", True)
    monkeypatch.setenv("COLUMNS", "80")
    lines = ask(lived[0], "history", "nexus")[1].splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "Historik for Nexus omsorgssystem (nexus)"
    headings = [line.split(" · ")[1] for line in lines if " · " in line]
    assert headings == [commit[:10] for commit in lived[1].values()]
    assert "  Brand: Lukket, var ◔ medium. Begrundelse: Sprinkler i hele huset" in lines


def test_what_is_gone_still_has_its_history(own: Life, entries: Entries) -> None:
    (own.register / "actions/backup.yaml").unlink()
    own.commit("Slettet", "2026-07-10T09:00:00+02:00")
    assert told(entries(own, "backup"), "what")[-1] == ("removed",)


def test_hostile_text_is_made_visible(own: Life, ask: Run) -> None:
    own.write("systems/nexus.yaml", {**NEXUS, "owner": "bo", "name": "[bold]Nexus[/x] `::error::"})
    for form in ("text", "markdown"):
        code, out, _ = ask(own, "history", "nexus", "--format", form)
        assert code == 0
        assert "\x1b" not in out
    assert "\\[bold\\]Nexus\\[/x\\] \\`::error::" in out
    hostile = ("Eve\u202eevil", "eve@example.org")
    own.commit("Navn", "2026-07-10T09:00:00+02:00", hostile)
    assert "Eve<U+202E>evil" in ask(own, "history", "nexus")[1]


def test_a_backslash_hides_nothing(own: Life, entries: Entries) -> None:
    text = (own.register / "actions/backup.yaml").read_text(encoding="utf-8")
    hidden = text.replace("nexus#ransomware", '"n\\x65xus#ransomware"').replace("Uforanderlig backup", "Skjult")
    (own.register / "actions/hidden.yaml").write_text(hidden, encoding="utf-8")
    own.commit("Skjult", "2026-07-10T09:00:00+02:00")
    assert "hidden" in {each["subject"] for each in entries(own, "nexus#ransomware")}


@pytest.mark.parametrize("id_", ["nexsus", "nexus#ransomwar", "nexus/2026-03-15"])
def test_an_id_that_names_nothing(lived: Lived, ask: Run, id_: str) -> None:
    code, out, err = ask(lived[0], "history", id_)
    assert (code, out) == (2, "")
    assert err.startswith(f"riskctl: fejl: Der er intet i registret, der hedder '{id_}'.")


def test_an_event_that_came_through_another_system(own: Life, ask: Run) -> None:
    own.write("systems/nexus.yaml", {**NEXUS, "depends_on": [{"system": "net", "importance": "essential"}]})
    own.replace("events/2026-07-01-outage.yaml", "[nexus]", "[net]")
    own.commit("Afhængighed", "2026-07-10T09:00:00+02:00")
    lines = [line for line in ask(own, "history", "nexus")[1].splitlines() if "Nedbrud i drift" in line]
    assert "Ramte gennem Netværket." in lines[0]


def test_an_event_and_what_answered_it(own: Life, entries: Entries) -> None:
    later = {**SECOND, "completed_at": moment("2026-07-10T08:00:00+02:00"), "triggers": ["2026-07-01-outage"]}
    own.write("assessments/nexus/2026-07-10.yaml", later)
    own.commit("Svar", "2026-07-10T09:00:00+02:00")
    found = told(entries(own, "2026-07-01-outage"), "what", "subject")
    assert found == [("added", "2026-07-01-outage"), ("answered", "nexus/2026-07-10")]


def test_an_approval_that_was_edited_and_deleted(own: Life, ask: Run) -> None:
    own.replace("approvals/2026-03-17-it.yaml", "witness: bo", "witness: anne")
    own.commit("Rettet", "2026-07-10T09:00:00+02:00")
    (own.register / "approvals/2026-03-17-it.yaml").unlink()
    own.commit("Slettet", "2026-07-11T09:00:00+02:00")
    lines = ask(own, "history", "backup", "--limit", "2")[1].splitlines()
    assert [line.split("\t")[3] for line in lines] == [
        "Godkendelse 2026-03-17-it: Vidne: fra Bo Prøve til Anne Test.",
        "Slettet: Godkendelse 2026-03-17-it.",
    ]


def test_things_of_one_name_and_different_kinds_are_kept_apart(own: Life, entries: Entries) -> None:
    own.write("actions/nexus.yaml", {**BACKUP, "title": "Andet", "risks": ["net#fire"]})
    made = decision(own, "action:nexus", plan_digest({**BACKUP, "title": "Andet", "risks": ["net#fire"]}))
    own.write("approvals/2026-07-10-it.yaml", {**made, "at": moment("2026-07-10T08:00:00+02:00")})
    own.commit("Navnebror", "2026-07-10T09:00:00+02:00")
    assert entries(own, "nexus", "--since", "2026-07-10") == []


def test_an_event_that_names_another_threat_is_no_history_of_a_risk(own: Life, entries: Entries) -> None:
    text = (own.register / "events/2026-07-01-outage.yaml").read_text(encoding="utf-8")
    file = own.register / "events/2026-07-01-fire.yaml"
    file.write_text(text.replace("systems: [nexus]", "systems: [nexus]\nthreats: [fire]"), encoding="utf-8")
    own.commit("Brand", "2026-07-10T09:00:00+02:00")
    assert entries(own, "nexus#ransomware", "--since", "2026-07-10") == []
    assert told(entries(own, "nexus#fire", "--since", "2026-07-10"), "subject") == [("2026-07-01-fire",)]


def test_the_level_of_a_threat(own: Life, entries: Entries) -> None:
    own.write("threats/fire.yaml", threat("Brand", "medium", ["physical"]))
    own.commit("Brand", "2026-03-10T09:00:00+02:00")
    rated = [each for each in entries(own, "fire") if each["field"] == ["threat_level"]]
    assert told(rated, "from", "to") == [(None, "low"), ("low", "medium")]


def test_a_shallow_clone_is_refused_with_the_way_out(lived: Lived, tmp_path: Path, ask: Run) -> None:
    clone = copy(lived[0], tmp_path / "source")
    clone.git("clone", "--quiet", "--depth", "2", f"file://{clone.root}", str(tmp_path / "shallow"))
    shallow = Life.__new__(Life)
    shallow.root, shallow.register = tmp_path / "shallow", tmp_path / "shallow" / "register"
    for argv in (("history", "nexus"), ("diff", "HEAD~1")):
        code, out, err = ask(shallow, *argv)
        assert (code, out) == (2, "")
        assert "git fetch --unshallow" in err


def test_without_git_there_is_no_history(own: Life, ask: Run) -> None:
    import shutil

    shutil.rmtree(own.root / ".git")
    for argv in (("history", "nexus"), ("diff", "2026-01-01")):
        code, out, err = ask(own, *argv)
        assert (code, out) == (2, "")
        assert "git" in err


def test_before_the_first_commit_all_is_uncommitted(own: Life, entries: Entries) -> None:
    import shutil

    shutil.rmtree(own.root / ".git")
    own.git("init", "--quiet")
    assert {each["commit"] for each in entries(own, "backup")} == {None}


def test_the_procedure_cell_by_cell(own: Life, ask: Run) -> None:
    own.replace("procedure.yaml", "event_response: P1M", "event_response: P2M")
    line = ask(own, "history", "procedure", "--limit", "1")[1]
    assert line.split("\t")[3] == "Frist efter ændring: fra 1 måned til 2 måneder.\n"


@pytest.mark.parametrize(
    ("id_", "lang"), [("nexus", "en"), ("organisation", "da"), ("kmd", "en"), ("ransomware", "da")]
)
def test_every_kind_of_thing_has_a_history(example: Path, run: Run, id_: str, lang: str) -> None:
    code, out, err = run("history", id_, "--register", str(example), "--lang", lang)
    assert (code, bool(out)) == (0, True), err
