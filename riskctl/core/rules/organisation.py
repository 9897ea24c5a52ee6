"""PRC, REF: who holds the roles, who signs with which key, and who has left (P2.6, P7.2)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from riskctl.core import roles
from riskctl.core.decisions import Organisation, RoleHolding
from riskctl.core.fields import LEVELS, Role
from riskctl.core.register import Register
from riskctl.core.rules import uses
from riskctl.core.rules.rule import Context, Found

FILE: Final = "organisation.yaml"


def period_reversed(context: Context) -> Iterator[Found]:
    """A role or a key ends before it begins, so it never counts."""
    organisation = context.register.organisation
    for index, holding in enumerate(organisation.roles):
        if holding.until is not None and holding.until < holding.since:
            values = {"date": holding.until, "before": holding.since}
            yield Found(FILE, ("roles", index, "until"), "organisation", values)
    for person, keys in organisation.keys.items():
        for index, key in enumerate(keys):
            if key.until < key.since:
                values = {"date": key.until, "before": key.since}
                yield Found(FILE, ("keys", person, index, "until"), "organisation", values)


def key_of_two(context: Context) -> Iterator[Found]:
    """The same key stands under two people, so that a signature does not tell who signed."""
    owners: dict[str, str] = {}
    for person, keys in context.register.organisation.keys.items():
        for index, key in enumerate(keys):
            material = " ".join(key.key.split()[:2])
            other = owners.setdefault(material, person)
            if other != person:
                values = {"value": person, "other": other}
                yield Found(FILE, ("keys", person, index, "key"), "organisation", values)


def holding_odd(context: Context) -> Iterator[Found]:
    """A role is given twice to the same person at the same time, or its holder is their own deputy."""
    held: dict[tuple[str, str, str | None], list[tuple[int, RoleHolding]]] = {}
    for index, holding in enumerate(context.register.organisation.roles):
        if holding.deputy == holding.person:
            values = {"kind": "deputy", "value": holding.person, "role": holding.role}
            yield Found(FILE, ("roles", index, "deputy"), "organisation", values)
        held.setdefault((holding.role, holding.person, holding.unit), []).append((index, holding))
    for holdings in held.values():
        until = date.min
        for index, holding in sorted(holdings, key=lambda each: (each[1].since, each[0])):
            if holding.since <= until:
                values = {"value": holding.person, "role": holding.role}
                yield Found(FILE, ("roles", index), "organisation", values)
            until = max(until, holding.until or date.max)


def key_without_role(context: Context) -> Iterator[Found]:
    """A key counts today, but the person holds no role and is nobody's deputy.

    Whoever has left is to have the key ended: write `until`.
    """
    organisation, today = context.register.organisation, context.clock.today
    owners = {each.owner for each in context.register.systems_in_use()}
    owners |= {each.operations for each in context.register.systems_in_use() if each.operations is not None}
    busy = owners | {process.owner for process in context.register.processes.values()}
    for each in organisation.roles:
        if roles.holds_on(each, today):
            busy |= {each.person, each.deputy or each.person}
    if context.any_broken("systems", "processes"):
        return
    for person, keys in organisation.keys.items():
        for index, key in enumerate(keys):
            if key.since <= today <= key.until and person not in busy:
                yield Found(
                    FILE, ("keys", person, index, "until"), "organisation", {"value": person, "date": key.until}
                )


def nobody_can_sign(context: Context) -> Iterator[Found]:
    """Only signed decisions count at a level, but none of those who may decide has a key today."""
    if context.any_broken("organisation"):
        return
    procedure, organisation, today = context.procedure, context.register.organisation, context.clock.today
    signers = {
        person for person, keys in organisation.keys.items() if any(key.since <= today <= key.until for key in keys)
    }
    for level in LEVELS:
        row = procedure.treatment[level]
        alternatives = (procedure.reassessment[level].approval, row.approval, row.accepted_by)
        asked = next((each for each in alternatives if _unable(organisation, each, today, signers)), None)
        if asked is not None and procedure.approval_kinds[level] == ("signed",):
            yield Found("procedure.yaml", ("approval_kinds", level), "procedure", {"level": level, "role": asked})


def _unable(organisation: Organisation, asked: tuple[Role, ...], day: date, signers: set[str]) -> bool:
    """Whether somebody holds one of the roles, but none of them can sign."""
    held = [each for each in organisation.roles if each.role in asked and roles.holds_on(each, day)]
    people = {person for each in held for person in (each.person, each.deputy) if person is not None}
    return bool(people) and not people & signers


def left(context: Context) -> Iterator[Found]:
    """A person who has left still answers for something.

    Left is who has held roles, also as a deputy, all of which have ended. Looked at are owners of systems in use and
    of processes, IT operations, owners of current risks, those responsible for open actions, and exceptions in force.
    """
    ended = _ended(context.register.organisation, context.clock.today)
    for ref, path, subject, person in _duties(context) if ended else ():
        if person in ended:
            yield Found(ref, path, subject, {"value": person, "date": ended[person]})


def _duties(context: Context) -> Iterator[uses.Use]:
    """Yield where a person answers for something now."""
    yield from _ownership(context.register)
    for current in context.today.latest.risks.values():
        if current.risk.owner is not None:
            path = ("risks", current.key, "owner")
            yield f"assessments/{current.assessment.id}.yaml", path, current.assessment.id, current.risk.owner
    for id_, action in context.register.actions.items():
        if not action.ended:
            yield f"actions/{id_}.yaml", ("responsible",), id_, action.responsible
    for id_, exception in context.register.exceptions.items():
        if exception.until >= context.clock.today:
            yield f"exceptions/{id_}.yaml", ("by",), id_, exception.by


def _ownership(register: Register) -> Iterator[uses.Use]:
    for system in register.systems_in_use():
        for field in ("owner", "operations"):
            if getattr(system, field) is not None:
                yield f"systems/{system.id}.yaml", (field,), system.id, getattr(system, field)
    for id_, process in register.processes.items():
        yield f"processes/{id_}.yaml", ("owner",), id_, process.owner


def _ended(organisation: Organisation, today: date) -> dict[str, date]:
    """Return those who have left, and the last day they held a role."""
    last: dict[str, date] = {}
    for each in organisation.roles:
        for person in (each.person, each.deputy):
            if person is not None:
                last[person] = max(each.until or date.max, last.get(person, date.min))
    return {person: day for person, day in last.items() if day < today}
