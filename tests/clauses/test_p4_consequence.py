"""P4.1, P3.4 to P3.6, P2.5: consequence from processes through systems, and the class that follows."""

from typing import Any

import pytest

from riskctl.core.assets import CELLS, Cell, System
from riskctl.core.consequence import nis2_class, suggested_class
from riskctl.core.fields import CRITERIA, PERSPECTIVES, Entity
from tests.builders import World, procedure, process, system, threat, world

A_GDPR: Cell = ("availability", "gdpr")
C_NIS2: Cell = ("confidentiality", "nis2")


def cells_of(seen: World, name: str) -> dict[Cell, int]:
    return dict(seen.engine.consequence.cells(name))


def level_of(seen: World, name: str) -> int:
    """The level of a system whose cells are all alike."""
    (level,) = set(cells_of(seen, name).values())
    return level


def deviation(cell: Cell, level: int) -> dict[str, Any]:
    return {"criterion": cell[0], "perspective": cell[1], "level": level, "reason": "Målt"}


BY_IMPORTANCE = [
    ("essential", (1, 2, 3, 4)),
    ("important", (1, 1, 2, 3)),
    ("supporting", (1, 1, 1, 2)),
]
STEPS = [(how, given, row[given - 1]) for how, row in BY_IMPORTANCE for given in (1, 2, 3, 4)]


@pytest.mark.parametrize(("how", "given", "taken"), STEPS)
def test_a_process_gives_through_importance(how: str, given: int, taken: int) -> None:
    """P4.1.1."""
    assert level_of(world(process("p", given), system("s", supports=f"p:{how}")), "s") == taken


@pytest.mark.parametrize(("how", "given", "taken"), STEPS)
def test_a_dependent_system_gives_through_the_same_table(how: str, given: int, taken: int) -> None:
    """P3.6: infrastructure inherits from what depends on it."""
    seen = world(
        process("p", given),
        system("s", supports="p:essential", depends_on=f"net:{how}"),
        system("net", kind="infrastructure"),
    )
    assert level_of(seen, "net") == taken


def test_the_twelve_cells_are_kept_apart() -> None:
    """P4.1.2, P4.1.3: four criteria from three perspectives."""
    assert (CRITERIA, PERSPECTIVES) == (
        ("availability", "confidentiality", "integrity", "authenticity"),
        ("nis2", "gdpr", "operations"),
    )
    levels = {cell: 1 + index % 4 for index, cell in enumerate(CELLS)}
    assert cells_of(world(process("p", cells=levels), system("s", supports="p:essential")), "s") == levels
    assert len(levels) == 12


def test_the_maximum_of_several_processes_cell_by_cell() -> None:
    seen = world(
        process("p", cells={A_GDPR: 3}),
        process("q", cells={A_GDPR: 4, C_NIS2: 2}),
        system("s", supports="p:essential q:important"),
    )
    assert cells_of(seen, "s") == dict.fromkeys(CELLS, 1) | {A_GDPR: 3, C_NIS2: 1}


def test_of_nothing_a_system_starts_at_one() -> None:
    assert level_of(world(system("s")), "s") == 1


