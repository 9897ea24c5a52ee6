"""50,000 of the inputs that `python -m tests.fuzz` makes by the million, and every input that was kept."""

import pytest

from riskctl.store.loader import load
from riskctl.store.write import errors_of
from tests.builders import clock
from tests.fuzz import read_only, run
from tests.fuzzing.judge import One, judge
from tests.fuzzing.material import corpus, neighbours

PARTS = (range(1, 13), range(13, 25), range(25, 37), range(37, 50))


@pytest.mark.parametrize("turns", PARTS, ids=str)
def test_49000_mutated_files_are_read_within_bounds(turns: range) -> None:
    assert 0.8 < read_only(turns) / (1_000 * len(turns)) < 0.99


@pytest.mark.skipif("not hasattr(__import__('os'), 'fork')")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_1000_more_go_through_rules_and_words_without_a_fault() -> None:
    assert run(1_000) == 0


def test_what_was_kept_goes_through_without_a_fault() -> None:
    kept = corpus()
    assert len(kept) > 50
    assert sum(bool(judge(path, data, due=True)) for path, data in kept) > 50


def test_the_register_that_files_are_put_into_has_no_error() -> None:
    (path, data), *_ = neighbours().items()
    assert errors_of(load(One(path, data, neighbours())), clock("2026-11-23T12:00")) == []
