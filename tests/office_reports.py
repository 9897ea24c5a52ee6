"""Reports as people open them: `python -m tests.office_reports [FOLDER]`, and `--hostile N` for N hostile texts.

The first makes the example's quarterly report in every format, lets LibreOffice open the Word file and the workbook,
and leaves pictures of all pages in the folder to be looked at; the first page must be one page. The second fills
documents of every kind of block with texts that try to be something else, writes them as Word, workbook and PDF, and
reads them back: every text is there, and the file has the same elements as one with harmless words. Not in the gate.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from unicodedata import bidirectional

import pypdf

from riskctl.cli.main import main
from riskctl.render.document.docx import docx
from riskctl.render.document.pdf import pdf
from riskctl.render.document.xlsx import xlsx
from tests import office_reading as reading
from tests.html_reading import document_of, hostile, plain_document
from tests.office import office

NOW = "2026-11-23T12:00:00+01:00"
FORMATS = ("docx", "pdf", "xlsx", "html", "md", "json")
_PDF_EVERY = 5
"""PDF is slow to read: one document in five."""
_SHORT = 300
_LEFTWARD = ("R", "AL")
_PLAIN, _ = plain_document()
WORD, SHEETS, TAGS = (
    reading.word_skeleton(docx(_PLAIN)),
    len(reading.sheets(xlsx(_PLAIN))),
    reading.pdf_tags(pdf(_PLAIN)),
)


def faults(text: Callable[[], str], *, with_pdf: bool) -> tuple[int, list[str]]:
    """Return how many texts were tried, and what went wrong."""
    document, given = document_of(text)
    found = []
    word, sheet = docx(document), xlsx(document)
    if reading.outside(word) or reading.outside(sheet):
        found.append("refers to something outside")
    if reading.word_skeleton(word) != WORD:
        found.append(f"word: {reading.word_skeleton(word) - WORD} {WORD - reading.word_skeleton(word)}")
    if len(reading.sheets(sheet)) != SHEETS:
        found.append("other sheets")
    found += _missing("word", given, reading.word_texts(word), 10**6)
    found += _missing("sheet", given, reading.sheet_texts(sheet), 31_900)
    if with_pdf:
        found += _of_pdf(pdf(document), [])
        document, more = document_of(lambda: "".join(each for each in text() if bidirectional(each) not in _LEFTWARD))
        found += _of_pdf(pdf(document), more)
    return len(given), found


def _of_pdf(made: bytes, given: list[str]) -> list[str]:
    """Return what is wrong with a PDF; the reader itself turns about what stands beside letters that run leftward."""
    wrong = [f"pdf: {reading.pdf_tags(made)}"] if reading.pdf_tags(made) != TAGS else []
    shown = reading.pdf_text(made)
    simple = [each for each in given if len(each) < _SHORT and each.isascii()]
    return wrong + [f"pdf lacks {each!a}" for each in simple if reading.unbroken(reading.visible(each)) not in shown]


def _missing(where: str, given: list[str], found: list[str], longest: int) -> list[str]:
    sought = [(each, reading.visible(each)[:longest]) for each in given]
    return [f"{where} lacks {each!a:.200}" for each, shown in sought if not any(shown in text for text in found)]


def try_hostile(number: int) -> None:
    """Try so many texts; write what went wrong."""
    tried, wrong, begun = 0, 0, time.monotonic()
    for seed in range(10**6):
        if tried >= number:
            break
        count, found = faults(partial(hostile, random.Random(seed)), with_pdf=seed % _PDF_EVERY == 0)
        tried, wrong = tried + count, wrong + len(found)
        for each in found:
            sys.stdout.write(f"seed {seed}: {each}\n")
    sys.stdout.write(f"{tried} texts, {wrong} wrong, {time.monotonic() - begun:.0f} s\n")
    sys.exit(bool(wrong))


def look(target: Path) -> None:
    """Leave the example's report in every format, and the pages of it as pictures."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        example = folder / "demo"
        assert main(["init", str(example), "--example"]) == 0
        for form in FORMATS:
            argv = ["report", "--quarter", "2026Q3", "--register", str(example / "register"), "--now", NOW]
            assert main([*argv, "--output", str(target / f"rapport.{form}")]) == 0
        pages = {
            "word": office(folder, "pdf", target / "rapport.docx"),
            "pdf": target / "rapport.pdf",
            "xlsx": office(folder / "x", "pdf", target / "rapport.xlsx"),
        }
        for name, path in pages.items():
            subprocess.run(["pdftoppm", "-r", "80", "-png", str(path), str(target / name)], check=True)
        for name in ("word", "pdf"):
            second = pypdf.PdfReader(pages[name]).pages[1].extract_text()
            assert second.lstrip().startswith("1. "), f"{name}: the first page is more than one"
    sys.stdout.write(f"{target}\n")


def run(arguments: list[str]) -> None:
    """Do what was asked."""
    if arguments[:1] == ["--hostile"]:
        try_hostile(int(arguments[1]))
    target = Path(arguments[0] if arguments else tempfile.mkdtemp())
    target.mkdir(parents=True, exist_ok=True)
    look(target)


if __name__ == "__main__":
    run(sys.argv[1:])
