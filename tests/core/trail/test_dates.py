"""HIS4xx: the dates of commits, and anchors filed outside git."""

import pytest

from riskctl.core.trail.step import Anchor
from tests.core.trail.history import NOW, START, History, begun, merged


@pytest.mark.parametrize(("second", "told"), [("2026-03-01T08:55", False), ("2026-03-01T08:54", True)])
def test_dates_that_go_back(second: str, *, told: bool) -> None:
    found = begun().commit(second, files={"README.md": b"nyt"}).found()
    assert found == ([("HIS401", "")] if told else [])


def test_dates_that_creep_back_are_found_once() -> None:
    history = begun()
    for minute in (57, 54, 51):
        history.commit(f"2026-03-01T08:{minute}", files={"README.md": b"%d" % minute})
    assert history.found() == [("HIS401", "")]


@pytest.mark.parametrize(("committed", "told"), [("2026-11-24T12:00", False), ("2026-11-24T12:01", True)])
def test_a_commit_ahead_of_the_clock(committed: str, *, told: bool) -> None:
    found = begun().commit(committed, files={"README.md": b"nyt"}).found(now=NOW)
    assert found == ([("HIS402", "")] if told else [])


def test_a_commit_on_a_branch_ahead_of_the_clock() -> None:
    history = begun()
    theirs = merged(START, {"README.md": b"nyt"})
    history.merge(theirs=theirs, base=START, side=[(START, theirs)], at="2026-02-20T10:00")
    assert history.found(now="2026-02-27T10:00") == [("HIS402", ""), ("HIS401", ""), ("HIS402", "")]
    findings = [each for each in history.trail(now="2026-02-27T10:00").findings if each.code == "HIS402"]
    assert [each.values.get("by") for each in findings] == [None, "Eva <eva@example.org>"]


@pytest.mark.parametrize(
    ("state", "code"), [("on", None), ("gone", "HIS403"), ("content", "HIS403"), ("off", "HIS404")]
)
def test_an_anchor(state: str, code: str | None) -> None:
    anchor = Anchor("3f2a91c07b5e", state)  # type: ignore[arg-type]
    history = begun().commit(files={"README.md": b"nyt"})
    trail = history.trail(anchors=(anchor,))
    assert [(each.code, each.path) for each in trail.findings] == ([(code, "")] if code else [])
    assert [each.code for each in trail.since(1)] == ([code] if code else [])


def test_since_leaves_out_what_was_before() -> None:
    history = begun().commit(files={"a.sh": b""}).commit("2026-03-01T00:00", files={"README.md": b"nyt"})
    trail = history.trail()
    assert [(each.code, each.at.index) for each in trail.findings] == [("HIS401", 2)]
    assert [each.code for each in trail.since(1)] == ["HIS401"]
    assert trail.since(2) == []


def test_five_minutes_count_from_the_newest_date() -> None:
    """Not from the one before: dates do not creep back five minutes at a time."""
    history = begun()
    for minute in (55, 54):
        history.commit(f"2026-03-01T08:{minute}", files={"README.md": b"%d" % minute})
    assert [(each.code, each.at.index) for each in history.trail().findings] == [("HIS401", 2)]


def test_what_is_told_of_dates() -> None:
    findings = begun().commit("2026-03-01T08:00", files={"README.md": b"nyt"}).trail().findings
    told = {key: value.isoformat() for key, value in findings[0].values.items()}  # type: ignore[attr-defined]
    assert told == {"date": "2026-03-01T08:00:00+01:00", "before": "2026-03-01T09:00:00+01:00"}
    history = begun()
    theirs = merged(START, {"README.md": b"nyt"})
    history.merge(theirs=theirs, base=START, side=[(START, theirs)], at="2026-03-02T09:00")
    findings = history.trail(now="2026-02-27T10:00").findings
    told_of = [str(each.values["date"]) for each in findings if each.code == "HIS402"]
    assert told_of == ["2026-03-01 09:00:00+01:00", "2026-03-02 09:00:00+01:00", "2026-03-01 10:00:00+01:00"]


@pytest.mark.parametrize(("now", "told"), [("2026-02-28T10:00", 0), ("2026-02-28T09:59", 1)])
def test_a_commit_on_a_branch_a_day_ahead_is_allowed(now: str, told: int) -> None:
    history = History().commit("2026-02-20T09:00", files=START)
    theirs = merged(START, {"README.md": b"nyt"})
    history.merge(theirs=theirs, base=START, side=[(START, theirs)], at="2026-02-20T10:00")
    assert len(history.found(now=now)) == told


@pytest.mark.parametrize("state", ["gone", "content", "off"])
def test_what_is_told_of_an_anchor(state: str) -> None:
    anchor = Anchor("3f2a91c07b5e", state)  # type: ignore[arg-type]
    kind = {} if state == "off" else {"kind": state}
    assert begun().trail(anchors=(anchor,)).findings[0].values == {"anchor": "3f2a91c07b5e", **kind}
