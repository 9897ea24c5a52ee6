"""A document as a workbook: a front page, and each table on a sheet of its own, typed, to sort and filter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from itertools import accumulate
from math import ceil
from typing import Any, Final

from riskctl.errors import RiskctlError
from riskctl.render.document.look import em, is_number, levelled, line_colour, lines, numeric, widths
from riskctl.render.document.model import Document, Heading, Matrix, Section, Table, Trend
from riskctl.render.document.plain import plain
from riskctl.render.document.sheet_cells import Cells
from riskctl.render.document.sheet_pages import Gridded, Page, pages, sheet_names, texts
from riskctl.render.document.tables import trend_table
from riskctl.store.fixed_zip import repacked
from riskctl.text import Words

_A4: Final = 9
_EM_PER_LETTER: Final = 0.56
_EM_PER_LETTER_OF_TEXT: Final = 0.6
"""Long texts are narrower by the letter than short ones: more spaces, fewer capitals."""
_NARROWEST: Final = 9.0
_WIDEST_TABLE: Final = 150.0
_ARROW: Final = 3.0
"""Room for the arrow of the filter beside a heading, in letters."""
_TEXT_WIDTH: Final = 110.0
"""How wide texts above and below a table may be, in letters."""
_FRONT: Final = (24.0, 21.0, 21.0, 21.0, 21.0)
_LINE: Final = 13.5
_CELL_LINE: Final = 12.0
_HEIGHTS: Final[Mapping[str, float]] = {"title": 26.0, "section": 22.0, "heading": 20.0}
_MATRIX_ROW: Final = 28.0
_HIGHEST: Final = 400.0
_LONGEST_FOOTER: Final = 120
_CHART_AFTER: Final = 2


def xlsx(document: Document) -> bytes:
    """Return the document as a workbook.

    Raise RiskctlError when XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise RiskctlError("extra-needed", format="xlsx") from None
    data = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(data, options)
    dated = document.dated.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": plain(document.title), "author": plain(document.author), "created": dated})
    _Book(document, Words(document.lang), book).write()
    book.close()
    return repacked(data.getvalue())


@dataclass
class _Book:
    """The workbook being written."""

    document: Document
    words: Words
    book: Any

    def __post_init__(self) -> None:
        self.cells = Cells(self.book, self.words)

    def write(self) -> None:
        """Write the front page and the sheets of every section."""
        found = [page for section in self.document.sections for page in pages(section)]
        front, *names = sheet_names([self.words("office.sheet.front"), *map(_wanted_name, found)])
        self._front(self._sheet(front))
        for name, page in zip(names, found, strict=True):
            self._page(self._sheet(name), name, page)

    def _sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        title = plain(self.document.title)[:_LONGEST_FOOTER].replace("&", "&&")
        sheet.set_footer(f"&L&8{_apart(title)}&R&8{self.words('office.page')} &P {self.words('office.of')} &N")
        sheet.hide_gridlines(2)
        return sheet

    def _front(self, sheet: Any) -> None:
        """Write the first page: what stands alone, and the lines that close the report."""
        matrices = [block for section in self.document.front for block in section.blocks if isinstance(block, Matrix)]
        columns = max([len(_FRONT), *(len(each.across) + 1 for each in matrices)])
        sizes = [*_FRONT, *([_FRONT[-1]] * (columns - len(_FRONT)))]
        for column, width in enumerate(sizes):
            sheet.set_column(column, column, width)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        text = _Text(sheet, self.cells, sizes)
        text.put(self.document.title, "title")
        for line in self.document.lead:
            text.put(line, "quiet")
        for notice in self.document.notices:
            text.put(notice, "notice")
        for section in self.document.front:
            self._front_section(text, section)
        text.row += 1
        for line in self.document.closing:
            text.put(line, "text")

    def _front_section(self, text: "_Text", section: Section) -> None:
        text.row += 1
        text.put(section.title, "section")
        for block in section.blocks:
            if isinstance(block, Heading):
                text.put(block.text, "heading")
            elif isinstance(block, Table | Matrix | Trend):
                text.row = (
                    self._grid(text.sheet, text.row, _as_table(block), text.sizes, tall=isinstance(block, Matrix)) + 1
                )
            else:
                for line in texts(block):
                    text.put(line, "text")

    def _page(self, sheet: Any, name: str, page: Page) -> None:
        table = _as_table(page.grid) if page.grid is not None else None
        sizes = _sizes(table) if table is not None else [_TEXT_WIDTH]
        for column, width in enumerate(sizes):
            sheet.set_column(column, column, width)
        text = _Text(sheet, self.cells, sizes)
        text.put(_title(page.section), "section")
        if page.section.basis:
            text.put(page.section.basis, "quiet")
        if page.heading:
            text.put(page.heading, "heading")
        for line in page.above:
            text.put(line, "text")
        if table is not None:
            at = text.row + 1
            text.row = self._grid(sheet, at, table, sizes, tall=isinstance(page.grid, Matrix)) + 1
            self._made_usable(sheet, at, table)
            if isinstance(page.grid, Trend):
                text.row = self._chart(sheet, name, at, page.grid)
        for line in page.below:
            text.put(line, "text")

    def _grid(self, sheet: Any, at: int, table: Table, sizes: Sequence[float], *, tall: bool) -> int:
        """Write a table; return the row after it."""
        right = numeric(table)
        for column, heading in enumerate(table.headings):
            align = {"align": "right"} if right[column] else {"align": "center"} if tall and column else {"indent": 1}
            self.cells.text(sheet, at, column, heading, self.cells.look("head", **align))
        centred = {"align": "center", "valign": "vcenter", "indent": 0}
        for number, row in enumerate(table.rows, 1):
            total = {"bold": True} if table.total and number == len(table.rows) else {}
            for column, text in enumerate(row):
                first = {"bold": True, "valign": "vcenter", "indent": 1} if column == 0 else centred
                write = self.cells.right if right[column] else self.cells.write
                write(sheet, at + number, column, text, **(first if tall else total))
            sheet.set_row(at + number, _MATRIX_ROW if tall else _height(row, sizes))
        return at + len(table.rows) + 1

    @staticmethod
    def _made_usable(sheet: Any, at: int, table: Table) -> None:
        """Keep the headings in sight and on every page, and let the rows be filtered, all but the sum."""
        sheet.freeze_panes(at + 1, 0)
        sheet.repeat_rows(at)
        last = at + len(table.rows) - (1 if table.total else 0)
        if last > at:
            sheet.autofilter(at, 0, last, len(table.headings) - 1)

    def _chart(self, sheet: Any, name: str, at: int, trend: Trend) -> int:
        """Draw the trend below its table; return the row after it."""
        chart = self.book.add_chart({"type": "line"})
        columns = len(trend.labels)
        for row, series in enumerate(trend.series, at + 1):
            colour = {"color": line_colour(series, row - at - 1)}
            chart.add_series(
                {
                    "name": [name, row, 0],
                    "categories": [name, at, 1, at, columns],
                    "values": [name, row, 1, row, columns],
                    "line": {**colour, "width": 2},
                    "marker": {"type": "circle", "size": 5, "fill": colour, "border": colour},
                }
            )
        chart.set_title({"name": [name, at, 0], "name_font": {"size": 11}})
        chart.set_legend({"position": "bottom"})
        top = at + len(trend.series) + _CHART_AFTER
        description = self.words("office.trend", title=plain(trend.title))
        sheet.insert_chart(top, 0, chart, {"description": description[:250], "x_scale": 1.4})
        return top + 16


