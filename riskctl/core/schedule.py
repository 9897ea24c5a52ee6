"""When a system must be assessed again, and which events call for it (P3.7 to P3.9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from riskctl.core import roles
from riskctl.core.assessments import Assessment
from riskctl.core.assets import Process, System
from riskctl.core.consequence import class_from
from riskctl.core.fields import Level
from riskctl.core.moment import Clock, Due, deadline, earliest, local_date
from riskctl.core.procedure import Procedure
from riskctl.core.rating import Engine
from riskctl.core.register import Latest, Register
from riskctl.core.threats import Event

ALWAYS_COUNTING = ("data-breach", "outage", "cyber-attack")
"""The categories that P3.9 names: such an incident opens a revision for every class."""
ONLY_WHEN_MAJOR = ("change-organisation", "legislation")
NEEDS_NO_SYSTEM = ("legislation", "threat-landscape", "change-organisation")


@dataclass(frozen=True, slots=True)
class NextAssessment:
    """When the interval of a system's class runs out, counted from which assessment."""

    due: date
    since: Assessment | None
    basis: str


def next_assessment(engine: Engine, system: System) -> NextAssessment:
    """Return when a system must next be assessed by its interval (P3.7); never assessed: at once."""
    latest = engine.latest.assessment(system.id)
    if latest is None:
        if system.status == "planned" and system.go_live is not None:
            return NextAssessment(system.go_live, None, "go-live")
        return NextAssessment(system.registered, None, "registered")
    completed = local_date(latest.completed_at, engine.clock.zone)
    every = engine.procedure.reassessment[system.criticality].every
    return NextAssessment(every.after(completed), latest, "interval")


def process_class(register: Register, process: Process) -> Level:
    """Return the class that a process is reassessed by: from its worst cell and its NIS2 class (P2.0)."""
    worst = max(level for _, level in process.consequence.cells())
    return class_from(register.procedure, worst, process.nis2)


def counts(event: Event, criticality: Level) -> bool:
    """Whether an event opens a revision for a system of this class (decisions under section 3)."""
    if event.magnitude == "major":
        return True
    if event.is_incident and event.category in ALWAYS_COUNTING:
        return True
    if event.kind in ONLY_WHEN_MAJOR:
        return False
    return criticality in (("high", "critical") if event.is_incident else ("medium", "high", "critical"))


def revision_due(event: Event, criticality: Level, procedure: Procedure, clock: Clock) -> Due:
    """Return when the revision that an event opens is due: at once for incidents and critical systems (P3.9, P3.7)."""
    if event.is_incident or criticality == "critical":
        return event.occurred_at.astimezone(clock.zone)
    due = deadline(event.occurred_at, procedure.event_response, clock.zone)
    return earliest(due, event.effective_on, clock.zone) if event.effective_on else due


def revision_clause(event: Event, criticality: Level) -> str:
    """Return the clause under which an event calls for a revision."""
    if event.is_incident:
        return "P3.9"
    return "P3.8" if event.magnitude == "major" else f"P3.7-{criticality}"


class Reach:
    """Which systems an event reaches: those it names, and what depends on them as essential."""

    def __init__(self, register: Register, latest: Latest, clock: Clock) -> None:
        self._register = register
        self._latest = latest
        self._clock = clock

    @cached_property
    def _essential_dependents(self) -> dict[str, list[str]]:
        dependents: dict[str, list[str]] = {}
        for system in self._register.systems_in_use():
            for link in system.depends_on:
                if link.importance == "essential":
                    dependents.setdefault(link.system, []).append(system.id)
        return dependents

    def of(self, event: Event) -> dict[str, tuple[str, ...]]:
        """Return each system reached, with the path from the one named to it.

        Retired systems and systems registered after the event are never reached, nor passed through.
        """
        occurred = local_date(event.occurred_at, self._clock.zone)
        there = {each.id for each in self._register.systems_in_use() if each.registered <= occurred}
        return self._spread(self.named(event), there)

    def behind(self, system: str) -> set[str]:
        """Return the systems in use that depend on a system as essential, themselves or through others."""
        return set(self._spread([system], {each.id for each in self._register.systems_in_use()})) - {system}

    def _spread(self, start: Iterable[str], there: set[str]) -> dict[str, tuple[str, ...]]:
        paths: dict[str, tuple[str, ...]] = {id_: (id_,) for id_ in start if id_ in there}
        waiting = list(paths)
        for id_ in waiting:
            for dependent in self._essential_dependents.get(id_, ()):
                if dependent in there and dependent not in paths:
                    paths[dependent] = (*paths[id_], dependent)
                    waiting.append(dependent)
        return paths

    def named(self, event: Event) -> Iterable[str]:
        """Yield the systems an event names, itself or through what it names, also those it does not reach."""
        register = self._register
        units = {below for unit in event.units for below in roles.units_below(register.organisation, unit)}
        yield from (id_ for id_ in event.systems if id_ in register.systems)
        for system in register.systems.values():
            supports = {link.process for link in system.supports}
            if system.supplier in event.suppliers or system.unit in units or supports & set(event.processes):
                yield system.id
        for risk in self._latest.risks.values():
            if risk.threat in event.threats:
                yield risk.system


def is_answered(event: Event, assessments: Iterable[Assessment]) -> bool:
    """Whether one of a system's assessments answers an event: completed at or after it, and listing it."""
    return any(each.completed_at >= event.occurred_at and event.id in each.triggers for each in assessments)


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision that an event opened and no assessment has answered."""

    system: System
    event: Event
    due: Due
    clause: str
    path: tuple[str, ...]


def open_revisions(engine: Engine) -> list[Revision]:
    """Return every revision that is open (P3.8, P3.9)."""
    reach = Reach(engine.register, engine.latest, engine.clock)
    found = []
    for event in engine.register.events.values():
        for id_, path in reach.of(event).items():
            system = engine.register.systems[id_]
            if not counts(event, system.criticality) or is_answered(event, engine.latest.by_system.get(id_, ())):
                continue
            due = revision_due(event, system.criticality, engine.procedure, engine.clock)
            found.append(Revision(system, event, due, revision_clause(event, system.criticality), path))
    return found


def calls_for_procedure_revision(event: Event) -> bool:
    """Whether an event asks for a revision of the procedure itself (P8.1)."""
    return event.kind == "legislation" or (
        event.kind in ("threat-landscape", "change-organisation") and event.magnitude == "major"
    )


def procedure_due(engine: Engine) -> tuple[Due, Event | None]:
    """Return when the procedure must be revised, and the event that asks for it at once, if any (P8.1)."""
    revision, zone = engine.procedure.revision, engine.clock.zone
    unanswered = [
        event
        for event in engine.register.events.values()
        if calls_for_procedure_revision(event)
        and not local_date(event.occurred_at, zone) <= revision.last <= engine.clock.today
    ]
    by_interval = revision.every.after(revision.last)
    if unanswered:
        event = min(unanswered, key=lambda each: (each.occurred_at, each.id))
        return earliest(event.occurred_at.astimezone(zone), by_interval, zone), event
    return by_interval, None
