"""Register text made visible for terminals and CI logs: nothing in it can steer what shows it."""

import re
import unicodedata
from typing import Final

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_IGNORED: Final = r"\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
"""Marks that some comparisons pass over: a runner may read a command through them."""

COMMAND_ANYWHERE: Final = re.compile(rf"(#[{_IGNORED}]*#[{_IGNORED}A-Za-z]*)\[")
"""`##[` and `##vso[`: what CI systems take as a command wherever it stands in a line."""
_COMMAND_FIRST: Final = re.compile(rf"([\s{_IGNORED}]*:[{_IGNORED}]*):")
"""`::`: what GitHub takes as a command where a line begins, also after spaces."""


def visible(text: str) -> str:
    """Return one line in which control, bidi and zero-width characters are written out.

    So is the character that would make it a command to a CI system: a space before it would not do.
    """
    text = shown(text)
    if "#" in text:
        text = COMMAND_ANYWHERE.sub(r"\1<U+005B>", text)
    opening = _COMMAND_FIRST.match(text)
    return f"{opening[1]}<U+003A>{text[opening.end() :]}" if opening else text


def shown(text: str) -> str:
    """Return one line as `visible` does, for a format that escapes what begins a command by itself."""
    return text if text.isprintable() else "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character == "\n":
        return " "
    if unicodedata.category(character) in _HIDDEN:
        return f"<U+{ord(character):04X}>"
    return character
