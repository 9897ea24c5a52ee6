"""The due list as a table in a terminal, by what to do first."""

from typing import Final

from rich import box
from rich.table import Table
from rich.text import Text

from riskctl.core.rating import Engine
from riskctl.core.views.due import STATUSES, DueList, Timed
from riskctl.render.console import console, level_text, plain
from riskctl.render.due import by_role, distance, said_of_day, target
from riskctl.render.names import subject_name
from riskctl.text import Words

_STATUS_STYLES: Final = {"overdue": "bold red", "due": "bold yellow", "upcoming": "bold"}
_ROOMY: Final = 110
_WIDE: Final = 23
"""Holds a date with a time on one line; a narrow terminal shows them on two."""
_NARROW: Final = 13


def show_table(engine: Engine, listed: DueList, words: Words) -> None:
    """Show the items grouped by status, each with deadline, subject, who, and why."""
    out = console()
    for status in STATUSES:
        group = [each for each in listed.shown if each.status == status]
        if group:
            heading = words(f"due.heading.{status}", n=len(group))
            out.print(plain(heading, _STATUS_STYLES[status]))
            out.print(_table(engine, group, words, out.width))


def _table(engine: Engine, group: list[Timed], words: Words, width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(words("due.column.level"), no_wrap=True)
    table.add_column(words("due.column.when"), width=_WIDE if width >= _ROOMY else _NARROW)
    for column, ratio in (("what", 3), ("who", 2)):
        table.add_column(words(f"due.column.{column}"), ratio=ratio, overflow="fold")
    for each in group:
        item = each.item
        what = plain(f"{words(f'due.kind.{item.kind}')}: ", "bold")
        what.append_text(plain(subject_name(engine.register, item.subject, item.kind, words)))
        what.append("\n").append_text(plain(words(item.reason, **item.values)))
        if note := said_of_day(each, words):
            what.append("\n").append_text(plain(note))
        what.append("\n").append_text(plain(f"{item.id} [{item.clause}]", "dim"))
        who = [plain(line) for line in by_role(engine.register, item.responsible, words)]
        if item.consider:
            who.append(plain(words("due.consider", role=item.consider), "dim"))
        when = [plain(words.value("due", item.due)), plain(distance(each, words))]
        if item.target is not None:
            when.append(plain(target(each, words), "dim"))
        table.add_row(level_text(item.level, words), Text("\n").join(when), what, Text("\n").join(who))
    return table
