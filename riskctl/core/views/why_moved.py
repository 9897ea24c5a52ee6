"""Why the level of a risk moved: the cause as the quarterly report gives it, with the values, and what else moved."""

from dataclasses import dataclass

from riskctl.core.register import CurrentRisk
from riskctl.core.views.quarter_changes import Cause, cause_of


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a level that is not what it was."""

    cause: Cause
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Why:
    """The cause of a changed level, and the values of that input before and after.

    `also` are the other inputs that moved; `reasons` those given for values set by hand, or for a risk left out.
    """

    cause: Cause
    before: object = None
    after: object = None
    also: tuple[Input, ...] = ()
    reasons: tuple[str, ...] = ()


def why_moved(was: CurrentRisk, now: CurrentRisk) -> Why:
    """Return why a risk has another level in one assessment than in another."""
    cause = cause_of(was, now)
    inputs = [
        Input("procedure", was.assessment.procedure, now.assessment.procedure),
        Input("threat", was.risk.threat_level, now.risk.threat_level),
        Input("controls", was.risk.resilience, now.risk.resilience),
        Input("consequence", was.risk.consequence, now.risk.consequence),
        Input("judgement", was.risk.likelihood, now.risk.likelihood),
    ]
    first = next(each for each in inputs if each.cause == cause)
    also = tuple(each for each in inputs[:-1] if each.before != each.after and each.cause != cause)
    overrides = now.risk.overrides
    given = (overrides.consequence, overrides.resilience, overrides.likelihood)
    return Why(cause, first.before, first.after, also, tuple(each for each in given if each))
