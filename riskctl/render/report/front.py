"""The first page of the quarterly report: it stands alone. The picture in five sentences, the matrix, the decisions."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from riskctl.core.fields import Level
from riskctl.core.views.quarter import Cell, QuarterReport
from riskctl.core.views.quarter_advice import Decision
from riskctl.render.document.model import Items, Matrix, MatrixCell, Paragraph, Section
from riskctl.render.names import level_name
from riskctl.render.report.voice import Voice, said, signed
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


def front(voice: Voice) -> tuple[Section, ...]:
    """Return the first page."""
    to = voice.register.procedure.reporting.quarterly.to
    return (
        Section(voice("heading.picture"), (Paragraph(tuple(picture(voice.report, voice.words)), audience="public"),)),
        Section(voice("heading.matrix"), tuple(_matrix_part(voice))),
        Section(voice("heading.decisions", to=to), (_decisions(voice),)),
    )


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


def _matrix_part(voice: Voice) -> Iterator[Paragraph | Matrix]:
    report = voice.report
    yield Paragraph((voice("matrix.text" if report.start else "matrix.text.first"),), audience="public")
    yield _matrix(report, voice.words)
    if report.outside_matrix:
        yield Paragraph((voice("matrix.outside", n=report.outside_matrix),), audience="public")


def _matrix(report: QuarterReport, words: Words) -> Matrix:
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


def _decisions(voice: Voice) -> Items | Paragraph:
    asked = tuple(_decision(voice, each) for each in voice.report.decisions)
    return Items(asked, numbered=True, audience="board") if asked else said(voice("decision.none"))


def _decision(voice: Voice, decision: Decision) -> str:
    names = list(dict.fromkeys(voice.subject(each, decision.key) for each in decision.subjects))
    text = voice(f"decision.{decision.key}", n=len(names), names=voice.some(names), level=voice.report.threshold)
    return voice("decision", text=text, section=SECTION_OF[decision.key])
