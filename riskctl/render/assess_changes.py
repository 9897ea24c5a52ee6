"""What is other than last time, and why, and what kinds of threat nobody looked at: read before it is written."""

from collections.abc import Iterator
from typing import get_args

from riskctl.core.answers import Answers
from riskctl.core.fields import ASPECTS, ThreatCategory
from riskctl.core.views.judging import ADJUSTABLE, moved_since
from riskctl.core.views.meeting import Meeting
from riskctl.core.views.minutes import Outcome, RiskOutcome
from riskctl.render.assess import Screens
from riskctl.render.names import threat_name


def changes(screens: Screens, found: Outcome, answers: Answers) -> Iterator[str]:
    """Yield what changed since last time, a risk a line, each with its cause; nothing for a first assessment."""
    meeting, words = screens.meeting, screens.words
    if meeting.previous is None:
        return
    for each in found.risks:
        line = _change(screens, each, answers)
        if line:
            yield line
    left_out = meeting.excluded(answers)
    for key in meeting.last_risks:
        if key not in {each.key for each in found.risks}:
            threat = meeting.candidates[key]
            name, before = threat_name(screens.register, threat, words), meeting.last_risks[key].level
            yield words(
                "assess.summary.left", threat=name, before=words.name("level", before), reason=left_out.get(threat, "")
            )


def _change(screens: Screens, each: RiskOutcome, answers: Answers) -> str | None:
    meeting, words = screens.meeting, screens.words
    name, after = threat_name(screens.register, each.threat, words), words.name("level", each.level)
    previous = meeting.last_risks.get(each.key)
    if previous is None:
        return words("assess.summary.came", threat=name, after=after)
    judged, facts = meeting.judged(each.key, answers), meeting.facts_for(each.key, answers)
    moved = [
        screens.moved(value, judged, facts)
        for value in moved_since(judged, previous)
        if value in ("threat_level", *ADJUSTABLE)
    ]
    if not moved:
        return None
    reasons = [
        str(answers[path]) for value in judged.changed if (path := f"risks.{each.key}.overrides.{value}") in answers
    ]
    cause = words.enumeration(moved) + "".join(f" ({reason})" for reason in reasons)
    if previous.level == each.level:
        return words("assess.summary.stays", threat=name, after=after, cause=cause)
    before = words.name("level", previous.level)
    return words("assess.summary.moved", threat=name, before=before, after=after, cause=cause)


def uncovered(meeting: Meeting, found: Outcome) -> list[str]:
    """Return the aspects that no assessed threat has: technical, organisational, human, physical (P4.0.1)."""
    threats = meeting.engine.register.threats
    covered = {aspect for each in found.risks for aspect in threats[each.threat].aspects}
    return [aspect for aspect in ASPECTS if aspect not in covered]


def uncovered_categories(meeting: Meeting, found: Outcome) -> list[str]:
    """Return the kinds of threat of which one fits the system but none was assessed (P4.0.3)."""
    threats = meeting.engine.register.threats
    covered = {threats[each.threat].category for each in found.risks}
    fitting = {threats[each].category for each in meeting.engine.fitting_threats(meeting.system.id)}
    return [each for each in get_args(ThreatCategory) if each in fitting and each not in covered]


def coverage(screens: Screens, found: Outcome) -> Iterator[str]:
    """Yield what is not looked at from any side, and of no kind: all hazards (P4.0.1, P4.0.3)."""
    words, aspects = screens.words, uncovered(screens.meeting, found)
    if aspects:
        yield words("assess.coverage", aspects=[words.name("aspect", each) for each in aspects])
    categories = uncovered_categories(screens.meeting, found)
    if categories:
        yield words("assess.coverage.category", category=categories)


def nobody_left(screens: Screens, found: Outcome, answers: Answers) -> Iterator[str]:
    """Yield where four eyes leave nobody to approve the assessment, or an acceptance in it."""
    meeting, performers = screens.meeting, tuple(answers["performed_by"])
    tables = meeting.engine.procedure
    criticality = answers.get("criticality") or meeting.system.criticality
    yield from screens.alone("assessment", tables.reassessment[criticality].approval, performers)
    levels = dict.fromkeys(each.level for each in found.risks if each.treatment == "accept")
    roles = dict.fromkeys(tables.treatment[level].accepted_by for level in levels)
    for each in roles:
        yield from screens.alone("acceptance", each, performers)
