"""A change, judged by the policy it builds on and not by the one it brings (the trust design).

Policy is the procedure, and `roles` and `keys` of the organisation. What a change does to them counts from the
decision that adopts it: where the change carries one that is valid under the policy before (the newest on the subject,
on the very content, naming the version before, by somebody who then held the role, and not in the future), that part
is adopted, and everything else in the change is judged by the new. Each part has a decision of its own; decisions on
policy are always judged under the policy before. Without a decision the change is judged as if its policy files
were not touched: it can neither drop a demand it does not meet, nor let itself decide, nor recompute its results by
tables of its own. The files are still checked as files and tables. Names, units and addresses change freely, and a
superseded procedure is always the one that the base has under that version. This is what the audit does on the
mainline (HIS301, HIS302, HIS305). That minutes are real, no program can tell: the decisions are shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from riskctl.core import digest
from riskctl.core.approval import FOREVER_AGO, Approvals
from riskctl.core.decisions import POLICY_SUBJECTS, Organisation
from riskctl.core.moment import Clock
from riskctl.core.rating import Engine
from riskctl.core.register import FOLDERS, Register

PROCEDURE, ORGANISATION = POLICY_SUBJECTS
SignedBy = Callable[[Organisation], frozenset[str]]
"""The approvals whose signature was made with a key of this organisation."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """A changed register as it is judged; `own` is the same with the policy that it brings.

    `changed` are the policy subjects that differ from the base, `adopted` those of them with a valid decision.
    `policy` is the register by which decisions on policy are judged, and `digests` what they decide on; None where
    policy is as it was.
    """

    register: Register
    own: Register
    changed: tuple[str, ...] = ()
    adopted: tuple[str, ...] = ()
    policy: Register | None = None

    @property
    def waiting(self) -> tuple[str, ...]:
        """The policy subjects that are changed and still need a decision."""
        return tuple(each for each in self.changed if each not in self.adopted)


def approvals_under(engine: Engine, own: Register, policy: Register | None) -> Approvals:
    """Return decisions judged, those on policy by another register where there is one: on the policy of `own`."""
    if policy is None:
        return Approvals(engine)
    return Approvals(engine, on_policy=Approvals(Engine(policy, engine.clock), policy_digests=_digests(own)))


def trusted(base: Register, head: Register, clock: Clock, signed_by: SignedBy) -> Trusted:
    """Return a changed register under the policy of its base, but for what the change itself adopts."""
    before, after = _digests(base), _digests(head)
    unread = head.broken.intersection(POLICY_SUBJECTS)
    changed = tuple(each for each in POLICY_SUBJECTS if before[each] != after[each] and each not in unread)
    if not changed and not unread and head.procedures == base.procedures:
        return Trusted(head, head)
    organisation = _with_policy_of(base.organisation, head)
    policy = replace(
        head,
        procedure=base.procedure,
        procedures=base.procedures,
        organisation=organisation,
        signed=signed_by(organisation),
    )
    adopted = _adopted(approvals_under(Engine(policy, clock), head, policy), changed, base, clock)
    return Trusted(_adopting(policy, base, head, adopted, signed_by), head, changed, adopted, policy)


def filled_from(base: Register, head: Register) -> Register:
    """Return a changed register with each file that can't be read as the base has it; the same where all can be."""
    filled: dict[str, Any] = {}
    read = set()
    for folder in FOLDERS:
        known: Mapping[str, Any] = getattr(base, folder)
        lost = {id_: each for id_, each in known.items() if head.is_broken(folder, id_)}
        if lost:
            filled[folder] = {**getattr(head, folder), **lost}
            read |= {f"{folder}/{id_}" for id_ in lost}
    if not read:
        return head
    paths = {f"{each}.yaml" for each in read}
    filled["digests"] = {**head.digests, **{path: each for path, each in base.digests.items() if path in paths}}
    filled["unread"] = {id_: text for id_, text in head.unread.items() if f"approvals/{id_}" not in read}
    filled["signed"] = head.signed | {each for each in base.signed if f"approvals/{each}" in read}
    return replace(head, broken=head.broken - read, **filled)


def _digests(register: Register) -> dict[str, str]:
    return {
        PROCEDURE: "sha256:" + register.digests.get("procedure.yaml", ""),
        ORGANISATION: digest.of_organisation(register.organisation),
    }


def _with_policy_of(base: Organisation, head: Register) -> Organisation:
    """Return the organisation with today's names, units and addresses, and the roles and keys of the base."""
    if ORGANISATION in head.broken:
        return base
    return head.organisation.model_copy(update={"roles": base.roles, "keys": base.keys})


def _adopted(judged: Approvals, changed: tuple[str, ...], base: Register, clock: Clock) -> tuple[str, ...]:
    """Return which of the changed parts the newest decision adopts; it names the version before.

    It is newer than what the base has on the subject: an earlier decision brings no earlier policy back, also where
    the change deletes the later one.
    """
    verdicts = {subject: judged.of(subject) for subject in changed}
    return tuple(
        subject
        for subject, verdict in verdicts.items()
        if verdict.state == "valid"
        and verdict.decided is not None
        and verdict.decided.statement.procedure == base.procedure.version
        and _decided_before(base, subject, clock) < verdict.decided.statement.at <= clock.now
    )


def _decided_before(base: Register, subject: str, clock: Clock) -> datetime:
    """Return when the base last has a decision on a policy subject made."""
    made = (
        each.at
        for each in base.approvals.values()
        if each.at <= clock.now and any(ruling.subject == subject for ruling in each.decisions)
    )
    return max(made, default=FOREVER_AGO)


def _adopting(
    policy: Register, base: Register, head: Register, adopted: tuple[str, ...], signed_by: SignedBy
) -> Register:
    """Return the register with what was adopted in force."""
    register = policy
    if PROCEDURE in adopted:
        old = {**register.procedures, base.procedure.version: base.procedure}
        register = replace(register, procedure=head.procedure, procedures=old)
    if ORGANISATION in adopted:
        register = replace(register, organisation=head.organisation, signed=signed_by(head.organisation))
    return register
