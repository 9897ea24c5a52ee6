"""A sample of `python -m tests.crash` that runs anywhere: a new file and an edited one, killed and out of disk."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash import prove, scratch
from tests.crash_cases import CASES, base
from tests.crash_faults import Place, Strace, Warm

pytestmark = [
    pytest.mark.skipif("not hasattr(__import__('os'), 'fork')"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning"),
]


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch() as made:
        base(made)
        yield made


@pytest.mark.parametrize(("name", "commit"), [("approve --sign", False), ("action start", True), ("init", False)])
def test_nothing_is_damaged_or_lost(folder: Path, name: str, commit: bool) -> None:
    case = next(each for each in CASES if each.name == name)
    for tally in prove(case, commit, Warm(), folder, 4, ("kill", "full")):
        assert tally.points == 4
        assert tally.damaged == []
        assert tally.lost == []


@pytest.mark.skipif("not __import__('tests.crash_faults').crash_faults.Strace.here()")
@pytest.mark.parametrize(("kind", "code"), [("kill", -signal.SIGKILL), ("full", 2)])
def test_strace_does_what_it_is_asked(folder: Path, kind: str, code: int) -> None:
    """With some of its options it takes an order to kill, says nothing, and does not."""
    strace = Strace.here()
    assert strace is not None
    case = next(each for each in CASES if each.name == "action start")
    outcome = strace.run(case.argv, case.start(folder), Place("fsync", 1), kind)
    assert (outcome.code, outcome.hit) == (code, True)
    never = strace.run(case.argv, case.start(folder), Place("fsync", 1000), kind)
    assert (never.code, never.hit) == (0, False)


def test_a_torn_file_would_be_seen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that opens the file itself and syncs it before all is written is found out."""
    import os

    from riskctl.store import atomic

    def torn(target: Path, data: bytes) -> None:
        with target.open("wb") as file:
            file.write(data[:20])
            file.flush()
            os.fsync(file.fileno())
            file.write(data[20:])

    monkeypatch.setattr(atomic, "_exchange", torn)
    case = next(each for each in CASES if each.name == "action start")
    (tally,) = prove(case, False, Warm(), folder, 100, ("kill",))
    assert tally.damaged
