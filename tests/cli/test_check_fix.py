"""`check --fix` and `--diff`: what has one clear meaning is mended, to the byte, and nothing else is touched."""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any, Final

import pytest

from riskctl.cli.check_fix import names
from riskctl.cli.main import main
from riskctl.core.moment import Clock, parse_moment
from riskctl.errors import RiskctlError
from riskctl.store.atomic import replace_in
from riskctl.store.find import Place
from riskctl.store.loader import load
from riskctl.store.mend import mend
from riskctl.store.trees import WorkTree
from riskctl.store.write import lock
from tests.cli.writes import Run, Terminal, call, planned, register
from tests.registers import write
from tests.store.test_write import git, snapshot
from tests.test_cases import NAMES, NOW, case_of, register_of

__all__ = ["call", "planned", "register"]

UNREAD_BEFORE: Final = {"processes/bom.yaml", "processes/nfc.yaml"}
"""Files of the cases that can be read only once they are mended: what else is wrong in them shows then."""
MENDED: Final = {
    "SCH004-utf-8-bom-nfc": {("bom", "processes/bom.yaml"), ("letters", "processes/nfc.yaml")},
    "SCH012-windows-lines": {("lines", "processes/reception.yaml")},
    "SCH103-not-among": {("value", "systems/portal.yaml")},
}
"""The cases in which anything but the order of fields is mended."""


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(root: Path, *argv: str, now: str = NOW) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["check", "--register", str(root), "--now", now, *argv])
        return code, *capsys.readouterr()

    return run


Check = Callable[..., tuple[int, str, str]]


def kinds(answer: str) -> list[tuple[str, str, str | None, str | None, str | None]]:
    """Return what was mended: kind, path, field, from, to."""
    return [tuple(each[key] for key in ("kind", "path", "field", "from", "to")) for each in mended(answer)["edits"]]


def mended(answer: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer)["mended"]
    return found


def bytes_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink() and ".git" not in path.parts
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_case(name: str, tmp_path: Path, check: Check) -> None:
    root, now = register_of(name, "fires", tmp_path), case_of(name).get("now", NOW)
    found = mend(Place(root, None), load(WorkTree(root)), Clock(parse_moment(now), UTC), names())
    edits = {(each.kind, each.ref) for each in found.made}
    assert {each for each in edits if each[0] != "fields"} == MENDED.get(name, set())
    assert set(found.files) == {path for _, path in edits}
    if not edits:
        return
    before = bytes_of(root)
    out = check(root, "--diff", "--json", now=now)[1]
    shown, was = mended(out), json.loads(out)["findings"]
    assert bytes_of(root) == before, "--diff writes nothing"
    assert (shown["written"], set(shown["files"])) == (False, set(found.files))
    patched = shutil.copytree(root, tmp_path / "patched", symlinks=True)
    applied(patched, shown["diff"])
    answer = json.loads(check(root, "--fix", "--json", now=now)[1])
    after = bytes_of(root)
    assert answer["mended"]["edits"] == shown["edits"]
    assert {path for path in after if after[path] != before.get(path)} == set(shown["files"])
    assert set(after) == set(before)
    assert bytes_of(patched) == after, "the diff gives the same bytes"
    brought = {str(each) for each in map(told, answer["findings"])} - {str(each) for each in map(told, was)}
    assert all(any(path in each for path in UNREAD_BEFORE) for each in brought), brought
    assert mended(check(root, "--fix", "--json", now=now)[1])["edits"] == []
    assert bytes_of(root) == after, "once more changes nothing"


@pytest.mark.parametrize("shipped", ["register", "templates/register"])
def test_what_is_shipped_needs_no_mending(shipped: str, tmp_path: Path, check: Check) -> None:
    root = shutil.copytree(Path(__file__).parents[2] / shipped, tmp_path / "register")
    assert mended(check(root, "--diff", "--json", now="2026-11-23T12:00:00+01:00")[1])["edits"] == []


def told(finding: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(finding[key]) for key in ("rule", "path", "subject", "message"))


