"""Small edits of a text: only the bytes that are meant, and refused where that can't be."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskctl.core.plain import as_read
from riskctl.errors import RiskctlError
from riskctl.store.splice import Append, Place, Put, splice
from riskctl.store.yaml_events import parse

REGISTER = Path(__file__).parents[2] / "register"
FILES = sorted(str(path.relative_to(REGISTER)) for path in REGISTER.rglob("*.yaml"))
AT = datetime.fromisoformat("2026-11-23T12:00:00+01:00")
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Zl", "Zp")), min_size=1, max_size=200
).filter(lambda text: bool(text.strip()))
SCALAR = st.one_of(st.integers(0, 10**6), TEXT, st.dates(), st.datetimes(timezones=st.just(UTC)))


def places(tree: Any, kind: type, here: Place = ()) -> Iterator[Place]:
    """Yield where every value of a kind stands in a tree."""
    if isinstance(tree, kind) and here:
        yield here
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, tuple) else ()
    for step, each in children:
        yield from places(each, kind, (*here, step))


def at(tree: Any, place: Place) -> Any:
    """Return what stands at a place of a tree."""
    for step in place:
        tree = tree[step]
    return tree


def only_inserted(before: bytes, after: bytes) -> bool:
    """Whether one run of bytes was put into the old ones, and nothing else touched."""
    more = len(after) - len(before)
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    return more > 0 and any(after[:i] + after[i + more :] == before for i in range(max(0, start - more), start + 1))


def edited(data: bytes, *edits: Put | Append) -> bytes:
    """Return the bytes with edits made, in a file of any name."""
    return splice("actions/x.yaml", data, edits)


@pytest.mark.parametrize("path", FILES)
def test_a_new_key_at_the_top_is_whole_lines_and_nothing_else(path: str) -> None:
    before = (REGISTER / path).read_bytes()
    value = {"at": AT, "by": "bo", "note": "Et stykke tekst: med kolon, og ' i"}
    after = splice(path, before, [Put(("zzz",), value)])
    assert only_inserted(before, after)
    added = [line for line in after.decode().split("\n") if line not in before.decode().split("\n")]
    assert added[:3] == ["zzz:", "  at: 2026-11-23T12:00:00+01:00", "  by: bo"]
    assert parse(after).tree == {**parse(before).tree, "zzz": as_read(value)}


@settings(max_examples=400)
@given(st.data())
def test_a_scalar_anywhere_is_changed_and_nothing_else(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(FILES))
    before = (REGISTER / path).read_bytes()
    tree = parse(before).tree
    place = data.draw(st.sampled_from(list(places(tree, str))))
    value = data.draw(SCALAR)
    try:
        after = splice(path, before, [Put(place, value)])
    except RiskctlError:
        if not isinstance(value, datetime):
            raise
        return  # in brackets there is no place for a moment
    assert at(parse(after).tree, place) == as_read(value)
    old, new = before.decode().split("\n"), after.decode().split("\n")
    same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(new))
    assert old[same:][len(old) - len(new) + 1 :] == new[same + 1 :], "one line, and nothing after it"


@settings(max_examples=400)
@given(st.data())
def test_an_item_at_the_end_of_any_list_is_put_in_and_nothing_else(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(FILES))
    before = (REGISTER / path).read_bytes()
    tree = parse(before).tree
    lists = list(places(tree, tuple))
    place = data.draw(st.sampled_from(lists)) if lists else ("zzz",)
    value = data.draw(st.one_of(TEXT, st.fixed_dictionaries({"by": TEXT, "percent": st.integers(0, 100)})))
    after = splice(path, before, [Append(place, value)])
    assert only_inserted(before, after)
    assert at(parse(after).tree, place)[-1] == as_read(value)


@settings(max_examples=400)
@given(st.data())
def test_an_entry_in_any_mapping_is_put_in_and_nothing_else(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(FILES))
    before = (REGISTER / path).read_bytes()
    found = [(), *places(parse(before).tree, dict)]
    place = (*data.draw(st.sampled_from(found)), "zzz")
    value = data.draw(TEXT)
    after = splice(path, before, [Put(place, value)])
    assert only_inserted(before, after)
    assert at(parse(after).tree, place) == value


ACTION = b"""\
# made by hand
title: "Uforanderlig backup"   # quoted
risks: [nexus#ransomware]
planned_at: 2026-03-15T09:00:00+01:00
due:   2026-06-01              # the meeting in May

raises: {backup: 4}
progress:
- at: 2026-04-10T10:00:00+02:00
  by: carl

  # halfway
  note: >
    A long
    note

# the end
"""
ORDER = ("title", "risks", "planned_at", "started_at", "due", "raises", "progress", "effect")


def test_a_key_comes_where_the_order_says() -> None:
    after = edited(ACTION, Put(("started_at",), AT, ORDER))
    line = b"started_at: 2026-11-23T12:00:00+01:00\n"
    assert after == ACTION.replace(b"due:   2026", line + b"due:   2026")


def test_a_date_is_changed_and_its_comment_stays() -> None:
    assert edited(ACTION, Put(("due",), date(2027, 1, 15))) == ACTION.replace(b"2026-06-01", b"2027-01-15")


def test_an_item_stands_as_far_in_as_those_before_it() -> None:
    after = edited(ACTION, Append(("progress",), {"at": AT, "by": "bo", "note": "Halvt"}))
    item = b"- at: 2026-11-23T12:00:00+01:00\n  by: bo\n  note: Halvt\n"
    assert after == ACTION.replace(b"    note\n\n", b"    note\n" + item + b"\n")


def test_a_list_that_is_not_there_is_made() -> None:
    data = b"title: x\ndue: 2026-06-01\n"
    assert edited(data, Append(("progress",), {"at": AT})) == (data + b"progress:\n  - at: 2026-11-23T12:00:00+01:00\n")


def test_brackets_take_one_more_entry() -> None:
    assert edited(ACTION, Put(("raises", "mfa"), 3)) == ACTION.replace(b"{backup: 4}", b"{backup: 4, mfa: 3}")
    assert edited(ACTION, Append(("risks",), "net#fire")) == (
        ACTION.replace(b"[nexus#ransomware]", b"[nexus#ransomware, net#fire]")
    )
    assert edited(b"a: []\nb: {}\n", Append(("a",), "x, y"), Put(("b", "c"), "d: e")) == (
        b'a: ["x, y"]\nb: {c: "d: e"}\n'
    )


def test_a_file_without_a_last_newline_gets_the_line_below() -> None:
    assert edited(b"title: x", Put(("due",), date(2026, 6, 1))) == b"title: x\ndue: 2026-06-01\n"


def test_several_edits_are_made_one_after_the_other() -> None:
    after = edited(b"a: 1\n", Put(("b",), 2), Put(("b",), 3), Append(("c",), "x"), Append(("c",), "z"))
    assert after == b"a: 1\nb: 3\nc: [x, z]\n"


@pytest.mark.parametrize(
    ("data", "edit"),
    [
        (b"a: &x 1\nb: *x\n", Put(("c",), 1)),
        (b"a: 1\na: 2\n", Put(("c",), 1)),
        (b"a: 1\r\n", Put(("c",), 1)),
        (b"a: [\n", Put(("c",), 1)),
        (b"\xff", Put(("c",), 1)),
        (b"a: 1\n", Put(("b", "c"), 1)),
        (b"a: 1\n", Put(("a", "c"), 1)),
        (b"a: 1\n", Append(("a",), 1)),
        (b"a: {b: 1}\n", Append(("a",), 1)),
        (b"a: {b: 1}\n", Put(("a",), {"b": 2})),
        (b"a: {b: 1}\n", Put(("a",), 2)),
        (b"a: [1]\n", Put(("a", 1), 2)),
        (b"a: [1]\n", Put(("a", "b"), 2)),
        (b"a: {b: 1}\n", Put(("a", "c"), AT)),
        (b"a: []\n", Append(("a",), {"at": AT})),
        (b"a:\n  - - 1\n", Append(("a", 0), 2)),
        (b"a: |+\n  x\n\n", Put(("b",), 1)),
        (b"a: 1\n", Put(("<<",), 1)),
        (b"a: 1\n", Put(("A",), 1)),
        (b"a: 1\n", Put(("b",), "x\u200by")),
        (b"a: 1\n", Put(("b",), " ")),
        (b"a: 1\n", Put(("b",), "x" * 20_001)),
    ],
)
def test_what_cant_be_done_without_touching_more_is_refused(data: bytes, edit: Put | Append) -> None:
    with pytest.raises(RiskctlError) as caught:
        edited(data, edit)
    assert caught.value.key == "edit-by-hand"
    assert caught.value.values == {"path": "actions/x.yaml", "value": ".".join(map(str, edit.place))}
