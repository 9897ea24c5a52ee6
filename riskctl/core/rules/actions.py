"""ACT: the steps of an action (P5.2, P5.4, P5.5)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Final

from riskctl.core.assessments import Action
from riskctl.core.fields import highest, rank
from riskctl.core.finding import Path
from riskctl.core.moment import local_date
from riskctl.core.rules.rule import Context, Found

Step = tuple[str, Path, datetime]
ALL: Final = 100
"""Percent of what is done."""


def _steps(action: Action) -> list[Step]:
    """Return the steps taken in the order they must come, with where each stands."""
    steps: list[tuple[str, Path, datetime | None]] = [
        ("planned_at", ("planned_at",), action.planned_at),
        ("started_at", ("started_at",), action.started_at),
        ("completed_at", ("completed_at",), action.completed_at),
        ("effect", ("effect", "at"), action.effect.at if action.effect else None),
        ("cancelled", ("cancelled", "at"), action.cancelled.at if action.cancelled else None),
    ]
    return [(name, path, at) for name, path, at in steps if at is not None]


def _log(action: Action) -> list[Step]:
    return [
        (f"progress[{index + 1}]", ("progress", index, "at"), step.at) for index, step in enumerate(action.progress)
    ]


def out_of_order(context: Context) -> Iterator[Found]:
    """A step of an action lies before the step that comes before it, or its progress is not in order of time."""
    for id_, action in context.register.actions.items():
        steps = _steps(action)
        for line in (steps, _log(action)):
            for (before, _, earlier), (name, path, at) in pairwise(line):
                if at < earlier:
                    yield Found(f"actions/{id_}.yaml", path, id_, {"field": name, "before": before})


def step_missing(context: Context) -> Iterator[Found]:
    """An action was started without being planned, completed without being started, or judged before completion."""
    for id_, action in context.register.actions.items():
        ref = f"actions/{id_}.yaml"
        if action.started_at is not None and action.planned_at is None:
            yield Found(ref, ("started_at",), id_, {"field": "started_at", "missing": "planned_at"})
        if action.completed_at is not None and action.started_at is None:
            yield Found(ref, ("completed_at",), id_, {"field": "completed_at", "missing": "started_at"})
        if action.effect is not None and action.completed_at is None:
            yield Found(ref, ("effect",), id_, {"field": "effect", "missing": "completed_at"})


def progress_back(context: Context) -> Iterator[Found]:
    """The progress of an action is lower than it was before."""
    for id_, action in context.register.actions.items():
        log = action.progress
        for index, (before, step) in enumerate(pairwise(log), 1):
            if step.percent < before.percent:
                values = {"percent": step.percent, "before": before.percent}
                yield Found(f"actions/{id_}.yaml", ("progress", index, "percent"), id_, values)


def due_before_planned(context: Context) -> Iterator[Found]:
    """An action is due before the day it was planned."""
    for id_, action in context.register.actions.items():
        planned = action.planned_at
        if planned is not None and action.due < local_date(planned, context.clock.zone):
            values = {"date": action.due, "planned": local_date(planned, context.clock.zone)}
            yield Found(f"actions/{id_}.yaml", ("due",), id_, values)


def step_later(context: Context) -> Iterator[Found]:
    """A step of an action is dated in the future, so it does not count yet."""
    for id_, action in context.register.actions.items():
        steps = [*_steps(action), *_log(action)]
        for name, path, at in steps:
            if at > context.clock.now:
                values = {"field": name, "date": at.astimezone(context.clock.zone)}
                yield Found(f"actions/{id_}.yaml", path, id_, values)


def raises_beside(context: Context) -> Iterator[Found]:
    """An action raises only controls that none of its current risks rests on, so it changes no residual.

    Resilience to a threat comes from the controls that the threat names. Contingency plans are let off: they lower
    the consequence.
    """
    threats, known = context.register.threats, context.procedure.controls.keys()
    for id_, action in context.register.actions.items():
        risks = context.today.latest.risks_of_action(action)
        judged = action.raises and risks and action.type != "contingency"
        if not judged or any(each.threat not in threats for each in risks) or not action.raises.keys() <= known:
            continue
        named = {control for each in risks for control in threats[each.threat].controls}
        if named.isdisjoint(action.raises):
            values = {"control": tuple(action.raises), "risk": tuple(each.id for each in risks)}
            yield Found(f"actions/{id_}.yaml", ("raises",), id_, values)


def risk_gone(context: Context) -> Iterator[Found]:
    """An action that has not ended is linked to no current risk.

    The newest assessment has dropped its risks, or the system is retired: complete it, cancel it, or link it anew.
    """
    if context.any_broken("assessments", "systems"):
        return
    for id_, action in context.today.register.actions.items():
        known = all(context.risk_exists(risk) for risk in action.risks)
        if not action.ended and known and not context.today.latest.risks_of_action(action):
            yield Found(f"actions/{id_}.yaml", ("risks",), id_, {"value": tuple(action.risks)})


def done_not_completed(context: Context) -> Iterator[Found]:
    """The progress of an action has reached 100 %, but it is neither completed nor cancelled."""
    for id_, action in context.register.actions.items():
        if action.progress and action.progress[-1].percent == ALL and not action.ended:
            path = ("progress", len(action.progress) - 1, "percent")
            yield Found(f"actions/{id_}.yaml", path, id_)


def effect_above(context: Context) -> Iterator[Found]:
    """The residual level found after an action is above the level that its risks had.

    That is the highest among them, each in the assessment that was the newest when the effect was judged.
    """
    for id_, action in context.register.actions.items():
        if action.effect is None:
            continue
        then = [context.whole.latest.risk_at(risk, action.effect.at) for risk in action.risks]
        before = highest([each.risk.level for each in then if each is not None])
        if before is not None and rank(action.effect.level) > rank(before) and None not in then:
            values = {"level": action.effect.level, "class": before}
            yield Found(f"actions/{id_}.yaml", ("effect", "level"), id_, values)
