"""Whatever is answered, in whatever order, the assessment that comes of it passes `check`: 1,000 sequences.

What is written goes through the file's bytes, the loader's models and every rule, on a register that is loaded
once. A few of the sequences take the long way of a real write too, from the folder on disk.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskctl.core.assessments import Action, Assessment
from riskctl.core.fields import rank
from riskctl.core.finding import Finding
from riskctl.core.rating import Engine
from riskctl.core.register import Register, as_of
from riskctl.core.rules import every_finding
from riskctl.core.rules.rule import Context
from riskctl.core.views.course import answered, back_to, current, later, may_wait, onwards, with_answer
from riskctl.core.views.meeting import Meeting, Question
from riskctl.core.views.minutes import Minutes, minutes, outcome
from riskctl.store.loader import load
from riskctl.store.schema import validate
from riskctl.store.trees import WorkTree
from riskctl.store.write import refuse_what_breaks, rendered
from riskctl.store.yaml_events import parse
from tests.builders import clock
from tests.registers import measured, small, system, threat, write

CLOCK = clock("2026-11-23T12:00")
TEXT = st.sampled_from(
    ["Øve en dag på papir", "no", "1.5", "a: b # c", "[x]", "{y}", "- z", "Sætte backup op; straks", "'\""]
)
SCALE = st.integers(1, 4)
PEOPLE = st.lists(st.sampled_from(["anne", "bo", "erik"]), min_size=1, unique=True)
LEVEL = st.sampled_from(["none", "low", "medium", "high", "very-high"])
CHANGED = st.lists(st.sampled_from(["resilience", "likelihood", "consequence"]), unique=True)
TREATMENT = st.sampled_from(["mitigate", "accept", "transfer", "avoid"])
UNTIL = st.dates(date(2026, 11, 24), date(2029, 1, 1))
MEASURES = st.lists(TEXT, min_size=1, max_size=3, unique=True)
FLAGS = st.lists(st.sampled_from(["complexity", "dependency"]), unique=True)
TURN = st.sampled_from(["back", "later", "forget"])
TURNS = st.integers(0, 4)
ONE_IN_FIVE, ONE_IN_EIGHT = st.integers(0, 4), st.integers(0, 7)
EVENT = {
    "kind": "incident",
    "category": "outage",
    "magnitude": "major",
    "title": "Nedbrud",
    "occurred_at": datetime.fromisoformat("2026-11-20T08:00:00+01:00"),
    "systems": ["nexus"],
    "reported_by": "bo",
}
LAST: dict[str, Any] = {
    "procedure": "2026.1",
    "criticality": "critical",
    "triggers": ["planned"],
    "performed_by": ["bo"],
    "completed_at": datetime.fromisoformat("2026-03-14T14:30:00+01:00"),
    "risks": {
        "lock-out": {
            "threat": "ransomware",
            "owner": "carl",
            "scenario": "worst",
            "threat_level": "very-high",
            "resilience": 2,
            "consequence": 4,
            "likelihood": 3,
            "inherent": "critical",
            "level": "critical",
            "treatment": "mitigate",
            "measures": ["Øve en dag på papir"],
            "residual": {"likelihood": 2, "consequence": 4, "level": "high"},
            "flags": ["complexity"],
            "overrides": {"likelihood": "Ny backup"},
        }
    },
    "excluded": {"flood": "Ligger højt"},
}


CHANGE = {
    "kind": "change-supplier",
    "magnitude": "major",
    "title": "Ny driftsleverandør",
    "occurred_at": datetime.fromisoformat("2026-11-21T08:00:00+01:00"),
    "systems": ["nexus"],
    "reported_by": "bo",
}
ACCEPTED = {
    **LAST,
    "risks": {
        **LAST["risks"],
        "fire": {
            "threat_level": "low",
            "resilience": 4,
            "consequence": 4,
            "likelihood": 1,
            "inherent": "high",
            "level": "medium",
            "treatment": "accept",
            "acceptance": {"reason": "Nyt anlæg", "until": date(2027, 10, 1)},
            "residual": {"likelihood": 1, "consequence": 4, "level": "medium"},
        },
    },
}
ACTION = {
    "title": "Øve en dag på papir",
    "risks": ["nexus#lock-out"],
    "type": "technical",
    "responsible": "carl",
    "planned_at": datetime.fromisoformat("2026-03-20T15:00:00+01:00"),
    "due": date(2027, 3, 1),
    "raises": {"backup": 4},
}
UNRATED: Mapping[str, Any] = {**threat("Ukendt", "low", ["mfa"]), "sources": []}


@dataclass(frozen=True)
class Base:
    """A register loaded once: the meeting about nexus, and the errors it has already."""

    tree: WorkTree
    register: Register
    meeting: Meeting
    errors: frozenset[str]


def _files(kind: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {"threats/unrated.yaml": UNRATED, "events/2026-11-20-nedbrud.yaml": EVENT}
    if kind != "first":
        found["events/2026-11-21-skift.yaml"] = CHANGE
    if kind in ("yearly", "planned"):
        found["assessments/nexus/2026-03-14.yaml"] = LAST if kind == "yearly" else ACCEPTED
        weaker = system("Netværk", kind="infrastructure", criticality="medium", controls=measured(backup=1))
        found["systems/net.yaml"] = weaker
    return found | ({"actions/nexus-papir.yaml": ACTION} if kind == "planned" else {})


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Base]:
    """Four registers: nexus never assessed, assessed with an event waiting, with acceptance and action, all low."""
    found = {}
    for kind in ("first", "yearly", "planned", "low"):
        root: Path = small(tmp_path_factory.mktemp(kind), 1 if kind == "low" else 4)
        tree = WorkTree(write(root, _files(kind)))
        register = load(tree).register
        assert isinstance(register, Register)
        held = Meeting(Engine(as_of(register, CLOCK), CLOCK), "nexus")
        found[kind] = Base(tree, register, held, frozenset(_errors(register)))
    return found


def _errors(register: Register, findings: tuple[Finding, ...] = ()) -> list[str]:
    every = every_finding(Context(register, CLOCK), findings)
    return [f"{each.code} {each.ref} {each.path} {each.values}" for each in every if each.severity == "error"]


def _checked(base: Base, made: Minutes) -> list[str]:
    """Return the errors that the files bring: their bytes read by the loader's own parser and models."""
    assessments, actions = dict(base.register.assessments), dict(base.register.actions)
    findings: list[Finding] = []
    for path, data in rendered(made.files).items():
        folder, _, id_ = path.removesuffix(".yaml").partition("/")
        parsed = parse(data)
        assert parsed.faults == ()
        scales = base.register.procedure.scales
        if folder == "assessments":
            assessment, found = validate(Assessment, parsed.tree, path, id_, scales)
            assessments |= {id_: assessment} if assessment else {}
        else:
            action, found = validate(Action, parsed.tree, path, id_, scales)
            actions |= {id_: action} if action else {}
        findings += found
    register = replace(base.register, assessments=assessments, actions=actions)
    return [each for each in _errors(register, tuple(findings)) if each not in base.errors]


