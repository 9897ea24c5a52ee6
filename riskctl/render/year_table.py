"""The year plan as a table in a terminal, a quarter at a time."""

from rich import box
from rich.table import Table

from riskctl.core.rating import Engine
from riskctl.core.views.year import Planned, QuarterPlan, YearPlan
from riskctl.render.console import console, level_text, plain
from riskctl.render.due import by_role
from riskctl.render.year import cells, heading, units_in_order
from riskctl.text import Words


def show_table(engine: Engine, plan: YearPlan, words: Words) -> None:
    """Show each quarter with its units and what falls due in them."""
    out = console()
    for quarter in plan.quarters:
        out.print(plain(heading(quarter, words), "bold"))
        if quarter.units:
            out.print(_table(engine, quarter, words))


def _table(engine: Engine, quarter: QuarterPlan, words: Words) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(words("due.head.due"), width=13)
    table.add_column(words("due.head.level"), no_wrap=True)
    for column, ratio in (("subject", 3), ("who", 2)):
        table.add_column(words(f"due.head.{column}"), ratio=ratio, overflow="fold")
    for name, unit in units_in_order(engine, quarter, words):
        table.add_row("", "", plain(name, "bold"), "")
        for each in unit.planned:
            _add(table, engine, each, words)
    return table


def _add(table: Table, engine: Engine, each: Planned, words: Words) -> None:
    row = cells(engine, each, words)
    what = plain(f"{row['kind']}: {row['subject']}")
    when = plain(row["due"])
    if each.expected:
        when.append("\n").append_text(plain(row["expected"], "dim"))
    who = plain("; ".join(by_role(engine.register, each.item.responsible, words)))
    table.add_row(when, level_text(each.item.level, words), what, who)
