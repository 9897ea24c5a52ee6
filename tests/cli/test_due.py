"""`riskctl due` on the command line: JSON keys, order, filters, exit codes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import registers

Run = Callable[..., tuple[int, str, str]]
STATUSES = ("overdue", "due", "upcoming")
LEVELS = ("critical", "high", "medium", "low", None)


def items(run: Run, example: Path, *argv: str, now: str = "2026-11-23T12:00:00+01:00") -> list[dict[str, Any]]:
    code, out, _ = run("due", "--register", str(example), "--json", *argv, now=now)
    assert code == 0
    found: list[dict[str, Any]] = json.loads(out)["items"]
    return found


def test_the_json_has_the_keys_of_the_contract(example: Path, run: Run) -> None:
    code, out, _ = run("due", "--register", str(example), "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["now"] == "2026-11-23T12:00:00+01:00"
    assert len(answer["revision"]) == 40
    assert answer["dirty"] is False
    assert answer["procedure"] == "2026.1"
    keys = {"id", "kind", "subject", "system", "level", "due", "target", "status", "past_target", "days"}
    assert all(keys | {"responsible", "clause", "reason"} <= set(item) for item in answer["items"])


def test_the_example_has_something_of_every_kind(example: Path, run: Run) -> None:
    kinds = {item["kind"] for item in items(run, example, "--all")}
    assert kinds == {
        *("assessment", "revision", "process", "supplier", "plan", "action", "approval", "acceptance"),
        *("effect", "escalation", "threat", "procedure", "report"),
    }


def test_items_come_by_status_then_level_then_deadline(example: Path, run: Run) -> None:
    found = items(run, example, "--all")
    order = [(STATUSES.index(item["status"]), LEVELS.index(item["level"])) for item in found]
    assert order == sorted(order)


def test_upcoming_items_are_shown_with_all_only(example: Path, run: Run) -> None:
    assert {item["status"] for item in items(run, example)} == {"overdue", "due"}
    assert {item["status"] for item in items(run, example, "--all")} == {"overdue", "due", "upcoming"}


def test_owner_means_among_the_responsible(example: Path, run: Run) -> None:
    found = items(run, example, "--all", "--owner", "anne")
    assert found
    assert all("anne" in {who["person"] for who in item["responsible"]} for item in found)
    everything = items(run, example, "--all")
    assert len(found) == sum("anne" in {who["person"] for who in item["responsible"]} for item in everything)


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--owner", "nobody-here"], "nobody-here"),
        (["--kind", "plans"], "plans"),
        (["--level", "kritisk"], "low, medium, high, critical"),
        (["--unit", "x"], "organisation.yaml"),
        (["--within", "30 dage"], "P30D"),
        (["--format", "xml"], "table, json"),
        (["--at", "2026-13-01"], "2026-06-30"),
        (["--now", "i morgen"], "2026-11-23T12:00:00+01:00"),
        (["--now", "2026-11-23"], "2026-11-23T12:00:00+01:00"),
        (["--register", "/does/not/exist"], "procedure.yaml"),
        (["--lang", "fr"], "--lang da"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_bad_options_get_one_line_with_an_example(example: Path, run: Run, argv: list[str], message: str) -> None:
    code, out, err = run("due", "--register", str(example), *argv, now=None)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 2


def test_fail_on(example: Path, run: Run) -> None:
    assert run("due", "--register", str(example))[0] == 0
    assert run("due", "--register", str(example), "--fail-on", "overdue")[0] == 1
    assert run("due", "--register", str(example), "--fail-on", "overdue", "--kind", "acceptance")[0] == 0
    assert run("due", "--register", str(example), "--fail-on", "due", "--kind", "acceptance")[0] == 1


def test_at_a_date_sets_the_clock_to_its_last_second(example: Path, run: Run) -> None:
    code, out, _ = run("due", "--register", str(example), "--at", "2026-06-30", "--json", now=None)
    answer = json.loads(out)
    assert code == 0
    assert answer["now"] == "2026-06-30T23:59:59+02:00"
    assert answer["dirty"] is False
    assert not any("2026-Q2" in item["id"] for item in answer["items"])


def test_a_register_with_errors_still_answers(tmp_path: Path, run: Run) -> None:
    root = registers.small(tmp_path / "register")
    (root / "systems" / "net.yaml").write_text("name: [\n", encoding="utf-8")
    code, out, err = run("due", "--register", str(root), "--json", "--all")
    assert code == 0
    assert "assessment:nexus" in {item["id"] for item in json.loads(out)["items"]}
    assert "1 fil kunne ikke læses" in err


def test_without_a_usable_procedure_nothing_is_computed(tmp_path: Path, run: Run) -> None:
    root = registers.small(tmp_path / "register")
    text = (root / "procedure.yaml").read_text(encoding="utf-8")
    (root / "procedure.yaml").write_text(text.replace("[low, low, low, medium]", "[low, low, low]"), encoding="utf-8")
    code, out, err = run("due", "--register", str(root))
    assert (code, out) == (2, "")
    assert "riskctl check" in err


def test_english_is_one_switch_away(example: Path, run: Run) -> None:
    _, danish, _ = run("due", "--register", str(example), "--kind", "report")
    _, english, _ = run("due", "--register", str(example), "--kind", "report", "--lang", "en")
    assert "Kvartalsrapport 2026-Q3" in danish
    assert "Quarterly report 2026-Q3" in english


def test_what_arose_at_midnight_is_dated_by_the_day_alone_but_for_machines(example: Path, run: Run) -> None:
    """The action was due on 15 October, so it is overdue from the midnight that ends the day."""
    argv = ("due", "--all", "--register", str(example), "--kind", "escalation")
    _, listed, _ = run(*argv)
    _, out, _ = run(*argv, "--json")
    item = next(each for each in json.loads(out)["items"] if each["id"].endswith("noedkald-leverandoeradgang"))
    assert item["due"] == "2026-10-16T00:00:00+02:00"
    assert "\t16. okt. 2026 (38 dage over)\t" in listed
    assert "kl. 00.00" not in listed
