"""The terminal, through Rich: register text only ever as `Text`, never as markup."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from riskctl.core.fields import Level
from riskctl.render.names import level_name
from riskctl.render.safe import visible
from riskctl.text import Words

LEVEL_STYLES: Final = {"low": "green", "medium": "yellow", "high": "bright_red", "critical": "bold white on red"}


WIDEST: Final = 100
"""Lines of prose longer than this are hard to read."""


def console() -> Console:
    """Return a console on stdout that takes no markup and no emoji codes."""
    return Console(file=sys.stdout, markup=False, emoji=False, highlight=False, soft_wrap=False)


def plain(text: str, style: str = "") -> Text:
    """Return register text for the terminal."""
    return Text(visible(text), style=style)


def level_text(level: Level | None, words: Words) -> Text:
    """Return a level with its sign and name: never by colour alone."""
    return Text(level_name(level, words), style=LEVEL_STYLES[level]) if level else Text("")


def show_paragraphs(paragraphs: Callable[[int], Iterable[str]]) -> None:
    """Show lines already wrapped to the width they are given; those at the margin are headings."""
    out = console()
    for line in paragraphs(min(out.width, WIDEST)):
        style = "bold" if line and not line.startswith(" ") else ""
        out.print(plain(line, style), no_wrap=True, overflow="ignore", crop=False)


class Lines:
    """Paragraphs and levels on one console, each within its width.

    `plain`: for a screen reader, or a terminal that can't do more: a paragraph is one line however long, and
    nothing is drawn, set side by side or put over what stands there.
    """

    plain = False
    paged = False

    def __init__(self, words: Words, out: Console) -> None:
        self.words = words
        self.out = out

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """Show one paragraph; what does not fit goes on below, as far in."""
        self.rich(plain(text, style), indent=indent)

    def rich(self, *parts: "str | Text", indent: int = 0, hanging: int = 0) -> None:
        """Show a line made of register text and levels."""
        text = Text()
        for part in parts:
            text.append_text(part if isinstance(part, Text) else plain(part))
        for row in self._rows(text, indent, hanging):
            self.put(row)

    def _rows(self, text: Text, indent: int, hanging: int = 0) -> Iterator[Text]:
        if self.plain:
            yield text
            return
        width = max(20, self.out.width - indent - hanging)
        for number, row in enumerate(text.wrap(self.out, width)):
            yield Text(" " * (indent + (hanging if number else 0))).append_text(row)

    def put(self, row: Text) -> None:
        """Show one row."""
        self.out.print(row, soft_wrap=self.plain)

    def wrapped(self, text: str, indent: int) -> list[str]:
        """Return a paragraph in rows that fit the width beside an indent."""
        return [row.plain for row in plain(text).wrap(self.out, max(20, self.out.width - indent))]

    def question(self, text: str) -> None:
        """Show a question, just above where it is answered."""
        self.line(text)

    def say(self, text: str) -> None:
        """Show at once what was wrong with an answer."""
        self.line(text, "yellow")

    def typed(self, text: str) -> None:
        """Take note of what was typed, where there are pages."""

    def fits(self, texts: Sequence[str]) -> bool:  # noqa: ARG002 only pages have an end
        """Whether some paragraphs fit below what is shown."""
        return True

    def notice(self, text: str) -> None:
        """Say something that is not about the answer that is given now."""
        self.say(text)

    def options(self, question: str, listed: Sequence[str]) -> None:
        """Show what can be chosen, and the question."""
        if self.plain and listed:
            self.question(f"{question} {'; '.join(listed)}")
            return
        for each in listed:
            self.line(each, indent=2)
        self.question(question)

    def make_room(self, rows: int) -> None:
        """See to it that some rows fit below, where there are pages."""

    def page(self) -> None:
        """Begin a new page, where there are pages."""
