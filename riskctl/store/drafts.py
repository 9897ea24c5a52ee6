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
from riskctl.store.draft_claim import Claim
from riskctl.store.find import Place
from riskctl.store.state import made, state_dir

MAX_BYTES: Final = 1024 * 1024
MOST: Final = 99
"""How many drafts a system may have at the same time."""


@dataclass(frozen=True)
class Draft:
    """Answers by name, when they were last added to, and the assessment that was the latest when they were begun.

    `question` is the one being answered, by the first name it answers, and `said` what was typed to its first parts.
    `facts` is what the register said when the answers were begun. `name` tells apart several drafts of a system.
    """

    system: str
    saved_at: datetime
    since: str | None
    answers: Mapping[str, Any]
    question: str | None = None
    said: tuple[str, ...] = ()
    facts: Mapping[str, Any] | None = None
    name: str = ""


class Drafts:
    """The drafts of one register, a file a system."""

    def __init__(self, place: Place) -> None:
        self._folder = state_dir(place) / "drafts"

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def names(self, system: str) -> list[str]:
        """Return the names of a system's drafts, the one added to last first."""
        found = [path for path in self._folder.glob(f"{system}*.json") if path.stem.split(".")[0] == system]
        return [path.stem for path in sorted(found, key=lambda path: (-path.stat().st_mtime_ns, path.stem))]

    def claim(self, name: str) -> Claim:
        """Return a claim on a draft, not taken yet."""
        made(self._folder)
        return Claim(self._folder, name)

    def free(self, system: str) -> str:
        """Return the name of a draft that is not there and that nobody works on."""
        names = (system, *(f"{system}.{number}" for number in range(2, MOST + 1)))
        taken = self.names(system)
        return next((name for name in names if name not in taken and self.claim(name).other() is None), names[-1])

    def load(self, name: str) -> Draft | None:
        """Return a draft, by the system or the name it has beside others; None when there is none.

        Raise RiskctlError for one that can't be read: it is never thrown away unasked.
        """
        path = self._path(name)
        try:
            if path.stat().st_size > MAX_BYTES:
                raise RiskctlError("draft-unreadable", path=path)
            data = json.loads(path.read_text(encoding="utf-8"))
            answers = dict(data["answers"])
            said = tuple(str(each) for each in data.get("said", ()))
            facts = data.get("facts")
            saved_at, since = parse_moment(data["saved_at"]), data["since"]
            system = name.partition(".")[0]
            return Draft(system, saved_at, since, answers, data.get("question"), said, facts, name)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            raise RiskctlError("draft-unreadable", path=path) from None

    def save(self, draft: Draft) -> None:
        """Keep a draft in place of the one before; whole, whatever happens meanwhile."""
        made(self._folder)
        data = {
            "system": draft.system,
            "saved_at": draft.saved_at.isoformat(timespec="seconds"),
            "since": draft.since,
            "answers": dict(draft.answers),
            "question": draft.question,
            "said": list(draft.said),
            "facts": draft.facts,
        }
        replace_file(self._path(draft.name or draft.system), json.dumps(data, ensure_ascii=False, indent=1).encode())

    def discard(self, name: str) -> bool:
        """Delete a draft; return whether there was one."""
        try:
            self._path(name).unlink()
        except FileNotFoundError:
            return False
        return True
