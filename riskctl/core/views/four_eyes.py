"""Whether those who take part leave anybody to approve: said while it can still be mended (four eyes)."""

from collections.abc import Collection

from riskctl.core.assets import System
from riskctl.core.fields import Role
from riskctl.core.rating import Engine
from riskctl.core.roles import may_decide_for


def may_approve(engine: Engine, system: System, roles: Collection[Role]) -> list[str]:
    """Return everybody who may decide in one of the roles about a system today, deputies too."""
    register, day = engine.register, engine.clock.today
    return [
        person
        for person in register.organisation.people
        if any(may_decide_for(register, person, role, system, system.unit, day) for role in roles)
    ]


def only_takers(engine: Engine, system: System, roles: Collection[Role], taking_part: Collection[str]) -> list[str]:
    """Return those who may approve when every one of them takes part; none when somebody else may, or nobody does."""
    able = may_approve(engine, system, roles)
    return able if able and set(able) <= set(taking_part) else []
