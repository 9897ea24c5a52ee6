"""P3.7, P3.10, P4.3: what is escalated, to whom, since when, and what answers it."""

from collections.abc import Mapping
from typing import Any

import pytest

from riskctl.core import digest
from riskctl.core.assessments import Assessment
from riskctl.core.escalation import Escalations, Raised
from riskctl.core.fields import Entity, Level
from riskctl.core.procedure import Procedure
from tests.builders import (
    HOLDERS,
    World,
    action,
    approval,
    assessment,
    cancelled,
    decision,
    effect,
    escalation,
    event,
    holds,
    local,
    organisation,
    procedure,
    risk,
    system,
    world,
)

NOW = "2026-11-23T12:00"


def raised(*entities: Entity, now: str = NOW, procedure_: Procedure | None = None) -> dict[str, Raised]:
    """Every condition by what an escalation of it would be about."""
    return {each.about: each for each in Escalations(world(*entities, now=now, procedure_=procedure_).approvals).all()}


def one_risk(level: str, residual: str = "low", **fields: Any) -> Assessment:
    return assessment("nexus/2026-03-14", risks={"fire": risk(level, residual, **fields)})


def to(found: Mapping[str, Raised], about: str) -> list[str] | None:
    return list(found[about].to) if about in found else None


@pytest.mark.parametrize(
    ("level", "when", "roles", "consider"),
    [
        ("low", [], [], []),
        ("medium", ["plan-overdue", "action-overdue"], ["management"], []),
        ("high", ["flagged", "plan-overdue", "action-overdue"], ["executive-board"], []),
        (
            "critical",
            ["always"],
            ["chief-executive", "emergency-management", "external-authorities"],
            ["political-level"],
        ),
    ],
)
def test_escalation_rows_of_figure_4_3_1(level: Level, when: list[str], roles: list[str], consider: list[str]) -> None:
    row = procedure().treatment[level].escalate
    assert (sorted(row.when), list(row.to), list(row.consider)) == (sorted(when), roles, consider)


BOARD, MANAGEMENT = "executive-board", "management"
OUTSIDE = ["political-level", "external-authorities"]
PLAN_OVERDUE: list[tuple[str, str, list[str] | None, str | None]] = [
    # class of system, level of risk, to whom, clause of the first row that names it
    ("low", "low", None, None),
    ("low", "medium", [MANAGEMENT], "P4.3-medium"),
    ("low", "high", [BOARD], "P4.3-high"),
    ("low", "critical", None, None),
    ("medium", "low", None, None),
    ("medium", "medium", [MANAGEMENT], "P4.3-medium"),
    ("medium", "high", [BOARD, MANAGEMENT], "P4.3-high"),
    ("medium", "critical", [MANAGEMENT], "P3.7-medium"),
    ("high", "low", None, None),
    ("high", "medium", [MANAGEMENT, BOARD], "P4.3-medium"),
    ("high", "high", [BOARD], "P4.3-high"),
    ("high", "critical", [BOARD], "P3.7-high"),
    ("critical", "low", None, None),
    ("critical", "medium", [MANAGEMENT, *OUTSIDE], "P4.3-medium"),
    ("critical", "high", [BOARD, *OUTSIDE], "P4.3-high"),
    ("critical", "critical", OUTSIDE, "P3.7-critical"),
]


@pytest.mark.parametrize(("class_", "level", "roles", "clause"), PLAN_OVERDUE)
def test_an_overdue_plan_by_class_and_level(
    class_: str, level: str, roles: list[str] | None, clause: str | None
) -> None:
    """The class counts from level medium up; several rows are one item with all their roles."""
    found = raised(system("nexus", class_), one_risk(level))
    assert to(found, "plan-overdue:nexus#fire") == roles
    if clause:
        assert found["plan-overdue:nexus#fire"].clause == clause


@pytest.mark.parametrize(("class_", "level", "roles", "clause"), PLAN_OVERDUE)
def test_an_overdue_action_by_class_and_level(
    class_: str, level: str, roles: list[str] | None, clause: str | None
) -> None:
    found = raised(system("nexus", class_), one_risk(level), action("backup", due="2026-06-01"))
    assert to(found, "action-overdue:backup") == roles
    if clause:
        assert found["action-overdue:backup"].clause == clause


