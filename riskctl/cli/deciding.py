"""Recording decisions: shown, judged, signed, and only then written, all of them or none."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any, Final

from riskctl.cli.lookup import unknown_id
from riskctl.cli.policy_commit import say_together, together
from riskctl.cli.saving import rehearse, save
from riskctl.cli.session import Session
from riskctl.core.approval import Subject, Verdict
from riskctl.core.in_force import version_at
from riskctl.core.moment import local_date
from riskctl.core.views import deciding
from riskctl.core.views.deciding import Draft, PolicyBefore, Wanted
from riskctl.errors import Exit, RiskctlError
from riskctl.render import approve as render
from riskctl.render.safe import visible
from riskctl.store.policy_before import policy_before
from riskctl.store.write import NewFiles, rendered

_UNSIGNED: Final = "APR103"
"""What `check` says of a statement that is still to be signed."""
Where = Callable[[Wanted], str]
Refused = list[tuple[Wanted, RiskctlError]]


@dataclass(frozen=True, slots=True)
class Way:
    """How the decisions are written: signed with a key or not, rehearsed, committed, and how the answer is given."""

    form: str
    key: str | None = None
    dry_run: bool = False
    commit: bool = False


def before_of(session: Session) -> PolicyBefore | None:
    """Return the policy of the last commit where policy is being changed."""
    return policy_before(session.place, session.engine.register)


def record(session: Session, draft: Draft, way: Way, where: Where | None = None) -> int:
    """Show what is decided on, refuse what would not count, and write the statements; `where` a case stands in a file.

    Raise RiskctlError when a decision would not count, or can't be signed or written; nothing is written then.
    """
    parts = list(replace(draft, version=version_at(session.whole, draft.at)).parts())
    before = before_of(session) if any(part.on_policy for part in parts) else None
    files: dict[str, dict[str, Any]] = {}
    refused: Refused = []
    for part in parts:
        there, found = _found(session, part, before, where, refused)
        if not found:
            continue
        if way.form == "text":
            _show(session, there, found, before)
        refused += _refusals(session, there, found, before)
        path = f"approvals/{deciding.statement_id(session.approvals, there)}.yaml"
        files[path] = deciding.statement(session.approvals, there, found, before)
    _refuse(session, refused, where)
    return _write(session, draft, files, way, before)


def _found(
    session: Session, part: Draft, before: PolicyBefore | None, where: Where | None, refused: Refused
) -> tuple[Draft, list[Subject]]:
    """Return the decisions whose subject is there, and what each is about; the others are refused."""
    found = deciding.what_is_decided(session.approvals, part, before)
    there = []
    for wanted, each in zip(part.wanted, found, strict=True):
        if each is not None:
            there.append((wanted, each))
            continue
        error = _not_there(session, wanted.subject)
        if where is None:
            raise error
        refused.append((wanted, error))
    return replace(part, wanted=tuple(wanted for wanted, _ in there)), [each for _, each in there]


def _not_there(session: Session, subject: str) -> RiskctlError:
    """Return the error for what could not be decided on: there is no such thing, or an action had no risk then."""
    if subject.removeprefix("action:") in session.engine.register.actions:
        return RiskctlError("decision-invalid", fault="before", subject=subject)
    return unknown_id(session, subject, known_subjects(session))


def known_subjects(session: Session) -> list[str]:
    """Return everything that can be decided on, as people name it."""
    engine = session.engine
    return [*engine.register.systems, *engine.register.actions, *engine.latest.risks, *engine.register.assessments]


def _show(session: Session, part: Draft, found: Sequence[Subject], before: PolicyBefore | None) -> None:
    for wanted, each in zip(part.wanted, found, strict=True):
        lines = render.decided_on(session.approvals, wanted.subject, each, session.words, before)
        session.out_lines(folded(session, lines))


def folded(session: Session, lines: Any) -> list[str]:
    """Return lines as they fit the terminal; as they are where nobody sits at one."""
    if not session.interactive:
        return list(lines)
    width = get_terminal_size().columns - 1
    found = []
    for line in lines:
        inset = " " * (len(line) - len(line.lstrip()) + 2)
        found += wrap(line, width, subsequent_indent=inset, break_on_hyphens=False) or [""]
    return found


def _refusals(session: Session, part: Draft, found: list[Subject], before: PolicyBefore | None) -> Refused:
    """Return the decisions that would not be valid once written, and why not."""
    named = deciding.version_named(session.approvals, part, before)
    if session.engine.register.procedure_of(named) is None:
        subject = part.wanted[0].subject
        return [(part.wanted[0], RiskctlError("old-procedure-gone", subject=subject, value=named))]
    judged = deciding.verdicts(session.approvals, part, found, before)
    cases = zip(part.wanted, found, judged, strict=True)
    return [
        (wanted, _refusal(session, part, wanted, subject, verdict))
        for wanted, subject, verdict in cases
        if verdict.fault is not None
    ]


def _refusal(session: Session, part: Draft, wanted: Wanted, subject: Subject, verdict: Verdict) -> RiskctlError:
    if verdict.fault == "role":
        roles = render.roles_named(subject.decided_by, session.words)
        return RiskctlError("role-decides-not", role=part.role, roles=roles)
    return RiskctlError("decision-invalid", fault=verdict.fault, subject=wanted.subject)


def _refuse(session: Session, refused: Refused, where: Where | None) -> None:
    """Raise RiskctlError for what would not count; of a file every case is told with its place first."""
    if not refused:
        return
    if where is None:
        raise refused[0][1]
    for wanted, error in refused:
        tell(session, where(wanted), error)
    raise RiskctlError("meeting-unusable", n=len(refused))


def tell(session: Session, where: str, error: RiskctlError) -> None:
    """Say what is wrong at a place of a file, and what to do."""
    words = session.words
    session.note(visible(f"{where}: {words(f'errors.{error.key}', **error.values)}"))
    session.note(visible(f"  {words(f'errors.{error.key}.hint', **error.values)}"))


def _write(
    session: Session, draft: Draft, files: dict[str, dict[str, Any]], way: Way, before: PolicyBefore | None
) -> int:
    clock, words = session.engine.clock, session.words
    if way.key is not None:
        _check_key(session, draft, way.key, before)
    if way.dry_run:
        unsigned = () if way.key is None else (_UNSIGNED,)
        for data in rehearse(session, files, clock, unsigned).values():
            session.out(data.decode("utf-8"))
        return Exit.OK
    if way.form == "text" and sys.stdin.isatty() and not _agreed(session, len(draft.wanted)):
        session.note(words("approve.nothing"))
        return Exit.OK
    written: NewFiles = _signed(session, draft, files, way.key, before) if way.key is not None else files
    policy = together(session, draft, before)
    message = _message(session, draft) if way.commit else None
    made = save(session, written, clock, message=message, along=policy.files)
    if way.form == "json":
        session.json({"written": list(written), **_decisions(draft), "committed": made, **policy.as_json()})
    else:
        session.note(words("approve.written", path=", ".join(written), n=len(draft.wanted)))
        say_together(session, policy, written, made)
    return Exit.OK


def _decisions(draft: Draft) -> dict[str, object]:
    first = draft.wanted[0]
    if not draft.wanted[1:]:
        return {"subject": first.subject, "decision": first.decision, "kind": "minuted" if draft.minutes else "signed"}
    return {
        "decisions": [{"subject": each.subject, "decision": each.decision} for each in draft.wanted],
        "kind": "minuted" if draft.minutes else "signed",
    }


def _message(session: Session, draft: Draft) -> str:
    first, words = draft.wanted[0], session.words
    if not draft.wanted[1:]:
        return words(f"approve.message.{first.decision}", subject=first.subject, role=draft.role)
    lines = [f"{each.subject}: {words('approve.message.' + each.decision + '.short')}" for each in draft.wanted]
    return words("approve.message.several", role=draft.role, n=len(lines)) + "\n\n" + "\n".join(lines)


def _agreed(session: Session, n: int) -> bool:
    """Ask whether to write; the question is asked only at a terminal."""
    from riskctl.cli.prompt import Prompt
    from riskctl.render.console import Lines, console

    return Prompt(Lines(session.words, console())).yes(session.words("approve.confirm", n=n), default=False)


def _check_key(session: Session, draft: Draft, key: str, before: PolicyBefore | None) -> None:
    """Raise RiskctlError where the person can't sign with the key: before anything is asked or written."""
    from riskctl.store.signing import usable_key

    day = local_date(draft.at, session.zone)
    organisation = session.engine.register.organisation
    for each in (organisation, *([before.organisation] if before else [])):
        usable_key(key, draft.by, each.keys.get(draft.by, ()), day)


def _signed(
    session: Session, draft: Draft, files: dict[str, dict[str, Any]], key: str, before: PolicyBefore | None
) -> dict[str, bytes]:
    from riskctl.store.signing import sign

    organisation = before.organisation if before else session.engine.register.organisation
    keys, day = organisation.keys.get(draft.by, ()), local_date(draft.at, session.zone)
    written = {}
    for path, data in rendered(files).items():
        written[path] = data
        written[f"{path}.sig"] = sign(data, key, draft.by, keys, day)
    return written
