"""CON: what consequence and resilience are derived from (P4.1, P4.2.3)."""

from collections.abc import Iterator

from riskctl.core.finding import Path
from riskctl.core.register import Register
from riskctl.core.rules.references import circles
from riskctl.core.rules.rule import Context, Found


def _links(register: Register, control: str) -> dict[str, str]:
    """Return from whom each system inherits a control, where it may."""
    links = {}
    for id_, system in register.systems.items():
        stated = system.controls.get(control)
        if stated is not None and stated.source is not None:
            allowed = {link.system for link in system.depends_on} | {system.supplier}
            if stated.source in allowed:
                links[id_] = stated.source
    return links


def control_circle(context: Context) -> Iterator[Found]:
    """Systems inherit a control from each other in a circle, so that nobody has measured it."""
    inherited = {
        control
        for system in context.register.systems.values()
        for control, stated in system.controls.items()
        if stated.source is not None
    }
    for control in sorted(inherited):
        for circle in circles(_links(context.register, control)):
            path = ("controls", control, "from")
            yield Found(f"systems/{circle[0]}.yaml", path, circle[0], {"control": control, "path": circle})


def depends_on_itself(context: Context) -> Iterator[Found]:
    """A system is among the systems it depends on itself."""
    for id_, system in context.register.systems.items():
        for index, link in enumerate(system.depends_on):
            if link.system == id_:
                yield Found(f"systems/{id_}.yaml", ("depends_on", index, "system"), id_)


def cell_twice(context: Context) -> Iterator[Found]:
    """A system has two deviations for the same criterion and perspective."""
    for id_, system in context.register.systems.items():
        seen = set()
        for index, each in enumerate(system.consequence):
            cell = (each.criterion, each.perspective)
            if cell in seen:
                values = {"criterion": each.criterion, "perspective": each.perspective}
                yield Found(f"systems/{id_}.yaml", ("consequence", index), id_, values)
            seen.add(cell)


def link_twice(context: Context) -> Iterator[Found]:
    """A system lists the same process under `supports`, or the same system under `depends_on`, twice."""
    for id_, system in context.register.systems.items():
        named = [("supports", "process", [link.process for link in system.supports])]
        named.append(("depends_on", "system", [link.system for link in system.depends_on]))
        for field, key, ids in named:
            for index, each in enumerate(ids):
                if each in ids[:index]:
                    values = {"value": each, "field": field}
                    yield Found(f"systems/{id_}.yaml", (field, index, key), id_, values)


def off_scale(context: Context) -> Iterator[Found]:
    """A level of consequence or a maturity is above the scale of the procedure in force.

    A scale may have become shorter with a new version: processes, systems, suppliers and what open actions raise are
    then to be set anew.
    """
    scales = context.procedure.scales
    for ref, path, subject, number, scale in _numbers(context.register):
        if number > scales[scale]:
            yield Found(ref, path, subject, {"value": number, "most": scales[scale]})


def _numbers(register: Register) -> Iterator[tuple[str, Path, str, int, str]]:
    """Yield every number that is on a scale now, and which."""
    for id_, process in register.processes.items():
        for (criterion, perspective), level in process.consequence.cells():
            yield f"processes/{id_}.yaml", ("consequence", criterion, perspective), id_, level, "consequence"
    for id_, system in register.systems.items():
        for index, each in enumerate(system.consequence):
            yield f"systems/{id_}.yaml", ("consequence", index, "level"), id_, each.level, "consequence"
    for ref, path, subject, maturity in _maturities(register):
        yield ref, path, subject, maturity, "resilience"


def _maturities(register: Register) -> Iterator[tuple[str, Path, str, int]]:
    holders = (("systems", register.systems), ("suppliers", register.suppliers))
    for folder, holder in ((folder, each) for folder, entities in holders for each in entities.values()):
        for name, control in holder.controls.items():
            if control.maturity is not None:
                yield f"{folder}/{holder.id}.yaml", ("controls", name, "maturity"), holder.id, control.maturity
    for id_, action in register.actions.items():
        for name, aim in action.raises.items() if not action.ended else ():
            yield f"actions/{id_}.yaml", ("raises", name), id_, aim


def maturity_unknown(context: Context) -> Iterator[Found]:
    """A control that a threat of a current risk names has no known maturity on the system, so it counts 1.

    Write its maturity, date and evidence, or `from` when it is inherited.
    """
    engine = context.today
    for system in engine.register.systems_in_use():
        unknown: dict[str, None] = {}
        for current in [] if system.id in context.partly_read else engine.latest.risks_of(system.id):
            if current.threat in engine.register.threats:
                for each in engine.resilience(system.id, current.threat).controls:
                    if each.maturity is None and not each.circular and not _unreadable(context, each.inherited_from):
                        unknown[each.control] = None
        if unknown:
            values = {"control": tuple(sorted(unknown)), "n": len(unknown)}
            yield Found(f"systems/{system.id}.yaml", ("controls",), system.id, values)


def _unreadable(context: Context, holder: str) -> bool:
    return context.register.is_broken("systems", holder) or context.register.is_broken("suppliers", holder)
