"""The parts of the brief: what a change means, in words, the worst first and never more than can be read."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from riskctl.core.fields import Level
from riskctl.core.moment import Duration
from riskctl.core.roles import Responsible
from riskctl.core.rules import RULES
from riskctl.core.views.diff import RiskMoved
from riskctl.core.views.due import timed, urgency
from riskctl.core.views.due_item import DueItem
from riskctl.core.views.fields_changed import FieldChange
from riskctl.core.views.meaning import Meaning
from riskctl.core.views.tables_effect import ConsequenceMoved, DueMoved, LevelMoved
from riskctl.core.views.waiting import Waiting
from riskctl.render import names
from riskctl.render.decision_words import subject_words
from riskctl.render.diff import given_words
from riskctl.render.due import deadline, people, when
from riskctl.render.field_words import FieldWords
from riskctl.render.why_moved import because
from riskctl.text import Words

MOST: Final = 8
"""How many lines of one part are shown; the rest are counted."""
FEW: Final = 5
"""How many names are listed in one line."""
SOON: Final = Duration("P30D", days=30)
_KEY_SHOWN: Final = 16
_OF_POLICY: Final[Mapping[str, int]] = {"roles": 0, "keys": 0, "people": 2}


@dataclass(frozen=True, slots=True)
class Line:
    """What a line is about, what is to be said of it, and the few things listed below it."""

    lead: str
    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part under its heading: a note, its lines as far as they are shown, and how many are not."""

    title: str
    note: str
    lines: tuple[Line, ...]
    rest: str


