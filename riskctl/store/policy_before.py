"""The policy of the last commit, where the working tree has another: a change of policy is judged under it."""

import hashlib

from riskctl.core import digest
from riskctl.core.register import Register
from riskctl.core.views.deciding import PolicyBefore
from riskctl.store.find import Place, commit_tree, has_register
from riskctl.store.line_verdicts import PartTree
from riskctl.store.loader import load


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
