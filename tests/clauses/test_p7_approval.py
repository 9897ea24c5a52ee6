"""P7.1, P3.7, P4.3: when a decision counts. Digests are computed here from values written by hand."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import rfc8785

from riskctl.core import digest
from riskctl.core.approval import Verdict
from riskctl.core.assessments import Action, Assessment, Risk
from riskctl.core.decisions import Organisation
from riskctl.core.fields import Entity
from riskctl.core.procedure import Procedure
from riskctl.store.schema import validate
from riskctl.store.yaml_events import parse
from tests.builders import (
    PROCEDURE_BYTES,
    accepted,
    action,
    approval,
    assessment,
    build,
    decision,
    effect,
    event,
    holds,
    organisation,
    procedure,
    risk,
    system,
    world,
)

NEXUS = "nexus/2026-03-14"


def canonical(values: Mapping[str, Any]) -> str:
    """The digest of values by RFC 8785."""
    return "sha256:" + hashlib.sha256(rfc8785.dumps(dict(values))).hexdigest()


def of_bytes(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


FILE = b'procedure: "2026.1"\n'
RIGHT = of_bytes(FILE)


def judged(
    *entities: Entity,
    subject: str = NEXUS,
    now: str = "2026-11-23T12:00",
    org: Organisation | None = None,
    procedure_: Procedure | None = None,
    signed: tuple[str, ...] = (),
    class_: str = "high",
) -> Verdict:
    """The state of the newest decision on a subject, about nexus in the unit home, assessed by anne and bo."""
    seen = world(
        system("nexus", class_, unit="home"),
        assessment(NEXUS, "2026-03-14T14:30", {"fire": risk("high")}, performed_by=["anne", "bo"]),
        *entities,
        now=now,
        organisation_=org,
        procedure_=procedure_,
        digests={f"assessments/{NEXUS}.yaml": RIGHT.removeprefix("sha256:")},
        signed=signed,
    )
    return seen.approvals.of(subject)


def statement(**fields: Any) -> Entity:
    """A valid decision on the assessment by the director dorte, but for the fields given."""
    ruling = decision(NEXUS, fields.pop("digest", RIGHT), fields.pop("level", "high"), fields.pop("ruling", "approved"))
    base = {"role": "director", "by": "dorte", "at": "2026-03-20T10:00"}
    return approval(fields.pop("id_", "2026-03-20-it"), ruling, **{**base, **fields})


SIGNED = {"kind": "signed", "evidence": None, "witness": None}

CONDITIONS: list[tuple[str, dict[str, Any], tuple[str, str | None]]] = [
    ("valid", {}, ("valid", None)),
    ("rejected", {"ruling": "rejected"}, ("rejected", None)),
    ("digest: of other bytes", {"digest": of_bytes(FILE + b" ")}, ("stale", "digest")),
    ("role: not asked for by the class", {"role": "executive-board", "by": "erik"}, ("invalid", "role")),
    ("role: asked for by another class", {"role": "head-of-department", "by": "hanne"}, ("invalid", "role")),
    ("holder: someone else's role", {"by": "mona"}, ("invalid", "holder")),
    ("before: one second", {"at": "2026-03-14T14:29:59"}, ("invalid", "before")),
    ("before: the same moment is not", {"at": "2026-03-14T14:30"}, ("valid", None)),
    ("before: written with another offset", {"at": "2026-03-14T13:29:59+00:00"}, ("invalid", "before")),
    ("future", {"at": "2026-11-23T12:00:01"}, ("missing", None)),
    ("future: now is not", {"at": "2026-11-23T12:00"}, ("valid", None)),
    ("level: too low", {"level": "medium"}, ("invalid", "level")),
    ("level: too high", {"level": "critical"}, ("invalid", "level")),
    ("register: another", {"register": "11111111-0000-4000-8000-000000000000"}, ("invalid", "register")),
    ("witness: none", {"witness": None}, ("invalid", "witness")),
    ("witness: the one who decided", {"witness": "dorte"}, ("invalid", "witness")),
    ("witness: one who performed it", {"witness": "bo"}, ("invalid", "witness")),
    ("signature: not verified", SIGNED, ("invalid", "signature")),
]


@pytest.mark.parametrize(("fields", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CONDITIONS])
def test_each_condition_of_validity(fields: dict[str, Any], expected: tuple[str, str | None]) -> None:
    verdict = judged(statement(**fields))
    assert (verdict.state, verdict.fault) == expected


def test_none_made_is_missing() -> None:
    assert judged().state == "missing"


def test_a_verified_signature_needs_no_witness() -> None:
    assert judged(statement(**SIGNED), signed=("2026-03-20-it",)).state == "valid"


HOLDINGS: list[tuple[str, dict[str, Any], str, str]] = [
    ("the unit itself", {"unit": "home"}, "2026-03-20T10:00", "valid"),
    ("its parent", {"unit": "care"}, "2026-03-20T10:00", "valid"),
    ("its parent's parent", {"unit": "health"}, "2026-03-20T10:00", "valid"),
    ("no unit", {}, "2026-03-20T10:00", "valid"),
    ("another unit", {"unit": "schools"}, "2026-03-20T10:00", "invalid"),
    ("from that day", {"since": "2026-03-20"}, "2026-03-20T10:00", "valid"),
    ("from the day after", {"since": "2026-03-21"}, "2026-03-20T10:00", "invalid"),
    ("until that day", {"until": "2026-03-20"}, "2026-03-20T10:00", "valid"),
    ("until that day, its last minute", {"until": "2026-03-20"}, "2026-03-20T23:59:59", "valid"),
    ("until the day before", {"until": "2026-03-19"}, "2026-03-20T10:00", "invalid"),
    ("until that day, but here it is the next", {"until": "2026-03-20"}, "2026-03-20T23:00:00+00:00", "invalid"),
    ("from the next day, and here it is that", {"since": "2026-03-21"}, "2026-03-20T23:00:00+00:00", "valid"),
    ("left since", {"until": "2026-04-30"}, "2026-03-20T10:00", "valid"),
]


@pytest.mark.parametrize(("held", "at", "state"), [pytest.param(*row[1:], id=row[0]) for row in HOLDINGS])
@pytest.mark.parametrize("deputy", [False, True], ids=["holder", "deputy"])
def test_the_role_was_held_on_the_day(held: dict[str, Any], at: str, state: str, *, deputy: bool) -> None:
    line = holds("director", "mona", deputy="dorte", **held) if deputy else holds("director", "dorte", **held)
    verdict = judged(statement(at=at), org=organisation(line))
    assert (verdict.state, verdict.fault) == (state, None if state == "valid" else "holder")


def test_a_unit_below_does_not_do() -> None:
    seen = world(
        system("nexus", "high", unit="care"),
        assessment(NEXUS),
        approval(
            "2026-03-20-it",
            decision(NEXUS, of_bytes(NEXUS.encode()), "high"),
            role="director",
            by="dorte",
            at="2026-03-20T10:00",
        ),
        organisation_=organisation(holds("director", "dorte", "home")),
    )
    assert seen.approvals.of(NEXUS).fault == "holder"


@pytest.mark.parametrize("person", ["anne", "bo"])
def test_four_eyes(person: str) -> None:
    verdict = judged(statement(by=person), org=organisation(holds("director", person)))
    assert (verdict.state, verdict.fault) == ("invalid", "four-eyes")


@pytest.mark.parametrize(
    ("class_", "role", "by", "state"),
    [
        ("medium", "head-of-service", "finn", "valid"),
        ("medium", "head-of-department", "hanne", "valid"),
        ("medium", "director", "dorte", "invalid"),
        ("high", "director", "dorte", "valid"),
        ("high", "head-of-service", "finn", "invalid"),
        ("critical", "executive-board", "erik", "valid"),
        ("critical", "director", "dorte", "invalid"),
        ("low", "director", "dorte", "invalid"),
    ],
)
def test_the_class_decides_which_role(class_: str, role: str, by: str, state: str) -> None:
    assert judged(statement(role=role, by=by, level=class_), class_=class_).state == state


def test_the_class_at_completion_goes_before_the_systems() -> None:
    seen = world(
        system("nexus", "high"),
        assessment(NEXUS, criticality="critical"),
        approval(
            "2026-03-20-it",
            decision(NEXUS, of_bytes(NEXUS.encode()), "critical"),
            role="executive-board",
            at="2026-03-20T10:00",
        ),
    )
    assert seen.approvals.of(NEXUS).state == "valid"


@pytest.mark.parametrize(
    ("class_", "kinds", "fields", "fault"),
    [
        ("high", {"high": ["signed"]}, {}, "kind"),
        ("high", {"high": ["minuted"]}, SIGNED, "kind"),
        ("high", {"critical": ["signed"]}, {}, None),
        ("high", {"high": ["signed"]}, SIGNED, None),
    ],
    ids=["minuted where signed is asked", "signed where minuted is asked", "asked at another level", "signed"],
)
def test_which_kinds_suffice(
    class_: str, kinds: dict[str, list[str]], fields: dict[str, Any], fault: str | None
) -> None:
    changed = procedure({f"approval_kinds.{level}": value for level, value in kinds.items()})
    assert judged(statement(**fields), procedure_=changed, signed=("2026-03-20-it",), class_=class_).fault == fault


@pytest.mark.parametrize(
    ("class_", "role", "fault"),
    [
        ("medium", "head-of-department", None),
        ("high", "director", "witness"),
        ("critical", "executive-board", "witness"),
    ],
)
def test_minutes_need_a_witness_from_high_up(class_: str, role: str, fault: str | None) -> None:
    made = statement(role=role, by=None, level=class_, witness=None)
    assert judged(made, class_=class_).fault == fault


OLD, NEW = "2026-03-20T10:00", "2026-03-21T10:00"


@pytest.mark.parametrize(
    ("older", "newer", "state"),
    [
        pytest.param({}, {"ruling": "rejected"}, "rejected", id="rejected after approved"),
        pytest.param({"ruling": "rejected"}, {}, "valid", id="approved after rejected"),
        pytest.param({}, {"digest": of_bytes(b"other")}, "stale", id="stale after approved"),
        pytest.param({"digest": of_bytes(b"other")}, {}, "valid", id="approved again after a change"),
        pytest.param({"level": "low"}, {}, "valid", id="an invalid one is history"),
        pytest.param({}, {"role": "isu", "by": "ida"}, "invalid", id="an invalid one is the newest"),
    ],
)
def test_the_newest_decision_counts(older: dict[str, Any], newer: dict[str, Any], state: str) -> None:
    first = statement(id_="2026-03-20-b", at=OLD, **older)
    second = statement(id_="2026-03-20-a", at=NEW, **newer)
    assert judged(first, second).state == judged(second, first).state == state


def test_a_rejection_of_something_else_changes_nothing() -> None:
    other = approval("2026-03-21-it", decision("nexus/2025-03-14", RIGHT, "high", "rejected"), role="director", at=NEW)
    assert judged(statement(), other).state == "valid"


def test_a_bad_decision_spoils_only_itself_and_a_bad_header_all() -> None:
    good, bad = decision(NEXUS, RIGHT, "high"), decision("nexus/1999-01-01", RIGHT, "high")
    meeting = approval("2026-03-20-it", bad, good, role="director", at=OLD)
    assert judged(meeting).state == "valid"
    assert judged(meeting, subject="nexus/1999-01-01").fault == "subject"
    elsewhere = approval(
        "2026-03-20-it", good, role="director", at=OLD, register="11111111-0000-4000-8000-000000000000"
    )
    assert judged(elsewhere).fault == "register"


@pytest.mark.parametrize(
    "subject",
    [
        "nexus/1999-01-01",
        "gone/2026-03-14",
        "acceptance:nexus/1999-01-01#fire",
        "acceptance:gone/2026-03-14#fire",
        "acceptance:nexus/2026-03-14#flood",
        "action:gone",
    ],
)
def test_a_decision_on_what_is_not_there(subject: str) -> None:
    """The system `gone` has an assessment, but no file of its own."""
    orphan = assessment("gone/2026-03-14", risks={"fire": accepted("medium")})
    made = approval("2026-03-20-it", decision(subject, RIGHT, "high"), role="director", at=OLD)
    verdict = judged(orphan, made, subject=subject)
    assert (verdict.state, verdict.fault) == ("invalid", "subject")


def test_a_superseded_procedure_may_be_named() -> None:
    seen = world(
        system("nexus", "high", unit="home"),
        assessment(NEXUS),
        statement(digest=of_bytes(NEXUS.encode())),
        procedure_=procedure({"version": "2027.1"}),
        procedures={"2026.1": procedure()},
    )
    assert seen.approvals.of(NEXUS).state == "valid"


# Actions -----------------------------------------------------------------------------------------

PLAN: dict[str, Any] = {
    "title": "Uforanderlig backup",
    "risks": ["nexus#fire"],
    "type": "technical",
    "responsible": "carl",
    "planned_at": "2026-03-15T09:00:00+01:00",
    "due": "2026-06-01",
    "raises": {"backup": 4},
    "cost": {"dkk": 40000, "hours": 30},
}
PLAN_TEXT = (
    '{"cost":{"dkk":40000,"hours":30},"due":"2026-06-01","planned_at":"2026-03-15T09:00:00+01:00","raises":{"backup":4},'
    '"responsible":"carl","risks":["nexus#fire"],"title":"Uforanderlig backup","type":"technical"}'
)


def planned(**fields: Any) -> Action:
    return build(Action, "backup", {**PLAN, **fields})


def test_the_digest_of_a_plan_is_over_its_canonical_text() -> None:
    assert digest.of_plan(planned()) == canonical(PLAN) == of_bytes(PLAN_TEXT.encode())


def test_absent_keys_are_left_out_of_a_digest() -> None:
    short = {key: value for key, value in PLAN.items() if key not in ("raises", "cost")}
    assert digest.of_plan(build(Action, "backup", short)) == canonical(short)


def test_moments_and_dates_count_as_written_and_letters_as_utf_8() -> None:
    values = {**PLAN, "title": 'Øget »øvelse« på "Ålen"', "planned_at": "2026-03-15T08:00Z"}
    assert digest.of_plan(build(Action, "backup", values)) == canonical(values)


def test_a_plan_read_from_a_file_has_the_same_digest() -> None:
    """Quoted or not, in flow or block style, in any order."""
    text = """
