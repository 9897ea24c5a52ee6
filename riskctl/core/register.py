"""The register: everything the files say, as one value."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, TypeVar

from riskctl.core.assessments import Action, Assessment, Risk
from riskctl.core.assets import Process, Supplier, System
from riskctl.core.decisions import Approval, Escalation, Exemption, Organisation
from riskctl.core.fields import Entity
from riskctl.core.ids import risk_id, split_risk_id
from riskctl.core.moment import Clock
from riskctl.core.procedure import Procedure
from riskctl.core.threats import Event, Threat

E = TypeVar("E", bound=Entity)

FOLDERS: Final[Mapping[str, type[Entity]]] = MappingProxyType(
    {
        "processes": Process,
        "systems": System,
        "suppliers": Supplier,
        "threats": Threat,
        "events": Event,
        "assessments": Assessment,
        "actions": Action,
        "approvals": Approval,
        "escalations": Escalation,
        "exceptions": Exemption,
    }
)
"""The folders of the register, in the order of its layout, and what a file in each holds."""


@dataclass(frozen=True)
class CurrentRisk:
    """A risk of the latest completed assessment of a system in use: the risk register (P5.1)."""

    id: str
    system: str
    key: str
    risk: Risk
    assessment: Assessment

    @property
    def threat(self) -> str:
        """The id of the threat."""
        return self.risk.threat or self.key


@dataclass(frozen=True)
class Register:
    """All entities by id, and what the loader knows of their files.

    `broken` holds the references (`systems/nexus`) of files that are there but failed validation: broken is not
    absent. `unread` is the text of the approvals among them, by id; None where not even that was read. `digests` are
    sha256 in hex by file. `signed` holds the ids of the approvals whose signature was verified. `drafts` are the ids of
    assessments not completed; nothing counts them.
    """

    procedure: Procedure
    organisation: Organisation
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    processes: Mapping[str, Process] = field(default_factory=dict)
    systems: Mapping[str, System] = field(default_factory=dict)
    suppliers: Mapping[str, Supplier] = field(default_factory=dict)
    threats: Mapping[str, Threat] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)
    assessments: Mapping[str, Assessment] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    escalations: Mapping[str, Escalation] = field(default_factory=dict)
    exceptions: Mapping[str, Exemption] = field(default_factory=dict)
    reports: frozenset[str] = frozenset()
    drafts: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    unread: Mapping[str, str | None] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    signed: frozenset[str] = frozenset()

    def is_broken(self, folder: str, id_: str) -> bool:
        """Whether the file is there but failed validation."""
        return f"{folder}/{id_}" in self.broken

    def knows(self, folder: str, id_: str) -> bool:
        """Whether a file of that id is there, broken or not."""
        return id_ in getattr(self, folder) or self.is_broken(folder, id_)

    def procedure_of(self, version: str) -> Procedure | None:
        """Return the procedure of that version, current or superseded."""
        return self.procedure if version == self.procedure.version else self.procedures.get(version)

    def systems_in_use(self) -> Iterator[System]:
        """Yield every system that is not retired."""
        return (system for system in self.systems.values() if not system.retired)


class Latest:
    """The newest completed assessment of each system, the risks in it, and the actions on them."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.by_system: dict[str, list[Assessment]] = {}
        for assessment in register.assessments.values():
            self.by_system.setdefault(assessment.system, []).append(assessment)
        for assessments in self.by_system.values():
            assessments.sort(key=lambda each: (each.completed_at, each.id))
        self.actions_of: dict[str, list[Action]] = {}
        for action in register.actions.values():
            for risk in action.risks:
                self.actions_of.setdefault(risk, []).append(action)
        self.risks: dict[str, CurrentRisk] = {each.id: each for each in self._current_risks()}

    def assessment(self, system: str) -> Assessment | None:
        """Return the latest completed assessment of the system."""
        assessments = self.by_system.get(system)
        return assessments[-1] if assessments else None

    def risk_at(self, risk: str, moment: datetime) -> CurrentRisk | None:
        """Return a risk as its system's latest assessment completed by `moment` had it; None when it had none."""
        system, key = split_risk_id(risk)
        known = self.register.systems.get(system)
        then = [each for each in self.by_system.get(system, ()) if each.completed_at <= moment]
        if known is None or known.retired or not then or key not in then[-1].risks:
            return None
        return CurrentRisk(risk, system, key, then[-1].risks[key], then[-1])

    def _current_risks(self) -> Iterator[CurrentRisk]:
        for system in sorted(self.by_system):
            known = self.register.systems.get(system)
            if known is None or known.retired:
                continue
            latest = self.by_system[system][-1]
            for key, risk in latest.risks.items():
                yield CurrentRisk(risk_id(system, key), system, key, risk, latest)

    def risks_of(self, system: str) -> list[CurrentRisk]:
        """Return the current risks of a system."""
        assessment = self.assessment(system)
        keys = assessment.risks if assessment else ()
        return [self.risks[id_] for key in keys if (id_ := risk_id(system, key)) in self.risks]

    def risks_of_action(self, action: Action) -> list[CurrentRisk]:
        """Return the current risks that an action is linked to."""
        return [self.risks[risk] for risk in action.risks if risk in self.risks]


def as_of(register: Register, clock: Clock) -> Register:
    """Return the register as it was known at the clock: what is dated after it is not so yet."""
    now, today = clock.now, clock.today
    return replace(
        register,
        systems=_kept(register.systems, lambda each: each.registered <= today),
        events=_kept(register.events, lambda each: each.occurred_at <= now),
        assessments=_kept(register.assessments, lambda each: each.completed_at <= now),
        approvals=_kept(register.approvals, lambda each: each.at <= now),
        unread={id_: text for id_, text in register.unread.items() if id_[:10] <= today.isoformat()},
        escalations=_kept(register.escalations, lambda each: each.at <= now),
        actions={
            id_: _action_as_of(action, clock)
            for id_, action in register.actions.items()
            if action.planned_at is None or action.planned_at <= now
        },
    )


def _kept(entities: Mapping[str, E], test: Callable[[E], bool]) -> dict[str, E]:
    return {id_: entity for id_, entity in entities.items() if test(entity)}


def _action_as_of(action: Action, clock: Clock) -> Action:
    """Return the action without the steps that lie after the clock."""
    now = clock.now
    later: dict[str, object] = {}
    if action.started_at is not None and action.started_at > now:
        later["started_at"] = None
    if action.completed_at is not None and action.completed_at > now:
        later["completed_at"] = None
    if action.effect is not None and action.effect.at > now:
        later["effect"] = None
    if action.cancelled is not None and action.cancelled.at > now:
        later["cancelled"] = None
    if any(step.at > now for step in action.progress):
        later["progress"] = tuple(step for step in action.progress if step.at <= now)
    return action.model_copy(update=later) if later else action
