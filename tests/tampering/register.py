"""A small valid register and its ordinary history, from which every scenario goes on.

Two systems of care (one critical, one medium) and one of the schools; everything decided is decided rightly:
the board's decision on the critical system and its action is minuted, a leader signed hers.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from operator import methodcaller
from typing import Any, Final

from riskctl.store.emit import emit
from tests import registers
from tests.registers import SINCE, cells, measured, system, threat
from tests.tampering.builder import Commit, Trail, moment
from tests.tampering.signing import keyring

REGISTER_ID: Final = "00000000-0000-4000-8000-000000000000"
OTHER_REGISTER: Final = "11111111-1111-4111-8111-111111111111"
PROCEDURE: Final = registers.TEMPLATE.read_bytes()
START: Final = moment("2026-01-15T09:00:00")
AFTER: Final = moment("2026-10-01T10:00:00")
"""When scenarios go on from the ordinary history."""

NEXUS: Final = "assessments/nexus/2026-03-14.yaml"
NET: Final = "assessments/net/2026-04-01.yaml"
AULA: Final = "assessments/aula/2026-09-01.yaml"
"""Completed and not decided on yet; medium, so a head of department of the schools may."""
BOARD: Final = "approvals/2026-03-20-board.yaml"
HANNE: Final = "approvals/2026-04-07-hanne.yaml"
IVAN: Final = "approvals/2026-04-08-ivan.yaml"
BACKUP: Final = "actions/nexus-backup.yaml"
MFA: Final = "actions/net-mfa.yaml"
LOGS: Final = "actions/aula-logs.yaml"
"""Planned and neither started nor decided on; its risk is high, so IT management may."""
EVENT: Final = "events/2026-03-01-outage.yaml"
ESCALATION: Final = "escalations/2026-04-09-critical.yaml"
REPORT: Final = "reports/2026-Q2.md"

HOLDINGS: Final = (
    ("executive-board", "erik", None, "ella"),
    ("it-management", "ivan", None, "irma"),
    ("director", "dorte", None, None),
    ("head-of-department", "hanne", "health", None),
    ("head-of-department", "hugo", "school", "stine"),
    ("head-of-service", "finn", None, None),
    ("security-coordinator", "sara", None, None),
    ("isu", "ida", None, None),
    ("chief-executive", "karl", None, None),
    ("emergency-management", "bent", None, None),
    ("political-level", "petra", None, None),
    ("external-authorities", "ulla", None, None),
    ("management", "mona", None, None),
)
PEOPLE: Final = {
    "anne": "Anne Test",
    "bo": "Bo Prøve",
    "carl": "Carl Drift",
    **{who: f"{who.title()} Ledelse" for _, *both in HOLDINGS for who in (both[0], both[2]) if who},
}


def yaml(data: Mapping[str, Any]) -> bytes:
    """Return a tree as a file."""
    return emit(data).encode()


def file_digest(data: bytes) -> str:
    """Return the digest of an assessment or a procedure: over the file's bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def value_digest(value: object) -> str:
    """Return the digest of values: over RFC 8785, to which this comes down for text, whole numbers and dates."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=methodcaller("isoformat")
    )
    return file_digest(text.encode())


def plan_digest(action: Mapping[str, Any]) -> str:
    """Return the digest of an action: over its plan."""
    plan = ("title", "risks", "type", "responsible", "planned_at", "due", "raises", "cost")
    return value_digest({name: action[name] for name in plan if name in action})


def policy_digest(organisation: Mapping[str, Any]) -> str:
    """Return the digest of an organisation: over its roles and keys."""
    return value_digest({name: organisation[name] for name in ("roles", "keys") if name in organisation})


def holding(
    role: str, person: str, unit: str | None = None, deputy: str | None = None, since: date = SINCE
) -> dict[str, Any]:
    """Return who holds a role, from 2024 unless said."""
    named = {"role": role, "person": person, "unit": unit, "from": since, "deputy": deputy}
    return {name: value for name, value in named.items() if value is not None}


def key(name: str, since: str = "2025-01-01", until: str = "2027-12-31") -> dict[str, Any]:
    """Return an entry of `keys`, of a key of this run by its name."""
    return {"key": keyring().public(name), "from": date.fromisoformat(since), "until": date.fromisoformat(until)}


def organisation(**fields: Any) -> dict[str, Any]:
    """Return organisation.yaml with other fields."""
    base = {
        "units": {
            "health": {"name": "Sundhed"},
            "care": {"name": "Omsorg", "parent": "health"},
            "school": {"name": "Skole"},
        },
        "people": {id_: {"name": name, "email": f"{id_}@example.org"} for id_, name in PEOPLE.items()},
        "keys": {
            "hanne": [key("hanne")],
            "hugo": [key("hugo")],
            "erik": [key("erik")],
            "ivan": [key("ivan", until="2026-08-31"), key("ivan-new", since="2026-09-01")],
            "dorte": [key("dorte", since="2027-01-01")],
        },
        "roles": [holding(role, person, unit, deputy) for role, person, unit, deputy in HOLDINGS],
    }
    return {**base, **fields}


def risk(
    threat_level: str, resilience: int, consequence: int, likelihood: int, inherent: str, level: str
) -> dict[str, Any]:
    """Return a risk that is to be mitigated down to low."""
    return {
        "threat_level": threat_level,
        "resilience": resilience,
        "consequence": consequence,
        "likelihood": likelihood,
        "inherent": inherent,
        "level": level,
        "treatment": "mitigate",
        "measures": ["Bedre sikring"],
        "residual": {"likelihood": 1, "consequence": consequence, "level": "medium" if consequence == 4 else "low"},
    }


def assessed(when: str, criticality: str, consequence: int, by: tuple[str, ...] = ("bo",)) -> dict[str, Any]:
    """Return a completed assessment of consequence 2 or 4: ransomware is high or critical, fire low or medium."""
    high, low = {4: ("critical", "medium"), 2: ("high", "low")}[consequence]
    bare = {4: "high", 2: "low"}[consequence]
    return {
        "procedure": "2026.1",
        "criticality": criticality,
        "triggers": ["planned"],
        "performed_by": list(by),
        "completed_at": moment(when),
        "risks": {
            "ransomware": risk("very-high", 2, consequence, 4, high, high),
            "fire": risk("low", 4, consequence, 1, bare, low),
        },
        "excluded": {"flood": "Ligger højt"},
    }


NEXUS_DATA: Final = assessed("2026-03-14T14:30:00", "critical", 4)
NET_DATA: Final = assessed("2026-04-01T14:30:00", "medium", 2)
AULA_DATA: Final = assessed("2026-09-01T14:30:00", "medium", 2, by=("bo", "stine"))


def action(title: str, subject: str, planned_at: str, **fields: Any) -> dict[str, Any]:
    """Return an action against one risk, which carl is responsible for."""
    base = {
        "title": title,
        "risks": [subject],
        "type": "technical",
        "responsible": "carl",
        "planned_at": moment(planned_at),
        "due": date(2027, 3, 1),
        "cost": {"dkk": 40000, "hours": 30},
    }
    return {**base, **fields}


BACKUP_DATA: Final = action(
    "Uforanderlig backup", "nexus#ransomware", "2026-03-15T09:00:00", started_at=moment("2026-03-16T08:00:00")
)
MFA_DATA: Final = action("MFA til driften", "net#ransomware", "2026-04-02T09:00:00")
LOGS_DATA: Final = action("Log på Aula", "aula#ransomware", "2026-09-02T09:00:00")


def decision(subject: str, digest: str, level: str | None, **fields: Any) -> dict[str, Any]:
    """Return one decision; approved unless said."""
    named = {"subject": subject, "digest": digest, "level": level, "decision": "approved"}
    return {name: value for name, value in {**named, **fields}.items() if value is not None}


def statement(role: str, by: str, at: str | datetime, *decisions: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a minuted statement with sara as witness; a field given as None is left out."""
    base = {
        "register": REGISTER_ID,
        "role": role,
        "by": by,
        "at": moment(at) if isinstance(at, str) else at,
        "procedure": "2026.1",
        "kind": "minuted",
        "evidence": {"case": "2026-1234", "note": "Pkt. 4"},
        "witness": "sara",
        "decisions": [dict(each) for each in decisions],
    }
    return {name: value for name, value in {**base, **fields}.items() if value is not None}


