"""P5.5, P2.1: the due list, every kind of its table, its status, order and window."""

from datetime import date, datetime
from typing import Any

import pytest

from riskctl.core import digest
from riskctl.core.decisions import Organisation
from riskctl.core.fields import Entity
from riskctl.core.moment import Due, parse_duration
from riskctl.core.views.due import DueFilter, due_items, due_list, timed
from riskctl.core.views.due_item import KINDS, DueItem
from tests.builders import (
    PROCEDURE_BYTES,
    World,
    accepted,
    action,
    approval,
    assessment,
    assessment_digest,
    cancelled,
    decision,
    effect,
    event,
    holds,
    local,
    organisation,
    own,
    procedure,
    process,
    risk,
    sha256,
    source,
    supplier,
    system,
    threat,
    world,
)

NOW = "2026-11-23T12:00"
TODAY = date(2026, 11, 23)

ACCEPTED = assessment("nexus/2026-03-14", risks={"fire": accepted("medium", until="2027-03-14")})
DECIDED = approval(
    "2026-03-15-accept",
    decision("acceptance:nexus/2026-03-14#fire", digest.of_risk(ACCEPTED.risks["fire"]), "medium"),
    role="head-of-department",
    at="2026-03-15T10:00",
)
HIGH = assessment("nexus/2026-03-14", risks={"fire": risk("high", "high")})
CRITICAL = assessment("nexus/2026-03-14", risks={"fire": risk("critical")})
NEXUS = system("nexus", "high", supplier="kmd", supports="home-care:essential")
BASE: list[Entity] = [process("home-care", owner="dan"), supplier("kmd"), NEXUS]
DONE = action("backup", started="2026-03-16T09:00", completed="2026-08-31T15:00")
ORGANISATION_APPROVED_ONCE = approval(
    "2026-01-10-org", decision("organisation", sha256(b"as it was"), None), role="it-management", at="2026-01-10T10:00"
)

Row = tuple[str, list[Entity], Due, str, list[tuple[str | None, str | None]], str | None, str | None]
TABLE: list[Row] = [
    # id, register, due, clause, responsible, level, system
    (
        "assessment:nexus",
        [*BASE, HIGH],
        date(2027, 3, 14),
        "P3.7-high",
        [("head-of-service", "finn"), ("service-owner", "dan"), ("system-owner", "anne")],
        "high",
        "nexus",
    ),
    (
        "revision:nexus:2026-05-01-it",
        [*BASE, event("2026-05-01-it", at="2026-05-01T08:15", systems=["nexus"])],
        local("2026-05-01T08:15"),
        "P3.9",
        [("head-of-service", "finn"), ("service-owner", "dan"), ("system-owner", "anne")],
        "high",
        "nexus",
    ),
    ("process:home-care", BASE, date(2029, 2, 2), "P2.0", [(None, "dan")], None, None),
    ("supplier:kmd", BASE, date(2027, 2, 2), "P2.0", [("security-coordinator", "sara")], None, None),
    (
        "plan:nexus#fire",
        [*BASE, CRITICAL],
        local("2026-03-16T14:30"),
        "P4.3-critical",
        [(None, "anne"), ("head-of-service", "finn"), ("isu", "ida"), ("it-management", "ivan")],
        "critical",
        "nexus",
    ),
    (
        "action:backup",
        [*BASE, HIGH, action("backup", due="2026-12-01")],
        date(2026, 12, 1),
        "P5.5",
        [(None, "carl")],
        "high",
        "nexus",
    ),
    (
        "approval:nexus/2026-03-14",
        [*BASE, HIGH],
        date(2026, 3, 21),
        "P3.7-high",
        [("director", "dorte")],
        "high",
        "nexus",
    ),
    ("approval:procedure", [], date(2026, 1, 15), "P8.1", [("executive-board", "erik")], None, None),
    (
        "approval:organisation",
        [ORGANISATION_APPROVED_ONCE],
        TODAY,
        "P8.1",
        [("it-management", "ivan")],
        None,
        None,
    ),
    (
        "acceptance:nexus#fire",
        [*BASE, ACCEPTED, DECIDED],
        date(2027, 3, 14),
        "P4.3-medium",
        [("head-of-department", "hanne")],
        "medium",
        "nexus",
    ),
    ("effect:backup", [*BASE, HIGH, DONE], date(2026, 11, 30), "P5.4", [(None, "carl")], "high", "nexus"),
    (
        "escalation:residual-high:nexus#fire",
        [*BASE, HIGH],
        local("2026-03-14T14:30"),
        "P3.10",
        [("management", "mona"), ("executive-board", "erik")],
        "high",
        "nexus",
    ),
    (
        "escalation:always:nexus#fire",
        [*BASE, CRITICAL],
        local("2026-03-14T14:30"),
        "P4.3-critical",
        [("chief-executive", "karl"), ("emergency-management", "bent"), ("external-authorities", "ulla")],
        "critical",
        "nexus",
    ),
    (
        "threat:fire",
        [threat("fire", source("high", "2026-01-05"))],
        date(2027, 1, 5),
        "P4.0.3",
        [("security-coordinator", "sara")],
        None,
        None,
    ),
    ("procedure", [], date(2027, 1, 15), "P8.1", [("security-coordinator", "sara")], None, None),
    ("report:2026-Q3", [*BASE, HIGH], date(2026, 10, 30), "P6.1", [("security-coordinator", "sara")], None, None),
]