@dataclass
class _Text:
    """Lines of text written one below the other, each across the columns of the sheet."""

    sheet: Any
    cells: Cells
    sizes: Sequence[float]
    row: int = 0

    def put(self, text: str, look: str) -> None:
        """Write a line, in as many columns as hold it, and as high as it needs."""
        spans = list(accumulate(self.sizes))
        last = next((at for at, span in enumerate(spans) if span >= _TEXT_WIDTH), len(spans) - 1)
        shown = self.cells.look(look)
        if look in _HEIGHTS:
            self.sheet.set_row(self.row, _HEIGHTS[look])
        else:
            lines = ceil(em(plain(text)) / _EM_PER_LETTER_OF_TEXT / spans[last])
            self.sheet.set_row(self.row, min(max(lines, 1) * _LINE + 2, _HIGHEST))
            if last:
                self.sheet.merge_range(self.row, 0, self.row, last, None, shown)
        self.cells.text(self.sheet, self.row, 0, text, shown)
        self.row += 1


def _as_table(grid: Gridded) -> Table:
    if isinstance(grid, Matrix):
        return levelled(grid)
    return _gaps(trend_table(grid)) if isinstance(grid, Trend) else grid


def _gaps(table: Table) -> Table:
    """Leave unknown numbers empty: a chart would draw anything else as nought."""
    rows = [[row[0], *(each if is_number(each) else "" for each in row[1:])] for row in table.rows]
    return Table(table.headings, rows, table.audience)


def _title(section: Section) -> str:
    return f"{section.number}. {section.title}" if section.number else section.title


def _wanted_name(page: Page) -> str:
    number = f"{page.section.number} " if page.section.number else ""
    return number + (page.heading or page.section.title)


def _sizes(table: Table) -> list[float]:
    """Return how wide the columns are, in letters: on paper no narrower than can be read."""
    found = widths(table, _WIDEST_TABLE * _EM_PER_LETTER, _ARROW * _EM_PER_LETTER)
    return [max(each / _EM_PER_LETTER, _NARROWEST) for each in found]


def _height(row: Sequence[str], sizes: Sequence[float]) -> float:
    """Return the height of a row in points: not every program finds it by itself."""
    most = max(
        (lines(text, (size - 2) * _EM_PER_LETTER_OF_TEXT) for text, size in zip(row, sizes, strict=False)), default=1
    )
    return min(most * _CELL_LINE + 3, _HIGHEST)


def _apart(title: str) -> str:
    """Return a title for a footer: a digit at its start would be read as part of the size before it."""
    return f" {title}" if title[:1].isdigit() else title
