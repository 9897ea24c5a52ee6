"""ASM: assessments, and whether their stored results are what the tables give (P4, P7.1).

Results are recomputed from the stored inputs under the procedure version that the assessment names.
"""

from collections.abc import Iterator

from riskctl.core.assessments import NOT_EVENTS, Assessment, Risk
from riskctl.core.fields import Level, rank
from riskctl.core.moment import local_date
from riskctl.core.procedure import Procedure, TreatmentRow
from riskctl.core.rules.rule import Context, Found
from riskctl.core.threats import Event

UNCHANGED_AT_MOST: Level = "low"
"""Only low risk may be confirmed unchanged (P3.11)."""


def _ref(assessment: Assessment) -> str:
    return f"assessments/{assessment.id}.yaml"


def _judged(context: Context) -> Iterator[tuple[Assessment, str, Risk, Procedure]]:
    """Yield each risk with the procedure it was made under; none where that version is not there."""
    for assessment in context.register.assessments.values():
        procedure = context.register.procedure_of(assessment.procedure)
        if procedure is not None:
            for key, risk in assessment.risks.items():
                yield assessment, key, risk, procedure


def date_of_file(context: Context) -> Iterator[Found]:
    """The date in the file name is not the local date of `completed_at`."""
    for assessment in context.register.assessments.values():
        completed = local_date(assessment.completed_at, context.clock.zone)
        named = assessment.id.partition("/")[2][:10]
        if named != completed.isoformat():
            yield Found(_ref(assessment), ("completed_at",), assessment.id, {"date": completed, "name": named})


def wrong_likelihood(context: Context) -> Iterator[Found]:
    """A likelihood is not what `likelihood.table` gives for its threat level and resilience.

    `overrides.likelihood` says why it differs, and excuses it.
    """
    for assessment, key, risk, procedure in _judged(context):
        right = procedure.likelihood_of(risk.threat_level, risk.resilience)
        if right is not None and risk.likelihood != right and risk.overrides.likelihood is None:
            values = {
                "value": risk.likelihood,
                "right": right,
                "threat_level": risk.threat_level,
                "resilience": risk.resilience,
            }
            yield Found(_ref(assessment), ("risks", key, "likelihood"), assessment.id, values)


def wrong_inherent(context: Context) -> Iterator[Found]:
    """An inherent level is not what the tables give for the threat level and consequence with resilience 1."""
    for assessment, key, risk, procedure in _judged(context):
        likelihood = procedure.likelihood_of(risk.threat_level, 1)
        right = procedure.level_of(risk.consequence, likelihood)
        if right is not None and risk.inherent != right:
            yield _wrong_level(
                assessment, ("risks", key, "inherent"), risk.inherent, right, risk.consequence, likelihood
            )


def wrong_level(context: Context) -> Iterator[Found]:
    """A level is not what `risk.matrix` gives for the stored consequence and likelihood."""
    for assessment, key, risk, procedure in _judged(context):
        right = procedure.level_of(risk.consequence, risk.likelihood)
        if right is not None and risk.level != right:
            path = ("risks", key, "level")
            yield _wrong_level(assessment, path, risk.level, right, risk.consequence, risk.likelihood)


def wrong_residual(context: Context) -> Iterator[Found]:
    """A residual level is not what `risk.matrix` gives for the residual's consequence and likelihood."""
    for assessment, key, risk, procedure in _judged(context):
        residual = risk.residual
        right = procedure.level_of(residual.consequence, residual.likelihood)
        if right is not None and residual.level != right:
            path = ("risks", key, "residual", "level")
            yield _wrong_level(assessment, path, residual.level, right, residual.consequence, residual.likelihood)


def _wrong_level(
    assessment: Assessment,
    path: tuple[str, ...],
    stored: Level,
    right: Level,
    consequence: int,
    likelihood: int | None,
) -> Found:
    values = {"level": stored, "class": right, "consequence": consequence, "likelihood": likelihood}
    return Found(_ref(assessment), path, assessment.id, values)


def off_scale(context: Context) -> Iterator[Found]:
    """A number is above the scale of the procedure version that the assessment names."""
    for assessment, key, risk, procedure in _judged(context):
        scales = procedure.scales
        numbers = (
            (("resilience",), risk.resilience, scales["resilience"]),
            (("consequence",), risk.consequence, scales["consequence"]),
            (("likelihood",), risk.likelihood, scales["likelihood"]),
            (("residual", "likelihood"), risk.residual.likelihood, scales["likelihood"]),
            (("residual", "consequence"), risk.residual.consequence, scales["consequence"]),
        )
        for path, number, most in numbers:
            if number > most:
                values = {"value": number, "most": most, "version": procedure.version}
                yield Found(_ref(assessment), ("risks", key, *path), assessment.id, values)


def _triggers(context: Context) -> Iterator[tuple[Assessment, int, Event]]:
    for assessment in context.register.assessments.values():
        for index, named in enumerate(assessment.triggers):
            event = context.register.events.get(named)
            if event is not None:
                yield assessment, index, event


