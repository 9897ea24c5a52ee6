"""What a file of the register held at an earlier moment, told from the dates it carries.

Only for the shipped example: its history is made from its final state, so that the two can never
disagree. Trees are as `yaml_events.parse` gives them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from riskctl.core.moment import local_date, parse_date, parse_moment
from riskctl.store.layout import Place

Tree = dict[str, Any]
MORNING: Final = time(8, 30)
"""When what carries only a date is taken to have been written."""


@dataclass(frozen=True, slots=True)
class OlderValue:
    """What a field held until a moment, before what it holds now."""

    field: tuple[str, ...]
    until: datetime
    value: Any


@dataclass(frozen=True, slots=True)
class Version:
    """What a file held from a moment on; `what` keys the sentence of the commit message."""

    moment: datetime
    tree: Tree
    what: str


def morning(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which something dated `day` is taken to have been written."""
    return datetime.combine(day, MORNING, zone)


class Rewind:
    """A file that came into being whole, at its own moment or before the register began, and never changed."""

    born_by: Final[Mapping[str, str]] = MappingProxyType(
        {
            "assessments": "completed_at",
            "events": "occurred_at",
            "approvals": "at",
            "escalations": "at",
            "actions": "planned_at",
        }
    )

    def __init__(self, folder: str, tree: Tree, older: Sequence[OlderValue], zone: ZoneInfo) -> None:
        self.folder = folder
        self.tree = tree
        self.older = sorted(older, key=lambda each: each.until, reverse=True)
        self.zone = zone

    def versions(self, start: datetime) -> list[Version]:
        """Return the versions of the file, oldest first, none before `start`; the last is the file as it is."""
        first = max(start, self.born() or start)
        points = {*self.points(self.tree), *(each.until for each in self.older)}
        found: list[Version] = []
        for moment in (first, *sorted(point for point in points if point > first)):
            then = self.at(self._with_older(moment), moment)
            if not found or then != found[-1].tree:
                found.append(Version(moment, then, f"{self.folder}.{'changed' if found else 'new'}"))
        return found

    def _with_older(self, moment: datetime) -> Tree:
        then = self.tree
        for each in self.older:
            if each.until > moment:
                then = _replaced(then, each.field, each.value)
        return then

    def born(self) -> datetime | None:
        """Return when the file came into being; None when before the register began."""
        field = self.born_by.get(self.folder)
        return parse_moment(self.tree[field]) if field else None

    def points(self, tree: Tree) -> Iterator[datetime]:
        """Yield the moments at which it may have changed, by the dates it carries."""
        del tree
        yield from ()

    def at(self, tree: Tree, moment: datetime) -> Tree:
        """Return what it held at a moment, by the dates it carries."""
        del moment
        return tree


class RewindAction(Rewind):
    """An action: steps are added as they are taken."""

    def points(self, tree: Tree) -> Iterator[datetime]:
        """Yield the moment of each step."""
        yield from (moment for _, moment in _steps(tree))
        yield from (parse_moment(step["at"]) for step in tree.get("progress", ()))

    def at(self, tree: Tree, moment: datetime) -> Tree:
        """Return the action without its later steps."""
        later = {name for name, taken in _steps(tree) if taken > moment}
        progress = tuple(step for step in tree.get("progress", ()) if parse_moment(step["at"]) <= moment)
        then = {name: value for name, value in tree.items() if name not in later}
        if "progress" in then:
            then["progress"] = progress
        return then if progress else {name: value for name, value in then.items() if name != "progress"}


def _steps(tree: Tree) -> Iterator[tuple[str, datetime]]:
    for name in ("started_at", "completed_at"):
        if name in tree:
            yield name, parse_moment(tree[name])
    for name in ("effect", "cancelled"):
        if name in tree:
            yield name, parse_moment(tree[name]["at"])


class RewindThreat(Rewind):
    """A threat: sources are added, and an own judgement made, on their dates."""

    def points(self, tree: Tree) -> Iterator[datetime]:
        """Yield the morning of each source and of the judgement."""
        yield from (morning(parse_date(source["date"]), self.zone) for source in tree.get("sources", ()))
        if "own_judgement" in tree:
            yield morning(parse_date(tree["own_judgement"]["date"]), self.zone)

    def at(self, tree: Tree, moment: datetime) -> Tree:
        """Return the threat without later sources and judgements."""
        day = local_date(moment, self.zone)
        then = dict(tree)
        if "own_judgement" in then and parse_date(then["own_judgement"]["date"]) > day:
            del then["own_judgement"]
        then["sources"] = tuple(each for each in tree.get("sources", ()) if parse_date(each["date"]) <= day)
        return then


class RewindRated(Rewind):
    """A system, supplier or process: maturities and ratings are renewed on their dates."""

    def born(self) -> datetime | None:
        """Return the morning a system was registered."""
        return morning(parse_date(self.tree["registered"]), self.zone) if "registered" in self.tree else None

    def points(self, tree: Tree) -> Iterator[datetime]:
        """Yield the morning of each rating."""
        for stated in tree.get("controls", {}).values():
            if "date" in stated:
                yield morning(parse_date(stated["date"]), self.zone)
        if "assessed" in tree:
            yield morning(parse_date(tree["assessed"]["date"]), self.zone)

    def at(self, tree: Tree, moment: datetime) -> Tree:
        """Return it with the ratings that stood then: the same a year before where no older is known."""
        day = local_date(moment, self.zone)
        then = dict(tree)
        if "controls" in then:
            then["controls"] = {name: _dated_by(stated, day) for name, stated in then["controls"].items()}
        if "assessed" in then:
            then["assessed"] = _dated_by(then["assessed"], day)
        return then


def _dated_by(stated: Tree, day: date) -> Tree:
    return {**stated, "date": _by(stated["date"], day)} if "date" in stated else stated


def _replaced(tree: Tree, field: tuple[str, ...], value: Any) -> Tree:
    name, rest = field[0], field[1:]
    return {**tree, name: _replaced(tree[name], rest, value) if rest else value}


def _by(text: str, day: date) -> str:
    """Return the date, taken back by whole years until it is not after the day."""
    found = parse_date(text)
    while found > day:
        found -= relativedelta(years=1)
    return found.isoformat()


_KINDS: Final[Mapping[str, type[Rewind]]] = MappingProxyType(
    {
        "actions": RewindAction,
        "threats": RewindThreat,
        "systems": RewindRated,
        "suppliers": RewindRated,
        "processes": RewindRated,
    }
)


def versions(place: Place, tree: Tree, start: datetime, older: Sequence[OlderValue], zone: ZoneInfo) -> list[Version]:
    """Return the versions of a file, oldest first, none before `start`; the last is the file as it is."""
    return _KINDS.get(place.folder, Rewind)(place.folder, tree, older, zone).versions(start)
