"""Where the lines and letters of a drawing stand: the risk matrix and the trends, in whole units of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import Final, Literal

from riskctl.core.fields import Level
from riskctl.render.document.model import Matrix, MatrixCell, Series, Trend
from riskctl.render.document.tables import UNKNOWN
from riskctl.render.names import level_name
from riskctl.render.safe import visible
from riskctl.text import Words

_SIDE, _TOP, _WIDTH, _HEIGHT = 130, 42, 132, 56
_LINE: Final = 15
_LETTERS: Final = 18
"""How many letters of common width stand on a line of a label; all of it is in the table beside the drawing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text."""

    text: str
    x: int
    y: int
    anchor: Literal["start", "middle", "end"] = "start"
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of the matrix."""

    x: int
    y: int
    width: int
    height: int
    level: Level
    name: str
    count: int
    moved: str


@dataclass(frozen=True, slots=True)
class MatrixChart:
    """The risk matrix drawn."""

    width: int
    height: int
    lines: tuple[Line, ...]
    boxes: tuple[Box, ...]


def matrix_chart(matrix: Matrix, words: Words) -> MatrixChart:
    """Return the matrix as boxes, a level's sign and name in each beside its colour."""
    boxes = tuple(
        Box(_SIDE + _WIDTH * x, _TOP + _HEIGHT * y, _WIDTH, _HEIGHT, *_said(cell, words))
        for y, row in enumerate(matrix.cells)
        for x, cell in enumerate(row)
    )
    width, height = _SIDE + _WIDTH * len(matrix.across), _TOP + _HEIGHT * len(matrix.down)
    return MatrixChart(width + 1, height + 1, tuple(_axes(matrix)), boxes)


def _said(cell: MatrixCell, words: Words) -> tuple[Level, str, int, str]:
    moved = f"({cell.moved:+})".replace("-", "−") if cell.moved else ""
    return cell.level, level_name(cell.level, words), cell.count, moved


def _axes(matrix: Matrix) -> Iterator[Line]:
    yield from _label(matrix.corner, 0, _TOP - 8, "start", strong=True)
    for column, name in enumerate(matrix.across):
        yield from _label(name, _SIDE + _WIDTH * column + _WIDTH // 2, _TOP - 8, "middle")
    for row, name in enumerate(matrix.down):
        yield from _label(name, 0, _TOP + _HEIGHT * row + _HEIGHT // 2 + 12, "start")


def _label(text: str, x: int, last: int, anchor: Literal["start", "middle"], *, strong: bool = False) -> Iterator[Line]:
    """Yield a label on at most two lines, of which the lower stands at `last`; what is cut off ends in dots."""
    said = visible(text)
    lines = wrap(said, _fitting(said), max_lines=2, placeholder=" …")
    for number, line in enumerate(reversed(lines)):
        yield Line(line, x, last - _LINE * number, anchor, strong)


def _fitting(text: str) -> int:
    """Return how many of these letters stand on a line: capitals and other wide ones take half as much room again."""
    wide = sum(not (each.islower() or each.isdigit() or each in " .,:;'-()") for each in text)
    return max(_LETTERS * len(text) * 2 // (len(text) * 2 + wide), 4) if text else _LETTERS


@dataclass(frozen=True, slots=True)
class Bar:
    """A number of a trend: its bar, if it is more than nought, and the text above it."""

    text: str
    x: int
    y: int
    width: int
    height: int
    middle: int


@dataclass(frozen=True, slots=True)
class Panel:
    """One series drawn by itself on its own scale; `spoken` says it all in words."""

    width: int
    height: int
    base: int
    name: str
    spoken: str
    level: Level | None
    bars: tuple[Bar, ...]
    first: str
    last: str


_PANEL, _TALL, _BASE, _HIGHEST = 320, 108, 86, 66


def panels(trend: Trend) -> tuple[Panel, ...]:
    """Return a drawing of each series: apart, so that the few gravest are seen beside the many light ones."""
    return tuple(_panel(each, trend.labels) for each in trend.series)


def _panel(series: Series, labels: tuple[str, ...]) -> Panel:
    said = [f"{label}: {_text(number)}" for label, number in zip(labels, series.numbers, strict=True)]
    first, last = (labels[0], labels[-1]) if labels[1:] else ("".join(labels), "")
    return Panel(
        _PANEL,
        _TALL,
        _BASE,
        series.name,
        f"{series.name}. {'; '.join(said)}",
        series.level,
        tuple(_bars(series.numbers)),
        _short(first),
        _short(last),
    )


def _bars(numbers: tuple[int | None, ...]) -> Iterator[Bar]:
    step = _PANEL / max(len(numbers), 1)
    width = round(step * 0.7)
    most = max((number for number in numbers if number is not None), default=0)
    for place, number in enumerate(numbers):
        height = round(_HIGHEST * max(number or 0, 0) / most) if most > 0 else 0
        middle = round(step * (place + 0.5))
        yield Bar(_text(number), middle - width // 2, _BASE - height, width, height, middle)


def _text(number: int | None) -> str:
    return UNKNOWN if number is None else str(number).replace("-", "−")


def _short(label: str) -> str:
    text = visible(label)
    return text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"
