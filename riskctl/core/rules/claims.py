"""CON: maturity that is claimed, and what it rests on (P4.2.3)."""

from collections.abc import Iterator, Mapping
from typing import Final

from riskctl.core.assets import Control, Supplier, System
from riskctl.core.fields import Level, rank
from riskctl.core.finding import Path
from riskctl.core.moment import local_date
from riskctl.core.procedure import Procedure
from riskctl.core.rules.rule import Context, Found
from riskctl.core.rules.saying import folded, says_nothing

SAME_EVIDENCE: Final = 4
"""On how many controls of one system the same evidence is a copy."""

IMPORTANT_FROM: Final[Level] = "high"
"""From which class of system on a supplier that lends it a control is to have been assessed."""


def _claimed(procedure: Procedure, control: Control) -> bool:
    """Whether a maturity is in the upper half of the scale: in place and documented, measured or tested."""
    return control.maturity is not None and 2 * control.maturity > procedure.scales["resilience"]


def _holders(context: Context) -> Iterator[tuple[str, System | Supplier]]:
    for system in context.register.systems_in_use():
        yield f"systems/{system.id}.yaml", system
    for supplier in context.register.suppliers.values():
        yield f"suppliers/{supplier.id}.yaml", supplier


def without_evidence(context: Context) -> Iterator[Found]:
    """A control is claimed to be in place, but its evidence says nothing.

    A maturity in the upper half of the scale (3 and 4 of 4) means documented, or tested: say by what. Evidence says
    nothing with fewer than three letters and digits, or with only words that fill a field, such as "ok" or "ja".
    """
    for ref, holder in _holders(context):
        for name, control in holder.controls.items():
            if _claimed(context.procedure, control) and says_nothing(control.evidence or ""):
                values = {"control": name, "value": control.maturity, "other": control.evidence}
                yield Found(ref, ("controls", name, "evidence"), holder.id, values)


def evidence_copied(context: Context) -> Iterator[Found]:
    """Four or more controls of a system are claimed by the very same evidence.

    What proves them all proves hardly any. Suppliers are let off: one audit report may cover many controls.
    """
    for system in context.register.systems_in_use():
        for evidence, names in _by_evidence(context.procedure, system.controls).items():
            if len(names) >= SAME_EVIDENCE:
                values = {"control": tuple(names), "n": len(names), "value": evidence}
                path = ("controls", names[0], "evidence")
                yield Found(f"systems/{system.id}.yaml", path, system.id, values)


def _by_evidence(procedure: Procedure, controls: Mapping[str, Control]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, control in controls.items():
        if control.evidence is not None and _claimed(procedure, control):
            found.setdefault(folded(control.evidence), []).append(name)
    return found


def evidence_outdated(context: Context) -> Iterator[Found]:
    """A control is claimed to be in place by evidence older than two rounds of assessment.

    Its date lies more than twice the interval of the system's class before the system's newest assessment: twice
    it has been taken over unseen.
    """
    for system in context.today.register.systems_in_use():
        assessment = context.today.latest.assessment(system.id)
        if assessment is None or system.id in context.partly_read:
            continue
        every = context.procedure.reassessment[system.criticality].every
        completed = local_date(assessment.completed_at, context.clock.zone)
        for name, control in system.controls.items():
            if control.date is None or not _claimed(context.procedure, control):
                continue
            if every.after(every.after(control.date)) < completed:
                values = {"control": name, "date": control.date, "newest": assessment.id}
                yield Found(f"systems/{system.id}.yaml", ("controls", name, "date"), system.id, values)


def supplier_unseen(context: Context) -> Iterator[Found]:
    """An important system inherits a control claimed to be in place from a supplier that nobody has assessed.

    The supplier has no `assessed`, and a system of class high or critical, not retired, takes a maturity in the upper
    half of the scale from it.
    """
    taken: dict[str, dict[str, None]] = {}
    for system in context.register.systems_in_use():
        important = rank(system.criticality) >= rank(IMPORTANT_FROM)
        for name, control in system.controls.items() if important else ():
            if control.source is not None:
                taken.setdefault(control.source, {})[name] = None
    for id_, supplier in context.register.suppliers.items():
        if supplier.assessed is None:
            claimed = [name for name, each in supplier.controls.items() if _claimed(context.procedure, each)]
            lent = tuple(name for name in claimed if name in taken.get(id_, ()))
            if lent:
                yield Found(f"suppliers/{id_}.yaml", ("controls", lent[0]), id_, {"control": lent})


def reason_hollow(context: Context) -> Iterator[Found]:
    """The reason for a consequence says nothing: that of a deviation, or that of a process.

    Fewer than three letters and digits, or only words that fill a field, such as "samme" or "todo".
    """
    for system in context.register.systems_in_use():
        for index, each in enumerate(system.consequence):
            if says_nothing(each.reason):
                place: Path = ("consequence", index, "reason")
                yield Found(f"systems/{system.id}.yaml", place, system.id, {"value": each.reason})
    for id_, process in context.register.processes.items():
        if says_nothing(process.assessed.reason):
            place = ("assessed", "reason")
            yield Found(f"processes/{id_}.yaml", place, id_, {"value": process.assessed.reason})
