"""How reports name things: one place for the register's names, levels, dates and numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time

from riskctl.core.approval import Approvals
from riskctl.core.fields import Level
from riskctl.core.moment import Due, Span, Year
from riskctl.core.register import Register
from riskctl.core.roles import Responsible
from riskctl.core.views.period_report import PeriodReport
from riskctl.render import names
from riskctl.render.document.model import Audience, Block, Heading, Paragraph, Table, Valued
from riskctl.render.due import people
from riskctl.text import Words

NONE = "–"


@dataclass(frozen=True, slots=True)
class Voice:
    """The names of one register in one language."""

    judged: Approvals
    words: Words
    topic: str = "report"

    def __call__(self, key: str, /, **values: object) -> str:
        """Return a text of the topic, else of the reports."""
        own = f"{self.topic}.{key}"
        return self.words(own if self.words.has(own) else f"report.{key}", **values)

    @property
    def register(self) -> Register:
        """The register."""
        return self.judged.register

    def risk(self, id_: str) -> str:
        """Return what a risk is called."""
        return names.risk_name(self.register, id_, self.words)

    def threat(self, id_: str) -> str:
        """Return what a threat is called."""
        return names.threat_name(self.register, id_, self.words)

    def system(self, id_: str) -> str:
        """Return what a system is called."""
        return names.system_name(self.register, id_)

    def person(self, id_: str | None) -> str:
        """Return a person's name, or a dash."""
        return names.person_name(self.register, id_) or NONE

    def subject(self, subject: str, kind: str) -> str:
        """Return what a due item is about."""
        return names.subject_name(self.register, subject, kind, self.words)

    def level(self, level: Level | None) -> str:
        """Return a level with its sign, or a dash."""
        return Valued(names.level_name(level, self.words), level) if level else NONE

    def when(self, due: Due | None) -> str:
        """Return a date, or a moment in the municipality's time zone; a dash where there is none."""
        if due is None:
            return NONE
        if isinstance(due, datetime):
            local = due.astimezone(self.judged.engine.clock.zone)
            if local.time() == time.min:  # the end of a day's deadline: the hour says nothing
                return Valued(self.words.date(local.date()), local.date())
            return Valued(self.words.moment(local), local)
        return Valued(self.words.date(due), due)

    def people(self, responsible: tuple[Responsible, ...]) -> str:
        """Return who it waits for."""
        return people(self.register, responsible, self.words)

    def them(self, roles: Iterable[str]) -> str:
        """Return roles as they stand in a sentence."""
        return them(roles, self.words)

    def none_or(self, count: int) -> str:
        """Return a number as it stands in a sentence; nought in words."""
        return str(count) if count else self("none")

    def some(self, found: Iterable[str], most: int = 3) -> str:
        """Return the first names, and how many more there are; each name once. Names may hold commas and `og`."""
        unique = list(dict.fromkeys(found))
        if len(unique) <= most + 1:
            return "; ".join(unique)
        return self("some", names="; ".join(unique[:most]), n=len(unique) - most)

    def table(
        self,
        columns: str,
        rows: Iterable[Iterable[str]],
        *,
        total: bool = False,
        audience: Audience = "isu",
        **values: object,
    ) -> Table:
        """Return a table with the columns named; with `total` the last row sums the others."""
        headings = [self(f"column.{name}", **values) for name in columns.split()]
        return Table(headings, [list(row) for row in rows], audience, total=total)


@dataclass(frozen=True, slots=True)
class PeriodVoice(Voice):
    """The names of a report on a quarter or a year."""

    report: PeriodReport = field(kw_only=True)

    @staticmethod
    def of(report: PeriodReport, words: Words) -> "PeriodVoice":
        """Return the voice of a report: the names are those at the end of its period; a year has texts of its own."""
        topic = "report.year" if isinstance(report.span, Year) else "report"
        return PeriodVoice(report.end.judged, words, topic, report=report)

    @property
    def to(self) -> str:
        """Who the report is for, as it stands in a sentence."""
        reporting = self.register.procedure.reporting
        return self.them((reporting.yearly.to if isinstance(self.report.span, Year) else reporting.quarterly.to,))

    def risk(self, id_: str) -> str:
        """Return what a risk is called; one that is gone with its system, as it was called at the start."""
        start, system = self.report.start, id_.partition("#")[0]
        gone = system not in self.register.systems and start is not None
        return names.risk_name(start.judged.register if gone and start else self.register, id_, self.words)


def them(roles: Iterable[str], words: Words) -> str:
    """Return roles as they stand in a sentence: `direktionen`, not `direktion`."""
    known = ((role, f"report.the.{role}") for role in roles)
    return words.enumeration([words(key) if words.has(key) else words.name("role", role) for role, key in known])


def said(*sentences: str, audience: Audience = "isu") -> Paragraph:
    """Return sentences that stand together."""
    return Paragraph(sentences, audience)


def headed(title: str, table: Table, otherwise: str = "") -> Iterator[Block]:
    """Yield a table under its heading; where it has no rows, the sentence that says there is nothing to show.

    Who may read the table may read these.
    """
    if title:
        yield Heading(title, table.audience)
    if table.rows:
        yield table
    elif otherwise:
        yield said(otherwise, audience=table.audience)


def number(count: int) -> Valued:
    """Return a number."""
    return Valued(str(count), count)


def signed(count: int) -> Valued:
    """Return a change with its sign; no change is a nought."""
    return Valued(f"+{count}" if count > 0 else f"−{-count}" if count < 0 else "0", count)


def span_name(span: Span, words: Words) -> str:
    """Return a quarter or a year in words: `3. kvartal 2026`."""
    if isinstance(span, Year):
        return span.label
    return words("report.quarter", number=span.number, year=span.year)
