"""Histories made in Python: steps of a mainline from files by path, without git, and the audit of them.

A register that is whole, to change: the system nexus (class high, of unit care), an assessment of it by anne, its
approval by the director dorte, and an action by carl approved by ivan of IT management.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from riskctl.core.decisions import Approval, Key
from riskctl.core.digest import of_organisation, of_plan
from riskctl.core.fields import Entity
from riskctl.core.trail.mainline import Mainline
from riskctl.core.trail.step import Anchor, Change, File, SideCommit, Step
from riskctl.core.trail.walk import Trail, walk
from riskctl.store.layout import beside_git, place_of
from riskctl.store.trail_contents import kind_of
from tests.builders import action, approval, assessment, decision, local, organisation, procedure, system

WHO = "Bo Prøve <bo@example.org>"
NEXUS = "assessments/nexus/2026-03-14.yaml"
APPROVED = "approvals/2026-03-20-dorte.yaml"
ACTION = "actions/backup.yaml"
ACTION_APPROVED = "approvals/2026-03-21-ivan.yaml"
NOW = "2026-11-23T12:00"


@dataclass(frozen=True)
class Draft:
    """An assessment not yet completed; two are the same when their text is."""

    text: str = ""


@dataclass(frozen=True)
class Special:
    """Something with a mode of its own."""

    mode: str
    text: bytes = b""


Content = Entity | Draft | Special | bytes
Files = dict[str, Content]


def bytes_of(content: Content) -> bytes:
    """Return what stands in a file: of an entity, what Python shows of it."""
    if isinstance(content, bytes):
        return content
    if isinstance(content, Special):
        return content.text
    return repr(content).encode()


def sha256(content: Content) -> str:
    """Return the digest of a file's bytes as approvals write it."""
    return "sha256:" + hashlib.sha256(bytes_of(content)).hexdigest()


def file_of(path: str, content: Content | None) -> File | None:
    """Return a file of the register with this content."""
    if content is None:
        return None
    above = path.startswith("..")
    place = None if above else place_of(path)
    mode = content.mode if isinstance(content, Special) else "100644"
    oid = hashlib.sha256(bytes_of(content)).hexdigest()
    ours = not above and not beside_git(path.partition("/")[0])
    return File(path, kind_of(place), place.id if place else path, mode, oid, ours)


def changes(before: Files, after: Files) -> tuple[Change, ...]:
    """Return what differs between two trees."""
    pairs = [(file_of(path, before.get(path)), file_of(path, after.get(path))) for path in sorted({**before, **after})]
    return tuple(Change(old, new) for old, new in pairs if old != new)


class Contents:
    """The contents of every file a history ever had.

    `signed_by`: for a statement's id, the key that signed it; the signature is then the text `sig`.
    """

    def __init__(self, signed_by: Mapping[str, str]) -> None:
        self.held: dict[str, Content] = {}
        self.signed_by = signed_by

    def take(self, files: Files) -> None:
        for each in files.values():
            self.held.setdefault(hashlib.sha256(bytes_of(each)).hexdigest(), each)

    def entity(self, file: File) -> Any:
        found = self.held[file.oid]
        return found if isinstance(found, Entity) else None

    def unreadable(self, file: File) -> bool:
        return isinstance(self.held[file.oid], bytes)

    def data(self, file: File) -> bytes:
        return bytes_of(self.held[file.oid])

    def sha256(self, file: File) -> str:
        return hashlib.sha256(self.data(file)).hexdigest()

    def marked(self, file: File) -> bool:
        return b"<<<<<<< " in self.data(file)

    def signed(self, statement: Approval, file: File, signature: File, keys: Sequence[Key], day: date) -> bool:
        if (self.data(file), self.data(signature)) != (bytes_of(statement), b"sig"):
            return False
        used = self.signed_by.get(statement.id)
        return any(each.key == used and each.since <= day <= each.until for each in keys)

    def zone(self, name: str) -> tzinfo:
        return ZoneInfo(name)


