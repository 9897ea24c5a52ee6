"""HIS3xx: policy is changed under the policy before it."""

import re
from collections.abc import Iterator

from riskctl.core.procedure import Procedure
from riskctl.core.trail.at import At, Found
from riskctl.core.trail.policy import ORGANISATION, PROCEDURE


def procedure_unapproved(at: At) -> Iterator[Found]:
    """The procedure was changed without an approval, in the same step, that is valid under the policy before."""
    if at.policy.procedure_unapproved:
        yield Found(PROCEDURE, {"version": at.mainline.reigns[-1].version})


def roles_unapproved(at: At) -> Iterator[Found]:
    """Roles or keys were changed without an approval, in the same step, that is valid under the policy before.

    Names, units and addresses change freely.
    """
    if at.policy.organisation_unapproved:
        yield Found(ORGANISATION)


def _replaced(at: At) -> tuple[Procedure, Procedure] | None:
    """Return the procedure before and after a step that changes it."""
    earlier, now = at.policy.earlier, at.mainline.procedure
    return (earlier, now) if earlier is not None and now is not None and earlier is not now else None


def version_back(at: At) -> Iterator[Found]:
    """The version of the procedure goes back, or stays the same although another procedure was adopted.

    A version stands for one procedure: old assessments and approvals are judged by the one that they name.
    """
    pair = _replaced(at)
    if pair is not None:
        earlier, now = pair[0].version, pair[1].version
        if now != earlier and (any(now == each.version for each in at.mainline.reigns[:-1]) or _is_lower(now, earlier)):
            yield Found(PROCEDURE, {"version": now, "before": earlier})
        elif now == earlier and at.policy.adopted:
            yield Found(PROCEDURE, {"version": now, "before": earlier, "kind": "again"})


def _is_lower(version: str, earlier: str) -> bool:
    """Whether a version is lower, number by number; one written in another way is not."""
    for new, old in zip(_parts(version), _parts(earlier), strict=False):
        if new != old:
            return new.isdigit() and old.isdigit() and int(new) < int(old)
    return len(_parts(version)) < len(_parts(earlier))


def _parts(version: str) -> list[str]:
    return re.findall(r"[0-9]+|[A-Za-z]+", version)


def register_id_changed(at: At) -> Iterator[Found]:
    """The register's id was changed: approvals are made for one register and count in no other."""
    pair = _replaced(at)
    if pair is not None and pair[0].register_id != pair[1].register_id:
        yield Found(PROCEDURE)


def superseded_other(at: At) -> Iterator[Found]:
    """A file in procedures/ is not the procedure that was in force under that version: edited, deleted or invented.

    What the register's first commit holds there is trusted.
    """
    if at.is_root:
        return
    for change in at.changes:
        if change.kind == "old-procedure" and change.content_differs:
            in_force = at.mainline.in_force.get(change.file.id, set())
            if change.after is None:
                yield Found(change.path, {"kind": "deleted"})
            elif change.after.oid not in in_force:
                yield Found(change.path, {"kind": "edited" if change.before is not None else "invented"})
