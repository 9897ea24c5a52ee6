"""50,000 of the inputs that `python -m tests.fuzz` makes by the million, and every input that was kept."""

import pytest

from tests.fuzz import read_only, run
from tests.fuzzing.judge import judge
from tests.fuzzing.material import corpus, neighbours

PARTS = tuple(range(first, first + 12) for first in (10, 22, 34, 46))


@pytest.mark.parametrize("turns", PARTS, ids=str)
def test_48000_mutated_files_are_read_within_bounds(turns: range) -> None:
    assert 10_000 < read_only(turns) < 12_000


@pytest.mark.skipif("not hasattr(__import__('os'), 'fork')")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_2000_more_go_through_rules_and_words_without_a_fault() -> None:
    assert run(2_000) == 0


def test_what_was_kept_goes_through_without_a_fault() -> None:
    kept = corpus()
    assert len(kept) > 50
    assert sum(bool(judge(path, data, due=True)) for path, data in kept) > 50


def test_the_register_that_files_are_put_into_has_no_error() -> None:
    assert judge("processes/home-care.yaml", neighbours()["processes/home-care.yaml"]) == ("THR201*",)