def applied(top: Path, diff: str) -> None:
    """Apply a diff with git, at the top of a repository."""
    git(top, "init", "--quiet")
    command = ["git", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(command, cwd=top, input=diff.encode(), check=True, capture_output=True)


PROCESS: Final = """\
# Borgerservice

name: Borgerservice   # som den hedder i dag
unit: 'health'
owner: bo
nis2: none
consequence:
  availability: {nis2: 1, gdpr: 1, operations: 2}
  confidentiality: {nis2: 1, gdpr: 1, operations: 1}
  integrity: {nis2: 1, gdpr: 1, operations: 1}
  authenticity: {nis2: 1, gdpr: 1, operations: 1}

assessed: {date: 2026-02-02, by: [bo], reason: "Kan klares på papir"}
# slut
"""
"""A file with comments, quotes, and empty lines of its own."""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    root = register_of("SCH012-windows-lines", "silent", tmp_path)
    (root / "processes/reception.yaml").write_bytes(PROCESS.encode())
    return root


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("nis2: none", "nis2: NONE"),
        ("nis2: none", "nis2: ingen"),
        ("nis2: none", "nis2: Ikke omfattet"),
        ("nis2: none", "nis2: nnoe"),
        ("owner: bo", "ownr: bo"),
        ("owner: bo", "Owner: bo"),
        ("owner: bo", "onwer: bo"),
        ("operations: 2}", "opreations: 2}"),
    ],
)
def test_a_slip_is_mended_and_every_other_byte_stays(written: str, right: str, base: Path, check: Check) -> None:
    path = base / "processes/reception.yaml"
    path.write_bytes(PROCESS.replace(written, right).encode())
    assert path.read_bytes() != PROCESS.encode()
    code, out, err = check(base, "--fix")
    assert path.read_bytes() == PROCESS.encode()
    assert (code, out) == (0, "")
    assert err.splitlines()[-2:] == ["1 rettelse er gemt i 1 fil.", "0 fejl og 0 advarsler i 27 filer."]
    assert err.startswith("processes/reception.yaml: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nis2: none", "nis2: non"),  # too short for a slip to be told from another word
        ("nis2: none", "nis2: uvigtig"),  # `unimportant` is not `important`
        ("nis2: none", "nis2: ingen?"),
        ("nis2: none", "nis2: lav"),
        ("nis2: none", "nis2: [none]"),
        ("owner: bo", "owner: bo\nownr: bo"),  # nothing is missing: which of the two is meant?
        ("owner: bo", "ejer: bo"),
        ("owner: bo", "ownr: bo\nowne: bo"),
        ("name: Borgerservice", "nmae: Borgerservice\nnaem: Test"),
        ("unit: 'health'", "unit: sundhed"),
        ("date: 2026-02-02", "date: 02-02-2026"),
        ("operations: 2}", "operations: to}"),
    ],
)
def test_what_is_not_clear_is_left_to_people(old: str, new: str, base: Path, check: Check) -> None:
    path = base / "processes/reception.yaml"
    path.write_bytes(PROCESS.replace(old, new).encode())
    before = snapshot(base)
    code, out, err = check(base, "--fix")
    assert code == 1
    assert "processes/reception.yaml:" in out
    assert err.startswith("Der er intet, som kan rettes uden at spørge.\n")
    assert snapshot(base) == before


def test_two_kinds_at_one_distance_are_not_clear(base: Path, check: Check) -> None:
    """`mijor` is one letter from `minor` and from `major`."""
    event = base / "events/2026-03-01-outage.yaml"
    event.write_text(event.read_text(encoding="utf-8").replace("magnitude: major", "magnitude: mijor"), "utf-8")
    assert kinds(check(base, "--fix", "--json")[1]) == []


def test_the_threat_levels_are_the_procedures_own(base: Path, check: Check) -> None:
    path = base / "threats/ransomware.yaml"
    text = path.read_text(encoding="utf-8")
    for wrong in ("Meget højt", "very_high", "very-hihg"):
        path.write_text(text.replace("level: very-high", f"level: {wrong}", 1), encoding="utf-8")
        assert [each[4] for each in kinds(check(base, "--fix", "--json")[1])] == ["very-high"]
        assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("å", "a\u030a"),
        lambda text: "\ufeff" + text.replace("å", "a\u030a").replace("\n", "\r\n"),
    ],
)
def test_characters_and_line_ends(spoil: Callable[[str], str], base: Path, check: Check) -> None:
    path = base / "processes/reception.yaml"
    path.write_bytes(spoil(PROCESS).encode())
    code, out, _ = check(base, "--diff")
    assert code == 1
    applied(base, out)
    assert path.read_bytes() == PROCESS.encode(), "the diff that is piped gives the same bytes"
    path.write_bytes(spoil(PROCESS).encode())
    assert check(base, "--fix")[0] == 0
    assert path.read_bytes() == PROCESS.encode()


