"""ASM2xx: what the newest assessment of a system leaves out, and what has changed since (P4, P7.1): warnings."""

from collections.abc import Iterator

from riskctl.core.assets import System
from riskctl.core.fields import ASPECTS, Level, rank
from riskctl.core.finding import Phrase
from riskctl.core.in_force import versions
from riskctl.core.moment import local_date
from riskctl.core.register import CurrentRisk
from riskctl.core.rules.judged import newest
from riskctl.core.rules.rule import Context, Found
from riskctl.core.threats import Threat

MEASURES_FROM: Level = "medium"
"""From this level up an assessment recommends measures for what it mitigates."""


def _ref(current: CurrentRisk) -> str:
    return f"assessments/{current.assessment.id}.yaml"


def _current(context: Context) -> Iterator[tuple[CurrentRisk, System]]:
    """Yield the risk register of today with its systems, but for those whose newest assessment can't be told."""
    for current in context.today.latest.risks.values():
        if current.system not in context.partly_read:
            yield current, context.register.systems[current.system]


def version_missing(context: Context) -> Iterator[Found]:
    """The procedure version that an assessment names is not there, so its results can't be recomputed."""
    for id_, assessment in context.register.assessments.items():
        version = assessment.procedure
        if context.register.procedure_of(version) is None and not context.register.is_broken("procedures", version):
            yield Found(f"assessments/{id_}.yaml", ("procedure",), id_, {"version": version})


def version_not_in_force(context: Context) -> Iterator[Found]:
    """The newest assessment of a system was made under a version of the procedure that was not in force that day.

    A version is in force from the decision that adopted it until the one that adopted the next. Versions whose
    adoption is not in the register are let off.
    """
    if context.any_broken("procedures", "approvals"):
        return
    known, zone = versions(context.register), context.clock.zone
    after = [None, *(since for _, since in known)]
    periods = {version: (since, until) for (version, since), until in zip(known, after, strict=False)}
    for assessment in newest(context):
        since, until = periods.get(assessment.procedure, (None, None))
        day = local_date(assessment.completed_at, zone)
        early = since is not None and day < local_date(since, zone)
        if early or (until is not None and day > local_date(until, zone)):
            values = {"version": assessment.procedure, "date": day, "kind": "early" if early else ""}
            yield Found(f"assessments/{assessment.id}.yaml", ("procedure",), assessment.id, values)


def inputs_moved(context: Context) -> Iterator[Found]:
    """Today's register gives a current risk other inputs than the assessment stored.

    The threat level, the resilience or the consequence has moved since; `overrides` excuse a consequence or a
    resilience that was set by judgement.
    """
    if context.any_broken("processes", "systems", "suppliers", "threats"):
        return
    for current, _ in _current(context):
        if current.threat not in context.register.threats or _off_scale(context, current):
            continue
        moved = list(_moved(context, current))
        if moved:
            path = ("risks", current.key, moved[0][0])
            values = {"risk": current.key, "moved": tuple(phrase for _, phrase in moved)}
            yield Found(_ref(current), path, current.assessment.id, values)


def _off_scale(context: Context, current: CurrentRisk) -> bool:
    """Whether an input is off the scale of the version named: that is told as such (THR101, ASM113)."""
    procedure, risk = context.register.procedure_of(current.assessment.procedure), current.risk
    if procedure is None:
        return False
    scales = procedure.scales
    return (
        risk.threat_level not in procedure.likelihood.threat_levels
        or risk.resilience > scales["resilience"]
        or risk.consequence > scales["consequence"]
    )


def _moved(context: Context, current: CurrentRisk) -> Iterator[tuple[str, Phrase]]:
    engine, risk, threat = context.today, current.risk, context.register.threats[current.threat]
    level = engine.threat_level(current.threat).level
    if level != risk.threat_level:
        values = {"threat_level": level or "unrated"}
        yield "threat_level", Phrase("rules.moved.threat_level", {**values, "earlier": risk.threat_level})
    resists = engine.resilience(current.system, current.threat).level
    if resists != risk.resilience and risk.overrides.resilience is None:
        yield "resilience", Phrase("rules.moved.resilience", {"value": resists, "earlier": risk.resilience})
    consequence = engine.consequence.for_criteria(current.system, threat.affects)
    if consequence != risk.consequence and risk.overrides.consequence is None:
        yield "consequence", Phrase("rules.moved.consequence", {"value": consequence, "earlier": risk.consequence})


def threat_of_other_kind(context: Context) -> Iterator[Found]:
    """A current risk is about a threat that does not fit the system's kind."""
    for current, system in _current(context):
        threat = context.register.threats.get(current.threat)
        if threat is not None and system.kind not in threat.kinds:
            path = ("risks", current.key) if current.risk.threat is None else ("risks", current.key, "threat")
            yield Found(_ref(current), path, current.assessment.id, {"value": threat.id, "system_kind": system.kind})


def completed_later(context: Context) -> Iterator[Found]:
    """An assessment is completed in the future, so it does not count yet."""
    for id_, assessment in context.register.assessments.items():
        if assessment.completed_at > context.clock.now:
            values = {"date": assessment.completed_at.astimezone(context.clock.zone)}
            yield Found(f"assessments/{id_}.yaml", ("completed_at",), id_, values)


def aspect_left_out(context: Context) -> Iterator[Found]:
    """The risks of a system's newest assessment leave out an aspect together.

    Technical, organisational, human and physical conditions are all to be assessed.
    """
    for system in context.today.register.systems_in_use():
        assessment = context.today.latest.assessment(system.id)
        if assessment is None or system.id in context.partly_read:
            continue
        named = [risk.threat or key for key, risk in assessment.risks.items()]
        threats: list[Threat] = [context.register.threats[each] for each in named if each in context.register.threats]
        left_out = [aspect for aspect in ASPECTS if not any(aspect in each.aspects for each in threats)]
        if left_out and len(threats) == len(named):
            values = {"aspect": tuple(left_out)}
            yield Found(f"assessments/{assessment.id}.yaml", ("risks",), assessment.id, values)


def without_measures(context: Context) -> Iterator[Found]:
    """A current risk of medium or higher is to be mitigated, but no measures are recommended."""
    for current, _ in _current(context):
        risk = current.risk
        if risk.treatment == "mitigate" and not risk.measures and rank(risk.level) >= rank(MEASURES_FROM):
            path = ("risks", current.key, "treatment")
            yield Found(_ref(current), path, current.assessment.id, {"level": risk.level})


def residual_above_level(context: Context) -> Iterator[Found]:
    """The residual level of a current risk is above its level: measures are meant to lower it."""
    for current, _ in _current(context):
        risk = current.risk
        if rank(risk.residual.level) > rank(risk.level):
            path = ("risks", current.key, "residual", "level")
            values = {"level": risk.residual.level, "class": risk.level}
            yield Found(_ref(current), path, current.assessment.id, values)
