"""`riskctl check`: validate everything against the rules."""

from typing import Annotated

import typer

from riskctl.cli.session import Session
from riskctl.core.rules import run
from riskctl.core.rules.exceptions import apply_exceptions
from riskctl.core.rules.rule import Context
from riskctl.errors import Exit
from riskctl.render import findings as render


def check(
    session: Session,
    fail_on: Annotated[str, typer.Option(metavar="error|warning")] = "error",
) -> int:
    """Show every finding."""
    form = session.format("text", "json")
    session.choice(fail_on, "--fail-on", ("error", "warning"))
    loaded = session.loaded
    found = list(loaded.findings)
    if loaded.register is not None:
        context = Context(loaded.register, session.clock(session.zone))
        found = apply_exceptions(context, [*found, *run(context)])
    report = render.Report.of(found, loaded, session.words)
    if form == "json":
        session.json(report.as_json())
    else:
        session.out_lines(report.lines())
        session.note(report.summary())
    failing = report.errors + (report.warnings if fail_on == "warning" else 0)
    return Exit.FINDINGS if failing else Exit.OK


COMMANDS = {"check": (check, True)}