@pytest.mark.parametrize(
    ("id_", "entities", "due", "clause", "responsible", "level", "system_"),
    [pytest.param(*row, id=row[0]) for row in TABLE],
)
def test_every_kind_of_the_table(
    id_: str,
    entities: list[Entity],
    due: Due,
    clause: str,
    responsible: list[tuple[str | None, str | None]],
    level: str | None,
    system_: str | None,
) -> None:
    item = world(*entities).items()[id_]
    assert item.kind == id_.partition(":")[0]
    assert (item.due, isinstance(item.due, datetime)) == (due, isinstance(due, datetime))
    assert [(who.role, who.person) for who in item.responsible] == responsible
    assert (item.clause, item.level, item.system) == (clause, level, system_)


def test_the_table_above_leaves_no_kind_out() -> None:
    assert {row[0].partition(":")[0] for row in TABLE} == set(KINDS)
    assert set(KINDS) == {
        *("assessment", "revision", "process", "supplier", "plan", "action", "approval", "acceptance", "effect"),
        *("escalation", "threat", "procedure", "report"),
    }


MET = {
    "assessment:nexus": system("nexus", "high", status="retired"),
    "revision:nexus:2026-05-01-it": assessment("nexus/2026-05-02", triggers=["2026-05-01-it"]),
    "action:backup": action("backup", due="2026-12-01", completed="2026-11-01T09:00"),
    "effect:backup": action("backup", completed="2026-08-31T15:00", effect=effect("low", "2026-09-30T09:00")),
}


@pytest.mark.parametrize(
    ("id_", "entities", "met"),
    [pytest.param(id_, entities, met, id=id_) for id_, entities, *_ in TABLE if (met := MET.get(id_)) is not None],
)
def test_an_item_exists_only_while_it_is_unmet(id_: str, entities: list[Entity], met: Entity) -> None:
    others = [each for each in entities if (type(each), each.id) != (type(met), met.id)]
    assert id_ not in world(*others, met).items()


THREATS: list[tuple[str, list[Entity], date]] = [
    (
        "the newest date of those that give the level",
        [threat("t", source("high", "2026-01-05"), source("high", "2026-03-05"), source("low", "2026-11-01"))],
        date(2027, 3, 5),
    ),
    (
        "own judgement",
        [threat("t", source("high", "2026-01-05"), own_judgement=own("low", "2026-06-01"))],
        date(2027, 6, 1),
    ),
    ("stale", [threat("t", source("very-high", "2023-01-05"), source("low", "2024-02-29"))], date(2025, 2, 28)),
    ("unrated: today", [threat("t")], TODAY),
    ("nothing dated yet: today", [threat("t", source("high", "2026-11-24"))], TODAY),
]


