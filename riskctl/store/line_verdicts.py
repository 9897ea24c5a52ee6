"""What decisions were worth when they reached the mainline, judged by the files of that commit that bear on them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import tzinfo

from riskctl.core.approval import Approvals, Decided, Verdict
from riskctl.core.decisions import POLICY_SUBJECTS, Approval
from riskctl.core.moment import Clock
from riskctl.core.rating import Engine
from riskctl.core.views.history_line import Step, changes_in
from riskctl.store.find import Place, commit_tree
from riskctl.store.loader import load
from riskctl.store.trees import SourceFile, Tree
from riskctl.store.yaml_events import parse


class PartTree:
    """Some files of a tree: what a judgement needs, so that the rest is not read."""

    def __init__(self, below: Tree, kept: Callable[[str], bool]) -> None:
        self._below = below
        self._kept = kept

    def files(self, wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
        """Yield the files that are kept."""
        found = self._below.files(lambda path: self._kept(path) and wanted(path))
        return (file for file in found if self._kept(file.path))

    def read(self, path: str) -> bytes:
        """Return the bytes of one file."""
        return self._below.read(path)


Verdicts = dict[tuple[str | None, str, int], Verdict]


def verdicts(place: Place, steps: Sequence[Step], work_tree: Tree | None, zone: tzinfo) -> Verdicts:
    """Return the verdict on each decision of the statements that came, as of the commit that brought it."""
    found: Verdicts = {}
    for step in steps:
        statements = [
            change.now
            for _, change in changes_in((step,), "approvals")
            if change.was is None and isinstance(change.now, Approval)
        ]
        tree = commit_tree(place, step.commit) if step.commit and statements else work_tree
        if statements and tree is not None:
            found |= _judged(step, statements, tree, zone)
    return found


def _judged(step: Step, statements: Sequence[Approval], tree: Tree, zone: tzinfo) -> Verdicts:
    kept = _kept(statements, tree)
    register = load(PartTree(tree, kept)).register
    if register is None:
        return {}
    found: Verdicts = {}
    for statement in statements:
        now = max(step.at, statement.at) if step.at else statement.at
        approvals = Approvals(Engine(register, Clock(now.astimezone(zone), zone)))
        known = register.approvals.get(statement.id)
        for index, ruling in enumerate(known.decisions if known else ()):
            decided = Decided(known or statement, index, ruling)
            found[step.commit, statement.id, index] = approvals.judge(decided)
    return found


def _kept(statements: Sequence[Approval], tree: Tree) -> Callable[[str], bool]:
    """Return whether a path bears on the decisions of some statements."""
    files = {f"approvals/{each.id}.yaml{ending}" for each in statements for ending in ("", ".sig")}
    systems: set[str] = set()
    for subject in {ruling.subject for each in statements for ruling in each.decisions} - set(POLICY_SUBJECTS):
        if subject.startswith("action:"):
            path = f"actions/{subject.removeprefix('action:')}.yaml"
            files.add(path)
            systems |= _systems_of(path, tree)
        else:
            systems.add(subject.removeprefix("acceptance:").partition("/")[0])
    # Whether a role follows from a system's processes takes these.
    folders = ("procedures/", "processes/", *(f"assessments/{each}/" for each in systems))
    files |= {f"systems/{each}.yaml" for each in systems}
    return lambda path: "/" not in path or path in files or path.startswith(folders)


def _systems_of(path: str, tree: Tree) -> set[str]:
    try:
        action = parse(tree.read(path)).tree
    except KeyError:
        return set()
    risks = action.get("risks") if isinstance(action, dict) else None
    return {str(each).partition("#")[0] for each in risks} if isinstance(risks, tuple | list) else set()
