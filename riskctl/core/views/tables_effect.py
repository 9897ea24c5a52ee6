"""What other tables would do to the register as it is: levels, classes, consequences, deadlines (P4.2.5, P8.1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from riskctl.core.approval import Approvals
from riskctl.core.assessments import Risk
from riskctl.core.consequence import suggested_class
from riskctl.core.fields import Level, rank
from riskctl.core.moment import Clock
from riskctl.core.procedure import Procedure
from riskctl.core.rating import Engine
from riskctl.core.register import Register, as_of
from riskctl.core.views.due import due_items
from riskctl.core.views.due_item import DueItem
from riskctl.core.views.fields_changed import FieldChange, changed_fields


@dataclass(frozen=True, slots=True)
class LevelMoved:
    """A current risk, or a system's suggested class, that other tables give another level."""

    id: str
    before: Level
    after: Level


@dataclass(frozen=True, slots=True)
class ConsequenceMoved:
    """A system whose highest cell of consequence is another; `cells` is how many of the twelve are."""

    system: str
    before: int
    after: int
    cells: int


@dataclass(frozen=True, slots=True)
class DueMoved:
    """A due item that stays, with another deadline."""

    before: DueItem
    after: DueItem


@dataclass(frozen=True, slots=True)
class TablesEffect:
    """What changed tables do; `other_scales` where the scales differ, so that nothing can be computed by both."""

    fields: tuple[FieldChange, ...]
    other_scales: bool = False
    levels: tuple[LevelMoved, ...] = ()
    classes: tuple[LevelMoved, ...] = ()
    consequences: tuple[ConsequenceMoved, ...] = ()
    deadlines: tuple[DueMoved, ...] = ()


def tables_effect(register: Register, before: Procedure, after: Procedure, clock: Clock) -> TablesEffect:
    """Return what a procedure changes in a register that is as it is otherwise."""
    fields = tuple(changed_fields(before, after))
    if not fields:
        return TablesEffect(())
    if before.scales != after.scales:
        return TablesEffect(fields, other_scales=True)
    known = replace(register, procedures={**register.procedures, before.version: before})
    one, other = _judged(known, before, clock), _judged(known, after, clock)
    return TablesEffect(
        fields,
        levels=tuple(_levels(one.engine, before, after)),
        classes=tuple(_classes(one.engine, other.engine)),
        consequences=tuple(consequences_moved(one.engine, other.engine)),
        deadlines=tuple(deadlines_moved(due_items(one.engine, one), due_items(other.engine, other))),
    )


def _judged(register: Register, procedure: Procedure, clock: Clock) -> Approvals:
    return Approvals(Engine(as_of(replace(register, procedure=procedure), clock), clock))


def level_by(procedure: Procedure, risk: Risk) -> Level | None:
    """Return the level that the tables give the stored inputs of a risk; a likelihood set with a reason stands."""
    table = procedure.likelihood_of(risk.threat_level, risk.resilience)
    likelihood = risk.likelihood if risk.overrides.likelihood is not None or table is None else table
    return procedure.level_of(risk.consequence, likelihood)


def _levels(engine: Engine, before: Procedure, after: Procedure) -> list[LevelMoved]:
    """Return the current risks whose stored inputs give another level, the worst first."""
    found = []
    for current in engine.latest.risks.values():
        old, new = level_by(before, current.risk), level_by(after, current.risk)
        if old is not None and new is not None and old != new:
            found.append(LevelMoved(current.id, old, new))
    return sorted(found, key=_worst_first)


def _worst_first(each: LevelMoved) -> tuple[int, int, str]:
    old, new = rank(each.before), rank(each.after)
    return -max(old, new), -abs(new - old), each.id


def _classes(before: Engine, after: Engine) -> list[LevelMoved]:
    """Return the systems whose suggested class is another, the worst first."""
    found = []
    for system in after.register.systems_in_use():
        old = suggested_class(before.register, before.consequence, system).level
        new = suggested_class(after.register, after.consequence, system).level
        if old != new:
            found.append(LevelMoved(system.id, old, new))
    return sorted(found, key=_worst_first)


def consequences_moved(before: Engine, after: Engine) -> list[ConsequenceMoved]:
    """Return the systems at both sides whose cells of consequence differ, the highest first."""
    found = []
    for system in after.register.systems_in_use():
        if system.id in before.register.systems and not before.register.systems[system.id].retired:
            old, new = before.consequence.cells(system.id), after.consequence.cells(system.id)
            differing = sum(old[cell] != new[cell] for cell in new)
            if differing:
                found.append(ConsequenceMoved(system.id, max(old.values()), max(new.values()), differing))
    return sorted(found, key=lambda each: (-max(each.before, each.after), each.before - each.after, each.system))


def deadlines_moved(before: Iterable[DueItem], after: Iterable[DueItem]) -> Iterator[DueMoved]:
    """Yield the items of both lists whose deadline is another, the worst first."""
    known = {each.id: each for each in before}
    pairs = (DueMoved(known[each.id], each) for each in after if each.id in known and known[each.id].due != each.due)
    yield from sorted(pairs, key=lambda pair: (-rank(pair.after.level) if pair.after.level else 1, pair.after.id))
