"""ACT: the steps of an action (P5.2, P5.4, P5.5)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from riskctl.core.assessments import Action
from riskctl.core.finding import Path
from riskctl.core.moment import local_date
from riskctl.core.rules.rule import Context, Found

Step = tuple[str, Path, datetime]


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


def out_of_order(context: Context) -> Iterator[Found]:
    """A step of an action lies before the step that comes before it, or its progress is not in order of time."""
    for id_, action in context.register.actions.items():
        steps = _steps(action)
        steps_of_log: list[Step] = [
            (f"progress[{index + 1}]", ("progress", index, "at"), step.at) for index, step in enumerate(action.progress)
        ]
        for line in (steps, steps_of_log):
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
