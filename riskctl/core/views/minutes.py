"""What a meeting ends with: the assessment's file, the actions, and what follows from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from riskctl.core.answers import Answers
from riskctl.core.approval import Approvals
from riskctl.core.assessments import Action, Assessment
from riskctl.core.fields import Level, Role, rank
from riskctl.core.ids import slug
from riskctl.core.moment import Clock, Due, deadline, local_date
from riskctl.core.plain import as_read
from riskctl.core.rating import Engine
from riskctl.core.register import Register, as_of
from riskctl.core.roles import Responsible, in_roles
from riskctl.core.treatment import residual_of, treatment_of
from riskctl.core.views.due import due_items
from riskctl.core.views.due_item import DueItem
from riskctl.core.views.judging import Judged, judge
from riskctl.core.views.meeting import Meeting

Data = dict[str, Any]

_STATED: Final = ("owner", "scenario")
_RATED: Final = ("threat_level", "resilience", "consequence", "likelihood", "inherent", "level")
_ACTION_FIELDS: Final = ("title", "risks", "type", "responsible", "planned_at", "due", "raises", "cost")


@dataclass(frozen=True, slots=True)
class Minutes:
    """The files a meeting ends with, as plain data by path: the assessment first, then the actions."""

    assessment: str
    files: Mapping[str, Data]


def assessment_id(register: Register, system: str, day: date) -> str:
    """Return the id of the system's next assessment on a day: the second of the day ends in `-2`."""
    taken = (
        set(register.assessments) | register.drafts | {each.removeprefix("assessments/") for each in register.broken}
    )
    first = f"{system}/{day.isoformat()}"
    if first not in taken:
        return first
    return next(id_ for number in range(2, len(taken) + 3) if (id_ := f"{first}-{number}") not in taken)


def minutes(meeting: Meeting, answers: Answers, completed_at: datetime, whole: Register) -> Minutes:
    """Return what to write for complete answers; `whole` is the register with what lies after the clock too."""
    day = local_date(completed_at, meeting.engine.clock.zone)
    id_ = assessment_id(whole, meeting.system.id, day)
    files = {f"assessments/{id_}.yaml": _assessment(meeting, answers, completed_at)}
    for action, data in _actions(meeting, answers, completed_at, whole):
        files[f"actions/{action}.yaml"] = data
    return Minutes(id_, files)


def _assessment(meeting: Meeting, answers: Answers, completed_at: datetime) -> Data:
    data: Data = {
        "procedure": meeting.engine.procedure.version,
        "criticality": answers.get("criticality") or meeting.system.criticality,
        "triggers": list(answers["triggers"]),
        "performed_by": list(answers["performed_by"]),
        "completed_at": completed_at,
    }
    for name in ("corrective", "note"):
        if answers.get(name):
            data[name] = answers[name]
    data["risks"] = {key: _risk(meeting, key, answers) for key in meeting.included(answers)}
    excluded = meeting.excluded(answers)
    return {**data, "excluded": excluded} if excluded else data


def _risk(meeting: Meeting, key: str, answers: Answers) -> Data:
    at = f"risks.{key}"
    judged = meeting.judged(key, answers)
    threat = meeting.facts_for(key, answers).threat
    data: Data = {"threat": threat} if threat != key else {}
    data |= {name: answers[f"{at}.{name}"] for name in _STATED if answers.get(f"{at}.{name}")}
    data |= {name: getattr(judged, name) for name in _RATED}
    data["treatment"] = answers[f"{at}.treatment"]
    if answers.get(f"{at}.measures"):
        data["measures"] = list(answers[f"{at}.measures"])
    data["residual"] = residual(meeting, key, judged, answers)
    if answers.get(f"{at}.flags"):
        data["flags"] = list(answers[f"{at}.flags"])
    if judged.changed:
        data["overrides"] = {name: answers[f"{at}.overrides.{name}"] for name in judged.changed}
    return {**data, **_acceptance(at, answers)}


