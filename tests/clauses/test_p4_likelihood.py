"""P4.2: threat level at a moment, resilience, likelihood, and the matrix."""

from datetime import date
from typing import Any

import pytest

from riskctl.core.fields import Entity
from riskctl.core.procedure import Procedure
from riskctl.core.rating import maturity_of, resilience_from
from tests.builders import (
    World,
    action,
    assessment,
    cancelled,
    controls,
    own,
    procedure,
    process,
    risk,
    source,
    supplier,
    system,
    threat,
    world,
)


def level_on(day: str, *sources: dict[str, Any], judged: dict[str, Any] | None = None) -> tuple[object, ...]:
    """Level, basis, stale and date of a threat as seen at noon of a day."""
    seen = world(threat("t", *sources, own_judgement=judged), now=f"{day}T12:00")
    found = seen.engine.threat_level("t")
    return found.level, found.basis, found.stale, found.dated


S = source
LEVELS_AT: list[tuple[str, str, list[object], object, tuple[object, ...]]] = [
    ("one source", "2026-11-23", [S("high", "2026-01-05")], None, ("high", "source", False, date(2026, 1, 5))),
    (
        "the highest that is current",
        "2026-11-23",
        [S("low", "2026-11-01"), S("high", "2026-01-05"), S("medium", "2026-11-20")],
        None,
        ("high", "source", False, date(2026, 1, 5)),
    ),
    (
        "the newest of those with the highest level",
        "2026-11-23",
        [S("high", "2026-01-05"), S("high", "2026-06-05", "incidents"), S("low", "2026-11-01")],
        None,
        ("high", "source", False, date(2026, 6, 5)),
    ),
    (
        "an older, higher source has run out",
        "2026-11-23",
        [S("very-high", "2025-11-22"), S("low", "2026-11-01")],
        None,
        ("low", "source", False, date(2026, 11, 1)),
    ),
    (
        "current through the day a year after",
        "2026-11-23",
        [S("very-high", "2025-11-23"), S("low", "2026-11-01")],
        None,
        ("very-high", "source", False, date(2025, 11, 23)),
    ),
    (
        "a leap day is current through 28 February",
        "2025-02-28",
        [S("high", "2024-02-29")],
        None,
        ("high", "source", False, date(2024, 2, 29)),
    ),
    (
        "and stale on 1 March",
        "2025-03-01",
        [S("high", "2024-02-29")],
        None,
        ("high", "source", True, date(2024, 2, 29)),
    ),
    (
        "own judgement wins over a higher source",
        "2026-11-23",
        [S("very-high", "2026-11-01")],
        own("low", "2026-01-01"),
        ("low", "own", False, date(2026, 1, 1)),
    ),
    (
        "own judgement through its last day",
        "2026-11-23",
        [S("very-high", "2026-11-01")],
        own("low", "2025-11-23"),
        ("low", "own", False, date(2025, 11, 23)),
    ),
    (
        "own judgement the day after",
        "2026-11-24",
        [S("very-high", "2026-11-01")],
        own("low", "2025-11-23"),
        ("very-high", "source", False, date(2026, 11, 1)),
    ),
    (
        "own judgement dated in the future is not so yet",
        "2026-11-23",
        [S("high", "2026-11-01")],
        own("low", "2026-11-24"),
        ("high", "source", False, date(2026, 11, 1)),
    ),
    (
        "own judgement dated today",
        "2026-11-23",
        [S("high", "2026-11-01")],
        own("low", "2026-11-23"),
        ("low", "own", False, date(2026, 11, 23)),
    ),
    (
        "a source dated today",
        "2026-11-23",
        [S("low", "2026-11-23")],
        None,
        ("low", "source", False, date(2026, 11, 23)),
    ),
    (
        "a source dated in the future is not so yet",
        "2026-11-23",
        [S("low", "2026-01-05"), S("very-high", "2026-11-24")],
        None,
        ("low", "source", False, date(2026, 1, 5)),
    ),
    (
        "all stale: the newest, not the highest",
        "2026-11-23",
        [S("very-high", "2023-01-05"), S("low", "2024-01-05")],
        None,
        ("low", "source", True, date(2024, 1, 5)),
    ),
    (
        "all stale: of one date the highest",
        "2026-11-23",
        [S("low", "2024-01-05"), S("high", "2024-01-05", "CFCS"), S("medium", "2024-01-05", "ENISA")],
        None,
        ("high", "source", True, date(2024, 1, 5)),
    ),
    (
        "all stale: own judgement newest",
        "2026-11-23",
        [S("very-high", "2023-01-05")],
        own("low", "2024-01-05"),
        ("low", "own", True, date(2024, 1, 5)),
    ),
    (
        "all stale: own judgement no longer wins",
        "2026-11-23",
        [S("very-high", "2024-06-05")],
        own("low", "2024-01-05"),
        ("very-high", "source", True, date(2024, 6, 5)),
    ),
    (
        "all stale: tie of own judgement and source",
        "2026-11-23",
        [S("high", "2024-01-05")],
        own("low", "2024-01-05"),
        ("high", "source", True, date(2024, 1, 5)),
    ),
    ("nothing dated by then", "2026-11-23", [S("high", "2026-11-24")], None, (None, "unrated", False, None)),
    ("nothing at all", "2026-11-23", [], None, (None, "unrated", False, None)),
]


