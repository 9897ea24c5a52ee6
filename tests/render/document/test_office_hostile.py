"""Whatever the register says is text in Word, workbook and PDF: it opens, computes and breaks nothing."""

import random
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskctl.render.document.docx import docx
from riskctl.render.document.model import Code, Document, Heading, Items, Paragraph, Section, Table, Valued
from riskctl.render.document.pdf import pdf
from riskctl.render.document.xlsx import xlsx
from tests import office_reading as reading
from tests.html_reading import MOMENT, hostile
from tests.office_reports import faults

ANY = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize("seed", range(3))
def test_texts_that_try_to_be_something_else_are_texts(seed: int) -> None:
    tried, wrong = faults(partial(hostile, random.Random(f"gate {seed}")), with_pdf=seed == 0)
    assert tried > 50
    assert wrong == []


@settings(max_examples=10)
@given(st.lists(ANY, min_size=30, max_size=30))
def test_any_text_comes_back_from_word_and_workbook(texts: list[str]) -> None:
    title, author, lead, basis, heading, *rest = texts
    blocks = (
        Heading(heading),
        Paragraph(tuple(rest[:3])),
        Items(tuple(rest[3:6]), numbered=True),
        Table(rest[6:9], [rest[9:12]]),
    )
    document = Document(
        "da", title, author, MOMENT, (lead,), (), (), (Section("Afsnit", blocks, 1, basis),), tuple(rest[12:])
    )
    word, book = docx(document), xlsx(document)
    assert reading.outside(word) == reading.outside(book) == []
    for found in (reading.word_texts(word), reading.sheet_texts(book)):
        for text in (title, lead, basis, heading, *rest):
            assert any(reading.visible(text) in each for each in found) or not text, ascii(text)


@settings(max_examples=30)
@given(st.lists(ANY, min_size=12, max_size=12))
def test_any_text_makes_a_pdf(texts: list[str]) -> None:
    blocks = (
        Heading(texts[0]),
        Paragraph((texts[1], Code(texts[2]))),
        Items((texts[3],)),
        Table(texts[4:6], [[texts[6], Valued(texts[7], 3)]]),
    )
    document = Document("en", texts[8], texts[9], MOMENT, (texts[10],), (), (), (Section(texts[11], blocks, 1),))
    assert pdf(document).startswith(b"%PDF-1.7")
