"""`riskctl due`: what must happen, when, by whom, and why."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from riskctl.cli.lookup import known_id
from riskctl.cli.person import needs_me
from riskctl.cli.session import Session
from riskctl.core.fields import LEVELS
from riskctl.core.moment import FIRST_YEAR, LAST_YEAR
from riskctl.core.views.due import DueFilter, DueList, due_items, due_list
from riskctl.core.views.due_item import KINDS, DueItem
from riskctl.errors import Exit, RiskctlError
from riskctl.render import due as render

FORMATS = ("table", "json", "csv", "ics", "markdown")
YEAR_FORMATS = ("table", "json", "csv", "markdown")


def due(
    session: Session,
    within: Annotated[str, typer.Option(metavar="P30D")] = "P30D",
    owner: Annotated[str | None, typer.Option(metavar="ID")] = None,
    mine: Annotated[bool, typer.Option("--mine")] = False,
    kind: Annotated[str | None, typer.Option(metavar="K")] = None,
    level: Annotated[str | None, typer.Option(metavar="L")] = None,
    unit: Annotated[str | None, typer.Option(metavar="U")] = None,
    everything: Annotated[bool, typer.Option("--all")] = False,
    year: Annotated[str | None, typer.Option(metavar="2027")] = None,
    fail_on: Annotated[str | None, typer.Option(metavar="overdue|due")] = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE")] = None,
) -> int:
    """Show the due list."""
    form = session.format(*(FORMATS if year is None else YEAR_FORMATS))
    session.choice(fail_on, "--fail-on", ("overdue", "due"))
    wanted = DueFilter(
        session.choice(kind, "--kind", KINDS),
        session.choice(level, "--level", LEVELS),
        needs_me(session) if mine and owner is None else known_id(session, owner, "people", "--owner"),
        known_id(session, unit, "units", "--unit"),
        everything,
    )
    if year is not None:
        _show_year(session, form, _year(year), wanted, output)
    items = list(due_items(session.engine, session.approvals))
    listed = due_list(session.engine, session.duration(within), wanted, items)
    if year is None:
        _show(session, form, listed, wanted, output)
        if form != "json" and not listed.filtered_out:
            _tell_of_deviations(session, items)
    failing = {"overdue": ("overdue",), "due": ("overdue", "due")}.get(fail_on or "", ())
    return Exit.FINDINGS if any(each.status in failing for each in listed.shown) else Exit.OK


def _show(session: Session, form: str, listed: DueList, wanted: DueFilter, output: Path | None) -> None:
    engine, words = session.engine, session.words
    if form == "table" and output is None and session.interactive:
        from riskctl.render.due_table import show_table

        show_table(engine, listed, words)
    else:
        session.deliver(_rendered(session, form, listed, wanted), output)
    if form != "json":
        session.note(render.summary(listed, words))


def _tell_of_deviations(session: Session, items: Sequence[DueItem]) -> None:
    """Say that ISU is to be told of something outside its meetings, where it is (P6.1)."""
    from riskctl.core.views.deviating import since_report, to_tell

    found = to_tell(session.approvals, since_report(session.approvals), items)
    if found.matters:
        to = session.engine.procedure.reporting.quarterly.to
        session.note(session.words("due.deviations", to=to))


def _rendered(session: Session, form: str, listed: DueList, wanted: DueFilter) -> bytes:
    engine, words = session.engine, session.words
    if form == "csv":
        from riskctl.render.due_csv import as_csv

        return as_csv(engine, listed, words)
    if form == "ics":
        from riskctl.render.due_ics import as_calendar

        return as_calendar(engine, listed, words, _whose(session, wanted))
    if form == "markdown":
        from riskctl.render.due_markdown import as_markdown

        return as_markdown(engine, listed, words).encode()
    if form == "json":
        from riskctl.render.as_json import dumps

        return f"{dumps(render.as_json(engine, session.revision, listed))}\n".encode()
    return "".join(f"{line}\n" for line in render.lines(engine, listed, words)).encode()


def _whose(session: Session, wanted: DueFilter) -> str:
    from riskctl.render.names import person_name, unit_name

    register = session.engine.register
    names = [person_name(register, wanted.owner)] if wanted.owner else []
    names += [unit_name(register, wanted.unit)] if wanted.unit else []
    return ", ".join(names) or register.procedure.municipality


def _show_year(session: Session, form: str, year: int, wanted: DueFilter, output: Path | None) -> None:
    from riskctl.core.views.year import year_plan
    from riskctl.render import year as render_year

    engine, words = session.engine, session.words
    plan = year_plan(engine, year, wanted, due_items(engine, session.approvals))
    if form == "table" and output is None and session.interactive:
        from riskctl.render.year_table import show_table

        show_table(engine, plan, words)
    elif form == "csv":
        session.deliver(render_year.as_csv(engine, plan, words), output)
    elif form == "markdown":
        session.deliver(render_year.as_markdown(engine, plan, words).encode(), output)
    elif form == "json":
        from riskctl.render.as_json import dumps

        session.deliver(f"{dumps(render_year.as_json(engine, session.revision, plan))}\n".encode(), output)
    else:
        session.deliver("".join(f"{line}\n" for line in render_year.lines(engine, plan, words)).encode(), output)
    if form != "json":
        session.note(render_year.summary(plan, words))


def _year(text: str) -> int:
    if re.fullmatch(r"[0-9]{4}", text, re.ASCII) is None or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise RiskctlError("bad-year", value=text)
    return int(text)


COMMANDS = {"due": (due, True)}
