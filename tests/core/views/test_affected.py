"""One event for several systems: which of them, what is judged anew, and what stands as it was (P3.8, P3.9)."""

from typing import Any

from riskctl.core.answers import Since
from riskctl.core.rating import Engine
from riskctl.core.views.affected import reached_by_all, standing, touched, unasked, waiting_systems
from riskctl.core.views.meanwhile import filled_in_from, moved_meanwhile
from riskctl.core.views.meeting import Meeting
from tests import builders as make
from tests.builders import world

MONDAY = "2026-11-23T12:00"
FIRE = make.threat("fire", make.source("high", "2026-01-05"))
FLOOD = make.threat("flood", make.source("none", "2026-01-05"))
RISK: dict[str, object] = {
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
LOW_FLOOD = {
    **RISK,
    "threat_level": "none",
    "likelihood": 1,
    "inherent": "medium",
    "level": "medium",
    "residual": {"likelihood": 1, "consequence": 4, "level": "medium"},
}


def engine(*entities: Any) -> Engine:
    """Return nexus and vagtplan, both critical by home care, and what is given."""
    systems = [
        make.system(name, "critical", supports="home-care", controls=make.controls(backup=2))
        for name in ("nexus", "vagtplan")
    ]
    return world(make.process("home-care", 4), FIRE, FLOOD, *systems, *entities, now=MONDAY).engine


def change(**fields: Any) -> Any:
    """Return a major change of both systems in October."""
    both = {"systems": ["nexus", "vagtplan"], "magnitude": "major", **fields}
    return make.event("2026-10-02-new", "change-system", at="2026-10-02T08:00", **both)


def test_the_systems_that_wait_are_those_reached_and_not_answered() -> None:
    answered = make.assessment(
        "nexus/2026-10-03", at="2026-10-03T10:00", triggers=["2026-10-02-new"], risks={"fire": RISK}
    )
    held = engine(change(), answered)
    assert {each.system.id for each in reached_by_all(held, ["2026-10-02-new"])} == {"nexus", "vagtplan"}
    assert waiting_systems(held, ["2026-10-02-new"]) == ["vagtplan"]
    assert waiting_systems(engine(), []) == []


def test_the_threats_an_event_names_are_judged_anew_where_the_system_was_assessed_before() -> None:
    held = engine(change(threats=["fire"]), make.assessment("nexus/2026-03-14", risks={"fire": RISK}))
    assert touched(held, "nexus", ["2026-10-02-new"]) == ("fire",)
    assert touched(held, "vagtplan", ["2026-10-02-new"]) == ()


def test_what_did_not_move_stands_and_what_moved_is_asked() -> None:
    moved = {**RISK, "resilience": 3, "likelihood": 2, "level": "high"}
    last = make.assessment(
        "nexus/2026-03-14", risks={"fire": moved, "flood": LOW_FLOOD}, excluded={"quake": "Sjældent"}
    )
    meeting = Meeting(engine(change(), last), "nexus", ("2026-10-02-new",))
    base = standing(meeting, {})
    assert (base["include"], base["left_out"]) == (["fire", "flood"], True)
    assert base["excluded.quake"] == "Sjældent"
    assert unasked(meeting, base)["keep"] == ["flood"]
    asked = {**base, **unasked(meeting, base), "triggers": ["2026-10-02-new"], "performed_by": ["anne"]}
    question = meeting.next(asked)
    assert question is not None
    assert question.paths == ("risks.fire.settled",)


def test_what_the_event_names_or_the_file_answers_is_not_kept_unasked() -> None:
    last = make.assessment("nexus/2026-03-14", risks={"fire": RISK, "flood": LOW_FLOOD})
    named = Meeting(engine(change(), last), "nexus", (), ("fire",))
    assert unasked(named, standing(named, {}))["keep"] == ["flood"]
    given = {"risks.flood": True}
    free = Meeting(engine(change(), last), "nexus")
    assert unasked(free, {**standing(free, given), **given})["keep"] == ["fire"]


def test_nothing_stands_of_a_system_never_assessed() -> None:
    assert standing(Meeting(engine(change()), "nexus"), {}) == {}


def since(meeting: Meeting) -> Since:
    """Return what a template made now would be filled in from, as the reader gives it."""
    return Since.model_validate(filled_in_from(meeting), strict=False, context={"likelihood": 4, "consequence": 4})


def test_a_file_read_in_the_register_it_was_made_from_has_no_conflict() -> None:
    meeting = Meeting(engine(change()), "nexus")
    assert moved_meanwhile(meeting, since(meeting), {"risks.fire": True, "excluded.flood": "Ligger højt"}) == []


def test_what_moved_is_shown_with_what_it_was_and_is_for_what_was_answered() -> None:
    then = since(Meeting(engine(), "nexus"))
    worse = make.threat("fire", make.source("very-high", "2026-11-01"))
    other = make.threat("flood", make.source("high", "2026-11-01"))
    last = make.assessment("nexus/2026-11-01", at="2026-11-01T10:00", risks={"fire": RISK})
    now = Meeting(engine(worse, other, change(), last), "nexus")
    found = [(each.path, each.then, each.now) for each in moved_meanwhile(now, then, {"risks.fire": True})]
    assert found == [
        ("assessment", None, "nexus/2026-11-01"),
        ("waiting", None, ["2026-10-02-new"]),
        ("risks.fire.threat_level", "high", "very-high"),
        ("risks.fire.likelihood", 3, 4),
    ]
