"""What several formats of `check` say in the same way."""

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from riskctl.core.introduced import identity
from riskctl.render.findings import Shown
from riskctl.render.safe import visible

MOST_OF_A_TEXT: Final = 1_000
"""How many characters of one message are shown: a value in a file may have 20,000."""


def short(text: str, most: int = MOST_OF_A_TEXT) -> str:
    """Return a text on one visible line, cut after so many characters."""
    shown = visible(text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def told(each: Shown) -> str:
    """Return what is wrong and what to do, as sentences on one line."""
    message = short(each.message)
    if not each.hint:
        return message
    return f"{message}{'' if message.endswith(('.', '!', '?', '…')) else '.'} {short(each.hint)}"


def fingerprints(shown: Iterable[Shown]) -> list[str]:
    """Return an id for each finding: the same however the lines of its file move, and no other's in the report."""
    seen: Counter[str] = Counter()
    found = []
    for each in shown:
        same = ascii(identity(each.finding))
        seen[same] += 1
        found.append(sha256(f"{same}\n{seen[same]}".encode()).hexdigest())
    return found
