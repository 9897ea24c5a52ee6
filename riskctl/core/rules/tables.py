"""PRC: the procedure's own tables (P1.1), and whether somebody holds the roles they name (P2.6)."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from riskctl.core import roles
from riskctl.core.fields import LEVELS, ROLES, Level, Role
from riskctl.core.finding import Path
from riskctl.core.moment import Duration
from riskctl.core.procedure import Procedure, monotone_faults
from riskctl.core.rules.figures import hours
from riskctl.core.rules.rule import Context, Found


def not_monotone(context: Context) -> Iterator[Found]:
    """A table gives less for more threat, less resilience, more consequence or more likelihood.

    In a row of `likelihood.table` numbers may not rise, elsewhere they may not fall; nor may a row give
    less than the row above it.
    """
    for path in dict.fromkeys(monotone_faults(context.procedure)):
        yield Found("procedure.yaml", path, "procedure", {"table": ".".join(map(str, path[:2]))})


def longer_deadline(context: Context) -> Iterator[Found]:
    """A deadline is longer for a higher level than for a lower one, or a target lies after its limit."""
    treatment, reassessment = context.procedure.treatment, context.procedure.reassessment
    within = {level: treatment[level].within for level in LEVELS}
    every = {level: reassessment[level].every for level in LEVELS}
    yield from _rising(within, "treatment", "within")
    yield from _rising(every, "reassessment", "every")
    for level in LEVELS:
        row = treatment[level]
        if row.target is not None and hours(row.target) > hours(row.within):
            values = {"kind": "target", "level": level, "length": row.target, "limit": row.within}
            yield Found("procedure.yaml", ("treatment", level, "target"), "procedure", values)


def _rising(lengths: Mapping[Level, Duration], table: str, field: str) -> Iterator[Found]:
    for lower, higher in pairwise(LEVELS):
        if hours(lengths[higher]) > hours(lengths[lower]):
            values = {
                "field": f"{table}.{field}",
                "level": higher,
                "length": lengths[higher],
                "class": lower,
                "limit": lengths[lower],
            }
            yield Found("procedure.yaml", (table, higher, field), "procedure", values)


def superseded_version(context: Context) -> Iterator[Found]:
    """A superseded procedure has another version than its file name says, or the version in force."""
    current = context.procedure.version
    for name, old in context.register.procedures.items():
        if old.version != name or name == current:
            values = {
                "version": old.version,
                "name": name,
                "kind": "current" if old.version == current else "name",
            }
            yield Found(f"procedures/{name}.yaml", ("version",), name, values)


def role_not_held(context: Context) -> Iterator[Found]:
    """A role that the procedure names is held by nobody today.

    System owner, IT operations and service owner come from systems and processes; the others stand under
    `roles` in organisation.yaml.
    """
    if context.any_broken("organisation"):
        return
    today = context.clock.today
    held = {each.role for each in context.register.organisation.roles if roles.holds_on(each, today)}
    named: dict[str, Path] = {}
    for path, role in _roles_named(context.procedure, ()):
        named.setdefault(role, path)
    for role, path in named.items():
        if role not in held and role not in roles.FROM_SYSTEM:
            yield Found("procedure.yaml", path, role, {"role": role})


def _roles_named(tree: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield where the procedure names each role, in the order of its fields."""
    if isinstance(tree, BaseModel):
        for name in type(tree).model_fields:
            yield from _roles_named(getattr(tree, name), (*path, name))
    elif isinstance(tree, tuple):
        for index, value in enumerate(tree):
            yield from _roles_named(value, (*path, index))
    elif isinstance(tree, str) and tree in ROLES:
        yield path, tree


def unit_without_role(context: Context) -> Iterator[Found]:
    """A unit has systems, but nobody there holds any of the roles that the tables ask for together.

    Holders are looked for in the unit, its parents and without a unit, as `due` does.
    """
    if context.any_broken("organisation"):
        return
    lacking: dict[str, dict[Role, None]] = {}
    held = _Held(context)
    for system in context.today.register.systems_in_use():
        for asked in _asked_for(context.procedure, system.criticality):
            if not held.by_any(asked, system.unit):
                lacking.setdefault(system.unit, {}).update(dict.fromkeys(asked))
    for unit, asked_roles in lacking.items():
        if unit in context.register.organisation.units:
            yield Found("organisation.yaml", ("units", unit), unit, {"value": unit, "role": tuple(asked_roles)})


def _asked_for(procedure: Procedure, level: Level) -> Iterator[tuple[Role, ...]]:
    row = procedure.reassessment[level]
    yield from (asked for asked in (row.responsible, row.approval) if asked)


class _Held:
    """Who holds a role somewhere, and whether anybody does in one unit."""

    def __init__(self, context: Context) -> None:
        self._organisation = context.register.organisation
        self._today = context.clock.today
        self._somewhere = {each.role for each in self._organisation.roles if roles.holds_on(each, self._today)}

    def by_any(self, asked: tuple[Role, ...], unit: str) -> bool:
        """Whether one of the roles is held for the unit; yes where the role is held by nobody at all (PRC205)."""
        return any(
            role in roles.FROM_SYSTEM
            or role not in self._somewhere
            or roles.holders(self._organisation, role, unit, self._today)
            for role in asked
        )
