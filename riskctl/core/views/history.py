"""The life of one thing, in domain terms: who changed what, when, from what to what, and why (P7.2)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from typing import Final, Literal, TypeVar

from riskctl.core.assessments import Action, Assessment
from riskctl.core.assets import Process, Supplier, System
from riskctl.core.decisions import POLICY_SUBJECTS
from riskctl.core.fields import Entity
from riskctl.core.ids import split_risk_id
from riskctl.core.moment import Clock
from riskctl.core.procedure import Procedure
from riskctl.core.rating import threat_level
from riskctl.core.register import Register
from riskctl.core.threats import Event, Threat
from riskctl.core.views.history_actions import acted
from riskctl.core.views.history_assessments import assessed
from riskctl.core.views.history_decisions import About, decided, escalated, gone_stale, happened
from riskctl.core.views.history_entry import Entry, Verdicts
from riskctl.core.views.history_files import entries_of
from riskctl.core.views.history_line import Line, changes_in

_DECIDED_ON: Final = ("system", "risk", "action", "assessment", *POLICY_SUBJECTS)
"""Kinds of things that are decided on or escalated."""
E = TypeVar("E", bound=Entity)
Kind = Literal[
    "system",
    "risk",
    "action",
    "process",
    "supplier",
    "threat",
    "event",
    "assessment",
    "approval",
    "escalation",
    "exception",
    "procedure",
    "organisation",
]
FOLDER_OF: Final[dict[Kind, str]] = {
    "system": "systems",
    "action": "actions",
    "process": "processes",
    "supplier": "suppliers",
    "threat": "threats",
    "event": "events",
    "assessment": "assessments",
    "approval": "approvals",
    "escalation": "escalations",
    "exception": "exceptions",
    "procedure": "",
    "organisation": "",
}
"""In which folder the file of each kind lies; a risk has no file of its own."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a history is of: its kind, its id, and every id it has had, the present first."""

    kind: Kind
    id: str
    names: tuple[str, ...]

    @property
    def systems(self) -> tuple[str, ...]:
        """The system that a system, a risk or an assessment is of, under every id it has had."""
        if self.kind not in ("system", "risk", "assessment"):
            return ()
        return tuple(dict.fromkeys(each.partition("#")[0].partition("/")[0] for each in self.names))

    @property
    def key(self) -> str | None:
        """The key of a risk within its system; None for anything else."""
        return split_risk_id(self.id)[1] if self.kind == "risk" else None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is known beside the line: what events reach the system, what each decision was worth.

    `reached` holds the path from the system that the event names, by the event's id. The level of a threat follows
    from its sources by the tables of `procedure`, and from the day in `zone`.
    """

    reached: Mapping[str, tuple[str, ...]]
    verdicts: Verdicts
    procedure: Procedure
    zone: tzinfo


def history(line: Line, scope: Scope, grounds: Grounds) -> list[Entry]:
    """Return the entries of one thing in the order of the mainline, and within a step by when they are dated.

    What a merge brought stands under the merge. A risk that no assessment and no action ever named has none.
    """
    found = list(_entries(line, scope, grounds))
    if scope.kind == "risk" and not any(each.folder in ("risks", "actions") for each in found):
        return []
    place = {id(step): number for number, step in enumerate(line)}
    return sorted(found, key=lambda each: (place[id(each.step)], _instant(each.dated)))


def with_gone(register: Register, line: Line) -> Register:
    """Return the register with what was in it once, so that it can be called by its name."""
    gone = [change.was for step in line for change in step.changes if change.was is not None]
    return replace(
        register,
        systems=_also(register.systems, gone, System),
        actions=_also(register.actions, gone, Action),
        assessments=_also(register.assessments, gone, Assessment),
        events=_also(register.events, gone, Event),
        suppliers=_also(register.suppliers, gone, Supplier),
        processes=_also(register.processes, gone, Process),
        threats=_also(register.threats, gone, Threat),
    )


def _also(present: Mapping[str, E], gone: Sequence[Entity], model: type[E]) -> dict[str, E]:
    return {**{each.id: each for each in gone if isinstance(each, model)}, **present}


_BEFORE_ALL: Final = datetime(1, 1, 1, tzinfo=UTC)


def _instant(dated: date | None) -> datetime:
    """Return the moment to sort by: what is not dated stands first in its step."""
    return dated if isinstance(dated, datetime) else _BEFORE_ALL


def _entries(line: Line, scope: Scope, grounds: Grounds) -> Iterator[Entry]:
    yield from _of_file(line, scope)
    if scope.kind == "threat":
        yield from _rated(line, scope, grounds)
    about = _about(line, scope)
    if scope.kind in ("system", "risk"):
        yield from assessed(line, scope.key)
        yield from acted(line, _actions(line, scope), short=True)
        yield from gone_stale(line, _actions(line, scope))
    if scope.kind == "action":
        yield from acted(line, frozenset(scope.names))
        yield from gone_stale(line, frozenset(scope.names))
    if scope.kind in _DECIDED_ON:
        yield from decided(line, about, grounds.verdicts)
        yield from escalated(line, about)
    if scope.kind == "event":
        yield from _answered(line, scope)
        return
    threats = _threats(line, scope)
    yield from happened(line, lambda event: _hits(event, scope, grounds.reached, threats), grounds.reached)


def _of_file(line: Line, scope: Scope) -> Iterator[Entry]:
    """Yield what became of the thing's own file, where it has one and no entries of other kinds tell it."""
    if scope.kind in ("risk", "action"):
        return
    for step, change in changes_in(line, FOLDER_OF[scope.kind]):
        if change.id in scope.names:
            yield from entries_of(step, change)