@pytest.mark.parametrize("level", ["low", "medium", "high", "critical"])
def test_a_critical_risk_is_always_escalated(level: str) -> None:
    found = raised(system("nexus"), one_risk(level))
    about = "always:nexus#fire"
    assert (about in found) is (level == "critical")
    if about in found:
        each = found[about]
        assert list(each.to) == ["chief-executive", "emergency-management", "external-authorities"]
        assert (list(each.consider), each.clause, each.arose) == (
            ["political-level"],
            "P4.3-critical",
            local("2026-03-14T14:30"),
        )


@pytest.mark.parametrize("flag", ["complexity", "dependency"])
@pytest.mark.parametrize("level", ["low", "medium", "high", "critical"])
def test_a_flagged_risk_is_escalated_at_high(level: str, flag: str) -> None:
    found = raised(system("nexus", "critical"), one_risk(level, flags=[flag]))
    about = "flagged:nexus#fire"
    assert to(found, about) == ([BOARD] if level == "high" else None)
    if level == "high":
        assert (found[about].clause, found[about].arose) == ("P4.3-high", local("2026-03-14T14:30"))


@pytest.mark.parametrize(
    ("class_", "level", "residual", "roles"),
    [
        ("low", "critical", "critical", [MANAGEMENT]),
        ("medium", "high", "high", [MANAGEMENT]),
        ("high", "high", "high", [MANAGEMENT, BOARD]),
        ("high", "critical", "critical", [MANAGEMENT, BOARD]),
        ("critical", "critical", "high", [MANAGEMENT, *OUTSIDE]),
        ("critical", "critical", "medium", None),
        ("high", "high", "low", None),
        ("high", "low", "high", [MANAGEMENT]),
    ],
)
def test_high_residual_goes_to_management_whatever_the_class(
    class_: str, level: str, residual: str, roles: list[str] | None
) -> None:
    """P3.10, on top of the class's row, which counts from level medium up."""
    found = raised(system("nexus", class_), one_risk(level, residual))
    assert to(found, "residual-high:nexus#fire") == roles
    if roles:
        assert found["residual-high:nexus#fire"].clause == "P3.10"


def test_which_residual_levels_are_high_is_data() -> None:
    wider = procedure({"high_residual": {"levels": ["medium", "high", "critical"], "to": ["isu"]}})
    assert to(raised(system("nexus"), one_risk("high", "medium"), procedure_=wider), "residual-high:nexus#fire") == [
        "isu"
    ]


@pytest.mark.parametrize(
    ("residual", "effects", "arose"),
    [
        pytest.param("high", [], "2026-03-14T14:30", id="as assessed: at completion"),
        pytest.param("low", [("high", "2026-06-10T09:00")], "2026-06-10T09:00", id="found: at the effect"),
        pytest.param("high", [("low", "2026-06-10T09:00")], None, id="an effect that brings it down"),
        pytest.param("low", [("high", "2026-02-10T09:00")], None, id="an effect before the assessment"),
        pytest.param(
            "low",
            [("high", "2026-06-10T09:00"), ("high", "2026-08-10T09:00")],
            "2026-08-10T09:00",
            id="the one that gives it",
        ),
    ],
)
def test_when_high_residual_arose(residual: str, effects: list[tuple[str, str]], arose: str | None) -> None:
    done = [
        action(
            f"a{number}",
            planned="2026-01-02T09:00",
            started="2026-01-03T09:00",
            completed="2026-02-01T09:00",
            effect=effect(*each),
        )
        for number, each in enumerate(effects)
    ]
    found = raised(system("nexus"), one_risk("high", residual), *done)
    assert (found["residual-high:nexus#fire"].arose if "residual-high:nexus#fire" in found else None) == (
        local(arose) if arose else None
    )


@pytest.mark.parametrize(
    ("level", "now", "there"),
    [
        pytest.param("medium", "2026-04-14T23:59:59", False, id="medium: the last day"),
        pytest.param("medium", "2026-04-15T00:00", True, id="medium: the midnight that ends it"),
        pytest.param("high", "2026-03-21T23:59:59", False, id="high: the seventh day"),
        pytest.param("high", "2026-03-22T00:00", True, id="high: the midnight that ends it"),
        pytest.param("critical", "2026-03-16T14:29:59", False, id="critical: 48 hours less a second"),
        pytest.param("critical", "2026-03-16T14:30", True, id="critical: 48 hours"),
    ],
)
def test_when_an_overdue_plan_arose(level: str, now: str, *, there: bool) -> None:
    found = raised(system("nexus", "critical"), one_risk(level), now=now)
    assert ("plan-overdue:nexus#fire" in found) is there
    if there:
        assert found["plan-overdue:nexus#fire"].arose == local(now)


