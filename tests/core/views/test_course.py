"""The course of a meeting: back, past and on; what stays of what was answered, and what does not."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskctl.core.fields import rank
from riskctl.core.views.course import answered, back_to, before, current, later, may_wait, onwards, with_answer
from riskctl.core.views.meeting import Meeting, Question
from riskctl.core.views.minutes import minutes
from tests import builders as make
from tests.core.views.test_meeting import fire, meeting
from tests.core.views.test_meeting_passes_check import CLOCK, Base, _answer, _checked, _excluded, bases

__all__ = ["bases"]
FIRST: dict[str, Any] = {
    "triggers": ["planned"],
    "performed_by": ["bo"],
    "include": ["fire", "flood"],
    "left_out": True,
}
SETTLED = {**FIRST, "risks.fire.settled": True, "risks.flood.settled": True}
TREATED = {
    **SETTLED,
    "risks.fire.treatment": "mitigate",
    "risks.fire.measures": ["Sprinkler"],
    "risks.fire.residual.likelihood": 2,
    "risks.fire.residual.consequence": 4,
    "risks.fire.flags": [],
    "risks.flood.treatment": "accept",
    "risks.flood.acceptance.reason": "Ligger højt",
    "risks.flood.acceptance.until": "2027-06-01",
}


def path(question: Question | None) -> str | None:
    """Return the first name a question answers."""
    return question.paths[0] if question else None


def at(held: Meeting, answers: dict[str, Any], name: str) -> Question:
    """Return the question that answers a name."""
    return next(each for each in held.questions(answers) if each.paths[0] == name)


def put(held: Meeting, answers: dict[str, Any], name: str, **updates: Any) -> dict[str, Any]:
    """Return the answers after going back to a question and answering it anew."""
    question = at(held, answers, name)
    new = {key.replace("__", "."): value for key, value in updates.items()} or {name: answers[name]}
    return with_answer(held, back_to(answers, question), question, new)


class TestBack:
    """Back to any earlier question."""

    def test_from_the_first_there_is_none(self) -> None:
        assert before(meeting(), {}) is None

    def test_one_by_one_to_the_first(self) -> None:
        held, answers, seen = meeting(), dict(SETTLED), []
        while (earlier := before(held, answers)) is not None:
            seen.append(path(earlier))
            answers = back_to(answers, earlier)
        assert seen == [
            "risks.flood.settled",
            "risks.fire.settled",
            "include",
            "performed_by",
            "triggers",
        ]

    def test_it_is_asked_with_what_was_answered(self) -> None:
        held = meeting()
        question = current(held, back_to(SETTLED, at(held, SETTLED, "performed_by")))
        assert question is not None
        assert (question.kind, question.default) == ("people", ["bo"])

    def test_the_same_answer_leads_on_to_where_one_was(self) -> None:
        held = meeting()
        where = path(current(held, TREATED))
        after = put(held, TREATED, "triggers")
        assert path(current(held, after)) == where
        assert after == TREATED

    def test_from_the_end_the_last_question_is_the_one_before(self) -> None:
        held = meeting()
        answers = {**TREATED, "plan.sprinkler": False, "note": ""}
        assert current(held, answers) is None
        assert path(before(held, answers)) == "note"

    def test_a_mark_on_what_is_no_longer_asked_is_passed_over(self) -> None:
        assert path(current(meeting(), {"asking": "plan.gone"})) == "triggers"

    def test_what_was_kept_in_one_go_is_one_question(self) -> None:
        held = meeting(make.assessment("nexus/2026-03-14", risks={"fire": fire()}, performed_by=["bo"]))
        answers = {**FIRST, "include": ["fire"], "excluded.flood": "Nej", "keep": ["fire"], **held.carried("fire")}
        assert [path(each) for each in answered(held, answers)] == [
            "triggers",
            "performed_by",
            "include",
            "left_out",
            "keep",
        ]


class TestWhatStays:
    """An answer that is replaced takes with it what rested on it alone."""

    def test_accepted_instead_of_mitigated_loses_its_measures(self) -> None:
        after = put(meeting(), TREATED, "risks.fire.treatment", risks__fire__treatment="accept")
        assert "risks.fire.measures" not in after
        assert "risks.fire.residual.likelihood" not in after
        assert after["risks.flood.acceptance.reason"] == "Ligger højt"

    def test_mitigated_instead_of_accepted_loses_its_acceptance(self) -> None:
        after = put(meeting(), TREATED, "risks.flood.treatment", risks__flood__treatment="mitigate")
        assert "risks.flood.acceptance.until" not in after
        assert after["risks.fire.measures"] == ["Sprinkler"]

    def test_other_measures_ask_for_the_residual_again(self) -> None:
        held = meeting()
        after = put(held, TREATED, "risks.fire.measures", risks__fire__measures=["Vagt"])
        assert path(current(held, after)) == "risks.fire.residual.likelihood"

    def test_a_changed_value_is_seen_before_it_is_settled(self) -> None:
        held = meeting()
        change = {"risks__fire__consequence": 1, "risks__fire__overrides__consequence": "Flyttet"}
        after = put(held, TREATED, "risks.fire.settled", **change)
        assert path(current(held, after)) == "risks.fire.settled"
        assert after["risks.fire.treatment"] == "mitigate"

    def test_a_threat_that_is_added_is_asked_about_and_one_that_goes_needs_a_reason(self) -> None:
        held = meeting()
        one = put(held, {**TREATED, "include": ["fire"], "excluded.flood": "Nej"}, "include", include=["fire", "flood"])
        assert path(current(held, {**one, "risks.flood.settled": True})) == "plan.sprinkler"
        other = put(held, TREATED, "include", include=["fire"])
        assert path(current(held, other)) == "left_out"

    def test_not_kept_after_all_each_risk_is_asked_about(self) -> None:
        held = meeting(make.assessment("nexus/2026-03-14", risks={"fire": fire()}, performed_by=["bo"]))
        answers = {**FIRST, "include": ["fire"], "excluded.flood": "Nej", "keep": ["fire"], **held.carried("fire")}
        after = put(held, answers, "keep", keep=[])
        assert path(current(held, after)) == "risks.fire.settled"
        assert "risks.fire.treatment" not in after

    def test_one_of_those_kept_can_be_changed_alone(self) -> None:
        held = meeting(make.assessment("nexus/2026-03-14", risks={"fire": fire()}, performed_by=["bo"]))
        answers = {**FIRST, "include": ["fire"], "excluded.flood": "Nej", "keep": ["fire"], **held.carried("fire")}
        after = put(held, answers, "risks.fire.treatment", risks__fire__treatment="transfer")
        assert after["keep"] == []


class TestLater:
    """Skip and come back."""

    def test_a_threat_comes_again_last_in_its_step(self) -> None:
        held = meeting()
        question = current(held, FIRST)
        assert question is not None
        assert path(question) == "risks.fire.settled"
        assert may_wait(held, FIRST, question)
        answers = later(FIRST, question)
        assert path(current(held, answers)) == "risks.flood.settled"
        assert path(current(held, {**answers, "risks.flood.settled": True})) == "risks.fire.settled"

    def test_the_last_one_can_not_wait(self) -> None:
        held = meeting()
        answers = {**FIRST, "risks.fire.settled": True}
        question = current(held, answers)
        assert question is not None
        assert not may_wait(held, answers, question)

    def test_handling_waits_too(self) -> None:
        held = meeting()
        question = current(held, SETTLED)
        assert question is not None
        assert path(current(held, later(SETTLED, question))) == "risks.flood.treatment"

    @pytest.mark.parametrize("answers", [{}, {"triggers": ["planned"]}, {**FIRST, "include": ["fire"]}])
    def test_what_is_asked_once_can_not_wait(self, answers: dict[str, Any]) -> None:
        held = meeting()
        question = current(held, answers)
        assert question is not None
        assert not may_wait(held, answers, question)


def _walked(draw: Any, held: Meeting) -> dict[str, Any]:
    """Return complete answers, with up to six moves back, to any question, or past a threat."""
    answers: dict[str, Any] = {}
    moves = draw(st.integers(0, 6))
    while True:
        question = current(held, answers)
        move = draw(st.sampled_from(["back", "jump", "later", "", ""])) if moves else ""
        moves -= 1 if move else 0
        if move == "back" and (earlier := before(held, answers)) is not None:
            answers = back_to(answers, earlier)
        elif move == "jump" and (asked := answered(held, answers)):
            answers = back_to(answers, draw(st.sampled_from(asked)))
        elif question is None:
            return onwards(answers)
        elif move == "later" and may_wait(held, answers, question):
            answers = later(answers, question)
        elif question.kind == "values" and len(held.included(answers)) > 1 and draw(st.integers(0, 7)) == 0:
            answers = with_answer(held, answers, question, _excluded(draw, held, answers, question.key))
        else:
            answers = with_answer(held, answers, question, _answer(draw, held, question, answers))


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_course_it_takes_what_is_written_passes_check(bases: dict[str, Base], data: st.DataObject) -> None:
    base = bases[data.draw(st.sampled_from(sorted(bases)))]
    answers = _walked(data.draw, base.meeting)
    made = minutes(base.meeting, answers, CLOCK.now, base.register)
    assert _checked(base, made) == []
    written = made.files[f"assessments/{made.assessment}.yaml"]
    assert set(written["risks"]) == set(answers["include"])
    assert not [key for key, risk in written["risks"].items() if rank(risk["residual"]["level"]) > rank(risk["level"])]
    assert not [each for each in written["risks"].values() if each["treatment"] == "accept" and each.get("measures")]
