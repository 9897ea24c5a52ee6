"""A report in Word: real headings, lists and tables, in the language it is written in, dated by what it tells of."""

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx as reader
import pytest

from riskctl.render.document.docx import docx
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
from tests.html_reading import MOMENT, plain_document
from tests.office_reading import W, part, word_texts

PLAIN, TEXTS = plain_document()
ROWS = [["Navn", Valued("7", 7)], ["Andet", Valued("8", 8)]]


def document_with(*blocks: Block, lang: Any = "da") -> Document:
    front = (Section("Kort", (Paragraph(("Et.", "To.")),)),)
    return Document(
        lang, "Titel", "Kommune", MOMENT, ("Lead",), ("Obs",), front, (Section("Afsnit", blocks, 1, "Grundlag: x"),)
    )


def body(data: bytes) -> Any:
    return part(data, "word/document.xml")[0]


def styled(data: bytes) -> list[tuple[str, str]]:
    found: Any = reader.Document(BytesIO(data))
    return [(each.style.name, each.text) for each in found.paragraphs if each.text]


def test_every_text_is_there_once() -> None:
    found = word_texts(docx(PLAIN))
    assert [text for text in TEXTS if not any(text in each for each in found)] == []


def test_the_parts_have_the_styles_that_word_knows() -> None:
    data = docx(document_with(Heading("Om"), Paragraph(("Ja.", "Nej.")), Items(("a",)), Items(("b",), numbered=True)))
    assert styled(data) == [
        ("Title", "Titel"),
        ("Subtitle", "Lead"),
        ("Bemærkning", "Obs"),
        ("Heading 1", "Kort"),
        ("Normal", "Et. To."),
        ("Heading 1", "1. Afsnit"),
        ("Grundlag", "Grundlag: x"),
        ("Heading 2", "Om"),
        ("Normal", "Ja. Nej."),
        ("List Bullet", "a"),
        ("List Number", "b"),
    ]


def test_the_first_page_stands_alone() -> None:
    document = replace(PLAIN, sections=(Section("A", (), 1), Section("B", (), 2)))
    broken = [
        "".join(each.itertext())
        for each in body(docx(document)).iter(f"{W}p")
        if each.find(f".//{W}pageBreakBefore") is not None
    ]
    assert broken == ["1. A"]
    assert b"pageBreakBefore" not in zipfile.ZipFile(BytesIO(docx(replace(document, front=())))).read(
        "word/document.xml"
    )


def test_a_crowded_first_page_has_smaller_type_but_for_a_template(tmp_path: Path) -> None:
    cells = ((MatrixCell("○ lav: 1", "low", 1, None),),)
    few = (Section("Kort", (Matrix("Konsekvens", ("1. Ofte",), ("1. Lav",), cells), Items(("Kort.",), numbered=True))),)
    many = (Section("Kort", (*few[0].blocks, Items(("Afgør, hvad der skal ske. " * 5,) * 22, numbered=True))),)

    def sizes(data: bytes) -> set[str]:
        points = [each for each in body(data).iter(f"{W}p") if each.find(f".//{W}numPr") is not None]
        return {size.get(f"{W}val") for each in points for size in each.iter(f"{W}sz")}

    document = document_with(Items(("b",)))
    assert sizes(docx(replace(document, front=few))) == set()
    (size,) = sizes(docx(replace(document, front=many)))
    assert size in {"19", "18", "17", "16"}
    template = tmp_path / "egen.docx"
    template.write_bytes(docx(document))
    assert sizes(docx(replace(document, front=many), template)) == set()


def test_a_front_of_a_few_words_has_no_page_of_its_own() -> None:
    assert body(docx(document_with())).find(f".//{W}pageBreakBefore") is None


def test_each_numbered_list_begins_with_one() -> None:
    data = docx(document_with(Items(("a", "b"), numbered=True), Items(("c",), numbered=True)))
    lists = [each.get(f"{W}val") for each in body(data).iter(f"{W}numId")]
    assert lists[0] == lists[1] != lists[2]
    starts = {
        each.get(f"{W}numId"): [start.get(f"{W}val") for start in each.iter(f"{W}startOverride")]
        for each in part(data, "word/numbering.xml").iter(f"{W}num")
    }
    assert starts[lists[0]] == starts[lists[2]] == ["1"]


def test_a_table_repeats_its_headings_and_keeps_its_rows_whole() -> None:
    table = body(docx(document_with(Table(["Hvad", "Antal"], ROWS)))).find(f"{W}tbl")
    rows = table.findall(f"{W}tr")
    assert [row.find(f".//{W}tblHeader") is not None for row in rows] == [True, False, False]
    assert all(row.find(f".//{W}cantSplit") is not None for row in rows)
    assert table.find(f".//{W}tblDescription").get(f"{W}val") == "Tabel med kolonnerne: Hvad og Antal."
    assert [each.find(f".//{W}jc") is not None for each in rows[1].iter(f"{W}p")] == [False, True]


