"""Lengths of time in Danish and English prose, so that texts can be held against the tables (P3.7, P4.1.4).

Only what is written as a number, or a number word, with a unit is understood; anything else is left alone.
"""

import re
from typing import Final

from riskctl.core.moment import Duration

HOURS_OF_MONTH: Final = 730
"""Hours of a twelfth of a year: to compare lengths in different units, never to count with."""
_CLOSE: Final = 0.03
"""How far two lengths may differ and still be the same: twelve months, 52 weeks and a year."""

_UNITS: Final = {
    **dict.fromkeys(("time", "timer", "timers", "hour", "hours"), 1),
    **dict.fromkeys(("dag", "dage", "dages", "døgn", "døgns", "day", "days"), 24),
    **dict.fromkeys(("uge", "uger", "ugers", "week", "weeks"), 168),
    **dict.fromkeys(("måned", "måneder", "måneders", "month", "months"), HOURS_OF_MONTH),
    **dict.fromkeys(("kvartal", "kvartaler", "quarter", "quarters"), 3 * HOURS_OF_MONTH),
    **dict.fromkeys(("år", "års", "year", "years"), 12 * HOURS_OF_MONTH),
}
_NUMBERS: Final = {
    **dict.fromkeys(("half a", "half an", "half", "halvt", "halve", "halv"), 0.5),
    **dict.fromkeys(("halvandet", "halvanden"), 1.5),
    **dict.fromkeys(("en", "et", "én", "ét", "a", "an", "one"), 1.0),
    **dict.fromkeys(("to", "andet", "anden", "two", "second", "other"), 2.0),
    **dict.fromkeys(("tre", "tredje", "three", "third"), 3.0),
    **dict.fromkeys(("fire", "fjerde", "four", "fourth"), 4.0),
    **dict.fromkeys(("fem", "femte", "five", "fifth"), 5.0),
    **dict.fromkeys(("seks", "sjette", "six", "sixth"), 6.0),
    **dict.fromkeys(("syv", "seven"), 7.0),
    **dict.fromkeys(("otte", "eight"), 8.0),
    **dict.fromkeys(("ni", "nine"), 9.0),
    **dict.fromkeys(("ti", "ten"), 10.0),
    **dict.fromkeys(("tolv", "twelve"), 12.0),
}
_NUMBER: Final = rf"\d{{1,4}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_UNIT: Final = "|".join(sorted(_UNITS, key=len, reverse=True))
_LENGTH: Final = re.compile(rf"\b(?:({_NUMBER})\s*(?:-|–|til|to)\s*)?({_NUMBER})\.?\s+({_UNIT})\b")
_EVERY: Final = re.compile(rf"\b(?:hver|hvert|every|each)\s+(?:({_NUMBER})\.?\s+)?({_UNIT})\b")
_TIMES: Final = re.compile(
    rf"\b(?:(?P<number>{_NUMBER})\s+gange?|once|twice)\s+(?:om\s+|a\s+|per\s+|pr\.\s+)(?P<unit>året|måneden|år|year|month)\b"
)
_ADVERBS: Final = {
    **dict.fromkeys(("årligt", "årlig", "årlige", "yearly", "annually", "annual"), 12),
    **dict.fromkeys(("halvårligt", "halvårlig", "half-yearly"), 6),
    **dict.fromkeys(("kvartalsvis", "kvartalsvist", "quarterly"), 3),
    **dict.fromkeys(("månedligt", "månedlig", "månedlige", "monthly"), 1),
}
"""Words that say how often, in months."""
_ADVERB: Final = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(_ADVERBS, key=len, reverse=True))})(?![\w-])")
_SENTENCE: Final = re.compile(r"(?<=\D[.;:!?])\s+")

Figure = tuple[float, float]
"""The shorter and the longer end of a length in hours; the same where it is no range."""


def hours(length: Duration) -> float:
    """Return about how many hours a length is: to compare, never to count with."""
    months = 12 * length.years + length.months
    return HOURS_OF_MONTH * months + 24 * (7 * length.weeks + length.days) + length.hours + length.minutes / 60


def same(one: float, other: float) -> bool:
    """Whether two lengths in hours are the same, however they were counted."""
    return abs(one - other) <= _CLOSE * max(one, other)


def _number(text: str) -> float:
    return float(text) if text.isdecimal() else _NUMBERS[text]


def lengths(text: str) -> list[Figure]:
    """Return every length in a text: `1-3 dage`, `half a day`, `inden for 10 år`."""
    found = []
    for first, last, unit in _LENGTH.findall(text.casefold()):
        end = _number(last) * _UNITS[unit]
        found.append((_number(first) * _UNITS[unit] if first else end, end))
    return found


def frequencies(text: str) -> list[float]:
    """Return every interval in a text, in hours: `hvert andet år`, `yearly`, `to gange om året`."""
    lowered = text.casefold()
    found = [(_number(number) if number else 1) * _UNITS[unit] for number, unit in _EVERY.findall(lowered)]
    for match in _TIMES.finditer(lowered):
        unit = HOURS_OF_MONTH if match["unit"].startswith(("måned", "month")) else 12 * HOURS_OF_MONTH
        named = match["number"] or ("two" if match[0].startswith("twice") else "one")
        found.append(unit / _number(named))
    return found + [float(HOURS_OF_MONTH * _ADVERBS[each]) for each in _ADVERB.findall(lowered)]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a number with a full stop (`3. måned`) ends none."""
    return _SENTENCE.split(text)
