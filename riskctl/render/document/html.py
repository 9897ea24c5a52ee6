"""A document as a page in one file: read without script, on paper, on a telephone, or with the styles off."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from riskctl.render.document.chart import MatrixChart, Panel, matrix_chart, panels
from riskctl.render.document.grid import Grid, grid, matrix_grid
from riskctl.render.document.look import stands_alone
from riskctl.render.document.model import Block, Document, Heading, Items, Matrix, Paragraph, Section, Table
from riskctl.render.document.tables import trend_table
from riskctl.render.document.templated import Templated
from riskctl.render.html import environment
from riskctl.render.page import page, script, style
from riskctl.text import Words


def html(document: Document) -> str:
    """Return the document as a page."""
    return HTML.rendered(document)


def _context(document: Document) -> Mapping[str, object]:
    words = Words(document.lang)

    def text(name: str, **values: object) -> str:
        return words(f"page.{name}", **values)

    return {"page": _Layout(words).page(document), "text": text, "style": style(), "script": script()}


HTML: Final = Templated(
    template="report/document.html.j2",
    parts=frozenset({"report/parts.html.j2"}),
    environment=environment,
    context=_context,
    finished=lambda body, document: page(body, document.lang),
)
"""How a page is written."""


ROOMY: Final = 1_900
"""How many letters a front may have beside its matrix, and still stand on one sheet in common type."""


@dataclass(frozen=True, slots=True)
class Said:
    """A heading, sentences or a list."""

    kind: str
    text: str = ""
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class DrawnMatrix:
    """The risk matrix, drawn and as a table."""

    chart: MatrixChart
    table: Grid
    kind: str = "matrix"


@dataclass(frozen=True, slots=True)
class DrawnTrend:
    """A trend, drawn and as a table."""

    title: str
    panels: tuple[Panel, ...]
    table: Grid
    kind: str = "trend"


Part = Said | Grid | DrawnMatrix | DrawnTrend


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section with its anchor."""

    id: str
    title: str
    number: int | None
    basis: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The document laid out for a page; `alone` when the front is a sheet of its own on paper."""

    title: str
    author: str
    lead: tuple[str, ...]
    notices: tuple[str, ...]
    front: tuple[PageSection, ...]
    sections: tuple[PageSection, ...]
    closing: tuple[str, ...]
    alone: bool

    @property
    def tight(self) -> bool:
        """Whether the front needs smaller type to stand on one sheet."""
        said = (part for section in self.front for part in section.parts if isinstance(part, Said))
        return sum(map(len, (text for part in said for text in (*part.sentences, *part.points)))) > ROOMY


class _Layout:
    """Lays a document out; no two tables get the same name."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._named: Counter[str] = Counter()

    def page(self, document: Document) -> Page:
        return Page(
            document.title,
            document.author,
            document.lead,
            document.notices,
            tuple(self._section(each, f"front-{n}") for n, each in enumerate(document.front, 1)),
            tuple(self._section(each, f"section-{n}") for n, each in enumerate(document.sections, 1)),
            document.closing,
            stands_alone(document),
        )

    def _section(self, section: Section, id_: str) -> PageSection:
        parts, heading = [], section.title
        for block in section.blocks:
            heading = block.text if isinstance(block, Heading) else heading
            parts.append(self._part(block, heading))
        return PageSection(id_, section.title, section.number, section.basis, tuple(parts))

    def _part(self, block: Block, heading: str) -> Part:
        if isinstance(block, Heading):
            return Said("heading", text=block.text)
        if isinstance(block, Paragraph):
            return Said("paragraph", sentences=block.sentences)
        if isinstance(block, Items):
            return Said("items", points=block.points, numbered=block.numbered)
        if isinstance(block, Table):
            return grid(block, self._label(heading))
        if isinstance(block, Matrix):
            return DrawnMatrix(matrix_chart(block, self._words), matrix_grid(block, self._label(heading)))
        return DrawnTrend(block.title, panels(block), grid(trend_table(block), self._label(block.title)))

    def _label(self, heading: str) -> str:
        """Return what a table is called: the heading it stands under, with a number from the second on."""
        self._named[heading] += 1
        number = self._named[heading]
        return heading if number == 1 else f"{heading} ({number})"
