"""`riskctl report`: the quarterly report to ISU, both ends of the quarter read from git."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from riskctl.cli.session import DEFAULT_ZONE, Session
from riskctl.core.moment import Quarter, parse_quarter
from riskctl.core.views.quarter import QuarterReport, quarter_report
from riskctl.core.views.quarter_period import period_of
from riskctl.errors import Exit, RiskctlError


def report(
    session: Session,
    quarter: Annotated[str, typer.Option("--quarter", metavar="2026Q3")],
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE")] = None,
) -> int:
    """Show the report, or write it to a file."""
    form = session.format("md", "json")
    text = _text(session, _report(session, _quarter(quarter)), form)
    if output is None:
        session.out_bytes(text.encode())
    else:
        from riskctl.store.atomic import replace_file

        replace_file(output, text.encode())
        session.note(session.words("report.written", path=output))
    return Exit.OK


def _quarter(text: str) -> Quarter:
    try:
        return parse_quarter(text)
    except ValueError:
        raise RiskctlError("bad-quarter", value=text) from None


def _report(session: Session, quarter: Quarter) -> QuarterReport:
    from riskctl.store import quarter_ends
    from riskctl.store.find import resolve_at

    place = session.place
    head = resolve_at(place, session.options.at, ZoneInfo(DEFAULT_ZONE))[0] if session.options.at else "HEAD"
    period = period_of(quarter, session.clock(quarter_ends.zone_at(place, head)))
    end = quarter_ends.read(place, head, period.closed, period.end_clock)
    if end is None:
        raise RiskctlError("no-commit", when=period.quarter.next.first)
    start = quarter_ends.read(place, head, period.opened, period.start_clock)
    unreadable = end.unreadable + (start.unreadable if start else 0)
    if unreadable:
        session.note(session.words("errors.unreadable-count", n=unreadable))
    return quarter_report(period, start, end)


def _text(session: Session, made: QuarterReport, form: str) -> str:
    if form == "json":
        from riskctl.render.as_json import dumps
        from riskctl.render.report_json import as_json

        return dumps(as_json(made)) + "\n"
    from riskctl.render.report_md import markdown

    return markdown(made, session.words)


COMMANDS = {"report": (report, True)}
