"""`riskctl action add`: one measure in a plan, for one risk or several."""

from datetime import timedelta
from typing import Annotated, Any, get_args

import typer

from riskctl.cli.lookup import unknown_id
from riskctl.cli.prompt import Prompt, UnusableError, numbers_in
from riskctl.cli.session import Session
from riskctl.cli.writing import Commit, DryRun, Moment, Writing
from riskctl.core.fields import ActionType
from riskctl.core.ids import is_id, slug
from riskctl.core.views.risks import risk_register
from riskctl.errors import RiskctlError
from riskctl.render.names import level_name, risk_name

ACTION_TIME = timedelta(days=91)
"""How long an action is suggested to take."""
MOST_LISTED = 20
"""Risks listed at a question; any other is named by its id."""


def add(
    session: Session,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT")] = None,
    risk: Annotated[list[str] | None, typer.Option("--risk", metavar="RISK")] = None,
    type_: Annotated[str | None, typer.Option("--type", metavar="TYPE")] = None,
    responsible: Annotated[str | None, typer.Option("--responsible", metavar="PERSON")] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="DATE")] = None,
    raises: Annotated[list[str] | None, typer.Option("--raise", metavar="CONTROL=LEVEL")] = None,
    dkk: Annotated[int | None, typer.Option("--dkk", metavar="KR")] = None,
    hours: Annotated[int | None, typer.Option("--hours", metavar="HOURS")] = None,
    id_: Annotated[str | None, typer.Option("--id", metavar="ID")] = None,
    moment: Moment = None,
    dry_run: DryRun = False,
    commit: Commit = False,
) -> int:
    """Put an action in the plan."""
    run = Writing(session, dry_run=dry_run, commit=commit)
    words = session.words
    risks = _risks(run, risk)
    name = run.text(title, "--title", words("writes.ask.action.title"))
    kinds = [(kind, words.name("action_type", kind)) for kind in get_args(ActionType)]
    data: dict[str, Any] = {"title": name, "risks": risks}
    data["type"] = run.one_of(type_, "--type", words("writes.ask.action.type"), kinds, "technical")
    system = run.register.systems[risks[0].partition("#")[0]]
    data["responsible"] = run.person(
        responsible, "--responsible", words("writes.ask.action.responsible"), system.operations or system.owner
    )
    data["planned_at"] = run.moment(moment)
    suggested = run.engine.clock.today + ACTION_TIME
    data["due"] = run.ask_day(due, "--due", words("writes.ask.action.due"), suggested)
    data |= _aims(run, raises, dkk, hours)
    action = run.free_id("actions", _id(id_) or slug(name) or "action")
    preview = run.preview_new({f"actions/{action}.yaml": data})
    message = words("writes.commit.action.add", title=name)
    subjects = {action, *risks, f"action:{action}"}
    told = [words("writes.action.added", title=name, id=action)]
    return run.finish(preview, message, subjects, told=told, json={"action": action})


def _risks(run: Writing, given: list[str] | None) -> list[str]:
    known = run.engine.latest.risks
    for each in given or ():
        if each not in known:
            raise unknown_id(run.session, each, known, "risks")
    return run.need(
        list(dict.fromkeys(given or ())) or None, "--risk", "nexus#ransomware", lambda ask: _ask_risks(run, ask)
    )


def _ask_risks(run: Writing, prompt: Prompt) -> list[str]:
    """Return risks chosen by number from those that lack a plan, or by id."""
    known = run.engine.latest.risks
    waiting = [view for view in risk_register(run.session.approvals) if view.met_at is None][:MOST_LISTED]
    listed = [view.current.id for view in waiting]
    for number, view in enumerate(waiting, 1):
        name = risk_name(run.register, view.current.id, run.words)
        prompt.screens.rich(f"{number:>2} {level_name(view.current.risk.level, run.words)} {name}", indent=2, hanging=3)

    def read(text: str) -> list[str]:
        numbers = numbers_in(text, len(listed))
        named = [listed[number - 1] for number in numbers] or text.replace(",", " ").split()
        wrong = [each for each in named if each not in known]
        if wrong or not named:
            raise UnusableError(run.words("writes.bad.risk", example=next(iter(known), "nexus#ransomware")))
        return list(dict.fromkeys(named))

    return prompt.ask(run.words("writes.ask.action.risks"), read)


def _aims(run: Writing, raises: list[str] | None, dkk: int | None, hours: int | None) -> dict[str, Any]:
    """Return the maturities an action is meant to bring and what it costs, where they are given."""
    controls, most = run.engine.procedure.controls, run.engine.procedure.scales["resilience"]
    found: dict[str, int] = {}
    for each in raises or ():
        control, _, level = each.partition("=")
        run.session.choice(control, "--raise", sorted(controls))
        if not (level.isascii() and level.isdigit() and 1 <= int(level) <= most):
            raise RiskctlError("bad-raise", value=each, most=most, example=f"--raise {control}={most}")
        found[control] = int(level)
    aims: dict[str, Any] = {"raises": found} if found else {}
    if dkk is None and hours is None:
        return aims
    if dkk is None or hours is None:
        missing = "--dkk" if dkk is None else "--hours"
        raise RiskctlError("option-needed", value=missing, example=f"{missing} 40")
    return {**aims, "cost": {"dkk": dkk, "hours": hours}}


def _id(given: str | None) -> str | None:
    if given is not None and not is_id(given):
        raise RiskctlError("bad-id", value=given, example=slug(given) or "backup")
    return given


COMMANDS = {"action add": (add, False)}
