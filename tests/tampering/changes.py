"""Changes that several scenarios make."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.tampering.builder import Commit, Trail
from tests.tampering.register import (
    AULA,
    AULA_DATA,
    PROCEDURE,
    decision,
    file_digest,
    on_file,
    organisation,
    policy_digest,
    signed,
    statement,
    yaml,
)

NEW_APPROVAL = "approvals/2026-10-01-school.yaml"
POLICY_APPROVAL = "approvals/2026-10-01-policy.yaml"


def edit(data: bytes, old: str, new: str) -> bytes:
    """Return a file with one text put in place of another, which must be there."""
    if old.encode() not in data:
        raise ValueError(old)
    return data.replace(old.encode(), new.encode())


def edited(trail: Trail, path: str, old: str, new: str) -> dict[str, bytes]:
    """Return the change that puts one text in place of another in a file of the mainline."""
    return {path: edit(trail.read(path), old, new)}


def earlier(trail: Trail, hours: int = 2) -> datetime:
    """Return a moment some hours before the next commit."""
    return trail.now - timedelta(hours=hours)


def on_aula() -> dict[str, Any]:
    """Return a right decision on the schools' assessment."""
    return on_file(AULA, yaml(AULA_DATA), "medium")


def hugos(trail: Trail, *decisions: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a statement of the schools' head of department, a right one on the assessment unless told."""
    found = {"role": "head-of-department", "by": "hugo", "at": earlier(trail), **fields}
    role, by, at = found.pop("role"), found.pop("by"), found.pop("at")
    return statement(role, by, at, *(decisions or (on_aula(),)), **found)


def minuted(trail: Trail, *decisions: Mapping[str, Any], **fields: Any) -> dict[str, bytes]:
    """Return such a statement as a change, minuted."""
    return {NEW_APPROVAL: yaml(hugos(trail, *decisions, **fields))}


def signed_by(trail: Trail, name: str, namespace: str = "riskctl-approval@v1", **fields: Any) -> dict[str, bytes]:
    """Return such a statement as a change, signed with a key by its name."""
    return signed(NEW_APPROVAL, hugos(trail, **fields), name, namespace)


def procedure(version: str, *changes: tuple[str, str]) -> bytes:
    """Return the first procedure under another version, with texts put in place of others."""
    found = edit(PROCEDURE, 'version: "2026.1"', f'version: "{version}"')
    for old, new in changes:
        found = edit(found, old, new)
    return found


def new_procedure(trail: Trail, new: bytes, before: str = "2026.1", **fields: Any) -> dict[str, bytes]:
    """Return a new procedure, rightly approved by the board under the one before, which is kept."""
    found = {"role": "executive-board", "by": "erik", "at": earlier(trail), "procedure": before, **fields}
    role, by, at = found.pop("role"), found.pop("by"), found.pop("at")
    decided = decision("procedure", file_digest(new), None)
    approval = {POLICY_APPROVAL: yaml(statement(role, by, at, decided, **found))}
    return {"procedure.yaml": new, f"procedures/{before}.yaml": trail.read("procedure.yaml"), **approval}


def new_organisation(trail: Trail, fields: Mapping[str, Any], **stated: Any) -> dict[str, bytes]:
    """Return a new organisation, rightly approved by IT management under the one before."""
    changed = organisation(**fields)
    found = {"role": "it-management", "by": "ivan", "at": earlier(trail), **stated}
    role, by, at = found.pop("role"), found.pop("by"), found.pop("at")
    decided = decision("organisation", policy_digest(changed), None)
    path = f"approvals/{trail.now:%Y-%m-%d}-organisation.yaml"
    return {"organisation.yaml": yaml(changed), path: yaml(statement(role, by, at, decided, **found))}


def branch_from(trail: Trail, commits_back: int) -> Commit:
    """Return a commit of the mainline some commits back."""
    found = trail.tip
    for _ in range(commits_back):
        found = found.parents[0]
    return found
