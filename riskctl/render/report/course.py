"""The sections on what happened and what comes: events to the next period's load, and the trace."""

from collections.abc import Iterable, Iterator
from typing import Final

from riskctl.core.fields import LEVELS, Level, rank
from riskctl.core.moment import Quarter, Year, day_of, is_past, local_date
from riskctl.core.views.period_report import Trace
from riskctl.core.views.quarter_advice import Recommendation
from riskctl.core.views.quarter_happened import AcceptanceLine, EscalationLine, EventLine
from riskctl.render.document.model import Block, Code, Table, Valued
from riskctl.render.report.voice import NONE, PeriodVoice, headed, number, said, span_name

MOST_RECOMMENDED: Final = 10
"""How many recommendations the report shows; the JSON has them all."""


def events(voice: PeriodVoice) -> Iterator[Block]:
    """Yield the events and what they led to (P3.8, P3.9)."""
    rows = (
        (
            voice.when(local_date(each.event.occurred_at, voice.report.end.judged.engine.clock.zone)),
            each.event.title,
            voice.words.name("event_kind", each.event.kind),
            voice.some(voice.system(system) for system in each.systems) or NONE,
            _led_to(voice, each),
        )
        for each in voice.report.events
    )
    yield from headed("", voice.table("date event kind reached led_to", rows, audience="board"), voice("events.none"))


def _led_to(voice: PeriodVoice, line: EventLine) -> str:
    """Return what an event led to: new assessments and what they put right, those that lack, a new procedure."""
    clock, found = voice.report.end.judged.engine.clock, []
    if line.answers:
        found.append(voice("events.answered", names=voice.some(voice.system(each.system) for each in line.answers)))
        found += dict.fromkeys(each.corrective for each in line.answers if each.corrective)
    if line.open:
        named = (
            voice(
                "events.late" if is_past(each.due, clock) else "events.waiting",
                name=each.system.name,
                due=voice.when(each.due),
            )
            for each in line.open
        )
        found.append(voice("events.open", names=voice.some(named)))
    if line.procedure is not None:
        found.append(voice(f"events.procedure.{line.procedure}"))
    return " ".join(found) or voice("events.nothing")


def escalations(voice: PeriodVoice) -> Iterator[Block]:
    """Yield the escalations made and those still to be made (P3.10)."""
    lines = voice.report.escalations
    if not lines:
        yield said(voice("escalations.none"), audience="public")
        return
    made = sum(each.at is not None for each in lines)
    yield said(
        voice("escalations.text", made=voice("count.escalations", n=made), lacking=len(lines) - made), audience="public"
    )
    year = isinstance(voice.report.span, Year)
    shown = (_escalation(voice, each) for each in lines if each.at is None or not year)
    yield from headed("", voice.table("about why to when by", shown, audience="board"))


def _escalation(voice: PeriodVoice, line: EscalationLine) -> tuple[str, ...]:
    return (
        voice.subject(line.subject, "escalation"),
        voice(f"condition.{line.condition}"),
        voice.words.enumeration([voice.words.name("role", role) for role in line.to]),
        voice.when(line.at) if line.at else voice("escalations.lacking"),
        voice.person(line.by),
    )


def acceptances(voice: PeriodVoice) -> Iterator[Block]:
    """Yield how many there are of each level, and those ISU should see: at or above the threshold, or ending soon."""
    found, threshold, last = voice.report.acceptances, rank(voice.report.threshold), voice.report.span.next.last
    if not found:
        yield said(voice("acceptances.none"), audience="public")
        return
    counts = [voice(f"count.{level}", n=n) for level in reversed(LEVELS) if (n := _count(found, level))]
    year = isinstance(voice.report.span, Year)
    rows = (
        (
            voice.risk(each.risk),
            voice.level(each.level),
            voice.when(each.until),
            _decider(voice, each),
            each.reason or "",
        )
        for each in found
        if rank(each.level) >= threshold or (not year and _ends(voice, each))
    )
    table = voice.table("risk level until decided_by reason", rows, audience="board")
    key = "acceptances.text" if table.rows else "acceptances.text.none"
    values = {"counts": voice.words.enumeration(counts), "level": voice.report.threshold, "last": last}
    ending = voice.none_or(sum(_ends(voice, each) for each in found))
    own = _own(voice) if year else ()
    yield said(*own, voice(key, **values, ending=ending), audience="board")
    yield from headed("", table)


def _own(voice: PeriodVoice) -> tuple[str, ...]:
    """Return how many acceptances those the year is reported to have decided themselves."""
    board = voice.register.procedure.reporting.yearly.to
    own = sum(each.role == board for each in voice.report.acceptances)
    return (voice("acceptances.own", n=own, to=voice.to) if own else voice("acceptances.own.none", to=voice.to),)


def _ends(voice: PeriodVoice, line: AcceptanceLine) -> bool:
    """Return whether a decided acceptance runs out by the end of the period after."""
    zone = voice.report.end.judged.engine.clock.zone
    return line.by is not None and day_of(line.until, zone) <= voice.report.span.next.last