@pytest.mark.parametrize(("entities", "due"), [pytest.param(*row[1:], id=row[0]) for row in THREATS])
def test_threats(entities: list[Entity], due: date) -> None:
    """P4.0.3."""
    assert world(*entities).items()["threat:t"].due == due


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        pytest.param({}, {"action:a"}, id="planned"),
        pytest.param({"started": "2026-04-01T09:00"}, {"action:a"}, id="started"),
        pytest.param({"planned": None}, set(), id="not planned"),
        pytest.param({"planned": "2026-11-24T09:00"}, set(), id="planned after the clock"),
        pytest.param({"completed": "2026-11-23T12:00"}, {"effect:a"}, id="completed"),
        pytest.param({"completed": "2026-11-23T12:00:01"}, {"action:a"}, id="completed after the clock"),
        pytest.param({"cancelled": cancelled("2026-05-01T09:00")}, set(), id="cancelled"),
        pytest.param(
            {"completed": "2026-05-01T09:00", "effect": effect("low", "2026-06-01T09:00")}, set(), id="with an effect"
        ),
        pytest.param(
            {"completed": "2026-05-01T09:00", "effect": effect("low", "2026-12-01T09:00")},
            {"effect:a"},
            id="an effect after the clock",
        ),
        pytest.param(
            {"planned": None, "completed": "2026-05-01T09:00"}, {"effect:a"}, id="completed without a plan's moment"
        ),
    ],
)
def test_an_action_is_due_until_it_has_ended_and_then_its_effect(fields: dict[str, Any], ids: set[str]) -> None:
    found = world(*BASE, HIGH, action("a", **fields)).items()
    assert {id_ for id_ in found if id_.startswith(("action:", "effect:"))} == ids


def test_the_level_of_an_action_is_its_highest_current_risk_or_none() -> None:
    both = assessment("nexus/2026-03-14", risks={"fire": risk("low"), "flood": risk("high")})
    found = world(*BASE, both, action("a", "nexus#fire nexus#flood"), action("b", "nexus#gone")).items()
    assert (found["action:a"].level, found["action:b"].level, found["action:b"].system) == ("high", None, None)


def test_the_effect_is_due_three_months_after_the_local_date() -> None:
    """30 November at 23:30 in Greenwich is 1 December here; and 30 November + 3 months is 28 February."""
    made = [action("a", completed="2025-11-30T23:30:00+00:00"), action("b", completed="2025-11-30T12:00")]
    found = world(*BASE, HIGH, *made).items()
    assert (found["effect:a"].due, found["effect:b"].due) == (date(2026, 3, 1), date(2026, 2, 28))


REPORTS: list[tuple[str, str, list[str], tuple[str, ...], set[str]]] = [
    ("none before the first assessment is a quarter old", "2026-03-31T23:59:59", ["nexus/2026-03-14"], (), set()),
    ("from the midnight that ends it", "2026-04-01T00:00", ["nexus/2026-03-14"], (), {"2026-Q1"}),
    ("every quarter since", "2026-11-23T12:00", ["nexus/2026-03-14"], (), {"2026-Q1", "2026-Q2", "2026-Q3"}),
    ("but those presented", "2026-11-23T12:00", ["nexus/2026-03-14"], ("2026-Q1", "2026-Q3"), {"2026-Q2"}),
    (
        "from the first assessment, not the latest",
        "2026-11-23T12:00",
        ["nexus/2025-12-31", "nexus/2026-08-14"],
        (),
        {"2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"},
    ),
    ("no assessment, no report", "2026-11-23T12:00", [], (), set()),
]


