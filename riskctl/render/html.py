"""HTML out: every value of a template is escaped, and nothing in it is hidden from the reader."""

from jinja2 import Environment
from markupsafe import Markup

from riskctl.render import templates
from riskctl.render.safe import visible


def environment() -> Environment:
    """Return the environment for packaged HTML templates."""
    return templates.environment(_shown)


def _shown(value: object) -> object:
    return value if isinstance(value, Markup) else visible(str(value)).strip()
