"""One event for several systems: which of them it must be answered for, and what it leaves as it was (P3.8, P3.9)."""

from collections.abc import Iterable
from typing import Any

from riskctl.core.answers import Answers
from riskctl.core.rating import Engine
from riskctl.core.schedule import open_revisions
from riskctl.core.views.meeting import Meeting
from riskctl.core.views.reached import Reached, reached_by


def reached_by_all(engine: Engine, events: Iterable[str]) -> list[Reached]:
    """Return the systems that the events reach, each once, the highest class first; where it counts comes first."""
    found: dict[str, Reached] = {}
    for event in events:
        for each in reached_by(engine, engine.register.events[event]):
            known = found.get(each.system.id)
            if known is None or (each.counts and not known.counts):
                found[each.system.id] = each
    return list(found.values())


def waiting_systems(engine: Engine, events: Iterable[str]) -> list[str]:
    """Return the systems that one of the events must still be answered for, in the order they are reached."""
    events = list(events)
    waiting = {each.system.id for each in open_revisions(engine) if each.event.id in events}
    return [each.system.id for each in reached_by_all(engine, events) if each.system.id in waiting]


def touched(engine: Engine, system: str, events: Iterable[str]) -> tuple[str, ...]:
    """Return the threats that the events name and the system has or may have; none for one never assessed.

    Those are judged anew; when the events name none, it is what has moved in the register.
    """
    previous = engine.latest.assessment(system)
    if previous is None:
        return ()
    own = {risk.threat or key for key, risk in previous.risks.items()} | set(engine.fitting_threats(system))
    named = (threat for event in events for threat in engine.register.events[event].threats)
    return tuple(dict.fromkeys(threat for threat in named if threat in own))


def standing(meeting: Meeting, given: Answers) -> dict[str, Any]:
    """Return what stands unasked for one of several systems: last time's risks and exclusions, and those given."""
    if meeting.previous is None:
        return {}
    own = [path.removeprefix("risks.") for path in given if path.startswith("risks.") and path.count(".") == 1]
    left = {f"excluded.{threat}": reason for threat, reason in meeting.previous.excluded.items()}
    kept = [key for key in meeting.suggested() if f"excluded.{key}" not in given]
    return {**left, "include": list(dict.fromkeys([*kept, *own])), "left_out": True}


def unasked(meeting: Meeting, answers: Answers) -> dict[str, Any]:
    """Return last time's answers for every risk that did not move, that no event names and nothing is given for."""
    limited = {key for key, threat in meeting.candidates.items() if threat in meeting.only}
    given = {key for key in meeting.included(answers) if f"risks.{key}" in answers}
    keep = meeting.unmoved([key for key in meeting.included(answers) if key not in limited | given])
    return {"keep": keep, **{path: value for key in keep for path, value in meeting.carried(key).items()}}
