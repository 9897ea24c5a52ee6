"""Which findings are new: by rule, file, key, subject and values, each counted once."""

from typing import Any

from riskctl.core.finding import Finding, Path, Phrase
from riskctl.core.introduced import introduced


def found(*path: str | int, code: str = "REF101", ref: str = "systems/nexus.yaml", **values: object) -> Finding:
    return Finding(code, "error", ref, path, values, subject="nexus")


def new(before: list[Finding], after: list[Finding]) -> tuple[list[Path], int]:
    fresh, shared = introduced(before, after)
    return [each.path for each in fresh], shared


def test_the_same_finding_is_shared() -> None:
    assert new([found("owner", value="ghost")], [found("owner", value="ghost")]) == ([], 1)


def test_a_place_in_a_list_may_differ() -> None:
    assert new([found("by", 0, value="ghost")], [found("by", 3, value="ghost")]) == ([], 1)


def test_one_more_of_the_same_is_new_and_it_is_the_one_whose_place_was_not_there() -> None:
    before = [found("by", 1, value="ghost")]
    after = [found("by", 0, value="ghost"), found("by", 1, value="ghost")]
    assert new(before, after) == ([("by", 0)], 1)


def test_one_fewer_is_not_new() -> None:
    assert new([found("by", 0), found("by", 1)], [found("by", 1)]) == ([], 1)


def test_another_key_rule_file_or_value_is_new() -> None:
    before = [found("risks", "fire", "owner", value="ghost")]
    for after in (
        found("risks", "flood", "owner", value="ghost"),
        found("risks", "fire", "owner", value="ghost", code="REF102"),
        found("risks", "fire", "owner", value="ghost", ref="systems/net.yaml"),
        found("risks", "fire", "owner", value="spirit"),
    ):
        assert new(before, [after]) == ([after.path], 0)


def test_values_are_compared_however_they_are_built() -> None:
    values: dict[str, Any] = {
        "moved": (Phrase("rules.moved.resilience", {"value": 2, "earlier": 3}),),
        "keys": ["a", "b"],
        "none": None,
    }
    again: dict[str, Any] = {
        "moved": [Phrase("rules.moved.resilience", {"earlier": 3, "value": 2})],
        "keys": ("a", "b"),
    }
    assert new([found("x", **values)], [found("x", **again)]) == ([], 1)
    moved = {**again, "moved": (Phrase("rules.moved.resilience", {"value": 1, "earlier": 3}),)}
    assert new([found("x", **values)], [found("x", **moved)]) == ([("x",)], 0)
