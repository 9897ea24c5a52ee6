"""A page that stands in one file: nothing in it loads anything, and no script runs but the one that sorts tables."""

import re
from base64 import b64encode
from hashlib import sha256
from typing import Final

from markupsafe import Markup

from riskctl.render.html import environment
from riskctl.store.packaged import packaged_text
from riskctl.text import Lang

OPENING: Final = "page/opening.html.j2"
_NONE: Final = "'none'"
_STYLE: Final = re.compile(r"<style[^>]*>(.*?)</style", re.DOTALL | re.IGNORECASE)


def style() -> Markup:
    """Return the packaged style sheet."""
    return Markup(packaged_text("templates/page/style.css"))  # noqa: S704 -- ours


def script() -> Markup:
    """Return the packaged script, the only one a page can run."""
    return Markup(packaged_text("templates/page/sort.js"))  # noqa: S704 -- ours


def page(body: str, lang: Lang) -> str:
    """Return the page with the body, which begins with its title and goes on to the end.

    What opens the page stands above anything a template writes, so no template can loosen the policy.
    """
    opening = environment().get_template(OPENING).render(lang=lang, policy=policy(body))
    return opening + body


def policy(body: str) -> str:
    """Return the content security policy: the body's own styles and the packaged script, each by its hash."""
    styles = sorted({_source(found) for found in _STYLE.findall(body)})
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {' '.join(styles) or _NONE}",
            f"script-src {_source(script()) if '<script' in body else _NONE}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
