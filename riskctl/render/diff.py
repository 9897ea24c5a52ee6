"""What differs between two moments: as text, one line each in a pipe, and as Markdown."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import tzinfo
from typing import Final

from riskctl.core.register import Register
from riskctl.core.views.diff import Difference, End, Given, Holder, Lapsed
from riskctl.core.views.due_item import DueItem
from riskctl.core.views.fields_changed import FieldChange
from riskctl.render import names
from riskctl.render.decision_words import subject_words, way_words
from riskctl.render.field_words import FieldWords
from riskctl.render.safe import visible
from riskctl.render.why_moved import because
from riskctl.text import Words

SHORT: Final = 10
_MEASURED: Final = ("date", "evidence")
"""What stands behind a maturity: told in a system's history, and in the JSON."""


class Sections:
    """The parts of a difference in words, the empty ones left out."""

    def __init__(self, found: Difference, words: Words) -> None:
        self.found = found
        self.words = words
        self.register = found.after.judged.register
        self.zone = found.after.judged.engine.clock.zone
        self.fields = FieldWords(self.register, words)

    def title(self) -> str:
        """Return which two moments are compared."""
        return self.words("diff.title", before=self._end(self.found.before), after=self._end(self.found.after))

    def _end(self, end: End) -> str:
        if end.commit is None or end.dirty:
            return self.words("diff.end.dirty", moment=end.at)
        return self.words("diff.end", moment=end.at, commit=end.commit[:SHORT])

    def all(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the name of each part that is not empty, and its lines."""
        for name, lines in _PARTS.items():
            said = list(lines(self))
            if said:
                yield self.words(f"diff.section.{name}"), said

    def _risk_name(self, risk: str) -> str:
        """Return what a risk is called, by the end that has it."""
        before = self.found.before.judged.register
        known = risk.partition("#")[0] in self.register.systems
        return names.risk_name(self.register if known else before, risk, self.words)

    def unreadable(self) -> Iterator[str]:
        """Yield the files that could not be read at one end or the other."""
        for end in (self.found.before, self.found.after):
            for path in end.unreadable:
                yield self.words("diff.unreadable", path=path, moment=self._end(end))

    def risks(self) -> Iterator[str]:
        """Yield the risks that came, went or moved."""
        for each in self.found.risks:
            change = each.change
            key = {"new": "new", "closed": "closed"}.get(change.direction, "moved")
            before, after = (names.level_name(side, self.words) for side in (change.before, change.after))
            why = because(each.why, self.words) if key == "moved" else "; ".join(each.why.reasons)
            key += ".reason" if key == "closed" and why else ""
            risk = self._risk_name(change.risk)
            yield self.words(f"diff.risk.{key}", risk=risk, before=before, after=after, why=why)

    def plans(self) -> Iterator[str]:
        """Yield the plans that stand otherwise."""
        for each in self.found.plans:
            after = self.words(f"diff.plan.state.{each.after}")
            before = self.words(f"diff.plan.state.{each.before}") if each.before else ""
            level = names.level_name(each.level, self.words)
            key = "diff.plan.moved" if each.before else "diff.plan"
            yield self.words(key, risk=self._risk_name(each.risk), level=level, before=before, after=after)

    def overdue(self) -> Iterator[str]:
        """Yield what has become overdue."""
        return (self._due(item, self.register) for item in self.found.overdue)

    def in_time(self) -> Iterator[str]:
        """Yield what was overdue and is so no longer."""
        return (self._due(item, self.found.before.judged.register) for item in self.found.in_time)

    def _due(self, item: DueItem, register: Register) -> str:
        subject = names.subject_name(register, item.subject, item.kind, self.words)
        return self.words("diff.due", kind=self.words(f"due.kind.{item.kind}"), subject=subject, due=item.due)

    def actions(self) -> Iterator[str]:
        """Yield the actions that came, went, got further or have another plan."""
        for each in self.found.actions:
            sides = [self.words.name("action_state", side) if side else "" for side in (each.before, each.after)]
            key = "new" if each.before is None else "gone" if each.after is None else "moved"
            if each.before != each.after:
                yield self.words(f"diff.action.{key}", action=each.action.title, before=sides[0], after=sides[1])
            for field in each.fields:
                yield self.words("diff.action.field", action=each.action.title, text=self._field(field))

    def _field(self, field: FieldChange) -> str:
        return self.fields.changed(field.path, field.before, field.after)

    def given(self) -> Iterator[str]:
        """Yield the decisions made between."""
        return (given_words(each, self.register, self.zone, self.words) for each in self.found.given)

    def lapsed(self) -> Iterator[str]:
        """Yield the subjects whose decision counts no more."""
        return (self._lapsed(each) for each in self.found.lapsed)

    def _lapsed(self, each: Lapsed) -> str:
        subject = subject_words(self.found.before.judged.register, each.subject, self.words)
        return self.words(f"diff.lapsed.{each.verdict.state}", subject=subject, fault=each.verdict.fault or "")

    def systems(self) -> Iterator[str]:
        """Yield the systems that came, went or are described otherwise."""
        for each in self.found.systems:
            name = each.system.name
            if each.before is None:
                after = names.level_name(each.system.criticality, self.words)
                yield self.words("diff.system.new", system=name, after=after)
            elif each.after is None:
                yield self.words("diff.system.gone", system=name)
            for field in each.fields:
                if field.path[0] == "controls" and field.path[-1] in _MEASURED:
                    continue
                yield self.words("diff.system.field", system=name, text=self._field(field))

    def threats(self) -> Iterator[str]:
        """Yield the threats whose level is another."""
        for each in self.found.threats:
            sides = [self.words.name("threat_level", side or "unrated") for side in (each.before, each.after)]
            threat = names.threat_name(self.register, each.threat, self.words)
            yield self.words("diff.threat", threat=threat, before=sides[0], after=sides[1])

    def procedure(self) -> Iterator[str]:
        """Yield the fields and cells of the procedure that differ."""
        return (self.fields.table_changed(each.path, each.before, each.after) for each in self.found.procedure)

    def roles_came(self) -> Iterator[str]:
        """Yield who has a role that they did not have."""
        return (self._holder(each) for each in self.found.roles_came)

    def roles_went(self) -> Iterator[str]:
        """Yield who no longer has a role."""
        return (self._holder(each) for each in self.found.roles_went)

    def _holder(self, each: Holder) -> str:
        person, unit = names.person_name(self.register, each.person), names.unit_name(self.register, each.unit)
        return self.words("diff.role.unit" if each.unit else "diff.role", role=each.role, person=person, unit=unit)

    def events(self) -> Iterator[str]:
        """Yield the events that came."""
        for each in self.found.events:
            kind, day = self.words.name("event_kind", each.kind), each.occurred_at.astimezone(self.zone).date()
            yield self.words("diff.event", event_kind=kind[:1].upper() + kind[1:], date=day, title=each.title)

    def escalations(self) -> Iterator[str]:
        """Yield the escalations that came."""
        for each in self.found.escalations:
            condition, _, subject = each.about.partition(":")
            name = names.subject_name(self.register, subject, "", self.words)
            reason, day = self.words(f"due.escalation.{condition}"), each.at.astimezone(self.zone).date()
            yield self.words("diff.escalation", subject=name, to=each.to, date=day, reason=reason)


def given_words(each: Given, register: Register, zone: tzinfo, words: Words) -> str:
    """Return a decision made between, and what it is worth."""
    statement, ruling = each.decided.statement, each.decided.ruling
    case = statement.evidence.case if statement.evidence else None
    return words(
        f"diff.given.{ruling.decision}",
        subject=subject_words(register, ruling.subject, words),
        date=statement.at.astimezone(zone).date(),
        role=statement.role,
        person=names.person_name(register, statement.by),
        kind=way_words(register, statement.kind, case, statement.witness, words),
        verdict=words(f"diff.verdict.{each.verdict.state}", fault=each.verdict.fault or ""),
    )


_PARTS: Final[Mapping[str, Callable[[Sections], Iterable[str]]]] = {
    "unreadable": Sections.unreadable,
    "risks": Sections.risks,
    "plans": Sections.plans,
    "overdue": Sections.overdue,
    "in_time": Sections.in_time,
    "actions": Sections.actions,
    "given": Sections.given,
    "lapsed": Sections.lapsed,
    "systems": Sections.systems,
    "threats": Sections.threats,
    "procedure": Sections.procedure,
    "roles_came": Sections.roles_came,
    "roles_went": Sections.roles_went,
    "events": Sections.events,
    "escalations": Sections.escalations,
}
"""Each part of a difference, in the order it is shown."""


def lines(found: Difference, words: Words) -> Iterator[str]:
    """Yield one line a difference: the part and what differs, divided by a tab."""
    for section, said in Sections(found, words).all():
        yield from (f"{visible(section)}\t{visible(line)}" for line in said)


def paragraphs(found: Difference, words: Words, width: int) -> Iterator[str]:
    """Yield the difference for a terminal: a heading for each part, and what differs below."""
    sections = Sections(found, words)
    yield from textwrap.wrap(visible(sections.title()), width)
    parts = list(sections.all())
    for section, said in parts:
        yield ""
        yield words("diff.heading", section=section, n=len(said))
        for line in said:
            yield from textwrap.wrap(
                visible(line), width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
            )
    if not parts:
        yield words("diff.nothing")


def summary(found: Difference, words: Words) -> str:
    """Return how much differs."""
    number = sum(len(said) for _, said in Sections(found, words).all())
    return words("diff.count", n=number) if number else words("diff.nothing")


def as_markdown(found: Difference, words: Words) -> str:
    """Return the difference as Markdown."""
    from riskctl.render.markdown import quiet

    sections = Sections(found, words)
    parts = [f"# {quiet(sections.title())}"]
    for section, shown in sections.all():
        parts += [f"## {quiet(section)}", "\n".join(f"- {quiet(line)}" for line in shown)]
    return "\n\n".join(parts if parts[1:] else [*parts, words("diff.nothing")]) + "\n"
