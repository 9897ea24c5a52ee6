"""Who works on a draft: told to a second person, who may take it over, work beside, or stop.

A claim is a small file beside the draft, and a lock that the system lets go when the process ends, however it ends:
so one that died holds nobody up.
"""

import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from riskctl.core.moment import parse_moment
from riskctl.store.atomic import replace_file


@dataclass(frozen=True, slots=True)
class Owner:
    """Who works on a draft (a person's id; None: nobody knows), since when, and in which process."""

    who: str | None
    since: datetime
    process: int
    token: str


class Claim:
    """One process's claim on one draft, by the draft's name."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._folder = folder
        self._file = folder / f"{name}.owner"
        self._token = ""
        self._lock: Any = None

    def other(self) -> Owner | None:
        """Return who else works on the draft now; None when nobody does, or whoever did is gone."""
        owner = self._owner()
        if owner is None or owner.token == self._token:
            return None
        return owner if self._lives(owner.token) else None

    @property
    def stands(self) -> bool:
        """Whether the draft is still this process's: nobody has taken it over."""
        owner = self._owner()
        return owner is None or owner.token == self._token

    def take(self, who: str | None, now: datetime) -> None:
        """Make the draft this process's, whoever had it."""
        before = self._owner()
        self._token = secrets.token_hex(8)
        self._lock = _lock_of(self._lock_file(self._token))
        self._lock.acquire()
        data = {"who": who, "since": now.isoformat(), "process": os.getpid(), "token": self._token}
        replace_file(self._file, json.dumps(data).encode())
        if before is not None and not self._lives(before.token):
            self._lock_file(before.token).unlink(missing_ok=True)

    def let_go(self) -> None:
        """End the claim; leaves nothing behind."""
        if self._lock is None:
            return
        if self.stands:
            self._file.unlink(missing_ok=True)
        self._lock.release()
        self._lock = None
        with suppress(OSError):
            self._lock_file(self._token).unlink(missing_ok=True)

    def _lock_file(self, token: str) -> Path:
        return self._folder / f"{self.name}.{token}.lock"

    def _owner(self) -> Owner | None:
        try:
            data = json.loads(self._file.read_text(encoding="utf-8"))
            token = str(data["token"])
            who = None if data["who"] is None else str(data["who"])
            if not token.isalnum():
                return None
            return Owner(who, parse_moment(data["since"]), int(data["process"]), token)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def _lives(self, token: str) -> bool:
        """Whether the process that has a token holds its lock."""
        from filelock import Timeout

        path = self._lock_file(token)
        if not path.exists():
            return False
        lock = _lock_of(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        return False


def _lock_of(path: Path) -> Any:
    from filelock import FileLock

    return FileLock(path, timeout=5)