def _acceptance(at: str, answers: Answers) -> Data:
    if answers[f"{at}.treatment"] != "accept":
        return {}
    reason, until = answers.get(f"{at}.acceptance.reason"), answers.get(f"{at}.acceptance.until")
    found: Data = {**({"reason": reason} if reason else {}), **({"until": date.fromisoformat(until)} if until else {})}
    return {"acceptance": found} if found else {}


def residual(meeting: Meeting, key: str, judged: Judged, answers: Answers) -> Data:
    """Return the residual of a risk: as answered, of an accepted one today's; the level is the matrix's."""
    at = f"risks.{key}.residual"
    likelihood = answers.get(f"{at}.likelihood", judged.likelihood)
    consequence = answers.get(f"{at}.consequence", judged.consequence)
    level = meeting.engine.procedure.level_of(consequence, likelihood)
    accepted = answers.get(f"risks.{key}.treatment") == "accept"
    if accepted and level is not None and judged.level is not None and rank(level) > rank(judged.level):
        likelihood, consequence, level = judged.likelihood, judged.consequence, judged.level
    return {"likelihood": likelihood, "consequence": consequence, "level": level}


def _actions(meeting: Meeting, answers: Answers, completed_at: datetime, whole: Register) -> Iterator[tuple[str, Data]]:
    taken = set(whole.actions) | {each.removeprefix("actions/") for each in whole.broken}
    measures = meeting.measures(answers)
    for measure, keys in measures.items():
        plan = answers.get(f"plan.{slug(measure)}")
        if isinstance(plan, Mapping):
            id_ = _free(f"{meeting.system.id}-{slug(measure)}"[:64].strip("-"), taken)
            taken.add(id_)
            risks = [f"{meeting.system.id}#{key}" for key in keys]
            yield id_, _action({"title": measure, "risks": risks, **plan}, completed_at)
    for path in answers:
        id_ = path.removeprefix("actions.")
        if path.startswith("actions.") and "." not in id_:
            fields = {name: answers[f"{path}.{name}"] for name in _ACTION_FIELDS if f"{path}.{name}" in answers}
            yield id_, _action(fields, completed_at)


def _action(fields: Mapping[str, Any], completed_at: datetime) -> Data:
    planned = fields.get("planned_at")
    stated: Data = {
        **{name: fields[name] for name in ("title", "risks", "type", "responsible")},
        "planned_at": datetime.fromisoformat(planned) if planned else completed_at,
        "due": date.fromisoformat(fields["due"]),
    }
    return {**stated, **{name: dict(fields[name]) for name in ("raises", "cost") if fields.get(name)}}


def _free(id_: str, taken: set[str]) -> str:
    if id_ not in taken:
        return id_
    return next(other for number in range(2, len(taken) + 3) if (other := f"{id_[:60]}-{number}") not in taken)


@dataclass(frozen=True, slots=True)
class RiskOutcome:
    """What one risk of the new assessment comes to: level, residual, and who must have done what by when."""

    id: str
    key: str
    threat: str
    before: Level | None
    level: Level
    residual: Level
    treatment: str
    due: Due | None
    approval: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows when the minutes are in the register: each risk, and what `due` would then say anew."""

    risks: tuple[RiskOutcome, ...]
    new: tuple[DueItem, ...]
    gone: tuple[DueItem, ...]
    approvers: tuple[Responsible, ...]
    next_assessment: date
    engine: Engine


def outcome(meeting: Meeting, made: Minutes, whole: Register, clock: Clock) -> Outcome:
    """Return what follows from the minutes, by the same functions as `due`."""
    before = {each.id: each for each in due_items(Engine(as_of(whole, clock), clock))}
    engine = Engine(as_of(with_minutes(whole, made), clock), clock)
    judged = Approvals(engine)
    after = {each.id: each for each in due_items(engine, judged)}
    procedure, system = engine.procedure, meeting.system
    assessment = engine.register.assessments[made.assessment]
    level = assessment.criticality or system.criticality
    return Outcome(
        tuple(_risk_outcomes(meeting, judged, assessment)),
        tuple(each for id_, each in after.items() if before.get(id_) is None or before[id_].due != each.due),
        tuple(each for id_, each in before.items() if id_ not in after),
        in_roles(engine.register, procedure.reassessment[level].approval, system, clock.today),
        procedure.reassessment[system.criticality].every.after(local_date(assessment.completed_at, clock.zone)),
        engine,
    )


def with_minutes(register: Register, made: Minutes) -> Register:
    """Return the register with the new files in it; raise ValueError when they don't fit the models."""
    assessments, actions = dict(register.assessments), dict(register.actions)
    for path, data in made.files.items():
        folder, _, name = path.removesuffix(".yaml").partition("/")
        if folder == "assessments":
            scales = (register.procedure_of(data["procedure"]) or register.procedure).scales
            made_now = Assessment.model_validate(as_read(data), context=scales)
            assessments[name] = made_now.identified(name)
        else:
            planned = Action.model_validate(as_read(data), context=register.procedure.scales)
            actions[name] = planned.identified(name)
    return replace(register, assessments=assessments, actions=actions)


