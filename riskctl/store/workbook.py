"""Cells of a workbook that somebody sent: read without running, following or unfolding anything, and within bounds."""

import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

from riskctl.errors import RiskctlError

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_UNPACKED: Final = 32 * 1024 * 1024
MAX_PARTS: Final = 400
MAX_ROWS: Final = 2000
MAX_COLUMNS: Final = 80
FORMULA: Final = object()
"""Stands for a formula that was never computed, or came to an error."""
_DECLARES: Final = re.compile(rb"<!(DOCTYPE|ENTITY)")

Rows = Sequence[tuple[Any, ...]]


def read_workbook(path: str, data: bytes) -> Mapping[str, Rows]:
    """Return the values of every sheet by its title, the first row and column first.

    Raise RiskctlError for what is no workbook, unpacks to too much, refers to other files or declares entities,
    and when openpyxl is not installed.
    """
    try:
        import openpyxl
    except ModuleNotFoundError:
        raise RiskctlError("extra-missing") from None
    _refuse_hostile(path, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            computed, written = (
                openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=only, keep_links=False)
                for only in (True, False)
            )
            return {sheet.title: _rows(sheet, written[sheet.title]) for sheet in computed.worksheets}
    except RiskctlError:
        raise
    except Exception as error:  # noqa: BLE001 openpyxl lets what it meets in a broken file through as it is
        raise RiskctlError("workbook-unreadable", path=path, message=type(error).__name__) from None


def _refuse_hostile(path: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise RiskctlError("workbook-unreadable", path=path, message=f"> {MAX_UNPACKED}")
            for part in parts:
                if "externallinks" in part.filename.casefold():
                    raise RiskctlError("workbook-links", path=path)
                if _DECLARES.search(packed.read(part).replace(b"\0", b"")):
                    raise RiskctlError("workbook-unreadable", path=path, message="DOCTYPE")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise RiskctlError("workbook-unreadable", path=path, message=type(error).__name__) from None


def _rows(computed: Any, written: Any) -> list[tuple[Any, ...]]:
    for sheet in (computed, written):
        sheet.reset_dimensions()
    bounds = {"min_row": 1, "max_row": MAX_ROWS, "max_col": MAX_COLUMNS}
    both = zip(computed.iter_rows(**bounds), written.iter_rows(**bounds), strict=True)
    return [tuple(map(_value, values, formulas)) for values, formulas in both]


def _value(cell: Any, written: Any) -> Any:
    is_formula = getattr(written, "data_type", "") == "f"
    if getattr(cell, "data_type", "") == "e" or (is_formula and cell.value is None):
        return FORMULA
    return cell.value


def as_text(value: Any) -> str:
    """Return a value as the register writes it: 2.0 is `2`, a date at midnight has no time; nothing is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").strip()


def address(sheet: str, row: int, column: int) -> str:
    """Return where a cell is, as the spreadsheet names it; row and column counted from 0."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{sheet}!{letters}{row + 1}"
