"""A report as a page: whole in one file, for every reader, and no text of the register is more than text in it."""

import pickle
import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from itertools import cycle, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskctl.render.document.html import html
from riskctl.render.document.model import (
    Block,
    Document,
    Matrix,
    MatrixCell,
    Section,
    Series,
    Table,
    Trend,
    Valued,
)
from riskctl.store.packaged import packaged_text
from tests.html_reading import MOMENT, PIECES, Reading, document_of, joined, plain_document, policy_of, read, shown

PLAIN, TEXTS = plain_document()


def page_of(*blocks: Block) -> str:
    return html(Document("da", "Titel", "Kommune", MOMENT, (), (), (), (Section("Afsnit", blocks, 1),)))


def row_of(page: str, name: str) -> str:
    return next(line for line in page.splitlines() if line.startswith("<tr>") and name in line)


def test_the_same_document_gives_the_same_page() -> None:
    assert html(pickle.loads(pickle.dumps(PLAIN))) == html(PLAIN)


def test_every_text_is_there() -> None:
    found = set(read(html(PLAIN)).texts)
    assert [text for text in TEXTS if text not in found and not any(each.endswith(f". {text}") for each in found)] == []


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else() -> None:
    reading = read(html(PLAIN))

    def source(name: str) -> str:
        return f"'sha256-{b64encode(sha256(joined(reading, name).encode()).digest()).decode()}'"

    assert policy_of(reading) == {
        "default-src": "'none'",
        "style-src": source("style"),
        "script-src": source("script"),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert [tag for tag, _ in reading.elements].index("meta") < [tag for tag, _ in reading.elements].index("style")


def test_nothing_is_loaded_and_nothing_needs_what_the_policy_forbids() -> None:
    reading = read(html(PLAIN))
    names = {name for _, attrs in reading.elements for name in attrs}
    assert not {name for name in names if name.startswith("on")} | (names & {"style", "src", "srcset", "action"})
    assert {attrs["href"][0] for _, attrs in reading.elements if "href" in attrs} == {"#"}
    assert "url(" not in joined(reading, "style")
    assert "@import" not in joined(reading, "style")


def test_a_page_is_built_for_those_who_do_not_see_it() -> None:
    reading = read(html(PLAIN))
    tags = [tag for tag, _ in reading.elements]
    assert next(reading.all("html"))["lang"] == "da"
    assert Counter(tags)["h1"] == Counter(tags)["main"] == Counter(tags)["header"] == Counter(tags)["nav"] == 1
    depths = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert depths[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(depths))
    ids = [attrs["id"] for _, attrs in reading.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    linked = {attrs["href"][1:] for attrs in reading.all("a")}
    assert linked == {"main", "section-1", "section-2", "section-3", "section-4"}
    assert linked <= set(ids)
    assert all(attrs["scope"] in ("col", "row") for attrs in reading.all("th"))
    assert Counter(tags)["caption"] == Counter(tags)["table"]


def test_regions_that_scroll_are_reached_from_the_keyboard_and_have_names_of_their_own() -> None:
    table = Table(["a", "b"], [["1", "2"]])
    reading = read(page_of(table, table, table))
    regions = [attrs for _, attrs in reading.elements if attrs.get("role") == "region"]
    assert [each["aria-label"] for each in regions] == ["Afsnit", "Afsnit (2)", "Afsnit (3)"]
    assert {each["tabindex"] for each in regions} == {"0"}


def test_a_cell_sorts_by_its_value() -> None:
    summer = datetime(2026, 7, 1, 1, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))
    rows = [
        ["a", Valued("7", 7), Valued("1. jul. 2026", date(2026, 7, 1)), Valued("kl. 01.30", summer)],
        ["b", Valued("−1", -1), Valued("2. jul. 2026", date(2026, 7, 2)), "aldrig"],
        ["c", "–", "–", "–"],
    ]
    page = page_of(Table(["Navn", "Tal", "Dag", "Tid"], rows))
    assert '<table class="cards sortable">' in page
    assert '<th scope="col" class="number">Tal</th>' in page
    day = date(2026, 7, 1).toordinal() * 1440
    assert f'data-sort="7" data-label="Tal">7</td><td class="date" data-sort="{day}"' in row_of(page, "kl. 01.30")
    assert f'data-sort="{day + 90}" data-label="Tid">kl. 01.30</td>' in row_of(page, "kl. 01.30")
    assert f'data-sort="{day + 1440}"' in row_of(page, "aldrig")
    assert row_of(page, ">c<").count("data-sort") == 0


@pytest.mark.parametrize(("level", "order"), [("low", 0), ("medium", 1), ("high", 2), ("critical", 3)])
def test_a_level_has_its_colour_and_its_words(level: str, order: int) -> None:
    page = page_of(Table(["Risiko", "Niveau"], [["x", Valued("● ordet", level)]]))  # type: ignore[arg-type]
    assert f'data-sort="{order}" data-label="Niveau"><span class="level {level}">● ordet</span></td>' in page


def test_a_total_stays_below_what_is_sorted() -> None:
    rows = [[f"r{number}", Valued(str(number), number)] for number in range(3)]
    page = page_of(Table(["Navn", "Antal"], [*rows, ["I alt", Valued("3", 3)]], total=True))
    body, foot = page.split("<tbody>")[1].split("</tbody>")
    assert "I alt" not in body
    assert '<tfoot>\n<tr><th scope="row">I alt</th><td class="number" data-sort="3">3</td></tr>\n</tfoot>' in foot


@pytest.mark.parametrize(
    ("headings", "rows", "sortable"),
    [(["a", "b"], 3, True), (["a", "b"], 2, False), (["", "b"], 3, False)],
)
def test_which_tables_can_be_sorted(headings: list[str], rows: int, sortable: bool) -> None:
    page = page_of(Table(headings, [["x", "y"]] * rows))
    assert ("sortable" in page.split("<table")[1].split(">")[0]) is sortable


MATRIX = Matrix(
    "Konsekvens",
    ("1. Sjælden", "2. Et navn, der er for langt til at stå på to linjer over en kolonne"),
    ("2. Stor", "1. Lille"),
    (
        (MatrixCell("◑ høj: 4 (+2)", "high", 4, 2), MatrixCell("● kritisk: 0", "critical", 0, 0)),
        (MatrixCell("○ lav: 1 (−3)", "low", 1, -3), MatrixCell("◔ medium: 9", "medium", 9, None)),
    ),
)


def test_the_matrix_is_drawn_and_is_a_table() -> None:
    page = page_of(MATRIX)
    drawing, table = page.split("<svg")[1].split("</svg>")
    assert re.findall(r'<rect class="(\w+)"', drawing) == ["high", "critical", "low", "medium"]
    assert re.findall(r'class="name"[^>]*>([^<]+)<', drawing) == ["◑ høj", "● kritisk", "○ lav", "◔ medium"]
    assert re.findall(r'class="count[^>]*>([^<]+)<', drawing) == ["4", "0", "1", "9"]
    assert re.findall(r'class="moved"[^>]*>([^<]+)<', drawing) == ["(+2)", "(−3)"]
    assert drawing.count("…") == 1
    assert MATRIX.across[1] in table
    assert '<tr><th scope="row">2. Stor</th><td class="high">◑ høj: 4 (+2)</td>' in table


def test_a_trend_says_every_number_in_the_drawing_in_words_and_in_a_table() -> None:
    series = (Series("◑ høj", (10, None, 5), "high"), Series("til tiden", (0, 0, 0)))
    page = page_of(Trend("Risici", ("1. kv.", "2. kv.", "3. kv."), series))
    first, second = page.split("<svg")[1:]
    assert 'aria-label="◑ høj. 1. kv.: 10; 2. kv.: –; 3. kv.: 5"' in first
    assert re.findall(r'class="value[^>]*>([^<]+)<', first) == ["10", "–", "5"]
    tall, half = map(int, re.findall(r'<rect [^>]*height="(\d+)"', first))
    assert tall == 2 * half
    assert "<rect" not in second.split("</svg>")[0]
    assert '<tr><th scope="row">◑ høj</th>' in second


HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), min_size=1, max_size=8).map("".join).filter(shown)
SKELETON = read(html(PLAIN)).skeleton()


