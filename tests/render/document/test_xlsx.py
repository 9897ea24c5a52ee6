"""A report as a workbook: a sheet for each table, its cells typed, and nothing computed or opened."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from riskctl.render.document.model import (
    Block,
    Code,
    Document,
    Heading,
    Items,
    Matrix,
    MatrixCell,
    Paragraph,
    Section,
    Series,
    Table,
    Trend,
    Valued,
)
from riskctl.render.document.sheet_pages import sheet_names
from riskctl.render.document.xlsx import xlsx
from tests.html_reading import MOMENT, plain_document
from tests.office_reading import sheet_texts, sheets

PLAIN, TEXTS = plain_document()
ZONE = timezone(timedelta(hours=2))
TABLE = Table(["Navn", "Antal"], [["a", Valued("1", 1)], ["b", Valued("2", 2)], ["I alt", Valued("3", 3)]], total=True)


def book_of(*blocks: Block, lang: Any = "da") -> Any:
    document = Document(lang, "Titel", "Kommune", MOMENT, (), (), (), (Section("Afsnit", blocks, 2, "Grundlag: x"),))
    return openpyxl.load_workbook(BytesIO(xlsx(document)))


def cell_of(text: str, lang: Any = "da") -> Any:
    """Return the cell that a text of a table becomes."""
    sheet = book_of(Table(["Kolonne"], [[text]]), lang=lang).worksheets[1]
    at = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "Kolonne")
    return sheet.cell(at + 1, 1)


def test_every_text_is_there() -> None:
    found = sheet_texts(xlsx(PLAIN))
    assert [text for text in TEXTS if not any(text in each for each in found)] == []


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        (Valued("187", 187), 187, "0"),
        (Valued("60 %", 60), 60, '0" %"'),
        (Valued("+7", 7), 7, "+0;−0;0"),
        (Valued("−5", -5), -5, "+0;−0;0"),
        (Valued("40.000 kr. og 20 timer", 40000), 40000, '#,##0" kr. og 20 timer"'),
        (Valued("27. mar. 2026", date(2026, 3, 27)), datetime.fromisoformat("2026-03-27"), "dd-mm-yyyy"),
        (
            Valued("27. mar. 2026 (for sent)", date(2026, 3, 27)),
            datetime.fromisoformat("2026-03-27"),
            'dd-mm-yyyy" (for sent)"',
        ),
        (
            Valued("20. aug. 2026 kl. 16.10", datetime(2026, 8, 20, 16, 10, tzinfo=ZONE)),
            datetime.fromisoformat("2026-08-20T16:10"),
            "dd-mm-yyyy hh:mm",
        ),
    ],
)
def test_a_cell_has_the_type_of_what_it_stands_for(text: str, value: object, form: str) -> None:
    cell = cell_of(text)
    assert (cell.value, cell.number_format) == (value, form)


def test_dates_are_written_as_the_language_does() -> None:
    cell = cell_of(Valued("27 Mar 2026", date(2026, 3, 27)), "en")
    assert (cell.value, cell.number_format) == (datetime.fromisoformat("2026-03-27"), "yyyy-mm-dd")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(1)", "http://example.org", "0123", "1e5", "_x0041_", " a  b "]
)
def test_text_is_text_whatever_it_looks_like(text: str) -> None:
    cell = cell_of(text)
    assert (cell.value, cell.data_type) == (text, "s")


def test_a_number_that_the_text_does_not_show_stands_as_the_text() -> None:
    assert cell_of(Valued('"x" 7', 8)).value == '"x" 7'
    assert cell_of(Valued('"7"', 7)).value == '"7"'


def test_there_are_never_more_number_formats_than_a_workbook_takes() -> None:
    rows = [[Valued(f"{n} af {n + 1}", n)] for n in range(1000, 1300)]
    sheet = book_of(Table(["Kolonne"], rows)).worksheets[1]
    shown = [cell for (cell,) in sheet.iter_rows(max_col=1) if cell.value is not None]
    assert len({each.number_format for each in shown}) == 101
    assert sum(each.data_type == "s" and str(each.value).endswith(" af 1300") for each in shown) == 1


def test_a_level_has_its_colour() -> None:
    cell = cell_of(Valued("● kritisk", "critical"))
    assert (cell.value, cell.fill.fgColor.rgb) == ("● kritisk", "FFE2685A")


def test_a_long_text_is_cut_visibly() -> None:
    value = cell_of("x" * 40_000).value
    assert value == "x" * 32_000 + " …"


def test_code_is_set_as_code() -> None:
    assert cell_of(Code("riskctl due")).font.name == "Courier New"


def test_each_table_has_a_sheet_to_filter_and_print() -> None:
    book = book_of(
        Paragraph(("Om tallene.",)),
        TABLE,
        Paragraph(("Efter.",)),
        Heading("Mere"),
        Table(["X"], [["y"]]),
        Items(("sidst",)),
    )
    assert book.sheetnames == ["Forside", "2 Afsnit", "2 Mere"]
    first, second = book.worksheets[1:]
    assert [row[0].value for row in first.iter_rows()] == [
        "2. Afsnit", "Grundlag: x", "Om tallene.", None, "Navn", "a", "b", "I alt", None, "Efter.",
    ]  # fmt: skip
    assert [row[0].value for row in second.iter_rows()] == [
        "2. Afsnit", "Grundlag: x", "Mere", None, "X", "y", None, "• sidst",
    ]  # fmt: skip
    assert (first.auto_filter.ref, first.freeze_panes, first.print_title_rows) == ("A5:B7", "A6", "$5:$5")
    assert (first.page_setup.orientation, first.page_setup.paperSize, first.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert first.cell(8, 2).font.bold
    assert "Side &P af &N" in first.oddFooter.right.text


def test_a_section_without_tables_has_its_sentence() -> None:
    book = book_of(Paragraph(("Der er ingen.",)))
    assert [row[0].value for row in book["2 Afsnit"].iter_rows()] == ["2. Afsnit", "Grundlag: x", "Der er ingen."]


def test_the_front_page_has_the_matrix_in_colours() -> None:
    cells = ((MatrixCell("● kritisk: 2", "critical", 2, 0), MatrixCell("○ lav: 1", "low", 1, None)),)
    front = Section("Matrix", (Matrix("Konsekvens", ("1. Sjælden", "2. Ofte"), ("1. Lav",), cells),))
    document = Document("da", "Titel", "Kommune", MOMENT, (), (), (front,), ())
    sheet: Any = openpyxl.load_workbook(BytesIO(xlsx(document)))["Forside"]
    found = {cell.value: cell.fill.fgColor.rgb for row in sheet.iter_rows() for cell in row if cell.value}
    assert (found["● kritisk: 2"], found["○ lav: 1"]) == ("FFE2685A", "FFEEF5F0")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight is None


def test_a_trend_is_drawn_and_what_is_unknown_is_empty() -> None:
    trend = Trend("Risici", ("1. kv.", "2. kv."), (Series("● kritisk", (None, 3), "critical"),))
    sheet = book_of(trend).worksheets[1]
    (chart,) = sheet._charts
    assert chart.tagname == "lineChart"
    assert [[cell.value for cell in row[:3]] for row in sheet.iter_rows(min_row=4, max_row=5)] == [
        ["Risici", "1. kv.", "2. kv."],
        ["● kritisk", None, 3],
    ]


def test_names_of_sheets_are_valid_and_each_its_own() -> None:
    names = sheet_names(
        [
            "History",
            "a" * 40,
            "A" * 40,
            "x/y:z*[q]?\\",
            "''",
            "a\u202eb",
            "",
            "Ændringer i kvartalet og mere til",
            "𐀀" * 20,
        ]
    )
    assert len({each.casefold() for each in names}) == len(names)
    assert all(0 < len(each.encode("utf-16-le")) <= 62 and not set(each) & set("[]:*?/\\") for each in names)
    assert not any(each.startswith("'") or each.endswith("'") or each.casefold() == "history" for each in names)
    assert names[3] == "x y z q"


def test_the_workbook_is_dated_by_what_it_tells_of() -> None:
    about = openpyxl.load_workbook(BytesIO(xlsx(PLAIN))).properties
    assert about.created == about.modified == datetime.fromisoformat("2026-09-30T21:59")
    assert (about.title, about.creator) == (PLAIN.title, PLAIN.author)
    later = replace(PLAIN, dated=datetime(2026, 10, 1, tzinfo=UTC))
    assert xlsx(later) != xlsx(PLAIN) == xlsx(PLAIN)


def test_nothing_is_computed_or_opened() -> None:
    assert len(sheets(xlsx(PLAIN))) > 3
