"""`riskctl report --deviations` on the example: a text for a mail, the same as data, and what `due` says of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
NOW = "2026-11-23T12:00:00+01:00"


@pytest.fixture
def there(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in the example."""
    monkeypatch.chdir(example)


@pytest.mark.usefixtures("there")
def test_the_text_for_a_mail(run: Run) -> None:
    code, out, err = run("report", "--deviations", now=NOW)
    assert (code, err) == (0, "")
    assert out.startswith("# Afvigelser, som ISU bør kende nu – Fjordby Kommune\n\nTil ISU: Tove Brink Andreasen")
    # the newest report of the example is on the second quarter
    assert "siden udgangen af 2. kvartal 2026" in out
    # in git on 30 June the action was due 30 September
    assert "## 11. Nye centraler på Engvang og Fjordglimt (◑ høj)" in out
    assert "- Fristen er flyttet fra 30. sep. 2026 til 18. dec. 2026." in out
    assert "ISU bedes tage stilling til, om den nye frist kan bæres." in out
    assert "Birgitte Sejr Mathiesen (direktør) sagde nej til at godkende 20. okt. 2026: Leverandøren" in out


@pytest.mark.usefixtures("there")
def test_the_same_as_data(run: Run) -> None:
    code, out, _ = run("report", "--deviations", "--json", now=NOW)
    found = json.loads(out)
    assert code == 0
    assert (found["since"], found["report"], found["threshold"]) == ("2026-07-01T00:00:00+02:00", "2026-Q2", "high")
    plan = next(each for each in found["deviations"] if each["id"] == "plan:ot-net#interception")
    # assessed 29 October, a week for high
    assert (plan["kind"], plan["due"], plan["days"], plan["level"]) == ("plan", "2026-11-05", 18, "high")
    assert plan["escalate_to"] == ["executive-board", "political-level", "external-authorities"]
    assert [each["cause"] for each in plan["facts"]] == ["overdue", "escalation"]
    levels = [each["level"] for each in found["deviations"]]
    assert levels == sorted(levels)  # critical before high


@pytest.mark.usefixtures("there")
def test_since_a_date_and_at_a_date(run: Run) -> None:
    _, out, _ = run("report", "--deviations", "--since", "2026-11-15", "--json", now=NOW)
    found = json.loads(out)
    assert (found["report"], len(found["deviations"]), len(found["standing"])) == (None, 3, 7)
    _, out, _ = run("report", "--deviations", "--at", "2026-09-01", "--json", now=None)
    assert json.loads(out)["deviations"] == []


@pytest.mark.usefixtures("there")
def test_it_is_saved(run: Run, tmp_path: Path) -> None:
    _, shown, _ = run("report", "--deviations", now=NOW)
    code, out, _ = run("report", "--deviations", "--output", str(tmp_path / "mail.md"), now=NOW)
    assert (code, out) == (0, "")
    assert (tmp_path / "mail.md").read_text(encoding="utf-8") == shown


@pytest.mark.usefixtures("there")
@pytest.mark.parametrize(
    "argv", [(), ("--quarter", "2026Q3", "--deviations"), ("--quarter", "2026Q3", "--since", "2026-10-01")]
)
def test_which_report_must_be_said(run: Run, argv: tuple[str, ...]) -> None:
    code, out, err = run("report", *argv, now=NOW)
    assert (code, out) == (2, "")
    for option in ("--quarter 2026Q3", "--year 2026", "--system nexus", "--unit ", "--low-risks", "--deviations"):
        assert option in err


@pytest.mark.usefixtures("there")
def test_due_says_that_there_are_deviations_to_tell(run: Run) -> None:
    line = "Der er afvigelser, som ISU bør kende før næste møde: riskctl report --deviations"
    assert line in run("due", now=NOW)[2].splitlines()
    # of a part of the list it says nothing, nor where nothing has come
    assert line not in run("due", "--kind", "plan", now=NOW)[2]
    assert line not in run("due", "--at", "2026-09-01", now=None)[2]
