"""The auditor's own script, without riskctl, comes to what the audit says, for every history."""

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.tampering.builder import ENVIRONMENT, Repository
from tests.tampering.register import going_on
from tests.tampering.scenario import CANNOT_TELL, FOUND, WHOLE, Case, Scenario, built
from tests.tampering.tables import SCENARIOS

Run = Callable[..., tuple[int, str, str]]
MOST_LINES: Final = 40
ALONE: Final = frozenset(
    {
        *("HIS101", "HIS102", "HIS103", "HIS104", "HIS105", "HIS201", "HIS204", "HIS208"),
        *("HIS401", "HIS403", "HIS404", "HIS501", "HIS502", "HIS503"),
    }
)
"""What the script finds by itself; of the rest riskctl is the judge, and its findings go along in the package."""
NOT_ALONE: Final = {
    "started-action-unstarted-and-deleted": "the step before the deletion took the start away",
    "signature-comes-a-day-later": "the signature is there in the end",
    "procedure-deleted": "there is no procedure to look for an approval of",
}
"""Histories with such a finding that the script takes from riskctl all the same, and why."""


def unpacked(repository: Repository, case: Case, folder: Path, run: Run) -> tuple[Path | None, list[str]]:
    """The package of a history where an audit makes one, and the anchors of its case."""
    anchors = [each if isinstance(each, str) else repository.id_of(each) for each in case.anchors]
    named = [word for each in anchors for word in ("--anchor", each)]
    file = folder / "package.zip"
    run("audit", "--register", str(repository.folder / case.folder), "--bundle", str(file), *named)
    if not file.exists():
        return None, anchors
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    return next(folder.glob("audit-*")), anchors


def verified(package: Path, anchors: list[str]) -> tuple[int, str]:
    """What the script says: its exit code and what it prints."""
    argv = ["sh", str(package / "verify.sh"), *anchors]
    done = subprocess.run(argv, capture_output=True, text=True, env=dict(ENVIRONMENT), check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_the_script_agrees(scenario: Scenario, tmp_path: Path, run: Run) -> None:
    repository, case = built(scenario, going_on(), tmp_path / "repository")
    package, anchors = unpacked(repository, case, tmp_path, run)
    if scenario.code == CANNOT_TELL:
        assert package is None
        return
    assert package is not None
    code, said = verified(package, anchors)
    assert code == scenario.code, said
    if scenario.code == FOUND and _found_alone(scenario):
        (package / "facts" / "findings").write_bytes(b"")
        _seal_again(package)
        assert verified(package, anchors)[0] == FOUND, "the script does not find it by itself"


def _found_alone(scenario: Scenario) -> bool:
    codes = {code for each, _ in scenario.expected for code in each.split("|")}
    return scenario.name not in NOT_ALONE and not codes.isdisjoint(ALONE)


def _seal_again(package: Path) -> None:
    """Make the package's sums fit its files again."""
    names = [line.split("  ", 1)[1] for line in (package / "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
    sums = subprocess.run(["sha256sum", *names], cwd=package, capture_output=True, check=True)
    (package / "SHA256SUMS").write_bytes(sums.stdout)


@pytest.fixture
def whole(tmp_path: Path, run: Run) -> Path:
    """The package of a history that is whole."""
    scenario = next(each for each in SCENARIOS if each.code == WHOLE and not each.expected)
    repository, case = built(scenario, going_on(), tmp_path / "repository")
    package, _ = unpacked(repository, case, tmp_path, run)
    assert package is not None
    return package


def test_the_script_is_short_and_needs_three_programs(whole: Path) -> None:
    script = (whole / "verify.sh").read_text(encoding="utf-8")
    assert len(script.splitlines()) <= MOST_LINES
    for program in ("python", "awk", "sed ", "grep -", "jq", "curl"):
        told = [line for line in script.splitlines() if program in line.replace("git grep", "") and line[0] != "#"]
        assert not told, program


@pytest.mark.parametrize("name", ["facts/statements", "facts/findings", "history.bundle", "verify.sh"])
def test_a_package_whose_file_was_changed_cannot_tell(whole: Path, name: str) -> None:
    with (whole / name).open("ab") as file:
        file.write(b"\n")
    assert verified(whole, [])[0] == CANNOT_TELL


def test_a_statement_about_other_content_is_found(whole: Path) -> None:
    statements = whole / "facts" / "statements"
    first, *rest = statements.read_text(encoding="ascii").splitlines(keepends=True)
    commit, statement, digest, what = first.split()
    statements.write_text(f"{commit} {statement} {digest[:-1]}x {what}\n{''.join(rest)}", encoding="ascii")
    _seal_again(whole)
    code, said = verified(whole, [])
    assert code == FOUND
    assert statement in said


def test_the_page_says_how_in_the_readers_language(whole: Path) -> None:
    page = (whole / "LAES-MIG.html").read_text(encoding="utf-8")
    assert '<html lang="da">' in page
    assert "sh verify.sh" in page
