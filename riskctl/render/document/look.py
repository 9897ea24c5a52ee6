"""What the formats with a page share: colours, and how wide the columns of a table are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import permutations
from typing import Final

from riskctl.core.fields import LEVELS, Level
from riskctl.render.document.model import Document, Matrix, Series, Table, Trend, Valued
from riskctl.render.document.tables import UNKNOWN, matrix_table
from riskctl.render.sheet_style import LEVEL_COLOURS

LINE_COLOURS: Final[Mapping[Level, str]] = {
    "low": "#4B8B3B",
    "medium": "#B8860B",
    "high": "#D2691E",
    "critical": "#B22222",
}
"""The lines of a trend: darker than the cells, to be seen on white."""
_OTHER_LINES: Final = ("#1F3A5F", "#6B5B95", "#2A7F8E", "#7F7F7F")
_ADVANCE: Final[Mapping[str, float]] = {
    **dict.fromkeys("ijl'|", 0.25),
    **dict.fromkeys("ft.,:;/![]() -rI", 0.31),
    **dict.fromkeys("cksvxyzJ", 0.5),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZÆØÅ&●○◑◔", 0.74),
    **dict.fromkeys("mMWw%–", 0.9),
}
"""Widths of Arial's letters in em, rounded up; the others are 0.56."""
_OTHER: Final = 0.57
_BOLD: Final = 1.08
_SLACK: Final = 0.2
_LONGEST_WORD: Final = 14.0
_SHORT: Final = 14
_SPACE: Final = 0.31
_STEP: Final = 0.25
_STEPS: Final = (4.0, 2.0, 1.0, 0.5)
_SLIGHT: Final = 1e-6
_MOST_MOVES: Final = 6
_MOST_ROWS: Final = 60
"""Rows that column widths are found from."""
_UNSPLIT_LINES: Final = 20
_TOGETHER_LINES: Final = 14
_MOST_STEPS: Final = 5


def colour(value: str) -> str | None:
    """Return the colour of a text that stands for a level, `#RRGGBB`."""
    level = level_of(value)
    return LEVEL_COLOURS[level] if level is not None else None


def stands_alone(document: Document) -> bool:
    """Whether the front is a page of its own: it has the matrix, or something else to be seen at once."""
    shown = any(isinstance(block, Matrix | Trend) for section in document.front for block in section.blocks)
    return shown and bool(document.sections)


def line_colour(series: Series, number: int) -> str:
    """Return the colour of a line of a trend, counted from 0."""
    return LINE_COLOURS[series.level] if series.level else _OTHER_LINES[number % len(_OTHER_LINES)]


def level_of(value: str) -> Level | None:
    """Return the level that a text stands for, if any."""
    found = value.value if isinstance(value, Valued) else None
    return next((level for level in LEVELS if level == found), None) if isinstance(found, str) else None


def levelled(matrix: Matrix) -> Table:
    """Return the risk matrix as a table whose cells stand for their levels."""
    table = matrix_table(matrix)
    rows = [
        [row[0], *(Valued(text, each.level) for text, each in zip(row[1:], cells, strict=True))]
        for row, cells in zip(table.rows, matrix.cells, strict=True)
    ]
    return Table(table.headings, rows, table.audience)


def is_number(value: str) -> bool:
    """Whether a text is a number, to stand to the right."""
    return isinstance(value, Valued) and isinstance(value.value, int)


def numeric(table: Table) -> tuple[bool, ...]:
    """Return for each column whether all in it are numbers; beside numbers alone, unknown ones count too."""
    columns = [[row[at] for row in table.rows] for at in range(len(table.headings))]
    blank = [all(each in ("", UNKNOWN) for each in cells) for cells in columns]
    found = [all(is_number(each) or each in ("", UNKNOWN) for each in cells) for cells in columns]
    sure = [is_it and not empty for is_it, empty in zip(found, blank, strict=True)]
    return tuple(found if any(sure) and all(found[1:]) and not found[0] else sure)


def em(text: str) -> float:
    """Return about how wide a text is, in em."""
    return sum(_ADVANCE.get(each, _OTHER) for each in text)


def widths(table: Table, room: float, padding: float) -> tuple[float, ...]:
    """Return the widths of the columns in em, padding included: together at most `room`, the table as low as can be."""
    count = len(table.headings)
    free = room - count * padding
    rows = [tuple(row) for row in (table.headings, *table.rows[:_MOST_ROWS])]
    low, high = (
        [max(measure(row[at], head=row is rows[0]) for row in rows) for at in range(count)]
        for measure in (_word, _width)
    )
    if sum(high) <= free:
        found = _to_fill_in(rows, high, free)
    elif sum(low) >= free:
        found = [each * free / sum(low) for each in low]
    else:
        found = _shared(rows, low, high, free)
    return tuple(each + padding for each in found)


