"""ASM, THR, ACT: reasons that say nothing, and texts that are copies (P7.1): warnings."""

from collections.abc import Iterator
from typing import Final

from riskctl.core.assessments import NOT_EVENTS, Assessment
from riskctl.core.finding import Path
from riskctl.core.rules.judged import newest
from riskctl.core.rules.rule import Context, Found
from riskctl.core.rules.saying import folded, says_nothing

SAME_EXCLUSION: Final = 6
"""From how many excluded threats of one assessment on the same reason is a copy."""
SAME_ACCEPTANCE: Final = 4
"""From how many accepted risks on the same reason is a copy."""


def _ref(assessment: Assessment) -> str:
    return f"assessments/{assessment.id}.yaml"


def _reasons(assessment: Assessment) -> Iterator[tuple[Path, str]]:
    """Yield every reason in an assessment with where it stands."""
    if assessment.corrective is not None:
        yield ("corrective",), assessment.corrective
    for key, risk in assessment.risks.items():
        for field in ("consequence", "resilience", "likelihood"):
            reason = getattr(risk.overrides, field)
            if reason is not None:
                yield ("risks", key, "overrides", field), reason
        if risk.acceptance is not None and risk.acceptance.reason is not None:
            yield ("risks", key, "acceptance", "reason"), risk.acceptance.reason
    for threat, reason in assessment.excluded.items():
        yield ("excluded", threat), reason


def hollow_in_assessment(context: Context) -> Iterator[Found]:
    """A reason in the newest assessment of a system says nothing.

    Reasons are `corrective`, those of overrides and acceptances, and those of excluded threats. One says nothing with
    fewer than three letters and digits, or with only words that fill a field, such as "ikke relevant" or "ok".
    """
    for assessment in newest(context):
        for path, text in _reasons(assessment):
            if says_nothing(text):
                yield Found(_ref(assessment), path, assessment.id, {"value": text})


def copied_text(context: Context) -> Iterator[Found]:
    """The same reason is used again and again, word for word.

    One reason for six or more excluded threats of an assessment, or for four or more accepted risks of the risk
    register; or a `corrective` in a system's newest assessment that another has after no event in common,
    confirmations not counted. Each is told once.
    """
    yield from _copied_exclusions(context)
    yield from _copied_acceptances(context)
    yield from _copied_correctives(context)


def _copied_exclusions(context: Context) -> Iterator[Found]:
    for assessment in newest(context):
        by_text: dict[str, list[str]] = {}
        for threat, reason in assessment.excluded.items():
            by_text.setdefault(folded(reason), []).append(threat)
        for threats in by_text.values():
            if len(threats) >= SAME_EXCLUSION:
                values = {"kind": "excluded", "n": len(threats), "value": assessment.excluded[threats[0]]}
                yield Found(_ref(assessment), ("excluded", threats[0]), assessment.id, values)


def _copied_acceptances(context: Context) -> Iterator[Found]:
    by_text: dict[str, list[tuple[Assessment, str, str]]] = {}
    for assessment in newest(context):
        for key, risk in assessment.risks.items():
            reason = risk.acceptance.reason if risk.acceptance is not None else None
            if reason is not None:
                by_text.setdefault(folded(reason), []).append((assessment, key, reason))
    for places in by_text.values():
        if len(places) >= SAME_ACCEPTANCE:
            assessment, key, reason = places[0]
            path = ("risks", key, "acceptance", "reason")
            yield Found(_ref(assessment), path, assessment.id, {"n": len(places), "value": reason})


def _copied_correctives(context: Context) -> Iterator[Found]:
    seen: dict[str, Assessment] = {}
    told = {each.id for each in newest(context)}
    for assessment in sorted(context.register.assessments.values(), key=lambda each: (each.completed_at, each.id)):
        if assessment.corrective is None or assessment.unchanged_since is not None:
            continue
        other = seen.setdefault(folded(assessment.corrective), assessment)
        in_common = (set(other.triggers) & set(assessment.triggers)) - set(NOT_EVENTS)
        if other is not assessment and not in_common and assessment.id in told:
            values = {"kind": "corrective", "n": 2, "value": other.id}
            yield Found(_ref(assessment), ("corrective",), assessment.id, values)


def hollow_judgement(context: Context) -> Iterator[Found]:
    """The reason for an own judgement of a threat says nothing, although it wins over every source.

    Fewer than three letters and digits, or only words that fill a field, such as "samme" or "todo".
    """
    for id_, threat in context.register.threats.items():
        own = threat.own_judgement
        if own is not None and says_nothing(own.reason):
            yield Found(f"threats/{id_}.yaml", ("own_judgement", "reason"), id_, {"value": own.reason})


def hollow_in_action(context: Context) -> Iterator[Found]:
    """The note of an effect, or the reason for giving an action up, says nothing.

    Fewer than three letters and digits, or only words that fill a field, such as "ok" or "fint".
    """
    for id_, action in context.register.actions.items():
        if action.effect is not None and says_nothing(action.effect.note):
            yield Found(f"actions/{id_}.yaml", ("effect", "note"), id_, {"value": action.effect.note})
        if action.cancelled is not None and says_nothing(action.cancelled.reason):
            yield Found(f"actions/{id_}.yaml", ("cancelled", "reason"), id_, {"value": action.cancelled.reason})
