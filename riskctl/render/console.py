"""The terminal, through Rich: register text only ever as `Text`, never as markup."""

import sys
from typing import Final

from rich.console import Console
from rich.text import Text

from riskctl.core.fields import Level
from riskctl.render.names import level_name
from riskctl.render.safe import visible
from riskctl.text import Words

LEVEL_STYLES: Final = {"low": "green", "medium": "yellow", "high": "bright_red", "critical": "bold white on red"}


def console() -> Console:
    """Return a console on stdout that takes no markup and no emoji codes."""
    return Console(file=sys.stdout, markup=False, emoji=False, highlight=False, soft_wrap=False)


def plain(text: str, style: str = "") -> Text:
    """Return register text for the terminal."""
    return Text(visible(text), style=style)


def level_text(level: Level | None, words: Words) -> Text:
    """Return a level with its sign and name: never by colour alone."""
    return Text(level_name(level, words), style=LEVEL_STYLES[level]) if level else Text("")


class Lines:
    """Paragraphs and levels on one console, each within its width."""

    def __init__(self, words: Words, out: Console) -> None:
        self.words = words
        self.out = out

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """Show one paragraph; what does not fit goes on below, as far in."""
        for row in plain(text, style).wrap(self.out, max(20, self.out.width - indent)):
            self.out.print(Text(" " * indent).append_text(row))

    def rich(self, *parts: "str | Text", indent: int = 0, hanging: int = 0) -> None:
        """Show a line made of register text and levels."""
        text = Text()
        for part in parts:
            text.append_text(part if isinstance(part, Text) else plain(part))
        width = max(20, self.out.width - indent - hanging)
        for number, row in enumerate(text.wrap(self.out, width)):
            self.out.print(Text(" " * (indent + (hanging if number else 0))).append_text(row))
