"""The trail of a register: its history read from git and walked, or why it can't be told whether it is whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from riskctl.core.content import content_hash
from riskctl.core.trail.mainline import Mainline
from riskctl.core.trail.step import Anchor
from riskctl.core.trail.walk import Trail, walk
from riskctl.errors import RiskctlError
from riskctl.store.find import Place, commit_tree
from riskctl.store.git import Repository
from riskctl.store.trail_contents import BlobContents
from riskctl.store.trail_steps import Graph, Steps, graph_of

Reason = Literal["shallow", "replaced", "grafts", "partial", "corrupt"]

_PARTIAL: Final = re.compile(rb"^\s*(partialclone(filter)?|promisor)\s*(=|$)", re.IGNORECASE | re.MULTILINE)
_ID: Final = re.compile(r"([0-9a-f]{7,64})(?::(sha256:[0-9a-f]{64}))?", re.ASCII | re.IGNORECASE)
_OLD_FORMS: Final = (
    *("badTimezone", "badName", "badEmail", "missingEmail", "missingNameBeforeEmail"),
    *("missingSpaceBeforeEmail", "missingSpaceBeforeDate", "zeroPaddedFilemode"),
)
"""What old tools wrote otherwise than git does today: no sign that anything is damaged."""


@dataclass(frozen=True)
class TrailRead:
    """A trail, the commit it ends with, and the place of `--since` on the mainline (-1: everything was asked about)."""

    head: str
    trail: Trail
    since: int


def cannot_tell(place: Place) -> Reason | None:
    """Return why the history here can't be relied on; None when it can.

    Raise RiskctlError where there is no repository, no git, or no commit.
    """
    repository = place.needs_repository()
    if repository.is_shallow():
        return "shallow"
    if repository.run("for-each-ref", "refs/replace/"):
        return "replaced"
    if _has_grafts(repository):
        return "grafts"
    if _is_partial(repository):
        return "partial"
    return None if _is_sound(repository) else "corrupt"


def _has_grafts(repository: Repository) -> bool:
    path = repository.common_dir() / "info" / "grafts"
    return path.exists() and bool(path.read_bytes().strip())


def _is_partial(repository: Repository) -> bool:
    common = repository.common_dir()
    configs = (common / "config", repository.git_dir / "config.worktree")
    if any(path.is_file() and _PARTIAL.search(path.read_bytes()) for path in configs):
        return True
    return any((common / "objects" / "pack").glob("*.promisor"))


def _is_sound(repository: Repository) -> bool:
    """Whether every object is there and is what its id says."""
    forms = [part for form in _OLD_FORMS for part in ("-c", f"fsck.{form}=warn")]
    try:
        repository.run(*forms, "fsck", "--full", "--no-dangling", "--no-progress", "--no-reflogs")
    except RiskctlError:
        return False
    return True


def read_trail(place: Place, head: str, now: datetime, since: str | None = None, anchors: Sequence[str] = ()) -> Trail:
    """Read and walk the history that ends with a commit; see `read`."""
    return read(place, head, now, since, anchors).trail


def read(place: Place, head: str, now: datetime, since: str | None, anchors: Sequence[str]) -> TrailRead:
    """Read and walk the history that ends with a commit.

    `now` is the clock. Raise RiskctlError for a `since` that is no commit of the mainline, an anchor that is no
    commit id, a history without a register, or a repository that can't be read.
    """
    try:
        graph = graph_of(place, head)
    except (OverflowError, ValueError):
        raise RiskctlError("audit-corrupt") from None
    index = {each.oid: number for number, each in enumerate(graph.mainline)}
    after = _since(place.needs_repository(), index, since) if since is not None else -1
    found = tuple(_anchor(place, graph, index, each) for each in anchors)
    reader = place.needs_repository().reader()
    try:
        line = Mainline(place.folder, now, len(graph.mainline) - 1, found)
        trail = walk(Steps(place, graph), BlobContents(reader), line)
    finally:
        reader.close()
    if not trail.begun and not trail.findings:
        raise RiskctlError("audit-no-commit")
    return TrailRead(head, trail, after)


def _since(repository: Repository, index: dict[str, int], revision: str) -> int:
    commit = repository.commit(revision)
    if commit is None:
        raise RiskctlError("audit-since-unknown", revision=revision)
    if commit not in index:
        raise RiskctlError("audit-since", revision=revision)
    return index[commit]


def _anchor(place: Place, graph: Graph, index: dict[str, int], given: str) -> Anchor:
    """Return where an anchor lies: `COMMIT`, or `COMMIT:sha256:…` with the content hash that a report prints."""
    match = _ID.fullmatch(given)
    if match is None:
        raise RiskctlError("audit-anchor", value=given)
    commit = place.needs_repository().commit(match[1].lower())
    if commit is None or (commit not in index and commit not in graph.fork):
        return Anchor(given, "gone")
    if commit not in index:
        return Anchor(given, "off")
    if match[2] is not None and content_hash(commit_tree(place, commit).oids()) != match[2].lower():
        return Anchor(given, "content")
    return Anchor(given, "on")
