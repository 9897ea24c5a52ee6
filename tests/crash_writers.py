"""Many writers at once: every success is in the files and in the history, once; `python -m tests.crash --writers`."""

import io
import os
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from riskctl.cli.main import main
from riskctl.store.loader import load
from riskctl.store.trees import WorkTree
from riskctl.store.write import errors_of
from tests.builders import clock
from tests.crash_cases import CASES

KINDS: Final = ("event add", "action progress", "mixed")
_TRIES: Final = 500


@dataclass
class Written:
    """What the writers were told: names of successes, how often to try again, and what is wrong."""

    names: list[str] = field(default_factory=list)
    again: int = 0
    problems: list[str] = field(default_factory=list)


def _argv(kind: str, name: str, number: int) -> list[str]:
    if kind == "event add" or (kind == "mixed" and number % 2):
        fixed = [
            "event",
            "add",
            "--kind",
            "incident",
            "--category",
            "outage",
            "--magnitude",
            "minor",
            "--system",
            "net",
        ]
        return [*fixed, "--title", name, "--by", "anne", "--commit"]
    return ["action", "progress", "backup", "--percent", str(number), "--note", name, "--by", "anne", "--commit"]


def _writer(kind: str, writer: int, each: int, told: Path) -> None:
    """Write so many times; note each success by its name, each refusal as `again`, anything else as it was said."""
    with told.open("w", encoding="utf-8") as log:
        for number in range(each):
            name = f"w{writer}x{number}z"
            for _ in range(_TRIES):
                err = io.StringIO()
                with redirect_stdout(io.StringIO()), redirect_stderr(err):
                    code = main(_argv(kind, name, number))
                said = err.getvalue().strip().replace("\n", " ")
                if code == 0:
                    log.write(f"{name}\n")
                    break
                log.write("again\n" if _is_refusal(code, said) else f"! {name} {code} {said}\n")


def _is_refusal(code: int, said: str) -> bool:
    """Whether it is one of the two answers of a busy register, that say nothing was saved."""
    return code == 2 and ("has changed since it was read" in said or "Somebody else is writing" in said)


def at_once(folder: Path, kind: str, processes: int, each: int) -> Written:
    """Run the writers; return what they were told, with everything that is not as they were told."""
    start = next(case for case in CASES if case.name == "action progress").start(folder)
    began = int(_git(start, "rev-list", "--count", "HEAD"))
    children = []
    for writer in range(processes):
        child = os.fork()
        if child == 0:
            os.chdir(start)
            _writer(kind, writer, each, folder / f"told-{writer}")
            os._exit(0)
        children.append(child)
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    found = Written(problems=[f"a writer ended with {code}" for code in ended if code])
    for writer in range(processes):
        lines = (folder / f"told-{writer}").read_text(encoding="utf-8").splitlines()
        found.names += [line for line in lines if line.startswith("w")]
        found.again += lines.count("again")
        found.problems += [line for line in lines if line.startswith("!")]
    found.problems += _differences(start, found.names, processes * each, began)
    return found


def _differences(root: Path, names: Sequence[str], expected: int, began: int) -> list[str]:
    problems = [] if len(names) == expected else [f"{len(names)} of {expected} succeeded"]
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (root / "register").rglob("*.yaml"))
    saved = Counter(word.strip('"') for word in texts.split())
    added = Counter(
        word.strip('"')
        for line in _git(root, "log", "-p", "--format=").splitlines()
        if line.startswith("+") and not line.startswith("+++")
        for word in line[1:].split()
    )
    problems += [f"{name}: {saved[name]} times in the files" for name in names if saved[name] != 1]
    problems += [f"{name}: {added[name]} times in the history" for name in names if added[name] != 1]
    commits = int(_git(root, "rev-list", "--count", "HEAD")) - began
    problems += [f"{commits} commits for {len(names)} successes"] if commits != len(names) else []
    problems += [f"git status: {line}" for line in _git(root, "status", "--porcelain").splitlines()]
    found = errors_of(load(WorkTree(root / "register")), clock("2026-11-23T12:00"))
    problems += [f"check: {each.code}" for each in found]
    return problems


def table(folder: Path, processes: int, each: int) -> tuple[list[str], bool]:
    """Return the lines of the table over the kinds of writers, and whether nothing was lost."""
    lines, whole = [f"{'writers at once':34} {'told done':>9} {'lost':>5} {'tried again':>11} {'seconds':>8}"], True
    for kind in KINDS:
        began = time.monotonic()
        found = at_once(folder, kind, processes, each)
        shown = f"{kind}, {processes} x {each}"
        seconds = time.monotonic() - began
        lines += [f"{shown:34} {len(found.names):9} {len(found.problems):5} {found.again:11} {seconds:8.0f}"]
        lines += [f"    {problem}" for problem in found.problems]
        whole = whole and not found.problems
    return lines, whole


def _git(root: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()