SCENES: list[tuple[str, list[Entity], dict[str, int]]] = [
    (
        "a chain weakens at each important link",
        [
            process("p", 4),
            system("a", supports="p:essential", depends_on="b:important"),
            system("b", depends_on="c:important"),
            system("c", depends_on="d:important"),
            system("d"),
        ],
        {"a": 4, "b": 3, "c": 2, "d": 1},
    ),
    (
        "a circle comes to rest at the level that enters it",
        [
            process("p", 3),
            system("a", supports="p:essential", depends_on="b:essential"),
            system("b", depends_on="c:essential"),
            system("c", depends_on="a:essential"),
        ],
        {"a": 3, "b": 3, "c": 3},
    ),
    (
        "two circles that share a system",
        [
            process("p", 4),
            system("a", depends_on="b:essential"),
            system("b", depends_on="a:essential c:important", supports="p:important"),
            system("c", depends_on="b:essential"),
        ],
        {"a": 3, "b": 3, "c": 2},
    ),
    (
        "a circle without a process stays at one",
        [system("a", depends_on="b:essential"), system("b", depends_on="a:essential")],
        {"a": 1, "b": 1},
    ),
    (
        "the highest of process and dependents",
        [
            process("p", 4),
            process("q", 2),
            system("a", supports="p:essential", depends_on="net:important"),
            system("net", supports="q:essential"),
        ],
        {"net": 3},
    ),
    (
        "retired systems give nothing",
        [
            process("p", 4),
            system("a", supports="p:essential", depends_on="net:essential", status="retired"),
            system("net"),
        ],
        {"net": 1},
    ),
    (
        "retired systems receive nothing, nor pass it on",
        [
            process("p", 4),
            system("a", supports="p:essential", depends_on="b:essential"),
            system("b", depends_on="c:essential", status="retired"),
            system("c"),
        ],
        {"a": 4, "b": 1, "c": 1},
    ),
    (
        "planned systems give",
        [
            process("p", 4),
            system("a", supports="p:essential", depends_on="net:essential", status="planned", go_live="2027-01-01"),
            system("net"),
        ],
        {"a": 4, "net": 4},
    ),
]


@pytest.mark.parametrize(("entities", "levels"), [pytest.param(*row[1:], id=row[0]) for row in SCENES])
@pytest.mark.parametrize("backwards", [False, True])
def test_fixed_point(entities: list[Entity], levels: dict[str, int], *, backwards: bool) -> None:
    """Whatever the order of the files."""
    seen = world(*(entities[::-1] if backwards else entities))
    assert {name: level_of(seen, name) for name in levels} == levels


@pytest.mark.parametrize("level", [1, 4])
def test_a_deviation_replaces_its_cell_and_travels_on(level: int) -> None:
    seen = world(
        process("p", 3),
        system("s", supports="p:essential", depends_on="net:essential", consequence=[deviation(A_GDPR, level)]),
        system("net"),
    )
    expected = dict.fromkeys(CELLS, 3) | {A_GDPR: level}
    assert cells_of(seen, "s") == expected
    assert cells_of(seen, "net") == expected


def test_a_deviation_holds_against_what_dependents_give() -> None:
    seen = world(
        process("p", 4),
        system("s", supports="p:essential", depends_on="net:essential"),
        system("net", depends_on="power:essential", consequence=[deviation(A_GDPR, 2)]),
        system("power"),
    )
    assert (cells_of(seen, "net")[A_GDPR], cells_of(seen, "power")[A_GDPR]) == (2, 2)
    assert (cells_of(seen, "net")[C_NIS2], cells_of(seen, "power")[C_NIS2]) == (4, 4)


def test_a_deviation_in_a_circle() -> None:
    """b is set to 2; a still gets what its process gives, c what b passes on."""
    seen = world(
        process("p", 4),
        system("a", supports="p:essential", depends_on="b:essential"),
        system("b", depends_on="c:essential", consequence=[deviation(cell, 2) for cell in CELLS]),
        system("c", depends_on="a:essential"),
    )
    assert [level_of(seen, each) for each in "abc"] == [4, 2, 2]


@pytest.mark.parametrize(
    ("affects", "consequence"),
    [
        ("availability", 2),
        ("confidentiality", 4),
        ("integrity", 1),
        ("authenticity", 3),
        ("availability authenticity", 3),
        ("availability confidentiality integrity authenticity", 4),
    ],
)
def test_consequence_of_a_risk_is_the_worst_cell_the_threat_affects(affects: str, consequence: int) -> None:
    """Computation 4."""
    own = {A_GDPR: 2, C_NIS2: 4, ("authenticity", "operations"): 3}
    seen = world(process("p", cells=own), system("s", supports="p:essential"), threat("t", affects=affects))
    assert seen.engine.rate("s", "t").consequence == consequence


def suggestion(seen: World, name: str = "s") -> str:
    return suggested_class(seen.engine.register, seen.engine.consequence, seen.engine.register.systems[name]).level


