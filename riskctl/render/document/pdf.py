"""A document as PDF/A and PDF/UA: tagged, with its fonts inside, the same bytes whenever and wherever it is made.

What it says goes to typst as data, so that no text of the register is ever read as markup.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from itertools import zip_longest
from typing import Any, Final
from unicodedata import category

from riskctl.errors import RiskctlError
from riskctl.render.document.font_cover import covered
from riskctl.render.document.look import colour, layout, levelled, line_colour, scale, stands_alone
from riskctl.render.document.model import (
    Block,
    Code,
    Document,
    Heading,
    Items,
    Matrix,
    Paragraph,
    Section,
    Series,
    Table,
    Trend,
)
from riskctl.render.document.plain import plain
from riskctl.render.document.tables import UNKNOWN, trend_table
from riskctl.store.packaged import packaged_dir, packaged_text
from riskctl.text import Lang, Words

_TEMPLATE: Final = "templates/report/document.typ"
_FONTS: Final = ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf")
_STANDARDS: Final = ("a-2a", "ua-1")
_REGION: Final[Mapping[Lang, str]] = {"da": "DK", "en": "GB"}
_ROOM: Final = 481.0
"""The width of the text, in points."""
_CELL_SIZE: Final = 8.0
_PADDING: Final = 8.0
_LONG_WORD: Final = re.compile(r"\S{25,}")
_LONGEST_STRING: Final = 8000
_SIGNS: Final = frozenset(map(ord, "☐☑☒✓✔✗✘⚠★☆"))
"""Shown in the font for code, which typst carries itself."""
_BREAK: Final = "\u200b"
_CHUNK: Final = 8
_DASHES: Final = ("solid", "dashed", "dotted", "dash-dotted")
"""Lines are told apart without colours."""


def pdf(document: Document) -> bytes:
    """Return the document as PDF.

    Raise RiskctlError when typst is not installed.
    """
    try:
        import typst
    except ModuleNotFoundError:
        raise RiskctlError("extra-needed", format="pdf") from None
    fonts = packaged_dir("templates") / "report" / "fonts"
    return typst.compile(
        packaged_text(_TEMPLATE).encode(),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[fonts]),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(_Data(Words(document.lang)).of(document), ensure_ascii=False)},
        format="pdf",
        pdf_standards=list(_STANDARDS),
        timestamp=int(document.dated.timestamp()),
    )


@cache
def _cover() -> frozenset[int]:
    """Return what is shown: no loose accents, for with them other places read back with an accent, too."""
    folder = packaged_dir("templates") / "report" / "fonts"
    both = frozenset.intersection(*(covered((folder / name).read_bytes()) for name in _FONTS))
    return frozenset(each for each in both if not category(chr(each)).startswith("M")) | _SIGNS


def _text(text: str) -> str:
    """Return a text as it can be shown: what the font lacks is written out, and long words may be broken."""
    known = _cover()
    written = "".join(each if ord(each) in known else f"<U+{ord(each):04X}>" for each in plain(text))
    return _LONG_WORD.sub(lambda found: _BREAK.join(_chunks(found[0])), written)


def _heading(text: str) -> str:
    """Return a heading, which also stands among the bookmarks: never empty, never longer than PDF allows."""
    shown = _text(text).strip() or UNKNOWN
    return shown if len(shown) <= _LONGEST_STRING else f"{shown[:_LONGEST_STRING]} …"


def _chunks(word: str) -> Iterator[str]:
    return (word[at : at + _CHUNK] for at in range(0, len(word), _CHUNK))


@dataclass(frozen=True, slots=True)
class _Data:
    """The document as the template reads it."""

    words: Words

    def of(self, document: Document) -> dict[str, Any]:
        """Return the whole document."""
        utc = document.dated.astimezone(UTC)
        return {
            "lang": self.words.lang,
            "region": _REGION[self.words.lang],
            "title": _heading(document.title),
            "author": _heading(document.author),
            "dated": {name: getattr(utc, name) for name in ("year", "month", "day", "hour", "minute", "second")},
            "alone": stands_alone(document),
            "page": self.words("office.page"),
            "of": self.words("office.of"),
            **{name: [_text(each) for each in getattr(document, name)] for name in ("lead", "notices", "closing")},
            **{name: [self._section(each) for each in getattr(document, name)] for name in ("front", "sections")},
        }

    def _section(self, section: Section) -> dict[str, Any]:
        title = f"{section.number}. {section.title}" if section.number else section.title
        basis = _text(section.basis) if section.basis else None
        return {"title": _heading(title), "basis": basis, "blocks": [*self._blocks(section.blocks)]}

    def _blocks(self, blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
        """Yield the blocks; a text is kept with the table or list that it is about."""
        for block, following in zip_longest(blocks, blocks[1:]):
            yield {**self._block(block), "keep": isinstance(following, Table | Matrix | Trend | Items)}

    def _block(self, block: Block) -> dict[str, Any]:
        makers: Mapping[type, tuple[str, Callable[[Any], dict[str, Any]]]] = {
            Heading: ("heading", lambda each: {"text": _heading(each.text)}),
            Paragraph: ("paragraph", lambda each: {"pieces": [_piece(text) for text in each.sentences]}),
            Items: ("items", _items),
            Table: ("table", _table),
            Matrix: ("matrix", lambda each: _rows(levelled(each), [False] * (len(each.across) + 1))),
            Trend: ("trend", self._trend),
        }
        kind, make = makers[type(block)]
        return {"kind": kind, **make(block)}

    def _trend(self, trend: Trend) -> dict[str, Any]:
        top, step = scale(trend)
        return {
            "title": _text(trend.title),
            "alt": self.words("office.trend", title=_heading(trend.title)),
            "labels": [_text(each) for each in trend.labels],
            "top": top,
            "steps": list(range(0, top + 1, step)),
            "series": [_line(each, number) for number, each in enumerate(trend.series)],
            "table": _table(trend_table(trend)),
        }


def _piece(text: str, *, right: bool = False, bold: bool = False) -> dict[str, Any]:
    return {"text": _text(text), "code": isinstance(text, Code), "fill": colour(text), "right": right, "bold": bold}


def _items(items: Items) -> dict[str, Any]:
    return {"numbered": items.numbered, "points": [_piece(each) for each in items.points]}


def _table(table: Table) -> dict[str, Any]:
    found = layout(table, _ROOM / _CELL_SIZE, _PADDING / _CELL_SIZE)
    return {
        "widths": [round(each * _CELL_SIZE, 2) for each in found.widths],
        "together": found.together,
        **_rows(table, found.right, found.whole),
    }


def _rows(table: Table, right: Sequence[bool], whole: Sequence[bool] | None = None) -> dict[str, Any]:
    kept = whole or [True] * len(table.rows)
    total = table.rows[-1] if table.total and table.rows else None
    return {
        "headings": [_piece(each, right=to_right) for each, to_right in zip(table.headings, right, strict=True)],
        "rows": [
            {
                "cells": [
                    _piece(each, right=to_right, bold=row is total) for each, to_right in zip(row, right, strict=True)
                ],
                "unsplit": unbroken,
            }
            for row, unbroken in zip(table.rows, kept, strict=True)
        ],
    }


def _line(series: Series, number: int) -> dict[str, Any]:
    """Return a line in as many parts as it has stretches of known numbers."""
    parts: list[list[tuple[int, int]]] = [[]]
    for at, value in enumerate(series.numbers):
        if value is None:
            parts.append([])
        else:
            parts[-1].append((at, value))
    return {
        "name": _text(series.name),
        "colour": line_colour(series, number),
        "dash": _DASHES[number % len(_DASHES)],
        "parts": [each for each in parts if each],
    }
