"""The first page of the report: it stands alone. The picture in five sentences, the matrix, the decisions."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from riskctl.core.fields import Level
from riskctl.core.views.period_report import Cell, PeriodReport
from riskctl.core.views.quarter_advice import Decision
from riskctl.render.document.model import Items, Matrix, MatrixCell, Paragraph, Section
from riskctl.render.names import level_name
from riskctl.render.report.voice import PeriodVoice, said, signed
from riskctl.text import Words

SECTION_OF: Final[Mapping[str, str]] = {
    "plan": "deviations",
    "action": "deviations",
    "assessment": "deviations",
    "approval": "deviations",
    "escalation": "escalations",
    "acceptance": "acceptances",
    "effect": "actions",
    "more": "risks",
    "procedure": "load",
}
"""The section of the report where the grounds of each decision stand."""


def front(voice: PeriodVoice, numbers: Mapping[str, int]) -> tuple[Section, ...]:
    """Return the first page; `numbers` are those of the sections."""
    return (
        Section(voice("heading.picture"), (Paragraph(tuple(picture(voice)), audience="public"),)),
        Section(voice("heading.matrix"), tuple(_matrix_part(voice))),
        Section(voice("heading.decisions", to=voice.to), tuple(_decisions(voice, numbers))),
    )


def picture(voice: PeriodVoice) -> Iterator[str]:
    """Yield the five sentences: assessments, risks, what moved, plans, actions and events."""
    report, words = voice.report, voice.words
    rows = report.coverage.values()
    yield voice(
        "picture.systems",
        systems=words("report.count.systems", n=sum(each.systems for each in rows)),
        in_time=sum(each.in_time for each in rows),
        overdue=sum(each.overdue for each in rows),
        never=sum(each.never for each in rows),
    )
    now = _counts(report.levels, "", words)
    before = _counts(report.levels_before, "_before", words)
    yield voice("picture.risks", **now, **before) if report.start else voice("picture.risks.first", **now)
    yield _moves(voice)
    plans = report.plans
    met = words("report.count.risks", n=plans["met"])
    yield voice("picture.plans", **{**plans, "met": met})
    incidents = sum(each.event.is_incident for each in report.events)
    yield voice(
        "picture.actions",
        completed=words("report.count.actions", n=report.actions["completed"]),
        overdue=report.actions["overdue"],
        events=words("report.count.events", n=len(report.events)),
        incidents=words("report.count.incidents", n=incidents),
    )


def _counts(levels: Mapping[Level, int], suffix: str, words: Words) -> dict[str, str]:
    counts = {f"{level}{suffix}": words(f"report.count.{level}", n=number) for level, number in levels.items()}
    return counts | {f"risks{suffix}": words("report.count.risks", n=sum(levels.values()))}


def _moves(voice: PeriodVoice) -> str:
    report = voice.report
    if report.start is None:
        return voice("picture.moves.first")
    moved = Counter(each.direction for each in report.changes)
    if not moved:
        return voice("picture.moves.none")
    new = voice("count.risks", n=moved["new"])
    return voice("picture.moves", new=new, up=moved["up"], down=moved["down"], closed=moved["closed"])


def _matrix_part(voice: PeriodVoice) -> Iterator[Paragraph | Matrix]:
    report = voice.report
    yield Paragraph((voice("matrix.text" if report.start else "matrix.text.first"),), audience="public")
    yield _matrix(report, voice.words)
    if report.outside_matrix:
        yield Paragraph((voice("matrix.outside", n=report.outside_matrix),), audience="public")


def _matrix(report: PeriodReport, words: Words) -> Matrix:
    procedure, rows = report.end.judged.register.procedure, list(reversed(report.matrix))
    return Matrix(
        words("report.matrix.corner"),
        tuple(f"{n}. {each.name.in_language(words.lang)}" for n, each in enumerate(procedure.likelihood.scale, 1)),
        tuple(
            f"{n}. {procedure.consequence.scale[n - 1].name.in_language(words.lang)}"
            for n in (row[0].cell.consequence for row in rows)
        ),
        tuple(tuple(_cell(each, words) for each in row) for row in rows),
    )


def _cell(each: Cell, words: Words) -> MatrixCell:
    level, count = level_name(each.cell.level, words), len(each.cell.risks)
    text = words("report.matrix.cell", level=level, n=count)
    if each.moved:
        text = words("report.matrix.cell.moved", level=level, n=count, moved=signed(each.moved))
    return MatrixCell(text, each.cell.level, count, each.moved)


def _decisions(voice: PeriodVoice, numbers: Mapping[str, int]) -> Iterator[Items | Paragraph]:
    asked = tuple(_decision(voice, each, numbers) for each in voice.report.decisions)
    yield Items(asked, numbered=True, audience="board") if asked else said(voice("decision.none"), audience="board")
    yield Paragraph(tuple(_standstill(voice)), audience="board")


def _standstill(voice: PeriodVoice) -> Iterator[str]:
    """Yield what it costs to do nothing until the next report."""
    found, last = voice.report.standstill, voice.report.span.next.last
    late = found.late
    yield voice(
        "standstill",
        last=last,
        risks=voice("count.risks", n=found.risks),
        level=voice.report.threshold,
        plans=voice("count.plans", n=late["plan"]),
        actions=voice("count.actions", n=late["action"]),
        assessments=voice("count.assessments", n=late["assessment"] + late["revision"]),
    )
    if found.gravest is not None:
        number, perspective = found.gravest
        step = voice.register.procedure.consequence.scale[number - 1]
        text = getattr(step, perspective).in_language(voice.words.lang)
        yield voice("standstill.gravest", consequence=step.name.in_language(voice.words.lang), text=text)


def _decision(voice: PeriodVoice, decision: Decision, numbers: Mapping[str, int]) -> str:
    names = list(dict.fromkeys(voice.subject(each, decision.key) for each in decision.subjects))
    text = voice(f"decision.{decision.key}", n=len(names), names=voice.some(names), level=voice.report.threshold)
    return voice("decision", text=text, section=numbers[SECTION_OF[decision.key]])
