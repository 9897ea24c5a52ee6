"""`riskctl escalate`: record an escalation that the tables ask for, with the text for the mail or the meeting."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from riskctl.cli.lookup import unknown_id
from riskctl.cli.session import Session
from riskctl.cli.writing import By, Commit, DryRun, Moment, Writing
from riskctl.core.escalation import Escalations, Raised
from riskctl.core.fields import ROLES, Role
from riskctl.core.views.escalating import conditions_named, recipients
from riskctl.errors import RiskctlError
from riskctl.render.escalation import Letter, letter
from riskctl.render.names import subject_name


def escalate(
    session: Session,
    about: Annotated[str, typer.Argument(metavar="ABOUT")],
    to: Annotated[str | None, typer.Option("--to", metavar="ROLE")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT")] = None,
    by: By = None,
    moment: Moment = None,
    dry_run: DryRun = False,
    commit: Commit = False,
) -> int:
    """Record an escalation."""
    run = Writing(session, dry_run=dry_run, commit=commit)
    words = session.words
    raised = _condition(run, about)
    role = _role(run, raised, to)
    at, who = run.moment(moment), run.by(by)
    if at < raised.arose:
        raise RiskctlError(
            "before-condition", value=at.isoformat(), arose=raised.arose.astimezone(run.engine.clock.zone)
        )
    why = words(f"due.escalation.{raised.condition}")
    said = (note or "").strip() or _note(run, why)
    text = Letter(raised, role, recipients(run.engine, raised, role), who, at, said)
    lines = list(letter(session.approvals, text, words))
    id_ = run.dated_id("escalations", at, f"{raised.condition}-{raised.subject}")
    data: dict[str, Any] = {"about": raised.about, "to": role, "at": at, "by": who, "note": said}
    preview = run.preview_new({f"escalations/{id_}.yaml": data})
    name = subject_name(run.register, raised.subject, "", words)
    message = words("writes.commit.escalation", name=name, role=role)
    json = {
        "escalation": id_,
        "about": raised.about,
        "to": role,
        "people": [{"person": each.person, "deputy": each.deputy} for each in text.recipients],
        "text": "\n".join(lines),
    }
    return run.finish(preview, message, {raised.subject}, told=[*lines, ""], json=json)


def _note(run: Writing, why: str) -> str:
    if not run.asking:
        return why
    return run.prompt.text(run.words("writes.ask.escalate.note"), why)


def _condition(run: Writing, about: str) -> Raised:
    """Return the one open condition that is meant."""
    escalations = Escalations(run.session.approvals)
    waiting, answered = conditions_named(escalations, about)
    if not waiting and answered:
        raise RiskctlError("escalation-answered", value=about)
    if not waiting:
        register = run.register
        known = [*register.systems, *run.engine.latest.risks, *register.actions]
        if about.removeprefix("escalation:").partition(":")[2] in known or about in known:
            raise RiskctlError("escalation-none", value=about)
        raise unknown_id(run.session, about, [*(each.about for each in escalations.all()), *known])
    waiting.sort(key=lambda each: (each.arose, each.about))
    if waiting[1:]:
        return _chosen(run, about, waiting)
    return waiting[0]


def _chosen(run: Writing, about: str, waiting: Sequence[Raised]) -> Raised:
    words = run.words
    if not run.asking:
        raise RiskctlError("escalation-several", value=about, names=[each.about for each in waiting])
    options = [
        (
            each.about,
            words(
                "writes.escalate.option",
                why=words(f"due.escalation.{each.condition}"),
                name=subject_name(run.register, each.subject, "", words),
            ),
        )
        for each in waiting
    ]
    chosen = run.prompt.choice(words("writes.ask.escalate.which"), options, waiting[0].about)
    return next(each for each in waiting if each.about == chosen)


def _role(run: Writing, raised: Raised, given: str | None) -> Role:
    """Return the role it goes to: one that the tables name, the first of them when none was given."""
    allowed = (*raised.to, *raised.consider)
    run.session.choice(given, "--to", allowed)
    return next(role for role in ROLES if role == (given or allowed[0]))


COMMANDS = {"escalate": (escalate, False)}
