"""Entries about decisions: who approved or rejected what, in what role and how, and whether that counted then."""

from collections.abc import Callable, Iterator, Mapping

from riskctl.core.decisions import Approval, Escalation, Ruling
from riskctl.core.threats import Event
from riskctl.core.views.history_actions import plans_changed
from riskctl.core.views.history_entry import Entry, Verdicts
from riskctl.core.views.history_files import entries_of
from riskctl.core.views.history_line import Line, Step, changes_in

About = Callable[[str], bool]
"""Whether a subject belongs to what the history is of."""


def decided(line: Line, about: About, verdicts: Verdicts) -> Iterator[Entry]:
    """Yield the decisions on some subjects, and what became of the statements they stand in."""
    for step, change in changes_in(line, "approvals"):
        was, now = change.was, change.now
        statement = now or was
        if not isinstance(statement, Approval) or not any(about(each.subject) for each in statement.decisions):
            continue
        if was is None and isinstance(now, Approval):
            for index, ruling in enumerate(now.decisions):
                if about(ruling.subject):
                    yield _decision(step, now, index, ruling, verdicts)
        else:
            yield from entries_of(step, change)


def _decision(step: Step, statement: Approval, index: int, ruling: Ruling, verdicts: Verdicts) -> Entry:
    values = {
        "statement": statement.id,
        "role": statement.role,
        "kind": statement.kind,
        "case": statement.evidence.case if statement.evidence else None,
        "witness": statement.witness,
        "digest": ruling.digest,
        "reason": ruling.reason,
    }
    return Entry(
        step,
        ruling.decision,
        "approvals",
        ruling.subject,
        dated=statement.at,
        by=(statement.by,),
        after=ruling.level,
        values=values,
        verdict=verdicts.get((step.commit, statement.id, index)),
    )


def gone_stale(line: Line, actions: "frozenset[str]") -> Iterator[Entry]:
    """Yield the steps that changed a plan after it was approved: the approval counts no more."""
    place = {id(step): number for number, step in enumerate(line)}
    statements = [(place[id(step)], change.now) for step, change in changes_in(line, "approvals")]
    for action in sorted(actions):
        for step, before in plans_changed(line, action):
            for brought, statement in statements:
                if brought <= place[id(step)] and isinstance(statement, Approval):
                    yield from _bound(step, statement, f"action:{action}", before)


def _bound(step: Step, statement: Approval, subject: str, digest: str) -> Iterator[Entry]:
    """Yield the approvals of a statement that are bound to what a step changed."""
    for ruling in statement.decisions:
        if (ruling.subject, ruling.digest, ruling.decision) == (subject, digest, "approved"):
            values = {"statement": statement.id, "role": statement.role, "date": statement.at}
            yield Entry(step, "stale", "approvals", subject, by=(statement.by,), values=values)


def escalated(line: Line, about: About) -> Iterator[Entry]:
    """Yield the escalations about some subjects."""
    for step, change in changes_in(line, "escalations"):
        entry = change.now or change.was
        if not isinstance(entry, Escalation) or not about(entry.about.partition(":")[2]):
            continue
        if change.was is None and change.now is not None:
            condition, _, subject = entry.about.partition(":")
            values = {"condition": condition, "to": entry.to, "note": entry.note, "id": entry.id}
            yield Entry(step, "escalated", "escalations", subject, dated=entry.at, by=(entry.by,), values=values)
        else:
            yield from entries_of(step, change)


def happened(line: Line, hits: Callable[[Event], bool], reached: Mapping[str, tuple[str, ...]]) -> Iterator[Entry]:
    """Yield the events that hit it, with the systems each came through where it names another."""
    for step, change in changes_in(line, "events"):
        event = change.now or change.was
        if not isinstance(event, Event) or not hits(event):
            continue
        if change.was is None and change.now is not None:
            values: dict[str, object] = {"title": event.title, "event_kind": event.kind, "magnitude": event.magnitude}
            values |= {"category": event.category} if event.category else {}
            values |= {"through": reached[event.id][:-1]} if reached.get(event.id, ())[1:] else {}
            by = (event.reported_by,)
            yield Entry(step, "event", "events", event.id, dated=event.occurred_at, by=by, values=values)
        else:
            yield from entries_of(step, change)
