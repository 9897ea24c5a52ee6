"""Every command that writes, killed and out of disk at each place where it touches the disk: `python -m tests.crash`.

With strace the places are the system calls of riskctl and of the git it starts; without it (`--fallback`) they are
what Python itself reports before it opens for writing, renames, links, deletes, makes a folder, syncs or starts a
program. `--points N` takes at most N places of each command, spread over the run; `--only WORD` the commands with that
in their name. Only faults that were met are counted. `--disk` and `--writers` prove other things: see
`crash_disk.py` and `crash_writers.py`.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.crash_cases import CASES, Case, NotRunError, base
from tests.crash_faults import Fault, Outcome, Place, Strace, Warm
from tests.crash_state import State, problems, state_of

KINDS: Final = ("kill", "full")


@dataclass
class Tally:
    """What was found for one command: how many places, and the problems of each sort."""

    name: str
    kind: str
    points: int = 0
    damaged: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def row(self) -> str:
        """Return the line of the table."""
        return f"{self.name:34} {self.kind:5} {self.points:7} {len(self.damaged):8} {len(self.lost):6}"


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder of its own, and an environment in which git knows only the test's identity."""
    kept = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="riskctl-crash-") as name:
        folder = Path(name).resolve()
        for each in [each for each in os.environ if each.startswith(("GIT_", "RISKCTL_"))]:
            del os.environ[each]
        home = folder / "home"
        home.mkdir()
        (home / ".gitconfig").write_text("[user]\nname = Anne Test\nemail = anne@example.org\n", encoding="utf-8")
        os.environ |= {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "RISKCTL_NOW": "2026-11-23T12:00:00+01:00",
            "RISKCTL_LANG": "en",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }
        try:
            yield folder
        finally:
            os.environ.clear()
            os.environ |= kept


def spread(places: Sequence[Place], most: int) -> list[Place]:
    """Return at most so many places, evenly over the run."""
    if len(places) <= most:
        return list(places)
    return [places[index * len(places) // most] for index in range(most)]


def prove(case: Case, commit: bool, faults: Fault, folder: Path, most: int, kinds: Sequence[str]) -> list[Tally]:
    """Run a command with a fault at each of its places; return what was found for each kind of fault."""
    argv = [*case.argv, *(["--commit"] if commit else [])]
    start = case.start(folder)
    _clear_outputs(folder)
    before = state_of(start, case)
    whole = _copy(start, folder / "whole")
    done, places = faults.places(argv, whole)
    if done.code != 0:
        raise NotRunError(f"{done.code} {done.err.strip()}")
    after = state_of(whole, case)
    name = _name(case, commit)
    return [
        _one(Tally(name, kind), case, argv, (start, before, after), faults, spread(places, min(most, case.most)))
        for kind in kinds
    ]


def _name(case: Case, commit: bool) -> str:
    return case.name + (" --commit" if commit else "")


def _one(
    tally: Tally,
    case: Case,
    argv: list[str],
    states: tuple[Path, State, State],
    faults: Fault,
    places: Sequence[Place],
) -> Tally:
    start, before, after = states
    for place in places:
        root = _copy(start, start.parent / "at")
        outcome = faults.run(argv, root, place, tally.kind)
        damaged, lost = problems(case, root, outcome, before, after, killed=tally.kind == "kill")
        again = _again(case, argv, root)
        tally.points += outcome.hit
        tally.damaged += [f"{place}: {each}" for each in (*damaged, *again)]
        tally.lost += [f"{place}: {each}" for each in lost]
    return tally


def _again(case: Case, argv: list[str], root: Path) -> list[str]:
    """Return what is wrong with running the command once more, without a fault: it works, or says it is done."""
    for lock in root.glob(".git/*.lock"):  # what a killed git leaves, and every git asks the person to delete
        lock.unlink()
    outcome = Warm().run(argv, root, None, "")
    if outcome.code == 0 or (outcome.code == 2 and outcome.err.count("riskctl:") == 1 and case.finished(root)):
        return []
    return [f"once more: {outcome.code} {outcome.err.strip()}"]


def _copy(start: Path, target: Path) -> Path:
    _clear_outputs(start.parent)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(start, target, symlinks=True)
    return target


def _clear_outputs(folder: Path) -> None:
    for left in folder.glob("out.*"):
        left.unlink()


def variants(only: Sequence[str]) -> Iterator[tuple[Case, bool]]:
    """Give every command without and, where it has it, with `--commit`."""
    named = [case for case in CASES if case.name in only]
    for case in named or [case for case in CASES if not only or any(each in case.name for each in only)]:
        yield case, False
        if case.commits:
            yield case, True


def _writers(say: Callable[[str], object]) -> int:
    from tests.crash_writers import table

    with scratch() as folder:
        base(folder)
        lines, whole = table(folder, 4, 50)
    for line in lines:
        say(line)
    return 0 if whole else 1


def main(argv: Sequence[str], say: Callable[[str], object] = print) -> int:
    """Print the table; return 1 when anything was damaged or lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--fallback", action="store_true")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--disk", action="store_true", help="a real file system with next to no room, instead")
    parser.add_argument("--writers", action="store_true", help="four processes that write 50 times each, instead")
    options = parser.parse_args(argv)
    if options.writers:
        return _writers(say)
    if options.disk:
        return _disk(options.only, say)
    strace = None if options.fallback else Strace.here()
    faults: Fault = strace or Warm()
    say(f"mechanism: {'strace' if strace else 'Python audit events (no strace, or it may not trace)'}")
    say(f"{'command':34} {'fault':5} {'points':>7} {'damaged':>8} {'lost':>6}")
    kinds = (options.kind,) if options.kind else KINDS
    with scratch() as folder:
        base(folder)
        return _table(faults, folder, options.only, options.points, kinds, say)


def _disk(only: Sequence[str], say: Callable[[str], object]) -> int:
    from tests.crash_disk import Disk, DiskError, small_disk

    say(f"{'command, on a real full disk':34} {'fault':5} {'points':>7} {'damaged':>8} {'lost':>6}")
    try:
        with scratch() as folder, small_disk(folder) as disk:
            base(disk)
            return _table(Disk(disk), disk, only, 1000, ("full",), say)
    except DiskError as error:
        say(f"not run: {error}")
        return 1


def _table(
    faults: Fault, folder: Path, only: Sequence[str], most: int, kinds: Sequence[str], say: Callable[[str], object]
) -> int:
    found: list[Tally] = []
    not_run, began = 0, time.monotonic()
    for case, commit in variants(only):
        try:
            tallies = prove(case, commit, faults, folder, most, kinds)
        except NotRunError as error:
            say(f"{_name(case, commit):34} not run: {error}")
            not_run += 1
            continue
        for tally in tallies:
            say(tally.row())
            for each in (*tally.damaged, *tally.lost):
                say(f"    {each}")
        found += tallies
    points, bad = sum(each.points for each in found), sum(len(each.damaged) for each in found)
    lost = sum(len(each.lost) for each in found)
    say(f"{'together':34} {'':5} {points:7} {bad:8} {lost:6}   {time.monotonic() - began:.0f} s")
    return 1 if bad or lost or not_run else 0


__all__ = ["Outcome", "main", "prove", "scratch", "variants"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