due: 2026-06-01
title: "Uforanderlig backup"
cost: {hours: 30, dkk: 40000}
risks:
  - 'nexus#fire'
type: technical
planned_at: "2026-03-15T09:00:00+01:00"
responsible: carl
raises: {backup: 4}
started_at: 2026-03-16T08:00:00+01:00
"""
    made, findings = validate(Action, parse(text.encode()).tree, "actions/backup.yaml", "backup")
    assert made is not None, findings
    assert digest.of_plan(made) == canonical(PLAN)


CHANGES: list[tuple[str, Any, bool]] = [
    ("title", "En anden", True),
    ("risks", ["nexus#flood"], True),
    ("type", "procedural", True),
    ("responsible", "dan", True),
    ("planned_at", "2026-03-15T09:00:01+01:00", True),
    ("due", "2026-06-02", True),
    ("raises", {"backup": 3}, True),
    ("cost", {"dkk": 40001, "hours": 30}, True),
    ("started_at", "2026-03-16T08:00:00+01:00", False),
    ("completed_at", "2026-05-16T08:00:00+02:00", False),
    ("effect", effect("low", "2026-06-10T09:00"), False),
    ("progress", [{"at": "2026-04-10T10:00:00+02:00", "by": "carl", "percent": 40, "note": "Bestilt"}], False),
]


@pytest.mark.parametrize(("field", "value", "breaks"), CHANGES, ids=[row[0] for row in CHANGES])
def test_progress_does_not_break_the_seal_and_a_change_of_plan_does(field: str, value: object, *, breaks: bool) -> None:
    decided = approval(
        "2026-03-15-it", decision("action:backup", canonical(PLAN), "high"), role="it-management", at="2026-03-15T10:00"
    )
    flood = assessment("net/2026-03-14", risks={"fire": risk("high")})
    both = assessment(NEXUS, risks={"fire": risk("high"), "flood": risk("high")})
    seen = world(system("nexus"), system("net"), both, flood, planned(**{field: value}), decided)
    assert seen.approvals.of("action:backup").state == ("stale" if breaks else "valid")


def action_verdict(
    decided_level: str = "high",
    role: str = "it-management",
    at: str = "2026-03-15T10:00",
    made: Action | None = None,
    others: tuple[Entity, ...] = (),
    **fields: Any,
) -> Verdict:
    plan = made or planned()
    ruling = decision("action:backup", digest.of_plan(plan), decided_level)
    decided = approval("2026-03-15-it", ruling, role=role, at=at, **fields)
    return judged(plan, decided, *others, subject="action:backup")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, ("valid", None), id="valid"),
        pytest.param({"at": "2026-03-15T09:00"}, ("valid", None), id="the moment it was planned"),
        pytest.param({"at": "2026-03-15T08:59:59"}, ("invalid", "before"), id="before it was planned"),
        pytest.param({"decided_level": "medium"}, ("invalid", "level"), id="another level"),
        pytest.param({"role": "head-of-department"}, ("invalid", "role"), id="a role the level does not ask for"),
        pytest.param({"witness": None}, ("invalid", "witness"), id="no witness"),
        pytest.param({"witness": "carl"}, ("invalid", "witness"), id="the responsible as witness"),
        pytest.param({"made": planned(planned_at=None)}, ("invalid", "before"), id="never planned"),
    ],
)
def test_decisions_on_actions(fields: dict[str, Any], expected: tuple[str, str | None]) -> None:
    verdict = action_verdict(**fields)
    assert (verdict.state, verdict.fault) == expected


@pytest.mark.parametrize(
    ("person", "fault"),
    [("carl", "four-eyes"), ("anne", None), ("ivan", None)],
    ids=["its responsible", "one who performed the assessment", "another"],
)
def test_four_eyes_on_an_action_concerns_its_responsible_only(person: str, fault: str | None) -> None:
    ruling = decision("action:backup", canonical(PLAN), "high")
    decided = approval("2026-03-15-it", ruling, role="it-management", by=person, at="2026-03-15T10:00")
    verdict = judged(planned(), decided, subject="action:backup", org=organisation(holds("it-management", person)))
    assert verdict.fault == fault


@pytest.mark.parametrize(
    ("level_before", "level_after", "decided_on", "at", "fault"),
    [
        pytest.param("medium", "critical", "medium", "2026-03-20T10:00", None, id="as it was when decided"),
        pytest.param("medium", "critical", "critical", "2026-03-20T10:00", "role", id="not as it became"),
        pytest.param("medium", "critical", "critical", "2026-06-02T10:00", None, id="as it had become"),
    ],
)
def test_the_level_of_an_action_is_the_one_at_the_moment(
    level_before: str, level_after: str, decided_on: str, at: str, fault: str | None
) -> None:
    role = "head-of-department" if decided_on == "medium" else "it-management"
    seen = world(
        system("nexus"),
        assessment(NEXUS, risks={"fire": risk(level_before)}),
        assessment("nexus/2026-06-01", risks={"fire": risk(level_after)}),
        planned(),
        approval("2026-03-20-it", decision("action:backup", canonical(PLAN), decided_on), role=role, at=at),
    )
    assert seen.approvals.of("action:backup").fault == fault


def test_the_level_of_an_action_is_the_highest_among_its_risks() -> None:
    both = planned(risks=["nexus#fire", "net#fire"])
    net = [system("net"), assessment("net/2026-03-14", risks={"fire": risk("critical")})]
    for level, fault in (("critical", None), ("high", "level")):
        verdict = action_verdict(level, made=both, others=tuple(net))
        assert verdict.fault == fault


@pytest.mark.parametrize(
    ("unit", "nexus", "school"),
    [("care", "valid", "missing"), ("schools", "missing", "valid"), (None, "valid", "valid")],
)
def test_an_action_over_several_units(unit: str | None, nexus: str, school: str) -> None:
    """The approval counts for the risks whose unit the role covers."""
    both = planned(risks=["nexus#fire", "school#fire"])
    in_care, in_school = system("nexus", unit="home"), system("school", unit="schools")
    ruling = decision("action:backup", digest.of_plan(both), "medium")
    seen = world(
        in_care,
        in_school,
        assessment(NEXUS, risks={"fire": risk("medium")}),
        assessment("school/2026-03-14", risks={"fire": risk("medium")}),
        both,
        approval("2026-03-15-it", ruling, role="head-of-department", by="hanne", at="2026-03-15T10:00"),
        organisation_=organisation(holds("head-of-department", "hanne", unit)),
    )
    counting = [seen.approvals.of_unit("action:backup", each) for each in (in_care, in_school)]
    states = [seen.approvals.judge(decided[-1]).state if decided else "missing" for decided in counting]
    assert states == [nexus, school]
    assert seen.approvals.of("action:backup").state == "valid", "covering some of its risks is no error"


# Acceptances -------------------------------------------------------------------------------------

RISK: dict[str, Any] = {
    "owner": "dan",
    "threat_level": "very-high",
    "resilience": 2,
    "consequence": 4,
    "likelihood": 4,
    "inherent": "critical",
    "level": "critical",
    "treatment": "accept",
    "measures": ["Uforanderlig backup"],
    "residual": {"likelihood": 2, "consequence": 4, "level": "high"},
    "flags": ["complexity"],
    "overrides": {"likelihood": "Ramt to gange i år"},
    "acceptance": {"reason": "Afvikles i april", "until": "2027-04-30"},
}


def test_the_digest_of_an_acceptance_is_over_the_whole_risk() -> None:
    made = assessment(NEXUS, risks={"fire": RISK}).risks["fire"]
    assert digest.of_risk(made) == canonical(RISK)


@pytest.mark.parametrize("field", [key for key in RISK if key not in ("treatment", "residual", "inherent", "level")])
def test_any_change_of_a_risk_breaks_its_seal(field: str) -> None:
    changed: dict[str, Callable[[Any], Any]] = {
        "owner": lambda _: "bo",
        "threat_level": lambda _: "high",
        "measures": lambda _: ["Andet"],
        "flags": lambda _: ["dependency"],
        "overrides": lambda _: {"likelihood": "Andet"},
        "acceptance": lambda each: {**each, "until": "2027-05-01"},
    }
    value = changed.get(field, lambda number: number - 1)(RISK[field])
    made: Risk = assessment(NEXUS, risks={"fire": {**RISK, field: value}}).risks["fire"]
    assert digest.of_risk(made) != canonical(RISK)


def accepting(level: str, class_: str, *decisions: tuple[str, str, str, str], **fields: Any) -> Verdict:
    """The state of the acceptance of nexus#fire after decisions (subject, role, at, ruling)."""
    made: Assessment = assessment(NEXUS, risks={"fire": accepted(level)}, criticality=class_)
    subjects = {
        "own": ("acceptance:" + NEXUS + "#fire", digest.of_risk(made.risks["fire"]), level),
        "whole": (NEXUS, of_bytes(NEXUS.encode()), class_),
        "other": (NEXUS, of_bytes(b"as it was"), class_),
    }
    statements = [
        approval(f"2026-03-2{number}-it", decision(*subjects[what], ruling), role=role, at=at, **fields)
        for number, (what, role, at, ruling) in enumerate(decisions)
    ]
    seen = world(system("nexus"), made, *statements)
    return seen.approvals.of_acceptance(seen.engine.latest.risks["nexus#fire"])


