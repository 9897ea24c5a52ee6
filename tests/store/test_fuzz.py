"""A taste of the fuzzing that `python -m tests.fuzz` does by the million."""

from tests.fuzz import run


def test_mutated_files_give_findings_never_a_traceback() -> None:
    assert run(1_500) > 1_000
