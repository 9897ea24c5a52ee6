"""A table laid out for a page: what each cell is, so that it can be aligned, coloured and sorted by its value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from riskctl.core.fields import LEVELS, Level, rank
from riskctl.render.document.model import Matrix, Table, Value, Valued
from riskctl.render.document.tables import UNKNOWN

WIDE: Final = 6
"""From how many columns a table is wide: it gets smaller type on paper and scrolls on a telephone."""
SHORT: Final = 5
"""Up to how many columns of numbers a table stands at its own width."""
_SORTED: Final = 3
"""From how many rows a table can be sorted."""
_WORD: Final = 40
"""How many letters a word of a cell may have before it is broken anywhere."""
_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell or heading: text, the number it sorts by, level, and `number`, `date` or `long` where it is set so."""

    text: str
    sort: int | None = None
    kind: str = ""
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the total row apart, for it stays last."""

    label: str
    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...]
    classes: str
    kind: str = "table"

    @property
    def cards(self) -> bool:
        """Whether each row becomes a card where the screen is narrow, its cells under one another."""
        return "cards" in self.classes.split()


def grid(table: Table, label: str) -> Grid:
    """Return a table laid out, named by the heading it stands under."""
    kinds = [_kind([row[column] for row in table.rows]) for column in range(len(table.headings))]
    headings = tuple(map(_heading, table.headings, kinds))
    rows = tuple(tuple(map(_cell, row, kinds)) for row in table.rows)
    body, total = (rows[:-1], rows[-1]) if table.total else (rows, ())
    return Grid(label, headings, body, total, " ".join(_classes(headings, body)))


def matrix_grid(matrix: Matrix, label: str) -> Grid:
    """Return the risk matrix as a table with its colours."""
    rows = tuple(
        (Cell(name), *(Cell(each.text, kind=each.level) for each in cells))
        for name, cells in zip(matrix.down, matrix.cells, strict=True)
    )
    return Grid(label, tuple(map(Cell, (matrix.corner, *matrix.across))), rows, (), "grid", kind="matrix")


def _classes(headings: Sequence[Cell], body: Sequence[Sequence[Cell]]) -> list[str]:
    numbers = all(each.kind.startswith("number") for each in headings[1:])
    return [
        *(["wide"] if len(headings) >= WIDE else []),
        "short" if numbers and len(headings) <= SHORT else "cards",
        *(["sortable"] if len(body) >= _SORTED and all(each.text for each in headings) else []),
    ]


def _kind(column: Sequence[str]) -> str:
    """Return how a column is set: as numbers or dates where all that stands in it is that."""
    kinds = {_kind_of(text) for text in column if text not in ("", UNKNOWN)}
    return kinds.pop() if len(kinds) == 1 else ""


def _kind_of(text: str) -> str:
    value = text.value if isinstance(text, Valued) else ""
    return "" if isinstance(value, str) else "number" if isinstance(value, int) else "date"


def _heading(text: str, kind: str) -> Cell:
    return Cell(text, kind=_set(text, "number" if kind == "number" else ""))


def _cell(text: str, kind: str) -> Cell:
    if not isinstance(text, Valued):
        return Cell(text, kind=_set(text, kind))
    level = next((each for each in LEVELS if each == text.value), None)
    return Cell(text, _order(text.value), _set(text, kind), level)


def _set(text: str, kind: str) -> str:
    """Return how a text is set: also as `long` when a word of it must be broken anywhere."""
    return f"{kind} long".strip() if any(len(word) > _WORD for word in text.split()) else kind


def _order(value: Value) -> int:
    """Return the number that a value sorts by: days and moments by the minute, levels by their rank."""
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return value.toordinal() * _MINUTES + value.hour * 60 + value.minute
    return value.toordinal() * _MINUTES if isinstance(value, date) else rank(value)
