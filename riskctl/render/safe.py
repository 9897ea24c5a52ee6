"""Register text made visible for terminals and CI logs: nothing in it can steer what shows it."""

import unicodedata
from typing import Final

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_COMMANDS: Final = ("::", "##[", "##vso[")


def visible(text: str) -> str:
    """Return one line in which control, bidi and zero-width characters are written out.

    A line that a CI system would take as a command gets a leading space.
    """
    if not text.isprintable():
        text = "".join(_shown(character) for character in text)
    return " " + text if text.lstrip().startswith(_COMMANDS) else text


def _shown(character: str) -> str:
    if character == "\n":
        return " "
    if unicodedata.category(character) in _HIDDEN:
        return f"<U+{ord(character):04X}>"
    return character
