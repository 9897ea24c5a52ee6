"""What an event reaches, and why: the systems it names, and those it gets to through others (P2.2-P2.4, P3.8, P3.9)."""

from dataclasses import dataclass
from typing import Final, Literal

from riskctl.core import roles
from riskctl.core.assets import System
from riskctl.core.fields import rank
from riskctl.core.rating import Engine
from riskctl.core.schedule import Reach, counts
from riskctl.core.threats import Event

Target = Literal["systems", "suppliers", "processes", "units", "threats"]
TARGETS: Final[tuple[Target, ...]] = ("systems", "suppliers", "processes", "units", "threats")


@dataclass(frozen=True, slots=True)
class Reached:
    """A system an event reaches: what the event names that leads to it, the path from there, and whether it counts.

    `path` begins with the system that the event names, itself or through a supplier, process, unit or threat.
    """

    system: System
    through: Target
    source: str
    path: tuple[str, ...]
    counts: bool


def reached_by(engine: Engine, event: Event) -> list[Reached]:
    """Return the systems an event reaches, the highest class first."""
    found = []
    for id_, path in Reach(engine.register, engine.latest, engine.clock).of(event).items():
        through, source = _through(engine, event, path[0])
        system = engine.register.systems[id_]
        found.append(Reached(system, through, source, path, counts(event, system.criticality)))
    return sorted(found, key=lambda each: (-rank(each.system.criticality), len(each.path), each.system.id))


def _through(engine: Engine, event: Event, id_: str) -> tuple[Target, str]:
    """Return what in the event names a system, by the shortest way."""
    system = engine.register.systems[id_]
    if id_ in event.systems:
        return "systems", id_
    if system.supplier is not None and system.supplier in event.suppliers:
        return "suppliers", system.supplier
    for link in system.supports:
        if link.process in event.processes:
            return "processes", link.process
    for unit in roles.unit_and_parents(engine.register.organisation, system.unit):
        if unit in event.units:
            return "units", unit
    threats = {risk.threat for risk in engine.latest.risks_of(id_)}
    return "threats", next(each for each in event.threats if each in threats)
