"""The system overview (P3.4), and one system explained."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from riskctl.core.approval import Approvals
from riskctl.core.assets import System
from riskctl.core.consequence import Cells, Suggestion, nis2_class, suggested_class
from riskctl.core.fields import Level, Nis2, highest
from riskctl.core.rating import ControlMaturity, maturity_of
from riskctl.core.schedule import next_assessment


@dataclass(frozen=True, slots=True)
class SystemView:
    """A system, and all that is computed of it today."""

    system: System
    suggestion: Suggestion
    nis2: Nis2
    cells: Cells
    controls: Mapping[str, ControlMaturity]
    level: Level | None
    next_assessment: date | None
    last_assessed: date | None
    risks: tuple[str, ...]
    dependents: tuple[str, ...]


def system_view(judged: Approvals, system: System) -> SystemView:
    """Return one system with all that is computed of it; its risk is its worst level (computation 8)."""
    engine = judged.engine
    risks = engine.latest.risks_of(system.id)
    following = next_assessment(engine, system)
    last = following.since.completed_at.astimezone(engine.clock.zone).date() if following.since else None
    return SystemView(
        system,
        suggested_class(engine.register, engine.consequence, system),
        nis2_class(engine.register, system),
        engine.consequence.cells(system.id),
        {control: maturity_of(engine.register, system.id, control, engine.clock) for control in system.controls},
        highest([each.risk.level for each in risks]),
        None if system.retired else following.due,
        last,
        tuple(each.id for each in risks),
        tuple(dependent for dependent, _ in engine.consequence.dependents(system.id)),
    )