def test_a_risk_that_is_met_is_not_overdue_however_late() -> None:
    plan = action("backup", started="2026-06-16T08:00")
    decided = approval(
        "2026-06-15-plan",
        decision("action:backup", digest.of_plan(plan), "high"),
        role="it-management",
        at="2026-06-15T10:00",
    )
    assert "plan-overdue:nexus#fire" not in raised(system("nexus"), one_risk("high"), plan, decided)


@pytest.mark.parametrize(
    ("fields", "now", "there"),
    [
        pytest.param({}, "2026-06-01T23:59:59", False, id="on the day"),
        pytest.param({}, "2026-06-02T00:00", True, id="the midnight that ends it"),
        pytest.param({"completed": "2026-08-01T09:00"}, NOW, False, id="completed"),
        pytest.param({"completed": "2026-12-01T09:00"}, NOW, True, id="completed after the clock"),
        pytest.param({"cancelled": cancelled("2026-08-01T09:00")}, NOW, False, id="cancelled"),
        pytest.param({"planned": None}, NOW, False, id="never planned"),
        pytest.param({"risks": "nexus#flood"}, NOW, False, id="none of its risks is current"),
    ],
)
def test_when_an_overdue_action_arose(fields: dict[str, Any], now: str, *, there: bool) -> None:
    late = action("backup", due="2026-06-01", **fields)
    found = raised(system("nexus"), one_risk("medium"), late, now=now)
    assert ("action-overdue:backup" in found) is there
    if there:
        assert found["action-overdue:backup"].arose == local("2026-06-02T00:00")


def test_an_action_on_several_risks_goes_to_the_roles_of_all_rows() -> None:
    found = raised(
        system("nexus", "critical"),
        system("school", "medium"),
        one_risk("medium"),
        assessment("school/2026-03-14", risks={"fire": risk("high")}),
        action("backup", "nexus#fire school#fire", due="2026-06-01"),
    )["action-overdue:backup"]
    assert set(found.to) == {MANAGEMENT, BOARD, *OUTSIDE}
    assert found.level == "high"


def test_an_escalated_action_names_the_holders_for_each_unit() -> None:
    held = organisation(holds(MANAGEMENT, "mona", "care"), holds(MANAGEMENT, "finn", "schools"))
    seen = world(
        system("nexus", unit="care"),
        system("school", unit="schools"),
        one_risk("medium"),
        assessment("school/2026-03-14", risks={"fire": risk("medium")}),
        action("backup", "nexus#fire school#fire", due="2026-06-01"),
        organisation_=held,
    )
    item = seen.items()["escalation:action-overdue:backup"]
    assert {(who.role, who.person) for who in item.responsible} == {(MANAGEMENT, "mona"), (MANAGEMENT, "finn")}


@pytest.mark.parametrize(
    ("class_", "roles"), [("low", None), ("medium", [MANAGEMENT]), ("high", None), ("critical", OUTSIDE)]
)
def test_an_overdue_assessment_by_class(class_: str, roles: list[str] | None) -> None:
    found = raised(system("nexus", class_), assessment("nexus/2022-03-14"))
    assert to(found, "assessment-overdue:nexus") == roles
    if roles:
        assert (found["assessment-overdue:nexus"].clause, found["assessment-overdue:nexus"].level) == (
            f"P3.7-{class_}",
            None,
        )


def test_an_assessment_is_overdue_at_the_midnight_that_ends_its_day() -> None:
    parts = system("nexus", "critical"), assessment("nexus/2025-03-14")
    assert "assessment-overdue:nexus" not in raised(*parts, now="2026-03-14T23:59:59")
    assert raised(*parts, now="2026-03-15T00:00")["assessment-overdue:nexus"].arose == local("2026-03-15T00:00")


@pytest.mark.parametrize(
    ("now", "there"),
    [
        pytest.param("2026-10-27T23:59:59", False, id="seven days after"),
        pytest.param("2026-10-28T00:00", True, id="the midnight that ends the seventh"),
    ],
)
def test_a_revision_is_overdue_after_its_grace(now: str, *, there: bool) -> None:
    """Due at 08:15 on 20 October; 27 October is the last day of grace, over the change from summer time."""
    found = raised(
        system("nexus", "critical"),
        assessment("nexus/2026-03-14"),
        event("2026-10-20-it", at="2026-10-20T08:15", systems=["nexus"]),
        now=now,
    )
    assert ("assessment-overdue:nexus" in found) is there
    if there:
        assert found["assessment-overdue:nexus"].arose == local("2026-10-28T00:00")


