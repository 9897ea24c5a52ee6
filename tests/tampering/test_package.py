"""The auditor's own script, without riskctl, comes to what the audit says; `python -m tests.tampering` asks of all."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.tampering.packing import Packed, packed
from tests.tampering.scenario import CANNOT_TELL, FOUND, WHOLE, Scenario
from tests.tampering.tables import SCENARIOS

Run = Callable[..., tuple[int, str, str]]
MOST_LINES: Final = 40
EVERY: Final = 8
"""Of the histories that are whole one in so many is packed here."""
ALONE: Final = frozenset(
    {
        *("HIS101", "HIS102", "HIS103", "HIS104", "HIS105", "HIS201", "HIS204", "HIS208"),
        *("HIS401", "HIS403", "HIS404", "HIS501", "HIS502", "HIS503"),
    }
)
"""What the script finds by itself; of the rest riskctl is the judge, and its findings go along in the package."""


def one_of_each_kind() -> Iterator[Scenario]:
    """Yield the first history of each set of codes, those that can't be told, and some that are whole."""
    seen: set[str] = set()
    for number, scenario in enumerate(SCENARIOS):
        codes = " ".join(sorted(code for code, _ in scenario.expected))
        if scenario.code == CANNOT_TELL or (scenario.code == WHOLE and number % EVERY == 0) or codes not in seen:
            seen.add(codes)
            yield scenario


def package_of(scenario: Scenario, folder: Path, run: Run) -> Packed:
    return packed(scenario, folder, lambda *argv: run(*argv)[0])


@pytest.mark.parametrize("scenario", [*one_of_each_kind()], ids=str)
def test_the_script_agrees(scenario: Scenario, tmp_path: Path, run: Run) -> None:
    package = package_of(scenario, tmp_path, run)
    assert package.code == scenario.code
    if scenario.code == CANNOT_TELL:
        assert package.folder is None
        return
    code, said = package.verified()
    assert code == scenario.code, said
    if not ALONE.isdisjoint(code for code, _ in scenario.expected) and scenario.code == FOUND:
        package.forget_findings()
        assert package.verified()[0] == FOUND, "the script does not find it by itself"


@pytest.fixture
def whole(tmp_path: Path, run: Run) -> Packed:
    """The package of a history that is whole."""
    return package_of(next(each for each in SCENARIOS if each.code == WHOLE and not each.expected), tmp_path, run)


def test_the_script_is_short_and_needs_three_programs(whole: Packed) -> None:
    assert whole.folder is not None
    script = (whole.folder / "verify.sh").read_text(encoding="utf-8").splitlines()
    assert len(script) <= MOST_LINES
    code = [line.replace("git grep", "") for line in script if not line.startswith("#")]
    assert not [line for line in code for other in ("python", "awk", "sed ", "grep -", "jq", "curl") if other in line]


@pytest.mark.parametrize("name", ["facts/statements", "facts/findings", "history.bundle", "verify.sh"])
def test_a_package_whose_file_was_changed_cannot_tell(whole: Packed, name: str) -> None:
    assert whole.folder is not None
    with (whole.folder / name).open("ab") as file:
        file.write(b"\n")
    assert whole.verified()[0] == CANNOT_TELL


def test_a_statement_about_other_content_is_found(whole: Packed) -> None:
    assert whole.folder is not None
    statements = whole.folder / "facts" / "statements"
    first, *rest = statements.read_text(encoding="ascii").splitlines(keepends=True)
    commit, statement, digest, what = first.split()
    statements.write_text(f"{commit} {statement} {digest[:-1]}x {what}\n{''.join(rest)}", encoding="ascii")
    whole.seal_again()
    code, said = whole.verified()
    assert code == FOUND
    assert statement in said


def test_the_page_says_how_in_the_readers_language(whole: Packed) -> None:
    assert whole.folder is not None
    page = (whole.folder / "LAES-MIG.html").read_text(encoding="utf-8")
    assert '<html lang="da">' in page
    assert "sh verify.sh" in page
