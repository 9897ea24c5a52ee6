"""What reports and pages share: risks, plans, approvals, actions and what waits."""

from collections.abc import Iterable, Iterator

from riskctl.core.approval import Verdict
from riskctl.core.views.due import Timed
from riskctl.core.views.pages import Handled
from riskctl.core.views.quarter_status import plan_state
from riskctl.core.views.risks import RiskView
from riskctl.render.document.model import Block, Valued
from riskctl.render.report.voice import NONE, Voice, headed
from riskctl.store.find import Revision


def judged_at(voice: Voice, revision: Revision) -> tuple[str, tuple[str, ...]]:
    """Return the line that says as of when and from which commit, and a notice where something is not committed."""
    now = voice.judged.engine.clock.now
    line = (
        voice("judged.commit", now=now, commit=revision.commit[:12])
        if revision.commit
        else voice("judged.now", now=now)
    )
    return line, (voice("uncommitted"),) if revision.dirty else ()


def risks(voice: Voice, views: Iterable[RiskView], *, of_one: bool = False) -> Iterator[Block]:
    """Yield the risks with level, treatment, plan and residual; those of one system without its name."""
    rows = (
        (
            voice.threat(view.current.threat) if of_one else voice.risk(view.current.id),
            voice.level(view.current.risk.level),
            voice.person(view.owner),
            voice.words.name("treatment", view.current.risk.treatment),
            plan(voice, view),
            voice.level(view.residual.level),
        )
        for view in views
    )
    yield from headed("", voice.table("risk level owner treatment plan residual", rows), voice("risks.none"))


def plan(voice: Voice, view: RiskView) -> str:
    """Return where the plan for a risk stands."""
    treatment, until = view.treatment, view.accepted_until
    if until is not None:
        return voice("plan.accepted", date=voice.when(until))
    state = plan_state(treatment)
    return voice(f"plan.{state}", lack=voice(f"lack.{treatment.lack}") if treatment.lack else "")


def approval(voice: Voice, verdict: Verdict | None) -> str:
    """Return the state of an approval; a valid one with how it was given, for minutes are no signature."""
    return voice(f"approval.{approval_state(verdict)}")


def approval_state(verdict: Verdict | None) -> str:
    """Return what an approval is, as a key: its state, or how it was given where it is valid; `none`: not needed."""
    if verdict is None:
        return "none"
    decided = verdict.decided if verdict.state == "valid" else None
    return decided.statement.kind if decided else verdict.state


def actions(voice: Voice, found: Iterable[Handled]) -> Iterator[Block]:
    """Yield the actions not ended: how far, by when, by whom."""
    rows = (
        (
            each.action.title,
            voice.level(each.level),
            voice.words.name("action_state", each.action.state),
            _percent(each),
            voice.when(each.action.due),
            voice.person(each.action.responsible),
        )
        for each in found
    )
    yield from headed("", voice.table("action level state percent due responsible", rows), voice("actions.none"))


def _percent(each: Handled) -> str:
    steps = each.action.progress
    return Valued(f"{steps[-1].percent} %", steps[-1].percent) if steps else NONE


def waiting(voice: Voice, found: Iterable[Timed]) -> Iterator[Block]:
    """Yield what is overdue or falls due soon, and who it waits for."""
    rows = (
        (
            voice.words(f"due.kind.{each.item.kind}"),
            voice.subject(each.item.subject, each.item.kind),
            voice.when(each.item.due),
            voice.words(f"due.status.{each.status}"),
            voice.people(each.item.responsible),
        )
        for each in found
    )
    yield from headed("", voice.table("kind what due status responsible", rows), voice("waiting.none"))
