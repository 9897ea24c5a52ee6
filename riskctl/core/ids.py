"""Identifiers: the path of a file is the identity of what it holds (spec: the register's layout)."""

import re
import unicodedata
from typing import Final

ID_PATTERN: Final = r"[a-z0-9][a-z0-9-]{0,63}"
_ID: Final = re.compile(ID_PATTERN, re.ASCII)
_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "ae", "Ø": "oe", "Å": "aa", "ß": "ss"})


def is_id(text: str) -> bool:
    """Whether `text` is a well-formed id."""
    return _ID.fullmatch(text) is not None


def slug(name: str) -> str:
    """Return the id made from a name: æ->ae, ø->oe, å->aa, the rest lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].strip("-")


def risk_id(system: str, key: str) -> str:
    """Return the id under which a risk lives on from one assessment to the next: `nexus#ransomware`."""
    return f"{system}#{key}"


def split_risk_id(risk: str) -> tuple[str, str]:
    """Return the system and the key of a risk id; the key is empty when there is no `#`."""
    system, _, key = risk.partition("#")
    return system, key
