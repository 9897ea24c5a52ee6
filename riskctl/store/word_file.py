"""A Word template that somebody made: read within bounds, without macros, and nothing in it fetched or unfolded."""

import re
import zipfile
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Final

from riskctl.core.finding import Phrase
from riskctl.errors import RiskctlError
from riskctl.store.fixed_zip import packed

MAX_BYTES: Final = 16 * 1024 * 1024
MAX_UNPACKED: Final = 64 * 1024 * 1024
MAX_PARTS: Final = 1000
TYPES: Final = "[Content_Types].xml"
_DECLARES: Final = re.compile(rb"<!(DOCTYPE|ENTITY)")
_TEMPLATE: Final = b"wordprocessingml.template.main+xml"
_DOCUMENT: Final = b"wordprocessingml.document.main+xml"
_FIELD: Final = re.compile(rb"<(?:\w+:)?instrText\b[^>]*>([^<]*)|\b(?:\w+:)?instr\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_FETCHING: Final = re.compile(r"DDEAUTO|INCLUDEPICTURE|INCLUDETEXT", re.IGNORECASE)
_FETCHING_FIRST: Final = re.compile(r"\s*(?:DDE|LINK|IMPORT|INCLUDE|DATABASE)\b", re.IGNORECASE)
"""Fields by which Word gets something from elsewhere, or starts a program, when it opens or prints a document."""
_MACROS: Final = (b"macroEnabled", b"vbaProject", b"activeX")


def read_word(path: Path) -> bytes:
    """Return a Word template as a document to be filled; a `.dotx` becomes one.

    Raise RiskctlError for what is no Word document, is too large, holds macros or declares entities.
    """
    try:
        if not path.is_file():
            raise FileNotFoundError
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        raise RiskctlError("template-word", path=path, reason=Phrase("office.template.unreadable")) from None
    if len(data) > MAX_BYTES:
        raise _refused(path, "too-large")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _checked(path, package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, KeyError):
        raise _refused(path, "no-word") from None


def _checked(path: Path, package: zipfile.ZipFile) -> bytes:
    found = package.infolist()
    if len(found) > MAX_PARTS or sum(part.file_size for part in found) > MAX_UNPACKED:
        raise _refused(path, "too-large")
    if len({part.filename.casefold() for part in found}) < len(found):
        raise _refused(path, "no-word")
    parts = {part.filename: package.read(part) for part in found}
    types = parts[TYPES]
    if any(each in types for each in _MACROS) or any("vbaproject" in name.casefold() for name in parts):
        raise _refused(path, "macros")
    if _DOCUMENT not in types and _TEMPLATE not in types:
        raise _refused(path, "no-word")
    if any(
        _DECLARES.search(part.replace(b"\0", b"")) for name, part in parts.items() if name.endswith((".xml", ".rels"))
    ):
        raise _refused(path, "no-word")
    if any(_fetches(part) for part in parts.values() if b"instr" in part.replace(b"\0", b"")):
        raise _refused(path, "outside")
    parts[TYPES] = types.replace(_TEMPLATE, _DOCUMENT)
    return packed(parts.items())


def _fetches(part: bytes) -> bool:
    """Whether a part holds a field that gets something; Word may have its name in pieces."""
    found = [b"".join(each.groups(b"")) for each in _FIELD.finditer(part.replace(b"\0", b""))]
    codes = [unescape(each.decode("utf-8", "replace")) for each in found]
    return _FETCHING.search("".join(codes)) is not None or any(map(_FETCHING_FIRST.match, codes))


def _refused(path: Path, why: str) -> RiskctlError:
    return RiskctlError("template-word", path=path, reason=Phrase(f"office.template.{why}"))
