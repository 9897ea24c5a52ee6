"""Mending a register: the proposals of `core.mending` made in the bytes of files, checked, and written whole.

Rounds are made until nothing more is proposed, since a file that can be read at last may show what else is wrong.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from riskctl.core import mending, mending_drafts
from riskctl.core.assessments import Assessment
from riskctl.core.fields import Entity
from riskctl.core.finding import Finding
from riskctl.core.mending import Mend, Names, Sealed
from riskctl.core.moment import Clock
from riskctl.core.register import FOLDERS, Register
from riskctl.core.rules.rule import Context
from riskctl.core.rules.threats import level_off_scale
from riskctl.errors import Exit, RiskctlError
from riskctl.store.atomic import replace_in
from riskctl.store.find import Place
from riskctl.store.loader import Loaded, load
from riskctl.store.rearrange import fields_reordered, items_reordered, renamed
from riskctl.store.splice import Put, splice
from riskctl.store.trees import Overlay, Tree, WorkTree
from riskctl.store.write import lock
from riskctl.store.yaml_events import decoded, parse

MOST_ROUNDS: Final = 8
_BOM: Final = "\ufeff"
_COMPLETED: Final = re.compile(r"""^\s*["']?completed_at""", re.MULTILINE | re.IGNORECASE)
_RESTED_ON: Final = ("processes", "systems", "suppliers", "threats")


@dataclass(frozen=True, slots=True)
class Made:
    """A mend that was made in a file. `kind` is that of `Mend`, or `bom`, `lines` or `letters` of the whole file."""

    kind: str
    ref: str
    field: str
    rule: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Mended:
    """Files as they are and as they would be, by path, and what was mended in them."""

    files: Mapping[str, tuple[bytes, bytes]]
    made: tuple[Made, ...]


def mend(place: Place, loaded: Loaded, clock: Clock, names: Names) -> Mended:
    """Return what can be mended in a register as it was loaded; nothing is written.

    Raise RiskctlError where git, which knows what is on the mainline, can't be asked.
    """
    now: dict[str, bytes] = {}
    made: list[Made] = []
    sealing = _Sealing(place)
    for _ in range(MOST_ROUNDS):
        found = _round(loaded, clock, names, sealing)
        if not found:
            break
        now |= {ref: data for ref, (data, _) in found.items()}
        made += [each for _, done in found.values() for each in done]
        loaded = load(Overlay(sealing.tree(loaded.tree), now))
    tree = sealing.tree(loaded.tree)
    return Mended({ref: (tree.read(ref), data) for ref, data in sorted(now.items())}, tuple(made))