DAY1, DAY2 = "2026-03-20T10:00", "2026-03-21T10:00"
HEAD, IT, DIRECTOR, BOARD = "head-of-department", "it-management", "director", "executive-board"


@pytest.mark.parametrize(
    ("level", "class_", "decisions", "state"),
    [
        pytest.param("medium", "high", [("own", HEAD, DAY1, "approved")], "valid", id="decided on itself"),
        pytest.param("medium", "high", [("own", DIRECTOR, DAY1, "approved")], "invalid", id="by a role not asked for"),
        pytest.param(
            "critical", "critical", [("own", IT, DAY1, "approved")], "invalid", id="critical: not it-management"
        ),
        pytest.param("critical", "critical", [("own", BOARD, DAY1, "approved")], "valid", id="critical: the board"),
        pytest.param("medium", "medium", [("whole", HEAD, DAY1, "approved")], "valid", id="covered by the assessment"),
        pytest.param("critical", "critical", [("whole", BOARD, DAY1, "approved")], "valid", id="covered by the board"),
        pytest.param(
            "medium", "high", [("whole", DIRECTOR, DAY1, "approved")], "missing", id="the director is not asked"
        ),
        pytest.param("high", "critical", [("whole", BOARD, DAY1, "approved")], "missing", id="nor the board for high"),
        pytest.param(
            "medium", "medium", [("other", HEAD, DAY1, "approved")], "missing", id="a stale approval covers nothing"
        ),
        pytest.param("medium", "medium", [("whole", HEAD, DAY1, "rejected")], "missing", id="nor does a rejection"),
        pytest.param(
            "medium",
            "medium",
            [("whole", HEAD, DAY1, "approved"), ("own", HEAD, DAY2, "rejected")],
            "rejected",
            id="rejected by itself, later",
        ),
        pytest.param(
            "medium",
            "medium",
            [("own", DIRECTOR, DAY1, "approved"), ("whole", HEAD, DAY2, "approved")],
            "valid",
            id="covered although a decision of its own is invalid",
        ),
    ],
)
def test_decisions_on_acceptances(
    level: str, class_: str, decisions: list[tuple[str, str, str, str]], state: str
) -> None:
    assert accepting(level, class_, *decisions).state == state


