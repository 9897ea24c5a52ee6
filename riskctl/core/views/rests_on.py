"""What a system rests on, as a small tree: systems, their suppliers, and what weakens them (P4.0.4, step 3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from riskctl.core.fields import Importance
from riskctl.core.rating import ControlMaturity, Engine, maturity_of

WEAK: Final = 2
"""A control of at most this maturity weakens what rests on it."""
DEEPEST: Final = 2
"""How many steps down are shown: what lies deeper has its own assessment."""
_NAMED: Final = 2


@dataclass(frozen=True, slots=True)
class Branch:
    """One thing a system rests on: its id, how much it matters (a supplier: None), its weakest controls, and below."""

    id: str
    importance: Importance | None
    weak: tuple[ControlMaturity, ...]
    below: "tuple[Branch, ...]" = ()


def rests_on(engine: Engine, system: str) -> tuple[Branch, ...]:
    """Return what a system rests on, its supplier last.

    One step further down stands only what weakens, or what all of it rests on, and nothing twice.
    """
    return tuple(_branches(engine, system, 1, {system, *_directly(engine, system)}))


def _directly(engine: Engine, system: str) -> list[str]:
    known = engine.register.systems.get(system)
    return [link.system for link in known.depends_on] if known else []


def _branches(engine: Engine, system: str, depth: int, seen: set[str]) -> Iterator[Branch]:
    known = engine.register.systems.get(system)
    if known is None:
        return
    for link in known.depends_on:
        weak = _weakest(engine, link.system)
        if depth > 1 and (link.system in seen or not (weak or link.importance == "essential")):
            continue
        seen.add(link.system)
        below = tuple(_branches(engine, link.system, depth + 1, seen)) if depth < DEEPEST else ()
        yield Branch(link.system, link.importance, weak, below)
    if known.supplier and (depth == 1 or (_weakest(engine, known.supplier) and known.supplier not in seen)):
        seen.add(known.supplier)
        yield Branch(known.supplier, None, _weakest(engine, known.supplier))


def _weakest(engine: Engine, holder: str) -> tuple[ControlMaturity, ...]:
    register = engine.register
    entity = register.systems.get(holder) or register.suppliers.get(holder)
    found = [maturity_of(register, holder, each, engine.clock) for each in (entity.controls if entity else ())]
    return tuple(sorted((each for each in found if each.counts <= WEAK), key=lambda each: each.counts)[:_NAMED])
