"""The text of an escalation, ready for a mail or a meeting: facts, deadline, what is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from riskctl.core.approval import Approvals
from riskctl.core.assessments import Action
from riskctl.core.escalation import Raised
from riskctl.core.fields import Role
from riskctl.core.moment import days_past, is_past, local_date
from riskctl.core.register import CurrentRisk
from riskctl.core.schedule import next_assessment, open_revisions
from riskctl.core.treatment import residual_of, treatment_of
from riskctl.core.views.escalating import Recipient
from riskctl.render.names import level_name, person_name, subject_name
from riskctl.render.safe import visible
from riskctl.text import Words


@dataclass(frozen=True)
class Letter:
    """What an escalation says: about what, to whom, from whom, when, and in whose own words."""

    raised: Raised
    to: Role
    recipients: list[Recipient]
    by: str
    at: datetime
    note: str


def letter(judged: Approvals, said: Letter, words: Words) -> Iterator[str]:
    """Yield the lines of the text."""
    register, raised = judged.register, said.raised
    name = subject_name(register, raised.subject, "", words)
    why = words(f"due.escalation.{raised.condition}")
    level = level_name(raised.level, words) if raised.level else ""
    yield visible(words("writes.letter.subject", name=name, why=why.rstrip("."), shown=f" ({level})" if level else ""))
    yield visible(words("writes.letter.to", role=said.to, people=recipients_named(judged, said, words)))
    by = person_name(register, said.by)
    yield visible(words("writes.letter.from", person=by, date=local_date(said.at, judged.engine.clock.zone)))
    yield ""
    yield words("writes.letter.facts")
    for fact in _facts(judged, raised, words):
        yield visible(f"- {fact}")
    arose = raised.arose.astimezone(judged.engine.clock.zone)
    yield visible(words("writes.letter.since", why=why, when=arose.date() if arose.time() == time.min else arose))
    yield ""
    yield visible(f"{words('writes.letter.asked')} {words(f'writes.letter.ask.{raised.condition}')}")
    if raised.consider:
        yield visible(words("writes.letter.consider", role=raised.consider))
    if said.note != why:
        yield visible(words("writes.letter.note", note=said.note))


def recipients_named(judged: Approvals, said: Letter, words: Words) -> str:
    """Return who it goes to, each with the deputy; that nobody holds the role, where that is so."""
    register = judged.register
    names = []
    for each in said.recipients:
        name = person_name(register, each.person)
        deputy = person_name(register, each.deputy) if each.deputy else ""
        names.append(words("writes.letter.deputy", person=name, deputy=deputy) if deputy else name)
    return words.enumeration(names) or words("writes.letter.nobody", role=said.to)


def _facts(judged: Approvals, raised: Raised, words: Words) -> Iterator[str]:
    engine, register = judged.engine, judged.register
    if raised.subject in engine.latest.risks:
        yield from _risk_facts(judged, engine.latest.risks[raised.subject], words)
    elif raised.subject in register.actions:
        yield _action_fact(judged, register.actions[raised.subject], words)
        for current in engine.latest.risks_of_action(register.actions[raised.subject]):
            yield from _level_fact(judged, current, words)
    else:
        yield from _system_facts(judged, raised, words)


def _level_fact(judged: Approvals, current: CurrentRisk, words: Words) -> Iterator[str]:
    zone = judged.engine.clock.zone
    yield words(
        "writes.letter.risk",
        name=subject_name(judged.register, current.id, "", words),
        shown=level_name(current.risk.level, words),
        date=local_date(current.assessment.completed_at, zone),
        residual=level_name(residual_of(judged, current).level, words),
    )


def _risk_facts(judged: Approvals, current: CurrentRisk, words: Words) -> Iterator[str]:
    engine = judged.engine
    yield from _level_fact(judged, current, words)
    state = treatment_of(judged, current)
    if state.met_at is not None:
        yield words("writes.letter.met", date=local_date(state.met_at, engine.clock.zone))
    else:
        over = days_past(state.due, engine.clock)
        lack = words(f"writes.letter.lack.{state.lack}")
        yield words("writes.letter.plan-over" if over > 0 else "writes.letter.plan", lack=lack, due=state.due, n=over)
    for action in engine.latest.actions_of.get(current.id, ()):
        if not action.ended:
            yield _action_fact(judged, action, words)
    row = engine.procedure.treatment[current.risk.level]
    yield words("writes.letter.resources", text=row.resources.in_language(words.lang))


def _action_fact(judged: Approvals, action: Action, words: Words) -> str:
    log = action.progress
    over = days_past(action.due, judged.engine.clock)
    return words(
        "writes.letter.action-over" if over > 0 and not action.ended else "writes.letter.action",
        title=action.title,
        state=action.state,
        percent=log[-1].percent if log else 0,
        due=action.due,
        person=person_name(judged.register, action.responsible),
        n=over,
    )


def _system_facts(judged: Approvals, raised: Raised, words: Words) -> Iterator[str]:
    engine = judged.engine
    for system in raised.systems:
        following = next_assessment(engine, system)
        key = "writes.letter.system" if is_past(following.due, engine.clock) else "writes.letter.system.next"
        yield words(key, system=system.name, criticality=system.criticality, due=following.due)
        for revision in open_revisions(engine):
            if revision.system.id == system.id:
                yield words("writes.letter.event", title=revision.event.title, due=revision.due)
