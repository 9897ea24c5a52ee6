"""CLS, CON: the overview of systems, processes and suppliers, and what contradicts itself in it (P2.3, P3.4-P3.6)."""

from collections.abc import Iterator
from datetime import date

from riskctl.core.assets import System
from riskctl.core.fields import rank
from riskctl.core.finding import Path
from riskctl.core.rules.rule import Context, Found
from riskctl.core.rules.saying import folded, says_nothing


def _ref(system: System) -> str:
    return f"systems/{system.id}.yaml"


def go_live_against_status(context: Context) -> Iterator[Found]:
    """A planned system should have gone live by now, or one in use goes live in the future."""
    today = context.clock.today
    for system in context.register.systems_in_use():
        if system.go_live is None:
            continue
        if system.status == "planned" and system.go_live < today:
            yield Found(_ref(system), ("status",), system.id, {"date": system.go_live})
        elif system.status == "in-use" and system.go_live > today:
            yield Found(_ref(system), ("go_live",), system.id, {"kind": "in-use", "date": system.go_live})


def system_twice(context: Context) -> Iterator[Found]:
    """Two systems that are not retired have the same name or alias, or the same id in another tool."""
    owners: dict[tuple[str, str], str] = {}
    for id_, system in sorted(context.register.systems.items()):
        if system.retired:
            continue
        for path, tool, known in _known_as(system):
            other = owners.setdefault((tool, folded(known)), id_)
            if other != id_:
                yield Found(_ref(system), path, id_, {"value": known, "other": other})


def _known_as(system: System) -> Iterator[tuple[Path, str, str]]:
    """Yield where each name stands, the tool it belongs to (none for names and aliases), and the name."""
    yield ("name",), "", system.name
    for index, alias in enumerate(system.aliases):
        yield ("aliases", index), "", alias
    for tool, id_ in system.external.items():
        yield ("external", tool), tool, id_


def data_against_consequence(context: Context) -> Iterator[Found]:
    """What personal data an application holds contradicts its consequence for the person.

    Sensitive data, but losing their confidentiality is at the lowest level for the person; or no personal data, but
    a level that gives at least the class that sensitive data give.
    """
    if context.any_broken("processes", "systems"):
        return
    tables = context.procedure.criticality
    for system in context.register.systems_in_use():
        level = context.whole.consequence.cells(system.id)["confidentiality", "gdpr"]
        if system.personal_data == "sensitive" and level == 1:
            yield Found(_ref(system), ("personal_data",), system.id, {"value": level})
        high = rank(tables.given_by(level)) >= rank(tables.personal_data.sensitive)
        if system.kind == "application" and system.personal_data == "none" and high and level > 1:
            yield Found(_ref(system), ("personal_data",), system.id, {"kind": "none", "value": level})


def class_reason_hollow(context: Context) -> Iterator[Found]:
    """The reason for a class below the suggested one says nothing.

    Fewer than three letters and digits, or only words that fill a field, such as "ikke relevant" or "todo".
    """
    for system in context.register.systems_in_use():
        if system.criticality_reason is not None and says_nothing(system.criticality_reason):
            yield Found(_ref(system), ("criticality_reason",), system.id, {"value": system.criticality_reason})


def depends_on_retired(context: Context) -> Iterator[Found]:
    """A system in use depends on one that is retired: a retired system neither gives nor receives anything."""
    for system in context.register.systems_in_use():
        for index, link in enumerate(system.depends_on):
            other = context.register.systems.get(link.system)
            if other is not None and other.retired:
                yield Found(_ref(system), ("depends_on", index, "system"), system.id, {"value": link.system})


def serves_nothing(context: Context) -> Iterator[Found]:
    """An application or integration above class low supports no process, and nothing depends on it.

    Its consequence then counts 1 throughout, and every risk to it is rated by that, although its class says that it
    matters. Infrastructure may watch over others without any depending on it; a stated deviation also gives a
    consequence.
    """
    if context.any_broken("systems"):
        return
    for system in context.register.systems_in_use():
        used = system.supports or system.consequence or context.whole.consequence.dependents(system.id)
        if system.kind != "infrastructure" and system.criticality != "low" and not used:
            yield Found(_ref(system), (), system.id)


def process_unsupported(context: Context) -> Iterator[Found]:
    """No system that is not retired supports a process, so that its consequence reaches no risk."""
    if context.any_broken("systems"):
        return
    supported = {link.process for system in context.register.systems_in_use() for link in system.supports}
    for id_ in context.register.processes:
        if id_ not in supported:
            yield Found(f"processes/{id_}.yaml", (), id_)


def nis2_against_consequence(context: Context) -> Iterator[Found]:
    """The NIS2 class of a process contradicts its consequence for the service and society.

    Important or critical, but every level from that perspective is the lowest; or none, but a level that gives at
    least the class that an important NIS2 service gives.
    """
    tables = context.procedure.criticality
    for id_, process in context.register.processes.items():
        worst = max(level for (_, perspective), level in process.consequence.cells() if perspective == "nis2")
        if process.nis2 != "none" and worst == 1:
            yield Found(f"processes/{id_}.yaml", ("nis2",), id_, {"nis2": process.nis2, "value": worst})
        high = rank(tables.given_by(worst)) >= rank(tables.nis2.important)
        if process.nis2 == "none" and high and worst > 1:
            yield Found(f"processes/{id_}.yaml", ("nis2",), id_, {"kind": "none", "nis2": process.nis2, "value": worst})


def consequence_alike(context: Context) -> Iterator[Found]:
    """All twelve consequence levels of a process are the same, above the lowest.

    Losing availability and losing confidentiality seldom hit the service, the person and operations alike.
    """
    for id_, process in context.register.processes.items():
        levels = {level for _, level in process.consequence.cells()}
        if len(levels) == 1 and levels != {1}:
            yield Found(f"processes/{id_}.yaml", ("consequence",), id_, {"value": next(iter(levels))})


def rated_later(context: Context) -> Iterator[Found]:
    """A maturity, or the assessment of a process or supplier, is dated in the future; a maturity then counts 1."""
    for ref, path, subject, day in _dates(context):
        if day > context.clock.today:
            yield Found(ref, path, subject, {"date": day})


def _dates(context: Context) -> Iterator[tuple[str, Path, str, date]]:
    register = context.register
    for id_, process in register.processes.items():
        yield f"processes/{id_}.yaml", ("assessed", "date"), id_, process.assessed.date
    for id_, supplier in register.suppliers.items():
        if supplier.assessed is not None:
            yield f"suppliers/{id_}.yaml", ("assessed", "date"), id_, supplier.assessed.date
    for folder, holders in (("systems", register.systems), ("suppliers", register.suppliers)):
        for id_, holder in holders.items():
            for name, control in holder.controls.items():
                if control.date is not None:
                    yield f"{folder}/{id_}.yaml", ("controls", name, "date"), id_, control.date
