"""That leaving out what a change can't touch changes no answer: on the example, with changes of every kind."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from riskctl.core.register import Register
from riskctl.core.trusted import Trusted
from riskctl.core.views import meaning as module
from riskctl.core.views.around import around
from riskctl.core.views.meaning import SinceView, meaning
from riskctl.render.brief import Told
from riskctl.store.loader import load
from riskctl.store.trees import WorkTree
from tests.builders import clock

CLOCK = clock("2026-11-23T12:00:00+01:00")
FOLDERS = (
    "systems",
    "assessments",
    "actions",
    "approvals",
    "events",
    "escalations",
    "processes",
    "suppliers",
    "threats",
)


@pytest.fixture(scope="module")
def register(example: Path) -> Register:
    """The example."""
    found = load(WorkTree(example / "register")).register
    assert found is not None
    return found


def changed(register: Register, seed: int) -> Register:
    """Return the register with a few files taken away or edited."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 4)):
        folder = chance.choice(FOLDERS)
        entities: dict[str, Any] = dict(getattr(register, folder))
        id_ = chance.choice(sorted(entities))
        edited = _edited(entities[id_], folder, chance) if chance.random() < 0.7 else None
        if edited is None:
            del entities[id_]
        else:
            entities[id_] = edited
        digests = (
            {**register.digests, f"{folder}/{id_}.yaml": str(seed)} if folder == "assessments" else register.digests
        )
        fields: dict[str, Any] = {folder: entities, "digests": digests}
        register = replace(register, **fields)
    return register


def _edited(entity: Any, folder: str, chance: random.Random) -> Any:
    if folder == "systems":
        return entity.model_copy(
            update=chance.choice(
                [{"criticality": "critical"}, {"depends_on": ()}, {"status": "retired"}, {"controls": {}}]
            )
        )
    if folder == "assessments":
        level = chance.choice(["low", "critical"])
        risks = {key: risk.model_copy(update={"level": level}) for key, risk in entity.risks.items()}
        return entity.model_copy(update={"risks": risks})
    updates: dict[str, Any] = {
        "actions": {"due": entity.due, "started_at": None} if folder == "actions" else {},
        "events": {"magnitude": "major", "systems": ("nexus", "entra-id")},
        "processes": {"owner": "karen"},
        "threats": {"sources": ()},
        "approvals": {"by": "ole"},
        "escalations": {"to": "isu"},
    }
    return entity.model_copy(update=updates[folder]) if folder in updates else None


def told(base: Register, head: Register) -> dict[str, Any]:
    found = meaning(base, Trusted(head, head), CLOCK)
    answer: dict[str, Any] = Told(SinceView("", 0, found)).json()
    more = {"lapsed": [each.subject for each in found.lapsed], "moved": [each.after.id for each in found.postponed]}
    closed = [each.id for each in found.closed]
    return {**answer, **more, "closed": closed, "due": [(each.id, each.due, each.level) for each in found.due]}


@pytest.mark.parametrize("seed", range(6))
def test_the_answer_is_that_of_the_whole_register(
    register: Register, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = changed(register, seed)
    sides = (register, head) if seed % 2 else (head, register)
    answer = told(*sides)
    monkeypatch.setattr(module, "around", lambda one, other, _: (one, other))
    assert answer == told(*sides)


def test_nothing_is_left_of_what_did_not_change(register: Register) -> None:
    left, _ = around(register, register, CLOCK)
    assert len({each.system for each in left.assessments.values()}) <= 2
    assert len(left.assessments) < len(register.assessments) / 10
