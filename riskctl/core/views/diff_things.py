"""What differs between two registers of systems and actions."""

from collections.abc import Iterator
from dataclasses import dataclass

from riskctl.core.assessments import Action
from riskctl.core.assets import System
from riskctl.core.register import Register
from riskctl.core.views.fields_changed import FieldChange, changed_fields
from riskctl.core.views.history_actions import STEPS


@dataclass(frozen=True, slots=True)
class ActionMoved:
    """An action that came, went, got further or has another plan; a side is None where it was not there."""

    action: Action
    before: str | None
    after: str | None
    fields: tuple[FieldChange, ...]


def actions(before: Register, after: Register) -> Iterator[ActionMoved]:
    """Yield the actions that differ, by id; what is told is the state and the plan, not each report of progress."""
    for id_ in sorted({*before.actions, *after.actions}):
        was, now = before.actions.get(id_), after.actions.get(id_)
        fields = tuple(each for each in _fields(was, now) if each.path[0] not in STEPS)
        sides = (was.state if was else None, now.state if now else None)
        known = now or was
        if known is not None and (fields or sides[0] != sides[1]) and not _broken(before, after, "actions", id_):
            yield ActionMoved(known, *sides, fields)


@dataclass(frozen=True, slots=True)
class SystemMoved:
    """A system that came, went or is described otherwise; a side is None where it was not there."""

    system: System
    before: System | None
    after: System | None
    fields: tuple[FieldChange, ...]


def systems(before: Register, after: Register) -> Iterator[SystemMoved]:
    """Yield the systems that differ, by id."""
    for id_ in sorted({*before.systems, *after.systems}):
        was, now = before.systems.get(id_), after.systems.get(id_)
        known = now or was
        if known is not None and was != now and not _broken(before, after, "systems", id_):
            yield SystemMoved(known, was, now, tuple(_fields(was, now)))


def _fields(was: System | Action | None, now: System | Action | None) -> list[FieldChange]:
    return changed_fields(was, now) if was is not None and now is not None else []


def _broken(before: Register, after: Register, folder: str, id_: str) -> bool:
    """Whether a file can't be read at one end: broken is not absent."""
    return before.is_broken(folder, id_) or after.is_broken(folder, id_)
