"""The results that a draft assessment lacks, by the tables it is made under: nothing stated is changed (P4.2)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from riskctl.core.answers import AnsweredRisk
from riskctl.core.assessments import Residual, Risk
from riskctl.core.in_force import under
from riskctl.core.mending import Mend
from riskctl.core.rating import Engine, Rating

RISK_FIELDS: Final = tuple(Risk.model_fields)
_INPUTS: Final = ("threat_level", "resilience", "consequence")
RESIDUAL_FIELDS: Final = tuple(Residual.model_fields)


def missing_results(engine: Engine, ref: str, tree: Mapping[str, Any], *, inputs: bool) -> Iterator[Mend]:
    """Yield what the engine gives for values that a draft's risks lack.

    `inputs`: whether threat level, resilience and consequence may be taken from the register: not where a file that
    they rest on can't be read. A confirmation copies its risks and gets nothing.
    """
    version, risks = tree.get("procedure"), tree.get("risks")
    if "unchanged_since" in tree or not isinstance(risks, Mapping):
        return
    known = under(engine.register, str(version)) if version is not None else engine.register
    system = ref.split("/")[1]
    if known is None or system not in known.systems:
        return
    then = engine if known is engine.register else Engine(known, engine.clock)
    for key, written in risks.items():
        stated = _stated(written, then)
        if stated is not None:
            rating = _rating(then, system, stated.threat or key) if inputs else None
            for path, value in _results(then, stated, rating):
                yield Mend("result", ref, ("risks", key, *path), value)


def _stated(written: Any, engine: Engine) -> AnsweredRisk | None:
    try:
        return AnsweredRisk.model_validate(written, context=engine.procedure.scales)
    except ValidationError:
        return None


def _rating(engine: Engine, system: str, threat: str) -> Rating | None:
    return engine.rate(system, threat) if threat in engine.register.threats else None


def _results(
    engine: Engine, stated: AnsweredRisk, rating: Rating | None
) -> Iterator[tuple[tuple[str, ...], str | int]]:
    """Yield each missing value; one with a reason to differ from the table is known to people only."""
    tables = engine.procedure
    values: dict[str, Any] = {name: getattr(stated, name) for name in _INPUTS}
    for name, value in values.items():
        if value is None and rating is not None and not _differs(stated, name):
            values[name] = getattr(rating, name)
    if tables.threat_rank(values["threat_level"] or "") < 0:
        values["threat_level"] = stated.threat_level
    threat_level, resilience, consequence = (values[name] for name in _INPUTS)
    values["likelihood"] = stated.likelihood
    if stated.likelihood is None and resilience is not None and not _differs(stated, "likelihood"):
        values["likelihood"] = tables.likelihood_of(threat_level, resilience)
    if consequence is not None:
        values["inherent"] = stated.inherent or engine.level_at(threat_level, 1, consequence)
        values["level"] = stated.level or tables.level_of(consequence, values["likelihood"])
    for name, value in values.items():
        if value is not None and getattr(stated, name) is None:
            yield (name,), value
    residual = stated.residual
    if residual is not None and residual.level is None and residual.consequence is not None:
        level = tables.level_of(residual.consequence, residual.likelihood)
        if level is not None:
            yield ("residual", "level"), level


def _differs(stated: AnsweredRisk, name: str) -> bool:
    return stated.overrides is not None and getattr(stated.overrides, name, None) is not None
