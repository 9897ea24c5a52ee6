"""The course of a meeting: back to what was answered, past a threat for now, and on to what is not answered yet.

Going back deletes nothing: the question is marked, and asked once more with what was answered as its default. What
was answered after it stays, but for what the new answer leaves without sense. A draft holds the mark as well, so a
meeting that stops half-way back goes on half-way back.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from riskctl.core.answers import Answers
from riskctl.core.views.meeting import LATER, Meeting, Question

ASKING: Final = "asking"
"""Under this name stands the question that is asked once more, by the first of the names it answers."""
_ITS_OWN_DEFAULT: Final = ("triggers", "people", "include", "treatment", "measures", "flags", "note")


def current(meeting: Meeting, answers: Answers) -> Question | None:
    """Return the question to put now: one gone back to, else the first without an answer; None when all are there."""
    marked = answers.get(ASKING)
    if marked is not None:
        for each in meeting.questions(answers):
            if each.paths[0] == marked:
                return as_answered(each, answers)
    return meeting.next(answers)


def as_answered(question: Question, answers: Answers) -> Question:
    """Return a question with what was answered as its default."""
    path = question.paths[0]
    if question.kind in _ITS_OWN_DEFAULT and path in answers and not question.again:
        return replace(question, default=answers[path])
    return question


def answered(meeting: Meeting, answers: Answers) -> list[Question]:
    """Return the questions that were asked and have an answer, in their order.

    What was kept from last time in one go is one question.
    """
    return [each for each in meeting.questions(answers) if _was_asked(each, answers)]


def before(meeting: Meeting, answers: Answers) -> Question | None:
    """Return the question that was asked before the present one; None at the first."""
    now, earlier = current(meeting, answers), None
    for each in meeting.questions(answers):
        if now is not None and each.paths == now.paths:
            break
        if _was_asked(each, answers):
            earlier = each
    return earlier


def _was_asked(question: Question, answers: Answers) -> bool:
    return question.missing(answers) is None and (not question.key or question.key not in answers.get("keep", ()))


def back_to(answers: Answers, question: Question) -> dict[str, Any]:
    """Return the answers with a question marked to be asked once more."""
    return {**answers, ASKING: question.paths[0]}


def onwards(answers: Answers) -> dict[str, Any]:
    """Return the answers without any mark: what was answered stands."""
    return {path: value for path, value in answers.items() if path != ASKING}


def may_wait(meeting: Meeting, answers: Answers, question: Question) -> bool:
    """Whether another threat can be taken before the one that is asked about: in steps 4 and 7."""
    if question.step not in ("4", "7") or not question.key:
        return False
    return any(
        each.step == question.step and each.key not in ("", question.key) and each.missing(answers) is not None
        for each in meeting.questions(answers)
    )


def later(answers: Answers, question: Question) -> dict[str, Any]:
    """Return the answers with a threat put last in its step: it is asked about before the step ends."""
    path = LATER + question.step
    waiting = [each for each in answers.get(path, ()) if each != question.key]
    return {**onwards(answers), path: [*waiting, question.key]}


def with_answer(meeting: Meeting, answers: Answers, question: Question, updates: Answers) -> dict[str, Any]:
    """Return the answers with one more, or one that takes the place of another and of what that one alone carried."""
    void = set(_void(meeting, answers, question, updates))
    kept = {path: value for path, value in onwards(answers).items() if path not in void}
    if question.key and question.key in kept.get("keep", ()):
        kept["keep"] = [key for key in kept["keep"] if key != question.key]
    return {**kept, **updates}


def _void(meeting: Meeting, answers: Answers, question: Question, updates: Answers) -> Iterator[str]:
    """Yield the names whose answers rested on the one that is replaced."""
    path, at = question.paths[0], f"risks.{question.key}"
    if path not in answers or answers[path] == updates.get(path):
        return
    match question.kind:
        case "include":
            yield "left_out"
        case "triggers" if not any(meeting.is_incident(each) for each in updates[path]):
            yield "corrective"
        case "keep":
            let_go = tuple(f"risks.{key}." for key in answers[path] if key not in updates[path])
            yield from (each for each in answers if each.startswith(let_go))
        case "values" if path not in updates:
            yield path
        case "threat-level":
            yield f"{at}.settled"
        case "measures":
            yield from _below(answers, f"{at}.residual.")
        case "treatment" if updates[path] == "accept":
            yield from (f"{at}.measures", f"{at}.raises", *_below(answers, f"{at}.residual."))
        case "treatment":
            yield from _below(answers, f"{at}.acceptance.")
        case _:
            pass


def _below(answers: Answers, prefix: str) -> Iterator[str]:
    return (each for each in answers if each.startswith(prefix))
