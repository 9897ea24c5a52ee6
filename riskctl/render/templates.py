"""Packaged templates: nothing undefined, everything escaped, line ends as they stand."""

from collections.abc import Callable

from jinja2 import BaseLoader, Environment, FunctionLoader, StrictUndefined

from riskctl.store.packaged import packaged_text


def environment(
    finalize: Callable[[object], object], loader: BaseLoader | None = None, kind: type[Environment] = Environment
) -> Environment:
    """Return the environment in which every value goes through `finalize`."""
    return kind(
        loader=loader or FunctionLoader(lambda name: packaged_text(f"templates/{name}")),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
    )
