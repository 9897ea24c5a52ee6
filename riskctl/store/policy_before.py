"""The policy of the last commit, where the working tree has another: a change of policy is judged under it."""

import hashlib
from collections.abc import Collection

from riskctl.core import digest
from riskctl.core.register import Register
from riskctl.core.views.deciding import PolicyBefore
from riskctl.store.find import Place, commit_tree, has_register, tree_of
from riskctl.store.line_verdicts import PartTree
from riskctl.store.loader import load
from riskctl.store.trees import blob_id


def policy_before(place: Place, register: Register) -> PolicyBefore | None:
    """Return the procedure and organisation of HEAD; None where nothing is committed or policy is as it was."""
    repository = place.repository
    head = repository.commit("HEAD") if repository is not None else None
    if head is None or not has_register(place, head):
        return None
    tree = commit_tree(place, head)
    committed = load(PartTree(tree, lambda path: path in ("procedure.yaml", "organisation.yaml"))).register
    if committed is None:
        return None
    same = hashlib.sha256(tree.read("procedure.yaml")).hexdigest() == register.digests.get(
        "procedure.yaml"
    ) and digest.of_organisation(committed.organisation) == digest.of_organisation(register.organisation)
    return None if same else PolicyBefore(committed.procedure, committed.organisation)


def changed_policy(place: Place, subjects: Collection[str], before: PolicyBefore | None) -> tuple[str, ...]:
    """Return the policy files of some subjects that the last commit has otherwise, or not at all.

    With the procedure goes the one before it, which is kept in procedures/.
    """
    head = place.repository.commit("HEAD") if place.repository is not None else None
    if head is None or before is None:
        return ()
    wanted = []
    if "procedure" in subjects:
        wanted += ["procedure.yaml", f"procedures/{before.procedure.version}.yaml"]
    if "organisation" in subjects:
        wanted.append("organisation.yaml")
    committed, tree = commit_tree(place, head).oids(), tree_of(place)
    there = (path for path in wanted if (place.root / path).is_file())
    return tuple(path for path in there if committed.get(path) != blob_id(tree.read(path), len(head)))
