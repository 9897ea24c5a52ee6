"""The second sheet of a work sheet: what each number means, and what each level demands."""

from typing import Any, Final

from riskctl.core.fields import LEVELS, PERSPECTIVES
from riskctl.core.views.meeting import Meeting
from riskctl.render.names import level_name
from riskctl.render.sheet_style import Formats
from riskctl.text import Words

_WIDTHS: Final = (5, 20, 46, 46, 46)
_ROW: Final = 64


def write_scales(sheet: Any, meeting: Meeting, words: Words, styled: Formats) -> None:
    """Write the scales of the procedure, the matrix, and what follows from each level."""
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    procedure, lang = meeting.engine.procedure, words.lang
    steps = [
        [number, each.name.in_language(lang), *(getattr(each, name).in_language(lang) for name in PERSPECTIVES)]
        for number, each in enumerate(procedure.consequence.scale, 1)
    ]
    headings = [words.name("perspective", name) for name in PERSPECTIVES]
    row = _scale(sheet, 0, (words("worksheet.scales.consequence"), headings, steps), styled)
    for name, scale in (
        ("likelihood", procedure.likelihood.scale),
        ("resilience", procedure.likelihood.resilience_scale),
    ):
        texts = [
            [number, each.name.in_language(lang), each.text.in_language(lang)] for number, each in enumerate(scale, 1)
        ]
        row = _scale(sheet, row, (words(f"worksheet.scales.{name}"), [], texts), styled)
    row = _matrix(sheet, row, meeting, words, styled)
    _demands(sheet, row, meeting, words, styled)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _scale(sheet: Any, row: int, table: tuple[str, list[str], list[list[Any]]], styled: Formats) -> int:
    title, headings, steps = table
    sheet.write_string(row, 0, title, styled.title)
    if headings:
        row += 1
        for index, text in enumerate(headings, 2):
            sheet.write_string(row, index, text[:1].upper() + text[1:], styled.heading)
    for number, name, *texts in reversed(steps):
        row += 1
        sheet.write_number(row, 0, number, styled.number)
        sheet.write_string(row, 1, name, styled.fact)
        if len(texts) == 1:
            sheet.merge_range(row, 2, row, 4, "", styled.fact)
        for index, text in enumerate(texts, 2):
            sheet.write_string(row, index, text, styled.fact)
        sheet.set_row(row, _ROW if texts[1:] else _ROW / 2)
    return row + 2


def _matrix(sheet: Any, row: int, meeting: Meeting, words: Words, styled: Formats) -> int:
    """Draw the matrix, each level with its sign and its name."""
    sheet.write_string(row, 0, words("worksheet.scales.matrix"), styled.title)
    matrix = meeting.engine.procedure.risk.matrix
    shown = [
        f"{number}: {' · '.join(level_name(level, words) for level in levels)}"
        for number, levels in enumerate(matrix, 1)
    ]
    wide = len(matrix[0]) <= len(_WIDTHS) - 1
    for consequence in range(len(matrix), 0, -1):
        row += 1
        sheet.write_number(row, 0, consequence, styled.number)
        if not wide:
            sheet.merge_range(row, 1, row, 4, "", styled.fact)
            sheet.write_string(row, 1, shown[consequence - 1], styled.fact)
            continue
        for index, level in enumerate(matrix[consequence - 1], 1):
            sheet.write_string(row, index, level_name(level, words), styled.levels[level])
    row += 1
    for number in range(1, len(matrix[0]) + 1 if wide else 1):
        sheet.write_number(row, number, number, styled.number)
    return row + 2


def _demands(sheet: Any, row: int, meeting: Meeting, words: Words, styled: Formats) -> None:
    sheet.write_string(row, 0, words("worksheet.scales.demands"), styled.title)
    row += 1
    for index, name in ((2, "plan"), (3, "approval")):
        sheet.write_string(row, index, words(f"worksheet.scales.{name}"), styled.heading)
    for level in reversed(LEVELS):
        row += 1
        demand = meeting.row(level)
        approval = words.enumeration([words.name("role", role) for role in demand.approval], "or")
        sheet.write_string(row, 1, level_name(level, words), styled.levels[level])
        sheet.write_string(row, 2, words.duration(demand.within), styled.fact)
        sheet.write_string(row, 3, approval or words("worksheet.scales.approval.none"), styled.fact)
