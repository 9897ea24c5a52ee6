"""The faults: a kill, or a full disk, at one place where a command touches the disk."""

import contextlib
import errno
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

from riskctl.cli.main import main

CALLS: Final = ("openat", "write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "link", "mkdir", "ftruncate")
"""The system calls that change what is on disk; also `rmdir` and the like, which these commands do not need."""
_LINE: Final = re.compile(r"(\d+) +(\w+)\((.*)")
_PATIENCE: Final = 120


@dataclass(frozen=True)
class Place:
    """The n-th time that a process makes a call."""

    call: str
    number: int

    def __str__(self) -> str:
        """Return how it is shown: `fsync 3`."""
        return f"{self.call} {self.number}"


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it said, and whether it came to the fault; the code of a killed one is below 0."""

    code: int
    out: str
    err: str
    hit: bool = True


class Fault(Protocol):
    """A way to run a command with a fault."""

    def places(self, argv: Sequence[str], root: Path) -> tuple[Outcome, list[Place]]:
        """Run a command without a fault; return how it ended, and every place it passed."""

    def run(self, argv: Sequence[str], root: Path, place: Place | None, kind: str) -> Outcome:
        """Run a command in a folder with a fault at a place."""


def command(argv: Sequence[str]) -> int:
    """Run a command of riskctl; `_draft` keeps a draft as `assess` does after every answer."""
    if list(argv) != ["_draft"]:
        return main(argv)
    from riskctl.errors import RiskctlError
    from riskctl.store.drafts import Draft, Drafts
    from riskctl.store.find import place_at

    try:
        draft = Draft("nexus", datetime(2026, 11, 23, 11, tzinfo=UTC), None, {"performed_by": ["bo"]})
        Drafts(place_at(Path.cwd() / "register")).save(draft)
    except RiskctlError as error:
        sys.stderr.write(f"riskctl: {error.key} {error.values}\n")
        return error.code
    return 0


class Strace:
    """Faults injected by strace, in a fork of this process that runs riskctl and in every program it starts."""

    def __init__(self, program: str) -> None:
        self._program = program

    @classmethod
    def here(cls) -> "Strace | None":
        """Return strace where it is installed and may trace; else None."""
        program = shutil.which("strace")
        if program is None:
            return None
        tried = subprocess.run([program, "-f", "-e", "trace=write", "true"], capture_output=True, check=False)
        return cls(program) if tried.returncode == 0 else None

    def places(self, argv: Sequence[str], root: Path) -> tuple[Outcome, list[Place]]:
        """Run a command without a fault; of what it opens, only what it opens to write counts."""
        with tempfile.NamedTemporaryFile() as log:
            done = self._run(argv, root, ["-o", log.name])
            lines = Path(log.name).read_text(encoding="utf-8", errors="replace").splitlines()
        counts: Counter[tuple[str, str]] = Counter()
        found: dict[Place, None] = {}
        for line in lines:
            match = _LINE.match(line)
            if match is None or match[2] not in CALLS:
                continue
            counts[match[1], match[2]] += 1
            if match[2] != "openat" or "O_CREAT" in match[3] or "O_WRONLY" in match[3] or "O_RDWR" in match[3]:
                found[Place(match[2], counts[match[1], match[2]])] = None
        return done, list(found)

    def run(self, argv: Sequence[str], root: Path, place: Place | None, kind: str) -> Outcome:
        """Run a command with every process of it that gets so far killed or out of disk there."""
        assert place is not None
        what = "signal=KILL" if kind == "kill" else "error=ENOSPC"
        with tempfile.NamedTemporaryFile() as log:
            inject = f"inject={place.call}:{what}:when={place.number}"
            done = self._run(argv, root, ["-o", log.name, "-e", inject])
            told = Path(log.name).read_bytes()
        return replace(done, hit=b"(INJECTED)" in told or b"killed by SIGKILL" in told)

    def _run(self, argv: Sequence[str], root: Path, options: Sequence[str]) -> Outcome:
        traced = [self._program, "-f", "-e", f"trace={','.join(CALLS)}", *options]
        waiting, go = os.pipe()

        def traced_child() -> int:
            os.close(go)
            os.read(waiting, 1)
            return _in_child(argv, root, lambda _: None)

        def attach(child: int) -> None:
            os.close(waiting)
            with subprocess.Popen([*traced, "-p", str(child)], stderr=subprocess.PIPE, text=True) as strace:
                assert strace.stderr is not None
                assert "attached" in strace.stderr.readline()
                os.close(go)
                strace.communicate(timeout=_PATIENCE)

        return _forked(traced_child, attach)


class Warm:
    """Faults at what Python reports, in a fork of this process: no tool needed, and fast."""

    def places(self, argv: Sequence[str], root: Path) -> tuple[Outcome, list[Place]]:
        """Run a command without a fault; return how it ended, and every place it passed."""
        with tempfile.NamedTemporaryFile() as log:
            descriptor = os.open(log.name, os.O_WRONLY | os.O_APPEND)
            done = self._fork(argv, root, lambda name: os.write(descriptor, f"{name}\n".encode()))
            os.close(descriptor)
            names = Path(log.name).read_text(encoding="utf-8").split("\n")[:-1]
        counts: Counter[str] = Counter()
        found = []
        for name in names:
            counts[name] += 1
            found.append(Place(name, counts[name]))
        return done, found

    def run(self, argv: Sequence[str], root: Path, place: Place | None, kind: str) -> Outcome:
        """Run a command with a fault at a place; with none when there is no place."""
        seen = 0

        def at(name: str) -> None:
            nonlocal seen
            if place is None or name != place.call:
                return
            seen += 1
            if seen != place.number:
                return
            if kind == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if name in ("subprocess.Popen", "os.remove", "os.rmdir"):
                return  # what a full disk lets through
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        done = self._fork(argv, root, at)
        return replace(done, hit=done.code == -signal.SIGKILL) if kind == "kill" else done

    def _fork(self, argv: Sequence[str], root: Path, at: Callable[[str], object]) -> Outcome:
        return _forked(lambda: _in_child(argv, root, at), lambda _: None)


def _forked(run: Callable[[], int], attach: Callable[[int], object]) -> Outcome:
    """Return how a function ends in a fork of this process, and what it says; `attach` is told the fork's id."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            for number, file in enumerate((out, err), 1):
                os.dup2(file.fileno(), number)
            os._exit(run())
        attach(child)
        _, status = os.waitpid(child, 0)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    return Outcome(os.waitstatus_to_exitcode(status), texts[0], texts[1])


def _in_child(argv: Sequence[str], root: Path, at: Callable[[str], object]) -> int:
    os.chdir(root)
    sys.stdout, sys.stderr = (io.TextIOWrapper(os.fdopen(n, "wb", closefd=False), "utf-8") for n in (1, 2))
    sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115

    fsync = os.fsync

    def synced(fd: Any) -> None:
        at("fsync")
        fsync(fd)

    os.fsync = synced
    sys.addaudithook(lambda event, args: _heard(event, args, at))
    try:
        return command(argv)
    except BaseException as error:  # noqa: BLE001
        sys.stderr.write(f"Traceback {error!r}")
        return 70
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()


_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _heard(event: str, args: tuple[Any, ...], at: Callable[[str], object]) -> None:
    if event == "open":
        if isinstance(args[0], int) or not args[2] & _WRITING or str(args[0]) == os.devnull:
            return
        if str(args[0]).endswith(".lock"):
            return
        at("open")
    elif event in ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "subprocess.Popen"):
        at(event)
