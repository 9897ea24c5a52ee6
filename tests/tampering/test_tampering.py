"""Every tampering history is found with the right code and place; every benign one is quiet; none is guessed at."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.tampering import approvals, benign, histories, policy, records, trees, unknown
from tests.tampering.builder import Repository
from tests.tampering.register import going_on
from tests.tampering.scenario import Case, Scenario, built

Run = Callable[..., tuple[int, str, str]]
SCENARIOS: Final = [
    scenario
    for module in (records, approvals, policy, histories, trees, unknown, benign)
    for scenario in module.table.scenarios
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_the_audit_says_what_was_done(scenario: Scenario, tmp_path: Path, run: Run) -> None:
    repository, case = built(scenario, going_on(), tmp_path / "repository")
    code, out, err = audited(repository, case, run)
    report = json.loads(out)
    found = report["findings"]
    assert code == scenario.code, (found, err)
    assert report["whole"] is {0: True, 1: False, 2: None}[code]
    for wanted, path in scenario.expected:
        matching = [each for each in found if each["rule"] in wanted.split("|") and path in ("*", each["path"])]
        assert matching, (wanted, path, found)
        if case.guilty is not None:
            assert repository.id_of(case.guilty) in [each["commit"] for each in matching]
    allowed = scenario.also | {each for wanted, _ in scenario.expected for each in wanted.split("|")}
    assert {each["rule"] for each in found} <= allowed, found


def audited(repository: Repository, case: Case, run: Run) -> tuple[int, str, str]:
    """Audit a repository with the anchors of its case."""
    named = [each if isinstance(each, str) else repository.id_of(each) for each in case.anchors]
    anchors = [word for each in named for word in ("--anchor", each)]
    return run("audit", "--json", "--register", str(repository.register), *anchors)
