"""A format that is written by a template: what the packaged one is called, and what any template of it is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import BaseLoader, Environment

from riskctl.render.document.model import Document

MakeEnvironment = Callable[[BaseLoader | None, type[Environment]], Environment]


@dataclass(frozen=True, slots=True)
class Templated:
    """A format with its packaged template, and the packaged parts that a municipality's own one may import."""

    template: str
    parts: frozenset[str]
    environment: MakeEnvironment
    context: Callable[[Document], Mapping[str, object]]
    finished: Callable[[str, Document], str]

    def rendered(self, document: Document) -> str:
        """Return the document as the packaged template writes it."""
        template = _packaged(self.environment).get_template(self.template)
        return self.finished(template.render(self.context(document)), document)


@cache
def _packaged(make: MakeEnvironment) -> Environment:
    return make(None, Environment)