@pytest.mark.parametrize(
    ("day", "sources", "judged", "expected"), [pytest.param(*row[1:], id=row[0]) for row in LEVELS_AT]
)
def test_level_of_a_threat(
    day: str, sources: list[dict[str, Any]], judged: dict[str, Any] | None, expected: tuple[object, ...]
) -> None:
    """P4.2.2, P4.0.3."""
    assert level_on(day, *sources, judged=judged) == expected


def test_the_day_is_the_one_in_copenhagen() -> None:
    """At 23:30 in Greenwich on 23 November it is the 24th here: a year after has passed."""
    made = threat("t", source("high", "2025-11-23"), source("low", "2026-01-01"))
    assert world(made, now="2026-11-23T22:59:59+00:00").engine.threat_level("t").level == "high"
    assert world(made, now="2026-11-23T23:00:00+00:00").engine.threat_level("t").level == "low"


def test_threat_review_is_data() -> None:
    short = procedure({"threat_review": "P6M"})
    made = threat("t", source("high", "2026-05-22"), source("low", "2026-11-01"))
    assert world(made, procedure_=short).engine.threat_level("t").level == "low"


def test_unrated_gives_no_level() -> None:
    rating = world(system("s"), threat("t")).engine.rate("s", "t")
    assert (rating.threat_level, rating.likelihood, rating.level, rating.inherent) == (None, None, None, None)


@pytest.mark.parametrize(
    ("maturities", "level"),
    [
        ([1], 1),
        ([4], 4),
        ([4, 4, 4], 4),
        ([3, 4], 3),
        ([2, 3], 2),
        ([1, 4], 2),
        ([1, 2], 1),
        ([1, 4, 4, 4], 2),
        ([2, 4, 4, 4], 3),
        ([3, 4, 4, 4], 3),
        ([1, 1, 4], 2),
        ([1, 1, 1, 4], 1),
        ([3, 3, 2, 2, 3], 2),
        ([1, 4, 4, 4, 4, 4, 4], 2),
    ],
    ids=str,
)
def test_resilience_is_the_floor_of_the_mean_at_most_one_above_the_lowest(maturities: list[int], level: int) -> None:
    """P4.2.3, computation 5."""
    names = ("mfa", "logging", "backup", "patching", "physical", "awareness", "encryption")[: len(maturities)]
    stated = controls(**dict(zip(names, maturities, strict=True)))
    seen = world(system("s", controls=stated), threat("t", controls=list(names)))
    assert seen.engine.resilience("s", "t").level == level
    assert resilience_from(maturities) == level


def backup_of(seen: World, name: str = "s") -> tuple[int | None, int, str, bool]:
    found = maturity_of(seen.engine.register, name, "backup", seen.clock)
    return found.maturity, found.counts, found.inherited_from, found.circular


