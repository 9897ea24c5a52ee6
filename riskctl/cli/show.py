"""`riskctl show` and `riskctl rate`: one thing explained, and what the engine says without assessing."""

from collections.abc import Iterator
from typing import Annotated

import typer

from riskctl.cli.lookup import known_id, system_id, unknown_id
from riskctl.cli.session import Session
from riskctl.core.views.risks import risk_view
from riskctl.core.views.systems import system_view
from riskctl.render import show as render
from riskctl.render import views_json

KINDS = {
    "suppliers": "supplier",
    "processes": "process",
    "threats": "threat",
    "events": "event",
    "assessments": "assessment",
    "approvals": "approval",
    "escalations": "escalation",
}


def show(session: Session, id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Explain one thing and every number in it."""
    form = session.format("text", "json")
    answer, lines = _explained(session, id_)
    if form == "json":
        session.json(answer)
    else:
        session.out_lines(lines)


def _explained(session: Session, id_: str) -> tuple[dict[str, object], Iterator[str]]:
    engine, judged, words = session.engine, session.approvals, session.words
    if id_ in engine.latest.risks:
        view = risk_view(judged, engine.latest.risks[id_])
        return views_json.risk(view), render.risk(judged, view, words)
    if id_ in engine.register.systems:
        seen = system_view(judged, engine.register.systems[id_])
        latest = engine.latest.assessment(id_)
        decision = views_json.decision(judged.of(latest.id)) if latest is not None else None
        return {**views_json.system(seen), "decision": decision}, render.system(judged, seen, words)
    if id_ in engine.register.actions:
        answer = views_json.action(engine, engine.register.actions[id_])
        verdict = judged.of(f"action:{id_}")
        told = [*render.entity(answer, words), *render.decided(judged, verdict, words)]
        return {**answer, "decision": views_json.decision(verdict)}, iter(told)
    for folder, kind in KINDS.items():
        entity = getattr(engine.register, folder).get(id_)
        if entity is not None:
            answer = {"kind": kind, "id": id_, **views_json.fields(entity)}
            return answer, render.entity(answer, words)
    raise unknown_id(session, id_, _known(session))


def _known(session: Session) -> list[str]:
    register = session.engine.register
    others = (id_ for folder in KINDS for id_ in getattr(register, folder))
    return [*session.engine.latest.risks, *register.systems, *register.actions, *others]


def rate(
    session: Session,
    system: Annotated[str, typer.Argument(metavar="SYSTEM")],
    threats: Annotated[list[str] | None, typer.Argument(metavar="[THREAT…]")] = None,
) -> None:
    """Say what the engine gives from today's register, without assessing."""
    form = session.format("text", "json")
    engine = session.engine
    system_id(session, system)
    for threat in threats or ():
        known_id(session, threat, "threats")
    ratings = [engine.rate(system, threat) for threat in threats or engine.fitting_threats(system)]
    if form == "json":
        session.json({"system": system, "ratings": [views_json.rating(each) for each in ratings]})
    else:
        session.out_lines(render.ratings(engine, ratings, session.words, explained=bool(threats)))


COMMANDS = {"show": (show, True), "rate": (rate, True)}
