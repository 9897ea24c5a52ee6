"""The findings as Markdown, for a step's summary or a comment: how many, and a table, the worst first.

With `--since` the brief stands first, and tells of the findings; the table follows where it can't hold them all.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from riskctl.render.check.parts import short
from riskctl.render.document.model import Code
from riskctl.render.findings import Report, Shown
from riskctl.render.markdown import cell, quiet

MOST: Final = 60_000
"""How many characters are written: a comment on GitHub holds 65,536."""
_TAIL: Final = 200
"""What is kept for saying how many findings there was no room for."""


def rendered(report: Report) -> str:
    """Return the brief or the summary, and the table as far as there is room."""
    head = report.since.markdown(report) if report.since else _summary(report)
    return head + (_table(report, MOST - len(head)) if report.shown and not _told(report) else "")


def _told(report: Report) -> bool:
    """Whether a brief tells of every finding by itself."""
    if report.since is None:
        return False
    from riskctl.render.brief_parts import MOST as MOST_IN_BRIEF

    return max(Counter(each.finding.severity for each in report.shown).values()) <= MOST_IN_BRIEF


def _summary(report: Report) -> str:
    return f"## {quiet(report.words('check.title'))}\n\n{quiet(report.summary())}\n"


def _table(report: Report, room: int) -> str:
    words = report.words
    columns = [words(key) for key in ("rules.column.severity", "check.column.place", "rules.column.gist")]
    columns.append(words("check.column.hint"))
    head = f"\n| {' | '.join(columns)} |\n|{' --- |' * len(columns)}\n"
    rows = list(_fitting(report, room - len(head) - _TAIL))
    left = len(report.shown) - len(rows)
    tail = f"\n{quiet(words('check.left-out', n=left))}\n" if left else ""
    return f"{head}{''.join(rows)}{tail}"


def _fitting(report: Report, room: int) -> Iterator[str]:
    for each in report.worst_first():
        row = _row(report, each)
        room -= len(row)
        if room < 0:
            return
        yield row


def _row(report: Report, each: Shown) -> str:
    finding = each.finding
    place = f"{report.in_repository(finding.ref)}:{each.line}"
    parts = (
        quiet(report.words.name("severity", finding.severity)),
        cell(Code(place)),
        f"{quiet(short(each.message))} ({cell(Code(finding.code))})",
        quiet(short(each.hint)),
    )
    return f"| {' | '.join(parts)} |\n"
