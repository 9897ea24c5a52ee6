"""Mutated files by the thousand: `python -m tests.fuzz 1000000` must end without a traceback or a signal.

Every file of the shipped register is mutated in ways that a hostile or clumsy author would: bytes flipped,
lines swapped, pieces of YAML's darker corners put in. Each must give an entity or findings.
"""

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from riskctl.core.register import FOLDERS
from riskctl.store.layout import place_of
from riskctl.store.loader import load
from riskctl.store.trees import SourceFile

REGISTER = Path(__file__).parents[1] / "register"
BESIDE = {name: (REGISTER / name).read_bytes() for name in ("procedure.yaml", "organisation.yaml")}
PIECES = (
    *(b"&a ", b"*a", b"!!python/object:os.system ", b"<<: ", b"? ", b"- ", b"{", b"}", b"[", b"]", b"|", b">"),
    *(
        b"%YAML 1.1\n",
        b"---\n",
        b"...\n",
        b"\t",
        b"\r\n",
        b"\x00",
        b"\x1b[31m",
        b"\xff",
        "\u202e".encode(),
        "\ufeff".encode(),
        b"null",
        b"~",
    ),
    *(b"yes", b"1_000", b"0x10", b"1e9", b"2026-02-30", b"25:99", "٣".encode(), b'"\\ud800"', b"'", b'"', b": ", b"#"),
    *(b"[" * 40, b"{a: " * 40, b"x" * 30_000, b"a:\n" * 200, b"9" * 400),
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to four mutations."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed) + 1)
        kind = chance.randrange(5)
        if kind == 0:
            changed[at:at] = chance.choice(PIECES)
        elif kind == 1:
            del changed[at : at + chance.randint(1, 40)]
        elif kind == 2 and at < len(changed):
            changed[at] = chance.randrange(256)
        elif kind == 3:
            piece = changed[at : at + 60]
            changed[at:at] = piece
        else:
            lines = bytes(changed).split(b"\n")
            chance.shuffle(lines)
            changed = bytearray(b"\n".join(lines))
    return bytes(changed)


class _Single:
    """A tree of one mutated file beside the procedure and the organisation."""

    def __init__(self, path: str, data: bytes) -> None:
        self._files = {**BESIDE, path: data}

    def files(self, wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
        """Yield the files."""
        return (SourceFile(path, data if wanted(path) else b"") for path, data in sorted(self._files.items()))

    def read(self, path: str) -> bytes:
        """Return the bytes of one."""
        return self._files[path]


def run(count: int, seed: int = 20261123) -> int:
    """Load this many mutated files; return how many gave findings. An exception is a failure."""
    chance = random.Random(seed)
    paths = [path.relative_to(REGISTER).as_posix() for path in sorted(REGISTER.rglob("*.yaml"))]
    chosen = [path for path in paths if (place := place_of(path)) and place.folder in (*FOLDERS, "")]
    found = 0
    for _ in range(count):
        path = chance.choice(chosen)
        data = mutated((REGISTER / path).read_bytes(), chance)
        found += bool(load(_Single(path, data)).findings)
    return found


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    sys.stdout.write(f"{run(wanted)} of {wanted} mutated files gave findings; none gave a traceback\n")
