"""`riskctl check`: validate everything against the rules."""

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from riskctl.cli.session import DEFAULT_ZONE, Session
from riskctl.core.finding import Finding
from riskctl.core.rules import every_finding
from riskctl.core.rules.rule import Context
from riskctl.errors import Exit
from riskctl.render import findings as render
from riskctl.store.zone import zone_named


def check(
    session: Session,
    fail_on: Annotated[str, typer.Option(metavar="error|warning")] = "error",
) -> int:
    """Show every finding."""
    form = session.format("text", "json")
    session.choice(fail_on, "--fail-on", ("error", "warning"))
    report = render.Report.of(_findings(session), session.loaded, session.words)
    if form == "json":
        session.json(report.as_json())
    else:
        session.out_lines(report.lines())
        session.note(report.summary())
    failing = report.errors + (report.warnings if fail_on == "warning" else 0)
    return Exit.FINDINGS if failing else Exit.OK


def _findings(session: Session) -> list[Finding]:
    """Return what the loader found and, where the procedure can be used, what the rules find."""
    found, register = list(session.loaded.findings), session.loaded.register
    if register is None:
        return found
    # a zone that is not there is a finding of its own (PRC204); the others are told as well
    zone = zone_named(register.procedure.timezone) or ZoneInfo(DEFAULT_ZONE)
    return every_finding(Context(register, session.clock(zone)), found)


COMMANDS = {"check": (check, True)}
