"""HIS1xx: records that were edited, deleted, renamed, or lost in a merge."""

from collections.abc import Iterator

from riskctl.core.trail.at import At, Found
from riskctl.core.trail.step import POLICY, SEALED, Change, oid_of


def assessment_edited(at: At) -> Iterator[Found]:
    """A completed assessment was edited after it had reached the mainline.

    A correction is a new assessment. Bytes count: a changed comment is a change as well.
    """
    for change, first in at.edited("assessment"):
        yield Found(change.path, {"first": first})


def note_edited(at: At) -> Iterator[Found]:
    """An event, an escalation or a report was edited after it had reached the mainline."""
    for change, first in at.edited("event", "escalation", "report"):
        yield Found(change.path, {"first": first})


def approval_edited(at: At) -> Iterator[Found]:
    """An approval or its signature was edited after it had reached the mainline: approvals are only added."""
    for change, first in at.edited("approval", "signature"):
        yield Found(change.path, {"first": first})


def deleted(at: At) -> Iterator[Found]:
    """A record was deleted: what was decided, assessed, reported or begun stays in the register.

    Records are completed assessments, approvals with their signatures, escalations, events, reports, actions that
    were started, and systems that were assessed.
    """
    for file in at.removed:
        if file.path not in at.renamed and not at.lost_in_merge(file):
            yield Found(file.path, {"kind": file.kind})


def renamed(at: At) -> Iterator[Found]:
    """A record was renamed: the same bytes left one path and came under another, so what names it finds nothing."""
    for old, new in at.renamed.items():
        yield Found(old, {"new": new})
    for new, old in at.moved_in.items():
        yield Found(old, {"new": new})


def changed_in_merge(at: At) -> Iterator[Found]:
    """A merge holds a record as no parent held it: changed in the merge alone, where no branch shows it."""
    for change in at.changes:
        after = change.after
        if change.kind not in SEALED or after is None or not at.step.in_no_parent(change.path):
            continue
        before = [each[change.path].before for each in at.step.by_path]
        if any(file is not None and at.is_record(file) for file in (after, *before)):
            yield Found(change.path)


def dropped_by_merge(at: At) -> Iterator[Found]:
    """A record that a parent of a merge held is gone or other in the merge, although no branch took it away.

    So work a merge with `-s ours`, and one made the wrong way round that drops what the mainline held.
    """
    if at.step.is_merge:
        told = {file.path for file in at.removed if at.lost_in_merge(file) and file.path not in at.renamed}
        for number in range(1, len(at.step.changes)):
            told |= {change.path for change in at.step.changes[number] if _lost(at, number, change)}
        for path in sorted(told):
            yield Found(path)


def _lost(at: At, number: int, change: Change) -> bool:
    """Whether what a merged branch held at a path was lost: the mainline's own content won though it had changed."""
    theirs = change.before
    if theirs is None or not change.content_differs or not at.put_back(change.path):
        return False
    bases, ours = at.step.base(number, change.path), oid_of(at.file(change.path))
    if theirs.oid in bases or (ours is not None and ours in bases):
        return False
    if theirs.kind in POLICY:
        return bases == {None} and ours is not None
    return at.is_record(theirs) or (ours is None and at.must_stay(theirs))


def edited_and_put_back(at: At) -> Iterator[Found]:
    """A record was edited or deleted on a branch and put back before the branch was merged: nothing came of it."""
    told = set()
    for side in at.step.side:
        for change in side.changes:
            seal = at.mainline.seals.get(change.path)
            if seal is None or seal.index > side.fork or oid_of(change.before) != seal.file.oid:
                continue
            if change.content_differs and at.put_back(change.path) and change.path not in told:
                told.add(change.path)
                yield Found(change.path, {"side": side.commit}, side)
