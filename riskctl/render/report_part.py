"""What a section of the quarterly report is made of."""

from dataclasses import dataclass

from riskctl.render.markdown import Table


@dataclass(frozen=True, slots=True)
class Part:
    """A table or a sentence under a heading of its own, or under the section's."""

    title: str = ""
    sentence: str = ""
    table: Table | None = None


def table_or(title: str, table: Table, sentence: str) -> Part:
    """Return the table, or the sentence that says there is nothing to show."""
    return Part(title, table=table) if table.rows else Part(title, sentence)
