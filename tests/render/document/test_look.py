"""How tables and scales are laid out: columns as wide as they need, together no wider than the page."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskctl.render.document.look import layout, numeric, scale, widths
from riskctl.render.document.model import Series, Table, Trend, Valued

ROOM, PADDING = 60.0, 1.0
CELLS = st.text("abc iæW- ", max_size=120)


def tables() -> st.SearchStrategy[Table]:
    def of(count: int) -> st.SearchStrategy[Table]:
        row = st.lists(CELLS, min_size=count, max_size=count)
        return st.builds(Table, row, st.lists(row, max_size=5))

    return st.integers(1, 9).flatmap(of)


@settings(max_examples=60)
@given(tables())
def test_columns_stay_within_the_page(table: Table) -> None:
    found = widths(table, ROOM, PADDING)
    assert len(found) == len(table.headings)
    assert sum(found) <= ROOM + 1e-6
    assert min(found) > PADDING / 2


def test_a_small_table_is_no_wider_than_its_texts() -> None:
    assert sum(widths(Table(["Navn", "Antal"], [["a", Valued("1", 1)]]), ROOM, PADDING)) < ROOM / 3


def test_a_column_to_be_filled_in_gets_the_room_there_is() -> None:
    first, second = widths(Table(["Udsagn", "Bemærkning"], [["a", ""], ["b", ""]]), ROOM, PADDING)
    assert first < 10
    assert second > 45
    assert first + second == pytest.approx(ROOM)


def test_words_levels_and_days_are_not_broken_where_there_is_room() -> None:
    rows = [
        ["ord " * 60, Valued("● kritisk", "critical"), Valued("27. mar. 2026", date(2026, 3, 27)), "Risikovurdering"]
    ]
    _, level, day, word = widths(Table(["Tekst", "N", "F", "S"], rows), ROOM, PADDING)
    assert level - PADDING > 0.5 * len("● kritisk") * 0.8
    assert day - PADDING > 0.5 * len("27. mar.") * 0.8
    assert word - PADDING > 0.5 * len("Risikovurdering") * 0.8


def test_numbers_stand_to_the_right_also_where_one_is_unknown() -> None:
    rows = [["a", Valued("1", 1), Valued("2", 2)], ["b", "–", "tekst"]]
    assert numeric(Table(["", "", ""], rows)) == (False, True, False)


def test_a_period_of_which_nothing_is_known_stands_as_the_others() -> None:
    rows = [["a", "–", Valued("2", 2)], ["b", "–", Valued("3", 3)]]
    assert numeric(Table(["", "1. kv.", "2. kv."], rows)) == (False, True, True)
    assert numeric(Table(["", "Frist", "Navn"], [["a", "–", "b"]])) == (False, False, False)


def test_a_low_table_is_kept_together_and_a_high_row_is_not_kept_whole() -> None:
    assert layout(Table(["A"], [["x"]] * 14), ROOM, PADDING).together
    assert not layout(Table(["A"], [["x"]] * 15), ROOM, PADDING).together
    assert layout(Table(["A"], [["x"], ["ord " * 3000]]), ROOM, PADDING).whole == (True, False)


@pytest.mark.parametrize(
    ("highest", "expected"),
    [(0, (1, 1)), (1, (1, 1)), (5, (5, 1)), (7, (8, 2)), (100, (100, 20)), (129, (150, 50)), (1001, (1500, 500))],
)  # fmt: skip
def test_a_scale_has_at_most_five_steps_of_round_numbers(highest: int, expected: tuple[int, int]) -> None:
    assert scale(Trend("t", ("a",), (Series("s", (None, highest)),))) == expected


def test_a_scale_of_nothing_known_has_a_top() -> None:
    assert scale(Trend("t", ("a",), (Series("s", (None,)),))) == (1, 1)
