"""REF: what the register names must be there.

A file that is there but failed validation counts as there: broken is not absent.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import get_args

from riskctl.core.assessments import NOT_EVENTS
from riskctl.core.fields import Condition
from riskctl.core.ids import risk_id, split_risk_id
from riskctl.core.rules import uses
from riskctl.core.rules.rule import Context, Found, meant

MOST_SUGGESTED = 200
"""How many of the unknown names that a rule finds get a suggestion: comparing names is slow, files may be hostile."""


class _Suggesting:
    """Suggests what was probably meant, as long as it has not been asked too often."""

    def __init__(self) -> None:
        self._asked = 0

    def __call__(self, written: str, known: Collection[str]) -> str:
        self._asked += 1
        return meant(written, known) if self._asked <= MOST_SUGGESTED else ""


def _unknown(named: Iterable[uses.Use], known: Collection[str]) -> Iterator[Found]:
    near = _Suggesting()
    for ref, path, subject, id_ in named:
        if id_ not in known:
            yield Found(ref, path, subject, {"value": id_, "meant": near(id_, known)})


def person(context: Context) -> Iterator[Found]:
    """A field names a person who is not among `people` in organisation.yaml."""
    if not context.any_broken("organisation"):
        yield from _unknown(uses.people(context.register), context.register.organisation.people)


def unit(context: Context) -> Iterator[Found]:
    """A field names a unit that is not among `units` in organisation.yaml."""
    if not context.any_broken("organisation"):
        yield from _unknown(uses.units(context.register), context.register.organisation.units)


def process(context: Context) -> Iterator[Found]:
    """A system or an event names a process that has no file in processes/."""
    yield from _unknown(uses.processes(context.register), uses.ids(context.register, "processes"))


def system(context: Context) -> Iterator[Found]:
    """A dependency, an event or a folder of assessments names a system that has no file in systems/."""
    yield from _unknown(uses.systems(context.register), uses.ids(context.register, "systems"))


def supplier(context: Context) -> Iterator[Found]:
    """A system or an event names a supplier that has no file in suppliers/."""
    yield from _unknown(uses.suppliers(context.register), uses.ids(context.register, "suppliers"))


def threat(context: Context) -> Iterator[Found]:
    """A risk, an exclusion or an event names a threat that has no file in threats/.

    The key of a risk is its threat, unless `threat:` says another.
    """
    yield from _unknown(uses.threats(context.register), uses.ids(context.register, "threats"))


def control(context: Context) -> Iterator[Found]:
    """A system, supplier, threat or action names a control that the procedure does not have.

    An action that has ended may name a control of an older procedure.
    """
    now = context.procedure.controls
    yield from _unknown(uses.controls_now(context.register), now)
    ever = {each for old in context.register.procedures.values() for each in old.controls} | set(now)
    if not context.any_broken("procedures"):
        yield from _unknown(uses.controls_once(context.register), ever)


def scenario(context: Context) -> Iterator[Found]:
    """A risk names a scenario that its threat does not have."""
    near = _Suggesting()
    for id_, assessment in context.register.assessments.items():
        for key, risk in assessment.risks.items():
            known = context.register.threats.get(risk.threat or key)
            if risk.scenario is not None and known is not None and risk.scenario not in known.scenarios:
                values = {
                    "value": risk.scenario,
                    "threat": known.id,
                    "meant": near(risk.scenario, known.scenarios),
                }
                yield Found(f"assessments/{id_}.yaml", ("risks", key, "scenario"), id_, values)


def risk_of_action(context: Context) -> Iterator[Found]:
    """An action is linked to a risk that no completed assessment of that system has."""
    near = _Suggesting()
    for id_, action in context.register.actions.items():
        for index, risk in enumerate(action.risks):
            if not context.risk_exists(risk):
                values = {"value": risk, "meant": _risk_meant(context, risk, near)}
                yield Found(f"actions/{id_}.yaml", ("risks", index), id_, values)


def _risk_meant(context: Context, risk: str, near: _Suggesting) -> str:
    """Return the risk that was probably meant: of the system written, else of one with a name like it."""
    system, key = split_risk_id(risk)
    known = system if system in context.risk_keys else near(system, context.risk_keys)
    found = near(key, context.risk_keys[known]) if known else ""
    return risk_id(known, found) if found else ""


def trigger(context: Context) -> Iterator[Found]:
    """An assessment lists a trigger that is neither `planned`, `procurement` nor an event."""
    known = uses.ids(context.register, "events") | set(NOT_EVENTS)
    yield from _unknown(
        (
            (f"assessments/{id_}.yaml", ("triggers", index), id_, named)
            for id_, assessment in context.register.assessments.items()
            for index, named in enumerate(assessment.triggers)
        ),
        known,
    )


def unchanged_since(context: Context) -> Iterator[Found]:
    """A confirmation names an assessment that is not there, not completed, or of another system."""
    near = _Suggesting()
    for id_, assessment in context.register.assessments.items():
        named = assessment.unchanged_since
        if named is None:
            continue
        ref, values = f"assessments/{id_}.yaml", {"value": named, "system": assessment.system}
        if named.partition("/")[0] != assessment.system:
            yield Found(ref, ("unchanged_since",), id_, {**values, "kind": "other", "meant": ""})
        elif not context.register.knows("assessments", named):
            known = [each.id for each in context.whole.latest.by_system[assessment.system] if each.id != id_]
            yield Found(ref, ("unchanged_since",), id_, {**values, "meant": near(named, known)})


def inherited_from(context: Context) -> Iterator[Found]:
    """A control is inherited from something the system neither depends on nor is supplied by.

    A supplier inherits from nobody.
    """
    near = _Suggesting()
    for id_, each in context.register.systems.items():
        known = {link.system for link in each.depends_on} | {each.supplier or ""}
        for name, stated in each.controls.items():
            if stated.source is not None and stated.source not in known:
                values = {"value": stated.source, "control": name, "meant": near(stated.source, known)}
                yield Found(f"systems/{id_}.yaml", ("controls", name, "from"), id_, values)
    for id_, other in context.register.suppliers.items():
        for name, stated in other.controls.items():
            if stated.source is not None:
                values = {"value": stated.source, "control": name, "kind": "supplier", "meant": ""}
                yield Found(f"suppliers/{id_}.yaml", ("controls", name, "from"), id_, values)


def escalated(context: Context) -> Iterator[Found]:
    """An escalation is about a condition or a subject that is not there.

    `about` is a condition, a colon and its subject: `residual-high:nexus#ransomware`.
    """
    conditions: tuple[str, ...] = get_args(Condition)
    near = _Suggesting()
    for id_, escalation in context.register.escalations.items():
        condition, _, about = escalation.about.partition(":")
        ref, values = f"escalations/{id_}.yaml", {"value": escalation.about, "subject": about}
        if condition not in conditions:
            yield Found(ref, ("about",), id_, {**values, "kind": "condition", "meant": near(condition, conditions)})
        elif condition == "assessment-overdue":
            if not context.register.knows("systems", about):
                yield Found(ref, ("about",), id_, {**values, "meant": near(about, context.register.systems)})
        elif condition == "action-overdue":
            if not context.register.knows("actions", about):
                yield Found(ref, ("about",), id_, {**values, "meant": near(about, context.register.actions)})
        elif not context.risk_exists(about):
            yield Found(ref, ("about",), id_, {**values, "meant": ""})


def unit_circle(context: Context) -> Iterator[Found]:
    """Units are each other's parents in a circle. Each circle is told once."""
    parents = {id_: each.parent for id_, each in context.register.organisation.units.items()}
    for circle in circles({id_: parent for id_, parent in parents.items() if parent is not None}):
        yield Found("organisation.yaml", ("units", circle[0], "parent"), "organisation", {"path": circle})


def circles(links: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return each circle that single links form, once, from its first member in alphabetical order."""
    found: set[tuple[str, ...]] = set()
    for start in links:
        walked: list[str] = []
        at: str | None = start
        while at is not None and at not in walked:
            walked.append(at)
            at = links.get(at)
        if at is not None:
            circle = walked[walked.index(at) :]
            first = circle.index(min(circle))
            found.add((*circle[first:], *circle[:first]))
    return sorted(found)


def shared_id(context: Context) -> Iterator[Found]:
    """A supplier has the same id as a system: the two share one id space."""
    for id_ in sorted(uses.ids(context.register, "systems") & uses.ids(context.register, "suppliers")):
        yield Found(f"suppliers/{id_}.yaml", (), id_, {"value": id_, "path": f"systems/{id_}.yaml"})
