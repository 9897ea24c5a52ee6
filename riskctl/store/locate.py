"""From a finding's path to the line and column where it stands."""

from collections.abc import Iterator, Mapping

from riskctl.core.finding import Finding
from riskctl.errors import RiskctlError
from riskctl.store.layout import is_opened
from riskctl.store.trees import Tree
from riskctl.store.yaml_events import Path, Position, nearest, parse

START: Position = (1, 1)


class Locator:
    """Where findings stand in the files of a tree; each file is read once, however many findings it has."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._positions: dict[str, Mapping[Path, Position]] = {}
        self._lines: dict[str, list[str]] = {}

    def of(self, finding: Finding) -> Position:
        """Return where a finding stands, counted from 1; the start of the file when it can't be told."""
        if finding.position is not None:
            return finding.position
        if not finding.path:
            return START
        if finding.ref not in self._positions:
            self._positions[finding.ref] = self._read(finding.ref)
        return nearest(self._positions[finding.ref], finding.path)

    def line(self, ref: str, number: int) -> str:
        """Return a line of a file as it stands there, counted from 1; empty where it can't be read."""
        if ref not in self._lines:
            self._lines[ref] = self._text(ref).split("\n")
        return "".join(self._lines[ref][number - 1 : number])

    def checked(self) -> Iterator[str]:
        """Yield the path of each file whose content is data of the register."""
        return (file.path for file in self._tree.files(lambda _: False) if is_opened(file.path))

    def _text(self, ref: str) -> str:
        try:
            return self._tree.read(ref).decode("utf-8", "replace") if is_opened(ref) else ""
        except (RiskctlError, KeyError):
            return ""

    def _read(self, ref: str) -> Mapping[Path, Position]:
        try:
            return parse(self._tree.read(ref), positions=True).positions
        except (RiskctlError, KeyError):
            return {}
