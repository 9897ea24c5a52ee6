"""What a folder holds before, after and after a fault, and what is wrong with it."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from riskctl.store.loader import load
from riskctl.store.trees import UNFINISHED, WorkTree
from riskctl.store.write import errors_of
from riskctl.text import Words
from tests.builders import clock
from tests.crash_cases import Case
from tests.crash_faults import Outcome

_RANDOM: Final = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_CUT_OFF: Final = Words("en")("errors.system-failed", message="\0").split("\0")[1]
_SAVED: Final = Words("en")("errors.saved-not-committed", path="\0", message="\0").split("\0")


@dataclass(frozen=True)
class State:
    """The bytes of the files, and the tree that HEAD stands on (empty where there is none)."""

    files: dict[str, bytes]
    tree: str
    errors: frozenset[str]


def errors(root: Path, case: Case) -> frozenset[str]:
    """Return the codes of the errors of `check`."""
    if case.empty:
        return frozenset()
    return frozenset(each.code for each in errors_of(load(WorkTree(root / "register")), clock("2026-11-23T12:00")))


def state_of(root: Path, case: Case) -> State:
    """Return what a folder holds, and drafts and reports beside it; git's own files and leftovers are left out."""
    files = {}
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        own = parts[0] != ".git" or parts[:3] == (".git", "riskctl", "drafts")
        lone = path.suffix == ".sig" and not path.with_suffix("").exists()  # says nothing, and stops nothing
        if path.is_file() and own and not lone and not any(UNFINISHED.fullmatch(part) for part in parts):
            files["/".join(parts)] = _RANDOM.sub(b"*", path.read_bytes())
    for path in root.parent.glob("out.*"):
        files[f"../{path.name}"] = path.read_bytes()
        path.unlink()
    tree = "" if case.empty and not case.commits else _git(root, "rev-parse", "--verify", "-q", "HEAD^{tree}")[1]
    return State(files, "*" if case.empty and tree else tree, errors(root, case))


def problems(
    case: Case, root: Path, outcome: Outcome, before: State, after: State, *, killed: bool
) -> tuple[list[str], list[str]]:
    """Return what is damaged after a fault, and what was said that does not hold."""
    now = state_of(root, case)
    damaged = [*_damaged(case, root, now, before, after), *_said(outcome, killed=killed)]
    lost = []
    if outcome.code == 0 and now != after:
        lost.append("success was reported")
    if outcome.code == 2 and not _is_true(outcome.err, now, before, after):
        lost.append(f"it said: {outcome.err.strip()}")
    return damaged, lost


def _damaged(case: Case, root: Path, now: State, before: State, after: State) -> list[str]:
    found = []
    if now.files not in (before.files, after.files):
        changed = set(now.files.items()) ^ set(before.files.items())
        found.append(f"neither before nor after: {sorted({path for path, _ in changed})[:4]}")
    if now.tree not in (before.tree, after.tree):
        found.append("HEAD is neither before nor after")
    if (root / ".git").exists() and (not case.empty or now.tree):
        found += [f"git {each}" for each in (("fsck", "--strict"), ("status",)) if _git(root, *each)[0]]
    if not case.empty:
        found += [f"check: {each}" for each in sorted(now.errors - before.errors - after.errors)]
    return found


def _said(outcome: Outcome, *, killed: bool) -> list[str]:
    if "Traceback" in outcome.err:
        return [f"a traceback: {outcome.err[-300:]}"]
    allowed = {0, 2, -9, 137} if killed else {0, 2}
    if outcome.code not in allowed:
        return [f"exit code {outcome.code}: {outcome.err.strip()}"]
    if outcome.code == 2 and outcome.err.count("riskctl: ") != 1 and outcome.err:  # none where stderr itself is full
        return [f"not one line: {outcome.err}"]
    return []


def _is_true(err: str, now: State, before: State, after: State) -> bool:
    """Whether what was said holds: saved but not committed where it says so, else unchanged.

    Nothing is said where stderr itself is on the full disk: then the files are whole, as they always are.
    """
    if not err:
        return now.files in (before.files, after.files)
    if all(part.strip(" :.") in err for part in _SAVED):
        return now.files == after.files
    if _CUT_OFF in err:
        return now.files in (before.files, after.files)
    return now == before


def _git(root: Path, *args: str) -> tuple[int, str]:
    done = subprocess.run(["git", *args], cwd=root, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.strip()
