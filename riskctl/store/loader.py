"""One loader for the working tree and for any commit: files in, a register and findings out."""

import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, Protocol

from riskctl.core.assessments import Assessment
from riskctl.core.decisions import Approval, Organisation
from riskctl.core.fields import Entity
from riskctl.core.finding import Finding
from riskctl.core.moment import local_date
from riskctl.core.procedure import Procedure
from riskctl.core.register import FOLDERS, Register
from riskctl.store import schema
from riskctl.store.layout import Place, is_opened, place_of
from riskctl.store.trees import CommitTree, SourceFile, Tree
from riskctl.store.yaml_events import Fault, parse
from riskctl.store.zone import zone_named


@dataclass(frozen=True)
class Loaded:
    """What was read: the register unless the procedure itself can't be used, and what is wrong with files."""

    register: Register | None
    findings: tuple[Finding, ...]
    files: int
    tree: Tree
    statements: Mapping[str, bytes] = field(default_factory=dict)
    signatures: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """What one file gave: the entity, or None, what is wrong with it, its sha256, and the text of an approval."""

    entity: Any
    findings: tuple[Finding, ...]
    sha256: str
    statement: bytes | None


@dataclass
class Known:
    """What was read of one version of a register, for reading another: by path and blob id, under these scales.

    A number fits or not by the scales, so what was read under others is of no use.
    """

    files: dict[tuple[str, str], Given] = field(default_factory=dict)
    procedures: set[tuple[str, str]] = field(default_factory=set)
    signed: dict[tuple[bytes, bytes, str], bool] = field(default_factory=dict)
    scales: Mapping[str, int] | None = None

    def under(self, scales: Mapping[str, int] | None) -> dict[tuple[str, str], Given]:
        """Return what is known under these scales, to look up and to add to."""
        if not self.files:
            self.scales = scales
        return self.files if scales == self.scales else {}


@dataclass
class _Batch:
    findings: list[Finding] = field(default_factory=list)
    entities: dict[str, dict[str, Any]] = field(default_factory=lambda: {folder: {} for folder in FOLDERS})
    broken: set[str] = field(default_factory=set)
    drafts: set[str] = field(default_factory=set)
    digests: dict[str, str] = field(default_factory=dict)
    signatures: dict[str, bytes] = field(default_factory=dict)
    statements: dict[str, bytes] = field(default_factory=dict)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector from walking what is being built: three quarters of the time on a large register."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def load(tree: Tree, known: Known | None = None, policy: Register | None = None) -> Loaded:
    """Read a register; every file that does not fit becomes findings and silences no other.

    What is `known` of another version is not read again, and what is read becomes known. With `policy`, numbers must
    fit the scales of that register, whose procedure stands in for one that can't be used.
    """
    with _without_collector():
        return _load(tree, known or Known(), policy)


def load_beside(tree: CommitTree, known: Known) -> Loaded:
    """Read another version of a register: files with the same bytes as in the known one are not even opened."""
    procedures = {pair for pair in tree.oids().items() if _is_procedure(pair[0])}
    return load(tree.sparing(known.files) if procedures == known.procedures else tree, known)


def _is_procedure(path: str) -> bool:
    place = place_of(path)
    return place is not None and place.kind in ("procedure", "old-procedure")


def scales_of(procedures: Iterable[Procedure]) -> dict[str, int] | None:
    """Return how many levels each scale has: the most that any of the procedures gives it; None without any."""
    found = [each.scales for each in procedures]
    return {name: max(each[name] for each in found) for name in found[0]} if found else None


def _load(tree: Tree, known: Known, policy: Register | None) -> Loaded:
    batch = _Batch()
    files = list(tree.files(is_opened))
    known.procedures |= {(file.path, file.oid) for file in files if _is_procedure(file.path)}
    placed = [(file, place) for file in files if (place := _place(file, batch)) is not None]
    procedures = {p.id: _entity(Procedure, f, p, batch, None) for f, p in placed if p.kind == "old-procedure"}
    batch.digests |= {f.path: hashlib.sha256(f.data).hexdigest() for f, p in placed if p.kind == "old-procedure"}
    batch.broken |= {f"procedures/{version}" for version, each in procedures.items() if each is None}
    current = next((f for f, p in placed if p.kind == "procedure"), None)
    procedure = _single(Procedure, current, "procedure", batch)
    if current is not None:
        batch.digests["procedure.yaml"] = hashlib.sha256(current.data).hexdigest()
    if procedure is not None and zone_named(procedure.timezone) is None:
        values = {"value": procedure.timezone}
        batch.findings.append(
            Finding("PRC204", "error", "procedure.yaml", ("timezone",), values, "P1.1", subject="procedure")
        )
    judging = (policy.procedure, *policy.procedures.values()) if policy else (procedure, *procedures.values())
    scales = scales_of(each for each in judging if each is not None)
    given = known.under(scales)
    organisation = _single(
        Organisation, next((f for f, p in placed if p.kind == "organisation"), None), "organisation", batch
    )
    for file, place in placed:
        if place.kind == "entity":
            _add_entity(file, place, batch, given, scales)
        elif place.kind == "signature":
            batch.signatures[place.id] = file.data
    reports = frozenset(place.id for _, place in placed if place.kind == "report")
    procedure = procedure or (policy.procedure if policy else None)
    if procedure is None:
        return Loaded(None, tuple(batch.findings), len(files), tree)
    register = _register(
        procedure, {k: v for k, v in procedures.items() if v is not None}, organisation, batch, reports, known.signed
    )
    return Loaded(register, tuple(batch.findings), len(files), tree, batch.statements, batch.signatures)


