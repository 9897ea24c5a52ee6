"""Where the register names something by its id: one iterator for each kind of thing named."""

from collections.abc import Iterator

from riskctl.core.finding import Path
from riskctl.core.register import Register

Use = tuple[str, Path, str, str]
"""The file, the path in it, the entity it is in, and the id named."""


def _ref(folder: str, id_: str) -> str:
    return f"{folder}/{id_}.yaml"


def ids(register: Register, folder: str) -> set[str]:
    """Return the id of every file in a folder, broken or not."""
    prefix = folder + "/"
    return set(getattr(register, folder)) | {each[len(prefix) :] for each in register.broken if each.startswith(prefix)}


def people(register: Register) -> Iterator[Use]:
    """Yield every field that names a person."""
    yield from _people_of_assets(register)
    yield from _people_of_assessments(register)
    yield from _people_of_decisions(register)
    for id_, threat in register.threats.items():
        if threat.own_judgement is not None:
            yield _ref("threats", id_), ("own_judgement", "by"), id_, threat.own_judgement.by
    for id_, event in register.events.items():
        yield _ref("events", id_), ("reported_by",), id_, event.reported_by


def _people_of_assets(register: Register) -> Iterator[Use]:
    for id_, process in register.processes.items():
        ref = _ref("processes", id_)
        yield ref, ("owner",), id_, process.owner
        for index, by in enumerate(process.assessed.by):
            yield ref, ("assessed", "by", index), id_, by
    for id_, system in register.systems.items():
        ref = _ref("systems", id_)
        yield ref, ("owner",), id_, system.owner
        if system.operations is not None:
            yield ref, ("operations",), id_, system.operations
    for id_, supplier in register.suppliers.items():
        for index, by in enumerate(supplier.assessed.by if supplier.assessed else ()):
            yield _ref("suppliers", id_), ("assessed", "by", index), id_, by


def _people_of_assessments(register: Register) -> Iterator[Use]:
    for id_, assessment in register.assessments.items():
        ref = _ref("assessments", id_)
        for index, by in enumerate(assessment.performed_by):
            yield ref, ("performed_by", index), id_, by
        for key, risk in assessment.risks.items():
            if risk.owner is not None:
                yield ref, ("risks", key, "owner"), id_, risk.owner
    for id_, action in register.actions.items():
        ref = _ref("actions", id_)
        yield ref, ("responsible",), id_, action.responsible
        for index, step in enumerate(action.progress):
            yield ref, ("progress", index, "by"), id_, step.by
        if action.effect is not None:
            yield ref, ("effect", "by"), id_, action.effect.by
        if action.cancelled is not None:
            yield ref, ("cancelled", "by"), id_, action.cancelled.by


def _people_of_decisions(register: Register) -> Iterator[Use]:
    for id_, approval in register.approvals.items():
        yield _ref("approvals", id_), ("by",), id_, approval.by
        if approval.witness is not None:
            yield _ref("approvals", id_), ("witness",), id_, approval.witness
    for id_, escalation in register.escalations.items():
        yield _ref("escalations", id_), ("by",), id_, escalation.by
    for id_, exemption in register.exceptions.items():
        yield _ref("exceptions", id_), ("by",), id_, exemption.by
    for index, holding in enumerate(register.organisation.roles):
        yield "organisation.yaml", ("roles", index, "person"), "organisation", holding.person
        if holding.deputy is not None:
            yield "organisation.yaml", ("roles", index, "deputy"), "organisation", holding.deputy
    for person in register.organisation.keys:
        yield "organisation.yaml", ("keys", person), "organisation", person


def units(register: Register) -> Iterator[Use]:
    """Yield every field that names a unit."""
    for id_, process in register.processes.items():
        yield _ref("processes", id_), ("unit",), id_, process.unit
    for id_, system in register.systems.items():
        yield _ref("systems", id_), ("unit",), id_, system.unit
    yield from _targets(register, "units")
    for id_, unit in register.organisation.units.items():
        if unit.parent is not None:
            yield "organisation.yaml", ("units", id_, "parent"), "organisation", unit.parent
    for index, holding in enumerate(register.organisation.roles):
        if holding.unit is not None:
            yield "organisation.yaml", ("roles", index, "unit"), "organisation", holding.unit


def _targets(register: Register, field: str) -> Iterator[Use]:
    for id_, event in register.events.items():
        for index, named in enumerate(getattr(event, field)):
            yield _ref("events", id_), (field, index), id_, named


def processes(register: Register) -> Iterator[Use]:
    """Yield every field that names a process."""
    for id_, system in register.systems.items():
        for index, link in enumerate(system.supports):
            yield _ref("systems", id_), ("supports", index, "process"), id_, link.process
    yield from _targets(register, "processes")


def systems(register: Register) -> Iterator[Use]:
    """Yield every field that names a system, and one file of each folder of assessments."""
    for id_, system in register.systems.items():
        for index, link in enumerate(system.depends_on):
            yield _ref("systems", id_), ("depends_on", index, "system"), id_, link.system
    yield from _targets(register, "systems")
    assessed: dict[str, str] = {}
    for id_ in sorted(ids(register, "assessments") | register.drafts):
        assessed.setdefault(id_.partition("/")[0], id_)
    for named, id_ in assessed.items():
        yield _ref("assessments", id_), (), id_, named


def suppliers(register: Register) -> Iterator[Use]:
    """Yield every field that names a supplier."""
    for id_, system in register.systems.items():
        if system.supplier is not None:
            yield _ref("systems", id_), ("supplier",), id_, system.supplier
    yield from _targets(register, "suppliers")


def threats(register: Register) -> Iterator[Use]:
    """Yield every field that names a threat."""
    for id_, assessment in register.assessments.items():
        ref = _ref("assessments", id_)
        for key, risk in assessment.risks.items():
            if risk.threat is None:
                yield ref, ("risks", key), id_, key
            else:
                yield ref, ("risks", key, "threat"), id_, risk.threat
        for threat in assessment.excluded:
            yield ref, ("excluded", threat), id_, threat
    yield from _targets(register, "threats")


def controls_now(register: Register) -> Iterator[Use]:
    """Yield every field that names a control of the procedure in force."""
    for folder in ("systems", "suppliers"):
        for id_, holder in getattr(register, folder).items():
            for control in holder.controls:
                yield _ref(folder, id_), ("controls", control), id_, control
    for id_, threat in register.threats.items():
        for index, control in enumerate(threat.controls):
            yield _ref("threats", id_), ("controls", index), id_, control
    yield from _raised(register, ended=False)


def controls_once(register: Register) -> Iterator[Use]:
    """Yield every field of an ended action that names a control: it may be one of an older procedure."""
    return _raised(register, ended=True)


def _raised(register: Register, *, ended: bool) -> Iterator[Use]:
    for id_, action in register.actions.items():
        if action.ended == ended:
            for control in action.raises:
                yield _ref("actions", id_), ("raises", control), id_, control
