"""Annotations for GitHub Actions: workflow commands on stdout, the worst first.

GitHub shows ten errors and ten warnings of a step; ten in all are given here, and the rest as lines in the log.
"""

from collections.abc import Iterator
from typing import Final

from riskctl.render.check.parts import short
from riskctl.render.check.text import heading
from riskctl.render.findings import Report, Shown
from riskctl.render.safe import visible

MOST: Final = 10


def rendered(report: Report) -> str:
    """Return the workflow commands, then what else was found."""
    ordered = report.worst_first()
    lines = [*(_annotation(report, each) for each in ordered[:MOST]), *_rest(report, ordered[MOST:])]
    return "".join(f"{line}\n" for line in lines)


def _annotation(report: Report, each: Shown) -> str:
    place = {
        "file": visible(report.in_repository(each.finding.ref)),
        "line": str(each.line),
        "col": str(each.column),
        "title": f"riskctl {each.finding.code}",
    }
    properties = ",".join(f"{name}={_property(value)}" for name, value in place.items())
    text = "\n".join(short(part) for part in (each.message, each.hint) if part)
    return f"::{each.finding.severity} {properties}::{_data(text)}"


def _rest(report: Report, others: list[Shown]) -> Iterator[str]:
    if not others:
        return
    yield f"::group::{_data(report.words('check.others', n=len(others)))}"
    yield from (heading(report, each, report.in_repository(each.finding.ref)) for each in others)
    yield "::endgroup::"
    yield f"::notice title=riskctl::{_data(report.words('check.beside', n=len(others) + report.unshown))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
