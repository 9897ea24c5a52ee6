"""One loader for the working tree and for any commit: files in, a register and findings out."""

import gc
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from riskctl.core.assessments import Assessment
from riskctl.core.decisions import Approval, Organisation
from riskctl.core.fields import Entity
from riskctl.core.finding import Finding
from riskctl.core.moment import local_date
from riskctl.core.procedure import Procedure
from riskctl.core.register import FOLDERS, Register
from riskctl.store import schema
from riskctl.store.layout import Place, place_of
from riskctl.store.trees import SourceFile, Tree
from riskctl.store.yaml_events import Fault, parse
from riskctl.store.zone import zone_named


@dataclass(frozen=True)
class Loaded:
    """What was read: the register unless the procedure itself can't be used, and what is wrong with files."""

    register: Register | None
    findings: tuple[Finding, ...]
    files: int
    tree: Tree


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


def load(tree: Tree) -> Loaded:
    """Read a register; every file that does not fit becomes findings and silences no other."""
    with _without_collector():
        return _load(tree)


def _load(tree: Tree) -> Loaded:
    batch = _Batch()
    files = list(tree.files(lambda path: _opened(place_of(path))))
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
    known = [each for each in (procedure, *procedures.values()) if each is not None]
    scales = (
        {name: max(each.scales[name] for each in known) for name in ("consequence", "likelihood", "resilience")}
        if known
        else None
    )
    organisation = _single(
        Organisation, next((f for f, p in placed if p.kind == "organisation"), None), "organisation", batch
    )
    for file, place in placed:
        if place.kind == "entity":
            _add_entity(file, place, batch, scales)
        elif place.kind == "signature":
            batch.signatures[place.id] = file.data
    reports = frozenset(place.id for _, place in placed if place.kind == "report")
    if procedure is None:
        return Loaded(None, tuple(batch.findings), len(files), tree)
    register = _register(
        procedure, {k: v for k, v in procedures.items() if v is not None}, organisation, batch, reports
    )
    return Loaded(register, tuple(batch.findings), len(files), tree)


def _opened(place: Place | None) -> bool:
    return place is not None and place.kind not in ("other", "report")


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
    parsed = parse(file.data)
    batch.findings.extend(_fault(fault, file.path, place.id) for fault in parsed.faults)
    if parsed.tree is None:
        return None
    entity, findings = schema.validate(model, parsed.tree, file.path, place.id, scales)
    told = [fault.path for fault in parsed.faults if fault.path]
    batch.findings.extend(each for each in findings if not any(each.path[: len(path)] == path for path in told))
    return None if parsed.faults else entity


def _add_entity(file: SourceFile, place: Place, batch: _Batch, scales: Mapping[str, int] | None) -> None:
    model: type[Entity] = FOLDERS[place.folder]
    found_before = len(batch.findings)
    entity = _entity(model, file, place, batch, scales)
    if entity is not None:
        batch.entities[place.folder][place.id] = entity
    elif model is Assessment and len(batch.findings) == found_before:
        batch.drafts.add(place.id)
    else:
        batch.broken.add(f"{place.folder}/{place.id}")
    if model is Assessment:
        batch.digests[file.path] = hashlib.sha256(file.data).hexdigest()
    if model is Approval:
        batch.statements[place.id] = file.data


def _fault(fault: Fault, ref: str, id_: str) -> Finding:
    return Finding(fault.code, "error", ref, (), fault.values, "P7.1", fault.position, id_)


def _register(
    procedure: Procedure,
    procedures: dict[str, Procedure],
    organisation: Organisation | None,
    batch: _Batch,
    reports: frozenset[str],
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
        signed=_signed(batch, known, procedure),
        **batch.entities,
    )


def _unread(batch: _Batch) -> dict[str, str | None]:
    """Return the text of each approval that failed validation; None of one refused before it was opened."""
    ids = [each.removeprefix("approvals/") for each in batch.broken if each.startswith("approvals/")]
    return {
        id_: data.decode("utf-8", "replace") if (data := batch.statements.get(id_)) is not None else None for id_ in ids
    }


def _signed(batch: _Batch, organisation: Organisation, procedure: Procedure) -> frozenset[str]:
    """Return the approvals whose signature was made by the person, with a key valid that day."""
    with_signature = [
        approval
        for id_, approval in batch.entities["approvals"].items()
        if approval.kind == "signed" and id_ in batch.signatures
    ]
    if not with_signature:
        return frozenset()
    from riskctl.store.signatures import is_signed

    zone = zone_named(procedure.timezone) or UTC
    return frozenset(
        each.id
        for each in with_signature
        if is_signed(
            batch.statements[each.id],
            batch.signatures[each.id],
            each.by,
            organisation.keys.get(each.by, ()),
            local_date(each.at, zone),
        )
    )