class Parts:
    """The parts of a meaning in words, the empty ones left out."""

    def __init__(self, found: Meaning, words: Words) -> None:
        self.found = found
        self.words = words
        self.own = found.own
        self.before = found.before.register
        self.clock = found.after.engine.clock
        self.fields = FieldWords(self.own, words)

    def all(self) -> Iterator[Part]:
        """Yield each part that says something."""
        for name, lines in _PARTS.items():
            said = list(lines(self))
            if said:
                yield part(name, said, self.words, self._note(name))

    def _note(self, name: str) -> str:
        subject = {"tables": "procedure", "organisation": "organisation"}.get(name)
        notes = [self.words(f"brief.note.{name}")] if self.words.has(f"brief.note.{name}") else []
        if subject in self.found.change.waiting:
            notes.append(self.words("brief.policy.note"))
        elif subject in self.found.change.adopted:
            notes.append(self.words(f"brief.policy.adopted.{subject}"))
        version = self.own.procedure.version
        if name == "tables" and version == self.before.procedure.version:
            notes.append(self.words("brief.same-version", version=version))
        return " ".join(notes)

    def _risk(self, risk: str) -> str:
        known = risk.partition("#")[0] in self.own.systems
        return names.risk_name(self.own if known else self.before, risk, self.words)

    def _subject(self, item: DueItem) -> str:
        known = item.system is None or item.system in self.own.systems
        subject = names.subject_name(self.own if known else self.before, item.subject, item.kind, self.words)
        return self.words("due.entry", kind=self.words(f"due.kind.{item.kind}"), subject=subject)

    def _levels(self, before: Level | None, after: Level | None) -> dict[str, str]:
        return {"before": names.level_name(before, self.words), "after": names.level_name(after, self.words)}

    def needed(self) -> Iterator[Line]:
        """Yield what lacks a decision, who decides, and by when."""
        for each in self.found.needed:
            subject = subject_words(self.own, each.subject, self.words)
            level = names.level_name(each.level, self.words) if each.level else ""
            lead = self.words("brief.needed.level", subject=subject, level=level) if level else subject
            yield Line(lead, self._needed(each))

    def _needed(self, each: Waiting) -> str:
        key = "brief.needed" if each.level else "brief.needed.policy"
        text = self.words(key, who=self._deciders(each.deciders), due=each.due)
        again = f"brief.needed.{each.state}"
        return self.words(again, text=text) if self.words.has(again) else text

    def _deciders(self, deciders: tuple[Responsible, ...]) -> str:
        """Return who may decide, of whom one is enough: `direktion (Karen Holm eller Ole Dam)`."""
        roles: dict[str, list[str]] = {}
        for who in deciders:
            person = names.person_name(self.own, who.person) or self.words("common.nobody")
            roles.setdefault(who.role or "", []).append(person)
        shown = [
            self.words("brief.decider", role=role, person=self.words.enumeration(people, "or"))
            for role, people in roles.items()
        ]
        return self.words.enumeration(shown, "or")

    def risks(self) -> Iterator[Line]:
        """Yield the risks that came, went or moved, and why."""
        return (Line(self._risk(each.change.risk), self._moved(each)) for each in self.found.risks)

    def _moved(self, each: RiskMoved) -> str:
        change, why = each.change, each.why
        levels = self._levels(change.before, change.after)
        if change.before is None or change.after is None:
            reason = "; ".join(why.reasons)
            key = f"{change.direction}.reason" if change.direction == "closed" and reason else change.direction
            return self.words(f"brief.risk.{key}", why=reason, **levels)
        by_tables = self.found.by_tables.get(change.risk)
        unknown = self._unknown_version(change.risk)
        if unknown:
            cause = self.words("brief.no-tables", version=unknown)
        elif by_tables is not None:
            cause = self.words("brief.by-hand", level=names.level_name(by_tables, self.words))
        elif why.before == why.after:
            cause = self.words("brief.same-inputs")
        else:
            cause = because(why, self.words)
        return self.words(f"brief.risk.{change.direction}", why=cause, **levels)

    def _unknown_version(self, risk: str) -> str:
        """Return the version that a moved risk was assessed under, where it is not there; else nothing."""
        engine = self.found.after.engine
        current = engine.latest.risks.get(risk)
        version = current.assessment.procedure if current else engine.procedure.version
        return version if engine.register.procedure_of(version) is None else ""

    def rated(self) -> Iterator[Line]:
        """Yield the risks that today's register gives another level, though the assessment stands."""
        for each in self.found.rated:
            yield Line(self._risk(each.risk), self.words("brief.rated", **self._levels(each.before, each.after)))

    def tables(self) -> Iterator[Line]:
        """Yield the changed fields and cells of the procedure: who decides first."""
        fields = sorted(self.found.tables.fields, key=lambda each: not _decides(each))
        for each in fields:
            yield _split(self.fields.table_changed(each.path, each.before, each.after))

    def effect(self) -> Iterator[Line]:
        """Yield what the tables would do to the register as it is."""
        found = self.found.tables
        if not found.fields:
            return
        if found.other_scales:
            yield Line("", self.words("brief.scales"))
            return
        intervals = [each for each in found.deadlines if each.after.kind == "assessment"]
        others = [each for each in found.deadlines if each.after.kind != "assessment"]
        kinds: tuple[tuple[str, Iterable[Any], Callable[[Any], str]], ...] = (
            ("levels", found.levels, lambda each: self._from_to(self._risk(each.id), each)),
            ("classes", found.classes, lambda each: self._from_to(names.system_name(self.own, each.id), each)),
            ("consequences", found.consequences, self._consequence_moved),
            (
                "intervals",
                intervals,
                lambda each: self._due_moved(names.system_name(self.own, each.after.subject), each),
            ),
            ("deadlines", others, lambda each: self._due_moved(self._subject(each.after), each)),
        )
        said = False
        for name, moved, told in kinds:
            listed = list(moved)
            if listed:
                said = True
                yield Line(
                    self.words(f"brief.effect.{name}", n=len(listed)), "", self._few(map(told, listed), len(listed))
                )
        if not said:
            yield Line("", self.words("brief.none-affected"))

    def _few(self, shown: Iterator[str], number: int) -> tuple[str, ...]:
        few = [next(shown) for _ in range(min(FEW, number))]
        return (*few, *([self.words("brief.rest", n=number - FEW)] if number > FEW else []))

    def _listed(self, shown: Iterator[str], number: int) -> str:
        few = ", ".join(next(shown) for _ in range(min(FEW, number)))
        if number <= FEW:
            return self.words("brief.listed", names=few)
        return self.words("brief.listed.rest", names=few, n=number - FEW)

    def _from_to(self, name: str, each: LevelMoved) -> str:
        return self.words("brief.from-to", name=name, **self._levels(each.before, each.after))

    def _consequence_moved(self, each: ConsequenceMoved) -> str:
        name = names.system_name(self.own, each.system)
        return self.words("brief.from-to", name=name, before=each.before, after=each.after)

    def _due_moved(self, name: str, each: DueMoved) -> str:
        sides = {"before": deadline(each.before, self.words), "after": deadline(each.after, self.words)}
        return self.words("brief.from-to", name=name, **sides)

    def organisation(self) -> Iterator[Line]:
        """Yield what is changed of roles, keys and the order of units, what decides most first."""
        for each in sorted(self.found.organisation, key=lambda each: _OF_POLICY.get(str(each.path[0]), 1)):
            if each.path[0] == "keys":
                yield from self._keys(each)
            else:
                yield self._role_or_unit(each)
        for placed in self.found.placed:
            told = self.fields.changed(placed.field.path, placed.field.before, placed.field.after)
            yield Line(names.system_name(self.own, placed.system), told)

    def _role_or_unit(self, each: FieldChange) -> Line:
        whole = each.path[0] == "roles" and len(each.path) == 2 and None in (each.before, each.after)  # noqa: PLR2004
        if not whole:
            return _split(self.fields.changed(each.path, each.before, each.after))
        return Line(self.fields.label(each.path), self.words(f"brief.role.{'new' if each.before is None else 'gone'}"))

    def _keys(self, each: FieldChange) -> Iterator[Line]:
        """Yield each key that came or went, of one person or, where there were none before or after, of all."""
        sides: list[Any] = [each.before, each.after]
        of_all = len(each.path) == 1
        for person in {**(sides[0] or {}), **(sides[1] or {})} if of_all else each.path[1:2]:
            before, after = ((side or {}).get(person, ()) if of_all else side or () for side in sides)
            yield from self._keys_of(str(person), before, after)

    def _keys_of(
        self, person: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
    ) -> Iterator[Line]:
        lead = self.words("brief.key", person=names.person_name(self.own, person))
        for way, keys, others in (("new", after, before), ("gone", before, after)):
            for key in keys:
                if key not in others:
                    text = self.words(f"brief.key.{way}", key=_short(key["key"]), since=key["from"], until=key["until"])
                    yield Line(lead, text)

    def records(self) -> Iterator[Line]:
        """Yield what is edited or deleted although it is history."""
        for each in self.found.records:
            text = self.words(f"brief.record.{'gone' if each.gone else 'edited'}")
            yield Line(self.words(f"brief.record.{each.folder}", id=each.id), text)

    def exceptions(self) -> Iterator[Line]:
        """Yield the exceptions that the change makes, those from errors first."""
        for each in sorted(self.found.exceptions, key=lambda each: not _is_error(each.rule)):
            lead = self.words("brief.exception.lead", rule=each.rule, subject=each.subject)
            person = names.person_name(self.own, each.by)
            yield Line(lead, self.words("brief.exception", reason=each.reason, person=person, until=each.until))

    def systems(self) -> Iterator[Line]:
        """Yield the events with the systems they reach, and the systems whose class or consequence moves."""
        for event in self.found.events:
            day = event.event.occurred_at.astimezone(self.clock.zone).date()
            kind = self.words.name("event_kind", event.event.kind)
            lead = self.words("brief.event", event_kind=_capital(kind), date=day, title=event.event.title)
            number = len(event.reached)
            listed = self._listed((each.system.name for each in event.reached), number) if number else ""
            key = "brief.event.reached" if number else "brief.event.nothing"
            yield Line(lead, self.words(key, n=number, names=listed))
        for moved in self.found.classes:
            text = self.words("brief.class", **self._levels(moved.before, moved.after))
            yield Line(names.system_name(self.own, moved.id), text)
        for cells in self.found.consequences:
            key = "brief.consequence" if cells.before != cells.after else "brief.consequence.same"
            text = self.words(key, before=cells.before, after=cells.after, n=cells.cells)
            yield Line(names.system_name(self.own, cells.system), text)

    def due(self) -> Iterator[Line]:
        """Yield what must now happen, by when and by whom; decisions are told by themselves."""
        items = [each for each in self.found.due if each.kind != "approval"]
        for item in sorted(items, key=lambda each: urgency(each, self.clock.zone)):
            timing = when(timed(item, self.clock, SOON), self.words)
            who = people(self.own, item.responsible, self.words)
            reason = self.words(item.reason, **item.values)
            yield Line(self._subject(item), self.words("brief.due", reason=reason, when=timing, who=who))

    def postponed(self) -> Iterator[Line]:
        """Yield what must still happen, but by another date."""
        for each in self.found.postponed:
            sides = {"before": deadline(each.before, self.words), "after": deadline(each.after, self.words)}
            text = self.words("brief.postponed", **sides)
            yield Line(self._subject(each.after), text)

    def closed(self) -> Iterator[Line]:
        """Yield what need not happen any more."""
        for item in self.found.closed:
            text = self.words("brief.closed", due=deadline(item, self.words))
            reason = f"{self.words(item.reason, **item.values)} " if item.kind == "escalation" else ""
            yield Line(self._subject(item), reason + text)

    def lapsed(self) -> Iterator[Line]:
        """Yield the decisions that count no more and are not needed again: those are told there."""
        needed = {each.subject for each in self.found.needed}
        for each in self.found.lapsed:
            if each.subject not in needed:
                text = self.words(f"brief.lapsed.{each.verdict.state}", fault=each.verdict.fault or "")
                yield Line(subject_words(self.before, each.subject, self.words), text)

    def given(self) -> Iterator[Line]:
        """Yield the decisions that come with the change, and what they are worth."""
        return (_split(given_words(each, self.own, self.clock.zone, self.words)) for each in self.found.given)


