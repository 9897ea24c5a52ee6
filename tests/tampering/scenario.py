"""What a scenario is: a history, what is done to the repository afterwards, and what an audit must say of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.tampering.builder import REGISTER, Commit, Repository, Trail

WHOLE, FOUND, CANNOT_TELL = 0, 1, 2


@dataclass(slots=True)
class Case:
    """A history with a mainline, and what goes with it."""

    trail: Trail
    guilty: Commit | None = None
    """The mainline commit where it first shows."""
    anchors: tuple[Commit | str, ...] = ()
    kept: Mapping[str, Commit] = field(default_factory=dict)
    """Other branches of the repository, by name."""
    afterwards: Callable[[Repository], None] | None = None
    folder: str = REGISTER
    """Where in the repository the register lies that is audited."""
    config: str = ""
    """What the repository's own configuration says beyond the ordinary."""


History = Callable[[Trail], Case | None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A history by name, and what an audit must say of it."""

    name: str
    history: History
    code: int
    expected: tuple[tuple[str, str], ...] = ()
    """Findings that must be there, each a code (several: `HIS102|HIS103`) and a path; `*` is any path."""
    also: frozenset[str] = frozenset()
    """Codes that may be there too."""

    def __str__(self) -> str:
        """Return the name: pytest shows it."""
        return self.name


@dataclass(slots=True)
class Table:
    """The scenarios of one module, in the order they are written."""

    scenarios: list[Scenario] = field(default_factory=list)

    def __call__(self, code: int, *expected: str, also: str = "") -> Callable[[History], History]:
        """Put a history in the table; `expected` are `CODE path`, `also` codes with a space between."""
        pairs = tuple((each.split(" ", 1)[0], each.split(" ", 1)[1]) for each in expected)

        def put(history: History) -> History:
            name = history.__name__.replace("_", "-")
            self.scenarios.append(Scenario(name, history, code, pairs, frozenset(also.split())))
            return history

        return put

    def tampering(self, *expected: str, also: str = "") -> Callable[[History], History]:
        """Put a history in the table that must be found."""
        return self(FOUND, *expected, also=also)

    def warning(self, *expected: str) -> Callable[[History], History]:
        """Put a history in the table that is whole, with a warning."""
        return self(WHOLE, *expected)

    def benign(self) -> Callable[[History], History]:
        """Put a history in the table that must be quiet."""
        return self(WHOLE)

    def cannot_tell(self) -> Callable[[History], History]:
        """Put a history in the table whose repository hides something."""
        return self(CANNOT_TELL)


NOW: Final = "2026-11-23T12:00:00+01:00"


def built(scenario: Scenario, trail: Trail, folder: Path) -> tuple[Repository, Case]:
    """Make the repository of a scenario."""
    case = scenario.history(trail) or Case(trail)
    repository = Repository(folder, case.trail.tip, case.kept, case.config)
    if case.afterwards is not None:
        case.afterwards(repository)
    return repository, case
