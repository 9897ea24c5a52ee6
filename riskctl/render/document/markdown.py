"""A document in Markdown: the same document gives the same bytes, on any machine, whenever it is made."""

from collections.abc import Mapping
from typing import Final

from riskctl.render.document.model import Document, kind_of
from riskctl.render.document.tables import matrix_table, trend_table
from riskctl.render.document.templated import Templated
from riskctl.render.markdown import environment


def markdown(document: Document) -> str:
    """Return the document as Markdown."""
    return MARKDOWN.rendered(document)


def _context(document: Document) -> Mapping[str, object]:
    return {"document": document, "kind": kind_of, "matrix_table": matrix_table, "trend_table": trend_table}


MARKDOWN: Final = Templated(
    template="report/document.md.j2",
    parts=frozenset(),
    environment=environment,
    context=_context,
    finished=lambda text, _: text,
)
"""How Markdown is written."""
