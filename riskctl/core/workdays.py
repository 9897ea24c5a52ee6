"""Danish public holidays and working days: they annotate a deadline, and never move one (decisions under P4.3).

Computed from Easter, which the tests compare with the package `holidays`: to import that costs more than a whole
`due` may take.
"""

from datetime import date, timedelta
from typing import Final

from dateutil.easter import easter

from riskctl.core.finding import Phrase

_FROM_EASTER: Final = {
    -3: "maundy-thursday",
    -2: "good-friday",
    0: "easter-sunday",
    1: "easter-monday",
    39: "ascension-day",
    49: "whit-sunday",
    50: "whit-monday",
}
_GREAT_PRAYER_DAY: Final = 26
_LAST_GREAT_PRAYER_DAY: Final = 2023
_FIXED: Final = {(1, 1): "new-years-day", (12, 25): "christmas-day", (12, 26): "second-christmas-day"}
_CLOSED: Final = frozenset({(6, 5), (12, 24), (12, 31)})
"""No public holidays, but nobody is to be found: Constitution Day, Christmas Eve, New Year's Eve."""
_WEEKEND: Final = {5: "saturday", 6: "sunday"}


def holiday_on(day: date) -> str | None:
    """Return the code of the Danish public holiday on a day; None when it is none."""
    from_easter = (day - easter(day.year)).days
    if from_easter == _GREAT_PRAYER_DAY and day.year <= _LAST_GREAT_PRAYER_DAY:
        return "great-prayer-day"
    return _FIXED.get((day.month, day.day)) or _FROM_EASTER.get(from_easter)


def is_working_day(day: date) -> bool:
    """Whether a municipality works that day: no weekend, no public holiday, nor another day it keeps closed."""
    return day.weekday() not in _WEEKEND and holiday_on(day) is None and (day.month, day.day) not in _CLOSED


def working_day_before(day: date) -> date:
    """Return the last working day before a day."""
    before = day - timedelta(days=1)
    while not is_working_day(before):
        before -= timedelta(days=1)
    return before


def note_on(day: date) -> Phrase | None:
    """Return what is to be said of a deadline on a weekend or a public holiday; None on any other day."""
    what = holiday_on(day) or _WEEKEND.get(day.weekday())
    if what is None:
        return None
    return Phrase("due.note", {"day": Phrase(f"due.day.{what}"), "before": working_day_before(day)})
