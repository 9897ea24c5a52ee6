"""Markdown out: register text can't break out of the cell, heading or list it stands in.

The environment puts every value of a template through `block`, so that escaping can't be forgotten; `cell` alone is
lighter, for text that can't stand first in a line.
"""

import re
from typing import Final

from jinja2 import BaseLoader, Environment
from markupsafe import Markup

from riskctl.render import templates
from riskctl.render.document.model import Code
from riskctl.render.safe import shown, visible

_SPECIAL: Final = re.compile(r"[\\`*_\[\]|#~$!]")
_ENTITY: Final = re.compile(r"&(?=[#A-Za-z])")
_THREAD: Final = re.compile(r"#(?=[0-9]+\b)", re.ASCII)
_ADDRESS: Final = re.compile(r"(?<=[a-z0-9+.-]):(?=//)|(?<=www)\.", re.ASCII | re.IGNORECASE)
"""Where GitHub and GitLab see the beginning of an address, and no longer do behind a backslash."""
_OPENS_BLOCK: Final = re.compile(r"[-+=:]|[0-9]{1,9}[.)]")


class Markdown(Markup):
    """Text that is Markdown already: made here only."""

    __slots__ = ()


def cell(value: object) -> Markup:
    """Return a value as Markdown that says just what it says, to stand after something else in a line."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Code):
        text = visible(value).strip()
        return Markdown("`" + text.replace("`", "'").replace("|", "\\|") + "`")
    text = shown(str(value)).strip()
    text = _ENTITY.sub("&amp;", text)
    text = _SPECIAL.sub(r"\\\g<0>", text)
    return Markdown(text.replace("<", "&lt;").replace(">", "&gt;"))


def block(value: object) -> Markup:
    """Return a value as `cell` does, safe also where a line begins."""
    shown = cell(value)
    opening = None if isinstance(value, Markup | Code) else _OPENS_BLOCK.match(shown)
    if opening is None:
        return shown
    at = opening.end() - 1
    return Markdown(f"{shown[:at]}\\{shown[at:]}")


def quiet(text: str) -> Markup:
    """Return register text as `block` does, for a place where others are notified and what looks like a link is one.

    `@name` in it calls nobody, `#12` notes nothing on another thread, and no address can be clicked.
    """
    still = _THREAD.sub("＃", text.replace("@", "＠"))
    return Markdown(_ADDRESS.sub(r"\\\g<0>", block(still)))


def environment(loader: BaseLoader | None = None, kind: type[Environment] = Environment) -> Environment:
    """Return the environment for Markdown templates: nothing undefined, everything escaped."""
    found = templates.environment(block, loader, kind)
    found.filters["cell"] = cell
    return found
