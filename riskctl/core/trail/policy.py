"""Policy: the procedure, the roles and the keys change only by a decision under the policy before."""

from dataclasses import replace

from riskctl.core import digest
from riskctl.core.decisions import POLICY_SUBJECTS, Approval, Organisation
from riskctl.core.trail.at import At
from riskctl.core.trail.judging import judge_policy
from riskctl.core.trail.mainline import NO_ORGANISATION, Policy
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
    if at.mainline.trusted is None:
        _take_root(at)
        return PolicyStep()
    at.before = _with_names(at.mainline.trusted, at.mainline.organisation)
    statements = _statements(at)
    judged = tuple(judge_policy(at, at.before, earlier, statements)) if statements else ()
    changed = {
        "procedure": procedure_file is not None and _oid(at) != at.mainline.trusted_procedure_oid,
        "organisation": organisation_file is not None and _roles_changed(at, organisation_file, old_digest),
    }
    approved = {subject: _approved(subject, judged) for subject in POLICY_SUBJECTS}
    _adopt(at, approved)
    unapproved = {subject: changed[subject] and not approved[subject] for subject in POLICY_SUBJECTS}
    return PolicyStep(unapproved["procedure"], unapproved["organisation"], earlier, judged)


def _changed(at: At, path: str) -> "tuple[File | None] | None":
    """Return what a policy file has become, in a tuple, where its bytes change."""
    change = at.step.by_path[0].get(path)
    return (change.after,) if change is not None and change.content_differs else None


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
    mainline.versions.append(mainline.procedure.version if mainline.procedure else "")


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
    at.before = at.after = mainline.trusted


def _with_names(trusted: Policy, current: Organisation) -> Policy:
    """Return the policy with today's units and people: they change freely."""
    names = {"units": current.units, "people": current.people}
    return replace(trusted, organisation=trusted.organisation.model_copy(update=names))


def _statements(at: At) -> list[tuple[File, Approval]]:
    """Return the statements that arrive and decide on policy."""
    found = [(file, at.contents.entity(file)) for file in at.arrivals("approval")]
    return [(file, each) for file, each in found if any(r.subject in POLICY_SUBJECTS for r in each.decisions)]


def _roles_changed(at: At, file: "tuple[File | None]", old_digest: str) -> bool:
    """Whether `roles` or `keys` differ, from before and from what is trusted; a first organisation is trusted."""
    mainline = at.mainline
    if file[0] is None:
        return mainline.organisation_seen
    if not mainline.organisation_seen:
        mainline.organisation_seen = True
        if mainline.trusted is not None:
            mainline.trusted = at.before = replace(mainline.trusted, organisation=mainline.organisation)
        return False
    new = digest.of_organisation(mainline.organisation)
    trusted = mainline.trusted
    return new != old_digest and trusted is not None and new != digest.of_organisation(trusted.organisation)


def _approved(subject: str, judged: tuple[Judged, ...]) -> bool:
    """Whether the newest sound decision on a policy subject approves it."""
    sound = [each for each in judged if each.decided.ruling.subject == subject and each.fault is None]
    newest = max(sound, key=lambda each: (each.decided.statement.at, each.decided.statement.id), default=None)
    return newest is not None and newest.decided.ruling.decision == "approved"


def _adopt(at: At, approved: dict[str, bool]) -> None:
    """Trust what was approved; everything else stays as it was trusted before."""
    mainline = at.mainline
    trusted = mainline.trusted
    if trusted is None or mainline.procedure is None:
        return
    version = mainline.procedure.version
    if approved["procedure"] or _oid(at) == mainline.trusted_procedure_oid:
        trusted = replace(trusted, procedure=mainline.procedure)
        mainline.trusted_procedure_oid = _oid(at)
        mainline.judged_by[version] = mainline.procedure
    else:
        mainline.judged_by.setdefault(version, trusted.procedure)
    if approved["organisation"]:
        trusted = replace(trusted, organisation=mainline.organisation)
    mainline.trusted = trusted
    at.after = _with_names(trusted, mainline.organisation)