@pytest.mark.parametrize(
    ("now", "assessments", "presented", "quarters"), [pytest.param(*row[1:], id=row[0]) for row in REPORTS]
)
def test_quarterly_reports(now: str, assessments: list[str], presented: tuple[str, ...], quarters: set[str]) -> None:
    """P6.1."""
    found = world(NEXUS, *map(assessment, assessments), now=now, reports=presented).items("report")
    assert set(found) == {f"report:{quarter}" for quarter in quarters}


@pytest.mark.parametrize(
    ("quarter", "due"),
    [
        ("2025-Q4", date(2026, 1, 31)),
        ("2026-Q1", date(2026, 4, 30)),
        ("2026-Q2", date(2026, 7, 30)),
        ("2026-Q3", date(2026, 10, 30)),
    ],
)
def test_a_report_is_due_a_month_after_the_quarter(quarter: str, due: date) -> None:
    assert world(NEXUS, assessment("nexus/2025-12-01")).items()[f"report:{quarter}"].due == due


VALID_ASSESSMENT = decision("nexus/2026-03-14", assessment_digest("nexus/2026-03-14"), "high")
REJECTED = decision("nexus/2026-03-14", assessment_digest("nexus/2026-03-14"), "high", "rejected")
STALE = decision("nexus/2026-03-14", sha256(b"as it was"), "high")


@pytest.mark.parametrize(
    ("decisions", "reason"),
    [
        pytest.param([], "due.approval.missing", id="missing"),
        pytest.param([(VALID_ASSESSMENT, "director", "2026-03-20T10:00")], None, id="valid"),
        pytest.param([(STALE, "director", "2026-03-20T10:00")], "due.approval.stale", id="stale"),
        pytest.param([(REJECTED, "director", "2026-03-20T10:00")], "due.approval.rejected", id="rejected"),
        pytest.param([(VALID_ASSESSMENT, "isu", "2026-03-20T10:00")], "due.approval.invalid", id="invalid"),
        pytest.param(
            [(VALID_ASSESSMENT, "director", "2026-12-20T10:00")], "due.approval.missing", id="dated in the future"
        ),
    ],
)
def test_an_approval_is_due_while_it_is_not_valid(
    decisions: list[tuple[dict[str, Any], str, str]], reason: str | None
) -> None:
    made = [approval("2026-03-20-it", ruling, role=role, at=at) for ruling, role, at in decisions]
    item = world(*BASE, HIGH, *made).items().get("approval:nexus/2026-03-14")
    assert (item.reason if item else None) == reason


def test_only_the_latest_assessment_waits_for_approval() -> None:
    found = world(*BASE, HIGH, assessment("nexus/2026-08-01")).items("approval")
    assert set(found) == {"approval:nexus/2026-08-01", "approval:procedure"}


def test_an_organisation_never_decided_on_is_the_root_of_trust() -> None:
    assert "approval:organisation" not in world().items()


def organisation_world(decided: Organisation, now_held: Organisation) -> World:
    ruling = decision("organisation", digest.of_organisation(decided), None)
    made = approval("2026-01-10-org", ruling, role="it-management", at="2026-01-10T10:00")
    return world(made, organisation_=now_held)


def test_the_organisation_is_due_once_roles_change() -> None:
    roles = [holds("it-management", "ivan"), holds("director", "dorte")]
    before, after = organisation(*roles), organisation(*roles, holds("isu", "ida"))
    assert "approval:organisation" not in organisation_world(before, before).items()
    item = organisation_world(before, after).items()["approval:organisation"]
    assert (item.due, item.reason) == (TODAY, "due.approval.stale")


def test_an_adopted_procedure_is_not_due() -> None:
    ruling = decision("procedure", sha256(PROCEDURE_BYTES), None)
    made = approval("2026-01-15-it", ruling, role="executive-board", at="2026-01-15T10:00")
    assert "approval:procedure" not in world(made).items()


def item_due(due: Due, target: Due | None = None, **fields: Any) -> DueItem:
    base: dict[str, Any] = {"id": "x", "kind": "plan", "subject": "x", "system": None, "level": None}
    return DueItem(**{**base, **fields}, due=due, responsible=(), clause="", reason="", target=target)


