"""The risk register, and one risk explained (P5.1)."""

from dataclasses import dataclass
from datetime import datetime

from riskctl.core.approval import Approvals
from riskctl.core.fields import Level, rank
from riskctl.core.moment import Due
from riskctl.core.rating import Rating
from riskctl.core.register import CurrentRisk
from riskctl.core.treatment import ResidualState, Treatment, residual_of, treatment_of
from riskctl.core.why import Why


@dataclass(frozen=True, slots=True)
class RiskView:
    """A current risk, and all that is known of it today."""

    current: CurrentRisk
    owner: str
    actions: tuple[str, ...]
    treatment: Treatment
    residual: ResidualState
    expected_residual: Level | None
    today: Rating | None

    @property
    def accepted_until(self) -> Due | None:
        """When the acceptance in force ends, if there is one."""
        return self.treatment.accepted_until if self.treatment.accepted else None

    @property
    def met_at(self) -> datetime | None:
        """When the plan was in place or the risk accepted."""
        return self.treatment.met_at


def risk_view(judged: Approvals, current: CurrentRisk) -> RiskView:
    """Return one current risk with all that is known of it."""
    engine = judged.engine
    known = current.threat in engine.register.threats
    rating = engine.rate(current.system, current.threat, current.id) if known else None
    return RiskView(
        current,
        current.risk.owner or engine.register.systems[current.system].owner,
        tuple(sorted(action.id for action in engine.latest.actions_of.get(current.id, ()))),
        treatment_of(judged, current),
        residual_of(judged, current),
        rating.expected_residual if rating else None,
        rating,
    )


def risk_register(judged: Approvals) -> list[RiskView]:
    """Return every current risk, worst first."""
    views = [risk_view(judged, current) for current in judged.engine.latest.risks.values()]
    return sorted(views, key=lambda view: (-rank(view.current.risk.level), view.current.id))


def why(view: RiskView) -> tuple[Why, ...]:
    """Return why a risk has its level.

    Down to controls and processes while today's register agrees with the assessment, else from the
    inputs as they stood.
    """
    risk, today = view.current.risk, view.today
    if today is not None and not risk.overrides.model_fields_set:
        now = (today.threat_level, today.resilience, today.consequence, today.level)
        if now == (risk.threat_level, risk.resilience, risk.consequence, risk.level):
            return today.why
    return why_stored(view)


def why_stored(view: RiskView) -> tuple[Why, ...]:
    """Return how the stored level of a risk came about, from the inputs as they stood."""
    current, risk = view.current, view.current.risk
    ref = f"assessments/{current.assessment.id}.yaml"
    version = current.assessment.procedure
    steps = [
        Why(
            "stored-threat-level",
            risk.threat_level,
            f"{ref}: threat_level",
            "P4.2.2",
            {"threat_level": risk.threat_level},
        ),
        Why("stored-resilience", risk.resilience, f"{ref}: resilience", "P4.2.3", {}),
        Why("stored-consequence", risk.consequence, f"{ref}: consequence", "P4.1.1", {}),
        Why(
            "likelihood",
            risk.likelihood,
            f"procedure {version}: likelihood.table.{risk.threat_level}[{risk.resilience}]",
            "P4.2.1",
            {"threat_level": risk.threat_level, "resilience": risk.resilience},
        ),
        Why(
            "level",
            risk.level,
            f"procedure {version}: risk.matrix[{risk.consequence}][{risk.likelihood}]",
            "P4.2.5",
            {"consequence": risk.consequence, "likelihood": risk.likelihood},
        ),
    ]
    for name in ("consequence", "resilience", "likelihood"):
        reason = getattr(risk.overrides, name)
        if reason is not None:
            steps.append(
                Why(
                    "override",
                    getattr(risk, name),
                    f"{ref}: overrides.{name}",
                    "P4.1.2",
                    {"field": name, "reason": reason},
                )
            )
    return tuple(steps)
