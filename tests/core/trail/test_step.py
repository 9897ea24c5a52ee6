"""The mainline as values: what a step knows of its parents."""

from riskctl.core.trail.step import Step
from tests.builders import local
from tests.core.trail.history import WHO, changes


def test_where_nothing_is_known_a_path_held_nothing_when_the_line_left() -> None:
    differing = (changes({}, {"a.txt": b"1"}), changes({}, {"a.txt": b"1"}))
    bare = Step(1, "1" * 40, WHO, local("2026-03-01T09:00"), differing)
    assert list(bare.base(1, "a.txt")) == [None]
    known = Step(1, "1" * 40, WHO, local("2026-03-01T09:00"), differing, (), {(1, "a.txt"): frozenset({"x"})})
    assert [list(known.base(1, path)) for path in ("a.txt", "b.txt")] == [["x"], [None]]