@pytest.mark.parametrize(
    ("due", "within", "status", "days"),
    [
        pytest.param(date(2026, 11, 22), "P30D", "overdue", 1, id="yesterday"),
        pytest.param(date(2026, 11, 23), "P30D", "due", 0, id="today"),
        pytest.param(date(2026, 12, 23), "P30D", "due", -30, id="the last day within, inclusive"),
        pytest.param(date(2026, 12, 24), "P30D", "upcoming", -31, id="the day after"),
        pytest.param(local("2026-11-23T12:00"), "P30D", "overdue", 0, id="this instant"),
        pytest.param(local("2026-11-23T12:00:01"), "P30D", "due", 0, id="the next second"),
        pytest.param(local("2026-12-23T23:59:59"), "P30D", "due", -30, id="a moment on the last day within"),
        pytest.param(local("2026-12-24T00:00"), "P30D", "upcoming", -31, id="a moment the day after"),
        pytest.param(date(2026, 11, 30), "P1W", "due", -7, id="a week"),
        pytest.param(date(2026, 12, 24), "P1M", "upcoming", -31, id="a month is a calendar month"),
        pytest.param(date(2026, 12, 23), "P1M", "due", -30, id="a month, inclusive"),
        pytest.param(date(2025, 11, 23), "P30D", "overdue", 365, id="a year ago"),
    ],
)
def test_status_and_days(due: Due, within: str, status: str, days: int) -> None:
    shown = timed(item_due(due), world().clock, parse_duration(within))
    assert (shown.status, shown.days, shown.past_target) == (status, days, False)


def test_days_are_local_dates_not_24_hours() -> None:
    """An hour and a half ago, but on another date."""
    seen = world(now="2026-11-23T00:30")
    assert timed(item_due(local("2026-11-22T23:00")), seen.clock, parse_duration("P30D")).days == 1


def test_a_target_reached_makes_it_due_though_far_off() -> None:
    late = item_due(date(2027, 11, 23), target=local("2026-11-23T12:00"))
    early = item_due(date(2027, 11, 23), target=local("2026-11-23T12:00:01"))
    month = parse_duration("P30D")
    assert (timed(late, world().clock, month).status, timed(late, world().clock, month).past_target) == ("due", True)
    assert (timed(early, world().clock, month).status, timed(early, world().clock, month).past_target) == (
        "upcoming",
        False,
    )


def test_order_is_status_level_deadline_id() -> None:
    days = {
        "overdue": (date(2026, 11, 1), date(2026, 11, 2)),
        "due": (date(2026, 12, 1),),
        "upcoming": (date(2027, 6, 1),),
    }
    expected = [
        item_due(due, id=f"{status}-{level}-{due}-{letter}", level=level)
        for status in ("overdue", "due", "upcoming")
        for level in ("critical", "high", "medium", "low", None)
        for due in days[status]
        for letter in "ab"
    ]
    listed = due_list(world().engine, parse_duration("P30D"), DueFilter(everything=True), reversed(expected))
    assert [each.item.id for each in listed.shown] == [each.id for each in expected]


def test_a_moment_comes_before_the_date_it_falls_on() -> None:
    """A date runs out at the end of its day."""
    mixed = [
        item_due(date(2026, 11, 20), id="a"),
        item_due(local("2026-11-20T23:59"), id="b"),
        item_due(local("2026-11-21T00:01"), id="c"),
    ]
    listed = due_list(world().engine, parse_duration("P30D"), DueFilter(), mixed)
    assert [each.item.id for each in listed.shown] == ["b", "a", "c"]


