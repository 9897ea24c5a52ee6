"""Lengths of time in Danish and English prose, in hours: a month is 730, a year 8,760."""

import pytest

from riskctl.core.moment import parse_duration
from riskctl.core.rules.figures import frequencies, hours, lengths, same, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i mindre end en halv dag", [(12, 12)]),
        ("for less than half a day", [(12, 12)]),
        ("op til én dag", [(24, 24)]),
        ("up to a day", [(24, 24)]),
        ("i 1-3 dage", [(24, 72)]),
        ("for 1 to 3 days", [(24, 72)]),
        ("to til tre døgn", [(48, 72)]),
        ("24–48 timer", [(24, 48)]),
        ("halvandet år", [(13_140, 13_140)]),
        ("inden for 12 måneder", [(8_760, 8_760)]),
        ("over 3 dage eller 2 uger", [(72, 72), (336, 336)]),
        ("Within 10 years", [(87_600, 87_600)]),
        ("et kvartal", [(2_190, 2_190)]),
        ("mandag den 3. maj", []),
        ("46 stationer og 3 etager", []),
        ("dage og år", []),
        ("", []),
    ],
)
def test_lengths(text: str, expected: list[tuple[float, float]]) -> None:
    assert lengths(text) == expected


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("vurderes hvert år", [12]),
        ("vurderes hvert andet år", [24]),
        ("hver 3. måned", [3]),
        ("hvert halve år", [6]),
        ("assessed every second year", [24]),
        ("every other year", [24]),
        ("every 18 months", [18]),
        ("each year", [12]),
        ("mindst én gang om året", [12]),
        ("to gange om året", [6]),
        ("once a year", [12]),
        ("twice a year", [6]),
        ("at least annually", [12]),
        ("half-yearly", [6]),
        ("kvartalsvis", [3]),
        ("et årligt møde", [12]),
        ("inden for 2 år", []),
        ("flerårligt", []),
    ],
)
def test_frequencies(text: str, months: list[float]) -> None:
    assert [found / 730 for found in frequencies(text)] == months


def test_a_number_with_a_full_stop_ends_no_sentence() -> None:
    assert sentences("Vurderes hver 3. måned. Løn hver uge! Slut") == [
        "Vurderes hver 3. måned.",
        "Løn hver uge!",
        "Slut",
    ]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("P1Y", "P12M", True),
        ("P1Y", "P52W", True),
        ("P1M", "P30D", True),
        ("P1M", "P4W", False),
        ("PT48H", "P2D", True),
    ],
)
def test_the_same_length_however_it_is_counted(one: str, other: str, *, expected: bool) -> None:
    assert same(hours(parse_duration(one)), hours(parse_duration(other))) is expected


def test_minutes_count() -> None:
    assert hours(parse_duration("PT90M")) == 1.5
