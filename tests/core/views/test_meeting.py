"""The assessment in the making: what is asked, in what order, what Enter answers, what is written."""

from datetime import date
from typing import Any

import pytest

from riskctl.core.answers import AnswerFile, flat, without_unanswered
from riskctl.core.fields import Level
from riskctl.core.views.judging import expected_residual, suggested_raises
from riskctl.core.views.meeting import Meeting, Question
from riskctl.core.views.minutes import Minutes, assessment_id, minutes, obstacles, outcome, unchanged
from tests import builders as make
from tests.builders import World, world

MONDAY = "2026-11-23T12:00"
SYSTEM = make.system("nexus", "critical", supports="home-care", controls=make.controls(backup=2))
PROCESS = make.process("home-care", 4)
FIRE = make.threat("fire", make.source("high", "2026-01-05"))
FLOOD = make.threat("flood", make.source("none", "2026-01-05"))


def meeting(*entities: Any, now: str = MONDAY, events: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> Meeting:
    """Return a meeting about nexus: consequence 4, resilience 2; fire 4 x 3 = critical, flood 4 x 1 = medium."""
    return Meeting(seen(*entities, now=now).engine, "nexus", events, only)


def seen(*entities: Any, now: str = MONDAY) -> World:
    """Return the register with nexus, its process and two threats."""
    own = {SYSTEM.id: SYSTEM, **{each.id: each for each in entities if type(each) is type(SYSTEM)}}
    return world(
        PROCESS, FIRE, FLOOD, *own.values(), *(each for each in entities if type(each) is not type(SYSTEM)), now=now
    )


def fire(**fields: object) -> dict[str, object]:
    """Return last time's risk of fire, as today's register gives it."""
    base = {
        "threat_level": "high",
        "resilience": 2,
        "consequence": 4,
        "likelihood": 3,
        "inherent": "critical",
        "level": "critical",
        "treatment": "mitigate",
        "measures": ["Sprinkler"],
        "residual": {"likelihood": 2, "consequence": 4, "level": "high"},
    }
    return {**base, **fields}


def answered(held: Meeting, given: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return complete answers, taking the default wherever none is given, and the names asked for in order."""
    answers = dict(given)
    asked = []
    while (question := held.next(answers)) is not None:
        asked.append(question.missing(answers) or "")
        answers |= by_default(held, question, answers)
    return answers, asked


def by_default(held: Meeting, question: Question, answers: dict[str, Any]) -> dict[str, Any]:
    """Return what Enter would answer, as the conversation does."""
    if question.kind == "keep":
        carried = [held.carried(key) for key in question.default]
        return {"keep": question.default, **{path: value for each in carried for path, value in each.items()}}
    if question.kind == "residual":
        facts = held.facts_for(question.key, answers)
        pair = expected_residual(held.engine, facts, held.judged(question.key, answers), {})
        return dict(zip(question.paths, pair, strict=True))
    if question.kind in ("plan", "left-out"):
        return {question.paths[0]: False}
    if question.kind == "measures" and not question.default and not question.optional:
        return {question.paths[0]: ["Sprinkler"]}
    assert question.default is not None, question
    return {question.paths[0]: question.default}


def written(held: Meeting, answers: dict[str, Any]) -> Minutes:
    """Return the minutes at the meeting's clock."""
    return minutes(held, answers, held.engine.clock.now, held.engine.register)


def file_of(made: Minutes) -> Any:
    """Return the assessment's data."""
    return made.files[f"assessments/{made.assessment}.yaml"]


def test_a_first_assessment_asks_every_fitting_threat_in_the_order_of_the_steps() -> None:
    held = meeting()
    answers, asked = answered(held, {"performed_by": ["anne"], "risks.fire.measures": ["Sprinkler"]})
    assert asked == [
        "triggers",
        "include",
        "risks.fire.settled",
        "risks.flood.settled",
        "risks.fire.treatment",
        "risks.fire.residual.likelihood",
        "risks.flood.treatment",
        "risks.flood.measures",
        "risks.flood.residual.likelihood",
        "plan.sprinkler",
        "note",
    ]
    risk = file_of(written(held, answers))["risks"]["fire"]
    assert (risk["threat_level"], risk["resilience"], risk["consequence"]) == ("high", 2, 4)
    assert (risk["likelihood"], risk["inherent"], risk["level"]) == (3, "critical", "critical")


def test_the_worst_risks_are_handled_first() -> None:
    held = meeting(make.threat("quake", make.source("very-high", "2026-01-05")))
    answers: dict[str, Any] = {"triggers": ["planned"], "performed_by": ["anne"], "include": ["flood", "fire", "quake"]}
    answers |= {f"risks.{key}.settled": True for key in answers["include"]}
    treated = [each.key for each in held.questions(answers) if each.kind == "treatment"]
    assert treated == ["fire", "quake", "flood"]


def test_without_performers_there_is_no_default_the_first_time_and_last_times_after_that() -> None:
    first = next(each for each in meeting().questions({}) if each.kind == "people")
    later = next(each for each in meeting(make.assessment("nexus/2026-03-14")).questions({}) if each.kind == "people")
    assert (first.default, later.default) == (None, ["anne"])


@pytest.mark.parametrize(
    ("last", "event", "now", "expected"),
    [
        (None, False, MONDAY, ["planned"]),
        ("nexus/2026-03-14", True, MONDAY, ["2026-10-01-fire"]),
        ("nexus/2025-11-25", True, MONDAY, ["planned", "2026-10-01-fire"]),
        ("nexus/2026-03-14", False, MONDAY, ["planned"]),
    ],
)
def test_the_occasion_is_what_waits(last: str | None, event: bool, now: str, expected: list[str]) -> None:
    entities: list[Any] = [make.assessment(last)] if last else []
    entities += [make.event("2026-10-01-fire", at="2026-10-01T08:00", systems=["nexus"])] if event else []
    assert next(iter(meeting(*entities, now=now).questions({}))).default == expected


def test_a_planned_system_that_was_never_assessed_is_a_procurement() -> None:
    planned = make.system("nexus", "critical", status="planned", go_live="2027-01-01", supports="home-care")
    assert next(iter(meeting(planned).questions({}))).default == ["procurement"]
    bought = make.event("2026-10-01-bought", "procurement", at="2026-10-01T08:00", systems=["nexus"])
    assert next(iter(meeting(planned, bought).questions({}))).default == ["procurement", "2026-10-01-bought"]


def test_an_incident_asks_for_corrective_measures_and_a_change_does_not() -> None:
    incident = make.event("2026-10-01-down", at="2026-10-01T08:00", systems=["nexus"])
    change = make.event("2026-10-02-new", "change-system", at="2026-10-02T08:00", systems=["nexus"])
    held = meeting(make.assessment("nexus/2026-03-14", risks={"fire": fire()}), incident, change)
    for trigger, expected in (("2026-10-01-down", True), ("2026-10-02-new", False)):
        given = {"triggers": [trigger], "corrective": "Nødstrøm", "include": ["fire"], "left_out": True}
        _, asked = answered(held, given)
        questions = {each.kind for each in held.questions({**answered(held, given)[0]})}
        assert ("corrective" in questions) is expected
        assert "corrective" not in asked


def test_what_stands_as_last_time_is_kept_with_one_answer() -> None:
    flood = fire(
        threat_level="none",
        likelihood=1,
        inherent="medium",
        level="medium",
        residual={"likelihood": 1, "consequence": 4, "level": "medium"},
    )
    held = meeting(make.assessment("nexus/2026-03-14", risks={"fire": fire(), "flood": flood}))
    answers, asked = answered(held, {"plan.sprinkler": False})
    assert asked == ["triggers", "performed_by", "include", "keep", "note"]
    assert answers["keep"] == ["fire", "flood"]
    risk = file_of(written(held, answers))["risks"]["fire"]
    assert (risk["measures"], risk["residual"]) == (["Sprinkler"], {"likelihood": 2, "consequence": 4, "level": "high"})


@pytest.mark.parametrize("change", [{"threat_level": "low"}, {"resilience": 3, "likelihood": 2}, {"consequence": 3}])
def test_what_moved_since_last_time_is_not_kept_unasked(change: dict[str, object]) -> None:
    held = meeting(make.assessment("nexus/2026-03-14", risks={"fire": fire(**change)}))
    assert held.unmoved(["fire"]) == []


def test_an_acceptance_that_has_ended_is_asked_anew() -> None:
    over = fire(treatment="accept", acceptance={"reason": "x", "until": "2026-11-01"})
    open_ = fire(treatment="accept", acceptance={"reason": "x", "until": "2026-12-01"})
    assert meeting(make.assessment("nexus/2026-03-14", risks={"fire": over})).unmoved(["fire"]) == []
    assert meeting(make.assessment("nexus/2026-03-14", risks={"fire": open_})).unmoved(["fire"]) == ["fire"]


def test_a_value_is_changed_only_with_a_reason_and_the_results_follow() -> None:
    held = meeting()
    answers: dict[str, Any] = {"risks.fire.likelihood": 1}
    assert held.judged("fire", answers).level == "critical"
    answers["risks.fire.overrides.likelihood"] = "Ny bygning"
    judged = held.judged("fire", answers)
    assert (judged.likelihood, judged.level, judged.changed) == (1, "medium", {"likelihood": 3})


def test_a_changed_resilience_gives_another_likelihood() -> None:
    answers = {"risks.fire.resilience": 4, "risks.fire.overrides.resilience": "Ny bygning"}
    judged = meeting().judged("fire", answers)
    assert (judged.resilience, judged.likelihood, judged.level) == (4, 2, "high")


def test_last_times_own_value_is_kept_with_its_reason_until_the_table_agrees() -> None:
    own = fire(likelihood=2, level="high", overrides={"likelihood": "Ny bygning"})
    held = meeting(make.assessment("nexus/2026-03-14", risks={"fire": own}))
    answers, _ = answered(held, {"plan.sprinkler": False})
    risk = file_of(written(held, answers))["risks"]["fire"]
    assert (risk["likelihood"], risk["level"], risk["overrides"]) == (2, "high", {"likelihood": "Ny bygning"})
    agreeing = fire(overrides={"likelihood": "Ny bygning"})
    held = meeting(make.assessment("nexus/2026-03-14", risks={"fire": agreeing}))
    assert "risks.fire.overrides.likelihood" not in held.carried("fire")


def test_a_threat_without_a_level_is_asked_for_one() -> None:
    held = meeting(make.threat("quake"))
    asked = [each.paths[0] for each in held.questions({"include": ["quake"]}) if each.key == "quake"]
    assert asked == ["risks.quake.threat_level"]
    assert held.judged("quake", {"risks.quake.threat_level": "low"}).likelihood == 2


def test_a_measure_is_suggested_for_each_control_that_is_not_at_the_top() -> None:
    held = meeting()
    found = suggested_raises(held.engine, held.facts("fire"), held.judged("fire", {}))
    assert [(each.control, each.now, each.to, each.level) for each in found] == [("backup", 2, 3, "high")]


def test_accepting_above_low_asks_for_a_reason_and_an_end() -> None:
    held = meeting()
    answers: dict[str, Any] = {"include": ["fire"], "risks.fire.settled": True, "risks.fire.treatment": "accept"}
    kinds = [each.kind for each in held.questions(answers) if each.key == "fire"]
    assert kinds == ["values", "treatment", "acceptance"]
    answers |= {"triggers": ["planned"], "performed_by": ["anne"], "note": ""}
    answers |= {"risks.fire.acceptance.reason": "Dyrt", "risks.fire.acceptance.until": "2027-03-01"}
    risk = file_of(written(held, answers))["risks"]["fire"]
    assert risk["acceptance"] == {"reason": "Dyrt", "until": date(2027, 3, 1)}
    assert risk["residual"] == {"likelihood": 3, "consequence": 4, "level": "critical"}


@pytest.mark.parametrize(
    ("treatment", "planned"), [("mitigate", True), ("transfer", True), ("avoid", True), ("accept", False)]
)
def test_a_plan_is_asked_for_whatever_is_done_but_to_accept(treatment: str, planned: bool) -> None:
    """P4.3: a risk that is not accepted needs a plan."""
    settled = {"include": ["fire"], "risks.fire.settled": True, "risks.fire.measures": ["Sprinkler"]}
    kinds = [each.kind for each in meeting().questions({**settled, "risks.fire.treatment": treatment})]
    assert ("plan" in kinds) is planned


def test_one_measure_for_two_risks_becomes_one_action() -> None:
    held = meeting()
    answers, _ = answered(
        held,
        {
            "performed_by": ["anne"],
            "risks.fire.measures": ["Sprinkler"],
            "risks.flood.treatment": "mitigate",
            "risks.flood.measures": ["Sprinkler"],
            "plan.sprinkler": {
                "type": "technical",
                "responsible": "carl",
                "due": "2027-02-01",
                "raises": {"backup": 3},
            },
        },
    )
    made = written(held, answers)
    assert list(made.files) == ["assessments/nexus/2026-11-23.yaml", "actions/nexus-sprinkler.yaml"]
    action = made.files["actions/nexus-sprinkler.yaml"]
    assert (action["title"], action["risks"]) == ("Sprinkler", ["nexus#fire", "nexus#flood"])
    assert (action["planned_at"], action["due"]) == (held.engine.clock.now, date(2027, 2, 1))


def test_the_second_assessment_of_a_day_ends_in_2() -> None:
    register = seen(make.assessment("nexus/2026-11-23", at="2026-11-23T09:00")).engine.register
    assert assessment_id(register, "nexus", date(2026, 11, 23)) == "nexus/2026-11-23-2"
    assert assessment_id(register, "nexus", date(2026, 11, 24)) == "nexus/2026-11-24"


def test_the_date_of_the_id_is_the_local_one() -> None:
    held = meeting(now="2026-11-24T00:30")
    answers, _ = answered(held, {"performed_by": ["anne"], "risks.fire.measures": ["x"]})
    assert written(held, answers).assessment == "nexus/2026-11-24"


def test_what_follows_has_the_deadline_and_the_deciders_of_the_level() -> None:
    held = meeting()
    answers, _ = answered(held, {"performed_by": ["anne"], "risks.fire.measures": ["Sprinkler"]})
    found = outcome(held, written(held, answers), held.engine.register, held.engine.clock)
    fire_, flood = found.risks
    assert (fire_.id, fire_.due, fire_.approval) == (
        "nexus#fire",
        make.local("2026-11-25T12:00"),
        ("it-management", "executive-board"),
    )
    assert (flood.id, flood.due, flood.approval) == ("nexus#flood", date(2026, 12, 23), ("head-of-department",))
    assert "escalation:always:nexus#fire" in {each.id for each in found.new}
    assert "assessment:nexus" in {each.id for each in found.new}
    assert found.next_assessment == date(2027, 11, 23)


LOW_SYSTEM = make.system("nexus", "low", supports="office", controls=make.controls(backup=2))
OFFICE = make.process("office", 1)


def low(**fields: object) -> dict[str, object]:
    """Return a low risk of fire, as a register with consequence 1 gives it."""
    return fire(
        consequence=1,
        level="low",
        inherent="medium",
        treatment="accept",
        measures=None,
        residual={"likelihood": 3, "consequence": 1, "level": "low"},
        **fields,
    )


def low_meeting(*entities: Any, **risk: object) -> Meeting:
    """Return a meeting about a low system that was assessed in 2024."""
    last = make.assessment("nexus/2024-03-14", risks={"fire": low(**risk)}, excluded={"flood": "Ligger højt"})
    return meeting(LOW_SYSTEM, OFFICE, last, *entities)


def test_low_risks_may_be_confirmed_unchanged_and_are_copied_in_full() -> None:
    held = low_meeting()
    assert obstacles(held) == []
    made = unchanged(held, ("bo",), held.engine.clock.now, held.engine.register)
    data = file_of(made)
    assert (data["unchanged_since"], data["performed_by"], data["triggers"]) == (
        "nexus/2024-03-14",
        ["bo"],
        ["planned"],
    )
    assert data["risks"] == {"fire": {key: value for key, value in low().items() if value is not None}}
    assert data["excluded"] == {"flood": "Ligger højt"}


@pytest.mark.parametrize(
    ("entities", "risk", "expected"),
    [
        ((make.event("2026-10-01-down", at="2026-10-01T08:00", systems=["nexus"]),), {}, "event"),
        ((make.threat("fire", make.source("very-high", "2026-11-01")),), {}, "moved"),
    ],
)
def test_an_open_event_or_another_level_today_refuses_it(
    entities: tuple[Any, ...], risk: dict[str, Any], expected: str
) -> None:
    assert [each.name for each in obstacles(low_meeting(*entities, **risk))] == [expected]


def test_a_level_above_low_or_no_assessment_refuses_it() -> None:
    above = meeting(make.assessment("nexus/2026-03-14", risks={"fire": fire()}))
    assert [each.name for each in obstacles(above)] == ["level"]
    left = {**low(), "residual": {"likelihood": 2, "consequence": 3, "level": "medium"}}
    held = meeting(make.assessment("nexus/2026-03-14", risks={"fire": left}))
    assert [(each.name, each.values["level"]) for each in obstacles(held)] == [("residual", "medium")]
    assert [each.name for each in obstacles(meeting())] == ["never"]


def test_a_few_threats_may_be_judged_and_the_rest_carried_over() -> None:
    last = make.assessment("nexus/2026-03-14", risks={"fire": fire()})
    held = meeting(last, only=("flood",))
    _, asked = answered(held, {"plan.sprinkler": False})
    assert "left_out" not in asked
    assert [each for each in asked if each.startswith("risks")] == [
        "risks.flood.settled",
        "risks.flood.treatment",
        "risks.flood.measures",
        "risks.flood.residual.likelihood",
    ]


def test_the_answers_of_a_file_are_named_as_the_file_names_them() -> None:
    tree = {
        "performed_by": ("anne", "?"),
        "risks": {
            "fire": {"treatment": "mitigate", "measures": ("?",), "residual": {"likelihood": "2", "consequence": "?"}}
        },
        "excluded": {"flood": "Ligger højt"},
        "actions": {
            "a": {"title": "A", "risks": ("nexus#fire",), "type": "technical", "responsible": "bo", "due": "2027-01-01"}
        },
    }
    answers = flat(AnswerFile.model_validate(without_unanswered(tree), context={"likelihood": 4, "consequence": 4}))
    assert answers == {
        "performed_by": ["anne"],
        "risks.fire": True,
        "risks.fire.treatment": "mitigate",
        "risks.fire.residual.likelihood": 2,
        "excluded.flood": "Ligger højt",
        "actions.a": True,
        "actions.a.title": "A",
        "actions.a.risks": ["nexus#fire"],
        "actions.a.type": "technical",
        "actions.a.responsible": "bo",
        "actions.a.due": "2027-01-01",
    }


def test_the_worst_level_so_far_is_of_what_is_settled() -> None:
    held = meeting()
    answers: dict[str, Any] = {"include": ["fire", "flood"], "risks.flood.settled": True}
    worst: list[Level | None] = [
        held.worst({"include": ["fire"]}),
        held.worst(answers),
        held.worst({**answers, "risks.fire.settled": True}),
    ]
    assert worst == [None, "medium", "critical"]
