"""The due list as a calendar: each item keeps its UID from export to export, so that importing again updates it."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event

from riskctl import __version__
from riskctl.core.moment import Due
from riskctl.core.rating import Engine
from riskctl.core.views.due import DueList, Timed
from riskctl.render.due import by_role, reason, target
from riskctl.render.names import subject_name
from riskctl.render.safe import visible
from riskctl.text import Words

_PRIORITIES: Final = {"critical": 1, "high": 3, "medium": 5, "low": 7}
_DAY_BEFORE_AT_NINE: Final = timedelta(hours=-15)
_BEFORE_A_MOMENT: Final = timedelta(hours=-2)


def as_calendar(engine: Engine, listed: DueList, words: Words, name: str) -> bytes:
    """Return the list as one calendar, named after whose it is; it invites nobody."""
    calendar = Calendar()
    calendar.add("prodid", f"-//riskctl//riskctl {__version__}//{words.lang.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", visible(words("due.calendar", name=name)))
    for each in listed.shown:
        calendar.add_component(_event(engine, each, words))
    return bytes(calendar.to_ical())


def _event(engine: Engine, each: Timed, words: Words) -> Event:
    item, event = each.item, Event()
    event.add("uid", str(uuid.uuid5(uuid.UUID(engine.procedure.register_id), item.id)))
    event.add("dtstamp", engine.clock.now.astimezone(UTC))
    _span(event, item.due)
    event.add("summary", _summary(engine, each, words))
    event.add("description", "\n".join(_description(engine, each, words)))
    event.add("categories", [visible(words(f"due.kind.{item.kind}"))])
    event.add("priority", _PRIORITIES.get(item.level or "", 9))
    event.add("class", "CONFIDENTIAL")
    event.add("transp", "TRANSPARENT")
    if each.status != "overdue":
        for trigger in _triggers(each):
            event.add_component(_alarm(trigger, _summary(engine, each, words)))
    return event


def _span(event: Event, due: Due) -> None:
    """Set when: the whole day of a date; a moment in UTC, which needs no time zone to be explained."""
    if isinstance(due, datetime):
        event.add("dtstart", due.astimezone(UTC).replace(microsecond=0))
    else:
        event.add("dtstart", due)
        event.add("dtend", due + timedelta(days=1))


def _summary(engine: Engine, each: Timed, words: Words) -> str:
    subject = subject_name(engine.register, each.item.subject, each.item.kind, words)
    entry = words("due.entry", kind=words(f"due.kind.{each.item.kind}"), subject=subject)
    return visible(words("due.entry.overdue", entry=entry) if each.status == "overdue" else entry)


def _description(engine: Engine, each: Timed, words: Words) -> list[str]:
    item = each.item
    lines = [reason(each, words), words("due.label.due", when=item.due)]
    if item.target is not None:
        lines.append(target(each, words))
    lines.append(words("due.label.who", people="; ".join(by_role(engine.register, item.responsible, words))))
    if item.consider:
        lines.append(words("due.label.consider", role=item.consider))
    lines.append(words("due.label.id", id=item.id, clause=item.clause))
    return [visible(line) for line in lines]


def _triggers(each: Timed) -> list[timedelta | datetime]:
    """Return when to remind: at nine the day before a date; at the target and two hours before a moment."""
    if not isinstance(each.item.due, datetime):
        return [_DAY_BEFORE_AT_NINE]
    due_target = each.item.target
    at_target = [due_target.astimezone(UTC)] if isinstance(due_target, datetime) and not each.past_target else []
    return [*at_target, _BEFORE_A_MOMENT]


def _alarm(trigger: timedelta | datetime, text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", trigger)
    return alarm
