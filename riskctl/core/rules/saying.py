"""What the judgement rules ask of a text: whether it says anything, and whether it is the same as another."""

import re
from typing import Final

_WORDS_OF_FILLING: Final = (
    "todo tbd test ok okay fint fine good ja yes nej no ingen none nothing intet xx xxx samme same ditto idem se see "
    "ovenfor above nedenfor below mangler missing udfyldes senere later kommer pending ukendt unknown ved know dont "
    "er is ikke not relevant irrelevant relevante aktuelt begrundelse reason årsag tekst text evidens evidence"
)
_FILLERS: Final = frozenset(_WORDS_OF_FILLING.split())
"""Words that fill a field; a text of nothing else says nothing."""
_LEAST: Final = 3
"""Letters and digits that a reason has at least."""
_WORD: Final = re.compile(r"\w+")


def says_nothing(text: str) -> bool:
    """Whether a text says nothing: fewer than three letters and digits, or only words that fill a field."""
    words = _WORD.findall(text.casefold())
    return sum(map(len, words)) < _LEAST or all(word in _FILLERS for word in words)


def folded(text: str) -> str:
    """Return a text by which copies are known: case and spacing do not count."""
    return " ".join(text.casefold().split())
