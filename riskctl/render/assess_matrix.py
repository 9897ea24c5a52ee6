"""The matrix of a meeting in five rows: where the risks lie so far, where this one lies, and where it lay before."""

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from riskctl.core.fields import LEVELS, Level
from riskctl.core.views.progress import Cell, Placed
from riskctl.render.console import LEVEL_STYLES, plain
from riskctl.render.names import LEVEL_SIGNS, level_name
from riskctl.text import Words

ROWS: Final = 5
_CELL: Final = 6


def compact(found: Placed, words: Words) -> Iterator[Text]:
    """Yield the rows of the matrix, the worst consequence at the top, with what the signs mean beside it."""
    beside = [*_legend(found, words), *[Text()] * ROWS]
    head = words("assess.matrix.consequence")
    for number, (consequence, row) in enumerate(reversed(list(enumerate(found.rows, 1)))):
        line = plain(f"  {'' if number else head:<{len(head)}} {consequence}  ", "dim")
        for likelihood, level in enumerate(row, 1):
            line.append_text(_cell(found, (consequence, likelihood), level))
        yield _beside(line, beside[number])
    across = "".join(f"{number:^{_CELL}}" for number in range(1, len(found.rows[0]) + 1))
    yield plain(f"  {'':<{len(head)}}    {across}  {words('assess.matrix.likelihood')}", "dim")


def _beside(left: Text, right: Text) -> Text:
    return left.append(" ").append_text(right)


def _cell(found: Placed, cell: Cell, level: Level) -> Text:
    count = found.counts.get(cell, 0)
    left, right = ("[", "]") if cell == found.now else ("(", ")") if cell == found.before else (" ", " ")
    inner = f"{LEVEL_SIGNS[level]}{count or ' '}"
    style = LEVEL_STYLES[level] if count or cell in (found.now, found.before) else f"dim {LEVEL_STYLES[level]}"
    return Text(" ").append(f"{left}{inner}{right}", style).append(" " * (_CELL - 5))


def _legend(found: Placed, words: Words) -> Iterator[Text]:
    yield plain("  ".join(level_name(level, words) for level in LEVELS), "dim")
    yield plain(words("assess.matrix.count", n=sum(found.counts.values())), "dim")
    if found.now:
        yield plain(words("assess.matrix.now"), "dim")
    if found.before:
        yield plain(words("assess.matrix.before"), "dim")
