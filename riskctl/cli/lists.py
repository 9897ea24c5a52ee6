"""`riskctl risks`, `systems` and `actions`: lists with filters."""

from typing import Annotated

import typer

from riskctl.cli.lookup import known_id
from riskctl.cli.session import Session
from riskctl.core import roles
from riskctl.core.fields import LEVELS, highest
from riskctl.core.views.risks import risk_register
from riskctl.core.views.systems import system_view
from riskctl.render import lists as render
from riskctl.render import views_json

STATES = ("open", "started", "completed", "cancelled")
Level = Annotated[str | None, typer.Option("--level", metavar="L")]
Unit = Annotated[str | None, typer.Option("--unit", metavar="U")]
Owner = Annotated[str | None, typer.Option("--owner", metavar="ID")]
OfSystem = Annotated[str | None, typer.Option("--system", metavar="ID")]


def _units(session: Session, unit: str | None) -> set[str] | None:
    organisation = session.engine.register.organisation
    known_id(session, unit, "units", "--unit")
    return roles.units_below(organisation, unit) if unit else None


def _person(session: Session, owner: str | None) -> str | None:
    return known_id(session, owner, "people", "--owner")


def risks(
    session: Session, level: Level = None, unit: Unit = None, owner: Owner = None, system: OfSystem = None
) -> None:
    """List the risk register, worst first."""
    form = session.format("table", "json")
    session.choice(level, "--level", LEVELS)
    person, units = _person(session, owner), _units(session, unit)
    known_id(session, system, "systems", "--system")
    systems = session.engine.register.systems
    views = [
        view
        for view in risk_register(session.approvals)
        if (level is None or view.current.risk.level == level)
        and (units is None or systems[view.current.system].unit in units)
        and (person is None or view.owner == person)
        and (system is None or view.current.system == system)
    ]
    if form == "json":
        session.json({"risks": [views_json.risk(view) for view in views]})
    else:
        render.show(render.risks(session.engine, views, session.words), terminal=session.interactive)


def systems(session: Session, level: Level = None, unit: Unit = None, owner: Owner = None) -> None:
    """List the systems by class, with the risk of each."""
    form = session.format("table", "json")
    session.choice(level, "--level", LEVELS)
    person, units = _person(session, owner), _units(session, unit)
    views = [
        system_view(session.approvals, system)
        for system in session.engine.register.systems.values()
        if (level is None or system.criticality == level)
        and (units is None or system.unit in units)
        and (person is None or system.owner == person)
    ]
    if form == "json":
        session.json({"systems": [views_json.system(view) for view in views]})
    else:
        render.show(render.systems(session.engine, views, session.words), terminal=session.interactive)


def actions(
    session: Session,
    level: Level = None,
    owner: Owner = None,
    system: OfSystem = None,
    state: Annotated[str | None, typer.Option("--state", metavar="STATE")] = None,
) -> None:
    """List the actions by deadline."""
    form = session.format("table", "json")
    session.choice(level, "--level", LEVELS)
    session.choice(state, "--state", STATES)
    known_id(session, system, "systems", "--system")
    person, latest = _person(session, owner), session.engine.latest
    kept = [
        action
        for action in session.engine.register.actions.values()
        if (level is None or highest([each.risk.level for each in latest.risks_of_action(action)]) == level)
        and (person is None or action.responsible == person)
        and (system is None or any(risk.partition("#")[0] == system for risk in action.risks))
        and (state is None or action.state == state)
    ]
    kept.sort(key=lambda action: (action.due, action.id))
    if form == "json":
        session.json({"actions": [views_json.action(session.engine, action) for action in kept]})
    else:
        render.show(render.actions(session.engine, kept, session.words), terminal=session.interactive)


COMMANDS = {"risks": (risks, True), "systems": (systems, True), "actions": (actions, True)}
