"""What has moved in the register between a file of answers was made and is read: the answers rest on what was."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from riskctl.core.answers import Answers, Since
from riskctl.core.views.meeting import Meeting

FACTS: Final = ("threat_level", "resilience", "consequence", "likelihood", "level")
"""What the register says of a risk, in the order it is computed."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A field that is not what it was: its dotted name, and what it was and is; None where there was or is nothing."""

    path: str
    then: object
    now: object

    @property
    def name(self) -> str:
        """The last part of its name, which says what kind of value it is."""
        return self.path.rpartition(".")[2]


def facts_of(meeting: Meeting, key: str) -> dict[str, Any]:
    """Return what today's register says of a risk by its tables, without what there is nothing to say of."""
    rating = meeting.facts(key).rating
    return {name: value for name in FACTS if (value := getattr(rating, name)) is not None}


def filled_in_from(meeting: Meeting) -> dict[str, Any]:
    """Return what a template is filled in from, as plain data under the names of `Since`."""
    found: dict[str, Any] = {
        "system": meeting.system.id,
        "procedure": meeting.engine.procedure.version,
        "criticality": meeting.system.criticality,
    }
    if meeting.previous:
        found["assessment"] = meeting.previous.id
    if meeting.waiting:
        found["waiting"] = [event.id for event in meeting.waiting]
    return {**found, "risks": {key: facts_of(meeting, key) for key in meeting.candidates}}


def moved_meanwhile(meeting: Meeting, since: Since, answers: Answers) -> list[Moved]:
    """Return what has moved since a file was made, of what its answers rest on."""
    return [*_of_system(meeting, since), *_of_risks(meeting, since, answers)]


def _of_system(meeting: Meeting, since: Since) -> Iterator[Moved]:
    now = filled_in_from(meeting)
    for name in ("procedure", "criticality", "assessment"):
        then = getattr(since, name)
        if then != now.get(name):
            yield Moved(name, then, now.get(name))
    new = [event for event in now.get("waiting", ()) if event not in since.waiting]
    if new:
        yield Moved("waiting", list(since.waiting) or None, list(now["waiting"]))


def _of_risks(meeting: Meeting, since: Since, answers: Answers) -> Iterator[Moved]:
    for key, facts in since.risks.items():
        threat = answers.get(f"risks.{key}.threat") or meeting.candidates.get(key) or key
        if f"risks.{key}" not in answers and f"excluded.{key}" not in answers:
            continue
        known = threat in meeting.engine.register.threats
        now = facts_of(meeting, key) if known else {}
        for name in FACTS:
            then = getattr(facts, name)
            if then != now.get(name):
                yield Moved(f"risks.{key}.{name}", then, now.get(name))
