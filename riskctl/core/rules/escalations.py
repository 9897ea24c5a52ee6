"""APR: decisions and escalations as files (P3.7, P7.2)."""

from collections.abc import Iterator
from datetime import datetime

from riskctl.core.fields import LEVELS, Role
from riskctl.core.moment import local_date
from riskctl.core.procedure import Procedure
from riskctl.core.rules.rule import Context, Found


def date_of_file(context: Context) -> Iterator[Found]:
    """The date in the file name of a decision or an escalation is not the local date of `at`."""
    for ref, id_, at in _dated(context):
        day = local_date(at, context.clock.zone)
        if id_[:10] != day.isoformat():
            yield Found(ref, ("at",), id_, {"date": day, "name": id_[:10]})


def _dated(context: Context) -> Iterator[tuple[str, str, datetime]]:
    for id_, statement in context.register.approvals.items():
        yield f"approvals/{id_}.yaml", id_, statement.at
    for id_, escalation in context.register.escalations.items():
        yield f"escalations/{id_}.yaml", id_, escalation.at


def escalated_beside(context: Context) -> Iterator[Found]:
    """An escalation went to a role to which no row of any version of the tables escalates that condition.

    It answers nothing in `due`. Roles under `consider` count as right.
    """
    procedures = [context.procedure, *context.register.procedures.values()]
    if context.any_broken("procedures"):
        return
    for id_, escalation in context.register.escalations.items():
        condition = escalation.about.partition(":")[0]
        asked = {role for each in procedures for role in _asked_for(each, condition)}
        if asked and escalation.to not in asked:
            values = {"to": escalation.to, "role": tuple(sorted(asked)), "value": condition}
            yield Found(f"escalations/{id_}.yaml", ("to",), id_, values)


def _asked_for(procedure: Procedure, condition: str) -> Iterator[Role]:
    if condition == "residual-high":
        yield from procedure.high_residual.to
    for level in LEVELS:
        for row in (procedure.reassessment[level].escalate, procedure.treatment[level].escalate):
            if condition in row.when:
                yield from (*row.to, *row.consider)


def made_later(context: Context) -> Iterator[Found]:
    """An escalation is dated in the future, so it answers nothing yet."""
    for id_, escalation in context.register.escalations.items():
        if escalation.at > context.clock.now:
            values = {"date": escalation.at.astimezone(context.clock.zone)}
            yield Found(f"escalations/{id_}.yaml", ("at",), id_, values)