def _answer(draw: Any, held: Meeting, question: Question, answers: dict[str, Any]) -> dict[str, Any]:
    """Return some answer that the conversation would take."""
    at = f"risks.{question.key}"
    match question.kind:
        case "triggers":
            offered = ["planned", *(event.id for event in held.waiting)]
            return {"triggers": draw(st.lists(st.sampled_from(offered), min_size=1, unique=True))}
        case "people":
            return {"performed_by": draw(PEOPLE)}
        case "include":
            return {"include": draw(st.lists(st.sampled_from(list(held.candidates)), min_size=1, unique=True))}
        case "left-out":
            return {
                "left_out": True,
                **{
                    f"excluded.{draw(st.sampled_from([key, held.candidates[key]]))}": draw(TEXT)
                    for key in question.values["keys"]
                },
            }
        case "keep":
            kept = question.default if draw(st.booleans()) else []
            return {"keep": kept, **{path: value for key in kept for path, value in held.carried(key).items()}}
        case "threat-level":
            return {question.paths[0]: draw(LEVEL)}
        case "values":
            names = draw(CHANGED)
            changed = {f"{at}.{name}": draw(SCALE) for name in names}
            reasons = {f"{at}.overrides.{name}": draw(TEXT) for name in names}
            return {question.paths[0]: True, **changed, **reasons}
        case "treatment":
            return {question.paths[0]: draw(TREATMENT)}
        case "acceptance":
            until = draw(UNTIL)
            return {question.paths[0]: draw(TEXT), question.paths[1]: until.isoformat()}
        case "measures":
            return {question.paths[0]: draw(MEASURES)}
        case "residual":
            judged = held.judged(question.key, answers)
            cells = [
                (likelihood, consequence)
                for likelihood in range(1, 5)
                for consequence in range(1, 5)
                if rank(held.engine.procedure.level_of(consequence, likelihood) or "low") <= rank(judged.level or "low")
            ]
            return dict(zip(question.paths, draw(st.sampled_from(cells)), strict=True))
        case "flags":
            return {question.paths[0]: draw(FLAGS)}
        case "plan":
            plan = {"type": "technical", "responsible": "carl", "due": "2027-02-01", "raises": {"backup": draw(SCALE)}}
            return {question.paths[0]: plan if draw(st.booleans()) else False}
        case _:
            return {question.paths[0]: draw(TEXT)}


