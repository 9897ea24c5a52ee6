"""Registers made in Python: a minimal valid entity of each kind from a few keywords, through the real models.

Times are written as the wall clock in Copenhagen (`2026-03-14T14:30`); `local` gives them their offset.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from riskctl.core.approval import Approvals
from riskctl.core.assessments import Action, Assessment
from riskctl.core.assets import CELLS, Cell, Process, Supplier, System
from riskctl.core.decisions import Approval, Escalation, Organisation
from riskctl.core.fields import CRITERIA, PERSPECTIVES, Entity
from riskctl.core.moment import Clock
from riskctl.core.procedure import Procedure
from riskctl.core.rating import Engine
from riskctl.core.register import FOLDERS, Register, as_of
from riskctl.core.threats import Event, Threat
from riskctl.core.views.due import due_items
from riskctl.core.views.due_item import DueItem
from riskctl.store.schema import validate
from riskctl.store.yaml_events import parse

E = TypeVar("E", bound=Entity)
Fields = dict[str, Any]

CPH: Final = ZoneInfo("Europe/Copenhagen")
NOW: Final = "2026-11-23T12:00"
REGISTER_ID: Final = "00000000-0000-4000-8000-000000000000"
PROCEDURE_BYTES: Final = b"the procedure as adopted"
_TEMPLATE: Final = Path(__file__).parents[1] / "templates" / "register" / "procedure.yaml"

HOLDERS: Final[Mapping[str, str]] = {
    "security-coordinator": "sara",
    "head-of-service": "finn",
    "head-of-department": "hanne",
    "director": "dorte",
    "executive-board": "erik",
    "it-management": "ivan",
    "isu": "ida",
    "chief-executive": "karl",
    "emergency-management": "bent",
    "political-level": "petra",
    "external-authorities": "ulla",
    "management": "mona",
}
"""Who holds which role for the whole municipality in `organisation()`."""
PEOPLE: Final = ("anne", "bo", "carl", "dan", "vera", *HOLDERS.values())


def local(text: str) -> datetime:
    """Return the moment at which clocks in Copenhagen show `text`."""
    return datetime.fromisoformat(text).replace(tzinfo=CPH)


def moment(text: str) -> str:
    """Return a moment as the register writes it; one that has its offset already is left alone."""
    return text if text[-6] in "+-" or text.endswith("Z") else local(text).isoformat()


def clock(now: str) -> Clock:
    """Return the clock in Copenhagen."""
    return Clock(datetime.fromisoformat(moment(now)).astimezone(CPH), CPH)


def sha256(data: bytes) -> str:
    """Return a digest as approvals write it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return tuple(_plain(each) for each in value)
    return value


def build(model: type[E], id_: str, fields: Fields, scales: Mapping[str, int] | None = None) -> E:
    """Return the entity; a field that is None is left out."""
    entity, findings = validate(model, _plain(fields), f"{id_}.yaml", id_, scales)
    assert entity is not None, findings
    return entity


@cache
def _template() -> dict[str, Any]:
    tree: dict[str, Any] = parse(_TEMPLATE.read_bytes()).tree
    return tree


def _with(tree: Mapping[str, Any], path: list[str], value: object) -> dict[str, Any]:
    inner = value if len(path) == 1 else _with(tree[path[0]], path[1:], value)
    return {**tree, path[0]: inner}


@cache
def _default_procedure() -> Procedure:
    return build(Procedure, "procedure", _template())


def procedure(changes: Fields | None = None) -> Procedure:
    """Return the procedure that `init` gives, changed at dotted paths: `{"treatment.high.within": "P14D"}`."""
    if not changes:
        return _default_procedure()
    tree = _template()
    for path, value in changes.items():
        tree = _with(tree, path.split("."), value)
    return build(Procedure, "procedure", tree)


def holds(
    role: str,
    person: str,
    unit: str | None = None,
    since: str = "2020-01-01",
    until: str | None = None,
    deputy: str | None = None,
) -> Fields:
    """Return one line of `roles`."""
    return {"role": role, "person": person, "unit": unit, "from": since, "until": until, "deputy": deputy}


def organisation(*roles: Fields, keys: Fields | None = None) -> Organisation:
    """Return units health > care > home and schools, everyone, and the roles given, else `HOLDERS`."""
    held = roles or tuple(holds(role, person) for role, person in HOLDERS.items())
    units = {
        "health": {"name": "Sundhed"},
        "care": {"name": "Omsorg", "parent": "health"},
        "home": {"name": "Hjemmepleje", "parent": "care"},
        "schools": {"name": "Skoler"},
    }
    people = {each: {"name": each.title(), "email": f"{each}@example.org"} for each in PEOPLE}
    return build(Organisation, "organisation", {"units": units, "people": people, "roles": held, "keys": keys})


