"""The shape of a statement: what a decision must say, and what it may not; decided in the trust design."""

from typing import Any

import pytest
from pydantic import ValidationError

from riskctl.core.decisions import Approval, Ruling

ZERO = "sha256:" + 64 * "0"
RULING = {"subject": "nexus/2026-03-14", "digest": ZERO, "level": "high", "decision": "approved"}
STATEMENT: dict[str, Any] = {
    "register": "00000000-0000-4000-8000-000000000000",
    "role": "director",
    "by": "dorte",
    "at": "2026-03-20T10:00:00+01:00",
    "procedure": "2026.1",
    "kind": "minuted",
    "evidence": {"case": "2026-1234"},
    "decisions": (RULING,),
}


def errors(model: type[Ruling | Approval], values: dict[str, Any]) -> list[str]:
    """Return the types of what is wrong."""
    try:
        model.model_validate({key: value for key, value in values.items() if value is not None})
    except ValidationError as found:
        return [each["type"] for each in found.errors()]
    return []


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, []),
        ({"decision": "rejected", "reason": "Nej"}, []),
        ({"decision": "rejected"}, ["rejection_reason"]),
        ({"level": None}, ["ruling_level"]),
        ({"subject": "procedure", "level": None}, []),
        ({"subject": "organisation", "level": None}, []),
        ({"subject": "procedure"}, ["ruling_level"]),
        ({"subject": "organisation"}, ["ruling_level"]),
    ],
)
def test_a_decision(changed: dict[str, Any], wrong: list[str]) -> None:
    assert errors(Ruling, {**RULING, **changed}) == wrong


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, []),
        ({"evidence": None}, ["evidence_missing"]),
        ({"kind": "signed", "evidence": None}, []),
    ],
)
def test_a_statement(changed: dict[str, Any], wrong: list[str]) -> None:
    assert errors(Approval, {**STATEMENT, **changed}) == wrong
