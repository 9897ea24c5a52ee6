"""ASM2xx: whether an assessment was judged at all, or only filled in (P4.0.2, P4.0.3, P5.4): warnings.

Each has a stated criterion, so that it can be argued with; an exception with a reason silences it.
"""

from collections.abc import Iterator
from typing import Final, get_args

from riskctl.core.assessments import Assessment, Risk
from riskctl.core.fields import Level, SystemKind, rank
from riskctl.core.moment import local_date, parse_duration
from riskctl.core.procedure import Procedure
from riskctl.core.register import CurrentRisk
from riskctl.core.rules.rule import Context, Found

FEW_CATEGORIES: Final = 3
"""How many categories of threat an assessment looks at, at least, where so many fit and it looks at so many threats."""
A_TENTH: Final = 10
"""What part of the threats that fit an assessment looks at, at least."""
ALIKE_FROM: Final = 5
"""From how many risks on it is no chance that all are rated alike."""
FAR_BELOW: Final = 2
"""How many levels below the best of the tables a residual after measures can't be."""
OUTLIVES: Final = parse_duration("P6M")
"""How long after the next assessment an acceptance may still run."""


def _ref(assessment: Assessment) -> str:
    return f"assessments/{assessment.id}.yaml"


def newest(context: Context) -> Iterator[Assessment]:
    """Yield the newest assessment of every system in use, but for those of which it can't be told."""
    for system in context.today.register.systems_in_use():
        assessment = context.today.latest.assessment(system.id)
        if assessment is not None and system.id not in context.partly_read:
            yield assessment


def current(context: Context) -> Iterator[CurrentRisk]:
    """Yield the risk register of today, but for systems whose newest assessment can't be told."""
    return (each for each in context.today.latest.risks.values() if each.system not in context.partly_read)


def hazards_left_out(context: Context) -> Iterator[Found]:
    """The newest assessment of a system looks at too few of the hazards that fit it.

    Fewer than a tenth of the threats of the catalogue that fit the system's kind are among its risks or excluded; or
    three and more are, but from fewer than three categories although more fit. What does not matter is excluded with
    a reason, not passed over.
    """
    if context.any_broken("threats"):
        return
    threats = context.register.threats
    fitting = {kind: [id_ for id_, threat in threats.items() if kind in threat.kinds] for kind in get_args(SystemKind)}
    categories = {kind: {threats[id_].category for id_ in ids} for kind, ids in fitting.items()}
    for assessment in newest(context):
        kind = context.register.systems[assessment.system].kind
        seen = {*(risk.threat or key for key, risk in assessment.risks.items()), *assessment.excluded}
        if not seen <= threats.keys():
            continue
        values = {"value": len(seen)}
        if A_TENTH * len(seen) < len(fitting[kind]):
            yield Found(_ref(assessment), ("risks",), assessment.id, {**values, "kind": "few"})
            continue
        looked_at = {threats[each].category for each in seen}
        if len(seen) >= FEW_CATEGORIES > len(looked_at) and len(categories[kind]) >= FEW_CATEGORIES:
            left_out = tuple(sorted(categories[kind] - looked_at))
            yield Found(_ref(assessment), ("risks",), assessment.id, {**values, "category": left_out})


def needless_override(context: Context) -> Iterator[Found]:
    """An override in a system's newest assessment says why the likelihood differs from the table's, but it does not."""
    for assessment in newest(context):
        procedure = context.register.procedure_of(assessment.procedure)
        if procedure is None:
            continue
        for key, risk in assessment.risks.items():
            right = procedure.likelihood_of(risk.threat_level, risk.resilience)
            if risk.overrides.likelihood is not None and risk.likelihood == right:
                path = ("risks", key, "overrides", "likelihood")
                yield Found(_ref(assessment), path, assessment.id, {"value": risk.likelihood})


def residual_unexplained(context: Context) -> Iterator[Found]:
    """The residual level of a current risk is lower than its level, but nothing explains it.

    The risk is accepted or to be mitigated, no measures are recommended, and no action is linked to it but cancelled
    ones. With a lower residual it looks dealt with, although nothing is done.
    """
    for each in current(context):
        risk = each.risk
        lower = rank(risk.residual.level) < rank(risk.level)
        if not lower or risk.measures or risk.treatment not in ("accept", "mitigate"):
            continue
        if not any(action.cancelled is None for action in context.today.latest.actions_of.get(each.id, ())):
            path = ("risks", each.key, "residual", "level")
            values = {"level": risk.residual.level, "class": risk.level}
            yield Found(_ref(each.assessment), path, each.assessment.id, values)


