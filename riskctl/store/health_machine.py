"""The machine: git, ssh-keygen, the locale, the clock, time zones. Nothing is written, nothing configured is run."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from riskctl.core.health import Check, Status
from riskctl.store import git
from riskctl.store.find import Place
from riskctl.store.health_commands import git as git_command
from riskctl.store.health_commands import install, quoted, set_clock, unset, utf8
from riskctl.store.programs import environment, program
from riskctl.store.zone import zone_named

OLDEST_GIT: Final = (2, 33)
"""The first git whose `rev-list` leaves out its own header, which the history is read by."""
_UTF8: Final = re.compile(r"utf-?8", re.IGNORECASE)
_TIMEOUT_SECONDS: Final = 20
CLOCK_OFF: Final = timedelta(minutes=5)
"""Clocks of two machines may differ this much."""
CLOCK_WRONG: Final = timedelta(days=1)
"""A commit further ahead than this is a finding of `audit`."""


def git_there() -> Check:
    """Look for git, and whether it is new enough."""
    found = git.version()
    if found is None:
        return Check("git", "error", "missing", mend=(install("git"),))
    shown = ".".join(map(str, found))
    if found < OLDEST_GIT:
        wanted = ".".join(map(str, OLDEST_GIT))
        return Check("git", "error", "old", {"version": shown, "wanted": wanted}, (install("git"),))
    return Check("git", "ok", values={"version": shown})


def signing() -> Check:
    """Look for an ssh-keygen that verifies signatures: without it no signed approval counts."""
    path = program("ssh-keygen")
    if path is None:
        return Check("ssh-keygen", "warning", "missing", mend=(install("openssh-client"),))
    try:
        done = subprocess.run(
            [path, "-Y", "verify"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**environment(), "LC_ALL": "C"},
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return Check("ssh-keygen", "warning", "old", mend=(install("openssh-client"),))
    if b"verify" not in done.stderr:  # one that knows it says what it lacks
        return Check("ssh-keygen", "warning", "old", mend=(install("openssh-client"),))
    return Check("ssh-keygen", "ok")


def locale() -> Check:
    """Look whether the terminal is said to speak UTF-8, which riskctl writes."""
    if os.name == "nt":
        return Check("terminal", "ok")
    named = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "C")
    if _UTF8.search(named) is None:
        return Check("terminal", "warning", "locale", {"value": named}, (utf8(),))
    return Check("terminal", "ok")


def time_zones(zone: str) -> Check:
    """Look for the tables of time zones, and the register's own zone among them."""
    if zone_named(zone) is not None:
        return Check("time-zone", "ok", values={"zone": zone})
    if zone_named("Europe/Copenhagen") is None:
        return Check(
            "time-zone", "error", "no-tables", mend=(quoted(sys.executable, "-m", "pip", "install", "tzdata"),)
        )
    return Check("time-zone", "error", "unknown", {"zone": zone}, (quoted("riskctl", "explain", "PRC204"),))


def clock(place: Place | None, now: datetime, *, stated: bool) -> Iterator[Check]:
    """Look whether the clock is the machine's own, and not behind the newest commit; `stated`: `--now` was given."""
    set_to = os.environ.get("RISKCTL_NOW")
    if set_to and not stated:
        yield Check("clock", "warning", "set", {"value": set_to}, (unset("RISKCTL_NOW"),))
    behind = _behind(place.repository, now) if place is not None and place.repository is not None else None
    if behind is not None:
        yield behind
    elif stated or not set_to:
        yield Check("clock", "ok", values={"now": now})


def _behind(repository: git.Repository, now: datetime) -> Check | None:
    """Look whether the newest commit lies ahead of the clock; one that nobody else has yet can be dated anew."""
    head = repository.commit("HEAD")
    date = repository.committed_at(head) if head else None
    if head is None or date is None or date <= now + CLOCK_OFF:
        return None
    status: Status = "error" if date > now + CLOCK_WRONG else "warning"
    values = {"now": now, "date": date.astimezone(now.tzinfo), "commit": head[:12]}
    if repository.run("for-each-ref", "--count=1", f"--contains={head}", "refs/remotes/"):
        return Check("clock", status, "behind", values, (set_clock(),))
    redate = git_command(
        repository.work_tree, "commit", "--amend", "--no-edit", "--allow-empty", "--quiet", "--date=now"
    )
    return Check("clock", status, "commit-ahead", values, (redate,))
