"""What a change of the register does: to what must happen, and to the levels of risks."""

from collections.abc import Collection
from dataclasses import dataclass

from riskctl.core.approval import Approvals
from riskctl.core.fields import Level, rank
from riskctl.core.moment import instant
from riskctl.core.rating import Engine
from riskctl.core.views.due import due_items
from riskctl.core.views.due_item import DueItem


@dataclass(frozen=True, slots=True)
class DueDifference:
    """The due items that a change closed and opened, and those there are before and after it."""

    closed: tuple[DueItem, ...]
    opened: tuple[DueItem, ...]
    before: tuple[DueItem, ...]
    after: tuple[DueItem, ...]

    def about(self, subjects: Collection[str]) -> tuple[DueItem, ...]:
        """Return what remains about some subjects, what the change opened left out."""
        new = {each.id for each in self.opened}
        return tuple(each for each in self.after if each.subject in subjects and each.id not in new)


def due_difference(before: Approvals, after: Approvals) -> DueDifference:
    """Return what a change closed and opened: the items of the one register that the other does not have."""
    one = _in_order(before, due_items(before.engine, before))
    other = _in_order(after, due_items(after.engine, after))
    before_ids, after_ids = {each.id for each in one}, {each.id for each in other}
    return DueDifference(
        tuple(each for each in one if each.id not in after_ids),
        tuple(each for each in other if each.id not in before_ids),
        one,
        other,
    )


def _in_order(judged: Approvals, items: list[DueItem]) -> tuple[DueItem, ...]:
    zone = judged.engine.clock.zone
    return tuple(
        sorted(items, key=lambda each: (instant(each.due, zone), -rank(each.level) if each.level else 1, each.id))
    )


@dataclass(frozen=True, slots=True)
class Moved:
    """A current risk whose level today's register gives otherwise after a change; None for an unrated threat."""

    risk: str
    system: str
    before: Level | None
    after: Level | None


def risks_moved(before: Engine, after: Engine, threat: str) -> list[Moved]:
    """Return the current risks that a change of a threat moves, the highest new level first (P4.2.2).

    Only risks of that threat can move: the level of another is not computed from it.
    """
    found = []
    for current in before.latest.risks.values():
        if current.threat == threat:
            old, new = before.level_today(current), after.level_today(current)
            if old != new:
                found.append(Moved(current.id, current.system, old, new))
    return sorted(found, key=lambda each: (-rank(each.after) if each.after else 1, each.risk))
