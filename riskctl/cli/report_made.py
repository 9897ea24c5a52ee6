"""The reports that can be asked for: each as a document, and under its contract keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from riskctl.cli.lookup import known_id, system_id
from riskctl.cli.session import DEFAULT_ZONE, Session
from riskctl.core.moment import Clock, Span, parse_date, start_of
from riskctl.core.views.deviating import Deviations, Since, since_report, to_tell
from riskctl.core.views.due import due_items
from riskctl.core.views.period import period_of
from riskctl.core.views.period_report import PeriodReport, period_report
from riskctl.errors import RiskctlError
from riskctl.render.document.model import Audience, Document


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was asked for: as a document, and under its contract keys."""

    document: Callable[[], Document]
    json: Callable[[], Mapping[str, object]]


def of_period(session: Session, span: Span, profile: Audience) -> Made:
    """Return the report on a quarter or a year, for those it is meant for (P6.1, P6.2)."""
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


def _period_report(session: Session, span: Span) -> PeriodReport:
    from riskctl.store import quarter_ends
    from riskctl.store.find import resolve_at
    from riskctl.store.loader import Known

    place = session.place
    head = resolve_at(place, session.options.at, ZoneInfo(DEFAULT_ZONE))[0] if session.options.at else "HEAD"
    period = period_of(span, session.clock(quarter_ends.zone_at(place, head)))
    if period.opened > period.end_clock.now:
        raise RiskctlError("report-not-begun", label=span.label, date=span.first)
    known = Known()
    end = quarter_ends.read(place, head, period.closed, period.end_clock, known)
    if end is None:
        raise RiskctlError("no-commit", when=period.span.next.first)
    start = quarter_ends.read(place, head, period.opened, period.start_clock, known)
    unreadable = end.unreadable + (start.unreadable if start else 0)
    if unreadable:
        session.note(session.words("errors.unreadable-count", n=unreadable))
    if session.options.at is None and session.revision.dirty:
        session.note(session.words("report.uncommitted"))
    return period_report(period, start, end, quarter_ends.trend(place, head, period, start, end, known))


def of_deviations(session: Session, given: str | None) -> Made:
    """Return what ISU is to be told of between its meetings, since a date or the last report (P6.1)."""
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


def of_system(session: Session, system: str) -> Made:
    """Return the page of a system: what its owner is asked to confirm."""
    from riskctl.core.views.pages import system_page
    from riskctl.render.report import system_page as render

    system_id(session, system)
    page = system_page(session.approvals, session.engine.register.systems[system])
    return Made(
        lambda: render.document(page, session.revision, session.words), lambda: render.as_json(page, session.revision)
    )


def of_unit(session: Session, unit: str) -> Made:
    """Return the page of a unit."""
    from riskctl.core.views.pages import unit_page
    from riskctl.render.report import unit_page as render

    known_id(session, unit, "units", "--unit")
    page = unit_page(session.approvals, unit)
    return Made(
        lambda: render.document(page, session.revision, session.words), lambda: render.as_json(page, session.revision)
    )


def of_low_risks(session: Session) -> Made:
    """Return the annual review of low risks (P3.11)."""
    from riskctl.core.views.low_risks import low_risks
    from riskctl.render.report import low_risks as render

    found = low_risks(session.approvals)
    return Made(
        lambda: render.document(found, session.revision, session.words), lambda: render.as_json(found, session.revision)
    )
