"""A work sheet for a meeting: what the register knows of each threat, and yellow fields for what people say of it.

Nothing of the register becomes a formula or a link, whatever it looks like.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from io import BytesIO
from typing import Any, Final

from riskctl.core.answers import UNANSWERED
from riskctl.core.moment import local_date
from riskctl.core.views.judging import by_priority
from riskctl.core.views.meanwhile import filled_in_from
from riskctl.core.views.meeting import Meeting
from riskctl.errors import RiskctlError
from riskctl.render.names import level_name
from riskctl.render.sheet_row import Row
from riskctl.render.sheet_scales import write_scales
from riskctl.render.sheet_style import Formats, styles
from riskctl.store.sheet_layout import (
    ACTIONS,
    FACTS_END,
    FIELDS,
    FORMAT,
    RARE,
    RISKS,
    Column,
    SheetWords,
    heading,
    sheet_name,
)
from riskctl.text import Words

TABLE_AT: Final = 12
"""The row of the headings, counted from 0."""
FREE_ROWS: Final = 5
"""Empty rows below the threats, for others of the catalogue."""
ACTION_ROWS: Final = 20
_ACTIONS_AT: Final = 3
_LONGEST_CELL: Final = 30_000
_WIDE: Final = 10
"""How many columns a field above the table spans."""
_HEADER_ROW: Final = 46
_LINE: Final = 15.0
_MOST_HELP: Final = 250


def as_sheet(meeting: Meeting, words: Words) -> bytes:
    """Return the work sheet as a workbook.

    Raise RiskctlError when XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise RiskctlError("extra-missing") from None
    data = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    book = xlsxwriter.Workbook(data, options)
    title = words("worksheet.title", system=meeting.system.name, id=meeting.system.id)
    book.set_properties({"title": title, "created": meeting.engine.clock.now.replace(tzinfo=None)})
    _Book(meeting, words, book, title).write()
    book.close()
    return data.getvalue()


