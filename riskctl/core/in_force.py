"""Which version of the procedure was in force at a moment, by the decisions that adopted the versions (P8.1)."""

from dataclasses import replace
from datetime import datetime

from riskctl.core.decisions import Approval
from riskctl.core.register import Register


def version_at(register: Register, moment: datetime) -> str:
    """Return the version in force at a moment: a version is so from the decision that adopted it.

    That decision names the version before. A version that nobody is known to have adopted has always been in force.
    """
    known = versions(register)
    return next((version for version, since in known if since is None or since <= moment), known[-1][0])


def versions(register: Register) -> list[tuple[str, datetime | None]]:
    """Return the version in force now and those before it, each with since when; None for always."""
    version, found = register.procedure.version, dict[str, datetime | None]()
    while version not in found:
        adopting = _adopting(register, version)
        found[version] = None if adopting is None else adopting.at
        if adopting is not None:
            version = adopting.procedure
    return list(found.items())


def _adopting(register: Register, version: str) -> Approval | None:
    """Return the first statement that approves a version, known by its bytes; None when there is none."""
    current = version == register.procedure.version
    sealed = register.digests.get("procedure.yaml" if current else f"procedures/{version}.yaml")
    approving = (
        statement
        for statement in register.approvals.values()
        for ruling in statement.decisions
        if ruling.subject == "procedure" and ruling.decision == "approved" and ruling.digest == f"sha256:{sealed}"
    )
    return min(approving, key=lambda each: each.at, default=None)


def under(register: Register, version: str) -> Register | None:
    """Return the register with another version of the procedure in force; None where that version is not there."""
    current, other = register.procedure, register.procedure_of(version)
    if other is None:
        return None
    if other is current:
        return register
    return replace(register, procedure=other, procedures={**register.procedures, current.version: current})
