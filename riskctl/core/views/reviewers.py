"""Who looks over a change to which files of the register: whoever decides on it, or owns it (P2.6, P7.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from riskctl.core.fields import Role
from riskctl.core.register import Register
from riskctl.core.roles import holds_on


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Some files, a path relative to the register or the whole of it, and the people who look over them."""

    path: str
    people: tuple[str, ...]
    roles: tuple[Role, ...] = ()


def reviewers(register: Register, day: date) -> tuple[Reviewed, ...]:
    """Return who looks over what on a day, the general before the particular; the security coordinator over all.

    The coordinator stands last on every line, so that a change by an owner can be looked over by somebody else.
    """
    procedure = register.procedure
    keeper: Role = "security-coordinator"
    keepers = _holders(register, (keeper,), day)

    def line(path: str, people: Iterable[str], *roles: Role) -> Reviewed:
        return Reviewed(path, tuple(dict.fromkeys((*people, *keepers))), (*roles, keeper))

    policy = _holders(register, procedure.approval, day)
    organisation = _holders(register, procedure.organisation_approval, day)
    lines = [line("", ())]
    lines += [line(path, policy, *procedure.approval) for path in ("procedure.yaml", "procedures/")]
    lines += [line("organisation.yaml", organisation, *procedure.organisation_approval)]
    lines += [line(f"processes/{id_}.yaml", (each.owner,)) for id_, each in sorted(register.processes.items())]
    for id_, each in sorted(register.systems.items()):
        if each.status != "retired":
            lines += [line(f"systems/{id_}.yaml", (each.owner,)), line(f"assessments/{id_}/", (each.owner,))]
    return tuple(lines)


def _holders(register: Register, roles: Iterable[Role], day: date) -> list[str]:
    """Return who holds any of the roles, for whichever unit, and their deputies."""
    held = [each for role in roles for each in register.organisation.roles if each.role == role and holds_on(each, day)]
    return list(dict.fromkeys(who for each in held for who in (each.person, each.deputy) if who))
