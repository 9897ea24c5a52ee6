"""Finding what an id names, with a suggestion when it names nothing."""

import difflib
from collections.abc import Iterable

from riskctl.cli.session import Session
from riskctl.errors import RiskctlError


def unknown_id(session: Session, value: str, known: Iterable[str]) -> RiskctlError:
    """Return the error for an id that names nothing: with ids and names that come close."""
    if any(broken.partition("/")[2] == value for broken in session.engine.register.broken):
        return RiskctlError("broken-id", value=value)
    candidates = list(known)
    close = (
        difflib.get_close_matches(value.casefold(), candidates, 3)
        or [each for each in candidates if value.casefold() in each][:3]
    )
    words = session.words
    names = words.enumeration(close, "or")
    suggestion = words("errors.did-you-mean", names=names) if close else words("errors.see-lists")
    return RiskctlError("unknown-id", value=value, suggestion=suggestion)


def system_id(session: Session, value: str) -> str:
    """Return the id of a system; raise RiskctlError when there is none."""
    systems = session.engine.register.systems
    if value not in systems:
        raise unknown_id(session, value, systems)
    return value
