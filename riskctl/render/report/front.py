"""The first page of the report: it stands alone. The picture in five sentences, the matrix, the decisions."""

from collections import Counter
from collections.abc import Iterator, Mapping

from riskctl.core.fields import Level
from riskctl.core.views.period_report import Cell, PeriodReport
from riskctl.render.document.model import Items, Matrix, MatrixCell, Paragraph, Section
from riskctl.render.names import level_name
from riskctl.render.report.asked import decisions
from riskctl.render.report.voice import PeriodVoice, signed
from riskctl.render.report.year import money
from riskctl.text import Words


def front(voice: PeriodVoice, numbers: Mapping[str, int]) -> tuple[Section, ...]:
    """Return the first page; `numbers` are those of the sections."""
    return (
        Section(voice("heading.picture"), (Items(tuple(picture(voice)), audience="public"),)),
        Section(voice("heading.matrix"), tuple(_matrix_part(voice))),
        Section(voice("heading.decisions", to=voice.to), tuple(decisions(voice, numbers))),
    )


def picture(voice: PeriodVoice) -> Iterator[str]:
    """Yield the five sentences: assessments, risks, what moved, plans, actions and events."""
    report, words = voice.report, voice.words
    rows = report.coverage.values()
    yield voice(
        "picture.systems",
        systems=words("report.count.systems", n=sum(each.systems for each in rows)),
        in_time=sum(each.in_time for each in rows),
        overdue=voice.none_or(sum(each.overdue for each in rows)),
        never=voice.none_or(sum(each.never for each in rows)),
    )
    now = _counts(report.levels, "", words)
    before = _counts(report.levels_before, "_before", words)
    yield voice("picture.risks", **now, **before) if report.start else voice("picture.risks.first", **now)
    yield _moves(voice)
    plans = report.plans
    met = words("report.count.risks", n=plans["met"])
    counts = {state: voice.none_or(n) for state, n in plans.items()}
    yield voice("picture.plans", **{**counts, "met": met})
    incidents = sum(each.event.is_incident for each in report.events)
    yield voice(
        "picture.actions",
        completed=words("report.count.actions", n=report.actions["completed"]),
        overdue=voice.none_or(report.actions["overdue"]),
        events=words("report.count.events", n=len(report.events)),
        incidents=words("report.count.incidents", n=incidents),
        price=money(voice, report.year.completed) if report.year else "",
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
    counts = {each: voice.none_or(moved[each]) for each in ("up", "down", "closed")}
    return voice("picture.moves", new=voice("count.risks", n=moved["new"]), why=_why(voice), **counts)


def _why(voice: PeriodVoice) -> str:
    """Return what the moves up and down come from, the most frequent cause first."""
    causes = Counter(each.cause for each in voice.report.changes if each.direction in ("up", "down"))
    if not causes:
        return ""
    named = [
        voice("picture.cause", cause=voice.words.name("cause", cause), n=n)
        for cause, n in sorted(causes.items(), key=lambda each: (-each[1], each[0]))
    ]
    return voice("picture.why", causes=voice.words.enumeration(named))


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
