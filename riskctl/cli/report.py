"""`riskctl report`: what people read and decide on, from git, in the format they read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from riskctl.cli.session import DEFAULT_ZONE, Session
from riskctl.core.moment import Clock, Span, parse_date, parse_quarter, parse_year, start_of
from riskctl.core.views.deviating import Deviations, Since, since_report, to_tell
from riskctl.core.views.due import due_items
from riskctl.core.views.period import period_of
from riskctl.core.views.period_report import PeriodReport, period_report
from riskctl.errors import Exit, RiskctlError
from riskctl.render.document.formats import FORMATS, TEXTS
from riskctl.render.document.model import Audience, Document
from riskctl.render.report.profiles import PROFILES


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was asked for: as a document, and under its contract keys."""

    document: Callable[[], Document]
    json: Callable[[], Mapping[str, object]]


def report(
    session: Session,
    quarter: Annotated[str | None, typer.Option("--quarter", metavar="2026Q3")] = None,
    year: Annotated[str | None, typer.Option("--year", metavar="2026")] = None,
    deviations: Annotated[bool, typer.Option("--deviations")] = False,
    profile: Annotated[str | None, typer.Option("--profile", metavar="isu|board|public")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE")] = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE")] = None,
) -> int:
    """Show the report, or write it to a file."""
    form = _format(session, output)
    if sum((quarter is not None, year is not None, deviations)) != 1 or (since is not None and not deviations):
        raise RiskctlError("report-which")
    if profile is not None and deviations:
        raise RiskctlError("exclusive", value="--profile", other="--deviations")
    reader: Audience = session.choice(profile, "--profile", PROFILES) or PROFILES[0]  # type: ignore[assignment]
    if quarter is not None:
        made = _of_period(session, _span(parse_quarter, quarter, "bad-quarter"), reader)
    elif year is not None:
        made = _of_period(session, _span(parse_year, year, "bad-year"), reader)
    else:
        made = _of_deviations(session, since)
    _deliver(session, _written(made, form), form, output)
    return Exit.OK


def _format(session: Session, output: Path | None) -> str:
    """Return the format asked for; else the one that the name of the file ends in; else Markdown."""
    choices = (*FORMATS, "json")
    suffix = output.suffix.removeprefix(".") if output is not None else ""
    if session.options.format is None and suffix in choices:
        return suffix
    return session.format(*choices)


def _written(made: Made, form: str) -> bytes:
    if form == "json":
        from riskctl.render.as_json import dumps

        return (dumps(made.json()) + "\n").encode()
    return FORMATS[form](made.document())


def _deliver(session: Session, data: bytes, form: str, output: Path | None) -> None:
    if output is None:
        if form not in TEXTS and session.interactive:
            raise RiskctlError("report-needs-file", format=form)
        session.out_bytes(data)
        return
    from riskctl.store.atomic import replace_file

    replace_file(output, data)
    session.note(session.words("report.written", path=output))


def _of_period(session: Session, span: Span, profile: Audience) -> Made:
    from riskctl.render.report import profiles
    from riskctl.render.report.period_json import as_json

    found = _period_report(session, span)

    def document() -> Document:
        from riskctl.render.report import period

        full = period.document(found, session.words)
        return profiles.document_for(full, profile, profiles.sum_of(as_json(found)), session.words)

    def json() -> Mapping[str, object]:
        return profiles.json_for(as_json(found), profile)

    return Made(document, json)


def _span(parse: Callable[[str], Span], text: str, error: str) -> Span:
    try:
        return parse(text)
    except ValueError:
        raise RiskctlError(error, value=text) from None


def _period_report(session: Session, span: Span) -> PeriodReport:
    from riskctl.store import quarter_ends
    from riskctl.store.find import resolve_at

    place = session.place
    head = resolve_at(place, session.options.at, ZoneInfo(DEFAULT_ZONE))[0] if session.options.at else "HEAD"
    period = period_of(span, session.clock(quarter_ends.zone_at(place, head)))
    end = quarter_ends.read(place, head, period.closed, period.end_clock)
    if end is None:
        raise RiskctlError("no-commit", when=period.span.next.first)
    start = quarter_ends.read(place, head, period.opened, period.start_clock)
    unreadable = end.unreadable + (start.unreadable if start else 0)
    if unreadable:
        session.note(session.words("errors.unreadable-count", n=unreadable))
    return period_report(period, start, end, quarter_ends.trend(place, head, period, start, end))


def _of_deviations(session: Session, given: str | None) -> Made:
    from riskctl.render.report import deviations

    found = _deviations(session, given)
    return Made(lambda: deviations.document(found, session.words), lambda: deviations.as_json(found, session.revision))


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


COMMANDS = {"report": (report, True)}
