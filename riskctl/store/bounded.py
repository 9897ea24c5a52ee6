"""Work that may run wild is done in a process of its own, which is stopped when it takes too long or too much memory.

Limits on memory and processor time hold where the platform has them (Linux; in part macOS); the limit on time holds
everywhere, and so does that on the size of the answer.
"""

import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from riskctl.errors import Exit


@dataclass(frozen=True, slots=True)
class Limits:
    """What the work may take: seconds, and bytes of memory."""

    seconds: int = 20
    memory: int = 1 << 30


class TooMuchError(Exception):
    """The work was stopped: it took more than it may, or went down."""


_START: Final = "import sys; sys.path[:] = sys.argv[4:]; from riskctl.store.bounded import serve; serve(*sys.argv[1:4])"


def ask(function: str, question: bytes, limits: Limits) -> bytes:
    """Return what `function` (`module:name`, from bytes to bytes) answers; raise TooMuchError beyond the limits."""
    argv = [sys.executable, "-I", "-c", _START, function, str(limits.seconds), str(limits.memory), *sys.path]
    try:
        done = subprocess.run(
            argv, input=question, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=limits.seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise TooMuchError from None
    if done.returncode != Exit.OK:
        raise TooMuchError
    return done.stdout


def serve(function: str, seconds: str, memory: str) -> None:
    """Answer one question: the child's part. Nothing is written to files."""
    _limit(int(seconds), int(memory))
    module, _, name = function.partition(":")
    answer: bytes = getattr(import_module(module), name)(sys.stdin.buffer.read())
    sys.stdout.buffer.write(answer)


def _limit(seconds: int, memory: int) -> None:
    try:
        import resource
    except ImportError:
        return
    wanted = {"CPU": seconds, "AS": memory, "FSIZE": 0, "CORE": 0}
    for name, most in wanted.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
