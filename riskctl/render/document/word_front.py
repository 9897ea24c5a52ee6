"""How large the type of a first page is that stands alone: Word can't be asked, so its height is reckoned."""

from typing import Final

from riskctl.render.document.look import lines, stands_alone
from riskctl.render.document.model import Block, Document, Heading, Items, Matrix, Paragraph, Table

SIZES: Final = (20, 19, 18, 17, 16)
"""In half points, the largest first: what the default look has."""
_ROOM: Final = (482.0, 715.0)
"""The width and height of the text on a page of the default look in points, a little left over."""
_LEADING, _CLOSE = (1.32, 1.16)
"""How far apart lines are in the common size, and in smaller ones."""
_LONG_TEXT: Final = 1.08
"""Long texts are narrower by the letter than the words of a table, which widths are reckoned for."""
_INDENT: Final = 20.0
_TITLE, _LEAD, _NOTICE, _SECTION, _HEADING = (26.0, 15.0, 34.0, 35.0, 28.0)
_AFTER_PARAGRAPH, _AFTER_POINT, _AFTER_TABLE = (5.0, 3.0, 9.0)
_MATRIX_ROW, _TABLE_ROW, _CHART = (20.5, 14.0, 178.0)


def front_size(document: Document) -> int | None:
    """Return the size of the texts of the first page, in half points; None: as the style has it."""
    if not stands_alone(document):
        return None
    fitting = (size for size in SIZES if _height(document, size / 2) <= _ROOM[1])
    size = next(fitting, SIZES[0])
    return None if size == SIZES[0] else size


def _height(document: Document, size: float) -> float:
    blocks = [block for section in document.front for block in section.blocks]
    opening = _TITLE + len(document.lead) * _LEAD + len(document.notices) * _NOTICE
    return opening + len(document.front) * _SECTION + sum(_block(each, size) for each in blocks)


def _block(block: Block, size: float) -> float:
    if isinstance(block, Paragraph):
        return _text(" ".join(block.sentences), size, _ROOM[0]) + _AFTER_PARAGRAPH
    if isinstance(block, Items):
        return sum(_text(each, size, _ROOM[0] - _INDENT) + _AFTER_POINT for each in block.points)
    if isinstance(block, Matrix):
        return (len(block.down) + 1) * _MATRIX_ROW + _AFTER_TABLE
    if isinstance(block, Heading):
        return _HEADING
    rows = block.rows if isinstance(block, Table) else block.series
    drawn = _CHART if not isinstance(block, Table) and len(block.labels) > 1 else 0
    return (len(rows) + 1) * _TABLE_ROW + _AFTER_TABLE + drawn


def _text(text: str, size: float, room: float) -> float:
    leading = _LEADING if size == SIZES[0] / 2 else _CLOSE
    return lines(text, _LONG_TEXT * room / size) * size * leading
