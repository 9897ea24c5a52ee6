"""What a rule is, and what every rule may look at."""

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from riskctl.core.approval import Approvals, Decided, Verdict
from riskctl.core.assets import System
from riskctl.core.consequence import Suggestion, suggested_class
from riskctl.core.finding import Path, Severity
from riskctl.core.ids import split_risk_id
from riskctl.core.moment import Clock
from riskctl.core.procedure import Procedure
from riskctl.core.rating import Engine
from riskctl.core.register import FOLDERS, Register, as_of


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a rule is broken: the file, the path in it, the entity, and what fills the message."""

    ref: str
    path: Path
    subject: str
    values: Mapping[str, object] = field(default_factory=dict)


class Context:
    """What rules look at.

    Errors judge content: they look at the whole register, whatever the clock says. Only warnings may look
    at `today`, the register as of the clock. `judge` judges the decisions: those of a change of policy are judged
    by the policy before it.
    """

    def __init__(self, register: Register, clock: Clock, judge: Callable[[Engine], Approvals] = Approvals) -> None:
        self.register = register
        self.clock = clock
        self._judge = judge
        self._suggestions: dict[str, Suggestion] = {}

    @property
    def procedure(self) -> Procedure:
        """The procedure in force."""
        return self.register.procedure

    @cached_property
    def whole(self) -> Engine:
        """Computed from the whole register, also what is dated after the clock."""
        return Engine(self.register, self.clock)

    @cached_property
    def today(self) -> Engine:
        """Computed from the register as of the clock; the same as `whole` where nothing is dated after it."""
        known = as_of(self.register, self.clock)
        return self.whole if _same(known, self.register) else Engine(known, self.clock)

    @cached_property
    def approvals(self) -> Approvals:
        """Every decision, judged."""
        return self._judge(self.whole)

    @cached_property
    def newest(self) -> list[tuple[Decided, Verdict]]:
        """The newest decision of each subject, judged."""
        return [(decided, self.approvals.judge(decided)) for decided in self.approvals.newest()]

    @cached_property
    def broken_folders(self) -> frozenset[str]:
        """The folders in which a file failed validation: what is computed across them can't be relied on."""
        return frozenset(each.partition("/")[0] for each in self.register.broken)

    @cached_property
    def risk_keys(self) -> Mapping[str, set[str]]:
        """The keys of the risks in all completed assessments of each system."""
        keys: dict[str, set[str]] = {}
        for assessment in self.register.assessments.values():
            keys.setdefault(assessment.system, set()).update(assessment.risks)
        return keys

    def risk_exists(self, risk: str) -> bool:
        """Whether a risk is in any assessment of its system; yes where one of them can't be read."""
        system, key = split_risk_id(risk)
        return key in self.risk_keys.get(system, ()) or system in self.partly_read

    @cached_property
    def partly_read(self) -> frozenset[str]:
        """The systems of which an assessment failed validation: which one is the newest can't be told."""
        paths = (each.split("/") for each in self.register.broken)
        return frozenset(path[1] for path in paths if path[0] == "assessments")

    def any_broken(self, *folders: str) -> bool:
        """Whether a file in one of the folders (or `organisation`) failed validation."""
        return not self.broken_folders.isdisjoint(folders)

    def suggestion(self, system: System) -> Suggestion:
        """Return the class suggested for a system."""
        if system.id not in self._suggestions:
            self._suggestions[system.id] = suggested_class(self.register, self.whole.consequence, system)
        return self._suggestions[system.id]


def _same(one: Register, other: Register) -> bool:
    return all(len(getattr(one, folder)) == len(getattr(other, folder)) for folder in FOLDERS) and all(
        action is other.actions[id_] for id_, action in one.actions.items()
    )


def meant(written: str, known: Collection[str]) -> str:
    """Return the known name that was probably meant; empty when none is near."""
    return "".join(difflib.get_close_matches(written, known, 1))


Check = Callable[[Context], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of `check`: its function (none where the loader itself finds it), severity and clause."""

    check: Check | None
    severity: Severity
    clause: str
