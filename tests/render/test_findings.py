"""Findings in words: one line each, counted past 200, and nothing of a file steering what shows it."""

import json
from pathlib import Path

import pytest

from riskctl.cli.main import main
from riskctl.core.finding import Finding
from riskctl.render.as_json import dumps
from riskctl.render.findings import worded
from riskctl.text import Words

BASE = Path(__file__).parents[1] / "cases" / "base"
NOW = "2026-06-01T12:00:00+02:00"
PROCESS = (BASE / "processes" / "reception.yaml").read_text(encoding="utf-8")


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register with nothing but its procedure and organisation."""
    for name in ("procedure.yaml", "organisation.yaml"):
        (tmp_path / name).write_bytes((BASE / name).read_bytes())
    return tmp_path


def check(root: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    code = main(["check", "--register", str(root), "--now", NOW, *options])
    return code, *capsys.readouterr()


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def test_file_place_level_and_code_then_the_line_itself_then_what_to_do(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(register, "processes/reception.yaml", PROCESS.replace("owner: bo", "owner: boo"))
    code, out, err = check(register, capsys)
    lines = [line for line in out.splitlines() if "[THR201]" not in line]
    at = lines.index("processes/reception.yaml:3:1: fejl: personen boo findes ikke [REF101]")
    assert lines[at + 1 : at + 3] == ["     3 | owner: boo", "       | ^"]
    assert lines[at + 3].startswith("  Mente du bo? Skriv personens id fra people")
    assert code == 1
    assert err.startswith("1 fejl og ")


def test_the_language_is_asked_for(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(register, "processes/reception.yaml", PROCESS.replace("owner: bo", "owner: boo"))
    out = check(register, capsys, "--lang", "en")[1]
    assert "processes/reception.yaml:3:1: error: there is no person boo [REF101]\n     3 | owner: boo\n" in out
    assert "\n  Did you mean bo?" in out


def test_warnings_fail_only_when_asked_to(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    root = tmp_path / "register"
    root.mkdir()
    for path in BASE.rglob("*.*"):
        put_to = root / path.relative_to(BASE)
        put_to.parent.mkdir(parents=True, exist_ok=True)
        put_to.write_bytes(path.read_bytes())
    assert check(root, capsys, "--fail-on", "warning")[0] == 0
    put(root, "events/2026-06-02-change.yaml", _event("2026-06-02"))
    assert check(root, capsys)[0] == 0
    assert check(root, capsys, "--fail-on", "warning")[0] == 1
    assert check(root, capsys, "--fail-on", "never")[0] == 2


def _event(day: str) -> str:
    return f"kind: legislation\nmagnitude: minor\ntitle: Ny lov\noccurred_at: {day}T09:00:00+02:00\nreported_by: bo\n"


def test_no_more_than_200_of_a_kind_are_shown_and_the_rest_counted(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(register, "processes/reception.yaml", PROCESS + "".join(f"x{n}: 1\n" for n in range(205)))
    out, err = check(register, capsys)[1:]
    assert out.count("[SCH102]") == 200
    assert err.startswith("205 fejl")
    assert "5 til vises ikke." in err
    shown = json.loads(check(register, capsys, "--json")[1])
    assert sum(each["rule"] == "SCH102" for each in shown["findings"]) == 200
    assert shown["summary"]["errors"] == 205


def test_what_a_file_holds_can_not_steer_the_terminal(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(register, "::error::\u202e\x1b[31m.txt", "x")
    put(register, "processes/reception.yaml", PROCESS.replace("nis2: none", '"k\\u202e\\e[31m": "::warning::x"'))
    for options in ((), ("--json",)):
        out = check(register, capsys, *options)[1]
        assert out.replace("\n", "").isprintable()
        assert not any(line.startswith("::") for line in out.splitlines())
    path = [each["path"] for each in json.loads(out)["findings"] if each["rule"] == "SCH010"]
    assert path == ["::error::\u202e\x1b[31m.txt"]


def test_json_escapes_what_can_not_be_seen_and_nothing_else() -> None:
    value = {"a": "æøå – 20 °C", "b": "x\u202ey\u200b\x9b\U000e0041\udc80"}
    text = dumps(value)
    assert "æøå – 20 °C" in text
    assert text.replace("\n", "").isprintable()
    assert json.loads(text) == value


def test_a_kind_of_fault_may_have_words_of_its_own() -> None:
    general = Finding("SCH113", "error", "a.yaml", values={"kind": "unheard-of"})
    own = Finding("SCH113", "error", "a.yaml", values={"kind": "go_live_missing"})
    words = Words("en")
    assert worded(general, words)[0] == "the fields do not go together"
    assert worded(own, words) == (
        "a planned system must have go_live",
        "Write when it is taken into use, such as go_live: 2026-12-01, or status: in-use.",
    )
