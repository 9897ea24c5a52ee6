"""The formats of a document, each a function from the document to its bytes."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from riskctl.render.document.model import Document


def _markdown(document: Document) -> bytes:
    from riskctl.render.document.markdown import markdown

    return markdown(document).encode()


FORMATS: Final[Mapping[str, Callable[[Document], bytes]]] = MappingProxyType({"md": _markdown})
"""By the name that `--format` takes, which is also how the file ends."""
TEXTS: Final = frozenset({"md", "json", "html"})
"""The formats that a terminal can show; the others need a file to go to."""
