"""Blocks of a text in another order: every line stays, each comment with what stands below it, the data the same."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskctl.errors import RiskctlError
from riskctl.store.rearrange import fields_reordered, items_reordered, renamed
from riskctl.store.yaml_events import parse

BLOCKS = {
    "name": ["name: A  # a"],
    "tasks": ["# two of them", "tasks:", "  - B", "  # in between", "", "  - C"],
    "note": ["note: |", "  text # no comment", "", "  name: no field"],
    "assessed": ["# above", "# just above", "assessed: {", "  by: [bo]}"],
}


def text_of(order: list[str]) -> str:
    return "".join(line + "\n" for name in order for line in BLOCKS[name])


@given(st.permutations(list(BLOCKS)), st.permutations(list(BLOCKS)))
def test_fields_come_in_any_order_whole(before: list[str], after: list[str]) -> None:
    text, wanted = text_of(before), text_of(after)
    if BLOCKS[before[0]][0].startswith("#") and before[0] != after[0]:
        with pytest.raises(RiskctlError):  # the comment may be about the whole file
            fields_reordered("x.yaml", text.encode(), after)
        return
    assert fields_reordered("x.yaml", text.encode(), after).decode() == wanted
    for header in ("# a file\n\n", "# yaml-language-server: $schema=../.schema/x.json\n", "---\n"):
        assert fields_reordered("x.yaml", (header + text).encode(), after).decode() == header + wanted


ITEMS = (["- {at: 1}"], ["- at: 2", "    # own", "  by: |", "    # no comment"], ["# above", "- [a,", "  b]  # last"])


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("indent", ["", "  ", "      "])
def test_items_come_in_any_order_whole(order: tuple[int, ...], indent: str) -> None:
    items = ["".join(f"{indent}{line}\n" for line in item) for item in ITEMS]
    made = items_reordered("x.yaml", f"first: 1\nlog:\n{''.join(items)}last: 2\n".encode(), ("log",), order)
    assert made.decode() == f"first: 1\nlog:\n{''.join(items[number] for number in order)}last: 2\n"


@pytest.mark.parametrize(
    "text",
    [
        "log: [a, b]\n",
        "log:\n  # of the first, or of all\n  - a\n  - b\n",
        "log:\n# of the first, or of all\n  - a\n  - b\n",
        "log:\n  - a\n\n  - b\n",
        "log:\n  - a\n  - b\n  # of b, or of what comes\n",
        "log:\n  - a\n  - b\n# of b, or of what comes\nlast: 1\n",
        "log:\n  - a\n  - b",
        "log: &a\n  - a\n  - b\n",
    ],
)
def test_items_whose_comments_could_be_lost_stay(text: str) -> None:
    with pytest.raises(RiskctlError) as caught:
        items_reordered("x.yaml", text.encode(), ("log",), (1, 0))
    assert caught.value.key == "edit-by-hand"


def test_a_key_is_renamed_where_it_stands_and_nowhere_else() -> None:
    text = "onwer: onwer  # onwer\nlist:\n  - {onwer: 1, b: [onwer]}\n"
    assert renamed("x.yaml", text.encode(), ("onwer",), "owner").decode() == text.replace("onwer", "owner", 1)
    deep = renamed("x.yaml", text.encode(), ("list", 0, "onwer"), "owner").decode()
    assert deep == text.replace("{onwer", "{owner")
    assert list(parse(deep.encode()).tree["list"][0]) == ["owner", "b"]


def test_a_key_that_is_there_already_is_not_made_twice() -> None:
    with pytest.raises(RiskctlError):
        renamed("x.yaml", b"onwer: 1\nowner: 2\n", ("onwer",), "owner")
