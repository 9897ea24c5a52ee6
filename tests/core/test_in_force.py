"""Which procedure was in force when: from the decision that adopts a version to the one that adopts the next (P8.1)."""

import pytest

from riskctl.core.in_force import under, version_at
from riskctl.core.register import Register
from tests.builders import PROCEDURE_BYTES, approval, decision, local, procedure, register, sha256

OLD, OLDER = b"the procedure before", b"the procedure before that"


def adopted(day: str, data: bytes, before: str, ruling: str = "approved") -> object:
    """Return the board's decision, at ten o'clock, on a procedure; it names the version before."""
    decided = decision("procedure", sha256(data), None, ruling)
    return approval(f"{day}-{ruling}-{before}", decided, role="executive-board", at=f"{day}T10:00", procedure=before)


def changed(*decisions: object, versions: tuple[str, ...] = ("2026.1", "2025.1")) -> Register:
    """Return a register whose procedure is 2026.2, with the superseded ones."""
    bytes_of = {"2026.1": OLD, "2025.1": OLDER}
    return register(
        *decisions,  # type: ignore[arg-type]
        procedure_=procedure({"version": "2026.2"}),
        procedures={each: procedure({"version": each}) for each in versions},
        digests={f"procedures/{each}.yaml": sha256(bytes_of[each]).removeprefix("sha256:") for each in versions},
    )


NEW = adopted("2026-10-01", PROCEDURE_BYTES, "2026.1")
FORMER = adopted("2026-02-01", OLD, "2025.1")


@pytest.mark.parametrize(
    ("when", "version"),
    [
        ("2026-11-01T00:00", "2026.2"),
        ("2026-10-01T10:00", "2026.2"),
        ("2026-10-01T09:59", "2026.1"),
        ("2026-02-01T10:00", "2026.1"),
        ("2026-02-01T09:59", "2025.1"),
        ("1999-01-01T00:00", "2025.1"),
    ],
)
def test_a_version_is_in_force_from_its_adoption_until_the_next(when: str, version: str) -> None:
    assert version_at(changed(NEW, FORMER), local(when)) == version


def test_what_nobody_is_known_to_have_adopted_has_always_been_in_force() -> None:
    assert version_at(changed(), local("1999-01-01T00:00")) == "2026.2"
    assert version_at(changed(NEW), local("1999-01-01T00:00")) == "2026.1"


def test_a_first_procedure_approved_later_names_itself_and_was_in_force_before() -> None:
    own = adopted("2026-10-01", PROCEDURE_BYTES, "2026.2")
    assert version_at(changed(own), local("2026-09-01T00:00")) == "2026.2"


def test_approved_again_it_is_in_force_since_the_first_time() -> None:
    again = adopted("2026-11-01", PROCEDURE_BYTES, "2026.2")
    assert version_at(changed(again, NEW), local("2026-10-15T00:00")) == "2026.2"
    assert version_at(changed(NEW, again), local("2026-09-15T00:00")) == "2026.1"


@pytest.mark.parametrize(
    "other",
    [
        adopted("2026-10-01", PROCEDURE_BYTES, "2026.1", "rejected"),
        adopted("2026-10-01", b"some other draft", "2026.1"),
        approval(
            "2026-10-01-x",
            decision("organisation", sha256(PROCEDURE_BYTES), None),
            role="it-management",
            at="2026-10-01T10:00",
        ),
    ],
    ids=["rejected", "another", "organisation"],
)
def test_only_an_approval_of_just_that_procedure_adopts_it(other: object) -> None:
    assert version_at(changed(other), local("2026-09-01T00:00")) == "2026.2"


def test_a_version_whose_file_is_gone_is_named_all_the_same() -> None:
    assert version_at(changed(NEW, versions=()), local("2026-09-01T00:00")) == "2026.1"
    assert under(changed(NEW, versions=()), "2026.1") is None


def test_the_register_under_an_older_version_knows_the_present_one_too() -> None:
    whole = changed(NEW)
    older = under(whole, "2026.1")
    assert older is not None
    assert older.procedure is whole.procedures["2026.1"]
    assert older.procedure_of("2026.2") is whole.procedure
    assert older.procedure_of("2025.1") is whole.procedures["2025.1"]
    assert under(whole, "2026.2") is whole
