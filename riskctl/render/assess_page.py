"""The pages of an assessment: one question a page of 80 x 24, or, for a screen reader, one line after another."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from riskctl.core.fields import Level
from riskctl.render.console import Lines, level_text, plain
from riskctl.render.names import level_name
from riskctl.text import Words

QUESTION_ROWS: Final = 3
"""What a question takes below what is shown: two rows of its own, and the one that is typed on."""
TWO_COLUMNS_FROM: Final = 8
"""How many rows are shown before they are set in two columns."""
NARROWEST_COLUMN: Final = 38


class Pages(Lines):
    """Lines on pages where the terminal can be cleared; what does not fit waits for Enter."""

    def __init__(self, words: Words, out: Console, *, plain: bool = False) -> None:
        super().__init__(words, out)
        self.plain = plain
        self.paged = out.is_terminal and not out.is_dumb_terminal and not plain
        self.wait: Callable[[], None] = lambda: None
        self.reserved = QUESTION_ROWS
        self._rows_shown = 0
        self._notices: list[str] = []
        self.within = ""
        """What the page is part of, said above its bar: which of several systems."""

    def page(self) -> None:
        """Begin a new page; a line apart where there are no pages."""
        if self.paged:
            self.out.clear()
            self._rows_shown = 0
            self.reserved = QUESTION_ROWS
        else:
            self.put(Text())

    def put(self, row: Text) -> None:
        """Show one row; where the page is full, wait first."""
        if self._left <= 0:
            self._wait_for_more()
        super().put(Text(row.plain) if self.plain else row)
        self._rows_shown += 1

    @property
    def _left(self) -> int:
        """How many rows there is room for above a question."""
        return max(self.out.height - self.reserved, 1) - self._rows_shown if self.paged else sys.maxsize

    def make_room(self, rows: int) -> None:
        """Wait, and begin a new page, unless some rows and the one that is typed on fit below."""
        if self.paged and self._rows_shown and self._rows_shown + rows + 1 > self.out.height:
            self._wait_for_more()
        self._rows_shown += rows + 1

    def _wait_for_more(self) -> None:
        reserved = self.reserved
        super().put(Text(self.words("assess.more"), "dim"))
        self.wait()
        self.page()
        self.reserved = reserved

    def question(self, text: str) -> None:
        """Show a question: there is always room for it."""
        for row in self._rows(plain(text, "" if self.plain else "bold"), 0) if text else ():
            super().put(row)
            self._rows_shown += 1
        self._rows_shown += 1

    def columns(self, rows: list[str]) -> None:
        """Show short rows, in two columns where there is room and need for them, page by page."""
        width = (self.out.width - 2) // 2
        if self.plain or len(rows) < TWO_COLUMNS_FROM or width < NARROWEST_COLUMN:
            for row in rows:
                self.line(row)
            return
        while rows:
            if self._left <= 0:
                self._wait_for_more()
            half = min(-(-len(rows) // 2), self._left)
            for left, right in zip(rows[:half], [*rows[half : 2 * half], *[""] * half], strict=False):
                self.line(f"{_cut(left, width):<{width}}{_cut(right, width)}" if right else left)
            rows = rows[2 * half :]

    def say(self, text: str) -> None:
        """Show at once what was wrong with an answer, however full the page is."""
        for row in self._rows(plain(text, "" if self.plain else "yellow"), 0):
            super().put(row)
            self._rows_shown += 1

    def typed(self, text: str) -> None:
        """Count the rows that a long answer took beyond the one it began on."""
        self._rows_shown += (len(text) + len("> ")) // self.out.width

    def fits(self, texts: Sequence[str]) -> bool:
        """Whether some paragraphs and the row that is typed on fit below what is shown."""
        return not self.paged or self._rows_shown + sum(len(self.wrapped(each, 4)) for each in texts) < self.out.height

    def has_room(self, rows: int) -> bool:
        """Whether some more rows fit the page together with a question."""
        return rows <= self._left

    def notice(self, text: str) -> None:
        """Have something said at the top of the next page."""
        self._notices.append(text)

    def notices(self) -> None:
        """Show what is to be said now."""
        for each in self._notices:
            self.line(each, "yellow")
        self._notices.clear()

    def bar(self, text: str) -> None:
        """Show the line that says where one is."""
        if self.within:
            self.line(self.within, "bold")
        if self.paged:
            text = f" {text}".ljust(self.out.width)[: self.out.width]
        self.line(text, "bold reverse" if self.paged else "bold")

    def level(self, level: Level | None) -> Text:
        """Return a level with its sign, word and colour; for a screen reader its word."""
        if self.plain or level is None:
            return Text(self.level_words(level))
        return level_text(level, self.words)

    def level_words(self, level: Level | None) -> str:
        """Return a level in words, with its sign where signs are read."""
        if level is None:
            return self.words("lists.unrated") if self.plain else "–"
        return self.words.name("level", level) if self.plain else level_name(level, self.words)


def console_for(stream: object, *, plain: bool) -> Console:
    """Return a console on a stream; without colour and width of its own for a screen reader."""
    kept = stream if hasattr(stream, "write") else sys.stdout
    return Console(file=kept, markup=False, emoji=False, highlight=False, no_color=True if plain else None)  # type: ignore[arg-type]


def is_plain(*, asked: bool) -> bool:
    """Whether the terminal is to be treated as one that can't be drawn on."""
    dumb = sys.platform != "win32" and os.environ.get("TERM", "dumb") in ("", "dumb", "unknown")
    return asked or dumb


def _cut(text: str, width: int) -> str:
    return text if len(text) < width else text[: width - 2] + "…"
