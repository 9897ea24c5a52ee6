"""How the cells of a work sheet look: grey is the register's, yellow is to be filled in; levels by colour and sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from riskctl.core.fields import Level
from riskctl.store.sheet_layout import Column

LEVEL_COLOURS: Final[Mapping[Level, str]] = {
    "low": "#EEF5F0",
    "medium": "#FBE6A2",
    "high": "#F3A956",
    "critical": "#E2685A",
}


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats of one workbook."""

    title: Any
    plain: Any
    note: Any
    label: Any
    heading: Any
    group_fact: Any
    group_answer: Any
    fact: Any
    number: Any
    answer: Any
    answer_number: Any
    day: Any
    hour: Any
    key: Any
    off: Any
    levels: Mapping[Level, Any]

    def of(self, column: Column, level: Level | None, *, answer: bool) -> Any:
        """Return the format of a cell in the table."""
        if level is not None:
            return self.levels[level]
        if column.kind == "key":
            return self.key
        if answer:
            return {"day": self.day, "number": self.answer_number}.get(column.kind, self.answer)
        return self.number if column.kind == "fact" and column.name != "last" else self.fact


def styles(book: Any) -> Formats:
    """Return the formats, made in a workbook."""
    base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
    boxed = {**base, "border": 1, "border_color": "#BFBFBF", "text_wrap": True}
    fact = {**boxed, "bg_color": "#EFEFEF"}
    answer = {**boxed, "bg_color": "#FFFBE6"}
    head = {**boxed, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3A5F"}
    centred = {"align": "center"}

    def made(**properties: Any) -> Any:
        return book.add_format(properties)

    return Formats(
        title=made(**{**base, "font_size": 16, "bold": True, "valign": "vcenter"}),
        plain=made(**base),
        note=made(**base, text_wrap=True, font_color="#404040"),
        label=made(**base, bold=True),
        heading=made(**{**head, "valign": "vcenter"}),
        group_fact=made(**{**head, "bg_color": "#5F6B7A"}, **centred),
        group_answer=made(**{**head, "bg_color": "#8A6D00"}, **centred),
        fact=made(**fact),
        number=made(**fact, **centred),
        answer=made(**answer),
        answer_number=made(**answer, **centred),
        day=made(**answer, num_format="dd-mm-yyyy", align="left"),
        hour=made(**answer, num_format="hh:mm", align="left"),
        key=made(**{**boxed, "font_color": "#808080", "font_size": 9}),
        off=made(bg_color="#D9D9D9", font_color="#808080"),
        levels={
            level: made(**{**boxed, "bg_color": colour, "bold": True}, **centred)
            for level, colour in LEVEL_COLOURS.items()
        },
    )