class _Sealing:
    """What must not be touched, asked for once a path."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._known: dict[str, bool] = {}
        self._tree: Tree | None = None

    def tree(self, loaded: Tree) -> Tree:
        """Return the tree as it was read first, without anything mended."""
        self._tree = self._tree or loaded
        return self._tree

    def of(self, refs: Sequence[str], register: Register | None) -> Sealed:
        """Return what of some files is sealed."""
        asked = [ref for ref in refs if ref not in self._known]
        held = _committed(self._place, [ref for ref in asked if ref.startswith(("events/", "assessments/"))])
        for ref in asked:
            data = held.get(ref)
            record = data is not None and (ref.startswith("events/") or not _is_draft(data))
            self._known[ref] = record or not mending.mendable(ref)
        decided = mending.decided_actions(register) if register else [r for r in refs if r.startswith("actions/")]
        return Sealed({ref for ref, sealed in self._known.items() if sealed}, decided)


def _committed(place: Place, refs: Sequence[str]) -> dict[str, bytes]:
    """Return those of the files that the commit at HEAD has, with their bytes there."""
    repository = place.repository
    head = repository.commit("HEAD") if repository is not None and refs else None
    if repository is None or head is None:
        return {}
    prefix = f"{place.folder}/" if place.folder else ""
    entries = repository.entries(head, [prefix + ref for ref in refs])
    contents = repository.blobs([each.oid for each in entries])
    return {each.path.removeprefix(prefix): data for each, data in zip(entries, contents, strict=True)}


def _is_draft(data: bytes) -> bool:
    """Whether an assessment is a draft for certain: it can be read, and nothing like `completed_at` begins a line."""
    text = _normal(data.decode("utf-8", "replace"))
    parsed = parse(text.encode())
    return parsed.tree is not None and "completed_at" not in parsed.tree and _COMPLETED.search(text) is None


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text.removeprefix(_BOM).replace("\r\n", "\n"))


Round = dict[str, tuple[bytes, list[Made]]]


def _round(loaded: Loaded, clock: Clock, names: Names, sealing: _Sealing) -> Round:
    """Return the files that change in one round, with what was mended in them."""
    found: Round = {}
    bad = [each for each in loaded.findings if each.code in ("SCH004", "SCH012") and mending.mendable(each.ref)]
    sealed = sealing.of([each.ref for each in bad], loaded.register)
    for each in bad:
        if not sealed.holds(each.ref) and (done := _characters(each, loaded.tree, sealed)) is not None:
            found[each.ref] = done
    if not found and loaded.register is None:
        return _edits(loaded, _spelling(loaded, None, names), sealing)
    if not found and loaded.register is not None:
        context = Context(loaded.register, clock)
        first = [*_spelling(loaded, context, names), *_order(loaded, loaded.register)]
        return _edits(loaded, first, sealing) or _edits(loaded, _results(loaded, context), sealing)
    return found


def _characters(finding: Finding, tree: Tree, sealed: Sealed) -> tuple[bytes, list[Made]] | None:
    """Return a file without BOM and CR, its letters composed; None where that is not all, or may not be."""
    ref, data = finding.ref, tree.read(finding.ref)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    made = _normal(text)
    if decoded(made.encode())[1] or made == text or (ref.startswith("assessments/") and not _is_draft(data)):
        return None
    composed = made != text.removeprefix(_BOM).replace("\r\n", "\n")
    if composed and ref in sealed.decided:
        return None
    kinds = {"bom": text.startswith(_BOM), "lines": "\r\n" in text, "letters": composed}
    rules = {"bom": "SCH004", "lines": "SCH012", "letters": "SCH004"}
    return made.encode(), [Made(kind, ref, "", rules[kind]) for kind, done in kinds.items() if done]


def _edits(loaded: Loaded, proposed: Iterable[Mend], sealing: _Sealing) -> Round:
    """Return the files with the edits that are proposed, as far as they may and can be made."""
    proposals = list(proposed)
    sealed = sealing.of(list(dict.fromkeys(each.ref for each in proposals)), loaded.register)
    found: Round = {}
    for each in proposals:
        if sealed.holds(each.ref, str(each.path[0]) if each.path else ""):
            continue
        data, done = found.get(each.ref, (loaded.tree.read(each.ref), []))
        if each.ref.startswith("assessments/") and not _is_draft(data):
            continue
        try:
            found[each.ref] = (_made(data, each), [*done, _told(each)])
        except RiskctlError:  # it must be mended by hand, and stays a finding
            continue
    return found


def _spelling(loaded: Loaded, context: Context | None, names: Names) -> list[Mend]:
    scale = context.procedure.likelihood.threat_levels if context else ()
    findings = [*loaded.findings, *(_off_scale(context) if context else ())]
    told = [each for each in findings if mending.mendable(each.ref) and each.position is None]
    trees = {ref: parse(loaded.tree.read(ref)).tree for ref in dict.fromkeys(each.ref for each in told)}
    return mending.spelling(told, {ref: tree for ref, tree in trees.items() if tree is not None}, names, scale)


def _order(loaded: Loaded, register: Register) -> list[Mend]:
    entities = _entities(register)
    drafts = dict.fromkeys(_drafts(register), Assessment)
    read = {ref: parse(loaded.tree.read(ref)).tree for ref in (*entities, *drafts)}
    return mending.order(entities, read, drafts)


def _results(loaded: Loaded, context: Context) -> Iterator[Mend]:
    """Yield the results that drafts lack: last, since they rest on everything else."""
    drafts = _drafts(context.register)
    if not drafts:
        return
    whole = not context.any_broken(*_RESTED_ON)
    for ref in drafts:
        yield from mending_drafts.missing_results(context.today, ref, parse(loaded.tree.read(ref)).tree, inputs=whole)


def _drafts(register: Register) -> list[str]:
    return [f"assessments/{id_}.yaml" for id_ in sorted(register.drafts)]


def _off_scale(context: Context) -> Iterator[Finding]:
    return (
        Finding("THR101", "error", each.ref, each.path, each.values, subject=each.subject)
        for each in level_off_scale(context)
    )


def _entities(register: Register) -> dict[str, Entity]:
    """Return what fits the models in the folders that are mended, by path; no completed assessment."""
    folders = [folder for folder in mending.FOLDERS_MENDED if FOLDERS[folder] is not Assessment]
    return {f"{folder}/{id_}.yaml": each for folder in folders for id_, each in getattr(register, folder).items()}


def _made(data: bytes, each: Mend) -> bytes:
    """Return the file with one edit made; raise RiskctlError where that touches more than it means."""
    if each.kind == "key":
        return renamed(each.ref, data, each.path, str(each.new))
    if each.kind == "fields":
        return fields_reordered(each.ref, data, [str(name) for name in _tuple(each.new)])
    if each.kind == "progress":
        return items_reordered(each.ref, data, each.path, [int(place) for place in _tuple(each.new)])
    order = mending_drafts.RESIDUAL_FIELDS if "residual" in each.path else mending_drafts.RISK_FIELDS
    return splice(each.ref, data, [Put(each.path, each.new, order)])


def _tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def _told(each: Mend) -> Made:
    new = "" if isinstance(each.new, tuple) else str(each.new)
    return Made(each.kind, each.ref, ".".join(map(str, each.path)), each.rule, each.old, new)


def write_mended(place: Place, mended: Mended) -> None:
    """Write the files, each whole, under the lock.

    Raise RiskctlError when one has changed since it was read, with nothing written, or that says which were written
    when one can't be.
    """
    if not mended.files:
        return
    with lock(place):
        tree = WorkTree(place.root)
        for ref, (before, _) in mended.files.items():
            if tree.read(ref) != before:
                raise RiskctlError("changed-meanwhile", path=ref)
        done: list[str] = []
        try:
            for ref, (_, after) in mended.files.items():
                replace_in(place.root, ref, after)
                done.append(ref)
        except (RiskctlError, KeyboardInterrupt) as error:
            if not done:
                raise
            code = error.code if isinstance(error, RiskctlError) else Exit.INTERRUPTED
            message = error.values.get("message", "") if isinstance(error, RiskctlError) else "Ctrl-C"
            raise RiskctlError("mended-partly", code=code, path=", ".join(done), message=message) from None
