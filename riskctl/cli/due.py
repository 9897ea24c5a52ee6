"""`riskctl due`: what must happen, when, by whom, and why."""

import os
from typing import Annotated

import typer

from riskctl.cli.session import Session
from riskctl.core.fields import LEVELS
from riskctl.core.views.due import DueFilter, due_items, due_list
from riskctl.core.views.due_item import KINDS
from riskctl.errors import Exit, RiskctlError
from riskctl.render import due as render


def due(
    session: Session,
    within: Annotated[str, typer.Option(metavar="P30D")] = "P30D",
    owner: Annotated[str | None, typer.Option(metavar="ID")] = None,
    mine: Annotated[bool, typer.Option("--mine")] = False,
    kind: Annotated[str | None, typer.Option(metavar="K")] = None,
    level: Annotated[str | None, typer.Option(metavar="L")] = None,
    unit: Annotated[str | None, typer.Option(metavar="U")] = None,
    everything: Annotated[bool, typer.Option("--all")] = False,
    fail_on: Annotated[str | None, typer.Option(metavar="overdue|due")] = None,
) -> int:
    """Show the due list."""
    form = session.format("table", "json")
    session.choice(fail_on, "--fail-on", ("overdue", "due"))
    wanted = DueFilter(
        session.choice(kind, "--kind", KINDS),
        session.choice(level, "--level", LEVELS),
        _person(session, owner, mine),
        session.choice(unit, "--unit", sorted(session.engine.register.organisation.units)),
        everything,
    )
    window = session.duration(within)
    listed = due_list(session.engine, window, wanted, due_items(session.engine, session.approvals))
    if form == "json":
        session.json(render.as_json(session.engine, session.revision, listed))
    else:
        render.show(session.engine, listed, session.words, terminal=session.interactive)
    failing = {"overdue": ("overdue",), "due": ("overdue", "due")}.get(fail_on or "", ())
    return Exit.FINDINGS if any(each.status in failing for each in listed.shown) else Exit.OK


def _person(session: Session, owner: str | None, mine: bool) -> str | None:
    people = session.engine.register.organisation.people
    if owner is None and mine:
        owner = os.environ.get("RISKCTL_PERSON") or _by_email(session)
    return session.choice(owner, "--owner", sorted(people))


def _by_email(session: Session) -> str:
    from riskctl.store.commit import identity

    email = identity(session.place)
    for id_, person in session.engine.register.organisation.people.items():
        if email and person.email.casefold() == email.casefold():
            return id_
    raise RiskctlError("unknown-me", email=email or "-")


COMMANDS = {"due": (due, True)}
