"""What is asked for on the first page: each point with what it is about, who it lies with, and by when."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from riskctl.core.fields import Role, rank
from riskctl.core.views.due_item import Kind
from riskctl.core.views.quarter_advice import Decision
from riskctl.core.views.quarter_happened import AcceptanceLine
from riskctl.core.views.quarter_status import Deviation
from riskctl.core.views.year_account import YearAccount
from riskctl.render.document.model import Block, Heading, Items, Paragraph
from riskctl.render.report.voice import PeriodVoice, said
from riskctl.render.report.year import money

SECTION_OF: Final[Mapping[str, str]] = {
    "plan": "deviations",
    "action": "deviations",
    "assessment": "deviations",
    "approval": "deviations",
    "escalation": "escalations",
    "acceptance": "acceptances",
    "effect": "actions",
    "more": "risks",
    "procedure": "load",
}
"""The section of the report where the grounds of each decision stand."""
_YEAR_SECTION_OF: Final[Mapping[str, str]] = {"means": "ahead", "effect": "done", "late": "deviations"}
_LATE_COUNTED: Final[Mapping[str, str]] = {
    "plan": "plans",
    "action": "actions",
    "assessment": "assessments",
    "approval": "approvals",
    "escalation": "escalations.lacking",
}
_LATE: Final = ("plan", "action", "assessment", "approval")
_MOST: Final[Mapping[str, int]] = {"acceptance": 2, "more": 2, "effect": 2, "escalation": 2}
"""How many names stand on the first page where there are many: what is late stands by name."""
_ALL_SHOWN: Final = 4
"""So many names stand one by one; of more, the first three."""


@dataclass(frozen=True, slots=True)
class Point:
    """One decision: what it is about, each with what is said of it in brackets."""

    key: str
    about: Mapping[str, str]


def decisions(voice: PeriodVoice, numbers: Mapping[str, int]) -> Iterator[Block]:
    """Yield what is asked for, and what it costs to do nothing; `numbers` are those of the sections."""
    texts = tuple(_text(voice, each, numbers) for each in points(voice))
    yield Items(texts, numbered=True, audience="board") if texts else said(voice("decision.none"), audience="board")
    yield Heading(voice("heading.standstill"), audience="board")
    yield Paragraph(tuple(_standstill(voice)), audience="board")


def _text(voice: PeriodVoice, point: Point, numbers: Mapping[str, int]) -> str:
    names = [f"{name} ({more})" if more else name for name, more in point.about.items()]
    if point.key == "means" and voice.report.year is not None:
        price = voice.report.year.unfinished
        text = voice("decision.means", actions=voice("count.actions", n=price.actions), price=money(voice, price))
    elif point.key == "late":
        text = voice("decision.late", late=voice.words.enumeration(names), level=voice.report.threshold)
    else:
        text = _decision(voice, point.key, names)
    return voice("decision", text=text, section=numbers[_section_of(voice, point.key)])


def _section_of(voice: PeriodVoice, key: str) -> str:
    own = _YEAR_SECTION_OF if voice.report.year is not None else {}
    return own.get(key) or SECTION_OF[key]


def _decision(voice: PeriodVoice, key: str, names: list[str]) -> str:
    return voice(
        f"decision.{key}", n=len(names), names=voice.some(names, most=_MOST.get(key, 3)), level=voice.report.threshold
    )


def points(voice: PeriodVoice) -> list[Point]:
    """Return the points. What is late and must be brought further is asked for once: with what is late."""
    found = [Point(each.key, _about(voice, each)) for each in voice.report.decisions]
    if voice.report.year is not None:
        return _of_year(voice, voice.report.year, {each.key: each for each in found})
    onward = _onward(voice)
    made, told = [], set()
    for point in found:
        about = dict(point.about)
        if point.key in _LATE and len(about) <= _ALL_SHOWN:
            for name in about.keys() & onward.keys():
                about[name] = voice("asked.onward", first=about[name], to=voice.them(onward[name]))
                told.add(name)
        if point.key == "escalation":
            about = {name: more for name, more in about.items() if name not in told}
        made.append(Point(point.key, about))
    return [each for each in made if each.about]


def _onward(voice: PeriodVoice) -> dict[str, list[Role]]:
    """Return to whom each thing must still be brought, by its name."""
    found: dict[str, list[Role]] = {}
    for each in voice.report.escalations:
        if each.at is None:
            roles = found.setdefault(voice.subject(each.subject, "escalation"), [])
            roles += [role for role in each.to if role not in roles]
    return found


def _of_year(voice: PeriodVoice, account: YearAccount, found: Mapping[str, Point]) -> list[Point]:
    """Return what the executive board is asked for: means first; all that is late is one point."""
    made = [Point("means", {"": ""})] if account.unfinished.actions else []
    grave = {each.risk for each in voice.report.acceptances if rank(each.level) >= rank(voice.report.threshold)}
    named = {voice.subject(each, "acceptance") for each in grave}
    for key in ("more", "acceptance", "effect"):
        about = found[key].about if key in found else {}
        kept = {name: more for name, more in about.items() if key != "acceptance" or name in named}
        made.append(Point(key, kept))
    late = [voice(f"count.{_LATE_COUNTED[key]}", n=len(found[key].about)) for key in _LATE_COUNTED if key in found]
    made.append(Point("late", dict.fromkeys(late, "")))
    made += [found[key] for key in ("procedure",) if key in found]
    return [each for each in made if each.about]


def _about(voice: PeriodVoice, decision: Decision) -> dict[str, str]:
    """Return what a decision is about by name; the same name only once."""
    say = _SAID.get(decision.key)
    named: dict[str, str] = {}
    for subject in decision.subjects:
        named.setdefault(voice.subject(subject, decision.key), say(voice, subject) if say else "")
    return named


def _late(voice: PeriodVoice, subject: str, *kinds: Kind) -> Deviation:
    return next(each for each in voice.report.deviations if each.item.kind in kinds and each.item.subject == subject)


def _plan(voice: PeriodVoice, subject: str) -> str:
    line = next(each for each in voice.report.risks if each.view.current.id == subject)
    return voice("asked.late", who=voice.person(line.view.owner), n=_late(voice, subject, "plan").days)


def _action(voice: PeriodVoice, subject: str) -> str:
    action = voice.register.actions[subject]
    return voice("asked.late", who=voice.person(action.responsible), n=_late(voice, subject, "action").days)


def _assessment(voice: PeriodVoice, subject: str) -> str:
    owner = voice.person(voice.register.systems[subject].owner)
    return voice("asked.late", who=owner, n=_late(voice, subject, "assessment", "revision").days)


def _approval(voice: PeriodVoice, subject: str) -> str:
    late = _late(voice, subject, "approval")
    roles = dict.fromkeys(each.role for each in late.item.responsible if each.role)
    return voice("asked.late", who=voice.them(roles), n=late.days) if roles else ""


def _escalation(voice: PeriodVoice, subject: str) -> str:
    found = (each.to for each in voice.report.escalations if each.at is None and each.subject == subject)
    return voice("asked.to", to=voice.them(dict.fromkeys(role for to in found for role in to)))


def _acceptance(voice: PeriodVoice, subject: str) -> str:
    return voice("asked.until", date=voice.when(_accepted(voice.report.acceptances, subject).until))


def _accepted(found: Iterable[AcceptanceLine], risk: str) -> AcceptanceLine:
    return next(each for each in found if each.risk == risk)


def _effect(voice: PeriodVoice, subject: str) -> str:
    found = next(each for each in voice.report.effects if each.action.id == subject)
    name = voice.words.name
    return voice("asked.effect", expected=name("level", found.expected), found=name("level", found.effect.level))


def _more(voice: PeriodVoice, subject: str) -> str:
    line = next((each for each in voice.report.risks if each.view.current.id == subject), None)
    return voice("asked.more", level=line.view.residual.level) if line else ""


_SAID: Final[Mapping[str, Callable[[PeriodVoice, str], str]]] = {
    "plan": _plan,
    "action": _action,
    "assessment": _assessment,
    "approval": _approval,
    "escalation": _escalation,
    "acceptance": _acceptance,
    "effect": _effect,
    "more": _more,
}


def _standstill(voice: PeriodVoice) -> Iterator[str]:
    """Yield what it costs to do nothing until the next report."""
    found, last = voice.report.standstill, voice.report.span.next.last
    late = found.late
    yield voice(
        "standstill",
        last=last,
        risks=voice("count.risks", n=found.risks),
        level=voice.report.threshold,
        plans=voice("count.plans", n=late["plan"]),
        actions=voice("count.actions", n=late["action"]),
        assessments=voice("count.assessments", n=late["assessment"] + late["revision"]),
        ending=voice("count.acceptances", n=late["acceptance"]),
    )
    if found.gravest is not None:
        number, perspective = found.gravest
        step = voice.register.procedure.consequence.scale[number - 1]
        yield voice("standstill.gravest", text=getattr(step, perspective).in_language(voice.words.lang))