def test_four_eyes_on_an_acceptance() -> None:
    made = assessment(NEXUS, risks={"fire": accepted("medium")}, performed_by=["hanne"])
    ruling = decision(f"acceptance:{NEXUS}#fire", digest.of_risk(made.risks["fire"]), "medium")
    seen = world(system("nexus"), made, approval("2026-03-20-it", ruling, role=HEAD, at=DAY1))
    assert seen.approvals.of(f"acceptance:{NEXUS}#fire").fault == "four-eyes"


def test_an_acceptance_of_an_older_assessment_does_not_carry_over() -> None:
    older = assessment("nexus/2025-03-14", risks={"fire": accepted("medium")})
    newer = assessment(NEXUS, risks={"fire": accepted("medium")})
    ruling = decision("acceptance:nexus/2025-03-14#fire", digest.of_risk(older.risks["fire"]), "medium")
    seen = world(system("nexus"), older, newer, approval("2025-03-20-it", ruling, role=HEAD, at="2025-03-20T10:00"))
    assert seen.approvals.of_acceptance(seen.engine.latest.risks["nexus#fire"]).state == "missing"


# Policy ------------------------------------------------------------------------------------------

ROLES: list[dict[str, Any]] = [
    {"role": "executive-board", "person": "erik", "from": "2025-01-01"},
    {
        "role": "it-management",
        "person": "ivan",
        "unit": "care",
        "from": "2025-01-01",
        "until": "2026-06-30",
        "deputy": "bo",
    },
]
KEYS = {"erik": [{"key": "ssh-ed25519 AAAA", "from": "2025-01-01", "until": "2027-12-31"}]}


