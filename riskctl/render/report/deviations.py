"""What ISU is to be told of outside its meetings: a text for a mail, and under its contract keys (P6.1)."""

from collections.abc import Iterator
from datetime import datetime, time

from riskctl.core.fields import LEVELS
from riskctl.core.moment import Duration, days_past
from riskctl.core.roles import Responsible
from riskctl.core.views.deviating import Deviations, Fact, Matter
from riskctl.core.views.due import timed
from riskctl.render.document.model import Document, Items, Paragraph, Section
from riskctl.render.due import distance, heading_json, people, responsible_json
from riskctl.render.names import level_name, person_name, subject_name
from riskctl.render.report.voice import them
from riskctl.store.find import Revision
from riskctl.text import Words

NOW = Duration("P0D")


def document(found: Deviations, words: Words) -> Document:
    """Return the text as a document: as Markdown, read as it stands, it does for a mail."""
    procedure, said = found.judged.register.procedure, _Said(found, words)
    to = said.to
    standing = [words("report.telling.standing", n=len(found.standing))] if found.standing else []
    return Document(
        lang=words.lang,
        title=words("report.telling.title", to=to, municipality=procedure.municipality),
        author=procedure.municipality,
        dated=found.judged.engine.clock.now,
        lead=(
            words("report.telling.addressed", to=to, people=_names(found, found.to, words)),
            said.judged(),
            *(said.count(), *standing),
        ),
        notices=(),
        front=(),
        sections=tuple(said.section(number, each) for number, each in enumerate(found.matters, 1)),
        closing=(words("report.telling.signed", people=_names(found, found.prepared_by, words)),),
    )


def as_json(found: Deviations, revision: Revision) -> dict[str, object]:
    """Return the deviations under their contract keys; like the due list, in Danish whoever reads."""
    engine, since = found.judged.engine, found.since
    said = _Said(found, Words("da"))
    return {
        **heading_json(engine, revision),
        "since": since.moment,
        "report": since.report.label if since.report else None,
        "compared_with": since.commit,
        "threshold": engine.procedure.reporting.threshold,
        "to": responsible_json(found.to),
        "deviations": [said.as_json(each) for each in found.matters],
        "standing": [each.first.id for each in found.standing],
    }


def _names(found: Deviations, who: tuple[Responsible, ...], words: Words) -> str:
    names = [person_name(found.judged.register, each.person) for each in who if each.person]
    return words.enumeration(list(dict.fromkeys(names))) or words("common.nobody")


