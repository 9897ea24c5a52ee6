"""From a finding's path to the line and column where it stands."""

from riskctl.core.finding import Finding
from riskctl.errors import RiskctlError
from riskctl.store.trees import Tree
from riskctl.store.yaml_events import Position, locate


def position_of(finding: Finding, tree: Tree) -> Position:
    """Return where a finding stands, counted from 1; the start of the file when it can't be told."""
    if finding.position is not None:
        return finding.position
    if not finding.path:
        return 1, 1
    try:
        return locate(tree.read(finding.ref), finding.path)
    except (RiskctlError, KeyError):
        return 1, 1