def signed(path: str, data: Mapping[str, Any], name: str, namespace: str = "riskctl-approval@v1") -> dict[str, bytes]:
    """Return a statement and its signature by a key, by their paths."""
    whole = yaml(
        {**{key: value for key, value in data.items() if key not in ("evidence", "witness")}, "kind": "signed"}
    )
    return {path: whole, f"{path}.sig": keyring().sign(name, whole, namespace)}


def on_file(path: str, data: bytes, level: str) -> dict[str, Any]:
    """Return an approval of an assessment."""
    return decision(path.removeprefix("assessments/").removesuffix(".yaml"), file_digest(data), level)


def process(name: str, unit: str, level: int) -> dict[str, Any]:
    """Return a process with one consequence in every cell."""
    assessed_on = {"date": date(2026, 1, 10), "by": ["anne"], "reason": "Gennemgået"}
    owned = {"name": name, "unit": unit, "owner": "finn", "nis2": "none"}
    return {**owned, "consequence": cells(level), "assessed": assessed_on}


def first_files() -> dict[str, bytes]:
    """Return the register as it is first committed."""
    trees: dict[str, Mapping[str, Any]] = {
        "organisation.yaml": organisation(),
        "processes/home-care.yaml": process("Hjemmepleje", "care", 4),
        "processes/teaching.yaml": process("Undervisning", "school", 2),
        "systems/nexus.yaml": system(
            "Nexus omsorgssystem",
            criticality="critical",
            supports=[{"process": "home-care", "importance": "essential"}],
            depends_on=[{"system": "net", "importance": "supporting"}],
            controls=measured(backup=3, mfa=2, physical=4, contingency=1),
        ),
        "systems/net.yaml": system("Netværk", kind="infrastructure", criticality="medium", controls=measured(backup=3)),
        "systems/aula.yaml": system(
            "Aula",
            unit="school",
            criticality="medium",
            supports=[{"process": "teaching", "importance": "essential"}],
            controls=measured(backup=3, mfa=2, physical=4),
        ),
        "threats/ransomware.yaml": threat("Ransomware", "very-high", ["backup", "mfa"]),
        "threats/fire.yaml": threat("Brand", "low", ["physical"]),
        "threats/flood.yaml": threat("Oversvømmelse", "none", ["contingency"]),
    }
    return {"procedure.yaml": PROCEDURE, **{path: yaml(data) for path, data in trees.items()}}


