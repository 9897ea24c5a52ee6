"""Reports as pages, in a real browser: `python -m tests.pages [--out FOLDER] [--modules FOLDER]`.

Makes the example's reports and the auditor's page, and documents with every kind of block, harmless and hostile. Opens
each in Chromium at 1280, 768 and 320 pixels (320 is 400 % zoom of 1280) and fails on: an axe-core violation of WCAG 2.2
A or AA or best practice, a message in the console (so also what the content security policy stops), anything loaded, a
page that scrolls to the side, text cut off (also with WCAG 1.4.12 spacing), letters on top of letters in a drawing, a
table that sorts wrongly, or a first page that takes more than one sheet. Leaves pictures of each, with the styles off
(`-bare`) and on paper (`-paper`), for people to look at. Needs node, npm, Chromium (CHROMIUM, else `chromium` on the
path) and pdftoppm; axe-core and playwright-core are fetched from npm into a temporary folder, or are in `--modules`.

`python -m tests.pages --hostile 100000` reads back that many hostile texts instead: none may become an element or an
attribute, and each must come back as it was.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date
from pathlib import Path

from riskctl.cli.main import main as riskctl
from riskctl.render.document.html import html
from riskctl.render.document.model import Document, Section, Table, Valued
from tests.html_reading import MOMENT, document_of, hostile, plain_document, read, shown

NOW = "2026-11-23T12:00:00+01:00"
TOOLS = ("axe-core@4", "playwright-core@1")
REPORTS = {
    "quarter": ("--quarter", "2026Q3"),
    "quarter-en": ("--quarter", "2026Q3", "--lang", "en"),
    "preliminary": ("--quarter", "2026Q4"),
    "first": ("--quarter", "2025Q1"),
    "year": ("--year", "2026"),
    "public": ("--quarter", "2026Q3", "--profile", "public"),
    "deviations": ("--deviations",),
    "system": ("--system", "nexus"),
    "unit": ("--unit", "it-digitalisering"),
    "low-risks": ("--low-risks",),
}
FRONTED = ("quarter", "quarter-en", "preliminary", "first", "year", "public")


def main() -> int:
    """Run what is asked for; 0 when nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "riskctl-pages")
    parser.add_argument("--modules", type=Path, help="a folder with node_modules; fetched when not given")
    parser.add_argument("--only", nargs="*", help="names of pages")
    parser.add_argument("--hostile", type=int, metavar="N", help="read back N hostile texts")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.hostile:
        return read_back(asked.hostile, asked.seed)
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        modules = asked.modules or fetched(Path(temporary))
        made = [page for page in pages(Path(temporary), asked.out) if not asked.only or page.stem in asked.only]
        code = looked_at(made, asked.out, modules)
    return max([code, *map(printed, made)])


def read_back(wanted: int, seed: int) -> int:
    """Put hostile texts into every place of a document until enough are read back; 1 at the first that is not."""
    chance, done, started = random.Random(seed), 0, time.monotonic()
    skeleton = read(html(plain_document()[0])).skeleton()
    while done < wanted:
        document, texts = document_of(lambda: seen(chance))
        reading = read(html(document))
        if reading.skeleton() != skeleton:
            sys.stdout.write(f"an element or attribute too many or too few after {done} texts, seed {seed}\n")
            return 1
        found = set(reading.texts)
        for text in map(shown, texts):
            if text not in found and not any(each.endswith(f". {text}") for each in found):
                sys.stdout.write(f"not read back after {done} texts, seed {seed}: {text[:200]!r}\n")
                return 1
        done += len(texts)
    sys.stdout.write(f"{done} hostile texts read back as they were in {time.monotonic() - started:.0f} s\n")
    return 0


def seen(chance: random.Random) -> str:
    """Return a hostile text of which something is seen."""
    text = hostile(chance)
    while not shown(text):
        text = hostile(chance)
    return text


def fetched(folder: Path) -> Path:
    """Fetch the tools from npm and return the folder they lie in."""
    npm = shutil.which("npm") or sys.exit("npm is needed")
    subprocess.run([npm, "install", "--no-save", "--no-audit", "--no-fund", "--silent", *TOOLS], check=True, cwd=folder)
    return folder


def pages(temporary: Path, out: Path) -> list[Path]:
    """Write every page and return where."""
    example = temporary / "example"
    assert riskctl(["init", str(example), "--example", "--now", NOW]) == 0
    shared = ("--register", str(example), "--now", NOW)
    for name, argv in REPORTS.items():
        assert riskctl(["report", *argv, *shared, "--output", str(out / f"{name}.html")]) == 0
    assert riskctl(["audit", *shared, "--bundle", str(temporary / "package.zip")]) == 0
    with zipfile.ZipFile(temporary / "package.zip") as package:
        page = next(each for each in package.namelist() if each.endswith(".html"))
        (out / "audit.html").write_bytes(package.read(page))
    chance = random.Random(7)
    (out / "blocks.html").write_text(html(plain_document()[0]), encoding="utf-8", newline="\n")
    (out / "hostile.html").write_text(html(document_of(lambda: seen(chance))[0]), encoding="utf-8", newline="\n")
    long = html(document_of(lambda: "Kapløb" * 150)[0])
    (out / "sorting.html").write_text(html(sorting()), encoding="utf-8", newline="\n")
    (out / "long.html").write_text(long, encoding="utf-8", newline="\n")
    return [out / f"{name}.html" for name in (*REPORTS, "audit", "blocks", "hostile", "long", "sorting")]


def sorting() -> Document:
    """Return a document with one table, whose columns have an order that pages.mjs knows."""
    places = ("Århus", "Zebra", "Aalborg", "Ærø", "Odense", "Østerbro")
    numbers = (Valued("10", 10), "–", Valued("9", 9), Valued("−1", -1), Valued("100", 100), Valued("0", 0))
    days = (
        Valued("2. feb. 2026", date(2026, 2, 2)),
        "aldrig",
        Valued("31. dec. 2025", date(2025, 12, 31)),
        "–",
        Valued("10. feb. 2026", date(2026, 2, 10)),
        Valued("1. jan. 2026", date(2026, 1, 1)),
    )
    table = Table(["Sted", "Antal", "Dag"], list(zip(places, numbers, days, strict=True)))
    return Document("da", "Orden", "Kommune", MOMENT, (), (), (), (Section("Afsnit", (table,)),))


def looked_at(made: list[Path], out: Path, modules: Path) -> int:
    """Open the pages in Chromium and return 1 when anything is wrong."""
    node = shutil.which("node") or sys.exit("node is needed")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or sys.exit("Chromium is needed")
    script = Path(__file__).with_suffix(".mjs")
    return subprocess.run([node, script, chromium, out, *made], cwd=modules, check=False).returncode


def printed(page: Path) -> int:
    """Draw the paper of a page; 1 when the front of a report takes more than its first sheet."""
    paper = page.with_suffix(".pdf")
    subprocess.run(["pdftoppm", "-r", "80", "-png", paper, page.with_name(f"{page.stem}-paper")], check=True)
    if page.stem not in FRONTED:
        return 0
    second = subprocess.run(["pdftotext", "-f", "2", "-l", "2", paper, "-"], check=True, capture_output=True).stdout
    if not second.lstrip().startswith(b"1. "):
        sys.stdout.write(f"WRONG {page.stem}: the front takes more than one sheet\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
