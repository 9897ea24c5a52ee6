"""What differs between two contents of a file, field by field and cell by cell."""

from typing import Any

import pytest

from riskctl.core.fields import Entity
from riskctl.core.moment import parse_duration
from riskctl.core.views.fields_changed import changed_fields
from tests.builders import action, holds, organisation, procedure, source, system, threat

MATRIX = procedure().risk.matrix


def moved(before: Entity, after: Entity) -> list[tuple[Any, ...]]:
    return [(each.path, each.before, each.after) for each in changed_fields(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(system("nexus"), system("nexus"), [], id="nothing"),
        pytest.param(
            system("nexus", owner="anne"), system("nexus", owner="bo"), [(("owner",), "anne", "bo")], id="a field"
        ),
        pytest.param(
            system("nexus"), system("nexus", description="Ny"), [(("description",), None, "Ny")], id="a new field"
        ),
        pytest.param(
            system("nexus", supports="a:essential b:important"),
            system("nexus", supports="b:supporting c:essential"),
            [
                (("supports", "a"), {"process": "a", "importance": "essential"}, None),
                (("supports", "b", "importance"), "important", "supporting"),
                (("supports", "c"), None, {"process": "c", "importance": "essential"}),
            ],
            id="links by what they link to",
        ),
        pytest.param(
            action("a", "nexus#fire"),
            action("a", "nexus#fire nexus#flood"),
            [(("risks",), ("nexus#fire",), ("nexus#fire", "nexus#flood"))],
            id="a list of words whole",
        ),
        pytest.param(
            procedure(),
            procedure({"risk.matrix": [["medium", *MATRIX[0][1:]], *MATRIX[1:]]}),
            [(("risk", "matrix", 0, 0), "low", "medium")],
            id="a cell of the matrix",
        ),
        pytest.param(
            procedure(),
            procedure({"treatment.low.within": "P2M"}),
            [(("treatment", "low", "within"), parse_duration("P3M"), parse_duration("P2M"))],
            id="a deadline",
        ),
    ],
)
def test_each_field_that_differs(before: Entity, after: Entity, expected: list[tuple[Any, ...]]) -> None:
    assert moved(before, after) == expected


def test_a_role_given_first_moves_no_other() -> None:
    isu, director = holds("isu", "ida"), holds("director", "dorte")
    found = moved(organisation(isu), organisation(director, isu))
    assert [(path[:1], before is None) for path, before, _ in found] == [(("roles",), True)]


def test_two_sources_of_one_publisher_are_two() -> None:
    old, new = source("low", "2026-01-05"), source("high", "2026-06-05")
    found = moved(threat("fire", old), threat("fire", old, new))
    assert [path for path, _, _ in found] == [("sources", "SAMSIK/2026-06-05")]
