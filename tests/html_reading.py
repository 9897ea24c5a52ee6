"""Documents filled with any text, and pages read back: what a browser would find in them, and nothing else."""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import count
from typing import Final

from riskctl.core.fields import LEVELS
from riskctl.render.document.model import (
    Code,
    Document,
    Heading,
    Items,
    Matrix,
    MatrixCell,
    Paragraph,
    Section,
    Series,
    Table,
    Trend,
    Valued,
)

VOID: Final = frozenset({"meta", "rect", "line", "br", "link", "img", "input"})
MOMENT: Final = datetime(2026, 9, 30, 21, 59, tzinfo=UTC)
PIECES: Final = (
    *"<>&\"'`=/\\;:#-+@|*_[]{}()!$% \t\n\r\0ax1æøå漢é\u0301",
    "<script>alert(1)</script>", "</script>", "</style>", "</title>", "</td></tr></table>", "<!--", "-->", "]]>",
    "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", '" onclick="x', "' style='x", "javascript:x",
    "&lt;b&gt;", "&#60;", "{{ 7*7 }}", "{% raw %}", "=1+1", "=cmd|' /C calc'!A0", "@SUM(1)", "\u202e",
    "\u2066", "\u200b", "\ufeff", "\x1b[31m", "\u2028", "\udc80", "\U000e0041",
    "שלום", "مرحبا", "::error::x", "##[error]", "<U+202E>",
)  # fmt: skip


def hostile(chance: random.Random) -> str:
    """Return a text that tries to be something else; one in five hundred is 10,000 characters long."""
    if chance.random() < 1 / 500:
        return str(chance.choice(PIECES) * 10_000)[:10_000]
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 12)))


def document_of(text: Callable[[], str]) -> tuple[Document, list[str]]:
    """Return a document with every kind of block, each text another one, and the texts a reader must find."""
    given: list[str] = []

    def new() -> str:
        given.append(text())
        return given[-1]

    levels = tuple(reversed(LEVELS))
    rows = [[new(), new(), Valued(new(), 7), Valued(new(), date(2026, 7, 1)), Valued(new(), level)] for level in levels]
    blocks = (
        Paragraph((new(), new())),
        Heading(new()),
        Items((new(), new()), numbered=True),
        Items((new(),)),
        Table([new() for _ in range(5)], rows),
        Table([new(), new()], [[new(), Valued(new(), 1)], [new(), Valued(new(), 2)]], total=True),
        Table(["", new()], [[new(), Code(new())]]),
    )
    cells = tuple(tuple(MatrixCell(new(), level, 3, moved) for level in levels) for moved in (1, -1, None))
    matrix = Matrix(new(), tuple(new() for _ in levels), (new(), new(), new()), cells)
    named = (Series(new(), (1, None, 3), "high"), Series(new(), (0, 0, 0)))
    trend = Trend(new(), tuple(new() for _ in range(3)), named)
    document = Document(
        "da", new(), new(), MOMENT, (new(), new()), (new(),),
        front=(Section(new(), (matrix, trend)),),
        sections=tuple(Section(new(), blocks if number == 1 else (), number, new()) for number in (1, 2, 3, 4)),
        closing=(new(),),
    )  # fmt: skip
    given.remove(document.author)
    return document, given


def plain_document() -> tuple[Document, list[str]]:
    """Return the same document with harmless words."""
    numbers = count(1)
    return document_of(lambda: f"ord {next(numbers)}")


def shown(text: str) -> str:
    """Return what a reader should see: one line, in which what is hidden or steers is written out."""
    hidden = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    seen = (
        " " if each == "\n" else f"<U+{ord(each):04X}>" if unicodedata.category(each) in hidden else each
        for each in text
    )
    return _spelled("".join(seen).strip())


def _spelled(text: str) -> str:
    """Return the text with the two marks that a CI system could take for a command written as they were."""
    return text.replace("<U+003A>", ":").replace("<U+005B>", "[")


@dataclass
class Reading(HTMLParser):
    """A page as a parser reads it: its elements with the names of their attributes, and its texts."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    code: list[tuple[str, str]] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._flush()
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._flush()
        if tag not in VOID:
            assert self.unclosed.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.unclosed and self.unclosed[-1] in ("style", "script"):
            self.code.append((self.unclosed[-1], data))
        else:
            self._text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def _flush(self) -> None:
        if self._text.strip():
            self.texts.append(_spelled(self._text.strip("\n")))
        self._text = ""

    def all(self, tag: str) -> Iterator[dict[str, str]]:
        """Yield the attributes of each element of a kind."""
        return (attrs for name, attrs in self.elements if name == tag)

    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the elements with the names of their attributes, but for what the length of a text decides.

        That is the lines of a drawing, and the class of a cell with a long word.
        """
        return [
            (tag, tuple(name for name in attrs if name != "class" or tag not in ("th", "td")))
            for tag, attrs in self.elements
            if tag != "text"
        ]


def read(page: str) -> Reading:
    """Return a page as it is read."""
    reading = Reading()
    reading.feed(page)
    reading.close()
    assert reading.unclosed == []
    return reading


def joined(reading: Reading, name: str) -> str:
    """Return the code of a kind, whole."""
    return "".join(code for tag, code in reading.code if tag == name)


def policy_of(reading: Reading) -> dict[str, str]:
    """Return the page's content security policy by directive."""
    content = next(
        each["content"] for each in reading.all("meta") if each.get("http-equiv") == "Content-Security-Policy"
    )
    return dict(re.split(r"\s+", each.strip(), maxsplit=1) for each in content.split(";"))