def process(id_: str, level: int = 1, cells: Mapping[Cell, int] | None = None, **fields: Any) -> Process:
    """Return a process with every cell at `level` but those given."""
    own = dict.fromkeys(CELLS, level) | dict(cells or {})
    consequence = {c: {p: own[c, p] for p in PERSPECTIVES} for c in CRITERIA}
    assessed = {"date": fields.pop("assessed", "2026-02-02"), "by": ["anne"], "reason": "Gennemgået"}
    base = {"name": id_.title(), "unit": "care", "owner": "anne", "nis2": "none"}
    return build(Process, id_, {**base, "consequence": consequence, "assessed": assessed, **fields})


def links(kind: str, text: str) -> list[Fields]:
    """Return links written `home-care:essential school:supporting`, of a kind `process` or `system`."""
    return [
        {kind: name, "importance": how or "essential"}
        for name, _, how in (each.partition(":") for each in text.split())
    ]


def controls(**levels: int | str) -> Fields:
    """Return controls: a number is a maturity measured 2026-01-10, a text whom it is inherited from; `_` is `-`."""
    return {
        name.replace("_", "-"): {"from": level}
        if isinstance(level, str)
        else {"maturity": level, "date": "2026-01-10", "evidence": "Målt"}
        for name, level in levels.items()
    }


def system(id_: str, criticality: str = "low", supports: str = "", depends_on: str = "", **fields: Any) -> System:
    """Return a system in use since 2024-03-01, of the unit care."""
    base = {
        "name": id_.title(),
        "kind": "application",
        "status": "in-use",
        "registered": "2024-03-01",
        "unit": "care",
        "owner": "anne",
        "operations": "carl",
        "personal_data": "none",
        "criticality": criticality,
        "supports": links("process", supports),
        "depends_on": links("system", depends_on),
    }
    return build(System, id_, {**base, **fields})


def supplier(id_: str, assessed: str | None = "2026-02-02", **fields: Any) -> Supplier:
    """Return a supplier looked at on a date, or never."""
    looked = {"date": assessed, "by": ["sara"]} if assessed else None
    return build(Supplier, id_, {"name": id_.upper(), "assessed": looked, **fields})


def source(level: str, date: str, publisher: str = "SAMSIK") -> Fields:
    """Return one dated source of a threat."""
    return {"publisher": publisher, "level": level, "date": date, "url": "https://example.org/"}


def own(level: str, date: str) -> Fields:
    """Return an own judgement of a threat."""
    return {"level": level, "date": date, "by": "sara", "reason": "Set her"}


def threat(id_: str = "fire", *sources: Fields, affects: str = "availability", **fields: Any) -> Threat:
    """Return a threat to availability that backup alone resists."""
    base = {
        "name": {"da": id_, "en": id_},
        "category": "technical",
        "aspects": ["technical"],
        "affects": affects.split(),
        "controls": ["backup"],
        "sources": sources,
    }
    return build(Threat, id_, {**base, **fields})


def event(
    id_: str, kind: str = "incident", magnitude: str = "major", at: str = "2026-03-01T08:15", **fields: Any
) -> Event:
    """Return an event; an incident is an outage unless another category is given."""
    base = {
        "kind": kind,
        "category": "outage" if kind == "incident" else None,
        "magnitude": magnitude,
        "title": id_,
        "occurred_at": moment(at),
        "reported_by": "bo",
    }
    return build(Event, id_, {**base, **fields})


def risk(level: str = "medium", residual: str = "low", **fields: Any) -> Fields:
    """Return a risk to stand in an assessment."""
    base = {
        "threat_level": "medium",
        "resilience": 2,
        "consequence": 2,
        "likelihood": 2,
        "inherent": level,
        "level": level,
        "treatment": "mitigate",
        "residual": {"likelihood": 1, "consequence": 1, "level": residual},
    }
    return {**base, **fields}


def accepted(
    level: str = "medium", until: str | None = "2027-03-14", reason: str | None = "Dyrere end skaden", **fields: Any
) -> Fields:
    """Return a risk that is accepted."""
    acceptance = {"reason": reason, "until": until} if reason or until else None
    return risk(level, treatment="accept", acceptance=acceptance, **fields)


