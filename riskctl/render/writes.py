"""What a write did: the difference in the text, the due items it closed and opened, what remains."""

import difflib
from collections.abc import Iterator, Mapping, Sequence

from riskctl.core.moment import parse_duration
from riskctl.core.rating import Engine
from riskctl.core.views.difference import DueDifference, Moved
from riskctl.core.views.due import timed
from riskctl.core.views.due_item import DueItem
from riskctl.core.views.reached import Reached
from riskctl.render.due import people, reason, when
from riskctl.render.names import holder_name, level_name, risk_name, subject_name, system_name, threat_name
from riskctl.render.safe import visible
from riskctl.text import Words

_WINDOW = parse_duration("P30D")
MOST = 12
"""Entries shown of one list; the rest are counted."""


def diff(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the difference between files as a unified diff."""
    for path, data in after.items():
        old = before.get(path, b"").decode("utf-8").splitlines()
        source = f"a/{path}" if path in before else "/dev/null"
        for line in difflib.unified_diff(old, data.decode("utf-8").splitlines(), source, f"b/{path}", lineterm=""):
            yield visible(line)


def effect(engine: Engine, due: DueDifference, remaining: Sequence[DueItem], words: Words) -> Iterator[str]:
    """Yield what a change closed, what it opened, and what remains."""
    for name, items in (("closed", due.closed), ("opened", due.opened), ("remaining", remaining)):
        if items:
            yield words(f"writes.{name}", n=len(items))
            yield from _few([item_line(engine, each, words) for each in items], words)
    if not (due.closed or due.opened):
        yield words("writes.nothing")


def _few(lines: Sequence[str], words: Words) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:MOST])
    if lines[MOST:]:
        yield f"  {words('writes.more', n=len(lines) - MOST)}"


def item_line(engine: Engine, item: DueItem, words: Words) -> str:
    """Return a due item on one line."""
    seen = timed(item, engine.clock, _WINDOW)
    return visible(
        words(
            "writes.item",
            kind=words(f"due.kind.{item.kind}"),
            name=subject_name(engine.register, item.subject, item.kind, words),
            when=when(seen, words),
            people=people(engine.register, item.responsible, words),
            reason=reason(seen, words),
        )
    )


def reached(engine: Engine, found: Sequence[Reached], words: Words) -> Iterator[str]:
    """Yield the systems an event reaches, each with why."""
    yield words("writes.event.reaches", n=len(found)) if found else words("writes.event.reaches-none")
    yield from _few([_reached(engine, each, words) for each in found], words)


def _reached(engine: Engine, each: Reached, words: Words) -> str:
    register = engine.register
    names = {
        "suppliers": lambda: holder_name(register, each.source),
        "processes": lambda: register.processes[each.source].name,
        "units": lambda: register.organisation.units[each.source].name,
        "threats": lambda: threat_name(register, each.source, words),
        "systems": lambda: "",
    }
    why = words(f"writes.event.through.{each.through}", name=names[each.through]())
    if each.path[1:]:
        through = words.enumeration([system_name(register, id_) for id_ in each.path[:-1]])
        why = words("writes.event.through.path", why=why, path=through)
    return visible(
        words(
            "writes.event.reached" if each.counts else "writes.event.reached.not-counted",
            system=each.system.name,
            id=each.system.id,
            why=why,
            shown=level_name(each.system.criticality, words),
        )
    )


def moved(engine: Engine, found: Sequence[Moved], words: Words) -> Iterator[str]:
    """Yield the risks that a threat level moves, from one level to another."""
    yield words("writes.threat.moves", n=len(found)) if found else words("writes.threat.moves-none")
    for each in found:
        name = risk_name(engine.register, each.risk, words)
        yield "  " + visible(
            words(
                "writes.threat.moved",
                risk=name,
                before=level_name(each.before, words),
                after=level_name(each.after, words),
            )
        )