@dataclass
class _Book:
    """The workbook being written."""

    meeting: Meeting
    words: Words
    book: Any
    title: str

    @cached_property
    def names(self) -> SheetWords:
        return SheetWords(self.meeting.engine.register, self.words)

    @cached_property
    def formats(self) -> Formats:
        return styles(self.book)

    def write(self) -> None:
        """Write all the sheets; the hidden one last, when it is known what there is to choose from."""
        risks, scales, actions, lists = (
            self.book.add_worksheet(sheet_name(each, self.words)) for each in ("risks", "scales", "actions", "lists")
        )
        self._lists = _Lists(lists, sheet_name("lists", self.words))
        self._top(risks)
        self._risks(risks)
        write_scales(scales, self.meeting, self.words, self.formats)
        self._actions(actions)
        since = json.dumps(filled_in_from(self.meeting), ensure_ascii=False)
        chunks = [since[start : start + _LONGEST_CELL] for start in range(0, len(since), _LONGEST_CELL)]
        for row, text in enumerate([FORMAT, *chunks]):
            lists.write_string(row, 0, text)
        lists.hide()
        risks.activate()

    def _top(self, sheet: Any) -> None:
        """Write what holds for the whole assessment."""
        words, meeting, styled = self.words, self.meeting, self.formats
        last = meeting.previous
        zone = meeting.engine.clock.zone
        shown = local_date(last.completed_at, zone) if last else words("worksheet.class.never")
        criticality = level_name(meeting.system.criticality, words)
        sheet.set_row(0, 1.6 * _LINE)
        sheet.write_string(0, 0, self.title, styled.title)
        sheet.write_string(1, 0, words("worksheet.class", shown=criticality, last=shown), styled.plain)
        guide = words("worksheet.guide", date=meeting.engine.clock.today)
        for row, text in ((2, guide), (3, words("worksheet.guide.more"))):
            sheet.merge_range(row, 0, row, _WIDE, "", styled.note)
            sheet.write_string(row, 0, text, styled.note)
            sheet.set_row(row, 1.2 * _LINE)
        values = {
            "performed_by": ", ".join(self.names.shown("person", each) for each in meeting.last_performers() or ()),
            "triggers": "; ".join(self.names.shown("trigger", each) for each in meeting.suggested_triggers()),
        }
        for row, column in enumerate(FIELDS, 4):
            style = styled.day if column.kind == "day" else styled.hour if column.kind == "hour" else styled.answer
            sheet.write_string(row, 0, heading(column, words), styled.label)
            sheet.merge_range(row, 1, row, _WIDE, "", style)
            if values.get(column.name):
                sheet.write_string(row, 1, values[column.name], style)
            self._help(sheet, row, column)

    def _help(self, sheet: Any, row: int, column: Column) -> None:
        key = f"worksheet.help.{column.name}"
        if not self.words.has(key):
            return
        people = ", ".join(self.names.choices("person"))
        text = self.words(key, people=people) if column.name == "performed_by" else self.words(key)
        about = {"input_title": heading(column, self.words)[:32], "input_message": _cut(text, _MOST_HELP)}
        sheet.data_validation(row, 1, row, 1, {"validate": "any", **about})

    def _risks(self, sheet: Any) -> None:
        words, styled = self.words, self.formats
        for start, end, name, style in (
            (1, FACTS_END, "facts", styled.group_fact),
            (FACTS_END, RARE, "answers", styled.group_answer),
            (RARE, len(RISKS) - 1, "rare", styled.group_fact),
        ):
            sheet.merge_range(TABLE_AT - 1, start, TABLE_AT - 1, end - 1, "", style)
            sheet.write_string(TABLE_AT - 1, start, words(f"worksheet.group.{name}"), style)
        for index, column in enumerate(RISKS):
            sheet.write_string(TABLE_AT, index, heading(column, words), styled.heading)
        sheet.set_row(TABLE_AT, _HEADER_ROW)
        meeting = self.meeting
        chosen = set(meeting.suggested())
        keys = by_priority({key: meeting.facts(key).rating.level for key in meeting.candidates})
        keys = sorted(keys, key=lambda key: key not in chosen)
        rows = [Row(meeting, key, key in chosen) for key in keys]
        self._rare = any(row.has_rare for row in rows)
        for number, row in enumerate(rows, TABLE_AT + 1):
            self._risk(sheet, number, row)
        last = TABLE_AT + len(rows) + FREE_ROWS
        for number in range(TABLE_AT + 1 + len(rows), last + 1):
            for index, column in enumerate(RISKS):
                style = styled.answer if index >= FACTS_END or not index else styled.fact
                sheet.write_blank(number, index, None, styled.day if column.kind == "day" else style)
        self._choices(sheet, RISKS, TABLE_AT + 1, last)
        self._layout(sheet, last)

    def _risk(self, sheet: Any, number: int, row: Row) -> None:
        """Write one threat: the facts, and last time's answers where they still stand."""
        words, styled = self.words, self.formats
        values = row.values(self.names)
        for index, column in enumerate(RISKS):
            value = values.get(column.name)
            style = styled.of(column, row.level if column.name == "level.now" else None, answer=index >= FACTS_END)
            if value in (None, "", UNANSWERED):
                sheet.write_blank(number, index, None, style)
            elif isinstance(value, int):
                sheet.write_number(number, index, value, style)
            elif column.kind == "day":
                sheet.write_datetime(number, index, date.fromisoformat(str(value)), style)
            else:
                sheet.write_string(number, index, str(value), style)
        scenarios = [each.in_language(words.lang) for each in row.scenarios]
        if scenarios:
            place = next(index for index, each in enumerate(RISKS) if each.kind == "scenario")
            sheet.data_validation(number, place, number, place, self._from(scenarios))
        shown = RISKS if self._rare else RISKS[:RARE]
        sheet.set_row(number, max(2, *(_height(values.get(each.name), each.width) for each in shown)) * _LINE)

    def _choices(self, sheet: Any, columns: Sequence[Column], first: int, last: int) -> None:
        """Let people choose where there is something to choose from."""
        scales = self.meeting.engine.procedure.scales
        for index, column in enumerate(columns):
            if column.kind == "number":
                most = scales[column.name.rpartition(".")[2]]
                help_ = self.words("worksheet.help.number", most=most)
                rule: dict[str, Any] = {
                    "validate": "list",
                    "source": [str(number) for number in range(1, most + 1)],
                    "error_title": self.words("worksheet.help.bad"),
                    "error_message": help_,
                }
            elif column.kind in ("yes", "treatment", "flags", "person", "threat_level", "action_type", "threat"):
                rule = self._from(self.names.choices(column.kind))
            elif column.kind == "risks":
                rule = {**self._from(self._stated), "error_type": "information"}
            elif column.kind == "raises":
                rule = {**self._from(self._raises), "error_type": "information"}
            elif column.kind == "lines":
                message = self.words("worksheet.help.measures")
                rule = {"validate": "any", "input_title": heading(column, self.words)[:32], "input_message": message}
            else:
                continue
            sheet.data_validation(first, index, last, index, rule)

    @property
    def _stated(self) -> list[str]:
        threats = dict.fromkeys(self.meeting.candidates.values())
        return [self.names.shown("threat", each) for each in threats]

    @property
    def _raises(self) -> list[str]:
        """Each control that could be strengthened, one step up from what it counts today."""
        top = self.meeting.engine.procedure.scales["resilience"]
        facts = [self.meeting.facts(key) for key in self.meeting.candidates]
        counts = {each.control: each.counts for fact in facts for each in fact.resists.controls}
        return [f"{self.names.shown('control', control)} {now + 1}" for control, now in counts.items() if now < top]

    def _from(self, choices: Sequence[str]) -> dict[str, Any]:
        return {
            "validate": "list",
            "source": self._lists.of(tuple(choices)),
            "error_title": self.words("worksheet.help.bad"),
            "error_message": _cut(self.words("worksheet.bad.choice", choices=", ".join(choices)), _MOST_HELP),
        }

    def _layout(self, sheet: Any, last: int) -> None:
        rare = self._rare
        for index, column in enumerate(RISKS):
            outline = {"level": 1, "hidden": not rare} if RARE <= index < len(RISKS) - 1 else {}
            outline |= {"collapsed": True} if index == len(RISKS) - 1 and not rare else {}
            sheet.set_column(index, index, column.width, None, outline)
        place = {column.name: index for index, column in enumerate(RISKS)}
        first = TABLE_AT + 1

        def grey(start: str, end: str, beside: str, *codes: str) -> None:
            said = [self.names.shown("yes" if beside == "assessed" else "treatment", code) for code in codes]
            tests = ",".join(f'${_letter(place[beside])}{first + 1}="{each}"' for each in said)
            rule = {"type": "formula", "criteria": f"=OR({tests})", "format": self.formats.off}
            sheet.conditional_format(first, place[start], last, place[end], rule)

        grey("excluded", "excluded", "assessed", "yes")
        grey("treatment", "overrides.likelihood", "assessed", "no")
        grey("residual.likelihood", "residual.consequence", "treatment", "accept")
        grey("acceptance.reason", "acceptance.until", "treatment", "mitigate", "transfer", "avoid")
        sheet.freeze_panes(first, 1)
        _paper(sheet, TABLE_AT)
        sheet.print_area(0, 0, last, len(RISKS) - 1 if rare else RARE - 1)

    def _actions(self, sheet: Any) -> None:
        words, styled = self.words, self.formats
        sheet.write_string(0, 0, sheet_name("actions", words), styled.title)
        control = next(iter(self.names.codes("control")), "backup")
        example = f"{self.names.shown('control', control)} 4"
        sheet.merge_range(1, 0, 1, len(ACTIONS) - 1, "", styled.note)
        sheet.write_string(1, 0, words("worksheet.actions.guide", example=example), styled.note)
        sheet.set_row(1, 2 * _LINE)
        for index, column in enumerate(ACTIONS):
            sheet.set_column(index, index, column.width)
            sheet.write_string(_ACTIONS_AT, index, heading(column, words), styled.heading)
        sheet.set_row(_ACTIONS_AT, _HEADER_ROW * 0.7)
        last = _ACTIONS_AT + ACTION_ROWS
        for row in range(_ACTIONS_AT + 1, last + 1):
            sheet.set_row(row, 2 * _LINE)
            for index, column in enumerate(ACTIONS):
                sheet.write_blank(row, index, None, styled.day if column.kind == "day" else styled.answer)
        self._choices(sheet, ACTIONS, _ACTIONS_AT + 1, last)
        sheet.freeze_panes(_ACTIONS_AT + 1, 1)
        _paper(sheet, _ACTIONS_AT)


class _Lists:
    """What may be chosen, each list in a column of the hidden sheet: a list within a rule may not be long."""

    def __init__(self, sheet: Any, name: str) -> None:
        self._sheet = sheet
        self._name = name
        self._known: dict[tuple[str, ...], str] = {}

    def of(self, choices: tuple[str, ...]) -> str:
        """Return where a list stands."""
        if choices not in self._known:
            column = len(self._known) + 2
            for row, text in enumerate(choices):
                self._sheet.write_string(row, column, text)
            letter = _letter(column)
            self._known[choices] = f"='{self._name}'!${letter}$1:${letter}${max(len(choices), 1)}"
        return self._known[choices]


def _letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _height(value: object, width: int) -> int:
    """Return how many lines a text takes in a column: a little more than it does in most typefaces."""
    return sum(-(-len(line) * 12 // (width * 10)) or 1 for line in str(value or "").split("\n"))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _paper(sheet: Any, heading_row: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading_row)
    sheet.set_footer("&L&A&R&P / &N")
    sheet.hide_gridlines(2)
