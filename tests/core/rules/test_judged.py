"""Where the criteria of the judgement rules begin and end."""

from typing import Any

import pytest

from riskctl.core.fields import Entity
from riskctl.core.rules import judged
from riskctl.core.rules.rule import Context
from tests import builders

DAY = "nexus/2026-03-14"


def context(*entities: Entity) -> Context:
    return Context(builders.register(builders.system("nexus"), *entities), builders.clock(builders.NOW))


def catalogue(number: int, category: str = "natural") -> list[Entity]:
    return [builders.threat(f"t{index}", category=category) for index in range(number)]


def assessed(risks: dict[str, Any], excluded: tuple[str, ...] = ()) -> Entity:
    return builders.assessment(DAY, risks=risks, excluded=dict.fromkeys(excluded, "Ingen lokation"))


@pytest.mark.parametrize(
    ("fitting", "looked_at", "kinds"),
    [(20, 2, []), (21, 2, ["few"]), (30, 3, []), (40, 3, ["few"]), (9, 0, ["few"]), (0, 0, [])],
)
def test_less_than_a_tenth_of_the_catalogue(fitting: int, looked_at: int, kinds: list[str]) -> None:
    assessment = assessed({f"t{index}": builders.risk() for index in range(looked_at)})
    found = list(judged.hazards_left_out(context(*catalogue(fitting), assessment)))
    assert [each.values["kind"] for each in found] == kinds


@pytest.mark.parametrize(
    ("categories", "left_out"),
    [
        (("natural", "natural", "legal"), ("insider", "supplier")),
        (("natural", "insider", "legal"), None),
        (("natural", "legal"), None),
    ],
)
def test_three_threats_from_fewer_than_three_categories(
    categories: tuple[str, ...], left_out: tuple[str, ...] | None
) -> None:
    own = [builders.threat(f"a{index}", category=category) for index, category in enumerate(categories)]
    more = [builders.threat("b1", category="insider"), builders.threat("b2", category="supplier")]
    assessment = assessed({"a0": builders.risk()}, tuple(threat.id for threat in own[1:]))
    found = list(judged.hazards_left_out(context(*own, *more, assessment)))
    assert [each.values["category"] for each in found] == ([left_out] if left_out else [])


@pytest.mark.parametrize(
    ("number", "level", "residual", "told"), [(5, "medium", "low", 1), (4, "medium", "low", 0), (5, "low", "low", 0)]
)
def test_five_rated_alike_above_low(number: int, level: str, residual: str, told: int) -> None:
    risks = {f"t{index}": builders.risk(level, residual) for index in range(number)}
    assert len(list(judged.all_alike(context(*catalogue(number), assessed(risks))))) == told


@pytest.mark.parametrize(
    ("measures", "linked", "treatment", "told"),
    [
        ((), "", "mitigate", 1),
        ((), "", "accept", 1),
        ((), "", "transfer", 0),
        (("Backup",), "", "mitigate", 0),
        ((), "open", "mitigate", 0),
        ((), "cancelled", "mitigate", 1),
    ],
)
def test_what_explains_a_lower_residual(measures: tuple[str, ...], linked: str, treatment: str, told: int) -> None:
    risks = {"t0": builders.risk("medium", "low", measures=list(measures), treatment=treatment)}
    ended: dict[str, Any] = {"cancelled": builders.cancelled("2026-04-01T09:00")} if linked == "cancelled" else {}
    actions = [builders.action("backup", "nexus#t0", **ended)] if linked else []
    assert len(list(judged.residual_unexplained(context(*catalogue(1), assessed(risks), *actions)))) == told


@pytest.mark.parametrize(
    ("treatment", "residual", "told"),
    [
        ("accept", "high", 0),
        ("accept", "medium", 1),
        ("mitigate", "medium", 0),
        ("mitigate", "low", 1),
        ("avoid", "low", 0),
        ("transfer", "low", 0),
    ],
)
def test_below_the_best_of_the_tables(treatment: str, residual: str, told: int) -> None:
    """Very high and resilience 4 give likelihood 2, with consequence 4 high: the best there is."""
    fields = {"threat_level": "very-high", "consequence": 4, "likelihood": 4, "treatment": treatment}
    risks = {"t0": builders.risk("critical", residual, **fields)}
    assert len(list(judged.residual_beyond_tables(context(*catalogue(1), assessed(risks))))) == told
