"""The quarterly report to ISU as a document; each section says in one line when it is empty (P6.1)."""

from collections.abc import Callable, Iterator
from typing import Final

from riskctl.core.views.quarter import QuarterReport
from riskctl.render.document.model import Block, Document, Section
from riskctl.render.report import course, state
from riskctl.render.report.front import front
from riskctl.render.report.voice import Voice, quarter_name
from riskctl.text import Words


def document(report: QuarterReport, words: Words) -> Document:
    """Return the report: a first page that stands alone, then the numbered sections."""
    voice, procedure = Voice(report, words), report.end.judged.register.procedure
    addressed = voice("addressed", to=procedure.reporting.quarterly.to, people=voice.people(report.prepared_by))
    return Document(
        lang=words.lang,
        title=voice("title", municipality=procedure.municipality, quarter=quarter_name(report.quarter, words)),
        author=procedure.municipality,
        dated=report.end.judged.engine.clock.now,
        lead=(addressed, _judged(voice)),
        notices=(voice("preliminary"),) if report.period.preliminary else (),
        front=front(voice),
        sections=tuple(_sections(voice)),
    )


def _judged(voice: Voice) -> str:
    report = voice.report
    key = "judged.preliminary" if report.period.preliminary else "judged"
    now = report.end.judged.engine.clock.now
    return voice(key, first=report.quarter.first, last=report.quarter.last, now=now)


def _sections(voice: Voice) -> Iterator[Section]:
    for number, (name, make) in enumerate(_SECTIONS, 1):
        yield Section(voice(name), tuple(make(voice)), number, voice("basis", text=voice(f"{name}.basis")))


_SECTIONS: Final[tuple[tuple[str, Callable[[Voice], Iterator[Block]]], ...]] = (
    ("coverage", state.coverage),
    ("risks", state.risks),
    ("plans", state.plans),
    ("actions", state.actions),
    ("events", course.events),
    ("escalations", course.escalations),
    ("acceptances", course.acceptances),
    ("deviations", course.deviations),
    ("recommendations", course.recommendations),
    ("load", course.load),
    ("trace", course.trace),
)
