"""EVT: incidents and changes (P2.2-P2.4, P3.8, P3.9)."""

from collections.abc import Collection, Iterator

from riskctl.core.finding import Path
from riskctl.core.moment import local_date
from riskctl.core.rules.rule import Context, Found
from riskctl.core.schedule import NEEDS_NO_SYSTEM, Reach
from riskctl.core.threats import Event

TARGETS = ("systems", "suppliers", "processes", "units", "threats")


def reaches_nothing(context: Context) -> Iterator[Found]:
    """An event reaches no system.

    It names none, or only such as were retired or not yet registered. Legislation, a changed threat landscape
    and a changed organisation need none. A system retired since, but assessed after the event, was reached then.
    """
    reach = Reach(context.register, context.whole.latest, context.clock)
    for event in context.register.events.values():
        if event.kind in NEEDS_NO_SYSTEM or reach.of(event) or _names_unreadable(context, event):
            continue
        if not _reached_then(context, event, reach):
            field = next((each for each in TARGETS if getattr(event, each)), "")
            path: Path = (field,) if field else ()
            yield Found(_ref(event), path, event.id, {} if field else {"kind": "none"})


def _ref(event: Event) -> str:
    return f"events/{event.id}.yaml"


def _names_unreadable(context: Context, event: Event) -> bool:
    """Whether a target is unknown (REF tells that), or what it reaches can't be told since a file is broken."""
    register = context.register
    through_systems = event.suppliers or event.processes or event.units or event.threats
    if through_systems and context.any_broken("systems"):
        return True
    if event.threats and context.any_broken("assessments"):
        return True
    known: dict[str, Collection[str]] = {field: getattr(register, field) for field in TARGETS if field != "units"}
    known["units"] = register.organisation.units
    return any(named not in known[field] for field in TARGETS for named in getattr(event, field))


def _reached_then(context: Context, event: Event, reach: Reach) -> bool:
    """Whether the event reached a system that is retired by now, or had its threat in an earlier assessment."""
    systems, occurred = context.register.systems, local_date(event.occurred_at, context.clock.zone)
    named = {id_ for id_ in reach.named(event) if systems[id_].registered <= occurred}
    return any(
        (each.system in named and each.completed_at >= event.occurred_at)
        or any((risk.threat or key) in event.threats for key, risk in each.risks.items())
        for each in context.register.assessments.values()
    )


def effective_misplaced(context: Context) -> Iterator[Found]:
    """`effective_on` stands on an incident, or lies before the day the event occurred."""
    for event in context.register.events.values():
        day = event.effective_on
        if day is None:
            continue
        occurred = local_date(event.occurred_at, context.clock.zone)
        if event.is_incident:
            yield Found(_ref(event), ("effective_on",), event.id, {"kind": "incident"})
        elif day < occurred:
            yield Found(_ref(event), ("effective_on",), event.id, {"date": day, "occurred": occurred})


def date_of_file(context: Context) -> Iterator[Found]:
    """The date in the file name is not the local date of `occurred_at`."""
    for event in context.register.events.values():
        occurred = local_date(event.occurred_at, context.clock.zone)
        if event.id[:10] != occurred.isoformat():
            yield Found(_ref(event), ("occurred_at",), event.id, {"date": occurred, "name": event.id[:10]})


def occurs_later(context: Context) -> Iterator[Found]:
    """An event occurs in the future, so it does not count yet; a planned change has `effective_on`."""
    for event in context.register.events.values():
        if event.occurred_at > context.clock.now:
            values = {"date": event.occurred_at.astimezone(context.clock.zone)}
            yield Found(_ref(event), ("occurred_at",), event.id, values)
