"""Entries about a file itself: that it came, went, could not be read, or states something else than before."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from riskctl.core.views.fields_changed import changed_fields
from riskctl.core.views.history_entry import Entry
from riskctl.core.views.history_line import FileChange, Step

NAMES = ("name", "title", "criticality", "owner", "due", "responsible", "status")
"""What is said of something when it comes, where it states it."""


def entries_of(step: Step, change: FileChange, *, told_apart: Collection[str] = ()) -> Iterator[Entry]:
    """Yield what a step did to a file; fields `told_apart` have entries of their own, and are left out."""
    if change.renamed_from:
        yield Entry(step, "renamed", change.folder, change.id, before=change.renamed_from, after=change.id)
    came = change.before is None or change.before.state == "draft"
    if change.after is None:
        yield Entry(step, "removed", change.folder, change.id)
    elif change.after.state == "broken":
        yield Entry(step, "unreadable", change.folder, change.id)
    elif change.after.state == "draft":
        yield Entry(step, "draft", change.folder, change.id)
    elif came or change.was is None:
        yield Entry(step, "added", change.folder, change.id, values=_said(change))
    else:
        yield from _fields(step, change, told_apart)


def _fields(step: Step, change: FileChange, told_apart: Collection[str]) -> Iterator[Entry]:
    if change.was is None or change.now is None:
        return
    for each in changed_fields(change.was, change.now):
        if each.path[0] not in told_apart:
            moved = Entry(step, "changed", change.folder, change.id, before=each.before, after=each.after)
            yield replace(moved, field=each.path)


def _said(change: FileChange) -> Mapping[str, object]:
    found = {name: getattr(change.now, name, None) for name in NAMES}
    return {name: value for name, value in found.items() if value is not None}
