"""JSON out: stable keys, æøå as they are, dates and moments in ISO 8601."""

import json
from datetime import date
from typing import Any

from pydantic import BaseModel

from riskctl.render.safe import COMMAND_ANYWHERE


def dumps(value: object) -> str:
    """Return a value as JSON; what is invisible, or a command to a CI system, is escaped, which loses nothing."""
    text = json.dumps(value, ensure_ascii=False, indent=1, default=_plain)
    if "#" in text:
        text = COMMAND_ANYWHERE.sub(r"\1\\u005b", text)
    return "\n".join(line if line.isprintable() else _escaped(line) for line in text.split("\n"))


def _escaped(line: str) -> str:
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in line)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="python", by_alias=True, exclude_unset=True)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
