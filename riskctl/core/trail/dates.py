"""HIS4xx: the dates of commits, and the anchors filed outside git."""

from collections.abc import Iterator
from datetime import timedelta

from riskctl.core.trail.at import At, Found
from riskctl.core.trail.step import Anchor

BACK = timedelta(minutes=5)
"""How much earlier than the one before it a commit may be dated: clocks differ."""
AHEAD = timedelta(days=1)


def dated_back(at: At) -> Iterator[Found]:
    """A commit on the mainline is dated more than five minutes before one that it follows."""
    latest = at.mainline.latest
    if latest is not None and at.step.committed_at < latest - BACK:
        yield Found("", {"date": at.clock.now, "before": latest.astimezone(at.zone)})


def dated_ahead(at: At) -> Iterator[Found]:
    """A commit is dated more than a day after the clock."""
    limit = at.mainline.now + AHEAD
    if at.step.committed_at > limit:
        yield Found("", {"date": at.clock.now})
    for side in at.step.side:
        if side.committed_at > limit:
            yield Found("", {"date": side.committed_at.astimezone(at.zone)}, side)


def _anchors(at: At, *states: str) -> Iterator[Anchor]:
    return (each for each in at.mainline.anchors if at.is_last and each.state in states)


def anchor_gone(at: At) -> Iterator[Found]:
    """A commit that was filed outside git is not in this history, or holds other content: history was rewritten."""
    for anchor in _anchors(at, "gone", "content"):
        yield Found("", {"anchor": anchor.given, "kind": anchor.state})


def anchor_off(at: At) -> Iterator[Found]:
    """A commit that was filed outside git is in this history, but off the mainline: the line was swapped."""
    for anchor in _anchors(at, "off"):
        yield Found("", {"anchor": anchor.given})
