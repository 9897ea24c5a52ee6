"""`riskctl action start|progress|done|effect|cancel|move`: the steps of an action in the plan (P5.2, P5.4, P5.5)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

import typer

from riskctl.cli.lookup import unknown_id
from riskctl.cli.prompt import Prompt
from riskctl.cli.session import Session
from riskctl.cli.writing import By, Commit, DryRun, Moment, Writing, number
from riskctl.core.assessments import Action
from riskctl.core.fields import LEVELS
from riskctl.core.moment import local_date
from riskctl.errors import RiskctlError
from riskctl.store.splice import Append, Edit, Put
from riskctl.store.write import FileEdit

ORDER = tuple(Action.model_fields)
MOST_PERCENT = 100
LONGER = timedelta(days=30)
"""How much longer an action is suggested to take when its deadline is moved."""
BREAKS = ("APR102",)
"""What moving a deadline means to bring: a decision on the plan no longer counts, and it says so."""

Id = Annotated[str, typer.Argument(metavar="ID")]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT")]


class _Step:
    """One step of one action."""

    def __init__(self, session: Session, id_: str, *, dry_run: bool, commit: bool) -> None:
        self.run = Writing(session, dry_run=dry_run, commit=commit)
        self.words = session.words
        actions = self.run.register.actions
        id_ = id_.removeprefix("action:")
        if id_ not in actions:
            raise unknown_id(session, id_, actions, "actions")
        self.action = actions[id_]
        self.path = f"actions/{id_}.yaml"
        self.seen = session.seen(self.path)

    def needs(self, *states: str) -> None:
        """Raise RiskctlError that says where the action stands, and what is next, unless it is in one of the states."""
        state = self.action.state
        if state not in states:
            raise RiskctlError(
                "action-state", title=self.action.title, state=state, id=self.action.id, next=_NEXT[state]
            )

    def put(self, **fields: Any) -> list[Edit]:
        """Return edits that set fields of the action, each where the register has it."""
        return [Put((name,), value, ORDER) for name, value in fields.items()]

    def finish(self, name: str, edits: Sequence[Edit], *, told: Sequence[str] = (), allowed: Sequence[str] = ()) -> int:
        """Write the step, and say what it did."""
        preview = self.run.preview_edit(FileEdit(self.path, self.seen, edits, allowed))
        message = self.words(f"writes.commit.action.{name}", title=self.action.title)
        said = [self.words(f"writes.action.{name}", title=self.action.title, id=self.action.id), *told]
        id_ = self.action.id
        return self.run.finish(preview, message, {id_, *self.action.risks}, told=said, json={"action": id_})


_NEXT = {"open": "start", "started": "progress", "completed": "effect", "cancelled": "add"}


def start(session: Session, id_: Id, moment: Moment = None, dry_run: DryRun = False, commit: Commit = False) -> int:
    """Start an action; one that was never planned is planned at the same moment."""
    step = _Step(session, id_, dry_run=dry_run, commit=commit)
    step.needs("open")
    at = step.run.moment(moment)
    planned = {} if step.action.planned_at else {"planned_at": at}
    return step.finish("start", step.put(**planned, started_at=at))


def progress(
    session: Session,
    id_: Id,
    percent: Annotated[str | None, typer.Option("--percent", metavar="0-100")] = None,
    note: Note = None,
    by: By = None,
    moment: Moment = None,
    dry_run: DryRun = False,
    commit: Commit = False,
) -> int:
    """Note how far an action has come."""
    step = _Step(session, id_, dry_run=dry_run, commit=commit)
    step.needs("started")
    words, run = step.words, step.run
    reached = _percent(run, percent)
    entry = {
        "at": run.moment(moment),
        "by": run.by(by),
        "percent": reached,
        "note": run.text(note, "--note", words("writes.ask.note")),
    }
    told = []
    before = step.action.progress[-1].percent if step.action.progress else 0
    if reached < before:
        told.append(words("writes.action.back", percent=reached, before=before))
    return step.finish("progress", [Append(("progress",), entry, ORDER)], told=told)


def _percent(run: Writing, given: str | None) -> int:
    if given is not None and not (
        given.isascii() and given.isdigit() and len(given) <= len("100") and int(given) <= MOST_PERCENT
    ):
        raise RiskctlError("bad-percent", value=given)

    def ask(prompt: Prompt) -> int:
        return prompt.ask(run.words("writes.ask.percent"), lambda text: number(text, 0, MOST_PERCENT, run.words))

    return run.need(None if given is None else int(given), "--percent", "40", ask)


def done(session: Session, id_: Id, moment: Moment = None, dry_run: DryRun = False, commit: Commit = False) -> int:
    """Complete an action; its effect falls due."""
    step = _Step(session, id_, dry_run=dry_run, commit=commit)
    step.needs("started")
    return step.finish("done", step.put(completed_at=step.run.moment(moment)))


def effect(
    session: Session,
    id_: Id,
    level: Annotated[str | None, typer.Option("--level", metavar="LEVEL")] = None,
    note: Note = None,
    by: By = None,
    moment: Moment = None,
    dry_run: DryRun = False,
    commit: Commit = False,
) -> int:
    """Note the residual level found after a completed action (P5.4)."""
    step = _Step(session, id_, dry_run=dry_run, commit=commit)
    step.needs("completed")
    if step.action.effect is not None:
        raise RiskctlError("effect-noted", title=step.action.title, id=step.action.id)
    words, run = step.words, step.run
    levels = [(each, words.name("level", each)) for each in LEVELS]
    entry = {
        "at": run.moment(moment),
        "by": run.by(by),
        "level": run.one_of(level, "--level", words("writes.ask.effect.level"), levels),
        "note": run.text(note, "--note", words("writes.ask.effect.note")),
    }
    return step.finish("effect", step.put(effect=entry))


def cancel(
    session: Session,
    id_: Id,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT")] = None,
    by: By = None,
    moment: Moment = None,
    dry_run: DryRun = False,
    commit: Commit = False,
) -> int:
    """Give an action up, with the reason."""
    step = _Step(session, id_, dry_run=dry_run, commit=commit)
    step.needs("open", "started")
    run = step.run
    entry = {
        "at": run.moment(moment),
        "by": run.by(by),
        "reason": run.text(reason, "--reason", step.words("writes.ask.cancel")),
    }
    return step.finish("cancel", step.put(cancelled=entry))


def move(
    session: Session,
    id_: Id,
    due: Annotated[str | None, typer.Option("--due", metavar="DATE")] = None,
    dry_run: DryRun = False,
    commit: Commit = False,
) -> int:
    """Move the deadline of an action: a decision on it no longer counts then."""
    step = _Step(session, id_, dry_run=dry_run, commit=commit)
    step.needs("open", "started")
    run, words, action = step.run, step.words, step.action
    found = run.day(due, "--due")
    question = words("writes.ask.move", date=action.due)
    today = run.engine.clock.today
    default = max(action.due, today) + LONGER
    new = run.need(found, "--due", default.isoformat(), lambda prompt: prompt.day(question, today, default))
    if new < today:
        raise RiskctlError("date-past", value=new.isoformat(), example=f"--due {default.isoformat()}")
    if new == action.due:
        raise RiskctlError("due-unchanged", title=action.title, date=new)
    told = [words("writes.action.from-to", before=action.due, after=new)]
    verdict = session.approvals.of(f"action:{action.id}")
    if verdict.state == "valid" and verdict.decided is not None:
        statement = verdict.decided.statement
        decided = local_date(statement.at, run.engine.clock.zone)
        told.append(words("writes.action.breaks", role=statement.role, date=decided, id=action.id))
    return step.finish("move", step.put(due=new), told=told, allowed=BREAKS)


COMMANDS = {
    "action start": (start, False),
    "action progress": (progress, False),
    "action done": (done, False),
    "action effect": (effect, False),
    "action cancel": (cancel, False),
    "action move": (move, False),
}
