"""Word files, workbooks and PDF read back with other programs' readers: what somebody who opens them would find."""

import re
import unicodedata
import zipfile
from collections import Counter
from io import BytesIO
from typing import Any, Final

import docx
import openpyxl
import pypdf
from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HIDDEN: Final = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_QUOTED: Final = re.compile(r'^"([^"]*)"')
_QUOTED_LAST: Final = re.compile(r'[^"]"([^"]*)"$')
_BREAKS: Final = re.compile(r"[\s\u200b]+")
_ACTIVE: Final = {
    "/URI",
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFiles",
    "/GoToR",
    "/SubmitForm",
    "/AA",
    "/RichMedia",
}


def visible(text: str) -> str:
    """Return what should be seen of a text: one line, what is hidden or no XML written out."""
    return "".join(
        " "
        if each == "\n"
        else f"<U+{ord(each):04X}>"
        if unicodedata.category(each) in _HIDDEN or each in "\ufffe\uffff"
        else each
        for each in text
    )


def part(data: bytes, name: str) -> Any:
    """Return a part of a package as a tree."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def outside(data: bytes) -> list[str]:
    """Return everything that a package refers to outside itself."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        rels = [each for each in package.namelist() if each.endswith(".rels")]
        return [
            relation.get("Target", "")
            for each in rels
            for relation in etree.fromstring(package.read(each))
            if relation.get("TargetMode") == "External"
        ]


def word_texts(data: bytes) -> list[str]:
    """Return the text of every paragraph of a Word file, in tables too."""
    body = docx.Document(BytesIO(data)).element.body
    return ["".join(text.text or "" for text in each.iter(f"{W}t")) for each in body.iter(f"{W}p")]


def word_skeleton(data: bytes) -> Counter[str]:
    """Return how many elements of each kind a Word file has; what is kept on one page depends on the texts."""
    kinds = Counter(each.tag.removeprefix(W) for each in part(data, "word/document.xml").iter())
    del kinds["cantSplit"], kinds["keepNext"]
    return kinds


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    """Return the cells of each sheet of a workbook; raise AssertionError for a formula or a link."""
    book = openpyxl.load_workbook(BytesIO(data))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert not list(book.defined_names)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def sheet_texts(data: bytes) -> list[str]:
    """Return what the cells of a workbook show as text: also words beside a number, which its format holds."""
    book = openpyxl.load_workbook(BytesIO(data))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return [str(each.value) if each.data_type == "s" else _formatted(each) for each in cells]


def _formatted(cell: Any) -> str:
    """Return a number as its format shows it."""
    before, after = (_QUOTED.search(cell.number_format), _QUOTED_LAST.search(cell.number_format))
    return (before[1] if before else "") + str(cell.value) + (after[1] if after else "")


def pdf_text(data: bytes) -> str:
    """Return the text of a PDF without spaces and breaks; raise AssertionError for anything that acts."""
    reader = pypdf.PdfReader(BytesIO(data))
    keys = {key for number in range(1, len(reader.xref[0]) + 1) for key in _keys(reader.get_object(number))}
    assert not keys & _ACTIVE
    return unbroken("".join(page.extract_text() for page in reader.pages))


def _keys(found: Any) -> set[str]:
    return set(found) if isinstance(found, dict) else set()


def unbroken(text: str) -> str:
    """Return a text without spaces and places where a line may break."""
    return _BREAKS.sub("", text)


def pdf_tags(data: bytes) -> Counter[str]:
    """Return how many elements of each kind a PDF has for those who do not see it; paragraphs and spans left out."""
    found: Counter[str] = Counter()
    waiting: list[Any] = [pypdf.PdfReader(BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]]  # type: ignore[index]
    while waiting:
        each = waiting.pop()
        each = each.get_object() if isinstance(each, pypdf.generic.IndirectObject) else each
        if isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, dict):
            found[str(each.get("/S", ""))] += 1
            waiting.append(each.get("/K"))
    for loose in ("", "/P", "/Span", "/NonStruct"):
        del found[loose]
    return found
