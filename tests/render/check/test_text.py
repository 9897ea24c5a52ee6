"""Lines to read: place, message, the line of the file with a mark under its column, and what to do."""

import pytest
from rich.cells import cell_len

from riskctl.render.check.excerpt import excerpt
from riskctl.render.check.text import rendered
from tests.render.check.reports import AWKWARD, FOUR, HOSTILE_SHOWN, LOWERED, report, shown


def test_four_findings() -> None:
    assert rendered(report(FOUR)).splitlines() == [
        "systems/nexus.yaml:1:7: advarsel: Nexus er aldrig vurderet [CLS201]",
        "     1 | name: Nexus – omsorg",
        "       |       ^",
        "  Kør assess.",
        "assessments/nexus/2026-03-14.yaml:3:10: fejl: niveauet er medium, men matrixen giver kritisk [ASM104]",
        "     3 |   fire: {level: medium}",
        "       |          ^",
        "  Skriv det niveau, matrixen giver.",
        f"{AWKWARD}:1:1: fejl: navn: {HOSTILE_SHOWN} [SCH010]",
        "  Ret navnet.",
        f"systems/nexus.yaml:2:7: fejl: {'x' * 999}… [SCH103]",
        "     2 | kind: application",
        "       |       ^",
    ]


def test_the_language_is_that_of_the_words() -> None:
    assert ":3:10: error: " in rendered(report([LOWERED], lang="en"))


@pytest.mark.parametrize(
    ("source", "column", "line", "mark"),
    [
        ("name: Nexus", 7, "name: Nexus", "      ^"),
        ("navn: 日本 x", 10, "navn: 日本 x", "           ^"),  # two wide characters before it take four columns
        ("navn: e\u0301 x", 10, "navn: e\u0301 x", "        ^"),  # a combining accent takes none
        ("\tname: x", 2, "<U+0009>name: x", "        ^"),
        ("a\u202eb: x", 3, "a<U+202E>b: x", "         ^"),
        ("x: ##vso[y]z", 12, "x: ##vso<U+005B>y]z", "                  ^"),
        ("name:", 6, "name:", "     ^"),  # what is missing is missing at the end of the line
        ("name:   ", 6, "name:", "     ^"),
        ("::error::x", 3, ":<U+003A>error::x", "         ^"),
    ],
)
def test_the_mark_stands_under_the_column(source: str, column: int, line: str, mark: str) -> None:
    assert excerpt(source, 12, column, 80) == (("    12 | ", line), ("       | ", mark))


@pytest.mark.parametrize("source", ["", "   ", "\n"])
def test_an_empty_line_has_no_excerpt(source: str) -> None:
    assert excerpt(source, 1, 1, 80) is None


def test_a_long_line_is_cut_around_the_column() -> None:
    source = "a" * 300 + "HER" + "b" * 300
    found = excerpt(source, 1, 301, 60)
    assert found is not None
    (_, line), (_, mark) = found
    assert len(line) == 50
    assert line[0] == line[-1] == "…"
    assert line[len(mark) - 1 :].startswith("HERb")
    assert set(line[1 : len(mark) - 1]) == {"a"}


@pytest.mark.parametrize("character", ["日", "e\u0301", "\u202e", "[", "##["])
@pytest.mark.parametrize("column", [1, 40, 200, 399, 401, 900])
def test_a_cut_line_is_never_wider_than_there_is_room_for(character: str, column: int) -> None:
    found = excerpt(character * 400, 1, column, 70)
    assert found is not None
    assert all(cell_len(gutter + text) <= 70 for gutter, text in found)


def test_a_file_that_is_not_there_or_not_opened_has_no_excerpt() -> None:
    lost = [shown("SCH013", "organisation.yaml"), shown("SCH010", "x.txt"), shown("SCH102", "reports/2026-Q3.md")]
    assert "|" not in rendered(report(lost, {"x.txt": b"hemmelig", "reports/2026-Q3.md": b"hemmelig"}))


def test_a_file_that_is_no_utf_8_is_shown_all_the_same() -> None:
    out = rendered(report([shown("SCH004", "systems/nexus.yaml", (1, 7))], {"systems/nexus.yaml": b"name: \xff\xfe\n"}))
    assert out.splitlines()[1:] == ["     1 | name: \ufffd\ufffd", "       |       ^"]


def test_a_line_beyond_the_end_has_no_excerpt() -> None:
    assert "|" not in rendered(report([shown("SCH008", "systems/nexus.yaml", (99, 1))]))
