"""`riskctl diff`: what differs between the register at two moments."""

from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from riskctl.cli.session import DEFAULT_ZONE, Session, zone_of
from riskctl.core.approval import Approvals
from riskctl.core.moment import Clock, end_of
from riskctl.core.rating import Engine
from riskctl.core.register import as_of
from riskctl.core.views.diff import Difference, End, difference
from riskctl.errors import RiskctlError
from riskctl.render import diff as render
from riskctl.render.diff_json import as_json
from riskctl.store import find
from riskctl.store.loader import Loaded, load


def diff(
    session: Session,
    before: Annotated[str, typer.Argument(metavar="A")],
    after: Annotated[str | None, typer.Argument(metavar="[B]")] = None,
) -> None:
    """Show what differs between two revisions or dates; without the second, up to now."""
    form = session.format("text", "json", "markdown")
    if after is not None and session.options.at is not None:
        raise RiskctlError("exclusive", value="B", other="--at")
    if session.place.needs_repository().is_shallow():
        raise RiskctlError("git-shallow")
    session.clock(ZoneInfo(DEFAULT_ZONE))  # a --now that is none is refused, also where two ends leave it unused
    found = difference(_end(session, before), _now(session) if after is None else _end(session, after))
    _show(session, form, found)


def _show(session: Session, form: str, found: Difference) -> None:
    words = session.words
    if form == "json":
        session.json(as_json(found))
        return
    if form == "markdown":
        session.out_bytes(render.as_markdown(found, words).encode())
    elif session.interactive:
        from riskctl.render.console import show_paragraphs

        show_paragraphs(lambda width: render.paragraphs(found, words, width))
    else:
        session.out_lines(render.lines(found, words))
    session.note(render.summary(found, words))


def _now(session: Session) -> End:
    """Return the register as any other command reads it: the working tree now, or what `--at` says."""
    revision = session.revision
    commit = revision.commit if session.options.at is not None or not revision.dirty else None
    return End(commit, session.approvals, revision.dirty, _unreadable(session.loaded))


def _unreadable(loaded: Loaded) -> tuple[str, ...]:
    return tuple(sorted({finding.ref for finding in loaded.findings}))


def _end(session: Session, named: str) -> End:
    """Return the register at a revision or a date, judged then, so that the answer is the same later.

    A revision is judged at its committer date, a date one second before the local midnight that ends it.
    """
    place = session.place
    commit, day = find.resolve_at(place, named, ZoneInfo(DEFAULT_ZONE))
    if not find.has_register(place, commit):
        raise RiskctlError("no-register-at", value=named)
    loaded = load(find.commit_tree(place, commit))
    if loaded.register is None:
        raise RiskctlError("procedure-unusable-in", commit=commit)
    zone = zone_of(loaded.register)
    now = end_of(day, zone) - timedelta(seconds=1) if day else place.needs_repository().committed_at(commit)
    clock = Clock(now.astimezone(zone), zone)
    return End(commit, Approvals(Engine(as_of(loaded.register, clock), clock)), unreadable=_unreadable(loaded))


COMMANDS = {"diff": (diff, True)}
