"""A format that is written by a template: what the packaged one is called, and what any template of it is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jinja2 import BaseLoader, Environment

from riskctl.render.document.model import Document


@dataclass(frozen=True, slots=True)
class Templated:
    """A format with its packaged template, and the packaged parts that a municipality's own one may import."""

    template: str
    parts: frozenset[str]
    environment: Callable[[BaseLoader | None, type[Environment]], Environment]
    context: Callable[[Document], Mapping[str, object]]
    finished: Callable[[str, Document], str]

    def rendered(self, document: Document) -> str:
        """Return the document as the packaged template writes it."""
        template = self.environment(None, Environment).get_template(self.template)
        return self.finished(template.render(self.context(document)), document)
