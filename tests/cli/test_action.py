"""`riskctl action`: each step writes its fields, closes the right due items, says what remains (P5.2, P5.4, P5.5)."""

from pathlib import Path

import pytest

from tests.cli.writes import ACTION, Run, approval_of, call, check, due, planned, refused, register, told, tree
from tests.registers import write
from tests.store.test_write import git, snapshot

__all__ = ["call", "planned", "register"]

PLAN = "plan:nexus#ransomware"
ADD = (
    "action",
    "add",
    "--title",
    "Uforanderlig backup æøå",
    "--risk",
    "nexus#ransomware",
    "--risk",
    "nexus#fire",
    "--type",
    "technical",
    "--responsible",
    "carl",
    "--due",
    "2027-03-01",
    "--raise",
    "backup=4",
    "--dkk",
    "40000",
    "--hours",
    "30",
)


class TestAdd:
    def test_one_action_for_several_risks(self, call: Run, register: Path) -> None:
        found = told(call, *ADD)
        assert found["written"] == ["actions/uforanderlig-backup-aeoeaa.yaml"]
        assert found["committed"] is None
        assert found["due"] == ["action:uforanderlig-backup-aeoeaa"]
        assert set(found["remaining"]) == {
            PLAN,
            "plan:nexus#fire",
            "escalation:always:nexus#ransomware",
            "escalation:plan-overdue:nexus#ransomware",
        }
        assert tree(register, found["written"][0]) == {
            "title": "Uforanderlig backup æøå",
            "risks": ("nexus#ransomware", "nexus#fire"),
            "type": "technical",
            "responsible": "carl",
            "planned_at": "2026-11-23T12:00:00+01:00",
            "due": "2027-03-01",
            "raises": {"backup": "4"},
            "cost": {"dkk": "40000", "hours": "30"},
        }
        assert check(register) == []

    def test_a_second_one_of_the_name_gets_a_number(self, call: Run, register: Path) -> None:
        told(call, *ADD)
        assert told(call, *ADD)["written"] == ["actions/uforanderlig-backup-aeoeaa-2.yaml"]

    def test_it_says_what_the_plan_still_lacks(self, call: Run, register: Path) -> None:
        code, out, err = call(*ADD)
        assert code == 0
        assert "handleplanen mangler godkendelse" in out
        assert err == "Gemt: actions/uforanderlig-backup-aeoeaa.yaml\n"

    @pytest.mark.parametrize(
        ("left_out", "named"),
        [("--risk", "--risk"), ("--title", "--title"), ("--type", "--type"), ("--responsible", "--responsible")],
    )
    def test_the_first_thing_missing_is_named(self, call: Run, register: Path, left_out: str, named: str) -> None:
        pairs = list(zip(ADD[2::2], ADD[3::2], strict=True))
        argv = ["action", "add", *(word for pair in pairs if pair[0] != left_out for word in pair)]
        assert f"{named} mangler." in refused(call, register, *argv)

    @pytest.mark.parametrize(
        ("option", "value", "said"),
        [
            ("--risk", "nexus#ransomwar", "nexus#ransomware"),
            ("--type", "tecnical", "technical"),
            ("--responsible", "karl-x", "karl"),
            ("--due", "12-03-2027", "--due 2026-11-23"),
            ("--due", "i morgen", "--due 2026-11-23"),
            ("--due", "2020-01-01", "ACT104"),
            ("--raise", "backup", "--raise backup=4"),
            ("--raise", "backup=5", "--raise backup=4"),
            ("--raise", "bakcup=3", "backup"),
            ("--id", "Backup!", "for eksempel backup"),
            ("--at", "2026-11-24T08:00", "2026-11-23T12:00:00+01:00"),
            ("--at", "i går", "--at 2026-11-23T12:00:00+01:00"),
        ],
    )
    def test_bad_input_is_one_line_with_an_example(
        self, call: Run, register: Path, option: str, value: str, said: str
    ) -> None:
        pairs = [pair for pair in zip(ADD[2::2], ADD[3::2], strict=True) if pair[0] != option or option == "--raise"]
        argv = ["action", "add", *(word for pair in pairs for word in pair), option, value]
        assert said in refused(call, register, *argv)

    def test_half_a_cost_is_refused(self, call: Run, register: Path) -> None:
        assert "--hours mangler." in refused(call, register, *ADD[:-2])


