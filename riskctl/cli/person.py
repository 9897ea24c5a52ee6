"""Who sits at the keyboard."""

import os

from riskctl.cli.lookup import known_id
from riskctl.cli.session import Session
from riskctl.errors import RiskctlError


def me(session: Session) -> str | None:
    """Return who sits at the keyboard, by RISKCTL_PERSON or the email that git commits with; None when nobody knows."""
    people = session.engine.register.organisation.people
    named = os.environ.get("RISKCTL_PERSON")
    if named:
        return named if named in people else None
    email = _email(session)
    return next((id_ for id_, each in people.items() if email and each.email.casefold() == email.casefold()), None)


def needs_me(session: Session) -> str:
    """Return who sits at the keyboard; raise RiskctlError when nobody knows."""
    known_id(session, os.environ.get("RISKCTL_PERSON") or None, "people", "RISKCTL_PERSON")
    person = me(session)
    if person is None:
        raise RiskctlError("unknown-me", email=_email(session) or "-")
    return person


def _email(session: Session) -> str | None:
    if session.place.repository is None:
        return None
    from riskctl.store.commit import identity

    return identity(session.place)
