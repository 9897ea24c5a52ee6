"""P3.8, P3.9 and the decisions of section 3: which event opens a revision of which system, and when it is due."""

from datetime import date, datetime

import pytest

from riskctl.core.fields import LEVELS, Entity
from riskctl.core.schedule import counts
from tests.builders import (
    World,
    assessment,
    event,
    local,
    procedure,
    process,
    risk,
    supplier,
    system,
    threat,
    world,
)

ALL = ("low", "medium", "high", "critical")
FROM_MEDIUM = ("medium", "high", "critical")
FROM_HIGH = ("high", "critical")

COUNTING: list[tuple[str, str | None, str, tuple[str, ...]]] = [
    ("incident", "data-breach", "minor", ALL),
    ("incident", "data-breach", "major", ALL),
    ("incident", "outage", "minor", ALL),
    ("incident", "outage", "major", ALL),
    ("incident", "cyber-attack", "minor", ALL),
    ("incident", "cyber-attack", "major", ALL),
    ("incident", "other", "minor", FROM_HIGH),
    ("incident", "other", "major", ALL),
    ("change-system", None, "minor", FROM_MEDIUM),
    ("change-system", None, "major", ALL),
    ("change-supplier", None, "minor", FROM_MEDIUM),
    ("change-supplier", None, "major", ALL),
    ("threat-landscape", None, "minor", FROM_MEDIUM),
    ("threat-landscape", None, "major", ALL),
    ("procurement", None, "minor", FROM_MEDIUM),
    ("procurement", None, "major", ALL),
    ("change-organisation", None, "minor", ()),
    ("change-organisation", None, "major", ALL),
    ("legislation", None, "minor", ()),
    ("legislation", None, "major", ALL),
]


def revised(*entities: Entity, now: str = "2026-11-23T12:00") -> set[str]:
    """The systems with an open revision."""
    return {item.subject for item in world(*entities, now=now).items("revision").values()}


@pytest.mark.parametrize(
    ("kind", "category", "magnitude", "classes"),
    [pytest.param(*row, id=" ".join(filter(None, row[:3]))) for row in COUNTING],
)
def test_which_event_counts_for_which_class(
    kind: str, category: str | None, magnitude: str, classes: tuple[str, ...]
) -> None:
    happened = event("2026-03-01-it", kind, magnitude, category=category, systems=list(ALL))
    assert revised(*(system(class_, class_) for class_ in ALL), happened) == set(classes)
    assert {class_ for class_ in LEVELS if counts(happened, class_)} == set(classes)


AT = local("2026-01-31T23:30")


@pytest.mark.parametrize(
    ("kind", "class_", "effective_on", "due", "clause"),
    [
        pytest.param("incident", "low", None, AT, "P3.9", id="an incident at once"),
        pytest.param("incident", "high", None, AT, "P3.9", id="an incident at once, high"),
        pytest.param("incident", "critical", None, AT, "P3.9", id="an incident at once, critical"),
        pytest.param("change-system", "critical", None, AT, "P3.8", id="anything at once for critical"),
        pytest.param("change-system", "critical", "2026-06-01", AT, "P3.8", id="also a planned change"),
        pytest.param("legislation", "critical", None, AT, "P3.8", id="also legislation"),
        pytest.param("change-system", "low", None, date(2026, 2, 28), "P3.8", id="31 January + 1 month"),
        pytest.param("change-supplier", "medium", None, date(2026, 2, 28), "P3.8", id="supplier, medium"),
        pytest.param("threat-landscape", "high", None, date(2026, 2, 28), "P3.8", id="threats, high"),
        pytest.param("procurement", "high", None, date(2026, 2, 28), "P3.8", id="procurement"),
        pytest.param("change-organisation", "low", None, date(2026, 2, 28), "P3.8", id="organisation"),
        pytest.param("change-system", "high", "2026-02-10", date(2026, 2, 10), "P3.8", id="effective before that"),
        pytest.param("change-system", "high", "2026-04-10", date(2026, 2, 28), "P3.8", id="effective after that"),
        pytest.param("change-system", "high", "2026-01-31", date(2026, 1, 31), "P3.8", id="effective the same day"),
    ],
)
def test_when_a_major_event_is_due(
    kind: str, class_: str, effective_on: str | None, due: date | datetime, clause: str
) -> None:
    happened = event("2026-01-31-it", kind, at="2026-01-31T23:30", systems=["nexus"], effective_on=effective_on)
    item = world(system("nexus", class_), happened).items()["revision:nexus:2026-01-31-it"]
    assert (item.due, type(item.due) is date, item.clause) == (due, type(due) is date, clause)
    assert item.level == class_


@pytest.mark.parametrize("class_", ["medium", "high", "critical"])
def test_a_minor_change_stands_under_the_row_of_the_class(class_: str) -> None:
    happened = event("2026-03-01-it", "change-system", "minor", systems=["nexus"])
    item = world(system("nexus", class_), happened).items()["revision:nexus:2026-03-01-it"]
    assert item.clause == f"P3.7-{class_}"


