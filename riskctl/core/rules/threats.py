"""THR: the threat catalogue (P4.0.1, P4.0.3, P4.2.2)."""

from collections.abc import Iterator
from datetime import date
from typing import Final, get_args

from riskctl.core.fields import ASPECTS, ThreatCategory
from riskctl.core.finding import Path
from riskctl.core.rules.rule import Context, Found, meant


def level_off_scale(context: Context) -> Iterator[Found]:
    """A threat level is not among `likelihood.threat_levels` of the procedure.

    Levels in the catalogue are on the scale of the procedure in force, those in an assessment on the scale of
    the version it names.
    """
    scale = context.procedure.likelihood.threat_levels
    for id_, threat in context.register.threats.items():
        levels: list[tuple[Path, str]] = [
            (("sources", index, "level"), source.level) for index, source in enumerate(threat.sources)
        ]
        if threat.own_judgement is not None:
            levels.append((("own_judgement", "level"), threat.own_judgement.level))
        for path, level in levels:
            if level not in scale:
                yield Found(f"threats/{id_}.yaml", path, id_, _values(level, scale))
    for id_, assessment in context.register.assessments.items():
        procedure = context.register.procedure_of(assessment.procedure)
        if procedure is None:
            continue
        known = procedure.likelihood.threat_levels
        for key, risk in assessment.risks.items():
            if risk.threat_level not in known:
                path = ("risks", key, "threat_level")
                yield Found(f"assessments/{id_}.yaml", path, id_, _values(risk.threat_level, known))


def _values(level: str, scale: tuple[str, ...]) -> dict[str, object]:
    return {"value": level, "choices": ", ".join(scale), "meant": meant(level, scale)}


def gap_in_catalogue(context: Context) -> Iterator[Found]:
    """The catalogue has no threat for an aspect or a category: all hazards are to be covered."""
    if context.any_broken("threats"):
        return
    threats = context.register.threats.values()
    aspects = {aspect for threat in threats for aspect in threat.aspects}
    categories = {threat.category for threat in threats}
    for aspect in ASPECTS:
        if aspect not in aspects:
            yield Found("threats", (), aspect, {"aspect": aspect, "kind": "aspect"})
    for category in get_args(ThreatCategory):
        if category not in categories:
            yield Found("threats", (), category, {"category": category})


def dated_later(context: Context) -> Iterator[Found]:
    """A source or an own judgement of a threat is dated in the future, so it does not count yet."""
    for id_, threat in context.register.threats.items():
        places: list[tuple[Path, date]] = [
            (("sources", index, "date"), source.date) for index, source in enumerate(threat.sources)
        ]
        if threat.own_judgement is not None:
            places.append((("own_judgement", "date"), threat.own_judgement.date))
        for path, day in places:
            if day > context.clock.today:
                yield Found(f"threats/{id_}.yaml", path, id_, {"date": day})


FAR_BELOW: Final = 2
"""How many steps below the sources an own judgement is remarkable."""


def own_below_sources(context: Context) -> Iterator[Found]:
    """An own judgement is two or more steps below the highest source that was current on its day.

    It wins over the sources; so far below them it is to be looked at again.
    """
    procedure = context.procedure
    for id_, threat in context.register.threats.items():
        own = threat.own_judgement
        if own is None:
            continue
        current = [
            source for source in threat.sources if source.date <= own.date <= procedure.threat_review.after(source.date)
        ]
        highest = max(current, key=lambda each: procedure.threat_rank(each.level), default=None)
        if highest is None or procedure.threat_rank(own.level) < 0:
            continue
        if procedure.threat_rank(highest.level) - procedure.threat_rank(own.level) >= FAR_BELOW:
            values = {"threat_level": own.level, "earlier": highest.level, "publisher": highest.publisher}
            yield Found(f"threats/{id_}.yaml", ("own_judgement", "level"), id_, values)
