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
            for item in items[:MOST]:
                yield from _item(engine, item, name, words)
            yield from _rest(len(items), MOST, words)
    if not (due.closed or due.opened):
        yield words("writes.nothing")


def _rest(count: int, most: int, words: Words) -> Iterator[str]:
    if count > most:
        yield f"  {words('writes.more', n=count - most)}"


def _item(engine: Engine, item: DueItem, state: str, words: Words) -> Iterator[str]:
    """Yield a due item: what and when; who and why below, unless it is done with."""
    seen = timed(item, engine.clock, _WINDOW)
    kind, name = words(f"due.kind.{item.kind}"), subject_name(engine.register, item.subject, item.kind, words)
    if state == "closed":
        yield "  " + visible(words("writes.item.closed", kind=kind, name=name))
        return
    yield "  " + visible(words("writes.item", kind=kind, name=name, when=when(seen, words)))
    yield "    " + visible(people(engine.register, item.responsible, words))
    if (state, item.kind) != ("opened", "revision"):  # the event that opens one has just been told
        yield "    " + visible(reason(seen, words))


def reached(engine: Engine, found: Sequence[Reached], words: Words) -> Iterator[str]:
    """Yield the systems an event reaches, each with why."""
    yield words("writes.event.reaches", n=len(found)) if found else words("writes.event.reaches-none")
    for each in found[:MOST]:
        yield f"  {_reached(engine, each, words)}"
    yield from _rest(len(found), MOST, words)


def _reached(engine: Engine, each: Reached, words: Words) -> str:
    register, source = engine.register, each.source
    name = ""
    if each.through == "processes":
        name = register.processes[source].name
    elif each.through == "units":
        name = register.organisation.units[source].name
    elif each.through == "threats":
        name = threat_name(register, source, words)
    elif each.through == "suppliers":
        name = holder_name(register, source)
    chain = [words(f"writes.event.through.{each.through}", name=name)] if name or not each.path[1:] else []
    chain += [system_name(register, id_) for id_ in each.path[:-1]]
    why = words("writes.event.through.path", path=" → ".join(chain)) if each.path[1:] else chain[0]
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
