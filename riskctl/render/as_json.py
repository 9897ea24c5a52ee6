"""JSON out: stable keys, æøå as they are, dates and moments in ISO 8601."""

import json
from datetime import date
from typing import Any

from pydantic import BaseModel


def dumps(value: object) -> str:
    """Return a value as JSON; control, bidi and zero-width characters are escaped, which loses nothing."""
    text = json.dumps(value, ensure_ascii=False, indent=1, default=_plain)
    if text.replace("\n", "").isprintable():
        return text
    return "".join(each if each == "\n" or each.isprintable() else json.dumps(each)[1:-1] for each in text)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="python", by_alias=True, exclude_unset=True)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
