"""Entries about actions: proposed, planned, started, how far, done, worth what, given up; what moved in the plan."""

from collections.abc import Iterator, Mapping
from typing import Final

from riskctl.core import digest
from riskctl.core.assessments import Action
from riskctl.core.views.history_entry import Entry
from riskctl.core.views.history_files import entries_of
from riskctl.core.views.history_line import FileChange, Line, Step, changes_in

STEPS: Final = ("planned_at", "started_at", "completed_at", "progress", "effect", "cancelled")
"""Fields that are steps of an action: each has its own kind of entry when it comes."""


def acted(line: Line, wanted: "frozenset[str]", *, short: bool = False) -> Iterator[Entry]:
    """Yield the life of some actions; in short only the steps, not each report of progress nor each changed field."""
    for step, change in changes_in(line, "actions"):
        if change.id in wanted:
            for entry in _of_action(step, change):
                if not short or entry.what not in ("progress", "changed") or entry.field == ("due",):
                    yield entry


def _of_action(step: Step, change: FileChange) -> Iterator[Entry]:
    was, now = change.was, change.now
    if not isinstance(now, Action):
        yield from entries_of(step, change)
        return
    before = was if isinstance(was, Action) else None
    if before is None and now.planned_at is None:
        yield _entry(step, now, "proposed", values=_plan(now))
    yield from _steps(step, before, now)
    if before is not None:
        yield from entries_of(step, change, told_apart=_coming(before, now))


def _coming(before: Action, now: Action) -> list[str]:
    """Return the steps that have just come, and progress that only grew: their entries tell of them."""
    came = [name for name in STEPS if getattr(before, name) is None and getattr(now, name) is not None]
    grew = now.progress[: len(before.progress)] == before.progress
    return [*came, *(["progress"] if grew else [])]


def _plan(now: Action) -> Mapping[str, object]:
    return {"title": now.title, "responsible": now.responsible, "due": now.due, "cost": now.cost, "risks": now.risks}


def _steps(step: Step, before: Action | None, now: Action) -> Iterator[Entry]:
    def came(name: str) -> bool:
        return getattr(now, name) is not None and (before is None or getattr(before, name) is None)

    if came("planned_at"):
        yield _entry(step, now, "planned", now.planned_at, values=_plan(now))
    if came("started_at"):
        yield _entry(step, now, "started", now.started_at)
    for each in now.progress[len(before.progress) if before else 0 :]:
        values = {"percent": each.percent, "note": each.note}
        yield _entry(step, now, "progress", each.at, by=(each.by,), values=values)
    if came("completed_at"):
        yield _entry(step, now, "completed", now.completed_at)
    if now.effect is not None and came("effect"):
        effect = now.effect
        values = {"note": effect.note}
        yield _entry(step, now, "effect", effect.at, by=(effect.by,), after=effect.level, values=values)
    if now.cancelled is not None and came("cancelled"):
        values = {"note": now.cancelled.reason}
        yield _entry(step, now, "cancelled", now.cancelled.at, by=(now.cancelled.by,), values=values)


def _entry(step: Step, action: Action, what: str, dated: object = None, **rest: object) -> Entry:
    values = {"title": action.title, **rest.pop("values", {})}  # type: ignore[dict-item]
    return Entry(step, what, "actions", action.id, dated=dated, values=values, **rest)  # type: ignore[arg-type]


def plans_changed(line: Line, action: str) -> Iterator[tuple[Step, str]]:
    """Yield each step that changed what an approval of the action is bound to, with the digest it had before."""
    for step, change in changes_in(line, "actions"):
        if change.id == action and isinstance(change.was, Action) and isinstance(change.now, Action):
            before = digest.of_plan(change.was)
            if before != digest.of_plan(change.now):
                yield step, before