@dataclass
class History:
    """A mainline in the making; a commit a day after the one before, from 2026-03-01, unless its moment is given."""

    folder: str = "register"
    tree: Files = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    trees: list[Files] = field(default_factory=list)
    signed_by: dict[str, str] = field(default_factory=dict)
    seen: list[Files] = field(default_factory=list)

    def commit(self, at: str = "", *, files: Mapping[str, Content | None]) -> "History":
        """Take files (None: deleted) into the mainline with a commit."""
        return self._step(at, _with(self.tree, files))

    def _step(
        self,
        at: str,
        after: Files,
        others: Sequence[Files] = (),
        bases: Sequence[Files | None] = (),
        side: tuple[SideCommit, ...] = (),
    ) -> "History":
        next_day = self.steps[-1].committed_at + timedelta(days=1) if self.steps else local("2026-03-01T09:00")
        when = local(at) if at else next_day
        parents = [self.tree, *others]
        held: dict[tuple[int, str], frozenset[str | None]] = {}
        for number, (other, base) in enumerate(zip(others, bases, strict=True), 1):
            for path in {*self.tree, *other}:
                old = file_of(path, base.get(path)) if base is not None else None
                held[number, path] = frozenset({old.oid if old else None})
        index = len(self.steps)
        differing = tuple(changes(each, after) for each in parents)
        self.steps.append(Step(index, f"{index:040x}", WHO, when.astimezone(UTC), differing, side, held))
        self.tree = after
        self.seen += [after, *others]
        self.trees.append(after)
        return self

    def merge(
        self,
        *,
        theirs: Files,
        base: Files | None,
        result: Files | None = None,
        at: str = "",
        side: Sequence[tuple[Files, Files]] = (),
        fork: int = 0,
    ) -> "History":
        """Merge a branch that left the mainline at `base`; `result` is what the merge holds, else both sides' work.

        `side`: of each commit on the branch, the tree before and after.
        """
        self.seen += [each for pair in side for each in pair]
        commits = tuple(
            SideCommit(f"{number:040x}", "Eva <eva@example.org>", local("2026-03-01T10:00"), fork, changes(*pair))
            for number, pair in enumerate(side, 0xA0)
        )
        if result is None:
            old = base or {}
            result = _with(self.tree, {p: theirs.get(p) for p in {*old, *theirs} if theirs.get(p) != old.get(p)})
        return self._step(at, result, [theirs], [base], commits)

    def trail(self, now: str = NOW, anchors: tuple[Anchor, ...] = ()) -> Trail:
        """Walk it."""
        contents = Contents(self.signed_by)
        for each in self.seen:
            contents.take(each)
        return walk(self.steps, contents, Mainline(self.folder, local(now), len(self.steps) - 1, anchors))

    def found(self, now: str = NOW, anchors: tuple[Anchor, ...] = ()) -> list[tuple[str, str]]:
        """Return the code and the path of each finding."""
        return [(each.code, each.path) for each in self.trail(now, anchors).findings]


def _with(tree: Files, files: Mapping[str, Content | None]) -> Files:
    after = {**tree, **files}
    return {path: content for path, content in after.items() if content is not None}


def merged(tree: Files, files: Mapping[str, Content | None]) -> Files:
    """Return a tree with other files in it; None takes one away."""
    return _with(tree, files)


def right_risk(**fields: Any) -> dict[str, Any]:
    """Return a risk with the results that the tables give: likelihood 3, level high, inherent critical."""
    base = {"threat_level": "high", "resilience": 2, "consequence": 3, "likelihood": 3, "inherent": "critical"}
    residual = {"likelihood": 1, "consequence": 3, "level": "low"}
    return {**base, "level": "high", "treatment": "mitigate", "residual": residual, **fields}


def assessed(id_: str = "nexus/2026-03-14", risk: dict[str, Any] | None = None, **fields: Any) -> Entity:
    """Return a completed assessment with one risk."""
    return assessment(id_, risks={"fire": risk or right_risk()}, **fields)


def approves(content: Content, **fields: Any) -> Approval:
    """Return the director's approval of an assessment of nexus."""
    subject, level = fields.pop("subject", "nexus/2026-03-14"), fields.pop("level", "high")
    ruling = decision(subject, fields.pop("digest", sha256(content)), level, fields.pop("ruling", "approved"))
    base = {"role": "director", "at": "2026-03-20T10:00"}
    return approval(fields.pop("id_", "2026-03-20-dorte"), ruling, **{**base, **fields})


def approves_action(content: Any, **fields: Any) -> Approval:
    """Return IT management's approval of the plan."""
    ruling = decision("action:backup", of_plan(content), fields.pop("level", "high"), fields.pop("ruling", "approved"))
    base = {"role": "it-management", "at": "2026-03-21T10:00"}
    return approval(fields.pop("id_", "2026-03-21-ivan"), ruling, **{**base, **fields})


def approves_policy(subject: str, digest: str, at: str, **fields: Any) -> Approval:
    """Return a decision on the procedure (by the board) or the organisation (by IT management)."""
    role = fields.pop("role", "executive-board" if subject == "procedure" else "it-management")
    ruling = decision(subject, digest, None, fields.pop("ruling", "approved"))
    return approval(fields.pop("id_", f"{at[:10]}-{subject}"), ruling, role=role, at=at, **fields)


def organisation_digest(content: Any) -> str:
    """Return the digest of roles and keys."""
    return of_organisation(content)


ASSESSMENT = assessed()
PLAN = action("backup")
PROCEDURE = procedure()
ORGANISATION = organisation()
START: Files = {
    "procedure.yaml": PROCEDURE,
    "organisation.yaml": ORGANISATION,
    "systems/nexus.yaml": system("nexus", "high"),
    "README.md": b"# Register\n",
}


def begun(files: Mapping[str, Content] | None = None) -> History:
    """Return a history of one commit: the register as it begins, on 1 March 2026, with these files."""
    return History().commit(files={**START, **(files or {})})


def whole() -> History:
    """Return a history that is whole: assessed 14 March, approved 20 March, an action planned and approved."""
    return (
        begun()
        .commit("2026-03-14T15:00", files={NEXUS: ASSESSMENT})
        .commit("2026-03-20T11:00", files={APPROVED: approves(ASSESSMENT)})
        .commit("2026-03-21T11:00", files={ACTION: PLAN, ACTION_APPROVED: approves_action(PLAN)})
    )


def with_version(version: str, **changed: Any) -> Entity:
    """Return a procedure of another version."""
    return procedure({"version": version, **changed})
