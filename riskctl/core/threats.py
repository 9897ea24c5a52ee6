"""The threat catalogue and what happens: threats and events (P4.0.3, P4.2.2, P2.2-P2.4)."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from riskctl.core.fields import (
    Aspect,
    Criterion,
    Date,
    Entity,
    EventKind,
    Id,
    IncidentCategory,
    Magnitude,
    Moment,
    Once,
    Part,
    Some,
    SystemKind,
    ThreatCategory,
    Url,
)


class Bilingual(Part):
    """A text in both languages."""

    da: str
    en: str

    def in_language(self, lang: str) -> str:
        """Return the text in `lang`, Danish unless it is `en`."""
        return self.en if lang == "en" else self.da


class Source(Part):
    """A published or known basis for a threat's level."""

    publisher: str
    level: Id
    date: Date
    url: Url
    note: str | None = None


class Judgement(Part):
    """The municipality's own judgement of a threat's level; it wins over the sources."""

    level: Id
    date: Date
    by: Id
    reason: str


class Threat(Entity):
    """Something that can happen, what it affects, and which controls resist it."""

    name: Bilingual
    category: ThreatCategory
    aspects: Annotated[tuple[Aspect, ...], Once, Some]
    affects: Annotated[tuple[Criterion, ...], Once, Some]
    kinds: Annotated[tuple[SystemKind, ...], Once, Some] = ("application", "infrastructure", "integration")
    controls: Annotated[tuple[Id, ...], Once, Some]
    scenarios: Mapping[Id, Bilingual] = {}
    sources: tuple[Source, ...] = ()
    own_judgement: Judgement | None = None

    @model_validator(mode="after")
    def _judged_or_sourced(self) -> "Threat":
        if self.own_judgement is None and "sources" not in self.model_fields_set:
            raise PydanticCustomError("sources_missing", "sources", {})
        return self


class Event(Entity):
    """An incident or a change that may call for a new assessment."""

    kind: EventKind
    category: IncidentCategory | None = None
    magnitude: Magnitude
    title: str
    occurred_at: Moment
    effective_on: Date | None = None
    systems: Annotated[tuple[Id, ...], Once] = ()
    suppliers: Annotated[tuple[Id, ...], Once] = ()
    processes: Annotated[tuple[Id, ...], Once] = ()
    units: Annotated[tuple[Id, ...], Once] = ()
    threats: Annotated[tuple[Id, ...], Once] = ()
    reported_by: Id

    @model_validator(mode="after")
    def _category_of_incidents(self) -> "Event":
        if (self.kind == "incident") != (self.category is not None):
            raise PydanticCustomError("event_category", "category", {"kind": self.kind})
        return self

    @property
    def is_incident(self) -> bool:
        """Whether this is an incident (P2.4), not a change."""
        return self.kind == "incident"
