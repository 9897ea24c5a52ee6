"""The formats of a document, each a function from the document to its bytes."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from riskctl.render.document.model import Document


def _markdown(document: Document) -> bytes:
    from riskctl.render.document.markdown import markdown

    return markdown(document).encode()


def _html(document: Document) -> bytes:
    from riskctl.render.document.html import html

    return html(document).encode()


def _docx(document: Document) -> bytes:
    from riskctl.render.document.docx import docx

    return docx(document)


def _pdf(document: Document) -> bytes:
    from riskctl.render.document.pdf import pdf

    return pdf(document)


def _xlsx(document: Document) -> bytes:
    from riskctl.render.document.xlsx import xlsx

    return xlsx(document)


FORMATS: Final[Mapping[str, Callable[[Document], bytes]]] = MappingProxyType(
    {"md": _markdown, "html": _html, "docx": _docx, "pdf": _pdf, "xlsx": _xlsx}
)
"""By the name that `--format` takes, which is also how the file ends."""
TEXTS: Final = frozenset({"md", "json", "html"})
"""The formats that a terminal can show; the others need a file to go to."""
