"""Whatever a file holds, mending leaves it alone or says what it meant; it never fails in another way."""

import random
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from riskctl.cli.check_fix import names
from riskctl.core.moment import Clock
from riskctl.store.find import Place
from riskctl.store.loader import load
from riskctl.store.mend import Mended, mend
from riskctl.store.trees import Overlay, WorkTree
from riskctl.store.yaml_events import parse
from tests.test_cases import BASE

CLOCK: Final = Clock(datetime(2026, 6, 1, 10, tzinfo=UTC), UTC)
FILES: Final = sorted(path.relative_to(BASE).as_posix() for path in BASE.rglob("*.yaml"))
NEVER: Final = ("approvals/", "escalations/", "assessments/", "reports/", "procedure", "organisation")
PIECES: Final = (
    "\r",
    "\ufeff",
    "a\u030a",
    "# x\n",
    "\n",
    "  ",
    "- ",
    ": ",
    "'",
    '"',
    "{",
    "]",
    "Høj",
    "_",
    "\u200b",
    "&a ",
)


def mended(path: str, data: bytes) -> Mended:
    return mend(Place(BASE, None), load(Overlay(WorkTree(BASE), {path: data})), CLOCK, names())


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Return a file with some lines exchanged, letters swapped, pieces put in, or line ends of Windows."""
    lines = data.decode().split("\n")
    for _ in range(dice.randint(1, 3)):
        kind, at = dice.randrange(5), dice.randrange(len(lines))
        line, place = lines[at], dice.randrange(len(lines[at]) + 1)
        if kind == 0:
            other = dice.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == 1:
            lines[at] = line[:place] + line[place + 1 : place + 2] + line[place : place + 1] + line[place + 2 :]
        elif kind == 2:
            lines[at] = line[:place] + dice.choice(PIECES) + line[place:]
        elif kind == 3:
            lines[at] = line[:place] + line[place + 1 :]
        else:
            lines[at] = line.replace("critical", "kritisk").replace("none", "Ingen").replace("in-use", "In_Use")
    return ("\r\n" if dice.random() < 0.1 else "\n").join(lines).encode()


@pytest.mark.parametrize("path", FILES)
def test_mutated_files(path: str) -> None:
    dice = random.Random(path)
    original = (BASE / path).read_bytes()
    for _ in range(6):
        data = mutated(original, dice)
        found = mended(path, data)
        assert set(found.files) <= {path}
        if not found.files:
            assert found.made == ()
            continue
        assert not path.startswith(NEVER), found.made
        before, after = found.files[path]
        assert before == data
        again = mended(path, after)
        assert (again.files, again.made) == ({}, ())
        assert parse(after).faults == () or {each.kind for each in found.made} <= {"bom", "lines", "letters"}
        if {each.kind for each in found.made} <= {"fields", "progress"}:
            assert sorted(before.splitlines()) == sorted(after.splitlines())
            assert unordered(parse(before).tree) == unordered(parse(after).tree)


def unordered(tree: Any) -> Any:
    """Return a tree in which progress has no order."""
    return {name: sorted(map(repr, each)) if name == "progress" else each for name, each in tree.items()}


def test_without_a_usable_procedure_words_are_mended_but_no_plan() -> None:
    broken = {"procedure.yaml": b"version: 1\n"}
    for path, old, new, files in (
        ("systems/portal.yaml", b"status: in-use", b"status: i drift", {"systems/portal.yaml"}),
        ("actions/door-alarm.yaml", b"type: technical", b"type: teknisk", set()),
    ):
        data = (BASE / path).read_bytes()
        tree = Overlay(WorkTree(BASE), {**broken, path: data.replace(old, new)})
        found = mend(Place(BASE, None), load(tree), CLOCK, names())
        assert set(found.files) == files
        assert all(after == data for _, after in found.files.values())
