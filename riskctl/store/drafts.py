"""Drafts of assessments: what has been answered so far, outside the register until it is complete."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from riskctl.core.moment import parse_moment
from riskctl.errors import RiskctlError
from riskctl.store.atomic import replace_file
from riskctl.store.find import Place
from riskctl.store.state import state_dir

MAX_BYTES: Final = 1024 * 1024


@dataclass(frozen=True)
class Draft:
    """Answers by name, when they were last added to, and the assessment that was the latest when they were begun."""

    system: str
    saved_at: datetime
    since: str | None
    answers: Mapping[str, Any]


class Drafts:
    """The drafts of one register, a file a system."""

    def __init__(self, place: Place) -> None:
        self._folder = state_dir(place) / "drafts"

    def _path(self, system: str) -> Path:
        return self._folder / f"{system}.json"

    def load(self, system: str) -> Draft | None:
        """Return the draft of a system; None when there is none.

        Raise RiskctlError for one that can't be read: it is never thrown away unasked.
        """
        path = self._path(system)
        try:
            if path.stat().st_size > MAX_BYTES:
                raise RiskctlError("draft-unreadable", path=path)
            data = json.loads(path.read_text(encoding="utf-8"))
            answers = dict(data["answers"])
            return Draft(system, parse_moment(data["saved_at"]), data["since"], answers)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            raise RiskctlError("draft-unreadable", path=path) from None

    def save(self, draft: Draft) -> None:
        """Keep a draft in place of the one before; whole, whatever happens meanwhile."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        data = {
            "system": draft.system,
            "saved_at": draft.saved_at.isoformat(timespec="seconds"),
            "since": draft.since,
            "answers": dict(draft.answers),
        }
        replace_file(self._path(draft.system), json.dumps(data, ensure_ascii=False, indent=1).encode())

    def discard(self, system: str) -> bool:
        """Delete the draft of a system; return whether there was one."""
        try:
            self._path(system).unlink()
        except FileNotFoundError:
            return False
        return True
