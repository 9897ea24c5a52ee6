"""The schema of a kind of file, walked from the model that the loader reads it by."""

from collections.abc import Iterator, Mapping
from itertools import count
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from riskctl.core.assessments import Assessment
from riskctl.core.fields import Once, Some
from riskctl.store.json_schema.conflicts import conflicts
from riskctl.store.json_schema.kinds import KINDS
from riskctl.store.json_schema.known import Known
from riskctl.store.json_schema.values import Schema, code_of, coded, matching, offered, value_schema
from riskctl.text import LANGUAGES, Words

DIALECT: Final = "http://json-schema.org/draft-07/schema#"

_NAMES_A: Final[Mapping[str, str]] = {
    **dict.fromkeys(("Process.unit", "System.unit", "Event.units", "Unit.parent", "RoleHolding.unit"), "unit"),
    **dict.fromkeys(
        (
            *("Process.owner", "ProcessAssessment.by", "System.owner", "System.operations", "SupplierAssessment.by"),
            *("Judgement.by", "Event.reported_by", "Risk.owner", "Assessment.performed_by", "Action.responsible"),
            *("Progress.by", "Effect.by", "Cancellation.by", "Approval.by", "Approval.witness", "Escalation.by"),
            *("Exemption.by", "RoleHolding.person", "RoleHolding.deputy", "Organisation.keys"),
        ),
        "person",
    ),
    **dict.fromkeys(("Supports.process", "Event.processes"), "process"),
    **dict.fromkeys(("DependsOn.system", "Event.systems"), "system"),
    **dict.fromkeys(("System.supplier", "Event.suppliers"), "supplier"),
    **dict.fromkeys(("Threat.controls", "System.controls", "Supplier.controls", "Action.raises"), "control"),
    **dict.fromkeys(("Risk.threat", "Event.threats", "Assessment.risks", "Assessment.excluded"), "threat"),
    **dict.fromkeys(
        ("Source.level", "Judgement.level", "Risk.threat_level", "LikelihoodTables.table"),
        "threat_level",
    ),
    "Control.from": "holder",
    "Risk.scenario": "scenario",
    "Assessment.procedure": "version",
    "Approval.procedure": "version",
    "Assessment.triggers": "trigger",
    "Assessment.unchanged_since": "assessment",
    "Action.risks": "risk",
    "Ruling.subject": "subject",
    "Exemption.rule": "rule",
}
"""What a field or the keys of a mapping name: a kind of thing that the register knows."""
_OWN_DEFAULT: Final = frozenset({"register", "municipality", "policy", "last", "da", "en"})
"""Fields of the procedure for which what ships says nothing."""


class _Build:
    """One schema being made; mappings of parts share theirs through `definitions`."""

    def __init__(self, known: Known, words: Words, *, drafts: bool) -> None:
        self.known = known
        self.words = words
        self.drafts = drafts
        self.definitions: dict[str, Schema] = {}

    def model(self, model: type[BaseModel], shipped: object = None) -> Schema:
        """Return the schema of a mapping with fields; `shipped` is what the procedure that ships has there."""
        properties = {
            info.alias or name: self._field(model, info.alias or name, info, shipped)
            for name, info in model.model_fields.items()
        }
        message = self.words("schema.error.fields", names=", ".join(properties))
        found: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
        found["errorMessage"] = message
        tests = conflicts(model, self.words)
        tests += [] if self.drafts else needed(_required_of(model), self.words)
        started = skeleton(model, count(1))
        if started:
            found["defaultSnippets"] = [{"label": self.words("schema.part"), "body": started}]
        return {**found, "allOf": tests} if tests else found

    def _field(self, model: type[BaseModel], name: str, info: FieldInfo, shipped: object) -> Schema:
        """Return the schema of a field. An editor that has one proposal fills it in: only defaults stand alone."""
        place = f"{_class(model)}.{name}"
        below = shipped.get(name) if isinstance(shipped, Mapping) else None
        found = self._of(_annotation(info), place, below)
        described: Schema = {"description": self.words(f"schema.{place}"), **found}
        if self.known.examples.get(place, ())[1:]:
            described["examples"] = list(self.known.examples[place])
        default = self._default(place, info, below if name not in _OWN_DEFAULT else None)
        if default is None:
            return described
        described.pop("examples", None)
        return {**described, "default": default}

    def _default(self, place: str, info: FieldInfo, shipped: object) -> object:
        known = self.known.defaults.get(place)
        if known is not None:
            return known
        own = info.default
        if isinstance(own, tuple) and own:
            return list(own)
        flat = isinstance(shipped, str) or (isinstance(shipped, tuple) and all(isinstance(x, str) for x in shipped))
        if not flat or "scale" in place or info.annotation is int:
            return None
        return list(shipped) if isinstance(shipped, tuple) else shipped

    def _of(self, type_: Any, place: str, shipped: object) -> Schema:
        origin, arguments = get_origin(type_), get_args(type_)
        if origin in (Union, UnionType):
            return self._of(next(each for each in arguments if each is not NoneType), place, shipped)
        simple = self._value(type_, place)
        if simple is not None:
            return simple
        if origin is Annotated:
            return self._narrowed(self._of(arguments[0], place, shipped), arguments[1:], place)
        if origin is tuple:
            message = self.words("schema.error.list")
            return {"type": "array", "items": self._of(arguments[0], place, None), "errorMessage": message}
        if isinstance(type_, type) and issubclass(type_, BaseModel):
            return self.model(type_, shipped)
        return self._mapping(arguments[1], place)

    def _value(self, type_: Any, place: str) -> Schema | None:
        """Return the schema of a single value: of what it names where it names something the register knows."""
        found = value_schema(type_, place, self.known, self.words)
        kind = _NAMES_A.get(place, "")
        named = self.known.ids.get(kind)
        if found is not None and named:
            return self._defined(kind, offered(named, None if kind in self.known.strict else found, self.words))
        code = code_of(type_, place)
        return found if found is None or code is None else self._defined(code, found)

    def _defined(self, name: str, found: Schema) -> Schema:
        """Return a reference to what stands many times in one file: the roles, the people."""
        self.definitions[name] = found
        return {"$ref": f"#/definitions/{name}"}

    def _narrowed(self, found: Schema, metadata: tuple[Any, ...], place: str) -> Schema:
        """Return the schema with what stands beside a type: no repeats, not empty, a form."""
        if place == "Procedure.language":
            return coded("language", LANGUAGES, self.words)
        for each in metadata:
            if each is Once:
                found["uniqueItems"] = True
            elif each is Some:
                found["minItems"] = 1
            elif (pattern := getattr(each, "pattern", None)) is not None:
                named = self.known.ids.get(_NAMES_A.get(place, ""), {})
                message = self.words(f"schema.error.{place.partition('.')[2]}")
                form = {"type": "string", "pattern": pattern, "errorMessage": message}
                found = offered(named, form, self.words) if named else form
        return found

    def _mapping(self, type_: Any, place: str) -> Schema:
        """Return the schema of a mapping by id: the ids known are offered, others are let through."""
        below = self._shared(type_, place)
        kind = _NAMES_A.get(place, "")
        named = self.known.ids.get(kind, {})
        form = {"pattern": matching("id", self.words)["pattern"], "doNotSuggest": True}
        found: Schema = {"type": "object", "errorMessage": self.words("schema.error.mapping")}
        if named:
            found["properties"] = {
                id_: {**({"description": name} if name else {}), **below} for id_, name in named.items()
            }
        names = {**form, "errorMessage": self.words("schema.error.id")}
        return {**found, "additionalProperties": below, "propertyNames": names}

    def _shared(self, type_: Any, place: str) -> Schema:
        """Return the schema of the values of a mapping, by reference where they have parts."""
        if not (isinstance(type_, type) and issubclass(type_, BaseModel)):
            return self._of(type_, f"{place}.*", None)
        name = _class(type_)
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = {"description": self.words(f"schema.{name}"), **self.model(type_)}
        return {"$ref": f"#/definitions/{name}"}


