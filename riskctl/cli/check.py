"""`riskctl check`: validate everything against the rules."""

from dataclasses import replace
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from riskctl.cli.check_fix import mending
from riskctl.cli.check_output import targets
from riskctl.cli.session import DEFAULT_ZONE, Session
from riskctl.core.finding import Finding
from riskctl.core.rules import every_finding
from riskctl.core.rules.rule import Context
from riskctl.errors import Exit
from riskctl.render.check import FORMATS
from riskctl.render.check.dispatch import rendered
from riskctl.render.findings import Report
from riskctl.store.zone import zone_named


def check(
    session: Session,
    fail_on: Annotated[str, typer.Option(metavar="error|warning")] = "error",
    output: Annotated[list[str] | None, typer.Option(metavar="FORMAT=FILE")] = None,
    fix: bool = False,
    diff: bool = False,
    since: Annotated[str | None, typer.Option(metavar="REF")] = None,
    staged: Annotated[bool, typer.Option("--staged")] = False,
) -> int:
    """Show every finding."""
    form = session.format(*FORMATS)
    session.stage(asked=staged, excluding={"--at": session.options.at, "--fix": fix, "--diff": diff})
    session.choice(fail_on, "--fail-on", ("error", "warning"))
    files = targets(session, output or [])
    mended = mending(session, fix=fix, diff=diff, form=form, since=since)
    report = _report(session, since)
    if mended:
        report = replace(report, mended=mended.json)
        mended.show(form)
    if mended and mended.diff_alone(form):
        session.note(report.summary())
    else:
        _show(session, form, report)
    for path, other in files.items():
        session.deliver(rendered(other, report).encode(), path)
    failing = report.errors + (report.warnings if fail_on == "warning" else 0)
    return Exit.FINDINGS if failing else Exit.OK


def _report(session: Session, since: str | None) -> Report:
    """Return the report of everything, or of what the change since a revision introduces."""
    folder = session.place.folder
    if since is None:
        return Report.of(_findings(session), session.loaded, session.words, folder)
    from riskctl.cli.check_since import introduced_since
    from riskctl.render.brief import Told

    found = introduced_since(session, since)
    return replace(Report.of(found.findings, found.loaded, session.words, folder), since=Told(found.view))


def _show(session: Session, form: str, report: Report) -> None:
    if form == "text" and session.interactive:
        from riskctl.render.check.text import show

        show(report)
    else:
        session.deliver(rendered(form, report).encode(), None)
    if form != "json":
        session.note(report.summary())


def _findings(session: Session) -> list[Finding]:
    """Return what the loader found and, where the procedure can be used, what the rules find."""
    found, register = list(session.loaded.findings), session.loaded.register
    if register is None:
        return found
    # a zone that is not there is a finding of its own (PRC204); the others are told as well
    zone = zone_named(register.procedure.timezone) or ZoneInfo(DEFAULT_ZONE)
    return every_finding(Context(register, session.clock(zone)), found)


COMMANDS = {"check": (check, True)}
