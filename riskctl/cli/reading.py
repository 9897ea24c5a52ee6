"""Reading a line at a terminal: with arrow keys where it can be trusted to draw them, with `input()` elsewhere."""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from riskctl.render.console import Lines


@dataclass(frozen=True, slots=True)
class Options:
    """What may be typed, how each is listed on the screen (none: not listed), and what Enter would take."""

    typed: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    default: str = ""


NO_OPTIONS: Final = Options()
_PROMPT: Final[list[Any]] = [("fg:ansidefault", "> ")]
"""With a style of its own, for prompt_toolkit does not draw a plain space at the end of a line."""


class Reader:
    """Reads by `input()`, which edits with readline where Python has it: any terminal, and a screen reader."""

    def __init__(self) -> None:
        with suppress(ImportError):
            __import__("readline")

    def read(self, screens: Lines, question: str, options: Options = NO_OPTIONS) -> str:
        """Show the options and the question; return the line typed, or raise EOFError or KeyboardInterrupt."""
        screens.options(question, options.listed)
        if sys.stdout.isatty():
            return input("> ")
        screens.out.print("> ", end="")
        return input()


class ArrowReader(Reader):
    """Reads by prompt_toolkit: arrow keys walk the options, the number of one may be typed as well."""

    def __init__(self) -> None:
        super().__init__()
        from prompt_toolkit import PromptSession
        from prompt_toolkit.output import create_output
        from prompt_toolkit.output.vt100 import Vt100_Output

        output = create_output()
        if isinstance(output, Vt100_Output):
            output.enable_cpr = False  # a terminal that does not answer would be waited for
        self._session: PromptSession[str] = PromptSession(output=output)

    def read(self, screens: Lines, question: str, options: Options = NO_OPTIONS) -> str:
        """Show the options, one of them marked, and the question; return the line typed or the option marked."""
        if not options.typed:
            screens.question(question)
            return self._session.prompt(_PROMPT)
        if not options.listed:
            screens.question(question)
        return _Choosing(self._session, screens, question, options).read()


class _Choosing:
    """One choice: which option is marked, and the keys that move the mark."""

    def __init__(self, session: Any, screens: Lines, question: str, options: Options) -> None:
        self._session = session
        self._screens = screens
        self._question = question
        self._options = options
        typed = options.typed
        self._at = typed.index(options.default) if options.default in typed else -1

    def read(self) -> str:
        """Return what was typed, else the option that is marked."""
        from prompt_toolkit.key_binding import KeyBindings

        keys = KeyBindings()
        keys.add("up")(lambda event: self._move(event, -1))
        keys.add("down")(lambda event: self._move(event, 1))
        message = self._message if self._options.listed else _PROMPT
        if self._options.listed:
            self._screens.make_room(sum(text.count("\n") for _, text in self._message()))
        return str(self._session.prompt(message, key_bindings=keys))

    def _move(self, event: Any, step: int) -> None:
        before = self._at if self._at >= 0 or step < 0 else -1
        self._at = (max(before, -1 if step > 0 else 0) + step) % len(self._options.typed)
        buffer = event.current_buffer
        buffer.text = self._options.typed[self._at]
        buffer.cursor_position = len(buffer.text)

    def _message(self) -> list[Any]:
        found: list[Any] = []
        for number, listed in enumerate(self._options.listed):
            for row, text in enumerate(self._screens.wrapped(listed, 4)):
                mark = "→ " if number == self._at and row == 0 else "  "
                found.append(("bold" if number == self._at else "", f"{mark}{'  ' if row else ''}{text}\n"))
        found += [("bold", f"{row}\n") for row in self._screens.wrapped(self._question, 0)]
        return [*found, *_PROMPT]


def reader_for(*, plain: bool) -> Reader:
    """Return the reader that fits the terminal: arrow keys unless it is plain, dumb, or not there."""
    dumb = sys.platform != "win32" and os.environ.get("TERM", "dumb") in ("", "dumb", "unknown")
    if plain or dumb or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Reader()
    try:
        return ArrowReader()
    except Exception:  # noqa: BLE001 a terminal that it can't open is asked the simple way
        return Reader()