class TestSteps:
    """From plan to effect, on an action that IT management has approved."""

    def test_start_meets_the_plan_and_closes_it(self, call: Run, planned: Path) -> None:
        assert PLAN in due(call)
        found = told(call, "action", "start", "backup", "--commit")
        assert PLAN in found["closed"]
        assert found["opened"] == []
        assert set(found["remaining"]) == {"action:backup", "escalation:always:nexus#ransomware"}
        assert tree(planned, "actions/backup.yaml")["started_at"] == "2026-11-23T12:00:00+01:00"
        assert list(tree(planned, "actions/backup.yaml"))[4:7] == ["planned_at", "started_at", "due"]
        assert git(planned.parent, "log", "-1", "--format=%s") == "Handling startet: Uforanderlig backup"
        assert found["committed"] == git(planned.parent, "rev-parse", "HEAD")
        assert PLAN not in due(call)

    def test_an_action_never_planned_is_planned_when_it_starts(self, call: Run, register: Path) -> None:
        told(call, *ADD)
        path = register / "actions/uforanderlig-backup-aeoeaa.yaml"
        path.write_text(
            "\n".join(line for line in path.read_text().splitlines() if not line.startswith("planned_at")) + "\n"
        )
        found = told(call, "action", "start", "uforanderlig-backup-aeoeaa", "--at", "2026-11-23T09:30")
        assert found["due"] == ["action:uforanderlig-backup-aeoeaa"]
        steps = tree(register, "actions/uforanderlig-backup-aeoeaa.yaml")
        assert steps["planned_at"] == steps["started_at"] == "2026-11-23T09:30:00+01:00"

    def test_progress_is_put_at_the_end_of_the_log(self, call: Run, planned: Path) -> None:
        told(call, "action", "start", "backup", "--at", "2026-11-22T08:00")
        first = told(call, "action", "progress", "backup", "--percent", "40", "--note", "Bestilt: to", "--by", "carl")
        assert first["due"] == []
        told(call, "action", "progress", "backup", "--percent", "55", "--note", "Leveret")
        assert tree(planned, "actions/backup.yaml")["progress"] == (
            {"at": "2026-11-23T12:00:00+01:00", "by": "carl", "percent": "40", "note": "Bestilt: to"},
            {"at": "2026-11-23T12:00:00+01:00", "by": "anne", "percent": "55", "note": "Leveret"},
        )
        assert check(planned) == []

    def test_progress_that_goes_back_is_said(self, call: Run, planned: Path) -> None:
        told(call, "action", "start", "backup")
        told(call, "action", "progress", "backup", "--percent", "40", "--note", "Bestilt")
        code, out, _ = call("action", "progress", "backup", "--percent", "30", "--note", "Retur")
        assert code == 0
        assert "30 % er mindre end de 40 %" in out

    def test_done_closes_the_action_and_opens_its_effect(self, call: Run, planned: Path) -> None:
        told(call, "action", "start", "backup")
        found = told(call, "action", "done", "backup")
        assert found["closed"] == ["action:backup"]
        assert found["opened"] == ["effect:backup"]
        assert tree(planned, "actions/backup.yaml")["completed_at"] == "2026-11-23T12:00:00+01:00"

    def test_effect_closes_the_effect_and_a_high_one_is_escalated(self, call: Run, planned: Path) -> None:
        told(call, "action", "start", "backup")
        told(call, "action", "done", "backup")
        found = told(call, "action", "effect", "backup", "--level", "high", "--note", "Prøvet", "--by", "bo")
        assert found["closed"] == ["effect:backup"]
        assert found["opened"] == ["escalation:residual-high:nexus#ransomware"]
        assert tree(planned, "actions/backup.yaml")["effect"] == {
            "at": "2026-11-23T12:00:00+01:00",
            "by": "bo",
            "level": "high",
            "note": "Prøvet",
        }
        assert "allerede vurderet" in refused(
            call, planned, "action", "effect", "backup", "--level", "low", "--note", "x"
        )

    def test_cancel_closes_the_action_and_the_plan_is_open_again(self, call: Run, planned: Path) -> None:
        told(call, "action", "start", "backup")
        found = told(call, "action", "cancel", "backup", "--reason", "Løst på anden vis")
        assert "action:backup" in found["closed"]
        assert PLAN in found["opened"]
        assert tree(planned, "actions/backup.yaml")["cancelled"] == {
            "at": "2026-11-23T12:00:00+01:00",
            "by": "anne",
            "reason": "Løst på anden vis",
        }

    def test_a_moved_deadline_breaks_the_approval_and_says_so(self, call: Run, planned: Path) -> None:
        told(call, "action", "start", "backup")
        before = (planned / "actions/backup.yaml").read_text()
        code, out, _ = call("action", "move", "backup", "--due", "2027-05-01")
        assert code == 0
        assert "Godkendelsen (IT-ledelse, 21. nov. 2026) gælder den gamle frist og er brudt." in out
        assert (planned / "actions/backup.yaml").read_text() == before.replace("2027-03-01", "2027-05-01")
        assert PLAN in due(call)
        assert [each.code for each in check(planned)] == ["APR102"]

    def test_a_moved_deadline_that_nobody_approved_breaks_nothing(self, call: Run, planned: Path) -> None:
        (planned / "approvals/2026-11-21-it.yaml").unlink()
        code, out, _ = call("action", "move", "backup", "--due", "2027-05-01")
        assert code == 0
        assert "Godkendelsen" not in out.partition("Tilbage")[0]
        assert check(planned) == []

    def test_a_new_approval_mends_a_moved_deadline(self, call: Run, planned: Path) -> None:
        told(call, "action", "start", "backup")
        told(call, "action", "move", "backup", "--due", "2027-05-01")
        again = approval_of(planned, "backup", {**ACTION, "due": "2027-05-01"})
        write(planned, {"approvals/2026-11-21-it-2.yaml": again})
        assert check(planned) == []
        assert PLAN not in due(call)