def _place(file: SourceFile, batch: _Batch) -> Place | None:
    place = place_of(file.path)
    refused = file.refused or ("SCH010" if place is None else "")
    if refused:
        values = {"path": file.path, "what": "bytes", "most": 256 * 1024}
        batch.findings.append(
            Finding(refused, "error", file.path, (), values, "P7.1", (1, 1), place.id if place else file.path)
        )
        if place is not None and place.kind in ("entity", "old-procedure"):
            batch.broken.add(f"{place.folder}/{place.id}")
        return None
    return place


def _single(model: type[Any], file: SourceFile | None, name: str, batch: _Batch) -> Any:
    if file is None:
        ref = f"{name}.yaml"
        if not any(finding.ref == ref for finding in batch.findings):
            batch.findings.append(Finding("SCH013", "error", ref, (), {"path": ref}, "P1.1", (1, 1), name))
        entity = None
    else:
        entity = _entity(model, file, Place("procedure", "", name), batch, None)
    if entity is None:
        batch.broken.add(name)
    return entity


def _entity(model: type[Any], file: SourceFile, place: Place, batch: _Batch, scales: Mapping[str, int] | None) -> Any:
    entity, findings = _validated(model, file, place, scales)
    batch.findings.extend(findings)
    return entity


def _validated(
    model: type[Any], file: SourceFile, place: Place, scales: Mapping[str, int] | None
) -> tuple[Any, list[Finding]]:
    parsed = parse(file.data)
    faults = [_fault(fault, file.path, place.id) for fault in parsed.faults]
    if parsed.tree is None:
        return None, faults
    entity, findings = schema.validate(model, parsed.tree, file.path, place.id, scales)
    told = [fault.path for fault in parsed.faults if fault.path]
    faults.extend(each for each in findings if not any(each.path[: len(path)] == path for path in told))
    return (None if parsed.faults else entity), faults


def _add_entity(
    file: SourceFile,
    place: Place,
    batch: _Batch,
    known: dict[tuple[str, str], Given],
    scales: Mapping[str, int] | None,
) -> None:
    model: type[Entity] = FOLDERS[place.folder]
    given = known.get((file.path, file.oid))
    if given is None or not file.oid:
        entity, findings = _validated(model, file, place, scales)
        sha256 = hashlib.sha256(file.data).hexdigest() if model is Assessment else ""
        given = Given(entity, tuple(findings), sha256, file.data if model is Approval else None)
        known[file.path, file.oid] = given
    batch.findings.extend(given.findings)
    if given.entity is not None:
        batch.entities[place.folder][place.id] = given.entity
    elif model is Assessment and not given.findings:
        batch.drafts.add(place.id)
    else:
        batch.broken.add(f"{place.folder}/{place.id}")
    if model is Assessment:
        batch.digests[file.path] = given.sha256
    if given.statement is not None:
        batch.statements[place.id] = given.statement


def _fault(fault: Fault, ref: str, id_: str) -> Finding:
    return Finding(fault.code, "error", ref, (), fault.values, "P7.1", fault.position, id_)


def _register(
    procedure: Procedure,
    procedures: dict[str, Procedure],
    organisation: Organisation | None,
    batch: _Batch,
    reports: frozenset[str],
    told: dict[tuple[bytes, bytes, str], bool],
) -> Register:
    known = organisation or Organisation.model_construct(units={}, people={}, keys={}, roles=())
    return Register(
        procedure=procedure,
        organisation=known,
        procedures=procedures,
        reports=reports,
        drafts=frozenset(batch.drafts),
        broken=frozenset(batch.broken),
        unread=_unread(batch),
        digests=batch.digests,
        signed=signed_by(known, procedure, batch.entities["approvals"], batch, told),
        **batch.entities,
    )


def _unread(batch: _Batch) -> dict[str, str | None]:
    """Return the text of each approval that failed validation; None of one refused before it was opened."""
    ids = [each.removeprefix("approvals/") for each in batch.broken if each.startswith("approvals/")]
    return {
        id_: data.decode("utf-8", "replace") if (data := batch.statements.get(id_)) is not None else None for id_ in ids
    }


class Signed(Protocol):
    """The texts of the approvals, and the signatures beside them, by id."""

    @property
    def statements(self) -> Mapping[str, bytes]:
        """The bytes of each approval."""
        ...

    @property
    def signatures(self) -> Mapping[str, bytes]:
        """The bytes of each signature."""
        ...


def signed_by(
    organisation: Organisation,
    procedure: Procedure,
    approvals: Mapping[str, Approval],
    files: Signed,
    told: dict[tuple[bytes, bytes, str], bool] | None = None,
) -> frozenset[str]:
    """Return the approvals whose signature was made by the person, with a key of the organisation valid that day.

    What is `told` already is not asked again, and what is asked is told.
    """
    with_signature = [each for id_, each in approvals.items() if each.kind == "signed" and id_ in files.signatures]
    if not with_signature:
        return frozenset()
    from riskctl.store.signatures import allowed_signers, is_signed

    zone, known, found = zone_named(procedure.timezone) or UTC, {} if told is None else told, set()
    for each in with_signature:
        day, keys = local_date(each.at, zone), organisation.keys.get(each.by, ())
        statement, signature = files.statements[each.id], files.signatures[each.id]
        asked = statement, signature, allowed_signers(each.by, keys, day)
        if asked not in known:
            known[asked] = is_signed(statement, signature, each.by, keys, day)
        if known[asked]:
            found.add(each.id)
    return frozenset(found)
