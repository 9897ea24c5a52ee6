"""The due list as a spreadsheet."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from riskctl.core.moment import Due
from riskctl.core.rating import Engine
from riskctl.core.views.due import DueList, Timed
from riskctl.render.due import people, reason
from riskctl.render.excel_csv import spreadsheet
from riskctl.render.names import subject_name, unit_names
from riskctl.text import Words

_HEADINGS: Final = (
    *("status", "level", "due", "time", "target", "days-over", "days-left"),
    *("kind", "subject", "units", "who", "reason", "clause", "id"),
)


def as_csv(engine: Engine, listed: DueList, words: Words) -> bytes:
    """Return the list, one row an item; dates as ISO 8601, which Excel sorts and filters as dates."""
    headings = [words(f"due.head.{each}") for each in _HEADINGS]
    return spreadsheet(headings, (list(_row(engine, each, words)) for each in listed.shown))


def _row(engine: Engine, each: Timed, words: Words) -> Iterator[str]:
    item = each.item
    yield words(f"due.status.{each.status}")
    yield words.name("level", item.level)
    yield day(item.due)
    yield f"{item.due:%H:%M}" if isinstance(item.due, datetime) else ""
    yield f"{item.target:%Y-%m-%d %H:%M}" if isinstance(item.target, datetime) else day(item.target)
    yield str(each.days) if each.days > 0 else ""
    yield str(-each.days) if each.days <= 0 else ""
    yield words(f"due.kind.{item.kind}")
    yield subject_name(engine.register, item.subject, item.kind, words)
    yield unit_names(engine.register, item.units)
    yield people(engine.register, item.responsible, words)
    yield reason(each, words)
    yield item.clause
    yield item.id


def day(due: Due | None) -> str:
    """Return the day of a deadline as a spreadsheet reads it; empty for none."""
    return date(due.year, due.month, due.day).isoformat() if due is not None else ""
