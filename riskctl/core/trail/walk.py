"""The walk along the mainline, oldest step first: every rule on every step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from riskctl.core.finding import Severity
from riskctl.core.trail.at import At
from riskctl.core.trail.contents import Contents
from riskctl.core.trail.dates import BACK
from riskctl.core.trail.judging import judge
from riskctl.core.trail.mainline import Mainline, Seal
from riskctl.core.trail.policy import resolve
from riskctl.core.trail.rules import TRAIL_RULES
from riskctl.core.trail.step import Step

OF_THE_WHOLE = ("HIS403", "HIS404")
"""Rules about the whole history: they stand whatever part of it is asked about."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A commit of the mainline: its place in the line, its id, who committed it and when."""

    index: int
    commit: str
    who: str
    when: datetime


@dataclass(frozen=True, slots=True)
class TrailFinding:
    """One thing wrong with the trail, and the mainline commit where it first shows."""

    code: str
    severity: Severity
    clause: str
    path: str
    values: Mapping[str, object]
    at: Arrived


@dataclass
class Trail:
    """What the walk found.

    `records` are the files that may never change, by path, as they first reached the mainline; the steps tell by
    whom and when (`Seal.index`). `begun`: whether there ever was a register to read.
    """

    findings: list[TrailFinding] = field(default_factory=list)
    steps: list[Arrived] = field(default_factory=list)
    records: Mapping[str, Seal] = field(default_factory=dict)
    timezone: str = "UTC"
    begun: bool = False

    @property
    def statements(self) -> list[Seal]:
        """The approvals, in the order in which they reached the mainline."""
        return [seal for seal in self.records.values() if seal.file.kind == "approval"]

    def arrival(self, seal: Seal) -> Arrived:
        """Return the commit with which a record reached the mainline."""
        return self.steps[seal.index]

    def since(self, index: int) -> list[TrailFinding]:
        """Return what was found after a step, and what is wrong with the history as a whole."""
        return [each for each in self.findings if each.at.index > index or each.code in OF_THE_WHOLE]


def walk(steps: Iterable[Step], contents: Contents, mainline: Mainline) -> Trail:
    """Walk the mainline; return what was found, oldest first."""
    trail = Trail(records=mainline.seals)
    for step in steps:
        arrived = Arrived(step.index, step.commit, step.who, step.committed_at)
        trail.steps.append(arrived)
        at = _at(mainline, step, contents)
        for code, rule in TRAIL_RULES.items():
            for found in rule.check(at):
                values = dict(found.values) | ({"by": found.commit.who} if found.commit is not None else {})
                trail.findings.append(TrailFinding(code, rule.severity, rule.clause, found.path, values, arrived))
        _close(at)
    if mainline.trusted is not None:
        trail.begun = True
        trail.timezone = mainline.trusted.procedure.timezone
    return trail


def _at(mainline: Mainline, step: Step, contents: Contents) -> At:
    mainline.apply(step)
    at = At(mainline, step, contents)
    at.policy = resolve(at)
    statements = [(file, contents.entity(file)) for file in at.arrivals("approval")]
    at.judged = (*at.policy.judged, *judge(at, statements))
    return at


def _close(at: At) -> None:
    """Seal what arrived, and take in the date."""
    mainline, step = at.mainline, at.step
    for file in at.arrived:
        mainline.seals[file.path] = Seal(file, step.index, step.commit)
    latest = mainline.latest
    if latest is None or step.committed_at > latest or step.committed_at < latest - BACK:
        mainline.latest = step.committed_at
