"""`riskctl audit`: is the trail whole."""

from datetime import UTC
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from riskctl.cli.session import DEFAULT_ZONE, Session
from riskctl.errors import Exit, RiskctlError
from riskctl.render.audit import AuditReport, untold
from riskctl.store import trail
from riskctl.store.trail import TrailRead
from riskctl.store.zone import zone_named


def audit(
    session: Session,
    since: Annotated[str | None, typer.Option(metavar="REF")] = None,
    anchor: Annotated[list[str] | None, typer.Option(metavar="COMMIT")] = None,
    bundle: Annotated[Path | None, typer.Option(metavar="FILE")] = None,
) -> int:
    """Read the whole history and say whether it is whole."""
    form = session.format("text", "json")
    try:
        read, report = _report(session, since, anchor or [])
    except RiskctlError as error:
        if form == "json" and error.key in CANNOT_TELL:
            session.json(untold(error.key))
        raise
    if form == "json":
        session.json(report.as_json())
    else:
        session.out_lines(report.lines())
        session.note(report.summary())
    if bundle is not None:
        _deliver(session, read, report, bundle)
    if session.revision.dirty:
        session.note(session.words("audit.uncommitted"))
    return Exit.OK if report.whole else Exit.FINDINGS


CANNOT_TELL = (
    *("git-missing", "git-failed", "git-shallow", "no-repository", "audit-no-commit"),
    *("audit-replaced", "audit-grafts", "audit-partial", "audit-corrupt"),
)
"""Why an audit can't tell: it fails closed, and says what mends it."""


def _report(session: Session, since: str | None, anchors: list[str]) -> tuple[TrailRead, AuditReport]:
    reason = trail.cannot_tell(session.place)
    if reason is not None:
        raise RiskctlError("git-shallow" if reason == "shallow" else f"audit-{reason}")
    head = session.revision.commit
    if head is None:
        raise RiskctlError("audit-no-commit")
    read = trail.read(session.place, head, session.clock(ZoneInfo(DEFAULT_ZONE)).now, since, anchors)
    zone = zone_named(read.trail.timezone) or UTC
    return read, AuditReport.of(read.trail, head, read.trail.since(read.since), anchors, zone, session.words)


def _deliver(session: Session, read: TrailRead, report: AuditReport, file: Path) -> None:
    """Write what an auditor takes along, to check offline and without riskctl."""
    from riskctl.render.audit_page import claims, page
    from riskctl.store.trail_package import Package

    found = Package(session.place, read)
    session.deliver(found.zipped(claims(report), page(report, found.decisions, session.words)), file)


COMMANDS = {"audit": (audit, True)}
