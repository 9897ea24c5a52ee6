"""What a change may not bring along, whatever the register then says: rules that need what stood before.

The audit finds the same once it is on the mainline (HIS203, HIS305), where it can't be undone any more.
"""

from collections.abc import Callable, Collection, Iterator

from riskctl.core.finding import Finding
from riskctl.core.in_force import version_at
from riskctl.core.register import Register
from riskctl.core.roles import policy_version
from riskctl.core.trusted import PROCEDURE, Trusted

Once = Callable[[], Collection[str]]
"""The sha256, in hex, of every procedure that was in force on the way to the base; asked for only in doubt."""


def unfit(base: Register, change: Trusted, once: Once) -> Iterator[Finding]:
    """Yield what is wrong with what arrives: superseded procedures made up, decisions by a version out of force."""
    yield from _superseded(base, change.own, once)
    yield from _out_of_force(base, change)


def _superseded(base: Register, own: Register, once: Once) -> Iterator[Finding]:
    """Yield the files in procedures/ that are not what was in force under their version: the laxest could be named."""
    current = {f"procedures/{base.procedure.version}.yaml": base.digests["procedure.yaml"]}
    known = {**current, **_old(base)}
    for path, sealed in _old(own).items():
        if known.get(path) != sealed and sealed not in once():
            yield _of_procedures(path, path, "edited" if path in known else "invented")
    for path in _old(base).keys() - _old(own).keys():
        if path.removesuffix(".yaml") not in own.broken:
            yield _of_procedures("procedure.yaml", path, "deleted")


def _old(register: Register) -> dict[str, str]:
    return {path: each for path, each in register.digests.items() if path.startswith("procedures/")}


def _of_procedures(ref: str, path: str, kind: str) -> Finding:
    version = path.removeprefix("procedures/").removesuffix(".yaml")
    values = {"version": version, "name": version, "kind": kind}
    return Finding("PRC203", "error", ref, ("version",), values, "P1.1", subject=version)


def _out_of_force(base: Register, change: Trusted) -> Iterator[Finding]:
    """Yield the new and edited statements that name a version which was not in force when they were made."""
    register = change.register
    in_force = {base.procedure.version, register.procedure.version}
    before = policy_version(register, PROCEDURE)
    for id_, statement in register.approvals.items():
        named = statement.procedure
        if base.approvals.get(id_) == statement or named in in_force or register.procedure_of(named) is None:
            continue
        adopts = all(each.subject == PROCEDURE for each in statement.decisions)
        if named != version_at(register, statement.at) and not (adopts and named == before):
            values = {"fault": "version", "kind": "not-in-force", "version": named}
            yield Finding("APR103", "error", f"approvals/{id_}.yaml", ("procedure",), values, "P7.2", subject=id_)
