"""One threat to one system, judged in a meeting: today's register, what was answered, and what follows (P4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from riskctl.core.answers import Answers
from riskctl.core.assessments import Risk
from riskctl.core.fields import Level, rank
from riskctl.core.rating import Engine, Rating, Resilience, ThreatLevel, resilience_from

ADJUSTABLE: Final = ("resilience", "likelihood", "consequence")
"""The values of the tables that people may change, with a reason."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What today's register says of one threat, and what was said of it last time."""

    key: str
    threat: str
    rating: Rating
    found: ThreatLevel
    resists: Resilience
    previous: Risk | None


@dataclass(frozen=True, slots=True)
class Judged:
    """One risk as it stands with the answers so far; `changed` maps an adjusted value to the table's."""

    threat_level: str | None
    resilience: int
    consequence: int
    likelihood: int | None
    inherent: Level | None
    level: Level | None
    changed: Mapping[str, int | None]

    def value(self, name: str) -> int | None:
        """Return one of the adjustable values."""
        value: int | None = getattr(self, name)
        return value


def judge(engine: Engine, facts: Facts, answers: Answers) -> Judged:
    """Return a risk from today's register and the answers; a value is only changed with a reason."""
    changed: dict[str, int | None] = {}

    def chosen(name: str, table: int | None) -> int | None:
        path = f"risks.{facts.key}.{name}"
        given: int | None = answers.get(path)
        reason = answers.get(f"risks.{facts.key}.overrides.{name}")
        if given is None or reason is None or given == table:
            return table
        changed[name] = table
        return given

    level = facts.rating.threat_level or answers.get(f"risks.{facts.key}.threat_level")
    resilience = chosen("resilience", facts.rating.resilience) or 1
    consequence = chosen("consequence", facts.rating.consequence) or 1
    likelihood = chosen("likelihood", engine.procedure.likelihood_of(level, resilience))
    return Judged(
        level,
        resilience,
        consequence,
        likelihood,
        engine.level_at(level, 1, consequence),
        engine.procedure.level_of(consequence, likelihood),
        changed,
    )


def adjustments_of_last_time(engine: Engine, facts: Facts) -> dict[str, Any]:
    """Return last time's own values with their reasons, as answers: what Enter keeps.

    A value that the tables give by now needs no reason any more and is left out.
    """
    found: dict[str, Any] = {}
    previous = facts.previous
    if previous is None:
        return found
    for name in ADJUSTABLE:
        reason = getattr(previous.overrides, name)
        if reason is not None:
            found[f"risks.{facts.key}.{name}"] = getattr(previous, name)
            found[f"risks.{facts.key}.overrides.{name}"] = reason
    kept = judge(engine, facts, found).changed
    found = {path: value for path, value in found.items() if path.rpartition(".")[2] in kept}
    for name in ("scenario", "owner"):
        value = getattr(previous, name)
        if value is not None:
            found[f"risks.{facts.key}.{name}"] = value
    return found


def moved_since(judged: Judged, previous: Risk) -> tuple[str, ...]:
    """Return which of the values differ from last time's."""
    names = ("threat_level", *ADJUSTABLE, "inherent", "level")
    return tuple(name for name in names if getattr(judged, name) != getattr(previous, name))


@dataclass(frozen=True, slots=True)
class Raise:
    """A control that could be strengthened, and the level of risk that would bring."""

    control: str
    now: int
    to: int
    level: Level | None


def suggested_raises(engine: Engine, facts: Facts, judged: Judged) -> list[Raise]:
    """Return the controls worth strengthening, weakest first: each one step up, with the level it would bring (P4.0.4).

    A level that only strengthening several of them brings is not promised by one.
    """
    top = engine.procedure.scales["resilience"]
    weak = sorted((each for each in facts.resists.controls if each.counts < top), key=lambda each: each.counts)
    return [
        Raise(
            each.control,
            each.counts,
            each.counts + 1,
            level_after(engine, facts, judged, {each.control: each.counts + 1}),
        )
        for each in weak
    ]


def resilience_after(facts: Facts, judged: Judged, raises: Mapping[str, int]) -> int:
    """Return the resilience with some controls strengthened; never less than what was judged."""
    numbers = [max(each.counts, raises.get(each.control, 0)) for each in facts.resists.controls]
    return max(judged.resilience, resilience_from(numbers))


def level_after(engine: Engine, facts: Facts, judged: Judged, raises: Mapping[str, int]) -> Level | None:
    """Return the level of risk with some controls strengthened."""
    likelihood = engine.procedure.likelihood_of(judged.threat_level, resilience_after(facts, judged, raises))
    if likelihood is not None and judged.likelihood is not None:
        likelihood = min(likelihood, judged.likelihood)
    return engine.procedure.level_of(judged.consequence, likelihood)


def expected_residual(engine: Engine, facts: Facts, judged: Judged, raises: Mapping[str, int]) -> tuple[int, int]:
    """Return likelihood and consequence to suggest as residual: last time's, else what the measures would bring.

    Measures in free words count as one step of resilience. Never above today's values.
    """
    most = judged.likelihood or 1
    if facts.previous is not None and not raises:
        residual = facts.previous.residual
        return min(most, residual.likelihood), min(judged.consequence, residual.consequence)
    top = engine.procedure.scales["resilience"]
    aimed = resilience_after(facts, judged, raises) if raises else min(judged.resilience + 1, top)
    return min(most, engine.procedure.likelihood_of(judged.threat_level, aimed) or most), judged.consequence


def by_priority(levels: Mapping[str, Level | None]) -> list[str]:
    """Return keys with the worst level first, otherwise in their order (step 7)."""
    return sorted(levels, key=lambda key: -rank(level) if (level := levels[key]) else 1)
