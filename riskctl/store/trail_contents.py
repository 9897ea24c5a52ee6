"""What the files of history hold, read one at a time by their blob ids; the same file is validated once."""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import Any, Final

from riskctl.core.assessments import Assessment
from riskctl.core.decisions import Approval, Key, Organisation
from riskctl.core.procedure import Procedure
from riskctl.core.register import FOLDERS
from riskctl.core.trail.step import File, Kind
from riskctl.store import schema
from riskctl.store.git import ObjectReader
from riskctl.store.layout import Place
from riskctl.store.signatures import is_signed
from riskctl.store.yaml_events import MAX_BYTES, parse
from riskctl.store.zone import zone_named

KINDS: Final[dict[str, Kind]] = {
    "assessments": "assessment",
    "approvals": "approval",
    "escalations": "escalation",
    "events": "event",
    "actions": "action",
    "systems": "system",
    "processes": "process",
}
_MODELS: Final[dict[Kind, type[Any]]] = {
    **{kind: FOLDERS[folder] for folder, kind in KINDS.items()},
    "procedure": Procedure,
    "old-procedure": Procedure,
    "organisation": Organisation,
}
_MOST_READ: Final = 8 * 1024 * 1024
"""How much of a file that is no YAML is looked at, in bytes."""
_KEPT: Final = 4_000
_KEPT_RAW: Final = 64
_MARKS: Final = re.compile(rb"^<{7} .*^>{7} ", re.MULTILINE | re.DOTALL)


def kind_of(place: Place | None) -> Kind:
    """Return what the trail calls a place of the layout."""
    if place is None:
        return ""
    return KINDS.get(place.folder, "other") if place.kind == "entity" else place.kind


@dataclass(frozen=True, slots=True)
class _Read:
    entity: Any
    unreadable: bool


class BlobContents:
    """The contents of a repository's blobs."""

    def __init__(self, reader: ObjectReader) -> None:
        self._reader = reader
        self._raw: OrderedDict[str, tuple[bytes, int]] = OrderedDict()
        self._read: OrderedDict[tuple[Kind, str, str], _Read] = OrderedDict()
        self._sums: dict[str, str] = {}
        self._signed: dict[tuple[str, str, tuple[str, ...]], bool] = {}

    def entity(self, file: File) -> Any:
        """Return what a file holds; None when it can't be read, or is an assessment not yet completed."""
        return self._validated(file).entity

    def unreadable(self, file: File) -> bool:
        """Whether a file fails validation; an assessment not yet completed does not."""
        return self._validated(file).unreadable

    def data(self, file: File) -> bytes:
        """Return the bytes of a file."""
        return self._bytes(file.oid)[0]

    def sha256(self, file: File) -> str:
        """Return the sha256 of a file's bytes in hex."""
        if file.oid not in self._sums:
            self._sums[file.oid] = hashlib.sha256(self.data(file)).hexdigest()
        return self._sums[file.oid]

    def marked(self, file: File) -> bool:
        """Whether a file holds the marks of an unresolved conflict."""
        return _MARKS.search(self.data(file)) is not None

    def signed(self, statement: Approval, file: File, signature: File, keys: Sequence[Key], day: date) -> bool:
        """Whether a statement was signed by its person with one of the keys valid on the day."""
        valid = tuple(key.key for key in keys if key.since <= day <= key.until)
        asked = (file.oid, signature.oid, valid)
        if asked not in self._signed:
            self._signed[asked] = is_signed(self.data(file), self.data(signature), statement.by, keys, day)
        return self._signed[asked]

    def zone(self, name: str) -> tzinfo:
        """Return the time zone of a name; UTC when there is no such zone."""
        return zone_named(name) or UTC

    def _bytes(self, oid: str) -> tuple[bytes, int]:
        if oid not in self._raw:
            self._raw[oid] = self._reader.read(oid, _MOST_READ)
            if len(self._raw) > _KEPT_RAW:
                self._raw.popitem(last=False)
        return self._raw[oid]

    def _validated(self, file: File) -> _Read:
        asked = (file.kind, file.id, file.oid)
        if asked not in self._read:
            self._read[asked] = self._validate(file)
            if len(self._read) > _KEPT:
                self._read.popitem(last=False)
        return self._read[asked]

    def _validate(self, file: File) -> _Read:
        model = _MODELS.get(file.kind)
        if model is None or not file.regular:
            return _Read(None, unreadable=True)
        data, size = self._bytes(file.oid)
        parsed = parse(data) if size <= MAX_BYTES else None
        if parsed is None or parsed.tree is None or parsed.faults:
            return _Read(None, unreadable=True)
        entity, findings = schema.validate(model, parsed.tree, file.path, file.id)
        draft = model is Assessment and entity is None and not findings
        return _Read(entity, unreadable=entity is None and not draft)
