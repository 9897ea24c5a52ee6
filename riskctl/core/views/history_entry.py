"""One thing that happened in the life of something, as an auditor asks for it: when, who, from what to what, why."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from riskctl.core.approval import Verdict
from riskctl.core.finding import Path
from riskctl.core.views.history_line import Step
from riskctl.core.views.why_moved import Why

What = Literal[
    "added",
    "changed",
    "removed",
    "renamed",
    "unreadable",
    "assessed",
    "draft",
    "level",
    "approved",
    "rejected",
    "stale",
    "event",
    "answered",
    "escalated",
    "proposed",
    "planned",
    "started",
    "progress",
    "completed",
    "effect",
    "cancelled",
]
Verdicts = Mapping[tuple[str | None, str, int], Verdict]
"""What each decision was worth when it reached the mainline: by commit, statement and its place in the statement."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the step that brought it, what it says it is, about what, and the values it moved from and to.

    `dated` is when the register says it happened; `by` are the people of the register who did it; `values` are what
    else there is to say, by the kind of entry.
    """

    step: Step
    what: What
    folder: str
    subject: str
    dated: date | None = None
    by: tuple[str, ...] = ()
    field: Path = ()
    before: object = None
    after: object = None
    why: Why | None = None
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    verdict: Verdict | None = None
