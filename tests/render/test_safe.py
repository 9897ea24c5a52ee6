"""Text made visible: nothing in it is a command, wherever a CI system looks for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskctl.render.as_json import dumps
from riskctl.render.safe import visible
from tests.render.check.runners import azure, github

PIECES = (
    "::",
    ":",
    "##[",
    "##vso[",
    "##",
    "#",
    "[",
    "]",
    "error",
    " ",
    "\ufe0f",
    "\u200d",
    "\n",
    "\r",
    "\u2028",
    "\xa0",
)
STEERING = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", ":<U+003A>error::x"),
        ("  ::error::x", "  :<U+003A>error::x"),  # a runner passes over spaces before it
        ("a ::error::x", "a ::error::x"),
        ("x ##vso[task.complete]", "x ##vso<U+005B>task.complete]"),  # and finds these anywhere in a line
        ("x ##[error]y ##[z]", "x ##<U+005B>error]y ##<U+005B>z]"),
        ("#\ufe0f#[x]", "#\ufe0f#<U+005B>x]"),
        ("a\r\n\x1b[31m\u202eb", "a<U+000D> <U+001B>[31m<U+202E>b"),
        ("æøå: 20 °C [1] # nej", "æøå: 20 °C [1] # nej"),
    ],
)
def test_what_would_steer_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(STEERING)
def test_no_text_is_a_command_or_more_than_a_line(text: str) -> None:
    shown = visible(text)
    assert github(shown) == azure(shown) == []
    assert len(shown.splitlines()) <= 1


@given(STEERING, STEERING)
def test_no_text_in_json_is_a_command(key: str, text: str) -> None:
    assert github(dumps({key: text})) == azure(dumps({key: text})) == []
