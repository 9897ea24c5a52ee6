"""From a finding's path to the line and column where it stands."""

from collections.abc import Mapping

from riskctl.core.finding import Finding
from riskctl.errors import RiskctlError
from riskctl.store.trees import Tree
from riskctl.store.yaml_events import Path, Position, nearest, parse

START: Position = (1, 1)


class Locator:
    """Where findings stand in the files of a tree; each file is read once, however many findings it has."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._positions: dict[str, Mapping[Path, Position]] = {}

    def of(self, finding: Finding) -> Position:
        """Return where a finding stands, counted from 1; the start of the file when it can't be told."""
        if finding.position is not None:
            return finding.position
        if not finding.path:
            return START
        if finding.ref not in self._positions:
            self._positions[finding.ref] = self._read(finding.ref)
        return nearest(self._positions[finding.ref], finding.path)

    def _read(self, ref: str) -> Mapping[Path, Position]:
        try:
            return parse(self._tree.read(ref), positions=True).positions
        except (RiskctlError, KeyError):
            return {}
