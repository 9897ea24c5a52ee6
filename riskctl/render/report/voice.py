"""How reports name things: one place for the register's names, levels, dates and numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from riskctl.core.fields import Level
from riskctl.core.moment import Due, Quarter
from riskctl.core.register import Register
from riskctl.core.roles import Responsible
from riskctl.core.views.quarter import QuarterReport
from riskctl.render import names
from riskctl.render.document.model import Block, Heading, Paragraph, Table, Valued
from riskctl.render.due import people
from riskctl.text import Words

NONE = "–"


@dataclass(frozen=True, slots=True)
class Voice:
    """The report's names in one language."""

    report: QuarterReport
    words: Words

    def __call__(self, key: str, /, **values: object) -> str:
        """Return a text of the report."""
        return self.words(f"report.{key}", **values)

    @property
    def register(self) -> Register:
        """The register at the end of the quarter."""
        return self.report.end.judged.register

    def risk(self, id_: str) -> str:
        """Return what a risk is called; one that is gone with its system, as it was called at the start."""
        start, system = self.report.start, id_.partition("#")[0]
        gone = system not in self.register.systems and start is not None
        return names.risk_name(start.judged.register if gone and start else self.register, id_, self.words)

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

    def when(self, due: Due) -> str:
        """Return a date, or a moment in the municipality's time zone."""
        if isinstance(due, datetime):
            local = due.astimezone(self.report.end.judged.engine.clock.zone)
            return Valued(self.words.moment(local), local)
        return Valued(self.words.date(due), due)

    def people(self, responsible: tuple[Responsible, ...]) -> str:
        """Return who it waits for."""
        return people(self.register, responsible, self.words)

    def some(self, found: Iterable[str], most: int = 3) -> str:
        """Return the first names, and how many more there are; each name once. Names may hold commas and `og`."""
        unique = list(dict.fromkeys(found))
        if len(unique) <= most + 1:
            return "; ".join(unique)
        return self("some", names="; ".join(unique[:most]), n=len(unique) - most)

    def table(self, columns: str, rows: Iterable[Iterable[str]], **values: object) -> Table:
        """Return a table with the columns named."""
        headings = [self(f"column.{name}", **values) for name in columns.split()]
        return Table(headings, [list(row) for row in rows])


def said(*sentences: str) -> Paragraph:
    """Return sentences that stand together."""
    return Paragraph(sentences)


def headed(title: str, table: Table, otherwise: str = "") -> Iterator[Block]:
    """Yield a table under its heading; where it has no rows, the sentence that says there is nothing to show."""
    if title:
        yield Heading(title)
    if table.rows:
        yield table
    elif otherwise:
        yield said(otherwise)


def number(count: int) -> Valued:
    """Return a number."""
    return Valued(str(count), count)


def signed(count: int) -> Valued:
    """Return a change with its sign; no change is a nought."""
    return Valued(f"+{count}" if count > 0 else f"−{-count}" if count < 0 else "0", count)


def quarter_name(quarter: Quarter, words: Words) -> str:
    """Return a quarter in words: `3. kvartal 2026`."""
    return words("report.quarter", number=quarter.number, year=quarter.year)
