"""A document in Markdown: the same document gives the same bytes, on any machine, whenever it is made."""

from riskctl.render.document.model import Document, kind_of
from riskctl.render.document.tables import matrix_table, trend_table
from riskctl.render.markdown import environment

TEMPLATE = "report/document.md.j2"


def markdown(document: Document) -> str:
    """Return the document as Markdown."""
    template = environment().get_template(TEMPLATE)
    return template.render(document=document, kind=kind_of, matrix_table=matrix_table, trend_table=trend_table)
