"""Asking at a terminal: one question, one line, until the answer can be used."""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from riskctl.cli.reading import NO_OPTIONS, Options, Reader
from riskctl.core.moment import parse_date
from riskctl.core.register import Register
from riskctl.render.console import Lines
from riskctl.render.safe import visible
from riskctl.store.yaml_events import MAX_SCALAR, forbidden_character

T = TypeVar("T")
Help = Callable[[], None]


class UnusableError(Exception):
    """An answer that can't be used, with what to write instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class MovedError(Exception):
    """Instead of an answer: back to the question before, to a list of them, past this one for now, or once more."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


BACK, LISTED, LATER = "<", "<<", ">"
AGAIN = "again"
"""The same question once more, on a page of its own: no key, for it is longer than any of them."""


class Prompt:
    """Questions on one console; `?` asks for help, Enter takes the default.

    `moves` are the keys that lead elsewhere: none unless somebody handles MovedError. `said` is what was typed since
    the question began, and `begin` types it again: so a question of several parts goes on in its middle.
    """

    def __init__(self, screens: Lines, reader: Reader | None = None) -> None:
        self.screens = screens
        self.words = screens.words
        self.moves: tuple[str, ...] = ()
        self.said: list[str] = []
        self.when_said: Callable[[], None] = lambda: None
        self._reader = reader or Reader()
        self._script: list[str] = []

    def begin(self, script: Sequence[str] = ()) -> None:
        """Begin a question, with what was said to its first parts already."""
        self.said, self._script = [], list(script)

    def ask(
        self,
        question: str,
        read: Callable[[str], T],
        default: T | None = None,
        shown: str = "",
        help_: Help | None = None,
        options: Options = NO_OPTIONS,
        *,
        stays: bool = False,
    ) -> T:
        """Return the answer once it can be used; raise KeyboardInterrupt on Ctrl-C, and on Ctrl-D.

        Raise MovedError where the person goes elsewhere instead. `stays`: the help is read while answering.
        """
        question = f"{question} [{shown}]" if default is not None else question
        while True:
            text, again = self._typed(question, options)
            if text in self.moves:
                raise MovedError(text)
            if text == "?" and help_ is not None:
                self._helped(help_, stays=stays)
                continue
            if not text and default is not None:
                return self._taken(text, default, again=again)
            try:
                return self._taken(text, read(self._clean(text)), again=again)
            except UnusableError as error:
                self._script.clear()
                if not again:
                    self._refused(error.message, question, options)

    def _helped(self, help_: Help, *, stays: bool) -> None:
        """Show help; where the question's page made room for it, come back to that page."""
        self.screens.page()
        help_()
        if self.screens.paged and self.moves and not stays:
            self.screens.question(self.words("assess.help.back"))
            self.pause()
            raise MovedError(AGAIN)

    def _refused(self, message: str, question: str, options: Options) -> None:
        """Say what was wrong with an answer, on a page begun anew where this one would scroll."""
        if self.moves and not self.screens.fits((message, *options.listed, question)):
            self.screens.notice(message)
            raise MovedError(AGAIN)
        self.screens.say(message)

    def _typed(self, question: str, options: Options) -> tuple[str, bool]:
        """Return what is typed, and whether it was said before this run."""
        if self._script:
            text = self._script.pop(0)
            self.screens.question(question)
            self.screens.line(f"> {text}")
            return text, True
        return self._line(question, options), False

    def _taken(self, text: str, answer: T, *, again: bool) -> T:
        self.said.append(text)
        if not again:
            self.when_said()
        return answer

    def _line(self, question: str, options: Options) -> str:
        try:
            text = self._reader.read(self.screens, question, options).strip()
        except EOFError:
            raise KeyboardInterrupt from None
        except UnicodeDecodeError:
            return "\ufffd\x00"
        self.screens.typed(text)
        return text

    def _clean(self, text: str) -> str:
        if text == "?":
            raise UnusableError(self.words("assess.bad.help"))
        text = unicodedata.normalize("NFC", text)
        bad = forbidden_character(text)
        if bad is not None:
            raise UnusableError(self.words("assess.bad.character", character=f"U+{ord(text[bad]):04X}"))
        return text[:MAX_SCALAR]

    def text(
        self, question: str, default: str | None = None, *, shown: str | None = None, help_: Help | None = None
    ) -> str:
        """Return a text that is not empty."""

        def read(text: str) -> str:
            if not text:
                raise UnusableError(self.words("assess.bad.text"))
            return text

        return self.ask(question, read, default, default or "" if shown is None else shown, help_)

    def number(self, question: str, most: int, default: int | None = None, help_: Help | None = None) -> int:
        """Return a number from 1."""
        return self.ask(question, lambda text: self.numbered(text, most), default, str(default), help_)

    def numbered(self, text: str, most: int) -> int:
        """Return the number that a text is; raise UnusableError unless it is one from 1 to `most`."""
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
            raise UnusableError(self.words("assess.bad.number", most=most))
        return int(text)

    def pause(self) -> None:
        """Wait for Enter; raise KeyboardInterrupt on Ctrl-C, and on Ctrl-D, MovedError where the person goes away."""
        if not self._script and (text := self._line("", NO_OPTIONS)) in self.moves:
            raise MovedError(text)

    def numbers(
        self,
        question: str,
        most: int,
        default: list[int] | None = None,
        shown: str = "",
        options: Options = NO_OPTIONS,
    ) -> list[int]:
        """Return one or several numbers, written `1-3 5`, or all of them."""

        def read(text: str) -> list[int]:
            if text.casefold() == self.words("assess.key.all"):
                return list(range(1, most + 1))
            found = numbers_in(text, most)
            if not found:
                raise UnusableError(self.words("assess.bad.numbers", most=most))
            return found

        return self.ask(question, read, default, shown or ",".join(map(str, default or [])), None, options)

    def key(self, question: str, keys: Sequence[str], default: str | None = None, help_: Help | None = None) -> str:
        """Return which of several things was chosen, each by its key: `j`, `n`."""
        by_key = {self.words(f"assess.key.{name}"): name for name in keys}

        def read(text: str) -> str:
            chosen = by_key.get(text.casefold()) or by_key.get(text.casefold()[:1])
            if chosen is None:
                raise UnusableError(self.choices(list(by_key)))
            return chosen

        shown = self.words(f"assess.key.{default}") if default else ""
        return self.ask(question, read, default, shown, help_, Options(tuple(by_key)))

    def choices(self, keys: list[str]) -> str:
        """Return that one of some keys must be written."""
        return self.words("assess.bad.choice", keys=self.words.enumeration(keys, "or"))

    def yes(self, question: str, *, default: bool = True) -> bool:
        """Return whether the answer is yes."""
        return self.key(question, ("yes", "no"), "yes" if default else "no") == "yes"

    def choice(self, question: str, options: Sequence[tuple[str, str]], default: str | None = None) -> str:
        """Return one of the options, shown with numbers; its number, its code or the start of its text will do."""
        codes = [code for code, _ in options]

        def read(text: str) -> str:
            wanted = text.casefold()
            if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(options):
                return codes[int(wanted) - 1]
            found = [
                code for code, shown in options if wanted and (code == wanted or shown.casefold().startswith(wanted))
            ]
            if len(found) != 1:
                raise UnusableError(self.words("assess.bad.number", most=len(options)))
            return found[0]

        shown = str(codes.index(default) + 1) if default in codes else ""
        typed = tuple(str(number) for number in range(1, len(codes) + 1))
        listed = Options(typed, tuple(f"{number} {text}" for number, (_, text) in enumerate(options, 1)), shown)
        return self.ask(question, read, default if default in codes else None, shown, None, listed)

    def day(self, question: str, after: date, default: date) -> date:
        """Return a date after another one."""

        def read(text: str) -> date:
            try:
                day = parse_date(text)
            except ValueError:
                day = after
            if day <= after:
                raise UnusableError(self.words("assess.bad.date", example=default.isoformat()))
            return day

        return self.ask(question, read, default, default.isoformat())

    def people(self, question: str, register: Register, default: list[str] | None, *, one: bool = False) -> list[str]:
        """Return people by their ids, or by enough of their names."""
        names = {id_: person.name for id_, person in register.organisation.people.items()}

        def read(text: str) -> list[str]:
            parts = [part.strip() for part in text.split(",") if part.strip()]
            found = list(dict.fromkeys(self._person(part, names) for part in parts))
            if not found:
                raise UnusableError(self.words("assess.bad.people", example=next(iter(names), "")))
            if one and len(found) > 1:
                raise UnusableError(self.words("assess.bad.one-person", example=found[0]))
            return found

        def listed() -> None:
            self.screens.line(self.words("assess.people.head"))
            self.screens.line(", ".join(f"{name} ({id_})" for id_, name in names.items()), indent=2)

        shown = ", ".join(names.get(each, each) for each in default or [])
        return self.ask(question, read, default, shown, listed, stays=True)

    def _person(self, text: str, names: dict[str, str]) -> str:
        wanted = text.casefold()
        if wanted in names:
            return wanted
        found = [id_ for id_, name in names.items() if wanted == name.casefold()]
        found = found or [
            id_
            for id_, name in names.items()
            if name.casefold().startswith(wanted) or any(part.startswith(wanted) for part in name.casefold().split())
        ]
        if len(found) != 1:
            raise UnusableError(self._unknown(text, names))
        return found[0]

    def _unknown(self, text: str, names: dict[str, str]) -> str:
        return self.words("assess.ask.people.unknown", value=visible(text), example=next(iter(names), ""))


def numbers_in(text: str, most: int) -> list[int]:
    """Return the numbers a text names, `1-3 5` or `1,2`; none when some part of it is no number from 1 to `most`."""
    found: list[int] = []
    for part in text.replace(",", " ").split():
        first, _, last = part.partition("-")
        last = last or first
        if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit()):
            return []
        if not (1 <= int(first) <= int(last) <= most):
            return []
        found += range(int(first), int(last) + 1)
    return list(dict.fromkeys(found))
