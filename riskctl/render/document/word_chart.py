"""A trend as a chart in a Word document: drawn by Word, from numbers that stand in the document itself."""

from collections.abc import Sequence
from typing import Any, Final

from riskctl.render.document.look import line_colour, scale
from riskctl.render.document.model import Series, Trend
from riskctl.render.document.plain import plain
from riskctl.render.document.word_look import LANGUAGE
from riskctl.render.document.word_xml import Element, element
from riskctl.text import Lang, Words

_TEMPLATE: Final = "report/word/chart.xml"
_CONTENT: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
_EMU_PER_TWIP: Final = 635
_HEIGHT: Final = 2_160_000
"""Six centimetres."""
_FIRST_ID: Final = 9000
_DASHES: Final = ("solid", "dash", "sysDot", "dashDot")
_LONGEST_DESCRIPTION: Final = 1000
_DRAWING: Final = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent/><wp:docPr/><wp:cNvGraphicFramePr/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)


class Charts:
    """The charts of one document."""

    def __init__(self, package: Any, lang: Lang) -> None:
        self._part = package.part
        self._words = Words(lang)
        self._count = 0

    def drawn(self, trend: Trend, room: int) -> Element:
        """Return a run with the chart of a trend, as wide as the text, in twips."""
        from docx.opc.part import Part
        from docx.oxml.parser import parse_xml

        self._count += 1
        package = self._part.package
        part = Part(package.next_partname("/word/charts/report%d.xml"), _CONTENT, self._xml(trend), package)
        drawing = parse_xml(_DRAWING)
        extent, described, _, graphic = drawing[0]
        extent.set("cx", str(room * _EMU_PER_TWIP))
        extent.set("cy", str(_HEIGHT))
        described.set("id", str(_FIRST_ID + self._count))
        described.set("name", f"{_FIRST_ID + self._count}")
        described.set("descr", self._words("office.trend", title=plain(trend.title)[:_LONGEST_DESCRIPTION]))
        graphic[0][0].set(f"{{{graphic[0][0].nsmap['r']}}}id", self._part.relate_to(part, _RELATION))
        return element("r", drawing)

    def _xml(self, trend: Trend) -> bytes:
        from riskctl.render.templates import environment

        template = environment(lambda value: value).get_template(_TEMPLATE)
        top, step = scale(trend)
        return template.render(
            title=plain(trend.title),
            labels=[plain(each) for each in trend.labels],
            series=_lines(trend.series),
            top=top,
            step=step,
            language=LANGUAGE[self._words.lang],
        ).encode()


def _lines(series: Sequence[Series]) -> list[dict[str, object]]:
    return [
        {
            "name": plain(each.name),
            "colour": line_colour(each, number).removeprefix("#"),
            "dash": _DASHES[number % len(_DASHES)],
            "numbers": each.numbers,
        }
        for number, each in enumerate(series)
    ]
