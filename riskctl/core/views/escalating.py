"""One escalation: the condition meant, and who it goes to (P3.7, P3.10, P4.3)."""

from dataclasses import dataclass

from riskctl.core import roles
from riskctl.core.escalation import Escalations, Raised
from riskctl.core.fields import Role
from riskctl.core.rating import Engine
from riskctl.core.register import Register


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody in the role an escalation goes to, and the deputy, if there is one."""

    person: str
    deputy: str | None


def conditions_named(escalations: Escalations, name: str) -> tuple[list[Raised], list[Raised]]:
    """Return the open and the answered conditions that a condition, risk, action, system or due item names."""
    about = name.removeprefix("escalation:")
    named = [
        each
        for each in escalations.all()
        if about in (each.about, each.subject) or (each.system is not None and each.system.id == about)
    ]
    exact = [each for each in named if each.about == about] or named
    return (
        [each for each in exact if not escalations.answered(each)],
        [each for each in exact if escalations.answered(each)],
    )


def recipients(engine: Engine, raised: Raised, role: Role) -> list[Recipient]:
    """Return who holds a role for the systems a condition concerns; none where nobody does."""
    found = [each for system in raised.systems for each in _of_system(engine, system.id, role)]
    return list(dict.fromkeys(found))


def _of_system(engine: Engine, id_: str, role: Role) -> list[Recipient]:
    register: Register = engine.register
    system = register.systems[id_]
    if role in roles.FROM_SYSTEM:
        return [Recipient(person, None) for person in roles.people_from_system(register, system, role)]
    held = roles.holders(register.organisation, role, system.unit, engine.clock.today)
    return [Recipient(each.person, each.deputy) for each in held]
