"""Who holds which role: for whom something waits, and who may decide (P2.6, P3.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from riskctl.core.assets import System
from riskctl.core.decisions import Organisation, RoleHolding
from riskctl.core.fields import Role
from riskctl.core.register import Register

FROM_SYSTEM: tuple[Role, ...] = ("system-owner", "it-operations", "service-owner")
"""Roles that the system and its processes give; the others come from `roles` in organisation.yaml."""


@dataclass(frozen=True, slots=True, order=True)
class Responsible:
    """A role and the person who holds it; a person without a role, or a role nobody holds."""

    role: Role | None
    person: str | None


def unit_and_parents(organisation: Organisation, unit: str | None) -> Iterator[str]:
    """Yield the unit and its parents, nearest first; a circle ends where it closes."""
    seen: set[str] = set()
    while unit is not None and unit not in seen:
        seen.add(unit)
        yield unit
        known = organisation.units.get(unit)
        unit = known.parent if known else None


def units_below(organisation: Organisation, unit: str) -> set[str]:
    """Return the unit and every unit below it."""
    return {each for each in organisation.units if unit in unit_and_parents(organisation, each)} | {unit}


def holds_on(holding: RoleHolding, day: date) -> bool:
    """Whether a holding counts on the day; `until` is inclusive."""
    return holding.since <= day and (holding.until is None or day <= holding.until)


def holders(organisation: Organisation, role: Role, unit: str | None, day: date) -> tuple[RoleHolding, ...]:
    """Return who holds a role on the day: for the unit, else its nearest parent that has one, else without a unit."""
    held = [each for each in organisation.roles if each.role == role and holds_on(each, day)]
    for scope in (*unit_and_parents(organisation, unit), None):
        found = tuple(each for each in held if each.unit == scope)
        if found:
            return found
    return ()


def may_decide(organisation: Organisation, person: str, role: Role, unit: str | None, day: date) -> bool:
    """Whether a person, or a deputy, held the role on the day for the unit, a parent of it, or no unit."""
    scopes = {*unit_and_parents(organisation, unit), None}
    return any(
        each.role == role and each.unit in scopes and holds_on(each, day) and person in (each.person, each.deputy)
        for each in organisation.roles
    )


def holds_somewhere(organisation: Organisation, person: str, role: Role, day: date) -> bool:
    """Whether a person, or a deputy, held the role on the day for any unit."""
    return any(
        each.role == role and holds_on(each, day) and person in (each.person, each.deputy)
        for each in organisation.roles
    )


def people_from_system(register: Register, system: System, role: Role) -> list[str]:
    """Return who holds one of the roles that the system itself gives."""
    if role == "system-owner":
        return [system.owner]
    if role == "it-operations":
        return [system.operations] if system.operations else []
    owners = [
        register.processes[link.process].owner
        for link in system.supports
        if link.importance == "essential" and link.process in register.processes
    ]
    return list(dict.fromkeys(owners))


def in_role(register: Register, role: Role, system: System | None, day: date) -> tuple[Responsible, ...]:
    """Return every holder of a role for a system, or for the whole municipality; person None when nobody holds it."""
    if role in FROM_SYSTEM:
        people = people_from_system(register, system, role) if system else []
    else:
        unit = system.unit if system else None
        people = list(dict.fromkeys(each.person for each in holders(register.organisation, role, unit, day)))
    return tuple(Responsible(role, person) for person in people) or (Responsible(role, None),)


def in_roles(register: Register, roles: tuple[Role, ...], system: System | None, day: date) -> tuple[Responsible, ...]:
    """Return the holders of several roles, each pair once, in the order of the roles."""
    found = (each for role in roles for each in in_role(register, role, system, day))
    return tuple(dict.fromkeys(found))


def may_decide_for(
    register: Register, person: str, role: Role, system: System | None, unit: str | None, day: date
) -> bool:
    """Whether a person may decide in a role about a system of a unit on the day."""
    if role in FROM_SYSTEM:
        return system is not None and person in people_from_system(register, system, role)
    return may_decide(register.organisation, person, role, unit, day)


def policy_version(register: Register, subject: str) -> str:
    """Return the version under which policy is decided on: a new procedure under the one before it."""
    current = register.procedure.version
    earlier = sorted(
        (each for each in register.procedures.values() if each.version != current), key=lambda each: each.revision.last
    )
    return earlier[-1].version if subject == "procedure" and earlier else current