def _annotation(info: FieldInfo) -> Any:
    return Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation


def _required_of(model: type[BaseModel]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items() if info.is_required()]


def needed(names: list[str], words: Words) -> list[Schema]:
    """Return the schemas that mark each field that is missing, by its name and in the reader's language.

    A single `required` would be told in English, and could not name the field in another language.
    """
    return [{"required": [name], "errorMessage": words("schema.error.missing", name=name)} for name in names]


def skeleton(type_: Any, stops: Iterator[int]) -> Any:
    """Return what an editor starts a mapping with: the fields that must be there, each a place to type at."""
    origin, arguments = get_origin(type_), get_args(type_)
    if isinstance(type_, type) and issubclass(type_, BaseModel):
        fields = [(info.alias or name, info) for name, info in type_.model_fields.items() if info.is_required()]
        return {name: skeleton(_annotation(info), stops) for name, info in fields}
    if origin is Annotated and get_origin(arguments[0]) is tuple:
        return skeleton(arguments[0], stops)
    return [skeleton(arguments[0], stops)] if origin is tuple else f"${next(stops)}"


def _class(model: type[BaseModel]) -> str:
    return model.__name__.partition("[")[0]


def _required(type_: Any, words: Words) -> Schema:
    """Return a schema that asks for nothing but what a completed assessment must have."""
    arguments = get_args(type_)
    if isinstance(type_, type) and issubclass(type_, BaseModel):
        fields = {info.alias or name: _annotation(info) for name, info in type_.model_fields.items()}
        below = {name: schema for name, each in fields.items() if (schema := _required(each, words))}
        tests = needed(_required_of(type_), words)
        return {**({"properties": below} if below else {}), **({"allOf": tests} if tests else {})}
    if get_origin(type_) in (Union, UnionType):
        return _required(next(each for each in arguments if each is not NoneType), words)
    if get_origin(type_) is Annotated:
        return _required(arguments[0], words)
    if get_origin(type_) is tuple or len(arguments) < 2:  # noqa: PLR2004 - a mapping has two: key and value
        return {}
    below = _required(arguments[1], words)
    return {"additionalProperties": below} if below else {}


def schema_of(kind: str, known: Known, words: Words, shipped: object = None) -> Schema:
    """Return the schema of a kind of file. `shipped` is the tree of the procedure that ships, for its defaults."""
    model = KINDS[kind].model
    drafts = model is Assessment
    build = _Build(known, words, drafts=drafts)
    head = {"$schema": DIALECT, "title": words(f"schema.title.{kind}"), "description": words(f"schema.{_class(model)}")}
    found = {**head, **build.model(model, shipped if kind == "procedure" else None)}
    if drafts:
        found |= {"if": {"required": ["completed_at"]}, "then": _required(model, words)}
    return {**found, "definitions": build.definitions} if build.definitions else found