def test_a_minor_incident_stands_under_p3_9() -> None:
    happened = event("2026-03-01-it", "incident", "minor", category="other", systems=["nexus"])
    item = world(system("nexus", "high"), happened).items()["revision:nexus:2026-03-01-it"]
    assert (item.clause, item.due) == ("P3.9", local("2026-03-01T08:15"))


def test_the_response_counts_from_the_local_date() -> None:
    """22:30 in Greenwich on 31 July is 1 August in Copenhagen."""
    happened = event("2026-08-01-it", "change-system", at="2026-07-31T22:30:00+00:00", systems=["nexus"])
    item = world(system("nexus", "high"), happened).items()["revision:nexus:2026-08-01-it"]
    assert item.due == date(2026, 9, 1)


def test_a_response_in_hours_is_counted_in_real_hours_and_still_ends_on_effective_on() -> None:
    hours = procedure({"event_response": "PT72H"})
    early = event("2026-03-27-a", "change-system", at="2026-03-27T12:00", systems=["nexus"], effective_on="2026-03-28")
    late = event("2026-03-27-b", "change-system", at="2026-03-27T12:00", systems=["nexus"], effective_on="2026-05-01")
    items = world(system("nexus", "high"), early, late, procedure_=hours).items("revision")
    assert items["revision:nexus:2026-03-27-a"].due == date(2026, 3, 28)
    assert items["revision:nexus:2026-03-27-b"].due == local("2026-03-30T13:00")


def test_the_class_row_says_who_revises() -> None:
    item = world(system("nexus", "medium"), event("2026-03-01-it", systems=["nexus"])).items()[
        "revision:nexus:2026-03-01-it"
    ]
    assert [(who.role, who.person) for who in item.responsible] == [("security-coordinator", "sara")]


REACHES: list[tuple[str, list[Entity], set[str]]] = [
    ("systems named", [system("a"), system("b"), system("c"), event("2026-03-01-it", systems=["a", "b"])], {"a", "b"}),
    (
        "those of a supplier",
        [supplier("kmd"), system("a", supplier="kmd"), system("b"), event("2026-03-01-it", suppliers=["kmd"])],
        {"a"},
    ),
    (
        "those of a unit",
        [system("a", unit="care"), system("b", unit="schools"), event("2026-03-01-it", units=["care"])],
        {"a"},
    ),
    (
        "those of the units below it too: home lies under care, care under health",
        [system("a", unit="home"), system("b", unit="schools"), event("2026-03-01-it", units=["health"])],
        {"a"},
    ),
    (
        "those of a process, at any importance",
        [
            process("p"),
            process("q"),
            system("a", supports="p:essential"),
            system("b", supports="p:important"),
            system("c", supports="p:supporting"),
            system("d", supports="q:essential"),
            event("2026-03-01-it", processes=["p"]),
        ],
        {"a", "b", "c"},
    ),
    (
        "those whose latest assessment has the threat",
        [
            threat("fire"),
            system("a"),
            system("b"),
            system("c"),
            assessment("a/2026-01-10", risks={"fire": risk()}),
            assessment("b/2025-01-10", risks={"fire": risk()}),
            assessment("b/2026-01-10", risks={"flood": risk()}),
            event("2026-03-01-it", threats=["fire"]),
        ],
        {"a"},
    ),
    (
        "a threat that stands under another key",
        [
            threat("fire"),
            system("a"),
            assessment("a/2026-01-10", risks={"fire-in-basement": risk(threat="fire")}),
            event("2026-03-01-it", threats=["fire"]),
        ],
        {"a"},
    ),
    (
        "the latest as of the clock, also when it came after the event",
        [
            threat("fire"),
            system("a"),
            assessment("a/2026-05-10", risks={"fire": risk()}),
            event("2026-03-01-it", threats=["fire"]),
        ],
        {"a"},
    ),
    (
        "what depends on those as essential, all the way",
        [
            system("net"),
            system("login", depends_on="net:essential"),
            system("nexus", depends_on="login:essential"),
            system("portal", depends_on="nexus:important"),
            system("chat", depends_on="net:supporting"),
            event("2026-03-01-it", systems=["net"]),
        ],
        {"net", "login", "nexus"},
    ),
    (
        "never what they themselves depend on",
        [system("net"), system("login", depends_on="net:essential"), event("2026-03-01-it", systems=["login"])],
        {"login"},
    ),
    (
        "a circle",
        [
            system("a", depends_on="b:essential"),
            system("b", depends_on="c:essential"),
            system("c", depends_on="a:essential"),
            event("2026-03-01-it", systems=["a"]),
        ],
        {"a", "b", "c"},
    ),
    (
        "dependents of a supplier's systems too",
        [
            supplier("kmd"),
            system("net", supplier="kmd"),
            system("nexus", depends_on="net:essential"),
            event("2026-03-01-it", suppliers=["kmd"]),
        ],
        {"net", "nexus"},
    ),
    (
        "retired systems never, nor through them",
        [
            system("net", status="retired"),
            system("nexus", depends_on="net:essential"),
            event("2026-03-01-it", systems=["net"]),
        ],
        set(),
    ),
    (
        "systems registered after the event never, nor through them",
        [
            system("net"),
            system("login", depends_on="net:essential", registered="2026-03-02"),
            system("nexus", depends_on="login:essential"),
            event("2026-03-01-it", systems=["net"]),
        ],
        {"net"},
    ),
    (
        "registered on the day of the event",
        [system("net", registered="2026-03-01"), event("2026-03-01-it", systems=["net"])],
        {"net"},
    ),
    (
        "a planned system",
        [system("net", status="planned", go_live="2027-01-01"), event("2026-03-01-it", systems=["net"])],
        {"net"},
    ),
    (
        "an event that occurs after the clock",
        [system("a"), event("2026-12-01-it", at="2026-12-01T08:00", systems=["a"])],
        set(),
    ),
]


