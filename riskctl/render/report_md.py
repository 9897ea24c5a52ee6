"""The quarterly report in Markdown: the same report gives the same bytes, on any machine, whenever it is made."""

from riskctl.core.views.quarter import QuarterReport
from riskctl.render.markdown import environment
from riskctl.render.report_front import front
from riskctl.render.report_sections import sections
from riskctl.render.report_voice import Voice
from riskctl.text import Words

TEMPLATE = "report/quarter.md.j2"


def markdown(report: QuarterReport, words: Words) -> str:
    """Return the report: a first page that stands alone, then the sections."""
    voice = Voice(report, words)
    return environment().get_template(TEMPLATE).render(front=front(voice), sections=sections(voice))