def _risk_outcomes(meeting: Meeting, judged: Approvals, assessment: Assessment) -> Iterator[RiskOutcome]:
    engine = judged.engine
    for current in engine.latest.risks_of(meeting.system.id):
        risk, row = current.risk, engine.procedure.treatment[current.risk.level]
        treated = treatment_of(judged, current)
        last = meeting.last_risks.get(current.key)
        met = treated.met_at is not None and treated.met_at >= assessment.completed_at
        yield RiskOutcome(
            current.id,
            current.key,
            current.threat,
            last.level if last else None,
            risk.level,
            residual_of(judged, current).level,
            risk.treatment,
            None if met else treated.due,
            row.accepted_by if risk.treatment == "accept" else row.approval,
        )


def unchanged(meeting: Meeting, performed_by: tuple[str, ...], completed_at: datetime, whole: Register) -> Minutes:
    """Return a confirmation by P3.11: the previous risks and exclusions, copied in full."""
    previous = meeting.previous
    if previous is None:
        raise ValueError(meeting.system.id)
    data: Data = {
        "procedure": meeting.engine.procedure.version,
        "criticality": meeting.system.criticality,
        "triggers": ["planned"],
        "performed_by": list(performed_by),
        "completed_at": completed_at,
        "unchanged_since": previous.id,
        "risks": {key: risk.model_dump(exclude_unset=True) for key, risk in previous.risks.items()},
    }
    if previous.excluded:
        data["excluded"] = dict(previous.excluded)
    id_ = assessment_id(whole, meeting.system.id, local_date(completed_at, meeting.engine.clock.zone))
    return Minutes(id_, {f"assessments/{id_}.yaml": data})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an assessment can't be confirmed unchanged; `name` keys the sentence."""

    name: str
    values: Mapping[str, object]


def obstacles(meeting: Meeting) -> list[Obstacle]:
    """Return what keeps P3.11 from being used: a level above low, an open event, another level today."""
    previous, engine = meeting.previous, meeting.engine
    if previous is None:
        return [Obstacle("never", {})]
    found = [
        Obstacle(
            "event", {"event": event.id, "title": event.title, "date": local_date(event.occurred_at, engine.clock.zone)}
        )
        for event in meeting.waiting
    ]
    for key, risk in previous.risks.items():
        threat = risk.threat or key
        values: dict[str, object] = {"risk": key, "threat": threat, "level": risk.level}
        if risk.level != "low":
            found.append(Obstacle("level", values))
        elif risk.residual.level != "low":
            found.append(Obstacle("residual", {**values, "level": risk.residual.level}))
        elif threat not in engine.register.threats:
            found.append(Obstacle("no-threat", values))
        else:
            facts = meeting.facts(key, threat)
            today = judge(engine, facts, meeting.carried(key)).level
            if today != risk.level:
                found.append(Obstacle("moved", {**values, "today": today}))
    return found


def deadline_for(meeting: Meeting, level: Level | None, moment: datetime) -> Due:
    """Return by when a risk of a level, assessed at a moment, must have a plan that is started (P4.3)."""
    return deadline(moment, meeting.row(level).within, meeting.engine.clock.zone)