@pytest.mark.parametrize(
    ("level", "class_"), [(1, "low"), (2, "medium"), (3, "high"), (4, "critical")], ids=["1", "2", "3", "4"]
)
def test_class_from_the_worst_cell(level: int, class_: str) -> None:
    """P3.4: one cell is enough."""
    assert suggestion(world(process("p", cells={A_GDPR: level}), system("s", supports="p:essential"))) == class_


@pytest.mark.parametrize(("data", "class_"), [("none", "low"), ("ordinary", "medium"), ("sensitive", "high")])
def test_personal_data_set_a_floor(data: str, class_: str) -> None:
    """P3.5."""
    assert suggestion(world(system("s", personal_data=data))) == class_
    high = suggestion(world(process("p", 4), system("s", personal_data=data, supports="p:essential")))
    assert high == "critical"


@pytest.mark.parametrize(("nis2", "class_"), [("none", "low"), ("important", "high"), ("critical", "critical")])
def test_nis2_sets_a_floor(nis2: str, class_: str) -> None:
    """The system's own NIS2 class, and the one its process gives it, weigh the same (P2.5)."""
    assert suggestion(world(system("s", nis2=nis2))) == class_
    assert suggestion(world(process("p", nis2=nis2), system("s", supports="p:essential"))) == class_


@pytest.mark.parametrize(("how", "class_"), [("essential", "critical"), ("important", "none"), ("supporting", "none")])
def test_only_essential_support_gives_the_nis2_class(how: str, class_: str) -> None:
    seen = world(process("p", nis2="critical"), system("s", supports=f"p:{how}"))
    assert nis2_class(seen.engine.register, seen.engine.register.systems["s"]) == class_


def test_the_highest_nis2_class_of_own_and_processes() -> None:
    seen = world(
        process("p", nis2="important"),
        process("q", nis2="critical"),
        system("a", supports="p:essential q:essential", nis2="important"),
        system("b", supports="p:essential", nis2="critical"),
    )
    systems: dict[str, System] = dict(seen.engine.register.systems)
    assert {name: nis2_class(seen.engine.register, each) for name, each in systems.items()} == {
        "a": "critical",
        "b": "critical",
    }


def test_dependencies_carry_consequence_but_no_nis2_class() -> None:
    seen = world(
        process("p", 2, nis2="critical"), system("s", supports="p:essential", depends_on="net:essential"), system("net")
    )
    assert suggestion(seen, "s") == "critical"
    assert suggestion(seen, "net") == "medium"


def test_the_grounds_of_a_suggestion_name_their_clauses() -> None:
    seen = world(process("p", 2, nis2="important"), system("s", supports="p:essential", personal_data="ordinary"))
    found = suggested_class(seen.engine.register, seen.engine.consequence, seen.engine.register.systems["s"])
    assert found.level == "high"
    assert [(why.clause, why.value) for why in found.why] == [("P3.4", "medium"), ("P3.5", "medium"), ("P2.5", "high")]


def test_why_a_cell_has_its_level_goes_back_to_the_process() -> None:
    seen = world(process("p", 4), system("s", supports="p:essential", depends_on="net:important"), system("net"))
    steps = seen.engine.consequence.why("net", A_GDPR)
    assert [(step.value, step.clause) for step in steps] == [(3, "P4.1.1"), (4, "P4.1.1")]
    assert "consequence.by_importance.important[4]" in steps[0].source
    assert "processes/p.yaml" in steps[1].source


def test_why_names_a_deviation() -> None:
    seen = world(system("s", consequence=[deviation(A_GDPR, 4)]))
    (step,) = seen.engine.consequence.why("s", A_GDPR)
    assert (step.value, step.clause, step.values["reason"]) == (4, "P4.1.2", "Målt")


def test_the_table_is_data() -> None:
    flat = procedure({"consequence.by_importance.supporting": [2, 2, 2, 2]})
    seen = world(process("p", 1), system("s", supports="p:supporting"), procedure_=flat)
    assert level_of(seen, "s") == 2
