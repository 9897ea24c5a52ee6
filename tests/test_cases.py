"""Every rule of `check`, by cases: a small change to `cases/base` that it finds, and one that it does not.

A case has the files that replace or add to the base in `fires/` and `silent/`. `case.toml` says what is expected,
and holds what a file can't show: edits of the long procedure.yaml, files taken away, hostile bytes, links.
"""

import json
import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from riskctl.cli.main import main
from riskctl.core.rules import RULES
from riskctl.text import LANGUAGES, Lang, Words, texts_of

CASES = Path(__file__).parent / "cases"
BASE = CASES / "base"
NOW = "2026-06-01T12:00:00+02:00"
NAMES = sorted(folder.name for folder in CASES.iterdir() if folder.name != "base")
KEYS = ("rule", "severity", "path", "line", "column", "subject")


def case_of(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / name / "case.toml").read_text(encoding="utf-8"))


def register_of(name: str, variant: str, folder: Path) -> Path:
    """Return the base register with one variant of a case laid over it."""
    root = folder / variant
    shutil.copytree(BASE, root)
    files = CASES / name / variant
    if files.is_dir():
        shutil.copytree(files, root, dirs_exist_ok=True)
    spec: Mapping[str, Any] = case_of(name).get(variant, {})
    for path in spec.get("remove", ()):
        (root / path).unlink()
    for copy in spec.get("copy", ()):
        (root / copy["path"]).parent.mkdir(exist_ok=True)
        shutil.copy(root / copy["source"], root / copy["path"])
        if "old" in copy:
            _edit(root / copy["path"], copy["old"], copy["new"])
    for edit in spec.get("edit", ()):
        _edit(root / edit["path"], edit["old"], edit["new"])
    for write in spec.get("write", ()):
        _write(root / write["path"], write)
    for link in spec.get("link", ()):
        (root / link["path"]).symlink_to(link["target"])
    return root


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def _write(path: Path, write: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = write.get("text", "") + write.get("repeat", "") * write.get("times", 0) + write.get("end", "")
    path.write_bytes(text.encode(write.get("encoding", "utf-8")))


def findings(root: Path, now: str, capsys: pytest.CaptureFixture[str], lang: Lang = "da") -> list[dict[str, Any]]:
    code = main(["check", "--register", str(root), "--now", now, "--lang", lang, "--json"])
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    assert code == int(any(each["severity"] == "error" for each in found))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_fires(name: str, lang: Lang, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = case_of(name)
    found = findings(register_of(name, "fires", tmp_path), case.get("now", NOW), capsys, lang)
    assert [{key: each[key] for key in KEYS} for each in found] == case["expect"]
    assert {each["rule"] for each in found} == {name[:6]}
    for each in found:
        assert each["clause"] == RULES[each["rule"]].clause
        assert each["message"]
        assert each["hint"]


@pytest.mark.parametrize("name", NAMES)
def test_silent(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = findings(register_of(name, "silent", tmp_path), case_of(name).get("now", NOW), capsys)
    assert [each for each in found if each["rule"] == name[:6]] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_case_shows_both(name: str) -> None:
    case = case_of(name)
    for variant in ("fires", "silent"):
        assert case.get(variant) or (CASES / name / variant).is_dir(), f"{variant} changes nothing"
    assert case["expect"]
    assert set(case) <= {"now", "fires", "silent", "expect"}


def test_the_base_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert findings(BASE, NOW, capsys) == []


def test_every_rule_has_a_case() -> None:
    assert {name[:6] for name in NAMES} == set(RULES)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_has_its_words(code: str, lang: Lang) -> None:
    texts, rule = texts_of(lang, "rules"), RULES[code]
    assert f"{code}.message" in texts
    assert Words(lang)(f"rules.{code}.hint"), "a hint has no placeholders: explain prints it by itself"
    assert (f"{code}.explain" in texts) == (lang == "da" or rule.check is None)
    if rule.check is not None:
        assert rule.check.__doc__
        assert rule.check.__doc__.partition("\n")[0].endswith(".")


BASE_FILES = sorted(path.relative_to(BASE).as_posix() for path in BASE.rglob("*.yaml"))


@pytest.mark.parametrize("path", BASE_FILES)
def test_a_broken_file_is_told_and_nothing_that_follows_from_it(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "register"
    shutil.copytree(BASE, root)
    (root / path).write_text((BASE / path).read_text(encoding="utf-8") + "mistake: 1\n", encoding="utf-8")
    assert [(each["rule"], each["path"]) for each in findings(root, NOW, capsys)] == [("SCH102", path)]


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("EXC")])
def test_errors_do_not_depend_on_the_clock(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = register_of(name, "fires", tmp_path)
    early, late = (
        [each for each in findings(root, now, capsys) if each["severity"] == "error"]
        for now in ("2000-01-01T00:00:00Z", "2099-01-01T00:00:00Z")
    )
    assert early == late


def test_a_broken_file_silences_no_other_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "register"
    shutil.copytree(BASE, root)
    for path in ("systems/portal.yaml", "organisation.yaml", "approvals/2026-03-20-board.yaml"):
        _edit(root / path, text := (root / path).read_text(encoding="utf-8"), text + "mistake: 1\n")
    _edit(root / "events/2026-03-01-outage.yaml", "systems: [nexus]\n", "")
    _edit(root / "systems/nexus.yaml", "process: home-care", "process: home-car")
    _edit(root / "actions/immutable-backup.yaml", "due: 2026-06-30", "due: 2026-09-30")
    errors = [each["rule"] for each in findings(root, NOW, capsys) if each["severity"] == "error"]
    assert sorted(errors) == ["APR102", "EVT101", "REF103", "SCH102", "SCH102", "SCH102"]