def test_the_digest_of_the_organisation_is_over_roles_and_keys() -> None:
    assert digest.of_organisation(organisation(*ROLES, keys=KEYS)) == canonical({"roles": ROLES, "keys": KEYS})
    assert digest.of_organisation(organisation(*ROLES)) == canonical({"roles": ROLES})


def policy(subject: str, digest_: str, org: Organisation | None = None, **fields: Any) -> Verdict:
    base = {"role": "executive-board" if subject == "procedure" else "it-management", "at": "2026-01-15T10:00"}
    return judged(
        approval("2026-01-15-it", decision(subject, digest_, None), **{**base, **fields}), subject=subject, org=org
    )


ADOPTED = of_bytes(PROCEDURE_BYTES)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, ("valid", None), id="adopted by the board"),
        pytest.param({"digest_": of_bytes(PROCEDURE_BYTES + b"\n")}, ("stale", "digest"), id="changed since"),
        pytest.param({"role": "director"}, ("invalid", "role"), id="by a director"),
        pytest.param({"witness": None}, ("invalid", "witness"), id="minuted without a witness"),
        pytest.param({"by": "mona"}, ("invalid", "holder"), id="by someone else"),
    ],
)
def test_decisions_on_the_procedure(fields: dict[str, Any], expected: tuple[str, str | None]) -> None:
    """P8.1: policy needs the kinds and the witness of critical, and no level."""
    verdict = policy(**{"subject": "procedure", "digest_": ADOPTED, **fields})
    assert (verdict.state, verdict.fault) == expected