def test_a_word_without_end_is_broken() -> None:
    page = page_of(Table(["a", "b"], [["x" * 41, "y" * 40]]))
    assert f'<th scope="row" class="long">{"x" * 41}</th><td data-label="b">{"y" * 40}</td>' in page


@given(st.lists(HOSTILE, min_size=4, max_size=30))
@settings(max_examples=100)
def test_no_text_is_more_than_text(texts: list[str]) -> None:
    document, given_texts = document_of(cycle(texts).__next__)
    stays_text(read(html(document)), given_texts)


def test_ten_thousand_characters_are_still_one_text() -> None:
    document, given_texts = document_of(lambda: "<b>\u202e" * 2_500)
    stays_text(read(html(document)), given_texts)


def stays_text(reading: Reading, texts: list[str]) -> None:
    assert reading.skeleton() == SKELETON
    found = set(reading.texts)
    missing = [text for text in map(shown, set(texts)) if text not in found]
    assert [text for text in missing if not any(each.endswith(f". {text}") for each in found)] == []


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_can_be_told_apart_and_read() -> None:
    style = packaged_text("templates/page/style.css").replace("#fff;", "#ffffff;").replace("#fff ", "#ffffff ")
    named = dict(re.findall(r"--(\w+): (#\w{6})", style))
    assert all(
        contrast(named[name], ground) >= 4.5
        for name in ("ink", "quiet", "accent")
        for ground in ("#ffffff", named["tint"])
    )
    assert contrast(named["edge"], "#ffffff") >= 3
    assert contrast(named["focus"], "#ffffff") >= 3
    levels = re.findall(r"^\.(low|medium|high|critical) \{ background: (#\w+);.* color: (#\w+);", style, re.MULTILINE)
    assert [level for level, _, _ in levels] == ["low", "medium", "high", "critical"]
    assert all(contrast(ground, ink) >= 4.5 for _, ground, ink in levels)
    grounds = [luminance(ground) for _, ground, _ in levels]
    assert grounds == sorted(grounds, reverse=True), "graver is darker, also without colour"


def test_a_document_without_a_first_page_or_many_sections_has_no_empty_parts() -> None:
    page = html(replace(PLAIN, front=(), sections=PLAIN.sections[:3], closing=(), notices=()))
    assert "<nav" not in page
    assert "after-front" not in page.split("</style>")[1]
    assert "<footer" not in page
