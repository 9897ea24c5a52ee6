"""JSON out: stable keys, æøå as they are, dates and moments in ISO 8601."""

import json
from datetime import date
from typing import Any

from pydantic import BaseModel


def dumps(value: object) -> str:
    """Return a value as JSON."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="python", by_alias=True, exclude_unset=True)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