def _excluded(draw: Any, held: Meeting, answers: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the answer that leaves a threat out after all, as the card offers."""
    kept = [each for each in held.included(answers) if each != key]
    return {"include": kept, f"excluded.{held.facts_for(key, answers).threat}": draw(TEXT)}


def _walk(draw: Any, held: Meeting) -> dict[str, Any]:
    """Return complete answers, with up to four turns on the way: back to any question, past one, or one forgotten.

    An answer is forgotten when the register moved while a draft lay there.
    """
    answers: dict[str, Any] = {}
    turns = draw(TURNS)
    while (question := current(held, answers)) is not None:
        if turns and draw(ONE_IN_FIVE) == 0:
            turns -= 1
            answers = _turned(draw, held, question, answers)
            continue
        leave_out = question.kind == "values" and len(held.included(answers)) > 1 and draw(ONE_IN_EIGHT) == 0
        updates = _excluded(draw, held, answers, question.key) if leave_out else _answer(draw, held, question, answers)
        answers = with_answer(held, answers, question, updates)
    return answers


def _turned(draw: Any, held: Meeting, question: Question, answers: dict[str, Any]) -> dict[str, Any]:
    earlier = answered(held, answers)
    turn = draw(TURN)
    if turn == "later" and may_wait(held, answers, question):
        return later(answers, question)
    if not earlier:
        return answers
    chosen = draw(st.sampled_from(earlier))
    if turn == "back":
        return back_to(answers, chosen)
    return {path: value for path, value in onwards(answers).items() if path not in chosen.paths}


@settings(max_examples=1000, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_passes_check(bases: dict[str, Base], data: st.DataObject) -> None:
    base = bases[data.draw(st.sampled_from(sorted(bases)))]
    answers = _walk(data.draw, base.meeting)
    made = minutes(base.meeting, answers, CLOCK.now, base.register)
    assert _checked(base, made) == []
    written = made.files[f"assessments/{made.assessment}.yaml"]
    assert set(written["risks"]) == set(answers["include"])
    assert not [key for key, risk in written["risks"].items() if rank(risk["residual"]["level"]) > rank(risk["level"])]


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_the_long_way_passes_check_and_has_what_follows(
    bases: dict[str, Base], data: st.DataObject
) -> None:
    base = bases[data.draw(st.sampled_from(sorted(bases)))]
    answers = _walk(data.draw, base.meeting)
    made = minutes(base.meeting, answers, CLOCK.now, base.register)
    refuse_what_breaks(base.tree, rendered(made.files), CLOCK)
    found = outcome(base.meeting, made, base.register, CLOCK)
    assert {each.key for each in found.risks} == set(answers["include"])