def lines(text: str, width: float) -> int:
    """Return about how many lines a text takes in a width in em."""
    return _lines(text, _eighths(width))


def scale(trend: Trend) -> tuple[int, int]:
    """Return the top of a trend's scale, and the step between its lines: 1, 2 or 5 times a power of ten."""
    highest = max((number for each in trend.series for number in each.numbers if number is not None), default=0)
    size = 1
    while 5 * size * _MOST_STEPS < highest:
        size *= 10
    step = next(step for step in (size, 2 * size, 5 * size) if step * _MOST_STEPS >= highest)
    return step * max(-(-highest // step), 1), step


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table stands on a page: its columns in em, which of them hold numbers, which rows are kept whole."""

    widths: tuple[float, ...]
    right: tuple[bool, ...]
    whole: tuple[bool, ...]
    together: bool
    """Whether the table is low enough to be kept on one page."""


def layout(table: Table, room: float, padding: float) -> Layout:
    """Return how a table stands in a width in em, with the padding of a cell."""
    found = widths(table, room, padding)
    inner = [each - padding for each in found]
    heights = [max(map(lines, row, inner), default=1) for row in table.rows]
    whole = tuple(each <= _UNSPLIT_LINES for each in heights)
    return Layout(found, numeric(table), whole, sum(heights) <= _TOGETHER_LINES)


def _to_fill_in(rows: Sequence[Sequence[str]], high: Sequence[float], free: float) -> list[float]:
    """Give columns that are empty, to be written in by hand, what room there is."""
    empty = [not any(row[at] for row in rows[1:]) and len(rows) > 1 for at in range(len(high))]
    spare = (free - sum(high)) / max(sum(empty), 1)
    return [each + spare if unfilled else each for each, unfilled in zip(high, empty, strict=True)]


def _shared(rows: Sequence[Sequence[str]], low: Sequence[float], high: Sequence[float], free: float) -> list[float]:
    """Share what is left among the columns, step by step to the one that makes most rows high; then mend the lines."""
    areas = [[em(text) for text in row] for row in rows]
    found = list(low)
    while (spare := free - sum(found)) > 0:
        step = min(_STEP, spare)
        gains = [0.0 if width >= most else _SLIGHT for width, most in zip(found, high, strict=True)]
        for row in areas:
            lines = [area / width for area, width in zip(row, found, strict=True)]
            tallest = max(range(len(lines)), key=lines.__getitem__)
            if found[tallest] < high[tallest]:
                gains[tallest] += lines[tallest] - row[tallest] / (found[tallest] + step)
        found[max(range(len(gains)), key=gains.__getitem__)] += step
    return _mended(rows, found, low)


def _mended(rows: Sequence[Sequence[str]], found: list[float], low: Sequence[float]) -> list[float]:
    """Move width from column to column while that saves lines."""
    height = _height(rows, found)
    for step in _STEPS:
        for _ in range(_MOST_MOVES):
            moved = min(_moves(found, low, step), key=lambda each: _height(rows, each), default=found)
            if (lower := _height(rows, moved)) >= height:
                break
            found, height = moved, lower
    return found


def _moves(found: Sequence[float], low: Sequence[float], step: float) -> Iterator[list[float]]:
    for giver, taker in permutations(range(len(found)), 2):
        if found[giver] - step >= low[giver]:
            moved = list(found)
            moved[giver] -= step
            moved[taker] += step
            yield moved


def _height(rows: Sequence[Sequence[str]], found: Sequence[float]) -> int:
    return sum(max(map(_lines, row, map(_eighths, found)), default=1) for row in rows)


def _eighths(width: float) -> int:
    return int(width * 8)


@lru_cache(maxsize=5_000)
def _lines(text: str, eighths: int) -> int:
    """Return how many lines a text takes in a width, broken between words."""
    width, lines, used = max(eighths / 8, 1.0), 1, 0.0
    for word in text.split(" "):
        length = em(word)
        if used and used + _SPACE + length > width:
            lines, used = lines + 1, 0.0
        lines += int(length // width)
        used += (_SPACE if used else 0) + length % width
    return lines


def _width(text: str, *, head: bool) -> float:
    return em(text) * (_BOLD if head else 1) + _SLACK


def _word(text: str, *, head: bool) -> float:
    """Return the width of the longest word; numbers and levels are not broken, dates only before the year."""
    short = isinstance(text, Valued) and not isinstance(text.value, datetime) and len(text) <= _SHORT
    parts = _unbroken(text) if short else text.replace("-", "- ").split()
    longest = max(map(em, parts), default=0.0)
    return min(longest * (_BOLD if head else 1) + _SLACK, _LONGEST_WORD)


def _unbroken(text: str) -> list[str]:
    return text.rsplit(" ", 1) if isinstance(text, Valued) and isinstance(text.value, date) else [text]
