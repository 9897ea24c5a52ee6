"""What differs between two contents of one file, field by field and cell by cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from riskctl.core.finding import Path

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "supports": ("process",),
    "depends_on": ("system",),
    "consequence": ("criterion", "perspective"),
    "sources": ("publisher", "date"),
    "roles": ("role", "unit", "person", "from"),
    "progress": ("at",),
    "decisions": ("subject",),
}
"""By what the items of a list are told apart, so that a new first item does not move all the others."""

_TABLES: Final = ("scale", "resilience_scale", "from_consequence")
"""Lists in which the place says what an item is: compared place by place, as are rows of tables."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs; a side is None where the field was not there."""

    path: Path
    before: object
    after: object


def stated(value: object) -> Any:
    """Return what a file states, under its own keys, every value with the type its model gave it."""
    if isinstance(value, BaseModel):
        names = {name: info.alias or name for name, info in type(value).model_fields.items()}
        return {names[name]: stated(getattr(value, name)) for name in names if name in value.model_fields_set}
    if isinstance(value, Mapping):
        return {key: stated(each) for key, each in value.items()}
    return tuple(stated(each) for each in value) if isinstance(value, tuple | list) else value


def changed_fields(before: BaseModel, after: BaseModel) -> list[FieldChange]:
    """Return every field that differs between two entities, in the order of the file."""
    return list(_differing((), stated(before), stated(after)))


def _differing(path: Path, before: Any, after: Any) -> Iterator[FieldChange]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from _differing((*path, key), before.get(key), after.get(key))
        return
    parts = _parts(path, before, after)
    if parts is None:
        yield FieldChange(path, before, after)
        return
    one, other = parts
    for key in dict.fromkeys((*one, *other)):
        yield from _differing((*path, key), one.get(key), other.get(key))


def _parts(path: Path, before: Any, after: Any) -> tuple[dict[Any, Any], dict[Any, Any]] | None:
    """Return the items of two lists by what tells them apart; None for what is compared whole."""
    sides = [() if side is None else side for side in (before, after)]
    if not all(isinstance(side, tuple | list) for side in sides) or not path:
        return None
    one, other = sides
    keys = KEYS.get(str(path[-1]))
    if keys and all(isinstance(item, Mapping) for item in (*one, *other)):
        found = [{_key(item, keys): item for item in side} for side in sides]
        return (found[0], found[1]) if [len(each) for each in found] == [len(one), len(other)] else None
    in_table = isinstance(path[-1], int) or path[-1] in _TABLES
    if len(one) == len(other) and all(in_table or isinstance(item, int | tuple | list) for item in (*one, *other)):
        return dict(enumerate(one)), dict(enumerate(other))
    return None


def _key(item: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return "/".join(str(item[key]) for key in keys if item.get(key) is not None)
