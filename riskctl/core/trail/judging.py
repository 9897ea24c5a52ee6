"""The decisions that reach the mainline with a step, judged as everything stood there.

Each is judged by `Approvals` on a register that holds only what its statement speaks of. Where the step itself
also changes what decides (an owner, a class, a role, a key), a decision that was right just before the step is right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from riskctl.core import digest
from riskctl.core.approval import Approvals, Decided, Verdict
from riskctl.core.decisions import POLICY_SUBJECTS, Approval
from riskctl.core.ids import split_risk_id
from riskctl.core.moment import local_date
from riskctl.core.procedure import Procedure
from riskctl.core.rating import Engine
from riskctl.core.register import Register
from riskctl.core.trail.at import At
from riskctl.core.trail.mainline import Policy
from riskctl.core.trail.step import File
from riskctl.core.trail.verdicts import Judged

ACTION = "action:"
Statements = Sequence[tuple[File, Approval]]


def decided_in(statements: Statements) -> Iterator[tuple[File, Decided]]:
    """Yield each decision of the statements."""
    for file, statement in statements:
        for index, ruling in enumerate(statement.decisions):
            yield file, Decided(statement, index, ruling)


def judge_policy(at: At, policy: Policy, earlier: Procedure | None, statements: Statements) -> Iterator[Judged]:
    """Judge the decisions on policy under the policy before; they name its version.

    Where the step does not change the policy, it is the version in force when it was decided.
    """
    register = _policy_register(at, policy, statements)
    new = at.file("procedure.yaml")
    digests = {
        "procedure": "sha256:" + (at.contents.sha256(new) if new is not None else ""),
        "organisation": digest.of_organisation(at.mainline.organisation),
    }
    approvals = Approvals(Engine(register, at.clock), policy_digests=digests)
    before = {policy.procedure.version, *([earlier.version] if earlier else [])}
    changes = any(path in at.step.by_path[0] for path in ("procedure.yaml", "organisation.yaml"))
    for file, decided in decided_in(statements):
        if decided.ruling.subject in POLICY_SUBJECTS:
            named = decided.statement.procedure
            right = named in before or (not changes and named in _in_force(at, decided.statement))
            fault = approvals.judge(decided).fault
            yield Judged(file, decided, fault if right or fault == "register" else "version")


def _in_force(at: At, statement: Approval) -> set[str]:
    """Return the procedure versions in force when a statement was made: no later than it arrived."""
    return at.mainline.in_force_on(local_date(min(statement.at, at.step.committed_at), at.zone))


def _policy_register(at: At, policy: Policy, statements: Statements) -> Register:
    return Register(
        procedure=policy.procedure,
        organisation=policy.organisation,
        procedures=at.mainline.judged_by,
        signed=_signed(at, policy, statements),
    )


def judge(at: At, statements: Statements) -> list[Judged]:
    """Judge the decisions of the statements that are not on policy."""
    if at.after is None or at.before is None or not statements:
        return []
    benches = [Bench(at, at.after, statements, older=False)]
    found = []
    for file, decided in decided_in(statements):
        if decided.ruling.subject in POLICY_SUBJECTS:
            continue
        verdict = benches[0].verdict(decided)
        if verdict.fault is not None and not at.is_root:
            if not benches[1:]:
                benches.append(Bench(at, at.before, statements, older=True))
            verdict = benches[1].verdict(decided) if benches[1].verdict(decided).fault is None else verdict
        found.append(_with_version(at, file, decided, verdict))
    return found


def _with_version(at: At, file: File, decided: Decided, verdict: Verdict) -> Judged:
    """Return the decision judged; the version that it names was in force when it was made."""
    statement = decided.statement
    right = at.is_root or statement.procedure in _in_force(at, statement)
    return Judged(file, decided, verdict.fault if right or verdict.fault == "register" else "version")


class Bench:
    """Decisions judged on one register: as the step has everything, or (`older`) as it stood before it."""

    def __init__(self, at: At, policy: Policy, statements: Statements, *, older: bool) -> None:
        self.at = at
        self.older = older
        self.register = self._register(policy, statements)
        self.approvals = Approvals(Engine(self.register, at.clock))

    def verdict(self, decided: Decided) -> Verdict:
        """Return what a decision is worth. A decision on an action as it stood earlier is no worse for that."""
        verdict = self.approvals.judge(decided)
        subject = decided.ruling.subject
        if verdict.fault != "digest" or not subject.startswith(ACTION):
            return verdict
        id_ = subject.removeprefix(ACTION)
        for action in self._versions(f"actions/{id_}.yaml"):
            if action is not None and digest.of_plan(action) == decided.ruling.digest:
                register = replace(self.register, actions={**self.register.actions, id_: action})
                return Approvals(Engine(register, self.at.clock)).judge(decided)
        return verdict

    def _versions(self, path: str) -> Iterator[Any]:
        """Yield an action as the commits that the step brought along have had it, and the mainline before.

        What the mainline had counts where the step itself leaves the action alone.
        """
        files = dict(self.at.mainline.actions[path]) if path not in self.at.step.by_path[0] else {}
        for side in self.at.step.side:
            files |= {each.after.oid: each.after for each in side.changes if each.after and each.path == path}
        yield from (self.at.contents.entity(file) for file in files.values() if file.regular)

    def _register(self, policy: Policy, statements: Statements) -> Register:
        subjects = {ruling.subject for _, each in statements for ruling in each.decisions} - {*POLICY_SUBJECTS}
        ids = [each.removeprefix(ACTION) for each in subjects if each.startswith(ACTION)]
        actions = self._read("actions", ids, older=False)
        references = [each.removeprefix("acceptance:") for each in subjects if not each.startswith(ACTION)]
        names = {split_risk_id(each)[0].partition("/")[0] for each in references}
        names |= {split_risk_id(risk)[0] for action in actions.values() for risk in action.risks}
        systems = self._read("systems", names, older=self.older)
        files = [self.at.file(path) for name in sorted(names) for path in self.at.mainline.assessments_of.get(name, ())]
        assessments = {each.id: read for each in files if each and (read := self._entity(each)) is not None}
        processes = {link.process for each in systems.values() for link in each.supports}
        return Register(
            procedure=policy.procedure,
            organisation=policy.organisation,
            procedures=self.at.mainline.judged_by,
            processes=self._read("processes", processes, older=self.older),
            systems=systems,
            assessments=assessments,
            actions=actions,
            digests={each.path: self.at.contents.sha256(each) for each in files if each and each.id in references},
            signed=_signed(self.at, policy, statements),
        )

    def _read(self, folder: str, ids: "list[str] | set[str]", *, older: bool) -> dict[str, Any]:
        found = {}
        for id_ in sorted(ids):
            path = f"{folder}/{id_}.yaml"
            file = (self.at.file_before(path) if older else None) or self.at.file(path)
            entity = self._entity(file) if file is not None else None
            if entity is not None:
                found[id_] = entity
        return found

    def _entity(self, file: File) -> Any:
        return self.at.contents.entity(file) if file.regular else None


def _signed(at: At, policy: Policy, statements: Statements) -> frozenset[str]:
    """Return the statements signed by their person, with a key valid that day."""
    found = set()
    for file, statement in statements:
        signature = at.file(f"{file.path}.sig")
        if statement.kind == "signed" and signature is not None and signature.regular:
            keys = policy.organisation.keys.get(statement.by, ())
            if at.contents.signed(statement, file, signature, keys, local_date(statement.at, at.zone)):
                found.add(statement.id)
    return frozenset(found)
