"""The register at one end of a quarter: the last commit before a midnight, judged by a clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from riskctl.core.approval import Approvals
from riskctl.core.content import content_hash
from riskctl.core.moment import Clock, quarter_of
from riskctl.core.rating import Engine
from riskctl.core.register import as_of
from riskctl.core.views.period import Period, period_of
from riskctl.core.views.side import Side
from riskctl.core.views.trend import Point, quarters_until, standing
from riskctl.errors import RiskctlError
from riskctl.store.find import Place, commit_tree, has_register
from riskctl.store.loader import Known, load, load_beside
from riskctl.store.trees import CommitTree
from riskctl.store.yaml_events import parse


def zone_at(place: Place, revision: str) -> ZoneInfo:
    """Return the time zone that the procedure names at a revision; raise RiskctlError when there is none to read.

    Of the working tree nothing counts, not even the zone.
    """
    commit = place.needs_repository().commit(revision)
    tree = _register_at(place, commit) if commit else None
    if tree is None:
        raise RiskctlError("register-uncommitted")
    procedure = parse(tree.read("procedure.yaml")).tree
    name = procedure.get("timezone") if isinstance(procedure, dict) else None
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        raise RiskctlError("procedure-unusable") from None


def read(place: Place, revision: str, before: datetime, clock: Clock, known: Known | None = None) -> Side | None:
    """Return the register as last committed before a moment, on the first-parent line from a revision.

    None when no commit before it holds a register. What is `known` of another end is not read again.
    Raise RiskctlError for a shallow clone or an unusable procedure.
    """
    repository = place.needs_repository()
    commit = repository.last_before(before, revision)
    tree = _register_at(place, commit) if commit else None
    if commit is None or tree is None:
        return None
    loaded = load(tree) if known is None else load_beside(tree, known)
    if loaded.register is None:
        raise RiskctlError("procedure-unusable-at", commit=commit)
    judged = Approvals(Engine(as_of(loaded.register, clock), clock))
    unreadable = len({finding.ref for finding in loaded.findings})
    return Side(commit, repository.committed_at(commit), judged, content_hash(tree.oids()), unreadable)


def trend(
    place: Place, revision: str, period: Period, start: Side | None, end: Side, known: Known
) -> tuple[Point, ...]:
    """Return where things stood at the end of each of the last quarters; the period's own ends are not read again."""
    last = quarter_of(period.end_clock.today)
    ends = {period.opened: start, period.closed: end}
    found = []
    for quarter in quarters_until(last):
        one = period_of(quarter, period.end_clock)
        side = ends[one.closed] if one.closed in ends else read(place, revision, one.closed, one.end_clock, known)
        found.append(Point(quarter, standing(one, side) if side else None))
    return tuple(found)


def _register_at(place: Place, commit: str) -> CommitTree | None:
    """Return the register's files in a commit; None when the commit has no register."""
    return commit_tree(place, commit) if has_register(place, commit) else None