@pytest.mark.parametrize("extra", ["note: a\u200bb\n", "note: a\x1b[31mb\n", "note: a\rb\n", "\tnote: a\n"])
def test_what_hides_something_is_not_made_to_look_right(extra: str, base: Path, check: Check) -> None:
    (base / "processes/reception.yaml").write_bytes(("\ufeff" + PROCESS + extra).encode())
    (base / "processes/latin.yaml").write_bytes(PROCESS.encode("latin-1"))
    before = snapshot(base)
    assert check(base, "--fix", "--diff")[0] == 1
    assert snapshot(base) == before


def test_a_line_that_steers_a_ci_log_is_written_out_in_the_diff(base: Path, check: Check) -> None:
    hostile = PROCESS.replace("name: Borgerservice   # som den hedder i dag", 'name: "Borger\n  ::error::x ##vso[y]"')
    (base / "processes/reception.yaml").write_bytes(hostile.replace("nis2: none", "nis2: NONE").encode())
    out = check(base, "--diff")[1]
    assert "-nis2: NONE\n+nis2: none\n" in out
    assert not any(line.lstrip().startswith("::") for line in out.splitlines())
    assert "##vso[" not in out


def test_fields_are_put_in_the_order_of_the_layout_with_their_comments(base: Path, check: Check) -> None:
    path = base / "suppliers/kmd.yaml"
    path.write_text(
        "# Leverandør af Nexus\n\n"
        "name: KMD\n"
        "controls:\n  # målt hos dem\n  physical: {maturity: 3, date: 2026-01-10, evidence: Besøg}\n  # slut\n"
        "# set efter af bo\nassessed: {date: 2026-02-02, by: [bo]}\n"
        'cvr: "26911745"   # fra Virk\n',
        encoding="utf-8",
    )
    assert kinds(check(base, "--fix", "--json")[1]) == [("fields", "suppliers/kmd.yaml", None, None, None)]
    assert path.read_text(encoding="utf-8") == (
        "# Leverandør af Nexus\n\n"
        "name: KMD\n"
        'cvr: "26911745"   # fra Virk\n'
        "controls:\n  # målt hos dem\n  physical: {maturity: 3, date: 2026-01-10, evidence: Besøg}\n  # slut\n"
        "# set efter af bo\nassessed: {date: 2026-02-02, by: [bo]}\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        '# hvis er dette?\ncvr: "26911745"\nname: KMD\n',  # of the file, or of cvr
        'cvr: "26911745"\n\nname: KMD\n',  # an order of its own
        'cvr: "26911745"\nname: KMD\n# slut\n',
        '{cvr: "26911745", name: KMD}\n',
        'cvr: "26911745"\nname: KMD',
    ],
)
def test_where_a_comment_could_lose_its_place_the_order_stays(text: str, base: Path, check: Check) -> None:
    path = base / "suppliers/kmd.yaml"
    path.write_text(text, encoding="utf-8")
    assert kinds(check(base, "--fix", "--json")[1]) == []
    assert path.read_text(encoding="utf-8") == text


EARLY: Final = "  - at: 2026-04-14T10:00:00+02:00\n    by: bo\n    percent: 50\n    note: Bestilt  # hos X\n"
LATE: Final = "  # sidste skridt\n  - at: 2026-04-28T14:00:00+02:00\n    by: bo\n    percent: 100\n    note: Sat op\n"


def action(base: Path, progress: str) -> Path:
    path = base / "actions/door-alarm.yaml"
    head, _, rest = path.read_text(encoding="utf-8").partition("progress:\n")
    path.write_text(f"{head}progress:\n{progress}effect:{rest.partition('effect:')[2]}", encoding="utf-8")
    return path


def test_progress_is_put_in_order_of_time(base: Path, check: Check) -> None:
    third = "  - at: 2026-04-20T14:00:00+02:00\n    by: bo\n    percent: 70\n    note: Leveret\n"
    path = action(base, third + EARLY + LATE)
    code, out, _ = check(base, "--fix", "--json")
    assert (code, kinds(out)) == (0, [("progress", "actions/door-alarm.yaml", "progress", None, None)])
    assert f"progress:\n{EARLY}{third}{LATE}effect:" in path.read_text(encoding="utf-8")


