"""The meeting at a terminal as people see it: whole screens, going on after a stop, two at once, and plainly."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.assess_golden import GOLDEN, RULE, screens
from tests.assess_interrupted import Stop, disturbed, undisturbed
from tests.assess_scripts import BEGINNING, INCIDENT, SCRIPTS, YEARLY, Script, register_for, terminal
from tests.registers import threat, write
from tests.terminal import HEIGHT, WIDTH, Terminal

ESCAPES = re.compile(r"\x1b\[\?2004[hl]\r?")
"""What readline switches on for itself, whatever is shown."""
DRAWN = "├└│●◑◔○"
BROKEN_OFF: dict[int, Stop] = {1: "kill", 7: "ctrl-c", 18: "ctrl-d"}


@pytest.fixture
def opened() -> Iterator[list[Terminal]]:
    """The terminals of a test, closed after it."""
    found: list[Terminal] = []
    yield found
    for each in found:
        each.close()


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_screens_are_those_that_were_looked_at(name: str, tmp_path: Path) -> None:
    shown = screens(name, tmp_path)
    assert shown == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8"), "python -m tests.assess_golden writes it anew"


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_question_has_scrolled_its_page_away(name: str) -> None:
    for screen in (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").split(f"{RULE}\n")[::2][:-1]:
        lines = screen.splitlines()
        assert len(lines) <= HEIGHT
        assert max(map(len, lines)) <= WIDTH
        headed = lines[0].startswith(
            (" Trin ", " Vurderingen er klar", " Tilbage ", " Brand · ", " Ransomware · ", "Der ligger")
        )
        assert headed or "Enter = svaret i [ ]" not in screen, screen


def test_broken_off_here_and_there_it_ends_as_one_that_was_not(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    assert disturbed(tmp_path / "other", BROKEN_OFF) == undisturbed(tmp_path / "one")


def begun(folder: Path, opened: list[Terminal], *argv: str, **env: str) -> Terminal:
    """Return a meeting that has come to its first threat."""
    at = terminal(folder, "assess", "nexus", *argv, **env)
    opened.append(at)
    for question, reply in BEGINNING:
        at.answer(question, reply)
    at.wait("Er I enige?")
    return at


def drafts(folder: Path) -> list[str]:
    """Return the names of the drafts."""
    return sorted(path.name for path in (folder / ".git/riskctl/drafts").glob("*.json"))


class TestTwoAtOnce:
    """Two people assess the same system: both are told, neither loses."""

    def test_the_second_may_stop_or_work_in_a_draft_of_their_own(self, tmp_path: Path, opened: list[Terminal]) -> None:
        folder = register_for(SCRIPTS["first"], tmp_path)
        begun(folder, opened, RISKCTL_PERSON="anne")
        stopping = terminal(folder, "assess", "nexus", RISKCTL_PERSON="bo")
        opened.append(stopping)
        stopping.answer("Hvad vil I?", "3")
        assert stopping.end()[0] == 130
        assert drafts(folder) == ["nexus.json"]
        second = terminal(folder, "assess", "nexus", RISKCTL_PERSON="bo")
        opened.append(second)
        shown = second.answer("Hvad vil I?", "1")
        assert "Anne Test arbejder på en vurdering af systemet lige nu (siden 23. nov. 2026" in " ".join(shown.split())
        second.answer("Hvad er anledningen?")
        second.wait("Hvem vurderer?")
        assert drafts(folder) == ["nexus.2.json", "nexus.json"]

    def test_the_second_may_take_over_and_the_first_goes_on_beside(
        self, tmp_path: Path, opened: list[Terminal]
    ) -> None:
        folder = register_for(SCRIPTS["first"], tmp_path)
        first = begun(folder, opened, RISKCTL_PERSON="anne")
        second = terminal(folder, "assess", "nexus", RISKCTL_PERSON="bo")
        opened.append(second)
        second.answer("Hvad vil I?", "2")
        second.wait("Er I enige?")
        first.type("")
        shown = " ".join(first.wait("Brand").split())
        assert "Kladden er overtaget af en anden. Jeres svar er gemt i en kladde for sig" in shown
        assert "Bo Prøve arbejder på en vurdering" in shown
        assert drafts(folder) == ["nexus.2.json", "nexus.json"]

    def test_after_the_first_was_killed_the_draft_is_offered_as_any(
        self, tmp_path: Path, opened: list[Terminal]
    ) -> None:
        waiting = {"events/2026-11-20-nedbrud.yaml": INCIDENT}
        folder = register_for(Script(("assess", "nexus"), (), waiting), tmp_path)
        begun(folder, opened).kill()
        second = terminal(folder, "assess", "nexus")
        opened.append(second)
        second.answer("Fortsæt?")
        second.wait("Er I enige?")


def test_to_begin_anew_does_not_lose_the_draft_unless_one_says_so(tmp_path: Path, opened: list[Terminal]) -> None:
    folder = register_for(SCRIPTS["first"], tmp_path)
    begun(folder, opened).kill()
    anew = terminal(folder, "assess", "nexus")
    opened.append(anew)
    anew.answer("Fortsæt?", "n")
    anew.answer("Skal den kladde slettes?")
    anew.answer("Hvad er anledningen?")
    anew.wait("Hvem vurderer?")
    assert drafts(folder) == ["nexus.2.json", "nexus.json"]
    anew.kill()
    once_more = terminal(folder, "assess", "nexus")
    opened.append(once_more)
    once_more.answer("Fortsæt?", "n")
    once_more.answer("Skal den kladde slettes?", "j")
    once_more.answer("Fortsæt?")
    once_more.wait("Er I enige?")
    assert drafts(folder) == ["nexus.json"]


def test_a_draft_that_the_register_has_moved_under_is_compared_field_by_field(
    tmp_path: Path, opened: list[Terminal]
) -> None:
    folder = register_for(SCRIPTS["first"], tmp_path)
    at = begun(folder, opened)
    at.answer("Er I enige?")
    at.wait("Brand")
    at.kill()
    write(folder / "register", {"threats/ransomware.yaml": threat("Ransomware", "low", ["backup", "mfa"])})
    again = terminal(folder, "assess", "nexus")
    opened.append(again)
    again.answer("Fortsæt?")
    shown = " ".join(again.wait("Er I enige?").split())
    assert "Ransomware: trusselsniveau: var meget højt, er nu lavt" in shown
    assert "Ransomware: sandsynlighed: var 4, er nu 2" in shown
    assert "1 af 2" in shown, "the threat is shown again"


def test_slips_and_help_leave_the_page_as_it_was(tmp_path: Path, opened: list[Terminal]) -> None:
    at = begun(register_for(SCRIPTS["first"], tmp_path), opened)
    for _ in range(3):
        at.type("q")
        page = at.wait("Skriv k, m, s, h, e, u eller j.")
        assert page.startswith(" Trin 4")
    at.type("?")
    at.answer("Enter viser resten")
    at.answer("Enter går tilbage til spørgsmålet")
    assert "Modstandsdygtighed  " in at.wait("Er I enige?")
    at.type("u")
    at.answer("Hvorfor udelades truslen?", "?")
    assert "Her er ingen skala at vise." in at.wait("Skriv svaret.")


def test_stopped_before_anything_is_answered_there_is_no_draft_to_speak_of(
    tmp_path: Path, opened: list[Terminal]
) -> None:
    folder = register_for(SCRIPTS["first"], tmp_path)
    at = terminal(folder, "assess", "nexus")
    opened.append(at)
    at.wait("Hvad er anledningen?")
    at.press("\x03")
    code, shown = at.end()
    assert (code, drafts(folder)) == (130, [])
    assert "så der er ingen kladde" in shown


class TestPlainly:
    """For a screen reader, or a terminal that can't do more: a line at a time."""

    @pytest.mark.parametrize(("argv", "env"), [(["--plain"], {}), ([], {"TERM": "dumb"})])
    def test_nothing_is_drawn(
        self, argv: list[str], env: dict[str, str], tmp_path: Path, opened: list[Terminal]
    ) -> None:
        folder = register_for(Script(("assess", "nexus"), (), YEARLY), tmp_path)
        at = terminal(folder, "assess", "nexus", *argv, **env)
        opened.append(at)
        for question, reply in SCRIPTS["yearly"].asked:
            at.answer(question, reply)
        code, _ = at.end()
        said = ESCAPES.sub("", at.all)
        assert code == 0, said
        assert "\x1b" not in said
        assert not set(said) & set(DRAWN)
        assert "Risiko: medium (uden foranstaltninger: høj; sidst: høj)\r\n" in said
        options = (
            "1 mindskes med foranstaltninger; "
            "2 accepteres (kræver begrundelse, slutdato og beslutning af afdelingschef); 3 overdrages"
        )
        assert f"Hvad skal der ske med risikoen? [1] {options}" in said

    def test_without_colour_no_colour_is_sent(self, tmp_path: Path, opened: list[Terminal]) -> None:
        at = begun(register_for(SCRIPTS["first"], tmp_path), opened, NO_COLOR="1")
        assert not re.search(r"\x1b\[[0-9;]*(3[1-7]|4[1-7]|9[1-7])m", at.all)
        assert "● kritisk" in at.screen


class TestArrows:
    """Arrow keys or numbers."""

    def test_down_marks_the_next_and_enter_takes_it(self, tmp_path: Path, opened: list[Terminal]) -> None:
        at = begun(register_for(SCRIPTS["first"], tmp_path), opened)
        at.answer("Er I enige?")
        at.answer("Er I enige?")
        assert "→ 1 mindskes" in at.wait("Hvad skal der ske med risikoen?")
        at.press("\x1b[B\x1b[B\x1b[A\r")
        at.wait("Hvorfor kan risikoen accepteres?")

    def test_letters_are_edited_as_anywhere(self, tmp_path: Path, opened: list[Terminal]) -> None:
        at = begun(register_for(SCRIPTS["first"], tmp_path), opened)
        at.answer("Er I enige?", "u")
        at.wait("Hvorfor udelades truslen?")
        at.press("Blåbærx\x7fgrød\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D \r")
        at.wait("Brand")
        draft = (tmp_path / ".git/riskctl/drafts/nexus.json").read_text(encoding="utf-8")
        assert '"excluded.ransomware": "Blåbæ rgrød"' in draft
