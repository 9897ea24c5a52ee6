"""Whether answers hold together: people, threats and events that exist, results that the tables give."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from riskctl.core.answers import Answers
from riskctl.core.assessments import NOT_EVENTS
from riskctl.core.fields import rank
from riskctl.core.views.judging import ADJUSTABLE
from riskctl.core.views.meeting import Meeting


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer that can't stand: its dotted name, what is wrong, and what fills the sentence."""

    path: str
    name: str
    values: Mapping[str, object] = field(default_factory=dict)


def faults(meeting: Meeting, answers: Answers, now: datetime) -> list[Fault]:
    """Return everything that is wrong with the answers of a file, beyond their form."""
    return [*_whole(meeting, answers, now), *_risks(meeting, answers), *_actions(meeting, answers)]


def _whole(meeting: Meeting, answers: Answers, now: datetime) -> Iterator[Fault]:
    register = meeting.engine.register
    version = meeting.engine.procedure.version
    if answers.get("procedure", version) != version:
        yield Fault("procedure", "procedure", {"table": version})
    if "completed_at" in answers and datetime.fromisoformat(answers["completed_at"]) > now:
        yield Fault("completed_at", "future")
    for trigger in answers.get("triggers", ()):
        if trigger not in NOT_EVENTS and trigger not in register.events:
            yield Fault("triggers", "trigger", {"value": trigger})
    yield from _people(meeting, "performed_by", answers.get("performed_by", ()))
    for path in answers:
        folder, _, threat = path.partition(".")
        if folder == "excluded":
            if threat not in register.threats:
                yield Fault(path, "threat", {"value": threat})
            elif f"risks.{threat}" in answers:
                yield Fault(path, "both", {"value": threat})


def _people(meeting: Meeting, path: str, people: "list[str] | tuple[str, ...]") -> Iterator[Fault]:
    known = meeting.engine.register.organisation.people
    return (Fault(path, "person", {"value": person}) for person in people if person not in known)


def _risks(meeting: Meeting, answers: Answers) -> Iterator[Fault]:
    for path in answers:
        folder, _, key = path.partition(".")
        if folder == "risks" and key and "." not in key:
            threat = answers.get(f"{path}.threat") or meeting.candidates.get(key) or key
            known = meeting.engine.register.threats.get(threat)
            if known is None:
                yield Fault(path, "threat", {"value": threat})
                continue
            scenario = answers.get(f"{path}.scenario")
            if scenario is not None and scenario not in known.scenarios:
                yield Fault(f"{path}.scenario", "scenario", {"value": scenario, "choices": ", ".join(known.scenarios)})
            yield from _people(meeting, f"{path}.owner", [each for each in (answers.get(f"{path}.owner"),) if each])
            yield from _values(meeting, key, answers)


def _values(meeting: Meeting, key: str, answers: Answers) -> Iterator[Fault]:
    at, judged, facts = f"risks.{key}", meeting.judged(key, answers), meeting.facts_for(key, answers)
    stated = answers.get(f"{at}.threat_level")
    levels = meeting.engine.procedure.likelihood.threat_levels
    if stated is not None and stated != (facts.rating.threat_level or stated):
        yield Fault(f"{at}.threat_level", "threat-level", {"table": facts.rating.threat_level})
    elif stated is not None and stated not in levels:
        yield Fault(f"{at}.threat_level", "scenario", {"value": stated, "choices": ", ".join(levels)})
    for name in ADJUSTABLE:
        given = answers.get(f"{at}.{name}")
        if given is not None and judged.value(name) is not None and given != judged.value(name):
            yield Fault(f"{at}.{name}", "reason", {"table": judged.value(name), "value": given})
    yield from _results(meeting, key, answers)
    yield from _accepted(meeting, key, answers)


def _results(meeting: Meeting, key: str, answers: Answers) -> Iterator[Fault]:
    at, judged = f"risks.{key}", meeting.judged(key, answers)
    computed: dict[str, Any] = {"inherent": judged.inherent, "level": judged.level}
    pair = answers.get(f"{at}.residual.consequence"), answers.get(f"{at}.residual.likelihood")
    if pair[0] is not None and pair[1] is not None:
        expected = computed["residual.level"] = meeting.engine.procedure.level_of(pair[0], pair[1])
        if expected and judged.level and rank(expected) > rank(judged.level):
            yield Fault(f"{at}.residual", "residual", {"level": judged.level})
    for name, value in computed.items():
        given = answers.get(f"{at}.{name}")
        if given is not None and value is not None and given != value:
            yield Fault(f"{at}.{name}", "result", {"table": value, "value": given})


def _accepted(meeting: Meeting, key: str, answers: Answers) -> Iterator[Fault]:
    at, level = f"risks.{key}", meeting.judged(key, answers).level
    if answers.get(f"{at}.treatment") == "accept" and level and meeting.row(level).acceptance == "never":
        yield Fault(f"{at}.treatment", "never", {"level": level})
    until = answers.get(f"{at}.acceptance.until")
    if until is not None and date.fromisoformat(until) <= meeting.engine.clock.today:
        yield Fault(f"{at}.acceptance.until", "until")


def _actions(meeting: Meeting, answers: Answers) -> Iterator[Fault]:
    for path, value in answers.items():
        if path.startswith("actions.") and path.endswith(".responsible"):
            yield from _people(meeting, path, [value])


def included_in(answers: Answers) -> list[str]:
    """Return the keys of the risks that a file of answers has."""
    return [key for path in answers if path.startswith("risks.") and "." not in (key := path.removeprefix("risks."))]
