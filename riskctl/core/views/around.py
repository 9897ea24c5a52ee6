"""The part of two registers in which a change can be felt, so that a large register costs no more than what changed.

What is left out is the same on both sides and has nothing to do with what is not: whatever is computed of both sides
differs in the same way without it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from riskctl.core.assessments import Action
from riskctl.core.ids import split_risk_id
from riskctl.core.moment import Clock
from riskctl.core.register import Latest, Register
from riskctl.core.schedule import Reach

Changed = Callable[[str], Iterator[str]]


def around(base: Register, head: Register, clock: Clock) -> tuple[Register, Register]:
    """Return both registers with the assessments and actions only of systems that the change can touch.

    Policy, people and decisions that can't be read concern every system: where they differ, all of it is kept.
    """
    if any(
        getattr(base, name) != getattr(head, name) for name in ("procedure", "procedures", "organisation", "unread")
    ):
        return base, head
    sides = (base, head)
    touched = {system for register in sides for system in _touched(base, head, register, clock)}
    touched |= {system for register in sides for system in _earliest(register)}
    kept = _with_shared_actions(touched, sides)
    return _only(base, kept), _only(head, kept)


def changed_ids(base: Register, head: Register, folder: str) -> Iterator[str]:
    """Yield the ids of a folder that only one side has, or that are not the same on both."""
    before, after = getattr(base, folder), getattr(head, folder)
    for id_ in {**before, **after}:
        one, other = before.get(id_), after.get(id_)
        if one is not other and one != other:
            yield id_


def _touched(base: Register, head: Register, register: Register, clock: Clock) -> Iterator[str]:
    """Yield the systems that a change can touch as one side has them."""
    reach = Reach(register, Latest(register), clock)
    for system in changed_ids(base, head, "systems"):
        yield from (system, *reach.behind(system))
    for event in changed_ids(base, head, "events"):
        yield from reach.of(register.events[event]) if event in register.events else ()
    processes = set(changed_ids(base, head, "processes"))
    if processes:
        yield from (
            id_ for id_, each in register.systems.items() if processes & {link.process for link in each.supports}
        )
    for path in {*base.digests, *head.digests}:
        if base.digests.get(path) != head.digests.get(path) and path.startswith("assessments/"):
            yield path.split("/")[1]
    for subject in _subjects(base, head, register):
        yield from _systems_of(register, subject)


def _subjects(base: Register, head: Register, register: Register) -> Iterator[str]:
    """Yield what changed actions, decisions and escalations are about."""
    yield from (f"action:{id_}" for id_ in changed_ids(base, head, "actions"))
    for id_ in {*changed_ids(base, head, "approvals"), *(base.signed ^ head.signed)}:
        known = register.approvals.get(id_)
        yield from (ruling.subject for ruling in known.decisions) if known else ()
    for id_ in changed_ids(base, head, "escalations"):
        subject = register.escalations[id_].about.partition(":")[2] if id_ in register.escalations else ""
        yield from (subject, f"action:{subject}")


def _systems_of(register: Register, subject: str) -> Iterable[str]:
    """Return the systems that a subject is about: a system, risk, assessment, acceptance or action."""
    if subject.startswith("action:"):
        action = register.actions.get(subject.removeprefix("action:"))
        return _systems_of_action(action) if action else ()
    return (subject.removeprefix("acceptance:").partition("#")[0].partition("/")[0],)


def _systems_of_action(action: Action) -> set[str]:
    return {split_risk_id(risk)[0] for risk in action.risks}


def _earliest(register: Register) -> Iterator[str]:
    """Yield the system assessed first: from then on there are quarterly reports."""
    if register.assessments:
        yield min(register.assessments.values(), key=lambda each: (each.completed_at, each.id)).system


def _with_shared_actions(touched: set[str], sides: tuple[Register, Register]) -> set[str]:
    """Return the systems with those that share an action with them: its level is the highest of all its risks."""
    shared = [
        systems
        for register in sides
        for action in register.actions.values()
        if len(action.risks) > 1 and len(systems := _systems_of_action(action)) > 1
    ]
    kept, before = set(touched), -1
    while len(kept) != before:
        before = len(kept)
        kept.update(system for systems in shared if systems & kept for system in systems)
    return kept


def _only(register: Register, systems: set[str]) -> Register:
    """Return a register with the assessments and actions of some systems."""
    actions: Mapping[str, Action] = register.actions
    return replace(
        register,
        assessments={id_: each for id_, each in register.assessments.items() if each.system in systems},
        actions={id_: each for id_, each in actions.items() if systems & _systems_of_action(each)},
    )
