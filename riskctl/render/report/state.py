"""The sections on where things stand: assessments, risks, plans, actions."""

from collections.abc import Iterator

from riskctl.core.fields import LEVELS, Level, rank
from riskctl.core.views.period_report import RiskLine
from riskctl.core.views.quarter_changes import Change
from riskctl.core.views.quarter_happened import EffectFound
from riskctl.core.views.quarter_status import PLAN_STATES, LateSystem, Running
from riskctl.render.document.model import Block, Heading, Table, Valued
from riskctl.render.report import parts
from riskctl.render.report.voice import NONE, PeriodVoice, headed, number, said, signed


def coverage(voice: PeriodVoice) -> Iterator[Block]:
    """Yield how far the assessments have come, and the systems that lack one (P3.2)."""
    rows = [(voice.level(class_), each) for class_, each in reversed(list(voice.report.coverage.items()))]
    counts = [(each.systems, each.in_time, each.overdue, each.never) for _, each in rows]
    if not any(sum(each) for each in counts):
        yield said(voice("coverage.none"), audience="public")
        return
    shown = [[name, *map(number, count)] for (name, _), count in zip(rows, counts, strict=True)]
    total = [voice("column.total"), *(number(sum(column)) for column in zip(*counts, strict=True))]
    yield voice.table("class systems in_time overdue never", [*shown, total], total=True, audience="public")
    late = voice.table("system class last due responsible", (_late(voice, each) for each in voice.report.late_systems))
    yield from headed(voice("coverage.late"), late) if late.rows else [said(voice("coverage.all"), audience="public")]


def _late(voice: PeriodVoice, late: LateSystem) -> tuple[str, ...]:
    item = late.item
    last = voice.when(late.last) if late.last else voice("coverage.never")
    return (
        voice.system(item.subject),
        voice.level(item.level),
        last,
        voice.when(item.due),
        voice.people(item.responsible),
    )


def risks(voice: PeriodVoice) -> Iterator[Block]:
    """Yield the risks by level, what changed, and those at or above the threshold (P5.6)."""
    report = voice.report
    yield _levels(voice)
    if report.start is None:
        yield Heading(voice("risks.changes"), "public")
        yield said(voice("risks.changes.first"), audience="public")
    else:
        yield from _changes(voice)
    columns = "risk level owner plan due approval residual"
    listed = voice.table(columns, (_risk(voice, each) for each in report.risks), audience="board")
    none = voice("risks.listed.none", level=report.threshold)
    yield from headed(voice("risks.listed", level=report.threshold), listed, none)
    if listed.rows:
        yield said(voice("risks.listed.text"), audience="board")


def _levels(voice: PeriodVoice) -> Table:
    report = voice.report
    end = "end.preliminary" if report.period.preliminary else "end"
    rows = [(voice.level(level), report.levels_before[level], report.levels[level]) for level in reversed(LEVELS)]
    rows.append((voice("column.total"), sum(report.levels_before.values()), sum(report.levels.values())))
    if report.start is None:
        return voice.table(
            f"level {end}", ((name, number(now)) for name, _, now in rows), total=True, audience="public"
        )
    moved = ((name, number(was), number(now), signed(now - was)) for name, was, now in rows)
    return voice.table(f"level start {end} moved", moved, total=True, audience="public")


def _changes(voice: PeriodVoice) -> Iterator[Block]:
    """Yield the changes at or above the threshold at either end, the worst first, and how many there were below."""
    threshold = rank(voice.report.threshold)
    top = [each for each in voice.report.changes if _worst(each) >= threshold]
    top.sort(key=lambda each: (-_rank(each.after), -_rank(each.before), each.risk))
    rows = (
        (voice.risk(each.risk), voice.level(each.before), voice.level(each.after), _cause(voice, each)) for each in top
    )
    table, level = voice.table("risk before after cause", rows, audience="board"), voice.report.threshold
    yield from headed(voice("risks.changes"), table, voice("risks.changes.none", level=level))
    below = len(voice.report.changes) - len(top)
    if below:
        yield said(voice("risks.changes.below", n=below, level=level), audience="board")


