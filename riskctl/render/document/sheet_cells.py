"""Cells of a report's workbook: each with the type of what it stands for, shown as the report writes it."""

import re
from collections.abc import Hashable, Mapping
from datetime import date, datetime
from typing import Any, Final

from riskctl.render.document.look import is_number, level_of
from riskctl.render.document.model import Code, Valued
from riskctl.render.document.plain import plain
from riskctl.render.sheet_style import LEVEL_COLOURS
from riskctl.text import Words

_LONGEST_CELL: Final = 32_000
_DAY: Final = {"da": "dd-mm-yyyy", "en": "yyyy-mm-dd"}
_LITERAL: Final = re.compile(r"[\w .,%()/–-]{0,40}")
_MOST_FORMATS: Final = 100
"""Number formats of a workbook's own: Excel takes some 200."""
_BASE: Final[Mapping[str, Any]] = {"font_name": "Arial", "font_size": 10, "valign": "top"}
_BOX: Final[Mapping[str, Any]] = {**_BASE, "border": 1, "border_color": "#BFBFBF", "text_wrap": True, "font_size": 9}
LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "title": {**_BASE, "bold": True, "font_size": 16, "font_color": "#1F3A5F"},
    "section": {**_BASE, "bold": True, "font_size": 13, "font_color": "#1F3A5F"},
    "heading": {**_BASE, "bold": True, "font_size": 11, "font_color": "#1F3A5F"},
    "text": {**_BASE, "text_wrap": True},
    "quiet": {**_BASE, "text_wrap": True, "font_color": "#595959", "font_size": 9},
    "notice": {**_BASE, "text_wrap": True, "bold": True, "bg_color": "#FFFBE6", "border": 1, "border_color": "#8A6D00"},
    "head": {**_BOX, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3A5F", "valign": "vcenter"},
    "cell": _BOX,
}


class Cells:
    """The formats of one workbook, each made once, and the writing of typed cells."""

    def __init__(self, book: Any, words: Words) -> None:
        self._book = book
        self._words = words
        self._made: dict[Hashable, Any] = {}
        self._forms: set[str] = set()

    def look(self, name: str, **more: Any) -> Any:
        """Return a format of the workbook."""
        properties = {**LOOKS[name], **more}
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def write(self, sheet: Any, row: int, column: int, text: str, **more: Any) -> None:
        """Write a text of the report as a number, a day, a moment, or as text in the colour of its level."""
        value = text.value if isinstance(text, Valued) else None
        typed = self._affordable(self._typed(text, value))
        if typed is not None and isinstance(value, date):
            naive = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            sheet.write_datetime(
                row, column, naive, self.look("cell", num_format=typed, align="left", indent=1, **more)
            )
        elif typed is not None:
            sheet.write_number(row, column, value, self.look("cell", num_format=typed, **more))
        else:
            level = level_of(text)
            coloured = {"bg_color": LEVEL_COLOURS[level]} if level is not None else {}
            font = {"font_name": "Courier New"} if isinstance(text, Code) else {}
            self.text(
                sheet,
                row,
                column,
                text,
                self.look("cell", **{"align": "left", "indent": 1, **coloured, **font, **more}),
            )

    def right(self, sheet: Any, row: int, column: int, text: str, **more: Any) -> None:
        """Write what stands in a column of numbers: to the right, also where the number is not known."""
        aligned = {} if is_number(text) else {"align": "right", "indent": 0}
        self.write(sheet, row, column, text, **aligned, **more)

    @staticmethod
    def text(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
        """Write a text as text, whatever it looks like."""
        shown = plain(text)
        cut = shown if len(shown) <= _LONGEST_CELL else f"{shown[:_LONGEST_CELL]} …"
        if cut:
            sheet.write_string(row, column, cut, look)
        else:
            sheet.write_blank(row, column, None, look)

    def _affordable(self, form: str | None) -> str | None:
        """Return the format unless the workbook has too many already: then the text stands as text."""
        if form is not None and len(self._forms) < _MOST_FORMATS:
            self._forms.add(form)
        return form if form in self._forms else None

    def _typed(self, text: str, value: object) -> str | None:
        """Return the number format that shows a value as the report writes it; None: no other than as text."""
        if isinstance(value, datetime):
            return self._around(text, self._words.moment(value), f"{_DAY[self._words.lang]} hh:mm")
        if isinstance(value, date):
            return self._around(text, self._words.date(value), _DAY[self._words.lang])
        if not isinstance(value, int):
            return None
        if text.startswith(("+", "−")):
            return self._around(text[1:], str(abs(value)), "+0;−0;0")
        whole = self._around(text, str(value), "0")
        return self._around(text, self._words.number(value), "#,##0") if whole is None else whole

    @staticmethod
    def _around(text: str, shown: str, form: str) -> str | None:
        """Return the format with what else the text says around the value."""
        before, found, after = text.partition(shown)
        if not found or not (_LITERAL.fullmatch(before) and _LITERAL.fullmatch(after)):
            return None
        if ";" in form:
            return None if before or after else form
        return f"{_quoted(before)}{form}{_quoted(after)}"


def _quoted(text: str) -> str:
    return f'"{plain(text)}"' if text else ""
