"""The due list in a terminal, by what to do first: a table where there is room for one, else a block an item."""

from typing import Final

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from riskctl.core.rating import Engine
from riskctl.core.views.due import STATUSES, DueList, Timed
from riskctl.render.console import console, level_text, plain
from riskctl.render.due import by_role, deadline, distance, people, said_of_day, target, when
from riskctl.render.names import subject_name
from riskctl.text import Words

_STATUS_STYLES: Final = {"overdue": "bold red", "due": "bold yellow", "upcoming": "bold"}
_ROOMY: Final = 110
_WHEN: Final = 23
"""Holds a date with a time on one line."""
_FIRST: Final = 5
"""So many of the most urgent items stand again below a list that is longer than the screen."""


def show_table(engine: Engine, listed: DueList, words: Words) -> None:
    """Show the items grouped by status, each with deadline, subject, who, and why.

    Below a list that is longer than the screen stand the first items again: there the reader looks when it has run by.
    """
    out = console()
    rows = 0
    for status in STATUSES:
        group = [each for each in listed.shown if each.status == status]
        if group:
            heading = words(f"due.heading.{status}", n=len(group))
            out.print(plain(heading, _STATUS_STYLES[status]))
            rows += 1 + _show_group(out, engine, group, words)
    if rows > out.height and listed.shown[_FIRST:]:
        _show_first(out, engine, listed.shown[:_FIRST], words)


def _show_group(out: Console, engine: Engine, group: list[Timed], words: Words) -> int:
    """Show the items of one status; return how many rows they took, at least."""
    if out.width >= _ROOMY:
        out.print(_table(engine, group, words))
        return 3 * len(group)
    for each in group:
        _show_block(out, engine, each, words)
    out.print()
    return 3 * len(group)


def _show_first(out: Console, engine: Engine, first: tuple[Timed, ...], words: Words) -> None:
    out.print(plain(words("due.first"), "bold"))
    for each in first:
        row = level_text(each.item.level, words)
        row.append_text(plain(f"{'  ' if each.item.level else ''}{distance(each, words)}  "))
        row.append_text(plain(_what(engine, each, words)))
        out.print(row, no_wrap=True, overflow="ellipsis")


def _what(engine: Engine, each: Timed, words: Words) -> str:
    item = each.item
    name = subject_name(engine.register, item.subject, item.kind, words)
    return f"{words(f'due.kind.{item.kind}')}: {name}"


def _reasons(each: Timed, words: Words) -> list[str]:
    note = said_of_day(each, words)
    return [words(each.item.reason, **each.item.values), *([note] if note else [])]


def _show_block(out: Console, engine: Engine, each: Timed, words: Words) -> None:
    """Show one item on the whole width: what and when, why, who, and the id that commands take."""
    item = each.item
    head = level_text(item.level, words)
    head.append_text(plain(f"{'  ' if item.level else ''}{_what(engine, each, words)}", "bold"))
    for number, row in enumerate(head.wrap(out, out.width - 2)):
        out.print(Padding(row, (0, 0, 0, 2 if number else 0)))
    why = " ".join([f"{when(each, words)}.", *_reasons(each, words)])
    who = words("due.who", people=people(engine.register, item.responsible, words))
    if item.consider:
        who = f"{who} {words('due.consider', role=item.consider)}"
    for text, style in ((why, ""), (who, ""), (f"{item.id} [{item.clause}]", "dim")):
        out.print(Padding(plain(text, style), (0, 0, 0, 2)))


def _table(engine: Engine, group: list[Timed], words: Words) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(words("due.column.level"), no_wrap=True)
    table.add_column(words("due.column.when"), width=_WHEN)
    for column, ratio in (("what", 3), ("who", 2)):
        table.add_column(words(f"due.column.{column}"), ratio=ratio, overflow="fold")
    for each in group:
        item = each.item
        kind, _, name = _what(engine, each, words).partition(": ")
        what = plain(f"{kind}: ", "bold").append_text(plain(name))
        for reason in _reasons(each, words):
            what.append("\n").append_text(plain(reason))
        what.append("\n").append_text(plain(f"{item.id} [{item.clause}]", "dim"))
        who = [plain(line) for line in by_role(engine.register, item.responsible, words)]
        if item.consider:
            who.append(plain(words("due.consider", role=item.consider), "dim"))
        day = [plain(deadline(item, words)), plain(distance(each, words))]
        if item.target is not None:
            day.append(plain(target(each, words), "dim"))
        table.add_row(level_text(item.level, words), Text("\n").join(day), what, Text("\n").join(who))
    return table
