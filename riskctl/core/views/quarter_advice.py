"""What a quarterly report recommends, and what it asks ISU to decide (P6.1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from riskctl.core.approval import Approvals
from riskctl.core.assessments import Action, Cost
from riskctl.core.fields import Level, rank
from riskctl.core.moment import day_of, is_past
from riskctl.core.views.due_item import DueItem
from riskctl.core.views.period import Period
from riskctl.core.views.quarter_happened import AcceptanceLine, EffectFound, EscalationLine
from riskctl.core.views.quarter_status import Deviation, plan_state
from riskctl.core.views.risks import RiskView

DecisionKey = Literal[
    "plan", "action", "assessment", "approval", "escalation", "acceptance", "effect", "more", "procedure"
]
_UNPRICED: Final = 10**12


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Get these actions done, or make a plan of these measures: what it does to the risks, and the price.

    `risks` are the current risks it lowers, the worst first; `before` and `after` are those of the first. `removed`
    is the sum of levels all of them fall. `cost` is None where nobody has priced it.
    """

    risks: tuple[str, ...]
    actions: tuple[Action, ...]
    measures: tuple[str, ...]
    before: Level
    after: Level
    removed: int
    cost: Cost | None


@dataclass(frozen=True, slots=True)
class _Gain:
    risk: str
    before: Level
    after: Level
    waiting: tuple[Action, ...]
    measures: tuple[str, ...]

    @property
    def removed(self) -> int:
        return rank(self.before) - rank(self.after)


def recommendations(judged: Approvals, views: Iterable[RiskView]) -> list[Recommendation]:
    """Return what lowers the risks at or above the threshold: most risk removed first, then worst, then cheapest.

    Risks that wait for the same actions are one recommendation. Accepted risks, and plans that are on time, need none.
    """
    threshold = judged.register.procedure.reporting.threshold
    grouped: dict[tuple[str, ...], list[_Gain]] = {}
    for view in views:
        if rank(view.current.risk.level) >= rank(threshold) and not view.treatment.accepted:
            gain = _gain(judged, view)
            key = tuple(each.id for each in gain.waiting) or (gain.risk,)
            if gain.removed > 0 and (gain.waiting or gain.measures):
                grouped.setdefault(key, []).append(gain)
    found = [_together(sorted(gains, key=lambda each: (-rank(each.before), each.risk))) for gains in grouped.values()]
    return sorted(found, key=_order)


def _order(each: Recommendation) -> tuple[int, int, int, int, str]:
    cost = each.cost
    return (
        -each.removed,
        -rank(each.before),
        cost.dkk if cost else _UNPRICED,
        cost.hours if cost else _UNPRICED,
        each.risks[0],
    )


def _gain(judged: Approvals, view: RiskView) -> _Gain:
    """Return what it takes to bring a risk down: the actions not under way or late, else a plan of its measures."""
    clock, current = judged.engine.clock, view.current
    linked = [each for each in judged.engine.latest.actions_of.get(current.id, ()) if not each.ended]
    waiting = [each for each in linked if each.started_at is None or is_past(each.due, clock)]
    measures = () if linked or view.treatment.lack != "no-plan" else current.risk.measures
    after = _expected(judged, view) if waiting else current.risk.residual.level
    lowest = min(after, current.risk.level, key=rank)
    return _Gain(current.id, current.risk.level, lowest, tuple(sorted(waiting, key=lambda each: each.id)), measures)


def _expected(judged: Approvals, view: RiskView) -> Level:
    """Return the level with the actions done: by the engine where they raise controls, else as assessed."""
    engine, current = judged.engine, view.current
    raises = engine.raises_for(current.id)
    if not raises or current.threat not in judged.register.threats:
        return current.risk.residual.level
    aimed = max(current.risk.resilience, engine.resilience(current.system, current.threat, raises).level)
    return engine.level_at(current.risk.threat_level, aimed, current.risk.consequence) or current.risk.level


def _together(gains: list[_Gain]) -> Recommendation:
    first = gains[0]
    priced = [each.cost for each in first.waiting if each.cost is not None]
    cost = Cost(dkk=sum(each.dkk for each in priced), hours=sum(each.hours for each in priced)) if priced else None
    removed = sum(each.removed for each in gains)
    risks = tuple(each.risk for each in gains)
    return Recommendation(risks, first.waiting, first.measures, first.before, first.after, removed, cost)


@dataclass(frozen=True, slots=True)
class Decision:
    """Something ISU is asked to decide, and what it is about, the worst first."""

    key: DecisionKey
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the decisions are drawn from."""

    judged: Approvals
    period: Period
    views: tuple[RiskView, ...]
    items: tuple[DueItem, ...]
    deviations: tuple[Deviation, ...]
    escalations: tuple[EscalationLine, ...]
    acceptances: tuple[AcceptanceLine, ...]
    effects: tuple[EffectFound, ...]


def decisions(grounds: Grounds) -> list[Decision]:
    """Return what ISU is asked to decide, in the order of the report; what is empty is left out."""
    late = grounds.deviations
    assessing = ("assessment", "revision")
    asked: list[Decision] = [
        Decision("plan", _subjects(each.item.subject for each in late if each.item.kind == "plan")),
        Decision("action", _subjects(each.item.subject for each in late if each.item.kind == "action")),
        Decision("assessment", _subjects(each.item.subject for each in late if each.item.kind in assessing)),
        Decision("approval", _subjects(each.item.subject for each in late if each.item.kind == "approval")),
        Decision("escalation", _subjects(each.subject for each in grounds.escalations if each.at is None)),
        Decision("acceptance", _subjects(_ending(grounds))),
        Decision("effect", _subjects(each.action.id for each in grounds.effects if each.worse)),
        Decision("more", _subjects(too_little(grounds.judged, grounds.views))),
        Decision("procedure", _subjects(_policy(grounds))),
    ]
    return [each for each in asked if each.subjects]


def _subjects(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def _ending(grounds: Grounds) -> Iterator[str]:
    """Yield the decided acceptances that end by the close of the quarter after."""
    last = grounds.period.span.next.last
    zone = grounds.judged.engine.clock.zone
    return (each.risk for each in grounds.acceptances if each.by is not None and day_of(each.until, zone) <= last)


def too_little(judged: Approvals, views: Iterable[RiskView]) -> Iterator[str]:
    """Yield the risks whose plan is in place, but whose residual stays at or above the threshold (P3.10)."""
    threshold = rank(judged.register.procedure.reporting.threshold)
    for view in views:
        in_place = plan_state(view.treatment) in ("met", "met_late") and not view.treatment.accepted
        if in_place and rank(view.residual.level) >= threshold:
            yield view.current.id


def _policy(grounds: Grounds) -> Iterator[str]:
    clock = grounds.judged.engine.clock
    for item in grounds.items:
        if item.id in ("procedure", "approval:procedure") and is_past(item.due, clock):
            yield "procedure"
