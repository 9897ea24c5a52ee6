"""`riskctl report`: the quarterly report to ISU from git, and what ISU is to be told of between its meetings."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from riskctl.cli.session import DEFAULT_ZONE, Session
from riskctl.core.moment import Clock, Quarter, parse_date, parse_quarter, start_of
from riskctl.core.views.deviating import Deviations, Since, since_report, to_tell
from riskctl.core.views.due import due_items
from riskctl.core.views.quarter import QuarterReport, quarter_report
from riskctl.core.views.quarter_period import period_of
from riskctl.errors import Exit, RiskctlError


def report(
    session: Session,
    quarter: Annotated[str | None, typer.Option("--quarter", metavar="2026Q3")] = None,
    deviations: Annotated[bool, typer.Option("--deviations")] = False,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE")] = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE")] = None,
) -> int:
    """Show the report, or write it to a file."""
    form = session.format("md", "json")
    if (quarter is None) is not deviations or (since is not None and not deviations):
        raise RiskctlError("report-which")
    if quarter is None:
        text = _deviations_text(session, _deviations(session, since), form)
    else:
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


def _deviations(session: Session, given: str | None) -> Deviations:
    judged = session.approvals
    since = since_report(judged) if given is None else _since(session, given)
    return to_tell(judged, _read_since(session, since), list(due_items(judged.engine, judged)))


def _since(session: Session, given: str) -> Since:
    try:
        return Since(start_of(parse_date(given), session.zone))
    except ValueError:
        example = f"--since {session.engine.clock.today.isoformat()}"
        raise RiskctlError("bad-date", value=given, example=example) from None


def _read_since(session: Session, since: Since) -> Since:
    """Return the same with the register as it was committed then; without git it stays unknown, and that is said."""
    from riskctl.store import quarter_ends

    revision = session.revision.commit
    if since.moment is None:
        return since
    if revision is None:
        session.note(session.words("report.telling.no-git"))
        return since
    zone = session.engine.clock.zone
    clock = Clock(since.moment - timedelta(seconds=1), zone)
    side = quarter_ends.read(session.place, revision, since.moment, clock)
    return Since(since.moment, since.report, side.commit, side.judged.register) if side else since


def _deviations_text(session: Session, found: Deviations, form: str) -> str:
    from riskctl.render import deviations as render

    if form == "json":
        from riskctl.render.as_json import dumps

        return dumps(render.as_json(found, session.revision)) + "\n"
    return render.markdown(found, session.words)


COMMANDS = {"report": (report, True)}