def board(**fields: Any) -> bytes:
    """Return the board's statement of March on the critical system and its action."""
    decided = (
        on_file(NEXUS, yaml(NEXUS_DATA), "critical"),
        decision("action:nexus-backup", plan_digest(BACKUP_DATA), "critical"),
    )
    return yaml(statement("executive-board", "erik", "2026-03-20T10:00:00", *decided, **fields))


@cache
def base() -> Commit:
    """Return the newest commit of the ordinary history."""
    trail = Trail(None, START)
    trail.add(first_files())
    trail.add({EVENT: yaml(OUTAGE)}, "2026-03-01T12:00:00")
    trail.add({NEXUS: yaml(NEXUS_DATA)}, "2026-03-14T15:00:00")
    planned = {name: value for name, value in BACKUP_DATA.items() if name != "started_at"}
    trail.add({BACKUP: yaml(planned)}, "2026-03-15T10:00:00")
    trail.add({BACKUP: yaml(BACKUP_DATA)}, "2026-03-16T10:00:00")
    trail.add({BOARD: board()}, "2026-03-20T13:00:00")
    trail.add({NET: yaml(NET_DATA), MFA: yaml(MFA_DATA)}, "2026-04-02T10:00:00")
    trail.add(hannes(), "2026-04-07T13:00:00")
    trail.add({IVAN: yaml(IVAN_DATA)}, "2026-04-08T13:00:00")
    trail.add({ESCALATION: yaml(ESCALATED)}, "2026-04-09T13:00:00")
    trail.add({REPORT: b"# Rapport 2026Q2\n"}, "2026-07-10T13:00:00")
    trail.add({AULA: yaml(AULA_DATA), LOGS: yaml(LOGS_DATA)}, "2026-09-02T13:00:00")
    return trail.tip


def hannes() -> dict[str, bytes]:
    """Return the signed statement of the head of department on the network's assessment."""
    on = on_file(NET, yaml(NET_DATA), "medium")
    return signed(HANNE, statement("head-of-department", "hanne", "2026-04-07T10:00:00", on), "hanne")


OUTAGE: Final = {
    "kind": "incident",
    "category": "outage",
    "magnitude": "minor",
    "title": "Nedbrud i drift",
    "occurred_at": moment("2026-03-01T08:15:00"),
    "systems": ["net"],
    "reported_by": "bo",
}
IVAN_DATA: Final = statement(
    "it-management", "ivan", "2026-04-08T10:00:00", decision("action:net-mfa", plan_digest(MFA_DATA), "high")
)
ESCALATED: Final = {
    "about": "residual-high:nexus#ransomware",
    "to": "executive-board",
    "at": moment("2026-04-09T10:00:00"),
    "by": "sara",
    "note": "Orienteret på møde",
}


def going_on() -> Trail:
    """Return a trail that goes on from the ordinary history."""
    return Trail(base(), AFTER)