class _Said:
    """Puts the deviations into words."""

    def __init__(self, found: Deviations, words: Words) -> None:
        self.found = found
        self.words = words
        self.engine = found.judged.engine
        self.register = found.judged.register
        self.to = them((self.register.procedure.reporting.quarterly.to,), words)

    def judged(self) -> str:
        """Say as of when, and from when on what is told is new."""
        since, level = self.found.since, self.engine.procedure.reporting.threshold
        now = self.engine.clock.now
        if since.report is not None:
            quarter = self.words("report.quarter", number=since.report.number, year=since.report.year)
            return self.words("report.telling.since.report", now=now, quarter=quarter, to=self.to, level=level)
        if since.moment is not None:
            return self.words("report.telling.since.date", now=now, date=since.moment.date(), level=level)
        return self.words("report.telling.since.ever", now=now, level=level)

    def count(self) -> str:
        """Say how many there are of each level, the worst first."""
        levels = [each.level for each in self.found.matters]
        if not levels:
            return self.words("report.telling.none", to=self.to)
        parts = [
            self.words(f"report.count.{each}", n=levels.count(each)) for each in reversed(LEVELS) if each in levels
        ]
        return self.words("report.telling.count", n=len(levels), counts=self.words.enumeration(parts))

    def section(self, number: int, matter: Matter) -> Section:
        """Return one matter in words: what deviates, who has it, what is asked for."""
        who = self.words("report.telling.who", people=people(self.register, matter.responsible, self.words))
        return Section(
            self.words("report.telling.matter", name=self.name(matter), shown=level_name(matter.level, self.words)),
            (
                Items(tuple(self.fact(each) for each in matter.facts)),
                Paragraph((who, self.asked(matter))),
            ),
            number,
        )

    def name(self, matter: Matter) -> str:
        """Return what a matter is called."""
        return subject_name(self.register, matter.subject, "", self.words)

    def fact(self, fact: Fact) -> str:
        """Return one fact as a sentence or two."""
        words = self.words
        if fact.cause == "escalation":
            why = words(f"due.escalation.{fact.values['condition']}")
            return words("report.telling.escalation", why=why, to=self.them(fact.values["to"]), date=_day(fact.since))
        if fact.cause == "rejected":
            person = person_name(self.register, str(fact.values["by"]))
            return words("report.telling.rejected", **{**fact.values, "person": person, "date": self.local(fact)})
        if fact.cause == "critical":
            key = "critical" if fact.values["before"] else "critical.new"
            return words(f"report.telling.{key}", level=fact.values["before"], date=fact.values["date"])
        if fact.item is None:
            return words(f"report.telling.{fact.cause}", **fact.values)
        item = fact.item
        over = distance(timed(item, self.engine.clock, NOW), words)
        return words(
            f"report.telling.{fact.cause}",
            kind=words(f"due.kind.{item.kind}"),
            reason=words(item.reason, **item.values),
            due=item.due,
            over=over,
            target=words.value("target", item.target),
        )

    def them(self, roles: object) -> str:
        """Return roles as they stand in a sentence."""
        return them([str(role) for role in roles] if isinstance(roles, tuple) else [str(roles)], self.words)

    def local(self, fact: Fact) -> object:
        """Return the local day on which a fact arose."""
        return fact.since.astimezone(self.engine.clock.zone).date() if fact.since else ""

    def asked(self, matter: Matter) -> str:
        """Return what ISU is asked for."""
        what, *more = self._asks(matter)
        for each in more:
            what = self.words("report.telling.asked.also", first=what, then=each)
        asked = self.words("report.telling.asked", to=self.to, what=what)
        return asked[:1].upper() + asked[1:]

    def _asks(self, matter: Matter) -> Iterator[str]:
        keys = dict.fromkeys(_ask_of(each) for each in matter.facts if each.cause != "escalation")
        for key in keys:
            yield self.words(f"report.telling.ask.{key}")
        if matter.untold:
            yield self.words("report.telling.ask.escalation", to=them(matter.untold, self.words))

    def as_json(self, matter: Matter) -> dict[str, object]:
        """Return one matter under its contract keys."""
        first = matter.first
        known = [each.since for each in matter.facts if each.since is not None]
        return {
            "id": first.id,
            "kind": first.item.kind if first.item else first.cause,
            "subject": matter.subject,
            "system": matter.system,
            "level": matter.level,
            "since": min(known, default=None),
            "due": first.due,
            "days": days_past(first.due, self.engine.clock) if first.due is not None else None,
            "responsible": responsible_json(matter.responsible),
            "escalate_to": list(matter.untold),
            "facts": [self._fact_as_json(each) for each in matter.facts],
            "asked": self.asked(matter),
        }

    def _fact_as_json(self, fact: Fact) -> dict[str, object]:
        return {
            "id": fact.id,
            "cause": fact.cause,
            "since": fact.since,
            "due": fact.due,
            "clause": fact.clause,
            "text": self.fact(fact),
        }


def _ask_of(fact: Fact) -> str:
    if fact.cause in ("overdue", "target") and fact.item is not None:
        return {"revision": "assessment"}.get(fact.item.kind, fact.item.kind)
    return {"critical": "plan"}.get(fact.cause, fact.cause)


def _day(since: datetime | None) -> object:
    """Return a moment, by its date where it is a midnight."""
    return since.date() if since is not None and since.time() == time.min else since