def test_of_a_long_table_only_the_headings_are_kept_with_what_follows() -> None:
    # LibreOffice loses the rest of a table where rows below the headings are kept and the page ends with them
    table = body(docx(document_with(Table(["Navn"], [[f"Nr. {n}"] for n in range(80)])))).find(f"{W}tbl")
    kept = [row.find(f".//{W}keepNext") is not None for row in table.iter(f"{W}tr")]
    assert kept == [True, *[False] * 80]


def test_a_row_higher_than_half_a_page_may_be_split() -> None:
    table = body(docx(document_with(Table(["Hvad"], [["ord " * 3000], ["kort"]])))).find(f"{W}tbl")
    assert [row.find(f".//{W}cantSplit") is not None for row in table.findall(f"{W}tr")] == [True, False, True]


def test_a_sum_is_bold() -> None:
    table = body(docx(document_with(Table(["Hvad", "Antal"], ROWS, total=True)))).find(f"{W}tbl")
    assert [row.find(f".//{W}b") is not None for row in table.findall(f"{W}tr")] == [True, False, True]


def test_the_matrix_is_a_table_in_the_colours_of_the_levels() -> None:
    cells = ((MatrixCell("● kritisk: 2", "critical", 2, 0), MatrixCell("○ lav: 1", "low", 1, None)),)
    data = docx(document_with(Matrix("Konsekvens", ("1. Sjælden", "2. Ofte"), ("1. Lav",), cells)))
    table = body(data).find(f"{W}tbl")
    fills = {
        "".join(cell.itertext()): shade.get(f"{W}fill")
        for cell in table.iter(f"{W}tc")
        if (shade := cell.find(f".//{W}shd")) is not None
    }
    assert fills == {"● kritisk: 2": "E2685A", "○ lav: 1": "EEF5F0"}
    assert "Risikomatrix" in table.find(f".//{W}tblDescription").get(f"{W}val")


def test_a_trend_is_drawn_from_numbers_in_the_document(tmp_path: Path) -> None:
    series = (Series("● kritisk", (None, 4, 2), "critical"), Series("<b> & mere", (0, 1, 2)))
    data = docx(document_with(Trend("Risici", ("1. kv.", "2. kv.", "3. kv."), series)))
    chart = part(data, "word/charts/report1.xml")
    c = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    assert [each.findtext(f"{c}tx/{c}v") for each in chart.iter(f"{c}ser")] == ["● kritisk", "<b> & mere"]
    first = next(chart.iter(f"{c}ser"))
    assert [(each.get("idx"), each.findtext(f"{c}v")) for each in first.find(f"{c}val").iter(f"{c}pt")] == [
        ("1", "4"),
        ("2", "2"),
    ]
    (described,) = [each for each in body(data).iter() if each.tag.endswith("}docPr")]
    assert described.get("descr") == "Kurver over Risici; tallene står i tabellen under figuren."
    assert body(data).find(f"{W}tbl") is not None
    template = tmp_path / "egen.docx"
    template.write_bytes(data)
    again = docx(document_with(Trend("Risici", ("a", "b", "c"), series)), template)
    with zipfile.ZipFile(BytesIO(again)) as package:
        assert len([each for each in package.namelist() if "charts" in each]) == 1


def test_a_single_number_is_not_drawn() -> None:
    data = docx(document_with(Trend("Risici", ("1. kv.",), (Series("alle", (3,)),))))
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert not [each for each in package.namelist() if "charts" in each]


def test_code_has_its_own_style() -> None:
    data = docx(document_with(Paragraph((Code("riskctl due"), "er en kommando"))))
    runs = [each for each in body(data).iter(f"{W}r") if each.find(f".//{W}rStyle") is not None]
    assert ["".join(each.itertext()).strip() for each in runs] == ["riskctl due"]


@pytest.mark.parametrize(("lang", "code", "page"), [("da", "da-DK", "Side 1 af 1"), ("en", "en-GB", "Page 1 of 1")])
def test_word_proofs_it_in_its_language(lang: str, code: str, page: str) -> None:
    data = docx(document_with(Paragraph(("x",)), lang=lang))
    runs = list(body(data).iter(f"{W}r"))
    assert {run.find(f".//{W}lang").get(f"{W}val") for run in runs} == {code}
    assert reader.Document(BytesIO(data)).core_properties.language == code
    footer = part(data, "word/footer1.xml")
    assert "".join(each.text for each in footer.iter(f"{W}t")) == f"Titel{page}"
    assert [each.get(f"{W}instr").strip() for each in footer.iter(f"{W}fldSimple")] == ["TITLE", "PAGE", "NUMPAGES"]


def test_the_file_is_dated_by_what_it_tells_of() -> None:
    about = reader.Document(BytesIO(docx(PLAIN))).core_properties
    assert about.created == about.modified == datetime(2026, 9, 30, 21, 59, tzinfo=UTC)
    assert (about.title, about.author, about.last_modified_by) == (PLAIN.title, PLAIN.author, PLAIN.author)


def test_the_package_holds_no_clock_and_no_compressor() -> None:
    with zipfile.ZipFile(BytesIO(docx(PLAIN))) as package:
        found = {(each.date_time, each.compress_type, each.create_system) for each in package.infolist()}
    assert found == {((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, 3)}
