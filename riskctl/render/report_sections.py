"""The numbered sections of the quarterly report; each has its basis, and says in one line when it is empty."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from riskctl.render import report_course, report_state
from riskctl.render.report_part import Part
from riskctl.render.report_voice import Voice


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section."""

    number: int
    title: str
    basis: str
    parts: tuple[Part, ...]


def sections(voice: Voice) -> list[Section]:
    """Return the sections in order, counted from 1."""
    return [
        Section(
            number,
            voice(name),
            voice("basis", text=voice(f"{name}.basis")),
            tuple(each for each in make(voice) if each.sentence or (each.table and each.table.rows)),
        )
        for number, (name, make) in enumerate(_SECTIONS, 1)
    ]


_SECTIONS: Final[tuple[tuple[str, Callable[[Voice], Iterator[Part]]], ...]] = (
    ("coverage", report_state.coverage),
    ("risks", report_state.risks),
    ("plans", report_state.plans),
    ("actions", report_state.actions),
    ("events", report_course.events),
    ("escalations", report_course.escalations),
    ("acceptances", report_course.acceptances),
    ("deviations", report_course.deviations),
    ("recommendations", report_course.recommendations),
    ("load", report_course.load),
    ("trace", report_course.trace),
)
