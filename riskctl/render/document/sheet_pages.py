"""A document laid out for a workbook: a sheet for each table with the texts that belong to it, under a valid name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import Final

from riskctl.render.document.model import Block, Heading, Items, Matrix, Paragraph, Section, Table, Trend
from riskctl.render.document.plain import plain

Gridded = Table | Matrix | Trend
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\s]+")
_RESERVED: Final = "history"


@dataclass(slots=True)
class Page:
    """A sheet: what stands above the table, the table, what stands below."""

    section: Section
    heading: str = ""
    above: list[str] = field(default_factory=list)
    grid: Gridded | None = None
    below: list[str] = field(default_factory=list)


def pages(section: Section) -> Iterator[Page]:
    """Yield the sheets of a section: one for each table; one for its texts when there is none."""
    page = Page(section)
    for block, following in pairwise((*section.blocks, None)):
        if block is None:
            break
        if page.grid is not None and _opens(block, following):
            yield page
            page = Page(section)
        if isinstance(block, Heading):
            if page.above or page.heading:
                page.above.append(block.text)
            else:
                page.heading = block.text
        elif isinstance(block, Table | Matrix | Trend):
            page.grid = block
        else:
            (page.below if page.grid is not None else page.above).extend(texts(block))
    yield page


def _opens(block: Block, following: Block | None) -> bool:
    """Whether a block after a table belongs to what comes next rather than to the table."""
    return not isinstance(block, Paragraph | Items) or isinstance(following, Table | Matrix | Trend)


def texts(block: Paragraph | Items) -> Iterator[str]:
    """Yield the lines of a block of text."""
    if isinstance(block, Paragraph):
        yield " ".join(block.sentences)
    else:
        for number, point in enumerate(block.points, 1):
            yield f"{number}. {point}" if block.numbered else f"• {point}"


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return a name for each sheet that a workbook takes: short, of allowed characters, and each name once."""
    taken: set[str] = {_RESERVED}
    names = []
    for text in wanted:
        base = _NOT_IN_NAMES.sub(" ", plain(text)).strip(" '") or "–"
        for number in count(1):
            mark = f" ({number})" if number > 1 else ""
            name = _cut(base, _LONGEST_NAME - len(mark)) + mark
            if name.casefold() not in taken:
                break
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, length: int) -> str:
    """Return the beginning of a text, so long as Excel counts: by units of UTF-16."""
    return text.encode("utf-16-le")[: 2 * length].decode("utf-16-le", "ignore").strip(" '") or "–"