def _rated(line: Line, scope: Scope, grounds: Grounds) -> Iterator[Entry]:
    """Yield the levels that a threat came to have by its sources and the municipality's own judgement (P4.2.2)."""
    for step, change in changes_in(line, "threats"):
        if change.id in scope.names and isinstance(change.now, Threat) and step.at is not None:
            clock = Clock(step.at.astimezone(grounds.zone), grounds.zone)
            was = threat_level(change.was, grounds.procedure, clock).level if isinstance(change.was, Threat) else None
            now = threat_level(change.now, grounds.procedure, clock).level
            if was != now:
                moved = Entry(step, "changed", change.folder, change.id, before=was, after=now)
                yield replace(moved, field=("threat_level",))


def _actions(line: Line, scope: Scope) -> frozenset[str]:
    """Return the actions that are or were linked to a system's risks, or to the one risk."""
    wanted = set(scope.names)
    found = set()
    for _, change in changes_in(line, "actions"):
        for action in (change.was, change.now):
            for risk in getattr(action, "risks", ()):
                if risk in wanted or (scope.kind == "system" and split_risk_id(risk)[0] in wanted):
                    found.add(change.id)
    return frozenset(found)


def _about(line: Line, scope: Scope) -> About:
    """Return whether a subject of a decision or an escalation belongs to what the history is of.

    An action's escalation names it as such: `backup`; a decision on it as `action:backup`.
    """
    names, systems, key = frozenset(scope.names), frozenset(scope.systems), scope.key
    actions = _actions(line, scope) if scope.kind in ("system", "risk") else names

    def about(subject: str) -> bool:
        if scope.kind in POLICY_SUBJECTS or subject in POLICY_SUBJECTS:
            return subject == scope.kind
        if subject.startswith("action:") or scope.kind == "action" or subject in actions:
            return subject.removeprefix("action:") in actions and scope.kind != "assessment"
        assessment, _, of_key = subject.removeprefix("acceptance:").partition("#")
        if scope.kind == "assessment":
            return assessment in names
        return assessment.partition("/")[0] in systems and (key is None or of_key in ("", key))

    return about


def _hits(event: Event, scope: Scope, reached: Collection[str], threats: Collection[str]) -> bool:
    """Whether an event concerns it: named, or reaching its system; of a risk, not when it names other threats."""
    if scope.kind in ("system", "risk"):
        hit = event.id in reached or bool(set(event.systems) & set(scope.systems))
        return hit and (scope.key is None or not event.threats or bool(set(event.threats) & set(threats)))
    named = {"process": event.processes, "supplier": event.suppliers, "threat": event.threats}.get(scope.kind, ())
    return bool(set(scope.names) & set(named))


def _threats(line: Line, scope: Scope) -> set[str]:
    """Return the threats that a risk has been of: its key, or what its assessments name instead."""
    found = {scope.key or ""}
    for _, change in changes_in(line, "assessments"):
        risks = getattr(change.now, "risks", {})
        if scope.key in risks and risks[scope.key].threat:
            found.add(risks[scope.key].threat)
    return found


def _answered(line: Line, scope: Scope) -> Iterator[Entry]:
    """Yield the assessments that answered an event."""
    for step, change in changes_in(line, "assessments"):
        triggers = getattr(change.now, "triggers", ())
        if change.was is None and set(triggers) & set(scope.names):
            yield Entry(
                step,
                "answered",
                "assessments",
                change.id,
                dated=getattr(change.now, "completed_at", None),
                by=getattr(change.now, "performed_by", ()),
            )