@pytest.mark.parametrize(("entities", "reached"), [pytest.param(*row[1:], id=row[0]) for row in REACHES])
def test_reach(entities: list[Entity], reached: set[str]) -> None:
    assert revised(*entities) == reached


def test_each_system_reached_follows_its_own_class() -> None:
    """The login is low: a minor change does not count for it, yet reaches the critical system behind it."""
    seen = world(
        system("login", "low"),
        system("nexus", "critical", depends_on="login:essential"),
        event("2026-03-01-it", "change-system", "minor", systems=["login"]),
    )
    assert set(seen.items("revision")) == {"revision:nexus:2026-03-01-it"}


def nexus_with(*assessments: Entity) -> World:
    """A system hit by an incident at 08:15 on 1 March, with these assessments."""
    return world(system("nexus", "high"), system("other"), event("2026-03-01-it", systems=["nexus"]), *assessments)


@pytest.mark.parametrize(
    ("assessments", "answered"),
    [
        pytest.param([], False, id="nothing"),
        pytest.param([assessment("nexus/2026-03-14", triggers=["2026-03-01-it"])], True, id="one that lists it"),
        pytest.param(
            [assessment("nexus/2026-03-14", triggers=["planned", "2026-03-01-it"])], True, id="one that lists it too"
        ),
        pytest.param([assessment("nexus/2026-03-14")], False, id="a later one that does not list it"),
        pytest.param(
            [assessment("nexus/2026-03-14", triggers=["2026-03-01-other"])], False, id="one that lists another"
        ),
        pytest.param(
            [assessment("nexus/2026-03-01", "2026-03-01T08:15", triggers=["2026-03-01-it"])], True, id="at the moment"
        ),
        pytest.param(
            [assessment("nexus/2026-03-01", "2026-03-01T08:14:59", triggers=["2026-03-01-it"])], False, id="just before"
        ),
        pytest.param([assessment("other/2026-03-14", triggers=["2026-03-01-it"])], False, id="of another system"),
        pytest.param(
            [assessment("nexus/2026-03-14", triggers=["2026-03-01-it"]), assessment("nexus/2026-08-01")],
            True,
            id="not the latest any more",
        ),
        pytest.param(
            [assessment("nexus/2026-12-14", triggers=["2026-03-01-it"])], False, id="one completed after the clock"
        ),
    ],
)
def test_answered_only_by_an_assessment_that_lists_it(assessments: list[Entity], answered: bool) -> None:
    assert ("revision:nexus:2026-03-01-it" not in nexus_with(*assessments).items()) is answered


def test_answered_for_one_system_is_open_for_another() -> None:
    seen = world(
        system("a"),
        system("b"),
        event("2026-03-01-it", systems=["a", "b"]),
        assessment("a/2026-03-14", triggers=["2026-03-01-it"]),
    )
    assert set(seen.items("revision")) == {"revision:b:2026-03-01-it"}


def test_each_event_opens_its_own_revision() -> None:
    seen = world(
        system("a"), event("2026-03-01-it", systems=["a"]), event("2026-03-02-it", at="2026-03-02T08:15", systems=["a"])
    )
    assert set(seen.items("revision")) == {"revision:a:2026-03-01-it", "revision:a:2026-03-02-it"}


def test_a_revision_says_how_the_event_reached_the_system() -> None:
    seen = world(
        system("net"),
        system("login", depends_on="net:essential"),
        system("nexus", depends_on="login:essential"),
        event("2026-03-01-it", systems=["net"]),
    )
    items = seen.items("revision")
    direct, through = items["revision:net:2026-03-01-it"], items["revision:nexus:2026-03-01-it"]
    assert (direct.reason, through.reason) == ("due.revision.direct", "due.revision.through")
    assert through.values["path"] == ("Net", "Login"), "by name, up to but not with the system itself"