FROM: list[tuple[str, list[Entity], tuple[int | None, int, str, bool]]] = [
    ("measured", [system("s", controls=controls(backup=3))], (3, 3, "", False)),
    ("not stated", [system("s", controls=controls(mfa=3))], (None, 1, "", False)),
    (
        "from a system it depends on",
        [
            system("s", depends_on="net:important", controls=controls(backup="net")),
            system("net", controls=controls(backup=4)),
        ],
        (4, 4, "net", False),
    ),
    (
        "from its supplier",
        [system("s", supplier="kmd", controls=controls(backup="kmd")), supplier("kmd", controls=controls(backup=2))],
        (2, 2, "kmd", False),
    ),
    (
        "through two",
        [
            system("s", depends_on="net:essential", controls=controls(backup="net")),
            system("net", supplier="kmd", controls=controls(backup="kmd")),
            supplier("kmd", controls=controls(backup=3)),
        ],
        (3, 3, "kmd", False),
    ),
    (
        "from one that does not state it",
        [system("s", depends_on="net:essential", controls=controls(backup="net")), system("net")],
        (None, 1, "net", False),
    ),
    ("from one that is not there", [system("s", controls=controls(backup="gone"))], (None, 1, "gone", False)),
    (
        "a circle",
        [
            system("s", depends_on="net:essential", controls=controls(backup="net")),
            system("net", depends_on="s:essential", controls=controls(backup="s")),
        ],
        (None, 1, "s", True),
    ),
    ("itself", [system("s", controls=controls(backup="s"))], (None, 1, "s", True)),
]


@pytest.mark.parametrize(("entities", "expected"), [pytest.param(*row[1:], id=row[0]) for row in FROM])
def test_maturity_of_a_control(entities: list[Entity], expected: tuple[int | None, int, str, bool]) -> None:
    """P4.2.3: inherited where marked; unknown counts 1."""
    assert backup_of(world(*entities)) == expected


def test_a_circle_further_on_ends_too() -> None:
    seen = world(
        system("s", controls=controls(backup="a")),
        system("a", controls=controls(backup="b")),
        system("b", controls=controls(backup="a")),
    )
    assert backup_of(seen)[1::2] == (1, True)


def test_a_maturity_measured_after_the_clock_is_not_known_yet() -> None:
    made = system("s", controls=controls(backup=3))
    assert backup_of(world(made, now="2026-01-09T12:00"))[:2] == (None, 1)
    assert backup_of(world(made, now="2026-01-10T00:00"))[:2] == (3, 3)


def test_an_unknown_control_holds_resilience_at_two_at_most() -> None:
    seen = world(
        system("s", controls=controls(backup=4, mfa=4, logging=4)),
        threat("t", controls=["backup", "mfa", "logging", "patching"]),
    )
    assert seen.engine.resilience("s", "t").level == 2


LIKELIHOOD = {
    "none": (1, 1, 1, 1),
    "low": (2, 2, 1, 1),
    "medium": (3, 2, 2, 1),
    "high": (4, 3, 2, 2),
    "very-high": (4, 4, 3, 2),
}
L, M, H, C = "low", "medium", "high", "critical"
MATRIX = ((L, L, L, M), (L, L, M, H), (L, M, H, C), (M, H, C, C))


def rated(procedure_: Procedure | None, threat_level: str, resilience: int, consequence: int) -> tuple[object, ...]:
    seen = world(
        process("p", consequence),
        system("s", supports="p:essential", controls=controls(backup=resilience)),
        threat("t", source(threat_level, "2026-11-01")),
        procedure_=procedure_,
    )
    found = seen.engine.rate("s", "t")
    return found.resilience, found.consequence, found.likelihood, found.level, found.inherent


@pytest.mark.parametrize("resilience", [1, 2, 3, 4])
@pytest.mark.parametrize("threat_level", LIKELIHOOD)
@pytest.mark.parametrize("consequence", [1, 2, 3, 4])
def test_every_cell_of_both_tables(threat_level: str, resilience: int, consequence: int) -> None:
    """P4.2.1, P4.2.5, P4.0.2: likelihood by threat and resilience, level by the matrix, inherent at resilience 1."""
    likelihood = LIKELIHOOD[threat_level][resilience - 1]
    level = MATRIX[consequence - 1][likelihood - 1]
    inherent = MATRIX[consequence - 1][LIKELIHOOD[threat_level][0] - 1]
    assert rated(None, threat_level, resilience, consequence) == (resilience, consequence, likelihood, level, inherent)


@pytest.mark.parametrize("consequence", [1, 2, 3, 4])
@pytest.mark.parametrize("likelihood", [1, 2, 3, 4])
def test_every_cell_of_the_matrix(consequence: int, likelihood: int) -> None:
    assert procedure().level_of(consequence, likelihood) == MATRIX[consequence - 1][likelihood - 1]


