"""When a reason says nothing: fewer than three letters and digits, or only words that fill a field."""

import pytest

from riskctl.core.rules.saying import folded, says_nothing


@pytest.mark.parametrize(
    "text", ["-", "…", "x", "ok", "OK!", "n/a", "N.A.", "TODO", "Ikke relevant.", "se ovenfor", "  ", "ja, ja"]
)
def test_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text", ["Øvet", "ISO 27001", "Sag 12", "Ny version", "Ikke relevant uden net", "Ingen lokation ved kysten", "MFA"]
)
def test_something(text: str) -> None:
    assert not says_nothing(text)


def test_case_and_spacing_make_no_copy_another_text() -> None:
    assert folded(" Lav  RISIKO\nher ") == folded("lav risiko her")
    assert folded("lav risiko") != folded("lavrisiko")
