"""HTML out: every value of a template is escaped, and nothing in it is hidden from the reader."""

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from riskctl.render.safe import visible
from riskctl.store.packaged import packaged_text


def environment() -> Environment:
    """Return the environment for packaged HTML templates: nothing undefined, everything escaped."""
    return Environment(
        loader=FunctionLoader(lambda name: packaged_text(f"templates/{name}")),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
    )


def _shown(value: object) -> object:
    return value if isinstance(value, Markup) else visible(str(value)).strip()