STEP = {"name": {"da": "x", "en": "x"}}
BIG_LIKELIHOOD = {
    "none": (1, 1, 1, 1, 1),
    "low": (2, 2, 1, 1, 1),
    "medium": (3, 3, 2, 2, 1),
    "high": (4, 4, 3, 2, 2),
    "very-high": (5, 5, 4, 3, 2),
}
BIG_MATRIX = (
    (L, L, L, L, M),
    (L, L, L, M, M),
    (L, L, M, M, H),
    (L, M, M, H, C),
    (M, M, H, C, C),
)


def five_by_five() -> Procedure:
    text = {"da": "x", "en": "x"}
    return procedure(
        {
            "consequence.scale": [{**STEP, "nis2": text, "gdpr": text, "operations": text}] * 5,
            "consequence.by_importance": {
                "essential": [1, 2, 3, 4, 5],
                "important": [1, 1, 2, 3, 4],
                "supporting": [1, 1, 1, 2, 3],
            },
            "likelihood.scale": [{**STEP, "text": text}] * 5,
            "likelihood.resilience_scale": [{**STEP, "text": text}] * 5,
            "likelihood.table": BIG_LIKELIHOOD,
            "risk.matrix": BIG_MATRIX,
            "criticality.from_consequence": [L, L, M, H, C],
        }
    )


@pytest.mark.parametrize("resilience", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("consequence", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("threat_level", BIG_LIKELIHOOD)
def test_a_five_by_five_procedure_works(threat_level: str, consequence: int, resilience: int) -> None:
    likelihood = BIG_LIKELIHOOD[threat_level][resilience - 1]
    inherent = BIG_MATRIX[consequence - 1][BIG_LIKELIHOOD[threat_level][0] - 1]
    expected = (resilience, consequence, likelihood, BIG_MATRIX[consequence - 1][likelihood - 1], inherent)
    assert rated(five_by_five(), threat_level, resilience, consequence) == expected


@pytest.mark.parametrize(
    ("raises", "expected"),
    [
        pytest.param({}, C, id="nothing is raised"),
        pytest.param({"backup": 4}, H, id="raised to 4: likelihood 2"),
        pytest.param({"backup": 1}, C, id="lower than present changes nothing"),
        pytest.param({"mfa": 4}, C, id="a control the threat does not name"),
    ],
)
def test_expected_residual_applies_what_actions_are_meant_to_raise(raises: dict[str, int], expected: str) -> None:
    """Computation 6: very-high threat, backup 2, consequence 4."""
    base = (
        process("p", 4),
        system("s", supports="p:essential", controls=controls(backup=2)),
        threat("t", source("very-high", "2026-11-01")),
        assessment("s/2026-03-14", risks={"t": risk(C)}),
    )
    seen = world(*base, action("better", "s#t", raises=raises))
    assert seen.engine.rate("s", "t").expected_residual == expected
    gone = world(*base, action("better", "s#t", raises=raises, cancelled=cancelled("2026-04-01T10:00")))
    assert gone.engine.rate("s", "t").expected_residual == C


def test_a_threat_no_longer_in_the_catalogue_has_no_expected_residual() -> None:
    seen = world(system("s"), threat("t"), assessment("s/2026-03-14", risks={"gone": risk("high")}))
    assert seen.engine.expected_residual(seen.engine.latest.risks["s#gone"]) is None


def test_every_number_of_a_rating_says_where_it_comes_from() -> None:
    seen = world(
        process("p", cells={("availability", "gdpr"): 4}),
        system("s", supports="p:essential", controls=controls(backup=3)),
        threat("t", source("very-high", "2026-11-01"), controls=["backup", "mfa"]),
    )
    why = seen.engine.rate("s", "t").why
    assert [(step.what, step.value, step.clause) for step in why] == [
        ("threat-source", "very-high", "P4.2.2"),
        ("control", 3, "P4.2.3"),
        ("control-unknown", 1, "P4.2.3"),
        ("resilience", 2, "P4.2.3"),
        ("likelihood", 4, "P4.2.1"),
        ("consequence-process", 4, "P4.1.1"),
        ("consequence", 4, "P4.1.1"),
        ("level", "critical", "P4.2.5"),
    ]
    cells = {step.what: step.source for step in why}
    assert cells["likelihood"] == "likelihood.table.very-high[2]"
    assert cells["level"] == "risk.matrix[4][4]"
    assert cells["consequence-process"] == "processes/p.yaml; consequence.by_importance.essential[4]"
