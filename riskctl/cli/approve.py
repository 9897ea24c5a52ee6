"""`riskctl approve`: one decision, shown before it is made, and refused where it would not count."""

import sys
from typing import Annotated

import typer

from riskctl.cli.answering import me
from riskctl.cli.lookup import unknown_id
from riskctl.cli.saving import rehearse, save
from riskctl.cli.session import Session
from riskctl.core.approval import Subject
from riskctl.core.fields import ROLES, Role
from riskctl.core.views import deciding
from riskctl.core.views.deciding import Draft
from riskctl.errors import Exit, RiskctlError
from riskctl.render import approve as render


def approve(
    session: Session,
    subject: Annotated[str | None, typer.Argument(metavar="[SUBJECT]")] = None,
    listing: Annotated[bool, typer.Option("--list")] = False,
    role: Annotated[str | None, typer.Option("--as", metavar="ROLE")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="PERSON")] = None,
    reject: Annotated[bool, typer.Option("--reject")] = False,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT")] = None,
    evidence: Annotated[str | None, typer.Option("--evidence", metavar="CASE")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT")] = None,
    witness: Annotated[str | None, typer.Option("--witness", metavar="PERSON")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    commit: Annotated[bool, typer.Option("--commit")] = False,
) -> int:
    """Record one decision, or list what waits for one."""
    form = session.format("text", "json")
    if listing or subject is None:
        return _list(session, form)
    about = _subject(session, subject)
    if evidence is None:
        raise RiskctlError("evidence-needed")
    if reject and reason is None:
        raise RiskctlError("option-needed", value="--reason", example='--reason "…"')
    draft = Draft(
        about,
        _role(session, role),
        _decider(session, by),
        session.engine.clock.now.replace(microsecond=0),
        "rejected" if reject else "approved",
        reason,
        evidence,
        note,
        _person(session, witness, "--witness"),
    )
    return _decide(session, draft, form, dry_run=dry_run, commit=commit)


def _list(session: Session, form: str) -> int:
    waiting = list(deciding.waiting(session.approvals))
    if form == "json":
        session.json({"waiting": [render.waiting_json(each) for each in waiting]})
    else:
        session.out_lines(render.waiting_lines(session.engine, waiting, session.words))
        session.note(session.words("approve.count", n=len(waiting)))
    return Exit.OK


def _decide(session: Session, draft: Draft, form: str, *, dry_run: bool, commit: bool) -> int:
    judged, words = session.approvals, session.words
    found = deciding.what_is_decided(judged, draft)
    if found is None:
        raise unknown_id(session, draft.subject, _known(session))
    if form == "text":
        session.out_lines(render.decided_on(judged, draft, found, words))
    _refuse_what_would_not_count(session, draft, found)
    files = {f"approvals/{deciding.statement_id(judged, draft)}.yaml": deciding.statement(judged, draft, found)}
    clock = session.engine.clock
    if dry_run:
        for data in rehearse(session, files, clock).values():
            session.out(data.decode("utf-8"))
        return Exit.OK
    if form == "text" and sys.stdin.isatty() and not _agreed(session):
        session.note(words("approve.nothing"))
        return Exit.OK
    message = words(f"approve.message.{draft.decision}", subject=draft.subject, role=draft.role) if commit else None
    made = save(session, files, clock, message=message)
    if form == "json":
        session.json({"written": list(files), "subject": draft.subject, "decision": draft.decision, "committed": made})
    else:
        session.note(words("approve.written", path=next(iter(files))))
    return Exit.OK


def _agreed(session: Session) -> bool:
    """Ask whether to write; the question is asked only at a terminal."""
    from riskctl.cli.prompt import Prompt
    from riskctl.render.console import Lines, console

    return Prompt(Lines(session.words, console())).yes(session.words("approve.confirm"), default=False)


def _refuse_what_would_not_count(session: Session, draft: Draft, found: Subject) -> None:
    """Raise RiskctlError, with why, where the decision would not be valid once written."""
    verdict = deciding.verdict(session.approvals, draft, found)
    if verdict.fault == "role":
        raise RiskctlError(
            "role-decides-not", role=draft.role, roles=render.roles_named(found.decided_by, session.words)
        )
    if verdict.fault is not None:
        raise RiskctlError("decision-invalid", fault=verdict.fault, subject=draft.subject)


def _subject(session: Session, given: str) -> str:
    """Return what is decided on: a system means its latest assessment, a risk its acceptance."""
    engine = session.engine
    if given in engine.register.systems:
        latest = engine.latest.assessment(given)
        if latest is None:
            raise RiskctlError("never-assessed", value=given)
        return latest.id
    if given in engine.latest.risks:
        current = engine.latest.risks[given]
        return f"acceptance:{current.assessment.id}#{current.key}"
    return f"action:{given}" if given in engine.register.actions else given


def _known(session: Session) -> list[str]:
    engine = session.engine
    return [*engine.register.systems, *engine.register.actions, *engine.latest.risks, *engine.register.assessments]


def _role(session: Session, given: str | None) -> Role:
    session.choice(given, "--as", ROLES)
    for role in ROLES:
        if role == given:
            return role
    raise RiskctlError("option-needed", value="--as ROLE", example="--as director")


def _decider(session: Session, given: str | None) -> str:
    person = _person(session, given, "--by") or me(session)
    if person is None:
        raise RiskctlError("option-needed", value="--by PERSON", example="--by anne")
    return person


def _person(session: Session, given: str | None, option: str) -> str | None:
    return session.choice(given, option, sorted(session.engine.register.organisation.people))


COMMANDS = {"approve": (approve, False)}