def test_progress_that_would_go_back_is_a_mistyped_date(base: Path, check: Check) -> None:
    path = action(base, EARLY.replace("percent: 50", "percent: 60") + LATE.replace("04-28", "04-10"))
    before = path.read_bytes()
    assert check(base, "--fix")[0] == 1
    assert path.read_bytes() == before


# What is sealed


SEALED: Final = (
    ("assessments/nexus/2026-03-14.yaml", "treatment: mitigate", "treatment: Mitigate"),
    ("approvals/2026-03-20-board.yaml", "decision: approved", "decision: Approved"),
    ("escalations/2026-03-22-ransomware.yaml", "by:", "By:"),
    ("organisation.yaml", "role: ", "Role: "),
    ("procedure.yaml", "within: ", "Within: "),
    ("actions/immutable-backup.yaml", "type: technical", "type: Technical"),
)


@pytest.mark.parametrize(("path", "old", "new"), SEALED)
def test_what_is_decided_on_or_a_record_is_never_touched(
    path: str, old: str, new: str, base: Path, check: Check
) -> None:
    text = (base / path).read_text(encoding="utf-8")
    wrong = [text.replace(old, new, 1)]
    if not path.startswith("actions/"):  # of an action the values are decided on, not the bytes
        wrong += ["\ufeff" + text, text.replace("\n", "\r\n")]
    for spoilt in wrong:
        assert spoilt != text
        (base / path).write_bytes(spoilt.encode())
        before = snapshot(base)
        assert check(base, "--fix")[0] == 1
        assert snapshot(base) == before


def test_of_an_action_decided_on_all_but_the_plan_is_mended(base: Path, check: Check) -> None:
    path = base / "actions/immutable-backup.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.replace("percent:", "Percent:").replace("\n", "\r\n").encode())
    assert check(base, "--fix")[0] == 0
    assert path.read_text(encoding="utf-8") == text


def test_an_approval_that_can_not_be_read_seals_what_it_names(base: Path, check: Check) -> None:
    approval = base / "approvals/2026-03-21-plan.yaml"
    approval.write_text(approval.read_text(encoding="utf-8") + "mistake: 1\n", encoding="utf-8")
    path = base / "actions/immutable-backup.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("technical", "teknisk"), encoding="utf-8")
    before = snapshot(base)
    assert check(base, "--fix")[0] == 1
    assert snapshot(base) == before
    (base / "approvals/2026-03-22-large.yaml").write_bytes(b"#" * 300_000)
    other = base / "actions/door-alarm.yaml"
    other.write_text(other.read_text(encoding="utf-8").replace("technical", "teknisk"), encoding="utf-8")
    before = snapshot(base)
    assert check(base, "--fix")[0] == 1
    assert snapshot(base) == before, "who knows what it decides on"


def test_an_event_is_mended_until_it_is_committed(call: Run, register: Path) -> None:
    event = {"kind": "change-system", "magnitude": "minor", "title": "Ny version", "reported_by": "bo"}
    write(register, {"events/2026-11-01-ny.yaml": {**event, "systems": ["nexus"]}})
    path = register / "events/2026-11-01-ny.yaml"
    text = path.read_text(encoding="utf-8") + "occurred_at: 2026-11-01T08:00:00+01:00\n"
    path.write_text(text.replace("kind: change-system", "kind: Change_System"), encoding="utf-8")
    git(register.parent, "add", ".")
    git(register.parent, "commit", "--quiet", "-m", "Begivenhed")
    before = snapshot(register)
    assert call("check", "--fix")[0] == 1
    assert snapshot(register) == before, "it is a record"
    git(register.parent, "rm", "--quiet", "--cached", str(path))
    git(register.parent, "commit", "--quiet", "--amend", "--allow-empty", "-m", "Ingen")
    assert call("check", "--fix")[0] == 0
    assert [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("kind")] == [
        "kind: change-system"
    ]


# Drafts


