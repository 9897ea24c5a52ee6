"""Every tampering history is found with the right code and place; every benign one is quiet; none is guessed at."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tampering.builder import Repository
from tests.tampering.register import AULA, going_on
from tests.tampering.scenario import CANNOT_TELL, FOUND, WHOLE, Case, Scenario, built
from tests.tampering.tables import SCENARIOS

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_the_audit_says_what_was_done(scenario: Scenario, tmp_path: Path, run: Run) -> None:
    repository, case = built(scenario, going_on(), tmp_path / "repository")
    code, out, err = audited(repository, case, run)
    report = json.loads(out)
    found = report["findings"]
    assert code == scenario.code, (found, err)
    assert report["whole"] is {WHOLE: True, FOUND: False, CANNOT_TELL: None}[code]
    for wanted, path in scenario.expected:
        matching = [
            each
            for each in found
            if each["rule"] in wanted.split("|") and (path == "*" or each["path"] in path.split("|"))
        ]
        assert matching, (wanted, path, found)
        if case.guilty is not None:
            assert repository.id_of(case.guilty) in [each["commit"] for each in matching]
    allowed = scenario.also | {each for wanted, _ in scenario.expected for each in wanted.split("|")}
    assert {each["rule"] for each in found} <= allowed, found


def audited(repository: Repository, case: Case, run: Run) -> tuple[int, str, str]:
    """Audit a repository with the anchors of its case."""
    named = [each if isinstance(each, str) else repository.id_of(each) for each in case.anchors]
    anchors = [word for each in named for word in ("--anchor", each)]
    return run("audit", "--json", "--register", str(repository.folder / case.folder), *anchors)


def test_names_and_paths_do_not_steer_the_terminal(tmp_path: Path, run: Run) -> None:
    trail = going_on()
    trail.add({AULA: None, "threats/f\x1b[2J.yaml": b"x: y\n"}, who="R\x1b[31m\u202eita\r::error <r@example.org>")
    repository = Repository(tmp_path / "repository", trail.tip)
    code, out, err = run("audit", "--register", str(repository.register))
    assert code == FOUND
    assert "HIS102" in out
    assert "HIS504" in out
    assert not {"\x1b", "\u202e", "\r"} & {*out, *err}


def test_there_are_enough_of_each_and_every_code_is_asked_for() -> None:
    by_code = {code: [each for each in SCENARIOS if each.code == code] for code in (WHOLE, FOUND, CANNOT_TELL)}
    quiet = [each for each in by_code[WHOLE] if not each.expected]
    assert len(by_code[FOUND]) >= 60
    assert len(quiet) >= 24
    asked = {code for each in SCENARIOS for wanted, _ in each.expected for code in wanted.split("|")}
    assert asked == {f"HIS{number}" for number in CODES}
    assert len({each.name for each in SCENARIOS}) == len(SCENARIOS)


CODES = (*range(101, 110), *range(201, 216), *range(301, 306), *range(401, 405), *range(501, 508))
