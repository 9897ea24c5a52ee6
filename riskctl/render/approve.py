"""Decisions as text: what waits for whom, and what is decided on as its reader would see it."""

from collections.abc import Iterable, Iterator

from riskctl.core.approval import Approvals, Subject
from riskctl.core.assessments import Action, Assessment
from riskctl.core.fields import Role, rank
from riskctl.core.ids import split_risk_id
from riskctl.core.rating import Engine
from riskctl.core.views.deciding import Draft, Waiting
from riskctl.render.due import people
from riskctl.render.names import level_name, person_name, risk_name, system_name, threat_name
from riskctl.render.safe import visible
from riskctl.text import Words


def waiting_json(each: Waiting) -> dict[str, object]:
    """Return a waiting decision as JSON."""
    deciders = [{"role": who.role, "person": who.person} for who in each.deciders]
    return {"subject": each.subject, "level": each.level, "state": each.state, "deciders": deciders}


def waiting_lines(engine: Engine, waiting: Iterable[Waiting], words: Words) -> Iterator[str]:
    """Yield what waits for a decision, the highest level first: level, subject, why, who may decide."""
    ordered = sorted(waiting, key=lambda each: (-rank(each.level) if each.level else 1, each.subject))
    for each in ordered:
        parts = (
            level_name(each.level, words) if each.level else "-",
            each.subject,
            words(f"approve.state.{each.state}"),
            people(engine.register, each.deciders, words),
        )
        yield "\t".join(visible(part) for part in parts)


def roles_named(roles: tuple[Role, ...], words: Words) -> str:
    """Return roles in words, with the codes that options take."""
    return words.enumeration([f"{words.name('role', role)} (--as {role})" for role in roles])


def decided_on(judged: Approvals, draft: Draft, subject: Subject, words: Words) -> Iterator[str]:
    """Yield what is decided on as its reader would see it: level, residual risk, plan, cost."""
    register = judged.register
    yield visible(words("approve.about", subject=draft.subject, level=subject.level))
    kind, _, rest = draft.subject.partition(":")
    if kind == "action":
        lines = _action(judged, register.actions[rest], words)
    elif kind == "acceptance":
        lines = _acceptance(judged, rest, words)
    elif draft.subject in register.assessments:
        lines = _assessment(judged, register.assessments[draft.subject], words)
    else:
        lines = iter(())
    yield from (visible(f"  {line}") for line in lines)


def _assessment(judged: Approvals, assessment: Assessment, words: Words) -> Iterator[str]:
    register = judged.register
    performers = [person_name(register, person) for person in assessment.performed_by]
    yield words("approve.assessment", system=system_name(register, assessment.system), people=performers)
    for key, risk in sorted(assessment.risks.items(), key=lambda pair: -rank(pair[1].level)):
        yield words(
            "approve.risk",
            level=level_name(risk.level, words),
            threat=threat_name(register, risk.threat or key, words),
            treatment=words.name("treatment", risk.treatment),
            residual=words.name("level", risk.residual.level),
        )


def _action(judged: Approvals, action: Action, words: Words) -> Iterator[str]:
    register = judged.register
    yield words("approve.action", title=action.title, person=person_name(register, action.responsible), due=action.due)
    yield from (risk_name(register, risk, words) for risk in action.risks)
    if action.cost is not None:
        yield words("approve.cost", dkk=words.number(action.cost.dkk), hours=words.number(action.cost.hours))


def _acceptance(judged: Approvals, reference: str, words: Words) -> Iterator[str]:
    register = judged.register
    id_, key = split_risk_id(reference)
    assessment = register.assessments[id_]
    risk = assessment.risks[key]
    yield f"{risk_name(register, f'{assessment.system}#{key}', words)}: {level_name(risk.level, words)}"
    if risk.acceptance is not None:
        yield words("approve.acceptance", reason=risk.acceptance.reason or "-", until=risk.acceptance.until or "-")
