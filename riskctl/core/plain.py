"""Plain data on its way to a file: what the loader will read back from it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from riskctl.core.fields import Quoted


def as_read(value: object) -> Any:
    """Return plain data as the loader reads it back: lists as tuples, every scalar as text.

    Text counts as quoted, so that it is never taken for a number.
    """
    if isinstance(value, Mapping):
        return {str(key): as_read(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return tuple(as_read(each) for each in value)
    if isinstance(value, datetime):
        return getattr(value, "text", None) or value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return Quoted(value)
    return str(value)