def assessment(id_: str, at: str | None = None, risks: Mapping[str, Fields] | None = None, **fields: Any) -> Assessment:
    """Return an assessment by anne, completed at half past two on the day of its id unless `at` says when."""
    base = {
        "procedure": "2026.1",
        "triggers": ["planned"],
        "performed_by": ["anne"],
        "completed_at": moment(at or f"{id_.partition('/')[2][:10]}T14:30"),
        "risks": risks or {},
    }
    return build(Assessment, id_, {**base, **fields})


def action(id_: str, risks: str = "nexus#fire", planned: str | None = "2026-03-15T09:00", **fields: Any) -> Action:
    """Return an action by carl; moments may be given as `started`, `completed`."""
    base = {
        "title": id_,
        "risks": risks.split(),
        "type": "technical",
        "responsible": "carl",
        "planned_at": planned and moment(planned),
        "due": "2027-06-01",
    }
    for name in ("started", "completed"):
        if name in fields:
            base[f"{name}_at"] = moment(str(fields.pop(name)))
    return build(Action, id_, {**base, **fields})


def effect(level: str, at: str) -> Fields:
    """Return the effect found of an action."""
    return {"at": moment(at), "by": "bo", "level": level, "note": "Målt"}


def cancelled(at: str) -> Fields:
    """Return that an action was given up."""
    return {"at": moment(at), "by": "bo", "reason": "Ikke muligt"}


def decision(subject: str, digest: str, level: str | None, ruling: str = "approved") -> Fields:
    """Return one decision of a statement."""
    reason = "Nej" if ruling == "rejected" else None
    return {"subject": subject, "digest": digest, "level": level, "decision": ruling, "reason": reason}


def approval(id_: str, *decisions: Fields, role: str, by: str | None = None, at: str, **fields: Any) -> Approval:
    """Return a minuted statement with a witness, by the one who holds the role unless `by` says another."""
    base = {
        "register": REGISTER_ID,
        "role": role,
        "by": by or HOLDERS[role],
        "at": moment(at),
        "procedure": "2026.1",
        "kind": "minuted",
        "evidence": {"case": "2026-1234"},
        "witness": "vera",
        "decisions": decisions,
    }
    return build(Approval, id_, {**base, **fields})


def escalation(id_: str, about: str, to: str, at: str) -> Escalation:
    """Return an escalation made."""
    return build(Escalation, id_, {"about": about, "to": to, "at": moment(at), "by": "bo", "note": "Ringet"})


def assessment_digest(id_: str) -> str:
    """Return the digest of an assessment's file in `world`: its bytes are its id."""
    return sha256(id_.encode())


@dataclass(frozen=True)
class World:
    """A register seen at a clock."""

    engine: Engine
    approvals: Approvals

    @property
    def clock(self) -> Clock:
        """The clock."""
        return self.engine.clock

    def items(self, kind: str | None = None) -> dict[str, DueItem]:
        """Return the due items of a kind by id."""
        found = [each for each in due_items(self.engine, self.approvals) if kind in (None, each.kind)]
        assert len({each.id for each in found}) == len(found), "an id stands twice"
        return {each.id: each for each in found}


_FOLDER_OF: Final = {model: folder for folder, model in FOLDERS.items()}


def register(
    *entities: Entity,
    procedure_: Procedure | None = None,
    organisation_: Organisation | None = None,
    digests: Mapping[str, str] | None = None,
    signed: tuple[str, ...] = (),
    reports: tuple[str, ...] = (),
    procedures: Mapping[str, Procedure] | None = None,
) -> Register:
    """Return a register of these entities; the bytes of an assessment's file are its id."""
    folders: dict[str, Any] = {folder: {} for folder in FOLDERS}
    for entity in entities:
        folders[_FOLDER_OF[type(entity)]][entity.id] = entity
    files = {"procedure.yaml": PROCEDURE_BYTES}
    files |= {f"assessments/{id_}.yaml": id_.encode() for id_ in folders["assessments"]}
    own_digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    return Register(
        procedure=procedure_ or procedure(),
        organisation=organisation_ or organisation(),
        procedures=procedures or {},
        digests={**own_digests, **(digests or {})},
        signed=frozenset(signed),
        reports=frozenset(reports),
        **folders,
    )


def world(*entities: Entity, now: str = NOW, **kept: Any) -> World:
    """Return a register of these entities, seen at a moment; `kept` as for `register`."""
    at = clock(now)
    engine = Engine(as_of(register(*entities, **kept), at), at)
    return World(engine, Approvals(engine))
