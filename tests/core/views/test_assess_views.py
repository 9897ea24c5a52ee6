"""What a meeting shows on the way: how far, where the risks lie, what a system rests on, who is left to approve."""

from typing import Any

import pytest

from riskctl.core.fields import Role
from riskctl.core.views.four_eyes import may_approve, only_takers
from riskctl.core.views.meeting import Question
from riskctl.core.views.progress import placed, progress
from riskctl.core.views.rests_on import rests_on
from tests import builders as make
from tests.builders import world
from tests.core.views.test_course import FIRST, SETTLED, TREATED
from tests.core.views.test_meeting import MONDAY, fire, meeting

DIRECTOR: tuple[Role, ...] = ("director",)


def question(answers: dict[str, Any], name: str) -> Question:
    """Return the question of the meeting that answers a name."""
    return next(each for each in meeting().questions(answers) if each.paths[0] == name)


@pytest.mark.parametrize(
    ("answers", "name", "expected"),
    [
        ({}, "triggers", (0, 0)),
        (FIRST, "include", (0, 0)),
        (FIRST, "risks.fire.settled", (1, 2)),
        (FIRST, "risks.flood.settled", (2, 2)),
        (SETTLED, "risks.flood.treatment", (2, 2)),
        (TREATED, "plan.sprinkler", (1, 2)),
        (TREATED, "note", (2, 2)),
    ],
)
def test_how_far(answers: dict[str, Any], name: str, expected: tuple[int, int]) -> None:
    assert progress(meeting(), answers, question(answers, name)) == expected


class TestMatrix:
    """Fire lies in consequence 4, likelihood 3; flood in 4, 1."""

    def test_only_what_is_settled_counts(self) -> None:
        assert placed(meeting(), FIRST).counts == {}
        assert placed(meeting(), {**FIRST, "risks.fire.settled": True}).counts == {(4, 3): 1}

    def test_the_risk_that_is_talked_about_is_marked_and_not_counted(self) -> None:
        found = placed(meeting(), SETTLED, "flood")
        assert (found.now, found.before, found.counts) == ((4, 1), None, {(4, 3): 1})

    def test_a_value_changed_by_hand_shows_where_the_tables_put_it(self) -> None:
        changed = {**FIRST, "risks.fire.consequence": 2, "risks.fire.overrides.consequence": "Flyttet"}
        found = placed(meeting(), changed, "fire")
        assert (found.now, found.before) == ((2, 3), (4, 3))

    def test_otherwise_where_it_lay_last_time(self) -> None:
        last = make.assessment("nexus/2026-03-14", risks={"fire": fire(likelihood=2, level="high")})
        found = placed(meeting(last), FIRST, "fire")
        assert (found.now, found.before) == ((4, 3), (4, 2))


class TestRestsOn:
    """Step 3 as a small tree."""

    def test_below_stands_only_what_weakens_or_carries_and_nothing_twice(self) -> None:
        weak, strong = make.controls(backup=1), make.controls(backup=4)
        engine = world(
            make.system("a", depends_on="b c:supporting"),
            make.system("b", depends_on="c d:supporting e:supporting f"),
            make.system("c", controls=strong),
            make.system("d", controls=weak, depends_on="g"),
            make.system("e", controls=strong),
            make.system("f", controls=strong),
            make.system("g", controls=weak),
            now=MONDAY,
        ).engine
        found = rests_on(engine, "a")
        assert [(each.id, each.importance) for each in found] == [("b", "essential"), ("c", "supporting")]
        assert [each.id for each in found[0].below] == ["d", "f"]
        assert [(each.control, each.counts) for each in found[0].below[0].weak] == [("backup", 1)]
        assert found[0].below[0].below == ()

    def test_the_supplier_comes_last_with_its_weakest_controls(self) -> None:
        supplier = make.supplier("kmd", controls=make.controls(backup=2, mfa=1, encryption=3, logging=2))
        engine = world(make.system("a", depends_on="b", supplier="kmd"), make.system("b"), supplier, now=MONDAY).engine
        found = rests_on(engine, "a")
        assert [(each.id, each.importance) for each in found] == [("b", "essential"), ("kmd", None)]
        assert [(each.control, each.counts) for each in found[1].weak] == [("mfa", 1), ("backup", 2)]

    def test_a_system_that_rests_on_nothing_has_no_tree(self) -> None:
        assert rests_on(world(make.system("a"), now=MONDAY).engine, "a") == ()


class TestFourEyes:
    """Who performs an assessment does not approve it: does anybody remain?"""

    ROLES = make.organisation(
        make.holds("director", "dorte", deputy="vera"),
        make.holds("isu", "ida"),
        make.holds("director", "ida", "schools"),
    )

    def remaining(self, *taking_part: str) -> list[str]:
        """Return who alone may approve, of those taking part."""
        engine = world(make.system("nexus"), organisation_=self.ROLES, now=MONDAY).engine
        return only_takers(engine, make.system("nexus"), DIRECTOR, taking_part)

    def test_a_deputy_may_and_the_director_of_another_unit_may_not(self) -> None:
        engine = world(make.system("nexus"), organisation_=self.ROLES, now=MONDAY).engine
        assert sorted(may_approve(engine, make.system("nexus"), DIRECTOR)) == ["dorte", "vera"]

    def test_while_the_deputy_stays_out_there_is_somebody(self) -> None:
        assert self.remaining("dorte", "anne") == []

    def test_with_both_of_them_there_is_nobody(self) -> None:
        assert sorted(self.remaining("vera", "dorte", "anne")) == ["dorte", "vera"]

    def test_a_role_that_nobody_holds_is_another_matter(self) -> None:
        engine = world(
            make.system("nexus"), organisation_=make.organisation(make.holds("isu", "ida")), now=MONDAY
        ).engine
        assert only_takers(engine, make.system("nexus"), DIRECTOR, ("anne",)) == []
