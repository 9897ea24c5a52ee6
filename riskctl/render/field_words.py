"""What a changed field is called and what its values are, in words: `Modenhed i backup: fra 2 til 3`."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from riskctl.core.fields import CRITERIA, LEVELS, PERSPECTIVES, ROLES
from riskctl.core.finding import Path
from riskctl.core.moment import parse_date
from riskctl.core.register import Register
from riskctl.render import names
from riskctl.text import Words

_KEYED: Final = frozenset(
    {
        "supports",
        "depends_on",
        "consequence",
        "controls",
        "external",
        "scenarios",
        "sources",
        "excluded",
        "raises",
        "people",
        "units",
        "roles",
        "keys",
        "decisions",
        "progress",
    }
)
"""Fields below which the next part of a path is a name, not a field."""
_KEYED_TABLES: Final = frozenset(
    {"table", "by_importance", "treatment", "reassessment", "approval_kinds", "controls", "texts"}
)
"""The same, of the procedure."""
_PEOPLE: Final = frozenset(
    {
        "owner",
        "operations",
        "responsible",
        "by",
        "reported_by",
        "performed_by",
        "witness",
        "person",
        "deputy",
        "assessed_by",
    }
)
_CODES: Final[Mapping[str, str]] = {
    "status": "system_status",
    "kind": "system_kind",
    "nis2": "nis2",
    "personal_data": "personal_data",
    "importance": "importance",
    "treatment": "treatment",
    "type": "action_type",
    "flags": "flag",
    "threat_level": "threat_level",
    "category": "category",
    "aspects": "aspect",
    "affects": "criterion",
    "kinds": "system_kind",
    "publisher": "publisher",
}
_THREAT_LEVELS: Final = ("sources", "own_judgement")
_NAMES: Final[Mapping[str, Callable[[Register, str], str]]] = {
    "unit": names.unit_name,
    "units": names.unit_name,
    "parent": names.unit_name,
    "supplier": names.holder_name,
    "suppliers": names.holder_name,
    "from": names.holder_name,
    "systems": names.system_name,
    "depends_on": names.system_name,
    "system": names.system_name,
    "people": names.person_name,
    "keys": names.person_name,
}


class FieldWords:
    """The names of fields and values in one language, with the names of the register."""

    def __init__(self, register: Register, words: Words) -> None:
        self.register = register
        self.words = words

    def changed(self, path: Path, before: object, after: object) -> str:
        """Return a change of a field as a sentence."""
        field, values = self.label(path), [self.value(path, each) for each in (before, after)]
        key = (
            "history.changed.set" if before is None else "history.changed.gone" if after is None else "history.changed"
        )
        return self.words(key, field=field, before=values[0], after=values[1])

    def label(self, path: Path) -> str:
        """Return what a field is called; its path where it has no name."""
        if path[0] == "risks" and path[2:]:
            name = names.threat_name(self.register, str(path[1]), self.words)
            return self.words("history.of", name=name, text=self.label(path[2:]))
        pattern, keys = self._pattern(path, _KEYED)
        return self._named(pattern, keys) or ".".join(map(str, path))

    def table_changed(self, path: Path, before: object, after: object) -> str:
        """Return a change of the procedure as a sentence."""
        values = [self.value(path, each) for each in (before, after)]
        return self.words("history.changed", field=self.table_label(path), before=values[0], after=values[1])

    def table_label(self, path: Path) -> str:
        """Return what a field of the procedure is called; the place in its tables counts from one."""
        pattern, keys = self._pattern(path, _KEYED_TABLES)
        told: dict[str, object] = {"key": keys[0] if keys else "", "level": keys[0] if keys else ""}
        told |= {"threat_level": told["key"], "importance": told["key"], "row": told["key"]}
        told["column"] = keys[-1] if keys else ""
        key = f"history.field.{pattern}"
        return self.words(key, **told) if self.words.has(key) else ".".join(_counted(path))

    def _pattern(self, path: Path, keyed: frozenset[str]) -> tuple[str, list[str]]:
        parts: list[str] = []
        keys: list[str] = []
        for place, part in enumerate(path):
            above = str(path[place - 1]) if place else ""
            cell = part in PERSPECTIVES and above in CRITERIA
            if isinstance(part, int) or (above in keyed and parts[-1:] != ["*"]) or cell:
                parts.append("*")
                keys.append(str(part + 1) if isinstance(part, int) else self._key(above, str(part)))
            else:
                parts.append(str(part))
        return ".".join(parts), keys

    def _named(self, pattern: str, keys: list[str]) -> str:
        key = f"history.field.{pattern}"
        return self.words(key, key=", ".join(keys)) if self.words.has(key) else ""

    def _key(self, above: str, part: str) -> str:
        words, register = self.words, self.register
        if above in ("controls", "raises"):
            control = register.procedure.controls.get(part)
            return control.name.in_language(words.lang) if control else part
        if above == "supports":
            process = register.processes.get(part)
            return process.name if process else part
        if above == "excluded":
            return names.threat_name(register, part, words)
        if above in _NAMES:
            return _NAMES[above](register, part)
        if above in ("consequence", "roles", "sources", *CRITERIA):
            return ", ".join(self._code(each) for each in part.split("/"))
        return part

    def _code(self, part: str) -> str:
        """Return the word for one part of a key that joins several."""
        for kind in ("criterion", "perspective", "role", "publisher"):
            if self.words.has(f"common.{kind}.{part}"):
                return self.words.name(kind, part)
        try:
            return self.words.date(parse_date(part))
        except ValueError:
            pass
        organisation = self.register.organisation
        if part in organisation.people:
            return organisation.people[part].name
        return organisation.units[part].name if part in organisation.units else part

    def value(self, path: Path, value: object) -> str:
        """Return the value of a field in words."""
        if isinstance(value, Mapping):
            return self._mapping(path, value)
        if isinstance(value, tuple | list):
            parts = [self.value(path, each) for each in value]
            return self.words.enumeration(parts) or self.words("common.none")
        if value is None:
            return self.words("history.nothing")
        if isinstance(value, bool) or not isinstance(value, str):
            return self.words.value("every" if path[-1] == "every" else "", value)
        return self._text(path, value)

    def _mapping(self, path: Path, value: Mapping[str, Any]) -> str:
        if set(value) == {"dkk", "hours"}:
            return self.words("history.cost.value", **{key: self.words.number(each) for key, each in value.items()})
        shown = value.items() if path[:1] != ("sources",) else [("level", value.get("level"))]
        return ", ".join(self.value((*path, key), each) for key, each in shown)

    def _text(self, path: Path, value: str) -> str:
        field = next((str(part) for part in reversed(path) if not isinstance(part, int)), "")
        if field == "level" and path[0] in _THREAT_LEVELS:
            return self.words.name("threat_level", value)
        if field in _PEOPLE:
            return names.person_name(self.register, value)
        if field in _NAMES:
            return _NAMES[field](self.register, value)
        if field in _CODES:
            return self.words.name(_CODES[field], value)
        if value in LEVELS and field not in ("title", "name", "note", "reason", "description"):
            return names.level_name(value, self.words)
        if value in ROLES:
            return self.words.name("role", value)
        return f"'{value}'" if " " in value else value


def _counted(path: Path) -> list[str]:
    return [str(part + 1) if isinstance(part, int) else part for part in path]
