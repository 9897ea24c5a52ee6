"""The findings as lines to read: where and what, the line of the file with a mark under it, and what to do."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from riskctl.render.check.excerpt import excerpt
from riskctl.render.check.parts import short
from riskctl.render.findings import Report, Shown
from riskctl.render.safe import visible

Row = tuple[tuple[str, str], ...]
"""One line in parts: each a text and its style."""

WIDTH: Final = 100
"""How wide an excerpt is where there is no terminal to fit."""
_STYLES: Final = {"error": "bold red", "warning": "yellow"}


def rendered(report: Report) -> str:
    """Return the lines without colour."""
    brief = report.since.lines(report) if report.since else ()
    return "".join(f"{line}\n" for line in (*map(_plain, rows(report, WIDTH)), *brief))


def heading(report: Report, each: Shown, path: str) -> str:
    """Return `file:line:column: level: text [CODE]`."""
    return _plain(_heading(report, each, path))


def rows(report: Report, width: int) -> Iterator[Row]:
    """Yield the lines of each finding, for a terminal of this width."""
    for each in report.shown:
        style = _STYLES[each.finding.severity]
        yield _heading(report, each, each.finding.ref)
        for (gutter, shown), shown_style in zip(_excerpt(report, each, width), ("", style), strict=False):
            yield (gutter, "dim"), (shown, shown_style)
        if each.hint:
            yield ((visible(f"  {each.hint}"), ""),)


def show(report: Report) -> None:
    """Show the lines in a terminal."""
    from rich.text import Text

    from riskctl.render.console import console

    out = console()
    for row in rows(report, out.width):
        out.print(Text.assemble(*row), soft_wrap=True)
    for line in report.since.lines(report) if report.since else ():
        hanging = " " * (len(line) - len(line.lstrip(" -")))
        for part in wrap(line, out.width, subsequent_indent=hanging, break_on_hyphens=False) or [""]:
            out.print(Text(part))


def _plain(row: Row) -> str:
    return "".join(text for text, _ in row)


def _heading(report: Report, each: Shown, path: str) -> Row:
    finding = each.finding
    level = report.words.name("severity", finding.severity)
    return (
        (visible(f"{path}:{each.line}:{each.column}: "), "bold"),
        (f"{level}: ", _STYLES[finding.severity]),
        (short(each.message), ""),
        (f" [{finding.code}]", "dim"),
    )


def _excerpt(report: Report, each: Shown, width: int) -> tuple[tuple[str, str], ...]:
    return excerpt(report.source(each), each.line, each.column, width) or ()