_PARTS: Final[Mapping[str, Callable[[Parts], Iterable[Line]]]] = {
    "needed": Parts.needed,
    "lapsed": Parts.lapsed,
    "risks": Parts.risks,
    "tables": Parts.tables,
    "effect": Parts.effect,
    "organisation": Parts.organisation,
    "records": Parts.records,
    "exceptions": Parts.exceptions,
    "systems": Parts.systems,
    "due": Parts.due,
    "postponed": Parts.postponed,
    "closed": Parts.closed,
    "rated": Parts.rated,
    "given": Parts.given,
}
"""Each part of the brief, in the order it is shown."""


def part(name: str, said: list[Line], words: Words, note: str = "") -> Part:
    """Return a part with at most so many lines, the rest counted."""
    left = len(said) - MOST
    rest = words("brief.rest", n=left) if left > 0 else ""
    return Part(words(f"brief.part.{name}", n=len(said)), note, tuple(said[:MOST]), rest)


def _decides(each: FieldChange) -> bool:
    """Whether a field of the procedure says who decides, or in what way."""
    return any("approval" in str(part) for part in each.path)


def _is_error(code: str) -> bool:
    return code in RULES and RULES[code].severity == "error"


def _split(sentence: str) -> Line:
    """Return `Frist for plan: fra …` as what it is about and what is said of it."""
    lead, colon, text = sentence.partition(": ")
    return Line(lead, _capital(text)) if colon else Line("", sentence)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _short(key: str) -> str:
    """Return the end of a public key, by which people tell keys apart."""
    kind, _, data = key.partition(" ")
    return f"{kind} …{data[-_KEY_SHOWN:]}"
