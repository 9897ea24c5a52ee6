"""The section on how the picture has moved over the last quarters."""

from collections.abc import Callable, Iterator

from riskctl.core.fields import LEVELS, Level
from riskctl.core.views.trend import Standing
from riskctl.render.document.model import Block, Paragraph, Series, Trend
from riskctl.render.report.voice import PeriodVoice

LEAST = 2
"""How many quarters there must be before there is anything to compare."""


def trend(voice: PeriodVoice) -> Iterator[Block]:
    """Yield the risks by level, and what is done in time in per cent, at the end of each quarter (P6.1)."""
    points = voice.report.trend
    if sum(each.standing is not None for each in points) < LEAST:
        yield Paragraph((voice("trend.none"),), audience="public")
        return
    labels = tuple(voice("trend.label", number=each.quarter.number, year=each.quarter.year) for each in points)

    at = [each.standing for each in points]
    levels = tuple(_of_level(voice, level, at) for level in reversed(LEVELS))
    yield Trend(voice("trend.levels"), labels, levels)
    in_time = Series(voice("trend.assessments"), _over(at, lambda one: percent(one.in_time, one.systems)))
    met = Series(voice("trend.plans"), _over(at, lambda one: percent(one.plans["met"], sum(one.plans.values()))))
    yield Trend(voice("trend.in_time"), labels, (in_time, met))


def _of_level(voice: PeriodVoice, level: Level, at: list[Standing | None]) -> Series:
    return Series(voice.level(level), _over(at, lambda one: one.levels[level]), level)


def _over(at: list[Standing | None], count: Callable[[Standing], int | None]) -> tuple[int | None, ...]:
    return tuple(count(each) if each else None for each in at)


def percent(part: int, whole: int) -> int | None:
    """Return a part of a whole in whole per cent, rounded down so that 100 means all; None of nothing."""
    return 100 * part // whole if whole else None
