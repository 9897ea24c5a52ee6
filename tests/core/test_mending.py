"""What a misspelt word can only mean: a slip never gives another choice than the one it is a slip of."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskctl.cli.check_fix import names
from riskctl.core import fields
from riskctl.core.mending import clear_meaning

CHOICES = {
    name: get_args(value)
    for name, value in vars(fields).items()
    if get_args(value) and all(isinstance(each, str) for each in get_args(value))
}
NAMES = names()
LETTERS = "abcdefghijklmnopqrstuvwxyzæøå-_ 0"


def test_the_lists_of_choices_are_there() -> None:
    assert {"Level", "Nis2", "PersonalData", "Importance", "Role", "Treatment", "Magnitude"} <= set(CHOICES)


@pytest.mark.parametrize("name", sorted(CHOICES))
def test_a_choice_as_it_stands_is_not_mended_and_in_other_dress_is_itself(name: str) -> None:
    for choice in CHOICES[name]:
        assert clear_meaning(choice, CHOICES[name], NAMES) is None
        for dressed in {choice.upper(), choice.title(), choice.replace("-", "_"), choice.replace("-", " ")} - {choice}:
            assert clear_meaning(dressed, CHOICES[name], NAMES) == choice


@pytest.mark.parametrize(
    ("name", "danish", "choice"),
    [
        ("Level", "kritisk", "critical"),
        ("Level", "Høj", "high"),
        ("Level", "middel", "medium"),
        ("Level", "lav", "low"),
        ("Nis2", "kritisk", "critical"),
        ("Nis2", "vigtig", "important"),
        ("Nis2", "ikke omfattet", "none"),
        ("PersonalData", "ingen", "none"),
        ("PersonalData", "følsomme personoplysninger", "sensitive"),
        ("Importance", "understøttende", "supporting"),
        ("SystemStatus", "udfaset", "retired"),
        ("Criterion", "Fortrolighed", "confidentiality"),
        ("Treatment", "accepteres", "accept"),
        ("EventKind", "Hændelse", "incident"),
        ("Role", "kommunaldirektør", "chief-executive"),
        ("ActionType", "beredskab", "contingency"),
    ],
)
def test_danish_words(name: str, danish: str, choice: str) -> None:
    assert clear_meaning(danish, CHOICES[name], NAMES) == choice


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Nis2", "uvigtig"),
        ("Nis2", "ukritisk"),
        ("Level", "lo"),
        ("Level", "hgh"),
        ("Level", "høj?"),
        ("Level", "medium-high"),
        ("Level", ""),
        ("Level", "\u202ehigh"),
        ("Magnitude", "mijor"),
        ("Treatment", "mitigate or accept"),
        ("PersonalData", "ja"),
    ],
)
def test_what_could_mean_something_else_is_left(name: str, written: str) -> None:
    assert clear_meaning(written, CHOICES[name], NAMES) is None


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str, str]:
    """Return a list of choices, one of them, and that with one letter wrong, missing, too many or exchanged."""
    name = draw(st.sampled_from(sorted(CHOICES)))
    word: Any = draw(st.sampled_from(CHOICES[name]))
    at = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from(LETTERS))
    kinds = (
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    )
    return name, word, draw(st.sampled_from(kinds))


@given(slips())
def test_a_slip_is_mended_to_what_it_is_a_slip_of_or_not_at_all(slip: tuple[str, str, str]) -> None:
    name, word, written = slip
    assert clear_meaning(written, CHOICES[name], NAMES) in {None, word}


@pytest.mark.parametrize(("written", "choice"), [("criticl", "critical"), ("cirtical", "critical"),
                                                  ("criticall", "critical"), ("critikal", "critical")])  # fmt: skip
def test_each_kind_of_slip(written: str, choice: str) -> None:
    assert clear_meaning(written, CHOICES["Level"], NAMES) == choice
