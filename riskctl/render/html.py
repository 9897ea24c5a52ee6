"""HTML out: every value of a template is escaped, and nothing in it is hidden from the reader."""

from jinja2 import BaseLoader, Environment
from markupsafe import Markup, escape

from riskctl.render import templates
from riskctl.render.document.model import Code
from riskctl.render.safe import visible


def environment(loader: BaseLoader | None = None, kind: type[Environment] = Environment) -> Environment:
    """Return the environment for HTML templates: nothing undefined, everything escaped."""
    return templates.environment(shown, loader, kind)


def shown(value: object) -> Markup:
    """Return a value as HTML that says just what it says; escaped here, so that no template can leave it out."""
    if isinstance(value, Markup):
        return value
    text = escape(visible(str(value)).strip())
    return Markup("<code>{}</code>").format(text) if isinstance(value, Code) else text
