"""`riskctl history`: the life of one thing, from the first-parent line of git."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from riskctl.cli.lookup import unknown_id
from riskctl.cli.session import Session
from riskctl.core.moment import parse_date, start_of
from riskctl.core.register import Latest, Register
from riskctl.core.schedule import Reach
from riskctl.core.views.history import Grounds, Kind, history, with_gone
from riskctl.core.views.history_entry import Entry
from riskctl.core.views.history_line import Step
from riskctl.errors import RiskctlError
from riskctl.render import history as render
from riskctl.render.history_words import Told
from riskctl.store.line import Mainline, concerning, mainline
from riskctl.store.line_verdicts import verdicts
from riskctl.store.trees import WorkTree


def history_of(
    session: Session,
    id_: Annotated[str, typer.Argument(metavar="ID")],
    since: Annotated[str | None, typer.Option(metavar="REV|DATE")] = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1)] = None,
    reverse: Annotated[bool, typer.Option("--reverse")] = False,
) -> None:
    """Tell who changed what, when, from what to what, and why."""
    form = session.format("text", "json", "markdown")
    told = _told(session, id_, since, limit, reverse=reverse)
    if form == "json":
        session.json(render.as_json(told, session.words))
        return
    if form == "markdown":
        session.out_bytes(render.as_markdown(told, session.words).encode())
    elif session.interactive:
        from riskctl.render.console import show_paragraphs

        show_paragraphs(lambda width: render.paragraphs(told, session.words, width))
    else:
        session.out_lines(render.lines(told, session.words))
    session.note(render.summary(told, session.words))


def _told(session: Session, id_: str, since: str | None, limit: int | None, *, reverse: bool) -> Told:
    register = _register(session)
    tree = session.loaded.tree
    work_tree = tree if isinstance(tree, WorkTree) else None
    line = mainline(session.place, session.revision.commit, work_tree)
    kind = line.kind_of(id_)
    if kind is None:
        raise unknown_id(session, id_, _known(register))
    scope, steps = concerning(line, kind, id_, _reached(session, register, kind, id_))
    reached = _reached(session, register, kind, *scope.names)
    judged = verdicts(session.place, steps, tree, session.zone)
    entries = history(steps, scope, Grounds(reached, judged, register.procedure, session.zone))
    if not entries:
        raise unknown_id(session, id_, _known(register))
    kept = _kept(session, line, since, entries)
    shown = kept[-limit:] if limit else kept
    ordered = shown[::-1] if reverse else shown
    return Told(scope, tuple(ordered), len(entries) - len(shown), with_gone(register, steps), session.zone)


def _register(session: Session) -> Register:
    """Return the register as it was read, whatever the clock: the trail holds what is dated ahead, too."""
    if session.loaded.register is None:
        raise RiskctlError("procedure-unusable")
    return session.loaded.register


def _known(register: Register) -> list[str]:
    latest = Latest(register)
    return [*latest.risks, *register.systems, *register.actions, *register.processes, *register.suppliers]


def _reached(session: Session, register: Register, kind: Kind, *ids: str) -> dict[str, tuple[str, ...]]:
    """Return the paths of the events that reach a system, as the register read knows what depends on what."""
    if kind not in ("system", "risk"):
        return {}
    reach = Reach(register, Latest(register), session.clock(session.zone))
    systems = {each.partition("#")[0] for each in ids}
    paths = {event.id: reach.of(event) for event in register.events.values()}
    return {event: found[each] for event, found in paths.items() for each in systems & set(found)}


def _kept(session: Session, line: Mainline, since: str | None, entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries committed on or after a date, or after a revision; what is not committed is always kept."""
    if since is None:
        return list(entries)
    wanted = _since(session, line, since)
    return [each for each in entries if each.step.commit is None or wanted(each.step)]


def _since(session: Session, line: Mainline, since: str) -> Callable[[Step], bool]:
    try:
        first = start_of(parse_date(since), session.zone)
    except ValueError:
        repository = line.place.needs_repository()
        commit = repository.commit(since)
        if commit is None:
            raise RiskctlError("bad-since", value=since) from None
        newer = [each.commit.oid for each in line.steps if each.commit]
        older = {each.oid for each in repository.commits("--first-parent", commit)}
        oids = set(newer) - older
        return lambda step: step.commit in oids
    return lambda step: step.at is not None and step.at >= first


COMMANDS = {"history": (history_of, True)}