def test_upcoming_is_hidden_unless_everything_is_wanted() -> None:
    items = [item_due(date(2026, 12, 1), id="near"), item_due(date(2027, 12, 1), id="far")]
    engine, month = world().engine, parse_duration("P30D")
    nearby = due_list(engine, month, DueFilter(), items)
    assert ([each.item.id for each in nearby.shown], nearby.upcoming_hidden) == (["near"], 1)
    assert len(due_list(engine, month, DueFilter(everything=True), items).shown) == 2


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (DueFilter(kind="plan"), {"plan:nexus#fire", "plan:school#fire"}),
        (DueFilter(owner="dan"), {"assessment:nexus", "process:home-care"}),
        (DueFilter(kind="plan", unit="health"), {"plan:nexus#fire"}),
        (DueFilter(kind="plan", unit="schools"), {"plan:school#fire"}),
        (DueFilter(kind="plan", level="critical"), {"plan:nexus#fire"}),
    ],
    ids=["kind", "owner", "a unit and those below it", "another unit", "level"],
)
def test_filters(wanted: DueFilter, ids: set[str]) -> None:
    seen = world(
        *BASE,
        CRITICAL,
        system("school", unit="schools"),
        assessment("school/2026-03-14", risks={"fire": risk("low")}),
    )
    everything = DueFilter(wanted.kind, wanted.level, wanted.owner, wanted.unit, everything=True)
    listed = due_list(seen.engine, parse_duration("P30D"), everything, due_items(seen.engine))
    assert {each.item.id for each in listed.shown} == ids
    assert listed.filtered_out == len(seen.items()) - len(ids)


ROLE_LINES: list[tuple[str, list[dict[str, Any]], list[str | None]]] = [
    ("for the unit", [holds("director", "dorte", "home"), holds("director", "mona")], ["dorte"]),
    ("else its nearest parent", [holds("director", "dorte", "care"), holds("director", "mona", "health")], ["dorte"]),
    ("else without a unit", [holds("director", "dorte", "schools"), holds("director", "mona")], ["mona"]),
    ("all of them", [holds("director", "dorte", "home"), holds("director", "mona", "home")], ["dorte", "mona"]),
    ("until is inclusive", [holds("director", "dorte", until="2026-11-23")], ["dorte"]),
    ("not the day after", [holds("director", "dorte", until="2026-11-22")], [None]),
    ("from is inclusive", [holds("director", "dorte", since="2026-11-23")], ["dorte"]),
    ("not the day before", [holds("director", "dorte", since="2026-11-24")], [None]),
    ("a deputy may act, but it waits for the holder", [holds("director", "dorte", deputy="mona")], ["dorte"]),
    (
        "one who left gives way to the parent's",
        [holds("director", "dorte", "home", until="2026-01-01"), holds("director", "mona", "care")],
        ["mona"],
    ),
]


@pytest.mark.parametrize(("lines", "people"), [pytest.param(*row[1:], id=row[0]) for row in ROLE_LINES])
def test_who_holds_a_role(lines: list[dict[str, Any]], people: list[str | None]) -> None:
    """P2.6, P3.3."""
    seen = world(system("nexus", "high", unit="home"), HIGH, organisation_=organisation(*lines))
    item = seen.items()["approval:nexus/2026-03-14"]
    assert [(who.role, who.person) for who in item.responsible] == [("director", person) for person in people]


def test_roles_that_come_from_the_system() -> None:
    """IT operations and the system owner stand on the system; service owners own what it is essential to."""
    seen = world(
        process("p", owner="dan"),
        process("q", owner="bo"),
        process("r", owner="vera"),
        system("nexus", "high", supports="p:essential q:essential r:important"),
        system("net", "low", operations=None),
    )
    found = seen.items()
    assert [who.person for who in found["assessment:nexus"].responsible] == ["finn", "dan", "bo", "anne"]
    assert [(who.role, who.person) for who in found["assessment:net"].responsible] == [
        ("system-owner", "anne"),
        ("it-operations", None),
    ]


def test_the_reporting_roles_are_data() -> None:
    changed = procedure({"reporting.prepared_by": "isu", "reporting.maintained_by": "it-management"})
    found = world(*BASE, HIGH, procedure_=changed).items()
    assert found["report:2026-Q3"].responsible[0].person == "ida"
    assert found["procedure"].responsible[0].person == "ivan"
