"""`riskctl approve`: decisions, shown before they are made, and refused where they would not count."""

from pathlib import Path
from typing import Annotated

import typer

from riskctl.cli import approve_meeting
from riskctl.cli.deciding import Way, folded, record
from riskctl.cli.lookup import known_id
from riskctl.cli.person import me, needs_me
from riskctl.cli.session import Session
from riskctl.core.fields import ROLES, Role
from riskctl.core.views.deciding import Draft, Minutes, Wanted
from riskctl.core.views.waiting import Waiting, waiting
from riskctl.errors import Exit, RiskctlError
from riskctl.render import approve as render


def approve(
    session: Session,
    subjects: Annotated[list[str] | None, typer.Argument(metavar="[SUBJECT]...")] = None,
    listing: Annotated[bool, typer.Option("--list")] = False,
    mine: Annotated[bool, typer.Option("--mine")] = False,
    sheet: Annotated[bool, typer.Option("--sheet")] = False,
    template: Annotated[bool, typer.Option("--template")] = False,
    meeting: Annotated[str | None, typer.Option("--meeting", metavar="FILE")] = None,
    role: Annotated[str | None, typer.Option("--as", metavar="ROLE")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="PERSON")] = None,
    reject: Annotated[bool, typer.Option("--reject")] = False,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT")] = None,
    sign: Annotated[str | None, typer.Option("--sign", metavar="KEY")] = None,
    evidence: Annotated[str | None, typer.Option("--evidence", metavar="CASE")] = None,
    minutes: Annotated[str | None, typer.Option("--minutes", metavar="FILE")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT")] = None,
    witness: Annotated[str | None, typer.Option("--witness", metavar="PERSON")] = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    commit: Annotated[bool, typer.Option("--commit")] = False,
) -> int:
    """Record decisions, list what waits for one, or print the sheet for a meeting."""
    form = session.format("text", "json")
    way = Way(form, sign, dry_run, commit)
    if meeting is not None:
        return approve_meeting.record_meeting(session, meeting, minutes, way)
    if sheet or template:
        person = known_id(session, by, "people", "--by")
        make = approve_meeting.sheet if sheet else approve_meeting.template
        return make(session, _role(session, role), person, output)
    if listing or not subjects:
        return _list(session, form, role, needs_me(session) if mine else known_id(session, by, "people", "--by"))
    if reject and reason is None:
        raise RiskctlError("option-needed", value="--reason", example='--reason "…"')
    decision = "rejected" if reject else "approved"
    about = dict.fromkeys(_subject(session, each) for each in subjects)
    draft = Draft(
        _role(session, role),
        _decider(session, by),
        session.engine.clock.now.replace(microsecond=0),
        tuple(Wanted(each, "rejected" if decision == "rejected" else "approved", reason) for each in about),
        _minutes(sign, evidence, minutes, note),
        known_id(session, witness, "people", "--witness"),
    )
    return record(session, draft, way)


def _minutes(sign: str | None, evidence: str | None, minutes: str | None, note: str | None) -> Minutes | None:
    """Return where the decision is minuted; None where it is signed. Raise RiskctlError for both or neither."""
    if sign is not None:
        given = {"--evidence": evidence, "--minutes": minutes, "--note": note}
        both = next((name for name, value in given.items() if value is not None), None)
        if both is not None:
            raise RiskctlError("signed-or-minuted", value=both)
        return None
    if evidence is None:
        raise RiskctlError("evidence-needed")
    return Minutes(evidence, approve_meeting.hash_of(minutes), note)


def _list(session: Session, form: str, role: str | None, person: str | None) -> int:
    session.choice(role, "--as", ROLES)
    found = [each for each in waiting(session.approvals) if _is_for(each, role, person)]
    if form == "json":
        session.json({"waiting": [render.waiting_json(each) for each in found]})
        return Exit.OK
    lines = render.waiting_lines(session.approvals, _only(found, role, person), session.words)
    session.out_lines(folded(session, (line.replace("\t", "  ") for line in lines)) if session.interactive else lines)
    session.note(session.words("approve.count", n=len(found)))
    return Exit.OK


def _is_for(each: Waiting, role: str | None, person: str | None) -> bool:
    return any(role in (None, who.role) and person in (None, who.person) for who in each.deciders) or (
        role is None and person is None
    )


def _only(found: list[Waiting], role: str | None, person: str | None) -> list[Waiting]:
    """Return the cases with those deciders alone that are asked for."""
    from dataclasses import replace

    return [
        replace(
            each,
            deciders=tuple(w for w in each.deciders if role in (None, w.role) and person in (None, w.person)),
        )
        for each in found
    ]


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


def _role(session: Session, given: str | None) -> Role:
    session.choice(given, "--as", ROLES)
    for role in ROLES:
        if role == given:
            return role
    raise RiskctlError("option-needed", value="--as ROLE", example="--as director")


def _decider(session: Session, given: str | None) -> str:
    person = known_id(session, given, "people", "--by") or me(session)
    if person is None:
        raise RiskctlError("option-needed", value="--by PERSON", example="--by anne")
    return person


COMMANDS = {"approve": (approve, False)}