def residual_beyond_tables(context: Context) -> Iterator[Found]:
    """The residual level of a current risk is below what the tables allow with every control at its best.

    Best is the likelihood of the stored threat level with the highest resilience, with the stored consequence. An
    accepted risk can't be below it at all; one that is mitigated not by two levels or more. A risk that is avoided or
    transferred, or has an override of the likelihood, is let off.
    """
    for each in current(context):
        risk, procedure = each.risk, context.register.procedure_of(each.assessment.procedure)
        best = _best(procedure, risk) if procedure is not None else None
        if best is None or risk.overrides.likelihood is not None:
            continue
        allowed = {"accept": 1, "mitigate": FAR_BELOW}.get(risk.treatment)
        if allowed is not None and rank(best) - rank(risk.residual.level) >= allowed:
            path = ("risks", each.key, "residual", "level")
            values = {"level": risk.residual.level, "class": best, "threat_level": risk.threat_level}
            yield Found(_ref(each.assessment), path, each.assessment.id, values)


def _best(procedure: Procedure, risk: Risk) -> Level | None:
    likelihood = procedure.likelihood_of(risk.threat_level, procedure.scales["resilience"])
    return procedure.level_of(risk.consequence, likelihood)


def all_alike(context: Context) -> Iterator[Found]:
    """Five or more risks of a system's newest assessment are all rated the same.

    Likelihood, consequence, level and residual are equal throughout, above low. A system of little importance may well
    be low throughout.
    """
    for assessment in newest(context):
        rated = {
            (risk.likelihood, risk.consequence, risk.level, risk.residual.level) for risk in assessment.risks.values()
        }
        if len(assessment.risks) >= ALIKE_FROM and len(rated) == 1:
            likelihood, consequence, level, _ = next(iter(rated))
            if level != "low":
                values = {
                    "n": len(assessment.risks),
                    "level": level,
                    "likelihood": likelihood,
                    "consequence": consequence,
                }
                yield Found(_ref(assessment), ("risks",), assessment.id, values)


def acceptance_over_before(context: Context) -> Iterator[Found]:
    """The acceptance of a current risk ends before the day the assessment was completed, so it has never counted."""
    for each in current(context):
        until = each.risk.acceptance.until if each.risk.acceptance is not None else None
        completed = local_date(each.assessment.completed_at, context.clock.zone)
        if until is not None and until < completed:
            path = ("risks", each.key, "acceptance", "until")
            values = {"date": until, "planned": completed}
            yield Found(_ref(each.assessment), path, each.assessment.id, values)


def acceptance_outlives(context: Context) -> Iterator[Found]:
    """A current risk is accepted for far longer than until the next assessment.

    The acceptance ends more than half a year after the interval of the system's class has run out.
    """
    for each in current(context):
        until = each.risk.acceptance.until if each.risk.acceptance is not None else None
        if until is None:
            continue
        system = context.register.systems[each.system]
        every = context.procedure.reassessment[system.criticality].every
        following = every.after(local_date(each.assessment.completed_at, context.clock.zone))
        if until > OUTLIVES.after(following):
            path = ("risks", each.key, "acceptance", "until")
            yield Found(_ref(each.assessment), path, each.assessment.id, {"date": until, "other": following})


def scenario_twice(context: Context) -> Iterator[Found]:
    """Two risks of an assessment are about the same threat and the same scenario, so that one is counted twice."""
    for assessment in newest(context):
        seen: dict[tuple[str, str | None], str] = {}
        for key, risk in assessment.risks.items():
            other = seen.setdefault((risk.threat or key, risk.scenario), key)
            if other != key:
                values = {"value": key, "other": other}
                yield Found(_ref(assessment), ("risks", key), assessment.id, values)


def copied_assessment(context: Context) -> Iterator[Found]:
    """The newest assessments of two systems have the very same risks, with the same figures and measures.

    Told of assessments with three or more risks: each system is to be judged by itself.
    """
    seen: dict[tuple[object, ...], str] = {}
    for assessment in sorted(newest(context), key=lambda each: (each.completed_at, each.id)):
        if len(assessment.risks) < FEW_CATEGORIES or not any(risk.measures for risk in assessment.risks.values()):
            continue
        other = seen.setdefault(_content(assessment), assessment.id)
        if other != assessment.id:
            yield Found(_ref(assessment), ("risks",), assessment.id, {"value": other})


def _content(assessment: Assessment) -> tuple[object, ...]:
    return tuple(
        (
            risk.threat or key,
            risk.scenario,
            risk.threat_level,
            risk.resilience,
            risk.consequence,
            risk.likelihood,
            risk.treatment,
            risk.measures,
            risk.residual.level,
        )
        for key, risk in assessment.risks.items()
    )