def test_policy_needs_the_kinds_of_critical() -> None:
    signed_only = procedure({"approval_kinds.critical": ["signed"]})
    made = approval(
        "2026-01-15-it", decision("procedure", ADOPTED, None), role="executive-board", at="2026-01-15T10:00"
    )
    assert judged(made, subject="procedure", procedure_=signed_only).fault == "kind"


@pytest.mark.parametrize(("unit", "state"), [(None, "valid"), ("health", "invalid")])
def test_the_organisation_is_decided_on_for_the_whole_municipality(unit: str | None, state: str) -> None:
    lines = [{"role": "it-management", "person": "ivan", "from": "2025-01-01"} | ({"unit": unit} if unit else {})]
    assert policy("organisation", canonical({"roles": lines}), organisation(*lines)).state == state


def test_names_units_and_addresses_change_freely() -> None:
    before = organisation(*ROLES)
    after = before.model_copy(update={"people": {}, "units": {}})
    assert digest.of_organisation(before) == digest.of_organisation(after)


def test_an_event_is_no_subject() -> None:
    made = approval("2026-03-20-it", decision("2026-03-01-it", RIGHT, "high"), role="director", at=OLD)
    assert (
        judged(event("2026-03-01-it", systems=["nexus"]), made, action("x"), subject="2026-03-01-it").fault == "subject"
    )
