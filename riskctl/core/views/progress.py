"""How far a meeting has come, and where its risks lie so far."""

from collections.abc import Iterator
from dataclasses import dataclass

from riskctl.core.answers import Answers
from riskctl.core.fields import Level
from riskctl.core.views.judging import Judged
from riskctl.core.views.meeting import Meeting, Question

Cell = tuple[int, int]
"""Consequence and likelihood."""


def progress(meeting: Meeting, answers: Answers, question: Question) -> tuple[int, int]:
    """Return which one of how many the question is about, within its step; what was kept in one go does not count.

    Threats and risks are counted in steps 4 and 7, in step 8 the measures and what is asked once.
    """
    kept = answers.get("keep", ())
    asked = [each for each in meeting.questions(answers) if each.step == question.step and each.key not in (*kept, "")]
    if question.step == "8":
        names = [each.paths[0] for each in meeting.questions(answers) if each.step == "8"]
        wanted = question.paths[0]
    else:
        names, wanted = list(dict.fromkeys(each.key for each in asked)), question.key
    return (names.index(wanted) + 1, len(names)) if wanted in names else (0, 0)


@dataclass(frozen=True, slots=True)
class Placed:
    """The matrix while a meeting goes on: how many settled risks lie where, and the risk that is talked about.

    `before` is where it lay by the tables, or last time, when that is another cell.
    """

    rows: tuple[tuple[Level, ...], ...]
    counts: dict[Cell, int]
    now: Cell | None = None
    before: Cell | None = None


def placed(meeting: Meeting, answers: Answers, key: str | None = None) -> Placed:
    """Return the matrix with the risks settled so far, and with one that is talked about."""
    counts: dict[Cell, int] = {}
    for cell in _settled(meeting, answers, key):
        counts[cell] = counts.get(cell, 0) + 1
    rows = meeting.engine.procedure.risk.matrix
    if key is None:
        return Placed(rows, counts)
    judged = meeting.judged(key, answers)
    now, before = _cell(judged), _before(meeting, key, judged)
    return Placed(rows, counts, now, before if before != now else None)


def _settled(meeting: Meeting, answers: Answers, key: str | None) -> Iterator[Cell]:
    for each in meeting.included(answers):
        if each != key and f"risks.{each}.settled" in answers:
            cell = _cell(meeting.judged(each, answers))
            if cell:
                yield cell


def _cell(judged: Judged) -> Cell | None:
    return (judged.consequence, judged.likelihood) if judged.likelihood else None


def _before(meeting: Meeting, key: str, judged: Judged) -> Cell | None:
    """Return where a risk lay before it was changed by hand, else last time."""
    if judged.changed:
        consequence = judged.changed.get("consequence", judged.consequence)
        resilience = judged.changed.get("resilience", judged.resilience)
        likelihood = meeting.engine.procedure.likelihood_of(judged.threat_level, resilience or 1)
        return (consequence or 1, likelihood) if likelihood else None
    last = meeting.last_risks.get(key)
    return (last.consequence, last.likelihood) if last else None