def _rank(level: Level | None) -> int:
    return rank(level) if level else -1


def _worst(change: Change) -> int:
    return max(_rank(change.before), _rank(change.after))


def _cause(voice: PeriodVoice, change: Change) -> str:
    return voice.words.name("cause", change.cause)


def _risk(voice: PeriodVoice, line: RiskLine) -> tuple[str, ...]:
    view = line.view
    return (
        voice.risk(view.current.id),
        _moved(voice, line),
        voice.person(view.owner),
        parts.plan(voice, view),
        NONE if line.state in ("met", "met_late") else voice.when(view.treatment.due),
        parts.approval(voice, line.approval),
        voice.level(view.residual.level),
    )


def _moved(voice: PeriodVoice, line: RiskLine) -> str:
    level, before = line.view.current.risk.level, line.before
    if voice.report.start is None or before == level:
        return voice.level(level)
    key = "new" if before is None else "up" if rank(level) > rank(before) else "down"
    return Valued(voice(f"moved.{key}", level=voice.level(level), before=voice.words.name("level", before)), level)


def plans(voice: PeriodVoice) -> Iterator[Block]:
    """Yield where the plans stand, by level (P5.2)."""
    rows = voice.report.plans_by_level
    if not any(voice.report.plans.values()):
        yield said(voice("plans.none"), audience="public")
        return
    yield said(voice("plans.text"), audience="public")
    shown = [
        [voice.level(level), _within(voice, level), *(number(rows[level][state]) for state in PLAN_STATES)]
        for level in reversed(LEVELS)
    ]
    total = [voice("column.total"), "", *(number(voice.report.plans[state]) for state in PLAN_STATES)]
    yield voice.table("level within met met_late open overdue", [*shown, total], total=True, audience="public")


def _within(voice: PeriodVoice, level: Level) -> str:
    """Return how long there is to have a plan going for a risk of a level (figure 4.3.1)."""
    row = voice.register.procedure.treatment[level]
    within = voice.words.value("within", row.within)
    return voice("within.target", target=row.target, within=row.within) if row.target else within


def actions(voice: PeriodVoice) -> Iterator[Block]:
    """Yield how the actions go, and the effects found against those expected (P5.4, P5.5)."""
    report = voice.report
    counts = {**report.actions, "open": voice("count.actions", n=report.actions["open"])}
    counts["completed"] = voice("count.actions", n=report.actions["completed"])
    yield said(
        voice("actions.text.preliminary" if report.period.preliminary else "actions.text", **counts), audience="public"
    )
    effects = voice.table(
        "action before foreseen found verdict by", (effect_row(voice, each) for each in report.effects)
    )
    yield from headed(voice("actions.effects"), effects, voice("actions.effects.none"))
    going = (
        (
            each.action.title,
            voice.level(each.level),
            Valued(f"{each.percent} %", each.percent),
            _due(voice, each),
            voice.person(each.action.responsible),
        )
        for each in report.running
    )
    running, level = voice.table("action level percent due responsible", going), report.threshold
    yield from headed(voice("actions.running", level=level), running, voice("actions.running.none", level=level))


def _due(voice: PeriodVoice, each: Running) -> str:
    late = f" ({voice.words('due.status.overdue')})" if each.late else ""
    return Valued(f"{voice.when(each.action.due)}{late}", each.action.due)


def verdict(found: EffectFound) -> str:
    """Return what an effect was against what was expected: `better`, `as` or `worse`; `unknown` if nothing was."""
    if found.expected is None:
        return "unknown"
    better = rank(found.effect.level) < rank(found.expected)
    return "worse" if found.worse else "better" if better else "as"


def effect_row(voice: PeriodVoice, found: EffectFound) -> tuple[str, ...]:
    """Return an effect as a row."""
    return (
        found.action.title,
        voice.level(found.before),
        voice.level(found.expected),
        voice.level(found.effect.level),
        voice(f"effect.{verdict(found)}") if found.expected else NONE,
        voice.person(found.effect.by),
    )
