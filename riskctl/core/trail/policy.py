"""Policy: the procedure, the roles and the keys change only by a decision under the policy before."""

from dataclasses import replace

from riskctl.core import digest
from riskctl.core.decisions import POLICY_SUBJECTS, Approval, Organisation
from riskctl.core.moment import local_date
from riskctl.core.procedure import Procedure
from riskctl.core.trail.at import At
from riskctl.core.trail.judging import judge_policy
from riskctl.core.trail.mainline import NO_ORGANISATION, Policy, Reign
from riskctl.core.trail.step import File
from riskctl.core.trail.verdicts import Judged, PolicyStep

PROCEDURE = "procedure.yaml"
ORGANISATION = "organisation.yaml"


def resolve(at: At) -> PolicyStep:
    """Take in what a step does to the policy; the mainline's policy and `at.after` are as the step leaves them."""
    earlier = at.mainline.procedure
    procedure_file = _changed(at, PROCEDURE)
    organisation_file = _changed(at, ORGANISATION)
    old_digest = digest.of_organisation(at.mainline.organisation) if organisation_file is not None else ""
    _read(at, procedure_file, organisation_file)
    trusted, current = at.mainline.trusted, at.mainline.procedure
    if trusted is None or current is None:
        _take_root(at)
        return PolicyStep()
    roles_changed = organisation_file is not None and _roles_changed(at, trusted, organisation_file, old_digest)
    at.before = _with_units(at.mainline.trusted or trusted, at.mainline.organisation)
    statements = _statements(at)
    judged = tuple(judge_policy(at, at.before, earlier, statements)) if statements else ()
    procedure_changed = procedure_file is not None and _oid(at) != at.mainline.trusted_procedure_oid
    adopted = {subject: _approved(subject, judged) for subject in POLICY_SUBJECTS}
    _adopt(at, at.mainline.trusted or trusted, current, adopted)
    _reign(at, current.version, judged)
    unapproved = procedure_changed and not adopted["procedure"], roles_changed and not adopted["organisation"]
    return PolicyStep(*unapproved, earlier, judged, procedure_changed and adopted["procedure"])


def _changed(at: At, path: str) -> "tuple[File | None] | None":
    """Return what a policy file has become, in a tuple, where it changes."""
    change = at.step.by_path[0].get(path)
    return (change.after,) if change is not None else None


def _oid(at: At) -> str:
    file = at.file(PROCEDURE)
    return file.oid if file is not None else ""


def _read(at: At, procedure: "tuple[File | None] | None", organisation: "tuple[File | None] | None") -> None:
    """Let the mainline hold the policy as the step has it, where it can be read."""
    mainline = at.mainline
    read = at.contents.entity(procedure[0]) if procedure and procedure[0] else None
    if read is not None and procedure and procedure[0]:
        mainline.procedure = read
        mainline.tables[read.version] = read
        mainline.in_force.setdefault(read.version, set()).add(procedure[0].oid)
    held = at.contents.entity(organisation[0]) if organisation and organisation[0] else None
    if held is not None:
        mainline.organisation = held


def _take_root(at: At) -> None:
    """Trust the first policy there is, and the superseded procedures beside it."""
    mainline = at.mainline
    if mainline.procedure is None:
        return
    mainline.root = at.step.index
    mainline.trusted = Policy(mainline.procedure, mainline.organisation)
    mainline.trusted_procedure_oid = _oid(at)
    mainline.organisation_seen = mainline.organisation is not NO_ORGANISATION
    mainline.judged_by[mainline.procedure.version] = mainline.procedure
    for path, file in at.mainline.tree.items():
        old = at.contents.entity(file) if path.startswith("procedures/") and file.kind == "old-procedure" else None
        if old is not None:
            mainline.tables.setdefault(file.id, old)
            mainline.judged_by.setdefault(file.id, old)
            mainline.in_force.setdefault(file.id, set()).add(file.oid)
    mainline.at_root = set(mainline.judged_by)
    at.before = at.after = mainline.trusted
    mainline.reigns = [Reign(mainline.procedure.version, at.clock.today)]


def _with_units(trusted: Policy, current: Organisation) -> Policy:
    """Return the policy with today's units, which decide whom a role covers: they change freely."""
    return replace(trusted, organisation=trusted.organisation.model_copy(update={"units": current.units}))


def _statements(at: At) -> list[tuple[File, Approval]]:
    """Return the statements that arrive and decide on policy."""
    found = [(file, at.contents.entity(file)) for file in at.arrivals("approval")]
    return [(file, each) for file, each in found if any(r.subject in POLICY_SUBJECTS for r in each.decisions)]


def _roles_changed(at: At, trusted: Policy, file: "tuple[File | None]", old_digest: str) -> bool:
    """Whether `roles` or `keys` differ, from before and from what is trusted; a first organisation is trusted."""
    mainline = at.mainline
    if file[0] is None or mainline.organisation is NO_ORGANISATION:
        return mainline.organisation_seen
    new = digest.of_organisation(mainline.organisation)
    if not mainline.organisation_seen:
        mainline.organisation_seen = True
        mainline.trusted = replace(trusted, organisation=mainline.organisation)
        return False
    return new not in (old_digest, digest.of_organisation(trusted.organisation))


def _newest(subject: str, judged: tuple[Judged, ...]) -> Judged | None:
    """Return the newest sound decision on a policy subject."""
    sound = [each for each in judged if each.decided.ruling.subject == subject and each.fault is None]
    return max(sound, key=lambda each: each.order, default=None)


def _approved(subject: str, judged: tuple[Judged, ...]) -> bool:
    """Whether the newest sound decision on a policy subject approves it."""
    newest = _newest(subject, judged)
    return newest is not None and newest.decided.ruling.decision == "approved"


def _reign(at: At, version: str, judged: tuple[Judged, ...]) -> None:
    """Let a new version be in force from the decision that adopts it, the one before until this commit."""
    reigns, committed = at.mainline.reigns, at.clock.today
    if version != reigns[-1].version:
        reigns[-1] = replace(reigns[-1], end=committed)
        newest = _newest("procedure", judged)
        reigns.append(
            Reign(version, min(committed, local_date(newest.decided.statement.at, at.zone)) if newest else committed)
        )


def _adopt(at: At, trusted: Policy, current: Procedure, adopted: dict[str, bool]) -> None:
    """Trust what was adopted; everything else stays as it was trusted before."""
    mainline = at.mainline
    if adopted["procedure"] or _oid(at) == mainline.trusted_procedure_oid:
        trusted = replace(trusted, procedure=current)
        mainline.trusted_procedure_oid = _oid(at)
        mainline.judged_by[current.version] = current
    else:
        mainline.judged_by.setdefault(current.version, trusted.procedure)
    if adopted["organisation"]:
        trusted = replace(trusted, organisation=mainline.organisation)
    mainline.trusted = trusted
    at.after = _with_units(trusted, mainline.organisation)
