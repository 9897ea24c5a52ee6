"""Danish holidays and the working day before: an annotation that moves nothing."""

from datetime import date, timedelta

import holidays
import pytest

from riskctl.core.finding import Phrase
from riskctl.core.workdays import holiday_on, note_on, working_day_before


def test_the_public_holidays_are_those_of_another_library() -> None:
    known = holidays.country_holidays("DK", years=range(1990, 2101))
    day = date(1990, 1, 1)
    while day.year < 2101:
        assert (holiday_on(day) is not None) == (day in known), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "what", "before"),
    [
        (date(2026, 11, 22), "sunday", date(2026, 11, 20)),
        (date(2026, 11, 21), "saturday", date(2026, 11, 20)),
        (date(2026, 4, 2), "maundy-thursday", date(2026, 4, 1)),
        (date(2026, 4, 6), "easter-monday", date(2026, 4, 1)),
        (date(2026, 5, 14), "ascension-day", date(2026, 5, 13)),
        (date(2026, 5, 25), "whit-monday", date(2026, 5, 22)),
        (date(2023, 5, 5), "great-prayer-day", date(2023, 5, 4)),
        # a holiday tells more than the weekend it falls in; nobody works on Christmas Eve
        (date(2027, 12, 26), "second-christmas-day", date(2027, 12, 23)),
        # New Year's Eve is no working day either
        (date(2027, 1, 1), "new-years-day", date(2026, 12, 30)),
    ],
)
def test_a_note_says_which_day_it_is_and_the_working_day_before(day: date, what: str, before: date) -> None:
    assert note_on(day) == Phrase("due.note", {"day": Phrase(f"due.day.{what}"), "before": before})
    assert working_day_before(day) == before


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2024, 4, 26), date(2026, 12, 24), date(2026, 6, 5)])
def test_any_other_day_gets_no_note(day: date) -> None:
    assert note_on(day) is None
