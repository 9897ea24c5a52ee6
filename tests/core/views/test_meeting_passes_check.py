"""Whatever is answered, the assessment that comes of it passes `check`."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskctl.core.fields import rank
from riskctl.core.rating import Engine
from riskctl.core.register import Register, as_of
from riskctl.core.views.meeting import Meeting, Question
from riskctl.core.views.minutes import minutes, outcome
from riskctl.store.loader import load
from riskctl.store.trees import WorkTree
from riskctl.store.write import refuse_what_breaks, rendered
from tests.builders import clock
from tests.registers import measured, small, system, threat, write

CLOCK = clock("2026-11-23T12:00")
TEXT = st.sampled_from(
    ["Øve en dag på papir", "no", "1.5", "a: b # c", "[x]", "{y}", "- z", "Sætte backup op; straks", "'\""]
)
SCALE = st.integers(1, 4)
EVENT = {
    "kind": "incident",
    "category": "outage",
    "magnitude": "major",
    "title": "Nedbrud",
    "occurred_at": datetime.fromisoformat("2026-11-20T08:00:00+01:00"),
    "systems": ["nexus"],
    "reported_by": "bo",
}
LAST = {
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


@pytest.fixture(scope="module", params=["first", "yearly", "low"])
def tree(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> WorkTree:
    """A register where nexus was never assessed, one where it was, and one where all is low."""
    root: Path = small(tmp_path_factory.mktemp(request.param), 1 if request.param == "low" else 4)
    write(
        root,
        {
            "events/2026-11-20-nedbrud.yaml": EVENT,
            "threats/unrated.yaml": {**threat("Ukendt", "low", ["mfa"]), "sources": []},
        },
    )
    if request.param == "yearly":
        write(root, {"assessments/nexus/2026-03-14.yaml": LAST})
        write(
            root,
            {
                "systems/net.yaml": system(
                    "Netværk", kind="infrastructure", criticality="medium", controls=measured(backup=1)
                )
            },
        )
    return WorkTree(root)


def _answer(draw: Any, held: Meeting, question: Question, answers: dict[str, Any]) -> dict[str, Any]:
    """Return some answer that the conversation would take."""
    at = f"risks.{question.key}"
    match question.kind:
        case "triggers":
            offered = ["planned", *(event.id for event in held.waiting)]
            return {"triggers": draw(st.lists(st.sampled_from(offered), min_size=1, unique=True))}
        case "people":
            return {"performed_by": draw(st.lists(st.sampled_from(["anne", "bo", "erik"]), min_size=1, unique=True))}
        case "include":
            return {"include": draw(st.lists(st.sampled_from(list(held.candidates)), min_size=1, unique=True))}
        case "left-out":
            return {
                "left_out": True,
                **{f"excluded.{held.candidates[key]}": draw(TEXT) for key in question.values["keys"]},
            }
        case "keep":
            kept = question.default if draw(st.booleans()) else []
            return {"keep": kept, **{path: value for key in kept for path, value in held.carried(key).items()}}
        case "threat-level":
            return {question.paths[0]: draw(st.sampled_from(["none", "low", "medium", "high", "very-high"]))}
        case "values":
            names = draw(st.lists(st.sampled_from(["resilience", "likelihood", "consequence"]), unique=True))
            changed = {f"{at}.{name}": draw(SCALE) for name in names}
            reasons = {f"{at}.overrides.{name}": draw(TEXT) for name in names}
            return {question.paths[0]: True, **changed, **reasons}
        case "treatment":
            return {question.paths[0]: draw(st.sampled_from(["mitigate", "accept", "transfer", "avoid"]))}
        case "acceptance":
            until = draw(st.dates(date(2026, 11, 24), date(2029, 1, 1)))
            return {question.paths[0]: draw(TEXT), question.paths[1]: until.isoformat()}
        case "measures":
            return {question.paths[0]: draw(st.lists(TEXT, min_size=1, max_size=3, unique=True))}
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
            return {question.paths[0]: draw(st.lists(st.sampled_from(["complexity", "dependency"]), unique=True))}
        case "plan":
            plan = {"type": "technical", "responsible": "carl", "due": "2027-02-01", "raises": {"backup": draw(SCALE)}}
            return {question.paths[0]: plan if draw(st.booleans()) else False}
        case _:
            return {question.paths[0]: draw(TEXT)}


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_passes_check(tree: WorkTree, data: st.DataObject) -> None:
    register = load(tree).register
    assert isinstance(register, Register)
    held = Meeting(Engine(as_of(register, CLOCK), CLOCK), "nexus")
    answers: dict[str, Any] = {}
    while (question := held.next(answers)) is not None:
        answers |= _answer(data.draw, held, question, answers)
    made = minutes(held, answers, CLOCK.now, register)
    refuse_what_breaks(tree, rendered(made.files), CLOCK)
    found = outcome(held, made, register, CLOCK)
    assert {each.key for each in found.risks} == set(answers["include"])
