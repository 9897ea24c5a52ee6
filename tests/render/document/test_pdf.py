"""A report as PDF: for archives and for every reader, its fonts inside, and no text of the register read as markup."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdf
import pytest

from riskctl.render.document.font_cover import covered
from riskctl.render.document.model import (
    Block,
    Code,
    Document,
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
from riskctl.render.document.pdf import pdf
from riskctl.store.packaged import packaged_dir
from tests.html_reading import MOMENT, plain_document
from tests.office_reading import pdf_text, unbroken

PLAIN, TEXTS = plain_document()
MARKUP = (
    "#set page(fill: red) *fed* _kursiv_ `kode` $x^2$ = Titel <navn> @ref \\ // /* */ ~ -- --- [x] #{1+1} \"q\" 'q'"
)


def document_with(*blocks: Block) -> Document:
    return Document(
        "da", "Titel", "Kommune", MOMENT, ("Lead",), (), (Section("Kort", ()),), (Section("Afsnit", blocks, 1),)
    )


def read(document: Document) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(pdf(document)))


def tags(reader: pypdf.PdfReader) -> set[str]:
    found, waiting = set(), [reader.trailer["/Root"]["/StructTreeRoot"]]  # type: ignore[index]
    while waiting:
        each: Any = waiting.pop().get_object()
        if isinstance(each, list):
            waiting.extend(item for item in each if not isinstance(item, int))
        elif isinstance(each, dict):
            found.add(str(each.get("/S", "")))
            if "/K" in each and not isinstance(each["/K"], int):
                waiting.append(each["/K"])
    return found


def test_every_text_is_there() -> None:
    found = pdf_text(pdf(PLAIN))
    assert [text for text in TEXTS if unbroken(text) not in found] == []


def test_it_is_tagged_for_those_who_do_not_see_it_and_kept_for_archives() -> None:
    reader = read(PLAIN)
    root: Any = reader.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (
        True,
        "da-DK",
        True,
    )
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure"} <= tags(reader)
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in xmp
    first: Any = reader.outline[0]
    assert first.title == PLAIN.title


def test_it_is_dated_by_what_it_tells_of() -> None:
    about: Any = read(PLAIN).metadata
    assert (about.title, about.author) == (PLAIN.title, PLAIN.author)
    assert about.creation_date == datetime(2026, 9, 30, 21, 59, tzinfo=UTC)
    assert pdf(PLAIN) == pdf(PLAIN)
    assert pdf(replace(PLAIN, dated=datetime(2026, 10, 1, tzinfo=UTC))) != pdf(PLAIN)


def test_the_fonts_are_inside_and_come_with_the_program() -> None:
    fonts = {
        (str(font["/BaseFont"]).rpartition("+")[2], "/FontFile2" in inner or "/FontFile3" in inner)
        for page in read(PLAIN).pages
        for each in page["/Resources"]["/Font"].values()  # type: ignore[index]
        if (font := each.get_object()["/DescendantFonts"][0].get_object()) and (inner := font["/FontDescriptor"])
    }
    known = {"LiberationSans", "LiberationSans-Bold", "DejaVuSansMono", "NewCMMath-Regular"}
    assert fonts <= {(name, True) for name in known}


@pytest.mark.parametrize("block", [Paragraph((MARKUP,)), Items((MARKUP,)), Table([MARKUP], [[Code(MARKUP)]])])
def test_markup_is_text(block: Block) -> None:
    data = pdf(document_with(block))
    assert unbroken(MARKUP) in pdf_text(data)
    assert len(pypdf.PdfReader(BytesIO(data)).pages) == 1


def test_what_the_font_lacks_is_written_out() -> None:
    found = pdf_text(pdf(document_with(Paragraph(("漢 \U0001f600 \u202e \x00 \ufffe æøå → ≥ ○◔◑● Ω Ж",)))))
    assert unbroken("<U+6F22> <U+1F600> <U+202E> <U+0000> <U+FFFE> æøå → ≥ ○◔◑● Ω Ж") in found


CELLS = ((MatrixCell("● kritisk: 2", "critical", 2, 0), MatrixCell("○ lav: 1", "low", 1, None)),)
MATRIX = Matrix("Konsekvens", ("1. Sjælden", "2. Ofte"), ("1. Lav",), CELLS)


@pytest.mark.parametrize("points", [1, 26])
def test_a_first_page_with_the_matrix_stands_alone_and_is_one_page(points: int) -> None:
    front = (Section("Kort", (MATRIX, Items(("Afgør, hvad der skal ske. " * 5,) * points, numbered=True))),)
    document = replace(document_with(Paragraph(("x",))), front=front)
    pages = [page.extract_text() for page in read(document).pages]
    assert len(pages) == 2
    assert pages[0].startswith("Titel")
    assert "Side 1 af 2" in pages[0]
    assert pages[1].startswith("1. Afsnit")


def test_a_front_of_a_few_words_does_not() -> None:
    assert len(read(document_with(Paragraph(("x",)))).pages) == 1


def test_long_texts_go_on_to_the_next_page() -> None:
    blocks: tuple[Block, ...] = (
        Paragraph(("x" * 3000,)),
        Table(["A"], [["x" * 10_000]]),
        Table(["A", "B"], [[Code("x" * 3000), "y"]]),
    )
    for block, length, count in zip(blocks, (3000, 10_000, 3000), (1, 2, 1), strict=True):
        pages = read(document_with(block)).pages
        lines = [line for page in pages for line in page.extract_text().splitlines() if "xx" in line]
        assert sum(line.count("x") for line in lines) == length
        assert max(map(len, lines)) < 200
        assert len(pages) == count


def test_a_wide_table_stays_on_the_page_and_repeats_its_headings() -> None:
    rows = [[Valued("● kritisk", "critical"), *(f"tekst {n}" for n in range(9))] for _ in range(80)]
    pages = read(document_with(Table([f"Overskrift {n}" for n in range(10)], rows))).pages
    assert len(pages) > 1
    assert all("Overskrift" in page.extract_text() for page in pages)


def test_a_trend_is_drawn_where_there_is_one() -> None:
    flat = Trend("Udvikling", ("1. kv.",), (Series("alle", (3,)),))
    moved = Trend(
        "Udvikling",
        ("1. kv.", "2. kv.", "3. kv."),
        (Series("● kritisk", (None, 40, 7), "critical"), Series("nul", (0, 0, 0))),
    )
    assert "/Figure" not in tags(read(document_with(flat)))
    reader = read(document_with(moved))
    assert "/Figure" in tags(reader)
    assert "Udvikling" in reader.pages[0].extract_text()


def test_the_matrix_says_its_levels_in_words() -> None:
    found = pdf_text(pdf(document_with(MATRIX)))
    assert all(each in found for each in ("Konsekvens", "1.Sjælden", "●kritisk:2", "○lav:1"))


def test_the_cover_of_a_font_is_read_from_the_font() -> None:
    font = (packaged_dir("templates") / "report" / "fonts" / "LiberationSans-Regular.ttf").read_bytes()
    found = covered(font)
    assert {ord(each) for each in "AzæøåÆØÅ0–−→≥€ΩЖ"} <= found
    assert not {ord(each) for each in "漢😀"} & found
