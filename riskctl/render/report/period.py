"""The report on a quarter or a year as a document; each section says in one line when it is empty (P6.1, P6.2)."""

from collections.abc import Callable, Iterator
from typing import Final

from riskctl.core.moment import Year
from riskctl.core.views.period_report import PeriodReport
from riskctl.render.document.model import Block, Document, Section
from riskctl.render.report import course, state, trend, year
from riskctl.render.report.front import front
from riskctl.render.report.voice import PeriodVoice, span_name
from riskctl.text import Words


def document(report: PeriodReport, words: Words) -> Document:
    """Return the report: a first page that stands alone, then the numbered sections."""
    voice, procedure = PeriodVoice.of(report, words), report.end.judged.register.procedure
    return Document(
        lang=words.lang,
        title=voice("title", municipality=procedure.municipality, span=span_name(report.span, words)),
        author=procedure.municipality,
        dated=report.end.judged.engine.clock.now,
        lead=(voice("addressed", to=voice.to), _judged(voice)),
        notices=(voice("preliminary"),) if report.period.preliminary else (),
        front=front(voice, {name: n for n, (name, _) in enumerate(_sections_of(voice), 1)}),
        sections=tuple(_sections(voice)),
    )


def _judged(voice: PeriodVoice) -> str:
    report = voice.report
    key = "judged.preliminary" if report.period.preliminary else "judged"
    now = report.end.judged.engine.clock.now
    return voice(key, first=report.span.first, last=report.span.last, now=now)


def _sections(voice: PeriodVoice) -> Iterator[Section]:
    for n, (name, make) in enumerate(_sections_of(voice), 1):
        yield Section(voice(name), tuple(make(voice)), n, voice("basis", text=voice(f"{name}.basis")))


def _sections_of(voice: PeriodVoice) -> "_Sections":
    return _YEAR if isinstance(voice.report.span, Year) else _QUARTER


_Sections = tuple[tuple[str, Callable[[PeriodVoice], Iterator[Block]]], ...]
_QUARTER: Final[_Sections] = (
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
    ("trend", trend.trend),
    ("trace", course.trace),
)
"""What ISU works from."""
_YEAR: Final[_Sections] = (
    ("quarters", year.quarters),
    ("done", year.done),
    ("acceptances", course.acceptances),
    ("ahead", year.ahead),
    ("load", course.load),
    ("risks", state.risks),
    ("plans", state.plans),
    ("coverage", state.coverage),
    ("events", course.events),
    ("escalations", course.escalations),
    ("deviations", course.deviations),
    ("trend", trend.trend),
    ("trace", course.trace),
)
"""What the executive board reads of a year: what it gave, what is asked for; then where things stand."""