def incident_without_corrective(context: Context) -> Iterator[Found]:
    """An assessment answers an incident without `corrective`: which measures follow, or why none are needed."""
    told = set()
    for assessment, index, event in _triggers(context):
        answers = event.is_incident and event.occurred_at <= assessment.completed_at
        if answers and assessment.corrective is None and assessment.id not in told:
            told.add(assessment.id)
            yield Found(_ref(assessment), ("triggers", index), assessment.id, {"value": event.id})


def trigger_after_completion(context: Context) -> Iterator[Found]:
    """An assessment lists an event that occurred after it was completed."""
    for assessment, index, event in _triggers(context):
        if event.occurred_at > assessment.completed_at:
            values = {"value": event.id, "date": local_date(event.occurred_at, context.clock.zone)}
            yield Found(_ref(assessment), ("triggers", index), assessment.id, values)


def acceptance_incomplete(context: Context) -> Iterator[Found]:
    """An accepted risk lacks the reason or the expiry date that its level demands: from medium up."""
    for assessment, key, risk, procedure in _judged(context):
        row = procedure.treatment[risk.level]
        if risk.treatment != "accept" or row.acceptance != "with-approval":
            continue
        stated = risk.acceptance
        missing = [name for name in ("reason", "until") if stated is None or getattr(stated, name) is None]
        if missing:
            path = ("risks", key, "treatment" if stated is None else "acceptance")
            values = {"level": risk.level, "missing": ", ".join(missing)}
            yield Found(_ref(assessment), path, assessment.id, values)


def acceptance_out_of_place(context: Context) -> Iterator[Found]:
    """A risk is accepted where the procedure says never, or has an acceptance although it is not accepted."""
    for assessment in context.register.assessments.values():
        procedure = context.register.procedure_of(assessment.procedure)
        for key, risk in assessment.risks.items():
            row = procedure.treatment[risk.level] if procedure else None
            for field, kind in _out_of_place(risk, row):
                values = {"level": risk.level, "treatment": risk.treatment, "kind": kind}
                yield Found(_ref(assessment), ("risks", key, field), assessment.id, values)


def _out_of_place(risk: Risk, row: TreatmentRow | None) -> Iterator[tuple[str, str]]:
    if risk.treatment != "accept":
        if risk.acceptance is not None:
            yield "acceptance", "unused"
    elif row is not None and row.acceptance == "never":
        yield "treatment", "never"


def not_unchanged(context: Context) -> Iterator[Found]:
    """A confirmation (`unchanged_since`) is no confirmation by P3.11.

    It must confirm the newest assessment before it, with `risks` and `excluded` copied in full, no level above
    low, and no event to answer.
    """
    for assessment in context.register.assessments.values():
        if assessment.unchanged_since is not None:
            yield from _not_copied(context, assessment, assessment.unchanged_since)
            yield from _not_confirmable(assessment)


def _not_copied(context: Context, assessment: Assessment, named: str) -> Iterator[Found]:
    confirmed = context.register.assessments.get(named)
    if confirmed is None or confirmed.system != assessment.system or confirmed.system in context.partly_read:
        return
    values: dict[str, object] = {"value": named}
    earlier = [
        each
        for each in context.whole.latest.by_system[assessment.system]
        if (each.completed_at, each.id) < (assessment.completed_at, assessment.id)
    ]
    if not earlier or earlier[-1].id != named:
        newest, kind = (earlier[-1].id, "newest") if earlier else ("", "first")
        yield Found(_ref(assessment), ("unchanged_since",), assessment.id, {**values, "newest": newest, "kind": kind})
        return
    differing = [
        key for key in {**confirmed.risks, **assessment.risks} if confirmed.risks.get(key) != assessment.risks.get(key)
    ]
    if confirmed.excluded != assessment.excluded:
        differing.append("excluded")
    if differing:
        yield Found(_ref(assessment), ("unchanged_since",), assessment.id, {**values, "keys": tuple(differing)})


def _not_confirmable(assessment: Assessment) -> Iterator[Found]:
    for key, risk in assessment.risks.items():
        if rank(risk.level) > rank(UNCHANGED_AT_MOST):
            values = {"level": risk.level, "kind": "level"}
            yield Found(_ref(assessment), ("risks", key, "level"), assessment.id, values)
    for index, named in enumerate(assessment.triggers):
        if named not in NOT_EVENTS:
            yield Found(_ref(assessment), ("triggers", index), assessment.id, {"value": named, "kind": "event"})


def both_in_and_out(context: Context) -> Iterator[Found]:
    """A threat is both among the risks and excluded."""
    for assessment in context.register.assessments.values():
        assessed = {risk.threat or key for key, risk in assessment.risks.items()}
        for threat in assessment.excluded:
            if threat in assessed:
                yield Found(_ref(assessment), ("excluded", threat), assessment.id, {"value": threat})
