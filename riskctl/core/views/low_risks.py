"""The annual review of low risks: which assessments may be confirmed unchanged, and what keeps the others (P3.11)."""

from dataclasses import dataclass
from datetime import date

from riskctl.core.approval import Approvals
from riskctl.core.assets import System
from riskctl.core.fields import rank
from riskctl.core.moment import local_date
from riskctl.core.schedule import next_assessment
from riskctl.core.views.meeting import Meeting
from riskctl.core.views.minutes import Obstacle, obstacles


@dataclass(frozen=True, slots=True)
class Review:
    """A system whose risks are all low: when it was and must be assessed, and what is in the way of confirming it."""

    system: System
    assessed: date
    due: date
    risks: int
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class LowRisks:
    """The systems whose latest assessment has only low risks; how many have others, or were never assessed."""

    judged: Approvals
    reviews: tuple[Review, ...]
    others: int
    never: int

    @property
    def confirmable(self) -> tuple[Review, ...]:
        """Those that may be confirmed unchanged."""
        return tuple(each for each in self.reviews if not each.obstacles)

    @property
    def kept(self) -> tuple[Review, ...]:
        """Those that something is in the way of."""
        return tuple(each for each in self.reviews if each.obstacles)


def low_risks(judged: Approvals) -> LowRisks:
    """Return the annual review: soonest due first."""
    engine, reviews, others, never = judged.engine, [], 0, 0
    for system in judged.register.systems_in_use():
        latest = engine.latest.assessment(system.id)
        if latest is None:
            never += 1
        elif any(rank(risk.level) > rank("low") for risk in latest.risks.values()):
            others += 1
        else:
            assessed = local_date(latest.completed_at, engine.clock.zone)
            due, kept = next_assessment(engine, system).due, tuple(obstacles(Meeting(engine, system.id)))
            reviews.append(Review(system, assessed, due, len(latest.risks), kept))
    return LowRisks(judged, tuple(sorted(reviews, key=lambda each: (each.due, each.system.id))), others, never)
