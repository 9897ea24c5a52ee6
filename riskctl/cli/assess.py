"""`riskctl assess`: the meeting where a risk is judged, with or without a terminal."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from riskctl.cli.answering import Answering
from riskctl.cli.assess_run import Choice, Run, deliver_template
from riskctl.cli.lookup import system_id
from riskctl.cli.session import Session
from riskctl.errors import Exit, RiskctlError


def assess(
    session: Session,
    system: Annotated[str | None, typer.Argument(metavar="SYSTEM", show_default=False)] = None,
    event: Annotated[list[str] | None, typer.Option("--event", metavar="ID")] = None,
    all_affected: Annotated[bool, typer.Option("--all-affected")] = False,
    threat: Annotated[list[str] | None, typer.Option("--threat", metavar="ID")] = None,
    as_before: Annotated[bool, typer.Option("--unchanged")] = False,
    answers: Annotated[str | None, typer.Option("--answers", metavar="FILE")] = None,
    despite: Annotated[bool, typer.Option("--despite-changes")] = False,
    template: Annotated[bool, typer.Option("--template")] = False,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE")] = None,
    no_input: Annotated[bool, typer.Option("--no-input")] = False,
    resume: Annotated[bool, typer.Option("--resume")] = False,
    discard: Annotated[bool, typer.Option("--discard")] = False,
    plain: Annotated[bool, typer.Option("--plain")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    commit: Annotated[bool, typer.Option("--commit")] = False,
) -> int:
    """Assess a system: steps 1-5 and 7-8."""
    _refuse_together(
        {"--resume": resume, "--discard": discard},
        {"SYSTEM": system is not None, "--all-affected": all_affected},
        {"--threat": bool(threat), "--all-affected": all_affected},
        {"--unchanged": as_before, "--all-affected": all_affected},
        {"--unchanged": as_before, "--event": bool(event)},
        {"--unchanged": as_before, "--threat": bool(threat)},
    )
    choice = Choice(tuple(event or ()), tuple(threat or ()), dry_run, commit, despite, plain)
    asking = sys.stdin.isatty() and not no_input
    if all_affected:
        from riskctl.cli.assess_many import assess_many, shared_template

        if template:
            return shared_template(session, choice, output)
        session.format("text", "json")
        if not asking and answers is None and not no_input:
            raise RiskctlError("needs-terminal")
        return assess_many(session, choice, answers, asking=asking, resume=resume, discard=discard)
    if system is None:
        raise RiskctlError("option-needed", value="SYSTEM", example="riskctl assess nexus")
    if not template:
        session.format("text", "json")
    run = Run(session, system_id(session, system), choice)
    if template:
        return _template(run, output)
    if discard and not asking and answers is None:
        Answering(run.meeting, session).discard()
        return Exit.OK
    given, source = run.given(answers) if answers else (None, None)
    if not asking and given is None and not no_input and not as_before:
        raise RiskctlError("needs-terminal")
    if as_before:
        return run.confirm(given or {}, asking=asking)
    answering = Answering(run.meeting, session, given, named=source.name_of if source else str, plain=plain)
    return _conducted(run, answering, asking=asking, resume=resume, discard=discard)


def _refuse_together(*pairs: dict[str, bool]) -> None:
    for pair in pairs:
        if all(pair.values()):
            value, other = pair
            raise RiskctlError("exclusive", value=value, other=other)


def _template(run: Run, output: Path | None) -> int:
    from riskctl.render.answers_template import as_yaml, content

    words, meeting = run.session.words, run.meeting

    def sheet() -> bytes:
        from riskctl.render.answers_sheet import as_sheet

        return as_sheet(meeting, words)

    return deliver_template(run.session, output, lambda: as_yaml(meeting, words), lambda: content(meeting), sheet)


def _conducted(run: Run, answering: Answering, *, asking: bool, resume: bool, discard: bool) -> int:
    """Take the answers, in a conversation or from what is given, and write the minutes; Ctrl-C keeps the draft."""
    if not asking:
        return run.finish(answering.without_asking(resume=resume), answering)
    try:
        complete = answering.by_asking(resume=resume, discard=discard)
        return run.finish(complete, answering, asking=True)
    except KeyboardInterrupt:
        answering.interrupted()
        return Exit.INTERRUPTED


COMMANDS = {"assess": (assess, False)}
