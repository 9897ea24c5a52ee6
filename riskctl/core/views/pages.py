"""One page for a system or a unit: what its owner is asked to confirm, and what waits (P2.6, P5.1)."""

from dataclasses import dataclass
from typing import Final

from riskctl.core.approval import Approvals, Verdict, class_at_completion
from riskctl.core.assessments import Action
from riskctl.core.assets import System
from riskctl.core.fields import Level, highest, rank
from riskctl.core.moment import Duration
from riskctl.core.roles import units_below
from riskctl.core.views.due import DueFilter, Timed, due_items, due_list
from riskctl.core.views.risks import RiskView, risk_register
from riskctl.core.views.systems import SystemView, system_view

SOON: Final = Duration("P90D")
"""What falls due within this time stands on the page."""


@dataclass(frozen=True, slots=True)
class Handled:
    """An action not ended, and the highest level among its current risks."""

    action: Action
    level: Level | None


@dataclass(frozen=True, slots=True)
class SystemPage:
    """A system, its risks worst first, its actions, what waits, and what the latest assessment's approval is worth.

    `approval` is None where it has never been assessed or its class asks for none.
    """

    judged: Approvals
    view: SystemView
    risks: tuple[RiskView, ...]
    actions: tuple[Handled, ...]
    waiting: tuple[Timed, ...]
    approval: Verdict | None


@dataclass(frozen=True, slots=True)
class UnitPage:
    """The systems of a unit and the units below it, worst class first, their risks, actions, and what waits."""

    judged: Approvals
    unit: str
    systems: tuple[SystemView, ...]
    risks: tuple[RiskView, ...]
    actions: tuple[Handled, ...]
    waiting: tuple[Timed, ...]

    @property
    def level(self) -> Level | None:
        """The risk of the unit: its worst level (computation 8)."""
        return highest([view.current.risk.level for view in self.risks])


def system_page(judged: Approvals, system: System) -> SystemPage:
    """Return the page of a system."""
    engine, view = judged.engine, system_view(judged, system)
    risks = tuple(each for each in risk_register(judged) if each.current.system == system.id)
    items = [each for each in due_items(engine, judged) if each.system == system.id]
    waiting = due_list(engine, SOON, DueFilter(), items).shown
    return SystemPage(judged, view, risks, _actions(judged, risks), waiting, _approval(judged, system))


def _approval(judged: Approvals, system: System) -> Verdict | None:
    latest = judged.engine.latest.assessment(system.id)
    if latest is None:
        return None
    row = judged.register.procedure.reassessment[class_at_completion(latest, system)]
    return judged.of_assessment(latest) if row.approval else None


def unit_page(judged: Approvals, unit: str) -> UnitPage:
    """Return the page of a unit: the systems that belong to it or to a unit below it."""
    engine, units = judged.engine, units_below(judged.register.organisation, unit)
    systems = [each for each in judged.register.systems_in_use() if each.unit in units]
    systems.sort(key=lambda each: (-rank(each.criticality), each.name, each.id))
    own = {each.id for each in systems}
    risks = tuple(each for each in risk_register(judged) if each.current.system in own)
    waiting = due_list(engine, SOON, DueFilter(unit=unit), due_items(engine, judged)).shown
    views = tuple(system_view(judged, each) for each in systems)
    return UnitPage(judged, unit, views, risks, _actions(judged, risks), waiting)


def _actions(judged: Approvals, risks: tuple[RiskView, ...]) -> tuple[Handled, ...]:
    """Return the actions not ended on these risks, by level and deadline."""
    ids = dict.fromkeys(id_ for view in risks for id_ in view.actions)
    latest, known = judged.engine.latest, (judged.register.actions[id_] for id_ in ids)
    found = [
        Handled(each, highest([risk.risk.level for risk in latest.risks_of_action(each)]))
        for each in known
        if not each.ended
    ]
    found.sort(key=lambda each: (-rank(each.level) if each.level else 1, each.action.due, each.action.id))
    return tuple(found)
