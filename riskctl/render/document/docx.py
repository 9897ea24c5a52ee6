"""A document as a Word file: real headings, lists and tables in the styles of a template, ready to be worked on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Final

from riskctl.core.finding import Phrase
from riskctl.errors import RiskctlError
from riskctl.render.document.look import colour, layout, levelled, stands_alone
from riskctl.render.document.model import Block, Document, Heading, Items, Matrix, Paragraph, Section, Table, Trend
from riskctl.render.document.tables import trend_table
from riskctl.render.document.word_chart import Charts
from riskctl.render.document.word_front import front_size
from riskctl.render.document.word_lists import Lists
from riskctl.render.document.word_look import LANGUAGE, Role, Styles, default_look, numbering_of
from riskctl.render.document.word_template import fetches, place, room_of, stamp
from riskctl.render.document.word_xml import Element, element, flag, paragraph, run, sized
from riskctl.store.fixed_zip import repacked
from riskctl.store.word_file import read_word
from riskctl.text import Words

_MATRIX_SIZE: Final = 18
"""The size of text in the matrix, in half points."""
_MATRIX_ROW: Final = 400
"""The least height of a row of the matrix, in twips."""


def docx(document: Document, template: Path | None = None) -> bytes:
    """Return the document as a Word file: in the default look, or in a template's styles, headers and margins.

    Raise RiskctlError when python-docx is not installed, and for a template that cannot be used.
    """
    try:
        from docx import Document as Package
    except ModuleNotFoundError:
        raise RiskctlError("extra-needed", format="docx") from None
    if template is None:
        return _filled(document, Package(BytesIO(default_look(document.lang))), front_size(document))
    data = read_word(template)
    try:
        package = Package(BytesIO(data))
        outside = fetches(package)
    except Exception:  # noqa: BLE001 python-docx lets what it meets in a broken file through as it is
        raise RiskctlError("template-word", path=template, reason=Phrase("office.template.no-word")) from None
    if outside:
        raise RiskctlError("template-word", path=template, reason=Phrase("office.template.outside"))
    return _filled(document, package, None)


def _filled(document: Document, package: Any, size: int | None) -> bytes:
    words = Words(document.lang)
    lang = document.lang
    styles, lists, charts = Styles(package, lang), Lists(package, lang), Charts(package, lang)
    place(package, list(_Writer(document, words, styles, lists, charts, room_of(package), size).body()))
    stamp(package, document, LANGUAGE[document.lang])
    data = BytesIO()
    package.save(data)
    return repacked(data.getvalue())


@dataclass(frozen=True, slots=True)
class _Writer:
    """The body of the file, element by element."""

    document: Document
    words: Words
    styles: Styles
    lists: Lists
    charts: Charts
    room: int
    """The width of the text, in twips."""
    size: int | None
    """The size of the texts on the first page, in half points, where it is not their style's."""

    def body(self) -> Iterator[Element]:
        """Yield everything in reading order; the numbered sections begin on a page of their own."""
        yield self._text("title", self.document.title)
        for line in self.document.lead:
            yield self._text("lead", line)
        for notice in self.document.notices:
            yield self._text("notice", notice)
        for section in self.document.front:
            yield from self._section(section, new_page=False)
        yield from replace(self, size=None).rest()

    def rest(self) -> Iterator[Element]:
        """Yield what comes after the first page."""
        for number, section in enumerate(self.document.sections):
            yield from self._section(section, new_page=number == 0 and stands_alone(self.document))
        for line in self.document.closing:
            yield self._paragraph([line])

    def _section(self, section: Section, *, new_page: bool) -> Iterator[Element]:
        title = f"{section.number}. {section.title}" if section.number else section.title
        yield self._heading("section", title, new_page=new_page)
        if section.basis:
            yield self._text("basis", section.basis)
        for block, following in pairwise((*section.blocks, None)):
            if block is not None:
                yield from self._block(block, before_table=isinstance(following, Table | Matrix | Trend | Items))

    def _block(self, block: Block, *, before_table: bool) -> Iterator[Element]:
        if isinstance(block, Heading):
            yield self._heading("heading", block.text)
        elif isinstance(block, Paragraph):
            yield self._paragraph(block.sentences, keep=before_table)
        elif isinstance(block, Items):
            yield from self._items(block)
        elif isinstance(block, Matrix):
            yield from self._matrix(block)
        elif isinstance(block, Trend):
            table = trend_table(block)
            if len(block.labels) > 1:
                yield paragraph(None, self.charts.drawn(block, self.room), properties=tuple(flag("keepNext")))
            yield from self._table(table, self.words("office.table", columns=list(block.labels)))
        else:
            yield from self._table(block, self.words("office.table", columns=[each for each in block.headings if each]))

    def _run(self, text: str, *, bold: bool = False, size: int | None = None) -> Element:
        return run(text, LANGUAGE[self.words.lang], code=self.styles["code"], bold=bold, size=size)

    def _text(self, role: Role, text: str, *properties: Element) -> Element:
        return paragraph(self.styles[role], self._run(text), properties=properties)

    def _heading(self, role: Role, text: str, *, new_page: bool = False) -> Element:
        """Return a heading; where the style counts by itself it does not here, as the text refers to our numbers."""
        counted = numbering_of(self.styles.element(role)) is not None
        unnumbered = [element("numPr", element("numId", val=0))] if counted else []
        return self._text(role, text, *flag("pageBreakBefore", on=new_page), *unnumbered)

    def _paragraph(self, sentences: Sequence[str], *, keep: bool = False) -> Element:
        apart = [[self._run(sentence, size=self.size), self._run(" ", size=self.size)] for sentence in sentences]
        runs = list(chain.from_iterable(apart))[:-1]
        return paragraph(None, *runs, properties=(*flag("keepNext", on=keep), *sized(self.size)))

    def _items(self, items: Items) -> Iterator[Element]:
        role: Role = "number" if items.numbered else "bullet"
        listed = self.lists.new(self.styles.element(role), numbered=items.numbered)
        for point in items.points:
            properties = (element("numPr", element("ilvl", val=0), element("numId", val=listed)), *sized(self.size))
            yield paragraph(self.styles[role], self._run(point, size=self.size), properties=properties)

    def _table(self, table: Table, description: str) -> Iterator[Element]:
        em = self.styles.em_of_cells()
        room, padding = self.room / em, self.styles.padding_of_cells() / em
        found = layout(table, room, padding)
        columns = [round(each * em) for each in found.widths]
        rows = [self._row(table.headings, columns, found.right, head=True)]
        total = len(table.rows) if table.total else 0
        together = (
            len(table.rows) if found.together else 0
        )  # LibreOffice loses rows where some of a long table are kept
        rows += [
            self._row(row, columns, found.right, whole=kept, bold=number == total, keep=number < together)
            for number, (row, kept) in enumerate(zip(table.rows, found.whole, strict=True), 1)
        ]
        yield self._framed(columns, rows, description)
        yield self._after_table()

    def _row(
        self, cells: Sequence[str], columns: Sequence[int], right: Sequence[bool], *, whole: bool = True, **look: bool
    ) -> Element:
        made = [
            self._cell(text, width, align="right" if to_right else None, **look)
            for text, width, to_right in zip(cells, columns, right, strict=True)
        ]
        head = flag("tblHeader", on=look.get("head", False))
        return element("tr", element("trPr", *flag("cantSplit", on=whole), *head), *made)

    def _cell(
        self, text: str, width: int, *, align: str | None = None, size: int | None = None, **look: bool
    ) -> Element:
        """Return a cell; `keep` holds it on the page of the row below."""
        head, filled = look.get("head", False), colour(text)
        shade = [element("shd", val="clear", color="auto", fill=filled.removeprefix("#"))] if filled else []
        centred = [element("vAlign", val="center")] if size else []
        properties = (
            *flag("keepNext", on=look.get("keep", False) or head),
            *([element("jc", val=align)] if align else []),
        )
        shown = self._run(text, bold=head or look.get("bold", False), size=size)
        return element(
            "tc",
            element("tcPr", element("tcW", w=width, type="dxa"), *shade, *centred),
            paragraph(self.styles["cell"], shown, properties=properties),
        )

    def _matrix(self, matrix: Matrix) -> Iterator[Element]:
        """Yield the risk matrix, kept on one page, each cell in the colour and with the sign of its level."""
        table = levelled(matrix)
        columns = [self.room // len(table.headings)] * len(table.headings)
        rows = [self._matrix_row(table.headings, columns, head=True, keep=True)]
        rows += [self._matrix_row(row, columns, keep=row is not table.rows[-1]) for row in table.rows]
        across = list(matrix.across)
        yield self._framed(
            columns, rows, self.words("office.matrix", row=matrix.corner, columns=across), first_column=True
        )
        yield self._after_table()

    def _matrix_row(self, cells: Sequence[str], columns: Sequence[int], *, keep: bool, head: bool = False) -> Element:
        made = [
            self._cell(
                text, width, align="center" if at else None, size=_MATRIX_SIZE, head=head, bold=at == 0, keep=keep
            )
            for at, (text, width) in enumerate(zip(cells, columns, strict=True))
        ]
        height = element("trHeight", val=_MATRIX_ROW, hRule="atLeast")
        return element("tr", element("trPr", element("cantSplit"), height, *flag("tblHeader", on=head)), *made)

    def _framed(
        self, columns: Sequence[int], rows: Sequence[Element], description: str, *, first_column: bool = False
    ) -> Element:
        look = {
            "firstRow": 1,
            "lastRow": 0,
            "firstColumn": int(first_column),
            "lastColumn": 0,
            "noHBand": 1,
            "noVBand": 1,
        }
        properties = element(
            "tblPr",
            element("tblStyle", val=self.styles["table"]),
            element("tblW", w=sum(columns), type="dxa"),
            element("tblLayout", type="fixed"),
            element("tblLook", val="06A0" if first_column else "0620", **look),
            element("tblDescription", val=description),
        )
        return element("tbl", properties, element("tblGrid", *(element("gridCol", w=each) for each in columns)), *rows)

    def _after_table(self) -> Element:
        """Return the little room below a table: Word joins tables with nothing between them."""
        spacing: Any = element("spacing", before=0, after=60, line=120, lineRule="exact")
        return paragraph(None, properties=(spacing,))
