"""P2.6, P3.3: who holds which role, for whom something waits, and who may decide."""

from datetime import date

import pytest

from riskctl.core import roles
from riskctl.core.fields import Role
from riskctl.core.roles import Responsible
from tests.builders import holds, organisation, procedure, process, register, system

DAY = date(2026, 3, 20)


def test_a_unit_and_its_parents_nearest_first() -> None:
    assert list(roles.unit_and_parents(organisation(), "home")) == ["home", "care", "health"]


def test_a_unit_that_nobody_knows_has_no_parents() -> None:
    assert list(roles.unit_and_parents(organisation(), "moon")) == ["moon"]


def test_no_unit_has_no_parents() -> None:
    assert list(roles.unit_and_parents(organisation(), None)) == []


def test_a_circle_of_units_ends_where_it_closes() -> None:
    known = organisation()
    units = {**known.units, "health": known.units["care"].model_copy(update={"parent": "home"})}
    circle = known.model_copy(update={"units": units})
    assert list(roles.unit_and_parents(circle, "home")) == ["home", "care", "health"]


HELD = organisation(
    holds("director", "dorte", "care", since="2026-01-01", until="2026-06-30", deputy="vera"),
    holds("isu", "ida", "schools"),
)


@pytest.mark.parametrize(
    ("person", "role", "day", "holds_it"),
    [
        ("dorte", "director", DAY, True),
        ("vera", "director", DAY, True),
        ("dorte", "director", date(2026, 6, 30), True),
        ("dorte", "director", date(2026, 7, 1), False),
        ("dorte", "director", date(2025, 12, 31), False),
        ("dorte", "isu", DAY, False),
        ("ida", "isu", DAY, True),
        ("ida", "director", DAY, False),
        ("anne", "director", DAY, False),
    ],
)
def test_holding_a_role_somewhere(person: str, role: Role, day: date, *, holds_it: bool) -> None:
    assert roles.holds_somewhere(HELD, person, role, day) is holds_it


KNOWN = register(
    process("care-home", owner="bo"),
    process("payroll", owner="dan"),
    system("nexus", supports="care-home:essential payroll:important", owner="anne", operations="carl"),
    system("paper", owner="anne", operations=None),
)


@pytest.mark.parametrize(
    ("system_id", "role", "people"),
    [
        ("nexus", "system-owner", ["anne"]),
        ("nexus", "it-operations", ["carl"]),
        ("paper", "it-operations", [None]),
        ("nexus", "service-owner", ["bo"]),
        ("paper", "service-owner", [None]),
    ],
)
def test_roles_that_a_system_gives(system_id: str, role: Role, people: list[str | None]) -> None:
    found = roles.in_role(KNOWN, role, KNOWN.systems[system_id], DAY)
    assert found == tuple(Responsible(role, person) for person in people)


def test_a_system_without_operations_gives_nobody_that_role() -> None:
    assert roles.people_from_system(KNOWN, KNOWN.systems["paper"], "it-operations") == []


def test_a_role_of_a_system_without_a_system_is_held_by_nobody() -> None:
    assert roles.in_role(KNOWN, "system-owner", None, DAY) == (Responsible("system-owner", None),)


@pytest.mark.parametrize(
    ("person", "role", "system_id", "may"),
    [
        ("anne", "system-owner", "nexus", True),
        ("carl", "system-owner", "nexus", False),
        ("carl", "it-operations", "nexus", True),
        ("bo", "service-owner", "nexus", True),
        ("dan", "service-owner", "nexus", False),
        ("anne", "system-owner", None, False),
        ("dorte", "director", "nexus", True),
        ("anne", "director", "nexus", False),
    ],
)
def test_who_may_decide_for_a_system(person: str, role: Role, system_id: str | None, *, may: bool) -> None:
    system_ = KNOWN.systems[system_id] if system_id else None
    assert roles.may_decide_for(KNOWN, person, role, system_, "care", DAY) is may


def test_a_unit_and_those_below_it() -> None:
    assert roles.units_below(organisation(), "health") == {"health", "care", "home"}
    assert roles.units_below(organisation(), "home") == {"home"}
    assert roles.units_below(organisation(), "moon") == {"moon"}


@pytest.mark.parametrize(
    ("unit", "people"),
    [
        ("home", ["dorte", "erik"]),
        ("care", ["dorte", "erik"]),
        ("health", ["hanne"]),
        ("schools", ["karl"]),
        (None, ["karl"]),
    ],
)
def test_who_holds_a_role_for_a_unit_is_the_nearest(unit: str | None, people: list[str]) -> None:
    held = organisation(
        holds("director", "karl"),
        holds("director", "hanne", "health"),
        holds("director", "dorte", "care"),
        holds("director", "erik", "care"),
        holds("director", "bo", "care", until="2026-03-19"),
        holds("isu", "ida", "home"),
    )
    assert [each.person for each in roles.holders(held, "director", unit, DAY)] == people
    assert roles.holders(held, "chief-executive", unit, DAY) == ()


def test_the_holders_for_a_system_are_those_of_its_unit_each_once() -> None:
    held = organisation(
        holds("director", "dorte", "care"),
        holds("director", "dorte", "care", since="2025-01-01"),
        holds("director", "karl"),
    )
    nexus = system("nexus")
    known = register(nexus, organisation_=held)
    assert roles.in_role(known, "director", nexus, DAY) == (Responsible("director", "dorte"),)
    assert roles.in_role(known, "director", None, DAY) == (Responsible("director", "karl"),)
    assert roles.in_role(known, "isu", nexus, DAY) == (Responsible("isu", None),)


def test_the_holders_of_several_roles_in_the_order_of_the_roles() -> None:
    found = roles.in_roles(KNOWN, ("it-operations", "director", "it-operations"), KNOWN.systems["nexus"], DAY)
    assert found == (Responsible("it-operations", "carl"), Responsible("director", "dorte"))
    assert roles.in_roles(KNOWN, (), KNOWN.systems["nexus"], DAY) == ()


def test_policy_is_decided_on_under_the_version_before() -> None:
    """The one before is the superseded one last revised; roles are decided on under the version in force."""
    versions = {
        version: procedure({"version": version, "revision.last": last})
        for version, last in (("2025.1", "2025-01-15"), ("2025.2", "2025-09-01"), ("2024.1", "2024-01-15"))
    }
    now = procedure({"version": "2026.1", "revision.last": "2026-01-15"})
    known = register(procedure_=now, procedures={**versions, "2026.1": now})
    assert roles.policy_version(known, "procedure") == "2025.2"
    assert roles.policy_version(known, "organisation") == "2026.1"
    assert roles.policy_version(register(procedure_=now), "procedure") == "2026.1"