class TestRefused:
    @pytest.mark.parametrize(
        ("argv", "said"),
        [
            (("start", "bakcup"), "Mente du backup?"),
            (("done", "backup"), "action start"),
            (("progress", "backup", "--percent", "1", "--note", "x"), "action start"),
            (("effect", "backup", "--level", "low", "--note", "x"), "action start"),
            (("move", "backup", "--due", "12-03-2027"), "'12-03-2027' er ikke en dato."),
            (("move", "backup", "--due", "i morgen"), "--due 2026-11-23"),
            (("move", "backup", "--due", "2026-11-22"), "er forbi"),
            (("move", "backup", "--due", "2027-03-01"), "er allerede"),
            (("move", "backup"), "--due mangler."),
            (("cancel", "backup"), "--reason mangler."),
            (("cancel", "backup", "--reason", "  "), "--reason mangler."),
            (("start", "backup", "--at", "2026-11-20T14:59"), "ACT101"),
            (("start", "backup", "--at", "2026-10-25T02:30"), "'2026-10-25T02:30' er ikke et tidspunkt."),
            (("strat", "backup"), "Mente du start?"),
        ],
    )
    def test_one_line_and_nothing_written(self, call: Run, planned: Path, argv: tuple[str, ...], said: str) -> None:
        assert said in refused(call, planned, "action", *argv)

    @pytest.mark.parametrize("percent", ["101", "-1", "4.5", "١", "forty", ""])
    def test_what_is_no_percentage(self, call: Run, planned: Path, percent: str) -> None:
        told(call, "action", "start", "backup")
        err = refused(call, planned, "action", "progress", "backup", f"--percent={percent}", "--note", "x")
        assert "--percent 40" in err

    def test_a_text_with_a_hidden_character(self, call: Run, planned: Path) -> None:
        err = refused(call, planned, "action", "cancel", "backup", "--reason", "a\u200bb")
        assert "backup.yaml" in err

    def test_somebody_unknown(self, call: Run, planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "anne" in refused(call, planned, "action", "cancel", "backup", "--reason", "x", "--by", "ane")
        git(planned.parent, "config", "user.email", "else@example.org")
        assert "--by mangler." in refused(call, planned, "action", "cancel", "backup", "--reason", "x")
        monkeypatch.setenv("RISKCTL_PERSON", "bo")
        assert told(call, "action", "cancel", "backup", "--reason", "x")["closed"] == ["action:backup"]
        assert tree(planned, "actions/backup.yaml")["cancelled"]["by"] == "bo"

    def test_a_file_written_otherwise_is_for_a_person_to_edit(self, call: Run, planned: Path) -> None:
        path = planned / "actions/backup.yaml"
        data = tree(planned, "actions/backup.yaml")
        rows = ", ".join(f'"{key}": "{value}"' for key, value in data.items() if key != "risks")
        path.write_text("{" + rows + ', "risks": ["nexus#ransomware"]}\n')
        assert "Ret filen i et tekstprogram" in refused(call, planned, "action", "start", "backup")

    def test_no_git_identity(self, call: Run, planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        git(planned.parent, "config", "--unset", "user.email")
        assert "git ved ikke, hvem du er" in refused(call, planned, "action", "start", "backup", "--commit")


def test_a_dry_run_shows_the_difference_and_writes_nothing(call: Run, planned: Path) -> None:
    before = snapshot(planned)
    code, out, err = call("action", "start", "backup", "--dry-run", "--commit")
    assert code == 0
    assert "+started_at: 2026-11-23T12:00:00+01:00\n" in out
    assert "Handleplan: Ransomware" in out
    assert err == "Prøvekørsel: intet er gemt.\n"
    found = told(call, "action", "start", "backup", "--dry-run")
    assert (found["written"], found["committed"]) == ([], None)
    assert PLAN in found["closed"]
    assert snapshot(planned) == before


def test_help_names_the_steps(call: Run) -> None:
    code, out, _ = call("action", "--help")
    assert code == 0
    assert [
        step for step in ("add", "start", "progress", "done", "effect", "cancel", "move") if f"action {step}" in out
    ]
    assert call("action")[1] == out
    code, out, _ = call("action", "move", "--help", "--lang", "en")
    assert "Move the deadline" in out
    assert "riskctl action move" in out