DRAFT: Final = """\
# kladde til mødet
procedure: "2026.1"
risks:
  ransomware:   # den værste
    treatment: mitigate
    residual: {likelihood: 1, consequence: 4}
  fire: {resilience: 3}
  flood:
    threat_level: medium
    overrides: {likelihood: "Vi ligger lavt"}
"""
DRAFT_FILLED: Final = """\
# kladde til mødet
procedure: "2026.1"
risks:
  ransomware:   # den værste
    treatment: mitigate
    threat_level: very-high
    resilience: 2
    consequence: 4
    likelihood: 4
    inherent: critical
    level: critical
    residual: {likelihood: 1, consequence: 4, level: medium}
  fire: {resilience: 3, threat_level: low, consequence: 4, likelihood: 1, inherent: high, level: medium}
  flood:
    threat_level: medium
    resilience: 1
    consequence: 4
    inherent: critical
    overrides: {likelihood: "Vi ligger lavt"}
"""
"""By the tables: very-high at resilience 2 gives 4, low at 3 gives 1 (inherent: 2), medium at 1 gives 3; in row 4 of
the matrix 1 to 4 are medium, high, critical, critical. A likelihood with a reason of its own is not known, nor is its
level."""


def draft(register: Path, text: str) -> Path:
    path = register / "assessments/nexus/2026-11-23.yaml"
    path.write_bytes(text.encode())
    return path


def test_a_draft_gets_the_results_it_lacks(call: Run, register: Path) -> None:
    path = draft(register, DRAFT)
    code, _, err = call("check", "--fix")
    assert code == 0
    assert sorted(path.read_text(encoding="utf-8").splitlines()) == sorted(DRAFT_FILLED.splitlines())
    assert "assessments/nexus/2026-11-23.yaml: risks.ransomware.level er udfyldt med critical" in err
    filled = path.read_bytes()
    assert call("check", "--fix")[0] == 0
    assert path.read_bytes() == filled


@pytest.mark.parametrize(
    "text",
    [
        DRAFT + "completed_at: 2026-11-23T10:00:00+01:00\n",
        DRAFT + "Completed_At: 2026-11-23T10:00:00+01:00\n",
        "completed_at : 2026-11-23T10:00:00+01:00\n" + DRAFT,
        DRAFT.replace("risks:", "unchanged_since: nexus/2026-11-20\nrisks:"),
        DRAFT.replace('"2026.1"', '"2019.1"'),
        DRAFT.replace("ransomware:   #", "unknown:   #").split("  fire")[0].replace(", consequence: 4}", "}"),
    ],
)
def test_what_is_no_draft_or_not_computable_stays(text: str, call: Run, register: Path) -> None:
    path = draft(register, text)
    call("check", "--fix")
    assert path.read_bytes() == text.encode()


def test_a_completed_assessment_made_a_draft_by_hand_stays(call: Run, register: Path) -> None:
    path = register / "assessments/nexus/2026-11-20.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "completed_at" not in line and "level:" not in line), "utf-8")
    before = path.read_bytes()
    call("check", "--fix")
    assert path.read_bytes() == before


def test_inputs_are_not_taken_from_a_register_that_can_not_be_read_in_full(call: Run, register: Path) -> None:
    system = register / "systems/net.yaml"
    system.write_text(system.read_text(encoding="utf-8") + "mistake: 1\n", encoding="utf-8")
    path = draft(register, "risks:\n  fire:\n    threat_level: low\n    resilience: 4\n  flood: {resilience: 1}\n")
    call("check", "--fix")
    added = "risks:\n  fire:\n    threat_level: low\n    resilience: 4\n    likelihood: 1\n  flood: {resilience: 1}\n"
    assert path.read_text(encoding="utf-8") == added


def test_words_in_a_draft_are_mended_and_then_counted_with(call: Run, register: Path) -> None:
    path = draft(register, "risks:\n  fire: {resilience: 4, treatment: Accept, level: Lav}\n")
    assert call("check", "--fix")[0] == 0
    assert path.read_text(encoding="utf-8") == (
        "risks:\n  fire: {resilience: 4, treatment: accept, level: low, threat_level: low, consequence: 4, "
        "likelihood: 1, inherent: high}\n"
    )


def test_a_draft_is_filled_from_what_is_mended_first(call: Run, register: Path) -> None:
    path, threat = draft(register, "risks:\n  fire: {resilience: 4}\n"), register / "threats/fire.yaml"
    threat.write_text(threat.read_text(encoding="utf-8").replace("level: low", "level: lavt"), encoding="utf-8")
    assert call("check", "--fix")[0] == 0
    assert path.read_text(encoding="utf-8") == (
        "risks:\n  fire: {resilience: 4, threat_level: low, consequence: 4, likelihood: 1, inherent: high, "
        "level: medium}\n"
    )


# What is shown, and writing


def spoilt(register: Path) -> Path:
    path = register / "systems/net.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: in-use", "status: i drift"), encoding="utf-8")
    return path


