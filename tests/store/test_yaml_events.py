"""The bounded reading of YAML: every limit of the trust design, each with one file just inside and one just outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskctl.core.fields import Quoted
from riskctl.store.yaml_events import locate, parse


def codes(text: str | bytes) -> list[tuple[str, tuple[int, int]]]:
    data = text.encode() if isinstance(text, str) else text
    return [(fault.code, fault.position) for fault in parse(data).faults]


def test_every_scalar_is_text_and_quoted_ones_know_it() -> None:
    tree = parse(b"a: 3\nb: '3'\nc: yes\nd: 2026-01-01\ne: [x, 1]\nf: {g: 10}\n").tree
    assert tree == {"a": "3", "b": "3", "c": "yes", "d": "2026-01-01", "e": ("x", "1"), "f": {"g": "10"}}
    assert isinstance(tree["b"], Quoted)
    assert not isinstance(tree["a"], Quoted)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n  b: 2\n", [("SCH001", (2, 4))]),
        ("a: &x 1\n", [("SCH006", (1, 4))]),
        ("a: &x 1\nb: *x\n", [("SCH006", (1, 4)), ("SCH006", (2, 4))]),
        ("a: !!int 1\n", [("SCH006", (1, 4))]),
        ("a: !python/object:os.system x\n", [("SCH006", (1, 4))]),
        ("<<: {a: 1}\n", [("SCH006", (1, 1))]),
        ("%YAML 1.1\n---\na: 1\n", [("SCH006", (1, 1))]),
        ("a: 1\n---\nb: 2\n", [("SCH009", (2, 1))]),
        ("a: 1\na: 2\n", [("SCH007", (2, 1))]),
        ("abe: 1\nAbe: 2\n", [("SCH007", (2, 1))]),
        ("a:\nb: 1\n", [("SCH008", (1, 3))]),
        ("a: null\n", [("SCH008", (1, 4))]),
        ("a: ~\n", [("SCH008", (1, 4))]),
        ('a: ""\n', [("SCH008", (1, 4))]),
        ("a: '  '\n", [("SCH008", (1, 4))]),
        ("", [("SCH008", (1, 1))]),
        ("# only a comment\n", [("SCH008", (1, 1))]),
        ("- a\n- b\n", [("SCH109", (1, 1))]),
        ("just text\n", [("SCH109", (1, 1))]),
        ("? [a, b]\n: 1\n", [("SCH001", (1, 3))]),
        ("a: 1\r\nb: 2\r\n", [("SCH012", (1, 5))]),
        ("\ufeffa: 1\n", [("SCH004", (1, 1))]),
        (b"a: \xff\n", [("SCH004", (1, 4))]),
        ("a: e\u0301\n", [("SCH004", (1, 4))]),
        ("a: x\u202ey\n", [("SCH005", (1, 5))]),
        ("a: x\u200by\n", [("SCH005", (1, 5))]),
        ("a: x\x1b[31m\n", [("SCH005", (1, 5))]),
        ("a: x\ty\n", [("SCH005", (1, 5))]),
        ('a: "x\\u202ey"\n', [("SCH005", (1, 4))]),
        ('a: "x\\x1b[31m"\n', [("SCH005", (1, 4))]),
        ('a: "\\u0065\\u0301"\n', [("SCH004", (1, 4))]),
    ],
)
def test_what_is_refused_and_where(text: str | bytes, expected: list[tuple[str, tuple[int, int]]]) -> None:
    assert codes(text) == expected


def test_every_fault_is_told_not_the_first_only() -> None:
    assert [code for code, _ in codes("a: null\na: &x 1\nb: !t 2\n")] == ["SCH008", "SCH007", "SCH006", "SCH006"]


def test_size_is_bounded_at_256_kib() -> None:
    assert codes(b"a: b\n" + b"#" * (256 * 1024 - 5)) == []
    assert codes(b"a: b\n" + b"#" * (256 * 1024 - 4)) == [("SCH002", (1, 1))]


def nested(depth: int) -> str:
    return "{a: " * depth + "1" + "}" * depth + "\n"


def items(count: int) -> str:
    return "a: [" + ", ".join(["x"] * count) + "]\n"


def test_depth_is_bounded_at_12() -> None:
    assert codes(nested(12)) == []
    assert [code for code, _ in codes(nested(13))] == ["SCH003"]


def test_thirty_thousand_levels_do_not_kill_the_process() -> None:
    assert [code for code, _ in codes("[" * 30_000)] == ["SCH003"]
    assert [code for code, _ in codes("a: " + "{a: " * 30_000)] == ["SCH003"]


def test_nodes_are_bounded_at_5000() -> None:
    assert codes(items(5_000 - 3)) == []
    assert [code for code, _ in codes(items(5_000 - 2))] == ["SCH003"]


def test_a_scalar_is_bounded_at_20000_characters() -> None:
    assert codes("a: " + "x" * 20_000 + "\n") == []
    assert codes("a: " + "x" * 20_001 + "\n") == [("SCH003", (1, 4))]


def test_where_keys_and_items_stand() -> None:
    data = b"a:\n  b: {c: 1, d: 2}\nl:\n  - x\n  - k: v\n"
    assert locate(data, ("a", "b", "d")) == (2, 13)
    assert locate(data, ("l", 1)) == (5, 5)
    assert locate(data, ("l", 1, "k")) == (5, 5)
    assert locate(data, ("a", "b", "missing")) == (2, 3)
    assert locate(data, ()) == (1, 1)


@given(st.binary(max_size=300))
def test_no_bytes_break_it(data: bytes) -> None:
    parsed = parse(data)
    assert (parsed.tree is None) <= bool(parsed.faults)


@given(st.text(alphabet="ab:{}[]&*!|>'\"%@`,?- #\n\t\\~<0é", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    parsed = parse(text.encode())
    assert (parsed.tree is None) <= bool(parsed.faults)
