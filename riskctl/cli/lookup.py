"""Finding what an id names, with a suggestion when it names nothing."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final, Literal

from riskctl.cli.session import Session, close_to
from riskctl.core.register import Register
from riskctl.errors import RiskctlError

Kind = Literal[
    "people", "units", "systems", "suppliers", "processes", "threats", "events", "actions", "risks", "anything"
]
_LISTED: Final = ("systems", "actions", "risks", "anything")
"""The kinds that a command lists; of the others some ids are shown, and where they stand."""
_SHOWN: Final = 3


def unknown_id(
    session: Session, value: str, known: Iterable[str], kind: Kind = "anything", option: str = ""
) -> RiskctlError:
    """Return the error for an id that names nothing of a kind: with those that come close by id or name.

    `option` is said where the command has several that take the kind.
    """
    register, words = session.engine.register, session.words
    if any(broken.partition("/")[2] == value for broken in register.broken):
        return RiskctlError("broken-id", value=value)
    ids = list(known)
    close = close_to(value, {each: (each, _name(session, each, kind)) for each in ids})
    if close:
        suggestion = words("errors.did-you-mean", names=words.enumeration(close, "or"))
    elif not ids:
        suggestion = words("errors.see.none")
    elif kind in _LISTED:
        suggestion = words(f"errors.see.{kind}")
    else:
        examples = list(islice(sorted(ids), _SHOWN))
        suggestion = words("errors.see.examples", names=examples, place=words(f"errors.place.{kind}"))
    where = f" ({option})" if option else ""
    return RiskctlError("unknown-id", value=value, what=words(f"errors.no.{kind}"), where=where, suggestion=suggestion)


def _name(session: Session, id_: str, kind: Kind) -> str:
    """Return what an id is called; the id again where it has no name of its own."""
    register = session.engine.register
    if kind == "threats":
        return register.threats[id_].name.in_language(session.words.lang) if id_ in register.threats else id_
    for field in ("name", "title"):
        named = getattr(_of_kind(register, kind).get(id_), field, None)
        if isinstance(named, str):
            return named
    return id_


def _of_kind(register: Register, kind: Kind) -> Mapping[str, object]:
    if kind in ("people", "units"):
        found: Mapping[str, object] = getattr(register.organisation, kind)
    elif kind in ("risks", "anything"):
        found = {**register.systems, **register.actions, **register.events}
    else:
        found = getattr(register, kind)
    return found


def known_id(session: Session, value: str | None, kind: Kind, option: str = "") -> str | None:
    """Return the id of a thing of a kind, None where none was given; raise RiskctlError when there is none of it."""
    known = _of_kind(session.engine.register, kind)
    if value is not None and value not in known:
        raise unknown_id(session, value, known, kind, option)
    return value


def system_id(session: Session, value: str) -> str:
    """Return the id of a system; raise RiskctlError when there is none."""
    known_id(session, value, "systems")
    return value