def test_the_diff_is_for_git_at_the_top_of_the_repository(call: Run, register: Path) -> None:
    path = spoilt(register)
    code, out, err = call("check", "--diff")
    assert code == 1
    assert out.startswith("diff --git a/register/systems/net.yaml b/register/systems/net.yaml\n")
    assert "\n-status: i drift\n+status: in-use\n" in out
    possible, summary = err.splitlines()
    assert possible == "1 rettelse er klar i 1 fil. Intet er gemt; 'riskctl check --fix' gemmer den."
    assert summary.startswith("1 fejl og ")
    subprocess.run(["git", "apply", "-"], cwd=register.parent, input=out.encode(), check=True)
    assert "status: in-use" in path.read_text(encoding="utf-8")
    assert call("check")[0] == 0


def test_both_show_and_write_and_then_the_rest_is_told(call: Run, register: Path) -> None:
    path = spoilt(register)
    other = register / "systems/nexus.yaml"
    other.write_text(other.read_text(encoding="utf-8") + "mistake: 1\n", encoding="utf-8")
    code, out, _ = call("check", "--fix", "--diff")
    assert code == 1
    assert "+status: in-use\n" in out
    assert "systems/nexus.yaml" in out.partition("+status: in-use")[2]
    assert "status: in-use" in path.read_text(encoding="utf-8")


def test_the_other_formats_hold_what_remains(call: Run, register: Path) -> None:
    spoilt(register)
    code, out, err = call("check", "--fix", "--format", "github")
    assert code == 0
    assert "::warning" in out
    assert "::error" not in out
    assert "1 rettelse er gemt i 1 fil." in err


@pytest.mark.parametrize(
    "argv",
    [("--fix", "--at", "HEAD"), ("--diff", "--format", "sarif"), ("--fix", "--since", "HEAD"), ("--diff", "--staged")],
)
def test_what_does_not_go_together(argv: tuple[str, ...], call: Run, register: Path) -> None:
    spoilt(register)
    before = snapshot(register)
    code, out, err = call("check", *argv)
    assert (code, out) == (2, "")
    assert "kan ikke bruges sammen" in err
    assert snapshot(register) == before


def test_in_a_terminal_the_diff_is_coloured(call: Run, register: Path) -> None:
    spoilt(register)
    shown = Terminal(register.parent, "check", "--diff").end(1)
    assert "\x1b[31m-status: i drift" in shown
    assert "\x1b[32m+status: in-use" in shown


def test_a_folder_with_a_space_and_danish_letters(tmp_path: Path, check: Check) -> None:
    root = shutil.copytree(register_of("SCH012-windows-lines", "fires", tmp_path), tmp_path / "vores repo/risici på a")
    git(root.parent, "init", "--quiet")
    out = check(root, "--diff")[1]
    applied(root.parent, out)
    assert b"\r" not in (root / "processes/reception.yaml").read_bytes()


def test_a_file_that_changes_meanwhile_is_not_overwritten(
    call: Run, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = spoilt(register)

    def late(*args: Any) -> Any:
        path.write_text("somebody: else\n", encoding="utf-8")
        return lock(*args)

    monkeypatch.setattr("riskctl.store.mend.lock", late)
    code, _, err = call("check", "--fix")
    assert code == 2
    assert "er ændret, siden den blev læst" in err
    assert path.read_text(encoding="utf-8") == "somebody: else\n"


@pytest.mark.parametrize("failure", [RiskctlError("write-failed", path="x", message="Disk fuld"), KeyboardInterrupt()])
def test_when_one_file_can_not_be_saved_it_is_said_which_are(
    failure: BaseException, call: Run, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = spoilt(register), register / "threats/fire.yaml"
    second.write_text(second.read_text(encoding="utf-8").replace("level: low", "level: Low"), encoding="utf-8")
    before = second.read_bytes()

    def fail(root: Path, path: str, data: bytes) -> None:
        if path.startswith("threats/"):
            raise failure
        replace_in(root, path, data)

    monkeypatch.setattr("riskctl.store.mend.replace_in", fail)
    code, out, err = call("check", "--fix")
    assert (code, out) == (130 if isinstance(failure, KeyboardInterrupt) else 2, "")
    assert "systems/net.yaml er rettet, men resten kunne ikke gemmes" in err
    assert "status: in-use" in first.read_text(encoding="utf-8")
    assert second.read_bytes() == before
