"""Mutated files by the million: `python -m tests.fuzz 1000000` must end without a fault.

Files of the example and of a small register are mutated, bytes and structure, and put through all of `check`:
reading, rules, words. Each must give findings or an entity within one second of CPU, the whole process within
256 MB, without an exception and without a signal. Every fourth file also goes through the list of what is due.
`--keep FOLDER` writes there the inputs whose combination of findings was new, and each input with a fault.
`python -m tests.fuzz_coverage` is led by coverage instead.
"""

import argparse
import contextlib
import hashlib
import mmap
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from riskctl.store import loader
from tests.fuzzing.judge import MOST_SECONDS, FaultError, One, judge, quicker
from tests.fuzzing.material import packed
from tests.fuzzing.mutate import next_input

SEED: Final = 20261123
A_TURN: Final = 1_000
"""Inputs of one seed: any of them is found again from the number of its turn."""
TURNS_A_WORKER: Final = 20
MOST_BYTES: Final = 256 << 20
SILENCE: Final = 120
"""Seconds without an input finished, after which a worker is taken to hang."""


def inputs(turn: int, seed: int = SEED) -> Iterator[tuple[str, bytes]]:
    """Yield the inputs of one turn."""
    chance = random.Random(f"{seed}:{turn}")
    for _ in range(A_TURN):
        yield next_input(chance)


def read_only(turns: range, seed: int = SEED) -> int:
    """Read the inputs of some turns, each alone, and fit them to their models, without the rules.

    Return how many had findings.

    Raise FaultError for one that takes longer than a second of CPU.
    """
    found, began = 0, time.process_time()
    for turn in turns:
        for path, data in inputs(turn, seed):
            found += any(each.ref == path for each in loader.load(One(path, data, {})).findings)
            began, since = time.process_time(), began
            if began - since > MOST_SECONDS:
                raise FaultError(f"{path} took {began - since:.2f} s: {data!r:.200}")
    return found


class Worker:
    """A process that takes some turns within a bounded memory, and writes down where it is."""

    def __init__(self, first: int, last: int, due_each: int, keep: Path | None, seed: int) -> None:
        self.turns = range(first, last)
        self.due_each = due_each
        self.keep = keep
        self.seed = seed
        self.at = mmap.mmap(-1, 8)
        self.faults = 0

    def run(self) -> int:
        """Take the turns in a child; return the number of faults."""
        child = os.fork()
        if child == 0:
            code = 70
            with contextlib.suppress(BaseException):
                code = min(self._take(), 60)
            os._exit(code)
        return self._wait(child)

    def _take(self) -> int:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        seen: set[tuple[str, ...]] = set()
        for turn in self.turns:
            for number, (path, data) in enumerate(inputs(turn, self.seed)):
                self._note(turn * A_TURN + number)
                self._one(path, data, seen, due=number % self.due_each == 0)
        return self.faults

    def _one(self, path: str, data: bytes, seen: set[tuple[str, ...]], *, due: bool) -> None:
        try:
            found = judge(path, data, due=due)
        except Exception:  # noqa: BLE001
            self.faults += 1
            tell(f"FAULT in {path}\n{traceback.format_exc()}")
            self._put("fault", path, data)
            return
        if self.keep is not None and found not in seen and len(data) < 4_000:
            seen.add(found)
            self._put("new", path, data)

    def _put(self, kind: str, path: str, data: bytes) -> None:
        if self.keep is not None:
            kept = packed(path, data)
            (self.keep / f"{kind}-{hashlib.sha256(kept).hexdigest()[:12]}.bin").write_bytes(kept)

    def _note(self, number: int) -> None:
        self.at[:8] = number.to_bytes(8, "little")

    def _wait(self, child: int) -> int:
        at, since = b"", time.monotonic()
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                break
            if bytes(self.at[:8]) != at:
                at, since = bytes(self.at[:8]), time.monotonic()
            elif time.monotonic() - since > SILENCE:
                os.kill(child, signal.SIGKILL)
            time.sleep(0.05)
        return self._judged(os.waitstatus_to_exitcode(status))

    def _judged(self, code: int) -> int:
        if 0 <= code <= 60:
            return code
        number = int.from_bytes(self.at[:8], "little")
        path, data = list(inputs(number // A_TURN, self.seed))[number % A_TURN]
        self._put("fault", path, data)
        tell(f"FAULT: the worker ended with {code} at input {number}, {path}: {data!r:.200}")
        return 1


def tell(text: str) -> None:
    """Write a line to stdout at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run(count: int, *, keep: Path | None = None, seed: int = SEED, due_each: int = 4, loud: bool = False) -> int:
    """Put so many inputs, rounded up to whole turns, through `check` in children; return the number of faults."""
    quicker()
    began, turns, faults = time.monotonic(), -(-count // A_TURN), 0
    for first in range(0, turns, TURNS_A_WORKER):
        last = min(first + TURNS_A_WORKER, turns)
        faults += Worker(first, last, due_each, keep, seed).run()
        if loud:
            tell(f"{last * A_TURN} inputs, {faults} faults, {time.monotonic() - began:.0f} s, most memory {_most()} MB")
    return faults


def _most() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def main() -> int:
    """Run as asked on the command line; return 1 when there was a fault."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("count", type=int, nargs="?", default=10_000)
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--seed", type=int, default=SEED)
    given = asked.parse_args()
    if given.keep is not None:
        given.keep.mkdir(parents=True, exist_ok=True)
    faults = run(given.count, keep=given.keep, seed=given.seed, loud=True)
    tell(f"{given.count} mutated files: {faults} faults")
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())