def _decider(voice: PeriodVoice, line: AcceptanceLine) -> str:
    name = voice.person(line.by)
    return voice("decider", name=name, role=line.role) if line.role else name


def _count(found: Iterable[AcceptanceLine], level: Level) -> int:
    return sum(each.level == level for each in found)


def deviations(voice: PeriodVoice) -> Iterator[Block]:
    """Yield what is worth telling outside meetings (P6.1)."""
    rows = [
        (
            voice.subject(each.item.subject, each.item.kind),
            voice.words(f"due.kind.{each.item.kind}"),
            voice.level(each.level),
            voice.when(each.item.due),
            number(each.days),
            voice.people(each.item.responsible),
        )
        for each in voice.report.deviations
    ]
    key = "deviations.text" if rows else "deviations.none"
    yield said(voice(key, level=voice.report.threshold), audience="board")
    yield from headed("", voice.table("what kind level due days responsible", rows, audience="board"))


def recommendations(voice: PeriodVoice) -> Iterator[Block]:
    """Yield what would lower the risks, most first (P6.1)."""
    found = voice.report.recommendations
    if not found:
        yield said(voice("recommendations.none", level=voice.report.threshold), audience="board")
        return
    rows = ((number(n), *_recommendation(voice, each)) for n, each in enumerate(found[:MOST_RECOMMENDED], 1))
    yield said(voice("recommendations.text"), audience="board")
    yield voice.table("number measure risk after then cost", rows, audience="board")
    if len(found) > MOST_RECOMMENDED:
        yield said(voice("recommendations.more", n=len(found) - MOST_RECOMMENDED), audience="board")


def _recommendation(voice: PeriodVoice, each: Recommendation) -> tuple[str, ...]:
    measures = "; ".join(each.measures)
    titles = "; ".join(action.title for action in each.actions)
    cost = voice("recommendations.unpriced")
    if each.cost is not None:
        dkk, hours = voice.words.number(each.cost.dkk), voice("hours", n=each.cost.hours)
        cost = Valued(voice("recommendations.cost", dkk=dkk, hours=hours), each.cost.dkk)
    return (
        titles or voice("recommendations.plan", measures=measures),
        voice.some((voice.risk(risk) for risk in each.risks), most=2),
        voice.level(each.before),
        voice.level(each.after),
        cost,
    )


def load(voice: PeriodVoice) -> Iterator[Block]:
    """Yield what the next period must carry."""
    following = voice.report.span.next
    name, last = span_name(following, voice.words), following.last
    rows = [
        (voice.words(f"due.kind.{kind}"), number(each.overdue), number(each.due))
        for kind, each in voice.report.load.items()
        if each.overdue or each.due
    ]
    if not rows:
        yield said(voice("load.none", span=name), audience="public")
        return
    table = voice.table("kind overdue falls_due", rows, last=last, audience="public")
    yield said(voice("load.text", span=name, last=last), audience="public")
    yield table


def trace(voice: PeriodVoice) -> Iterator[Block]:
    """Yield where both ends were read from (P7.2)."""
    report = voice.report
    ends = {each.end: each for each in report.trace}
    first, last = ends.get("start"), ends["end"]
    command = f"riskctl report --{_OPTION[type(report.span)]} {report.span.label} --at {last.commit}"
    if report.period.preliminary:
        command += f" --now {report.end.judged.engine.clock.now.isoformat(timespec='seconds')}"
    rows = [
        (name, one, other) for (name, one), (_, other) in zip(_origin(voice, first), _origin(voice, last), strict=True)
    ]
    end = "end.preliminary" if report.period.preliminary else "end"
    headings = ["", voice("column.start"), voice(f"column.{end}")]
    yield said(voice("trace.text"), audience="public")
    yield Table(headings, [*rows, (voice("trace.again"), "", Code(command))], audience="public")
    yield said(voice("trace.prepared", people=voice.people(report.prepared_by)), audience="board")


_OPTION: Final = {Quarter: "quarter", Year: "year"}
_ORIGIN: Final = (
    "commit",
    "committed_at",
    "content",
    "procedure",
    "procedure_approval",
    "signed",
    "minuted",
    "unreadable",
)


def _origin(voice: PeriodVoice, trace: Trace | None) -> Iterable[tuple[str, str]]:
    """Return what there is to say of one end, each with its name."""
    if trace is None:
        values: list[str] = [voice("trace.none"), *[NONE] * (len(_ORIGIN) - 1)]
    else:
        values = [
            Code(trace.commit),
            voice.when(trace.committed_at),
            Code(trace.content_hash),
            trace.procedure,
            voice(f"approval.{trace.procedure_approval}"),
            number(trace.signed),
            number(trace.minuted),
            number(trace.unreadable),
        ]
    return [(voice(f"trace.{name}"), value) for name, value in zip(_ORIGIN, values, strict=True)]
