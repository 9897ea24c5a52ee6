"""Hostile values in every option of every command that writes: `python -m tests.hostile`, some minutes.

Each call either writes what `check` is content with, or is refused in plain words with nothing touched.
"""

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from riskctl.cli.action_steps import BREAKS
from riskctl.cli.main import build, main
from riskctl.text import Words
from tests.cli.test_bad_input import ENDED, VALID
from tests.cli.writes import ACTION, ASSESSMENT, NOW, approval_of, check
from tests.registers import small, write
from tests.store.test_write import git, snapshot

WRITING: Final = (
    *("event add", "action add", "action start", "action progress", "action done", "action effect"),
    *("action cancel", "action move", "escalate", "threat level", "system add", "approve"),
)
HOSTILE: Final = (
    *("", " ", "x" * 5000, "a\nb", "a\x1b[31mb", "\u202eabc", "=1+1", "null", "yes", "&a *b !c", "a: b", "- a", "# a"),
    *("1700-01-01", "1999-12-31", "2026-11-23", "2999-12-31", "2026-11-20T00:00:00+01:00", "2026-10-25T02:30"),
    *(
        "-5",
        "0",
        "5",
        "100",
        "99999999999999999999",
        "../../x",
        "nexus",
        "net",
        "net=essential",
        "nexus#fire",
        "backup=1",
    ),
    *(
        "low",
        "critical",
        "retired",
        "planned",
        "system-owner",
        "anne",
        "https://x",
        "café ☃",
        "a" * 64,
        "con",
        "backup=1",
    ),
)


def place(top: Path) -> Path:
    """Make a register with an action at each step, in git."""
    root = small(top / "work" / "register")
    write(root, {"assessments/nexus/2026-11-20.yaml": ASSESSMENT, "actions/backup.yaml": ACTION})
    write(root, {"approvals/2026-11-21-it.yaml": approval_of(root, "backup", ACTION)})
    started = {**ACTION, "started_at": datetime.fromisoformat("2026-11-21T12:00:00+01:00")}
    finished = {**started, "completed_at": datetime.fromisoformat("2026-11-22T12:00:00+01:00")}
    write(root, {"actions/running.yaml": started, "actions/finished.yaml": finished})
    git(root.parent, "init", "--quiet")
    git(root.parent, "config", "user.email", "anne@example.org")
    git(root.parent, "config", "user.name", "Anne Test")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "--quiet", "-m", "Start")
    return root


def calls() -> Iterator[list[str]]:
    """Yield each call: right but for one value."""
    for name in WRITING:
        base = [each for each in VALID[name] if each != "--dry-run"]
        base = [ENDED.get(name, each) if each == "backup" and name.startswith("action") else each for each in base]
        for param in build(Words("da"), [name]).commands[name].params:
            own = param.param_type_name == "option" and not param.is_flag and not param.hidden
            if own and param.name not in ("register", "lang", "format", "now"):
                yield from ([*base, param.opts[-1], value] for value in HOSTILE)
        first = len(name.split())
        yield from ([*base[:first], value, *base[first + 1 :]] for value in HOSTILE)


def fault(root: Path, argv: list[str], before: object) -> str | None:
    """Return what is wrong with how a call ended; None when all is well. The register is put back."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(argv)
    said = err.getvalue()
    if code == 0:
        meant = BREAKS if argv[1] == "move" else ()
        found = [f"{each.code} {each.ref}" for each in check(root) if each.code not in meant]
        git(root.parent, "checkout", "--quiet", ".")
        git(root.parent, "clean", "-fdq")
        return f"check finds {found}" if found else None
    if code != 2 or "Traceback" in said or not said.strip() or len(said.splitlines()) > 6 or "\x1b" in said:
        return f"exit {code}: {said}"
    return None if snapshot(root) == before else "something was touched"


def run() -> int:
    """Try everything; return the number of faults."""
    faults = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        root = place(Path(folder))
        os.environ["RISKCTL_NOW"] = NOW
        os.chdir(root.parent)
        before = snapshot(root)
        for argv in calls():
            tried += 1
            wrong = fault(root, argv, before)
            if wrong:
                faults += 1
                sys.stdout.write(f"{[each[:40] for each in argv]}\n  {wrong[:400]}\n")
    sys.stdout.write(f"{tried} calls, {faults} faults\n")
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(run())
