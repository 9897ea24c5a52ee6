"""The first page of the quarterly report: it stands alone. The picture in five sentences, the matrix, the decisions."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from riskctl.core.fields import Level
from riskctl.core.moment import Quarter
from riskctl.core.views.quarter import Cell, QuarterReport
from riskctl.core.views.quarter_advice import Decision
from riskctl.render.markdown import Table
from riskctl.render.names import level_name
from riskctl.render.report_voice import Voice
from riskctl.text import Words

SECTION_OF: Final[Mapping[str, int]] = {
    "plan": 8,
    "action": 8,
    "assessment": 8,
    "approval": 8,
    "escalation": 6,
    "acceptance": 7,
    "effect": 4,
    "more": 2,
    "procedure": 10,
}
"""The section of the report where the grounds of each decision stand."""


@dataclass(frozen=True, slots=True)
class Front:
    """The words of the first page."""

    title: str
    addressed: str
    judged: str
    preliminary: str
    headings: Mapping[str, str]
    picture: tuple[str, ...]
    matrix_text: str
    matrix: Table
    matrix_note: str
    decisions: tuple[str, ...]
    nothing_to_decide: str


def front(voice: Voice) -> Front:
    """Return the first page."""
    report, words, procedure = voice.report, voice.words, voice.register.procedure
    to = procedure.reporting.quarterly.to
    return Front(
        words("report.title", municipality=procedure.municipality, quarter=quarter_name(report.quarter, words)),
        words("report.addressed", to=to, people=voice.people(report.prepared_by)),
        _judged(report, words),
        words("report.preliminary") if report.period.preliminary else "",
        {name: words(f"report.heading.{name}", to=to) for name in ("picture", "matrix", "decisions")},
        tuple(picture(report, words)),
        words("report.matrix.text" if report.start else "report.matrix.text.first"),
        _matrix(report, words),
        words("report.matrix.outside", n=report.outside_matrix) if report.outside_matrix else "",
        tuple(_decision(voice, each) for each in report.decisions),
        words("report.decision.none"),
    )


def quarter_name(quarter: Quarter, words: Words) -> str:
    """Return a quarter in words: `3. kvartal 2026`."""
    return words("report.quarter", number=quarter.number, year=quarter.year)


def _judged(report: QuarterReport, words: Words) -> str:
    key = "report.judged.preliminary" if report.period.preliminary else "report.judged"
    now = report.end.judged.engine.clock.now
    return words(key, first=report.quarter.first, last=report.quarter.last, now=now)


def picture(report: QuarterReport, words: Words) -> Iterator[str]:
    """Yield the five sentences: assessments, risks, what moved, plans, actions and events."""
    rows = report.coverage.values()
    yield words(
        "report.picture.systems",
        systems=words("report.count.systems", n=sum(each.systems for each in rows)),
        in_time=sum(each.in_time for each in rows),
        overdue=sum(each.overdue for each in rows),
        never=sum(each.never for each in rows),
    )
    now = _counts(report.levels, "", words)
    before = _counts(report.levels_before, "_before", words)
    yield words("report.picture.risks", **now, **before) if report.start else words("report.picture.risks.first", **now)
    yield _moves(report, words)
    plans = report.plans
    met = words("report.count.risks", n=plans["met"])
    yield words("report.picture.plans", **{**plans, "met": met})
    incidents = sum(each.event.is_incident for each in report.events)
    yield words(
        "report.picture.actions",
        completed=words("report.count.actions", n=report.actions["completed"]),
        overdue=report.actions["overdue"],
        events=words("report.count.events", n=len(report.events)),
        incidents=words("report.count.incidents", n=incidents),
    )


def _counts(levels: Mapping[Level, int], suffix: str, words: Words) -> dict[str, str]:
    counts = {f"{level}{suffix}": words(f"report.count.{level}", n=number) for level, number in levels.items()}
    return counts | {f"risks{suffix}": words("report.count.risks", n=sum(levels.values()))}


def _moves(report: QuarterReport, words: Words) -> str:
    if report.start is None:
        return words("report.picture.moves.first")
    moved = Counter(each.direction for each in report.changes)
    if not moved:
        return words("report.picture.moves.none")
    new = words("report.count.risks", n=moved["new"])
    return words("report.picture.moves", new=new, up=moved["up"], down=moved["down"], closed=moved["closed"])


def _matrix(report: QuarterReport, words: Words) -> Table:
    procedure = report.end.judged.register.procedure
    across = [f"{n}. {step.name.in_language(words.lang)}" for n, step in enumerate(procedure.likelihood.scale, 1)]
    rows = []
    for row in reversed(report.matrix):
        number = row[0].cell.consequence
        name = procedure.consequence.scale[number - 1].name.in_language(words.lang)
        rows.append([f"{number}. {name}", *(_cell(each, words) for each in row)])
    return Table([words("report.matrix.corner"), *across], rows)


def _cell(each: Cell, words: Words) -> str:
    level, number = level_name(each.cell.level, words), len(each.cell.risks)
    if each.moved:
        return words("report.matrix.cell.moved", level=level, n=number, moved=signed(each.moved))
    return words("report.matrix.cell", level=level, n=number)


def signed(number: int) -> str:
    """Return a change with its sign; no change is a nought."""
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"


def _decision(voice: Voice, decision: Decision) -> str:
    names = list(dict.fromkeys(voice.subject(each, decision.key) for each in decision.subjects))
    text = voice(f"decision.{decision.key}", n=len(names), names=voice.some(names), level=voice.report.threshold)
    return voice("decision", text=text, section=SECTION_OF[decision.key])
