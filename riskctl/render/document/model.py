"""A document as a value: what a report says, in the order it says it, before any format.

Text is plain text as it stands in the register or in `riskctl.text`; each format escapes it by its own rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, Self

from riskctl.core.fields import Level
from riskctl.text import Lang

Value = int | date | datetime | Level
"""What a text stands for where it is more than words: a number, a day, a moment, a level."""
Audience = Literal["public", "board", "isu"]
"""Who may read a part: anyone, the executive board and ISU, or ISU alone."""


class Code(str):
    """An id or a command, shown as code."""

    __slots__ = ()


class Valued(str):
    """A text with the value it stands for: a sheet gets a typed cell of it, a page a sort key or a colour."""

    __slots__ = ("value",)
    value: Value

    def __new__(cls, text: str, value: Value) -> Self:
        """Return the text with its value."""
        made = super().__new__(cls, text)
        made.value = value
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[str, Value]]:
        """Return what makes it again in another process."""
        return type(self), (str(self), self.value)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that stand together."""

    sentences: tuple[str, ...]
    audience: Audience = "isu"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    text: str
    audience: Audience = "isu"


@dataclass(frozen=True, slots=True)
class Items:
    """A list: numbered where its points are referred to."""

    points: tuple[str, ...]
    numbered: bool = False
    audience: Audience = "isu"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its headings and rows of cells. With `total` the last row sums the others, and stays last."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    audience: Audience = "isu"
    total: bool = False


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A cell of the risk matrix: its level, how many risks it holds, and how many more than before; None: unknown."""

    text: str
    level: Level
    count: int
    moved: int | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """The risk matrix: likelihood across, consequence down with the gravest first."""

    corner: str
    across: tuple[str, ...]
    down: tuple[str, ...]
    cells: tuple[tuple[MatrixCell, ...], ...]
    audience: Audience = "public"


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a trend: its name, the level it is about if any, and a number for each label; None: not known."""

    name: str
    numbers: tuple[int | None, ...]
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """Numbers over several periods, oldest first."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    audience: Audience = "public"


Block = Paragraph | Heading | Items | Table | Matrix | Trend
_KINDS: Final[Mapping[type, str]] = {
    Paragraph: "paragraph",
    Heading: "heading",
    Items: "items",
    Table: "table",
    Matrix: "matrix",
    Trend: "trend",
}


def kind_of(block: Block) -> str:
    """Return what a block is, for templates: they have no types."""
    return _KINDS[type(block)]


@dataclass(frozen=True, slots=True)
class Section:
    """A part under a heading; the numbered ones name the basis of what they show."""

    title: str
    blocks: tuple[Block, ...]
    number: int | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `front` is the first page, which stands alone; `notices` say what it is not, above all else.

    `dated` is the moment it speaks of, never when it was made: the same document gives the same bytes.
    """

    lang: Lang
    title: str
    author: str
    dated: datetime
    lead: tuple[str, ...]
    notices: tuple[str, ...]
    front: tuple[Section, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...] = ()
