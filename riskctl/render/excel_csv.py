"""CSV for Excel in Denmark: semicolons, a byte-order mark, CRLF, and never a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from riskctl.render.safe import visible

_OPENS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, also in full width."""


def spreadsheet(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as a file that a double click opens in Excel, each cell the text it is."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([text_cell(each) for each in row] for row in [headings, *rows])
    return out.getvalue().encode("utf-8-sig")


def text_cell(text: str) -> str:
    """Return a cell that no spreadsheet computes: what would open a formula stands after an apostrophe."""
    shown = visible(text)
    return f"'{shown}" if shown.lstrip(" ").startswith(_OPENS_FORMULA) else shown
