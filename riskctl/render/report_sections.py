"""The numbered sections of the quarterly report; each has its basis, and says in one line when it is empty."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from riskctl.core.fields import LEVELS, Level, rank
from riskctl.core.moment import day_of, is_past, local_date
from riskctl.core.views.quarter import RiskLine, Trace
from riskctl.core.views.quarter_advice import Recommendation
from riskctl.core.views.quarter_changes import Change
from riskctl.core.views.quarter_happened import AcceptanceLine, EffectFound, EscalationLine, EventLine
from riskctl.core.views.quarter_status import PLAN_STATES, LateSystem
from riskctl.render.markdown import Code, Table
from riskctl.render.report_front import quarter_name, signed
from riskctl.render.report_voice import NONE, Voice

MOST_RECOMMENDED: Final = 10
"""How many recommendations the report shows; the JSON has them all."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table or a sentence under a heading of its own, or under the section's."""

    title: str = ""
    sentence: str = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section."""

    number: int
    title: str
    basis: str
    parts: tuple[Part, ...]


def sections(voice: Voice) -> list[Section]:
    """Return the sections in order, counted from 1."""
    return [
        Section(
            number,
            voice(name),
            voice("basis", text=voice(f"{name}.basis")),
            tuple(each for each in make(voice) if each.sentence or (each.table and each.table.rows)),
        )
        for number, (name, make) in enumerate(_SECTIONS, 1)
    ]


def _table_or(title: str, table: Table, sentence: str) -> Part:
    """Return the table, or the sentence that says there is nothing to show."""
    return Part(title, table=table) if table.rows else Part(title, sentence)


def _coverage(voice: Voice) -> Iterator[Part]:
    rows = [(voice.level(class_), each) for class_, each in reversed(list(voice.report.coverage.items()))]
    counts = [(each.systems, each.in_time, each.overdue, each.never) for _, each in rows]
    if not any(sum(each) for each in counts):
        yield Part(sentence=voice("coverage.none"))
        return
    shown = [[name, *map(str, count)] for (name, _), count in zip(rows, counts, strict=True)]
    total = [voice("column.total"), *(str(sum(column)) for column in zip(*counts, strict=True))]
    yield Part(table=voice.table("class systems in_time overdue never", [*shown, total]))
    late = voice.table("system class last due responsible", (_late(voice, each) for each in voice.report.late_systems))
    yield Part(voice("coverage.late"), table=late) if late.rows else Part(sentence=voice("coverage.all"))


def _late(voice: Voice, late: LateSystem) -> tuple[str, ...]:
    item = late.item
    last = voice.when(late.last) if late.last else voice("coverage.never")
    return (
        voice.system(item.subject),
        voice.level(item.level),
        last,
        voice.when(item.due),
        voice.people(item.responsible),
    )


def _risks(voice: Voice) -> Iterator[Part]:
    report = voice.report
    yield Part(table=_levels(voice))
    if report.start is None:
        yield Part(voice("risks.changes"), voice("risks.changes.first"))
    else:
        yield from _changes(voice)
    columns = "risk level owner plan due approval residual expected"
    listed = voice.table(columns, (_risk(voice, each) for each in report.risks))
    none = voice("risks.listed.none", level=report.threshold)
    yield _table_or(voice("risks.listed", level=report.threshold), listed, none)
    if listed.rows:
        yield Part(sentence=voice("risks.listed.text"))


def _levels(voice: Voice) -> Table:
    report = voice.report
    end = "end.preliminary" if report.period.preliminary else "end"
    rows = [(voice.level(level), report.levels_before[level], report.levels[level]) for level in reversed(LEVELS)]
    rows.append((voice("column.total"), sum(report.levels_before.values()), sum(report.levels.values())))
    if report.start is None:
        return voice.table(f"level {end}", ((name, str(now)) for name, _, now in rows))
    return voice.table(f"level start {end} moved", ((n, str(was), str(now), signed(now - was)) for n, was, now in rows))


def _changes(voice: Voice) -> Iterator[Part]:
    """Yield the changes at or above the threshold at either end, the worst first, and how many there were below."""
    threshold = rank(voice.report.threshold)
    top = [each for each in voice.report.changes if _worst(each) >= threshold]
    top.sort(key=lambda each: (-_rank(each.after), -_rank(each.before), each.risk))
    rows = (
        (voice.risk(each.risk), voice.level(each.before), voice.level(each.after), _cause(voice, each)) for each in top
    )
    table, level = voice.table("risk before after cause", rows), voice.report.threshold
    yield _table_or(voice("risks.changes"), table, voice("risks.changes.none", level=level))
    below = len(voice.report.changes) - len(top)
    if below:
        yield Part(sentence=voice("risks.changes.below", n=below, level=level))


def _rank(level: Level | None) -> int:
    return rank(level) if level else -1


def _worst(change: Change) -> int:
    return max(_rank(change.before), _rank(change.after))


def _cause(voice: Voice, change: Change) -> str:
    return voice.words.name("cause", change.cause)


def _risk(voice: Voice, line: RiskLine) -> tuple[str, ...]:
    view = line.view
    return (
        voice.risk(view.current.id),
        _moved(voice, line),
        voice.person(view.owner),
        _plan(voice, line),
        NONE if line.state in ("met", "met_late") else voice.when(view.treatment.due),
        voice(f"approval.{line.approval or 'none'}"),
        voice.level(view.residual.level),
        voice.level(view.expected_residual),
    )


def _moved(voice: Voice, line: RiskLine) -> str:
    level, before = line.view.current.risk.level, line.before
    if voice.report.start is None or before == level:
        return voice.level(level)
    key = "new" if before is None else "up" if rank(level) > rank(before) else "down"
    return voice(f"moved.{key}", level=voice.level(level), before=before or "")


def _plan(voice: Voice, line: RiskLine) -> str:
    treatment, until = line.view.treatment, line.view.accepted_until
    if until is not None:
        return voice("plan.accepted", date=voice.when(until))
    return voice(f"plan.{line.state}", lack=voice(f"lack.{treatment.lack}") if treatment.lack else "")


def _plans(voice: Voice) -> Iterator[Part]:
    rows = voice.report.plans_by_level
    if not any(voice.report.plans.values()):
        yield Part(sentence=voice("plans.none"))
        return
    yield Part(sentence=voice("plans.text"))
    shown = [[voice.level(level), *(str(rows[level][state]) for state in PLAN_STATES)] for level in reversed(LEVELS)]
    total = [voice("column.total"), *(str(voice.report.plans[state]) for state in PLAN_STATES)]
    yield Part(table=voice.table("level met met_late open overdue", [*shown, total]))


def _actions(voice: Voice) -> Iterator[Part]:
    report = voice.report
    counts = {**report.actions, "open": voice("count.actions", n=report.actions["open"])}
    counts["completed"] = voice("count.actions", n=report.actions["completed"])
    yield Part(sentence=voice("actions.text.preliminary" if report.period.preliminary else "actions.text", **counts))
    effects = voice.table("action before foreseen found verdict by", (_effect(voice, each) for each in report.effects))
    yield _table_or(voice("actions.effects"), effects, voice("actions.effects.none"))
    going = (
        (
            each.action.title,
            voice.level(each.level),
            f"{each.percent} %",
            voice.when(each.action.due) + (f" ({voice.words('due.status.overdue')})" if each.late else ""),
            voice.person(each.action.responsible),
        )
        for each in report.running
    )
    running, level = voice.table("action level percent due responsible", going), report.threshold
    yield _table_or(voice("actions.running", level=level), running, voice("actions.running.none", level=level))


def _effect(voice: Voice, found: EffectFound) -> tuple[str, ...]:
    better = found.expected is not None and rank(found.effect.level) < rank(found.expected)
    verdict = "worse" if found.worse else "better" if better else "as"
    return (
        found.action.title,
        voice.level(found.before),
        voice.level(found.expected),
        voice.level(found.effect.level),
        voice(f"effect.{verdict}") if found.expected else NONE,
        voice.person(found.effect.by),
    )


def _events(voice: Voice) -> Iterator[Part]:
    rows = (
        (
            voice.words.date(local_date(each.event.occurred_at, voice.report.end.judged.engine.clock.zone)),
            each.event.title,
            voice.words.name("event_kind", each.event.kind),
            voice.some(voice.system(system) for system in each.systems) or NONE,
            _led_to(voice, each),
        )
        for each in voice.report.events
    )
    yield _table_or("", voice.table("date event kind reached led_to", rows), voice("events.none"))


def _led_to(voice: Voice, line: EventLine) -> str:
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


def _escalations(voice: Voice) -> Iterator[Part]:
    lines = voice.report.escalations
    if not lines:
        yield Part(sentence=voice("escalations.none"))
        return
    made = sum(each.at is not None for each in lines)
    yield Part(
        sentence=voice("escalations.text", made=voice("count.escalations", n=made), lacking=len(lines) - made),
        table=voice.table("about why to when by", (_escalation(voice, each) for each in lines)),
    )


def _escalation(voice: Voice, line: EscalationLine) -> tuple[str, ...]:
    return (
        voice.subject(line.subject, "escalation"),
        voice(f"condition.{line.condition}"),
        voice.words.enumeration([voice.words.name("role", role) for role in line.to]),
        voice.when(line.at) if line.at else voice("escalations.lacking"),
        voice.person(line.by),
    )


def _acceptances(voice: Voice) -> Iterator[Part]:
    """Yield how many there are of each level, and those ISU should see: at or above the threshold, or ending soon."""
    found, threshold, last = voice.report.acceptances, rank(voice.report.threshold), voice.report.quarter.next.last
    if not found:
        yield Part(sentence=voice("acceptances.none"))
        return
    counts = [voice(f"count.{level}", n=n) for level in reversed(LEVELS) if (n := _count(found, level))]
    zone = voice.report.end.judged.engine.clock.zone
    rows = (
        (
            voice.risk(each.risk),
            voice.level(each.level),
            voice.when(each.until),
            voice.person(each.by),
            each.reason or "",
        )
        for each in found
        if rank(each.level) >= threshold or (each.by is not None and day_of(each.until, zone) <= last)
    )
    text = voice("acceptances.text", counts=voice.words.enumeration(counts), level=voice.report.threshold, last=last)
    yield Part(sentence=text, table=voice.table("risk level until decided_by reason", rows))


def _count(found: Iterable[AcceptanceLine], level: Level) -> int:
    return sum(each.level == level for each in found)


def _deviations(voice: Voice) -> Iterator[Part]:
    rows = [
        (
            voice.subject(each.item.subject, each.item.kind),
            voice.words(f"due.kind.{each.item.kind}"),
            voice.level(each.level),
            voice.when(each.item.due),
            str(each.days),
            voice.people(each.item.responsible),
        )
        for each in voice.report.deviations
    ]
    key = "deviations.text" if rows else "deviations.none"
    table = voice.table("what kind level due days responsible", rows)
    yield Part(sentence=voice(key, level=voice.report.threshold), table=table)


def _recommendations(voice: Voice) -> Iterator[Part]:
    found = voice.report.recommendations
    if not found:
        yield Part(sentence=voice("recommendations.none", level=voice.report.threshold))
        return
    rows = ((str(n), *_recommendation(voice, each)) for n, each in enumerate(found[:MOST_RECOMMENDED], 1))
    yield Part(sentence=voice("recommendations.text"), table=voice.table("number measure risk after then cost", rows))
    if len(found) > MOST_RECOMMENDED:
        yield Part(sentence=voice("recommendations.more", n=len(found) - MOST_RECOMMENDED))


def _recommendation(voice: Voice, each: Recommendation) -> tuple[str, ...]:
    measures = "; ".join(each.measures)
    titles = "; ".join(action.title for action in each.actions)
    cost = voice("recommendations.unpriced")
    if each.cost is not None:
        dkk, hours = voice.words.number(each.cost.dkk), voice("hours", n=each.cost.hours)
        cost = voice("recommendations.cost", dkk=dkk, hours=hours)
    return (
        titles or voice("recommendations.plan", measures=measures),
        voice.some((voice.risk(risk) for risk in each.risks), most=2),
        voice.level(each.before),
        voice.level(each.after),
        cost,
    )


def _load(voice: Voice) -> Iterator[Part]:
    following = voice.report.quarter.next
    name, last = quarter_name(following, voice.words), following.last
    rows = [
        (voice.words(f"due.kind.{kind}"), str(each.overdue), str(each.due))
        for kind, each in voice.report.load.items()
        if each.overdue or each.due
    ]
    if not rows:
        yield Part(sentence=voice("load.none", quarter=name))
        return
    table = voice.table("kind overdue falls_due", rows, last=last)
    yield Part(sentence=voice("load.text", quarter=name, last=last), table=table)


def _trace(voice: Voice) -> Iterator[Part]:
    report = voice.report
    ends = {each.end: each for each in report.trace}
    first, last = ends.get("start"), ends["end"]
    command = f"riskctl report --quarter {report.quarter.label} --at {last.commit}"
    if report.period.preliminary:
        command += f" --now {report.end.judged.engine.clock.now.isoformat(timespec='seconds')}"
    rows = [
        (name, one, other) for (name, one), (_, other) in zip(_origin(voice, first), _origin(voice, last), strict=True)
    ]
    end = "end.preliminary" if report.period.preliminary else "end"
    headings = ["", voice("column.start"), voice(f"column.{end}")]
    yield Part(sentence=voice("trace.text"), table=Table(headings, [*rows, (voice("trace.again"), "", Code(command))]))


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


def _origin(voice: Voice, trace: Trace | None) -> Iterable[tuple[str, str]]:
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
            str(trace.signed),
            str(trace.minuted),
            str(trace.unreadable),
        ]
    return [(voice(f"trace.{name}"), value) for name, value in zip(_ORIGIN, values, strict=True)]


_SECTIONS: Final[tuple[tuple[str, Callable[[Voice], Iterator[Part]]], ...]] = (
    ("coverage", _coverage),
    ("risks", _risks),
    ("plans", _plans),
    ("actions", _actions),
    ("events", _events),
    ("escalations", _escalations),
    ("acceptances", _acceptances),
    ("deviations", _deviations),
    ("recommendations", _recommendations),
    ("load", _load),
    ("trace", _trace),
)
