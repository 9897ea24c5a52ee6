"""Lists of risks, systems and actions: a table in a terminal, one line an item in a pipe."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from riskctl.core.assessments import Action
from riskctl.core.fields import highest, rank
from riskctl.core.rating import Engine
from riskctl.core.views.risks import RiskView
from riskctl.core.views.systems import SystemView
from riskctl.render.names import level_name, person_name, system_name, threat_name
from riskctl.render.safe import visible
from riskctl.text import Words, sort_key


@dataclass(frozen=True)
class Listing:
    """Rows of text under headings, and the sentence that counts them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    count: str


def risks(engine: Engine, views: Iterable[RiskView], words: Words) -> Listing:
    """Return the risk register as rows."""
    register, rows = engine.register, []
    for view in views:
        current, state = view.current, view.treatment
        plan = (
            words("lists.plan.met")
            if state.met_at
            else words("lists.plan.late" if state.late else "lists.plan.open", due=state.due)
        )
        if state.accepted:
            plan = words("lists.plan.accepted", due=view.accepted_until)
        rows.append(
            (
                level_name(current.risk.level, words),
                threat_name(register, current.threat, words),
                system_name(register, current.system),
                person_name(register, view.owner),
                plan,
                level_name(view.residual.level, words),
                current.id,
            )
        )
    columns = ("level", "threat", "system", "owner", "plan", "residual", "id")
    return Listing(
        tuple(words(f"lists.column.{each}") for each in columns), tuple(rows), words("lists.count.risks", n=len(rows))
    )


def systems(engine: Engine, views: Iterable[SystemView], words: Words) -> Listing:
    """Return the systems as rows: by class, then by name as Danes sort."""
    ordered = sorted(views, key=lambda view: (-rank(view.system.criticality), sort_key(view.system.name)))
    rows = [
        (
            level_name(view.system.criticality, words),
            view.system.name,
            words.name("system_kind", view.system.kind),
            words.name("system_status", view.system.status),
            person_name(engine.register, view.system.owner),
            level_name(view.level, words),
            words.date(view.next_assessment) if view.next_assessment else "-",
            view.system.id,
        )
        for view in ordered
    ]
    columns = ("class", "system", "kind", "status", "owner", "risk", "next", "id")
    return Listing(
        tuple(words(f"lists.column.{each}") for each in columns), tuple(rows), words("lists.count.systems", n=len(rows))
    )


def actions(engine: Engine, kept: Iterable[Action], words: Words) -> Listing:
    """Return the actions as rows, by deadline."""
    rows = []
    for action in kept:
        level = highest([each.risk.level for each in engine.latest.risks_of_action(action)])
        rows.append(
            (
                level_name(level, words) if level else "-",
                words.date(action.due),
                words.name("action_state", action.state),
                action.title,
                person_name(engine.register, action.responsible),
                action.id,
            )
        )
    columns = ("level", "due", "state", "title", "responsible", "id")
    return Listing(
        tuple(words(f"lists.column.{each}") for each in columns), tuple(rows), words("lists.count.actions", n=len(rows))
    )


def show(listing: Listing, *, terminal: bool) -> None:
    """Show a listing; the count goes to stderr."""
    if terminal:
        _table(listing)
    else:
        sys.stdout.writelines("\t".join(visible(cell) for cell in row) + "\n" for row in listing.rows)
    sys.stderr.write(listing.count + "\n")


def _table(listing: Listing) -> None:
    from rich import box
    from rich.table import Table

    from riskctl.render.console import console, plain

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in listing.columns:
        table.add_column(column, overflow="fold")
    for row in listing.rows:
        table.add_row(*(plain(cell) for cell in row))
    console().print(table)
