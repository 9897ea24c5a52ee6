"""The due list as JSON, as a table in a terminal, and as one line an item in a pipe; the words every form shares."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Final

from riskctl.core.rating import Engine
from riskctl.core.register import Register
from riskctl.core.roles import Responsible
from riskctl.core.schedule import Reach
from riskctl.core.views.due import STATUSES, DueList, Timed
from riskctl.core.views.due_item import DueItem
from riskctl.render.names import person_name, subject_name
from riskctl.render.safe import visible
from riskctl.store.find import Revision
from riskctl.text import Words

COUNTED_IN_HOURS: Final = 96
"""From so many hours on, days say more."""


def as_json(engine: Engine, revision: Revision, listed: DueList) -> dict[str, object]:
    """Return the due list under its contract keys."""
    return {**heading_json(engine, revision), "items": items_json(engine, listed.shown)}


def items_json(engine: Engine, shown: Iterable[Timed]) -> list[dict[str, object]]:
    """Return due items under their contract keys; the reason in Danish, whoever reads."""
    words, reach = Words("da"), Reach(engine.register, engine.latest, engine.clock)
    return [_item(each, reach, words) for each in shown]


def heading_json(engine: Engine, revision: Revision) -> dict[str, object]:
    """Return what every answer about deadlines begins with: the clock, and what it was computed from."""
    return {
        "now": engine.clock.now.isoformat(timespec="seconds"),
        "revision": revision.commit,
        "dirty": revision.dirty,
        "procedure": engine.procedure.version,
    }


def responsible_json(responsible: tuple[Responsible, ...]) -> list[dict[str, object]]:
    """Return who something waits for under the contract's keys."""
    return [{"role": who.role, "person": who.person} for who in responsible]


def _item(each: Timed, reach: Reach, words: Words) -> dict[str, object]:
    item = each.item
    behind = len(reach.behind(item.system)) if item.system else None
    return {
        "id": item.id,
        "kind": item.kind,
        "subject": item.subject,
        "system": item.system,
        "level": item.level,
        "due": item.due,
        "target": item.target,
        "status": each.status,
        "past_target": each.past_target,
        "days": each.days,
        "responsible": responsible_json(item.responsible),
        "consider": list(item.consider),
        "clause": item.clause,
        "reason": words(item.reason, **item.values),
        "note": words.value("note", each.note) or None,
        "reach": behind,
        "why": _why(each, behind),
    }


def _why(each: Timed, reach: int | None) -> list[dict[str, object]]:
    """Return why the item stands where it does: what the order goes by, in that order, and its reach."""
    item = each.item
    overdue_or_window = "due" if each.status == "overdue" or not each.past_target else "target"
    steps: list[tuple[str, object, str]] = [
        ("status", each.status, overdue_or_window),
        ("level", item.level, item.subject),
        ("due", item.due, item.clause),
    ]
    if item.system is not None:
        steps.append(("reach", reach, item.system))
    return [{"what": what, "value": value, "from": origin, "clause": item.clause} for what, value, origin in steps]


def lines(engine: Engine, listed: DueList, words: Words) -> Iterator[str]:
    """Yield one line an item, its parts divided by tabs."""
    register = engine.register
    for each in listed.shown:
        parts = (
            words(f"due.status.{each.status}"),
            words.name("level", each.item.level) if each.item.level else "-",
            when(each, words),
            words(f"due.kind.{each.item.kind}"),
            subject_name(register, each.item.subject, each.item.kind, words),
            people(register, each.item.responsible, words),
            reason(each, words),
            each.item.id,
        )
        yield "\t".join(visible(part) for part in parts)


def reason(each: Timed, words: Words) -> str:
    """Return why the item is there, and what there is to say of its day."""
    note = said_of_day(each, words)
    return " ".join([words(each.item.reason, **each.item.values), *([note] if note else [])])


def said_of_day(each: Timed, words: Words) -> str:
    """Return the note on a deadline that lies ahead on a weekend or a holiday; empty for any other."""
    return words.value("note", each.note) if each.status != "overdue" else ""


def when(each: Timed, words: Words) -> str:
    """Return how a deadline lies: `16. mar. 2026 (3 dage over)`."""
    parts = [distance(each, words), *([target(each, words)] if each.item.target else [])]
    return words("due.when", when=deadline(each.item, words), distance="; ".join(parts))


def deadline(item: DueItem, words: Words) -> str:
    """Return a deadline in words; of a condition that arose as a day ended, at midnight, the date alone."""
    if item.kind == "escalation" and isinstance(item.due, datetime) and item.due.time() == time.min:
        return words.date(item.due.date())
    return words.value("due", item.due)


def distance(each: Timed, words: Words) -> str:
    """Return how far off a deadline is: `3 dage over`; a moment that is near is counted in hours, `om 7 timer`."""
    if each.hours is not None and abs(each.hours) < COUNTED_IN_HOURS:
        way = "past" if each.status == "overdue" else "left"
        return words(f"due.hours.{way}" if each.hours else f"due.hours.{way}.begun", n=abs(each.hours))
    key = "past" if each.days > 0 else "today" if each.days == 0 else "left"
    return words(f"due.days.{key}", n=abs(each.days))


def target(each: Timed, words: Words) -> str:
    """Return the target that comes before the limit, and whether it has passed (P4.3-critical)."""
    key = "due.target.past" if each.past_target else "due.target"
    return words(key, when=words.value("due", each.item.target))


def by_role(register: Register, responsible: tuple[Responsible, ...], words: Words) -> Iterator[str]:
    """Yield who it waits for, a role at a time: `direktion: Karen Holm, Ole Dam`; a role nobody holds says so."""
    roles: dict[str | None, list[str]] = {}
    for who in responsible:
        roles.setdefault(who.role, []).append(person_name(register, who.person) or words("common.nobody"))
    for role, names in roles.items():
        together = ", ".join(dict.fromkeys(names))
        yield f"{words.name('role', role)}: {together}" if role else together


def people(register: Register, responsible: tuple[Responsible, ...], words: Words) -> str:
    """Return who it waits for on one line."""
    return "; ".join(by_role(register, responsible, words))


def summary(listed: DueList, words: Words) -> str:
    """Return how many of each status are shown, and how many are not."""
    counts = {status: sum(each.status == status for each in listed.shown) for status in STATUSES}
    parts = [words(f"due.count.{status}", n=number) for status, number in counts.items() if number]
    text = words.enumeration(parts) if parts else words("due.count.nothing")
    hidden = [words("due.hidden.upcoming", n=listed.upcoming_hidden)] if listed.upcoming_hidden else []
    hidden += [words("due.hidden.filtered", n=listed.filtered_out)] if listed.filtered_out else []
    return " ".join([text[0].upper() + text[1:] + ".", *hidden])