def test_a_revision_due_on_a_date_gets_its_grace_from_that_date() -> None:
    """A change on 1 March, class medium: due 1 April, grace to 8 April."""
    found = raised(
        system("nexus", "medium"),
        assessment("nexus/2026-02-14"),
        event("2026-03-01-it", "change-system", systems=["nexus"]),
        now="2026-04-09T00:00",
    )
    assert found["assessment-overdue:nexus"].arose == local("2026-04-09T00:00")


def test_the_earliest_that_is_still_open_counts() -> None:
    events = [event(f"2026-0{n}-01-it", at=f"2026-0{n}-01T08:15", systems=["nexus"]) for n in (4, 5)]
    parts: list[Entity] = [system("nexus", "critical"), assessment("nexus/2026-03-14"), *events]
    assert raised(*parts)["assessment-overdue:nexus"].arose == local("2026-04-09T00:00")
    answer = assessment("nexus/2026-06-01", triggers=["2026-04-01-it"])
    assert raised(*parts, answer)["assessment-overdue:nexus"].arose == local("2026-05-09T00:00")


ABOUT = "residual-high:nexus#fire"


@pytest.mark.parametrize(
    ("made", "answered"),
    [
        pytest.param([], False, id="none made"),
        pytest.param([(ABOUT, MANAGEMENT, "2026-03-14T14:30")], True, id="at the moment it arose"),
        pytest.param([(ABOUT, MANAGEMENT, "2026-05-01T09:00")], True, id="later"),
        pytest.param([(ABOUT, MANAGEMENT, "2026-03-14T14:29:59")], False, id="before it arose"),
        pytest.param([(ABOUT, MANAGEMENT, "2026-11-23T12:00:01")], False, id="after the clock"),
        pytest.param([(ABOUT, BOARD, "2026-05-01T09:00")], True, id="to another of the roles"),
        pytest.param([(ABOUT, "isu", "2026-05-01T09:00")], False, id="to a role no row names"),
        pytest.param([("always:nexus#fire", MANAGEMENT, "2026-05-01T09:00")], False, id="about another condition"),
        pytest.param([("residual-high:nexus#flood", MANAGEMENT, "2026-05-01T09:00")], False, id="about another risk"),
    ],
)
def test_what_answers_an_escalation(made: list[tuple[str, str, str]], answered: bool) -> None:
    entries = [escalation(f"2026-03-1{number}-it", *each) for number, each in enumerate(made)]
    items = world(system("nexus", "high"), one_risk("high", "high"), *entries).items()
    assert (f"escalation:{ABOUT}" not in items) is answered


def test_advice_does_not_answer() -> None:
    told = escalation("2026-05-01-it", "always:nexus#fire", "political-level", "2026-05-01T09:00")
    items = world(system("nexus"), one_risk("critical"), told).items()
    assert "escalation:always:nexus#fire" in items
    assert items["escalation:always:nexus#fire"].consider == ("political-level",)


def test_a_condition_that_arises_anew_needs_a_new_one() -> None:
    told = escalation("2026-05-01-it", ABOUT, MANAGEMENT, "2026-05-01T09:00")
    again = assessment("nexus/2026-06-01", risks={"fire": risk("high", "high")})
    assert f"escalation:{ABOUT}" not in world(system("nexus"), one_risk("high", "high"), told).items()
    items = world(system("nexus"), one_risk("high", "high"), told, again).items()
    assert items[f"escalation:{ABOUT}"].due == local("2026-06-01T14:30")


def test_an_escalation_waits_for_all_its_roles() -> None:
    seen: World = world(system("nexus", "critical"), one_risk("high", "high"))
    item = seen.items()[f"escalation:{ABOUT}"]
    assert [(who.role, who.person) for who in item.responsible] == [
        (role, HOLDERS[role]) for role in (MANAGEMENT, *OUTSIDE)
    ]
    assert (item.level, item.subject, item.system, item.clause) == ("high", "nexus#fire", "nexus", "P3.10")


def test_retired_systems_escalate_nothing() -> None:
    assert not raised(system("nexus", "critical", status="retired"), one_risk("critical", "critical"))
