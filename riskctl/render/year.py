"""The year plan as JSON, table, lines, spreadsheet and Markdown."""

from collections.abc import Iterator
from typing import Final

from riskctl.core.rating import Engine
from riskctl.core.views.year import Planned, QuarterPlan, UnitPlan, YearPlan
from riskctl.render.document.model import Code
from riskctl.render.due import heading_json, people, responsible_json
from riskctl.render.due_csv import day
from riskctl.render.due_markdown import said
from riskctl.render.excel_csv import spreadsheet
from riskctl.render.markdown import cell
from riskctl.render.names import subject_name, unit_name
from riskctl.render.safe import visible
from riskctl.store.find import Revision
from riskctl.text import Words, sort_key

_HEADINGS: Final = ("quarter", "units", "due", "kind", "subject", "level", "who", "expected", "id")


def as_json(engine: Engine, revision: Revision, plan: YearPlan) -> dict[str, object]:
    """Return the plan: quarters, in each the units, in each the items."""
    quarters = [
        {
            "quarter": quarter.quarter.label,
            "units": [{"unit": unit.unit, "items": [_item(each) for each in unit.planned]} for unit in quarter.units],
        }
        for quarter in plan.quarters
    ]
    return {**heading_json(engine, revision), "year": plan.year, "before": plan.before, "quarters": quarters}


def _item(each: Planned) -> dict[str, object]:
    item = each.item
    return {
        "id": item.id,
        "kind": item.kind,
        "subject": item.subject,
        "system": item.system,
        "level": item.level,
        "due": each.due,
        "expected": each.expected,
        "responsible": responsible_json(item.responsible),
        "clause": item.clause,
    }


def units_in_order(engine: Engine, quarter: QuarterPlan, words: Words) -> list[tuple[str, UnitPlan]]:
    """Return the units of a quarter with their names, as Danes sort; the whole municipality first."""
    named = [(unit_name(engine.register, each.unit) if each.unit else "", each) for each in quarter.units]
    named.sort(key=lambda pair: sort_key(pair[0]))
    return [(name or words("due.year.whole"), each) for name, each in named]


def cells(engine: Engine, each: Planned, words: Words) -> dict[str, str]:
    """Return what is said of one item, by heading."""
    item = each.item
    return {
        "due": words.value("due", each.due),
        "kind": words(f"due.kind.{item.kind}"),
        "subject": subject_name(engine.register, item.subject, item.kind, words),
        "level": words.name("level", item.level),
        "who": people(engine.register, item.responsible, words),
        "expected": words("due.year.expected") if each.expected else "",
        "id": item.id,
    }


def _rows(engine: Engine, plan: YearPlan, words: Words) -> Iterator[dict[str, str]]:
    for quarter in plan.quarters:
        for name, unit in units_in_order(engine, quarter, words):
            for each in unit.planned:
                row = cells(engine, each, words)
                yield {**row, "quarter": quarter.quarter.label, "units": name, "due": day(each.due)}


def lines(engine: Engine, plan: YearPlan, words: Words) -> Iterator[str]:
    """Yield one line an item, its parts divided by tabs."""
    for row in _rows(engine, plan, words):
        yield "\t".join(visible(row[heading]) for heading in _HEADINGS)


def as_csv(engine: Engine, plan: YearPlan, words: Words) -> bytes:
    """Return the plan as a spreadsheet, one row an item."""
    headings = [words(f"due.head.{each}") for each in _HEADINGS]
    return spreadsheet(headings, ([row[each] for each in _HEADINGS] for row in _rows(engine, plan, words)))


def heading(quarter: QuarterPlan, words: Words) -> str:
    """Return the heading of a quarter: how many items fall due in it."""
    number, year = quarter.quarter.number, str(quarter.quarter.year)
    return words("due.year.quarter.count", n=len(quarter.planned), quarter=number, year=year)


def as_markdown(engine: Engine, plan: YearPlan, words: Words) -> str:
    """Return the plan, a heading for each quarter and unit, one line an item."""
    municipality = engine.procedure.municipality
    parts = [f"## {said(words('due.year.title', year=str(plan.year), municipality=municipality))}"]
    for quarter in plan.quarters:
        parts.append(f"### {said(heading(quarter, words))}")
        for name, unit in units_in_order(engine, quarter, words):
            parts.append(f"**{said(name)}**")
            parts.append("\n".join(_line(engine, each, words) for each in unit.planned))
    return "\n\n".join([*parts, said(summary(plan, words))]) + "\n"


def _line(engine: Engine, each: Planned, words: Words) -> str:
    row = cells(engine, each, words)
    what = words("due.entry", kind=row["kind"], subject=row["subject"])
    said_of = [row["due"], what, row["level"], row["who"], row["expected"]]
    return f"- {' · '.join(said(part) for part in said_of if part)} · {cell(Code(row['id']))}"


def summary(plan: YearPlan, words: Words) -> str:
    """Return how many items there are, how many of them expected, and how many lie before the year."""
    planned = [each for quarter in plan.quarters for each in quarter.planned.values()]
    parts = [words("due.year.count", n=len(planned), year=str(plan.year)) + "."]
    expected = sum(each.expected for each in planned)
    parts += [words("due.year.count.expected", n=expected)] if expected else []
    parts += [words("due.year.before", n=plan.before, year=str(plan.year))] if plan.before else []
    return " ".join(parts)
