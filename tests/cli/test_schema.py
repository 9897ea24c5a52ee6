"""`riskctl schema`, and what `init` writes for editors."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from riskctl.store.editor_files import drift

Run = Callable[..., tuple[int, str, str]]
BASE = Path(__file__).parents[1] / "cases" / "base"
KINDS = {
    "procedure": ["procedure.yaml", "procedures/*.yaml"],
    "organisation": ["organisation.yaml"],
    "process": ["processes/*.yaml"],
    "system": ["systems/*.yaml"],
    "supplier": ["suppliers/*.yaml"],
    "threat": ["threats/*.yaml"],
    "event": ["events/*.yaml"],
    "assessment": ["assessments/*/*.yaml"],
    "action": ["actions/*.yaml"],
    "approval": ["approvals/*.yaml"],
    "escalation": ["escalations/*.yaml"],
    "exception": ["exceptions/*.yaml"],
}
"""The layout of the specification."""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register that is a folder of a repository."""
    root = tmp_path / "kommune"
    shutil.copytree(BASE, root / "register")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root / "register"


def test_it_lists_the_kinds_of_file(run: Run, register: Path) -> None:
    code, out, _ = run("schema", "--json", "--register", str(register))
    assert code == 0
    assert {each["kind"]: each["files"] for each in json.loads(out)["schemas"]} == KINDS
    code, out, _ = run("schema", "--register", str(register))
    assert [line.split()[0] for line in out.splitlines()] == list(KINDS)


def test_one_schema_is_printed_in_the_readers_language(run: Run, register: Path) -> None:
    code, out, err = run("schema", "system", "--register", str(register))
    assert (code, err) == (0, "")
    assert json.loads(out)["properties"]["name"]["description"] == "Systemets navn."
    _, out, _ = run("schema", "system", "--register", str(register), "--lang", "en")
    assert json.loads(out)["properties"]["name"]["description"] == "The name of the system."


def test_without_a_register_it_is_a_general_one_and_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("schema", "system")
    assert code == 0
    assert "person" not in json.loads(out)["definitions"]
    assert "intet register" in err
    assert run("schema", "--install")[0] == 2
    assert run("schema", "system", "--register", str(tmp_path / "gone"))[0] == 2


def test_with_a_procedure_that_cannot_be_used_it_is_a_general_one(run: Run, register: Path) -> None:
    (register / "procedure.yaml").write_text("version: [\n", encoding="utf-8")
    code, out, err = run("schema", "procedure", "--register", str(register))
    assert code == 0
    assert json.loads(out)["title"] == "Procedure"
    assert "kan ikke bruges" in err
    assert run("schema", "--install", "--register", str(register))[0] == 2
    assert not (register / ".schema").exists()


def test_they_are_written_to_a_folder_but_not_among_the_files_of_the_register(
    run: Run, register: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert run("schema", "--output", str(out), "--register", str(register))[0] == 0
    assert {path.name for path in out.iterdir()} == {f"{kind}.schema.json" for kind in KINDS}
    code, _, err = run("schema", "--output", str(register / "systems"), "--register", str(register))
    assert code == 2
    assert "ligger i registret" in err
    assert run("schema", "--output", str(register / ".schema"), "--register", str(register))[0] == 0
    assert drift(register) == []


def test_what_does_not_go_together_is_refused(run: Run, register: Path) -> None:
    for argv in (["system", "--install"], ["--install", "--output", "x"], ["--install", "--modeline"]):
        code, _, err = run("schema", *argv, "--register", str(register))
        assert code == 2, argv
        assert "kan ikke bruges sammen" in err
    code, _, err = run("schema", "sistem", "--register", str(register))
    assert code == 2
    assert "system" in err


def test_the_line_for_other_editors(run: Run) -> None:
    assert run("schema", "action", "--modeline")[1] == "# yaml-language-server: $schema=../.schema/action.schema.json\n"
    assert len(run("schema", "--modeline")[1].splitlines()) == len(KINDS)


def test_installing_gives_the_settings_for_both_ways_to_open_it(run: Run, register: Path) -> None:
    """Every path that the settings name is there, whether the repository or the register itself is opened."""
    assert run("schema", "--install", "--register", str(register))[0] == 0
    for folder in (register.parent, register):
        settings = json.loads((folder / ".vscode/settings.json").read_text(encoding="utf-8"))
        below = "register/" if folder == register.parent else ""
        assert {tuple(globs) for globs in settings["yaml.schemas"].values()} == {
            tuple(f"{below}{glob}" for glob in globs) for globs in KINDS.values()
        }
        for path in settings["yaml.schemas"]:
            assert path.startswith("./")
            assert (folder / path).is_file()
        assert settings["yaml.schemaStore.enable"] is False
        assert settings["files.encoding"] == "utf8"
        assert settings["files.eol"] == "\n"
        assert settings["[yaml]"]["editor.insertSpaces"] is True
        assert settings["[yaml]"]["editor.tabSize"] == 2
        extensions = json.loads((folder / ".vscode/extensions.json").read_text(encoding="utf-8"))
        assert extensions == {"recommendations": ["redhat.vscode-yaml"]}
    code, out, _ = run("check", "--json", "--register", str(register), now="2026-06-01T12:00:00+02:00")
    assert (code, json.loads(out)["findings"]) == (0, [])


def test_installing_again_renews_schemas_and_leaves_settings(run: Run, register: Path) -> None:
    mine = '{"yaml.schemas": {}, "editor.fontSize": 20}'
    (register.parent / ".vscode").mkdir()
    (register.parent / ".vscode/settings.json").write_text(mine, encoding="utf-8")
    code, _, err = run("schema", "--install", "--register", str(register))
    assert code == 0
    assert "er der allerede" in err
    shutil.copy(register / "systems/portal.yaml", register / "systems/portal-two.yaml")
    assert ".schema/system.schema.json" in drift(register)
    assert run("schema", "--install", "--register", str(register))[0] == 0
    assert drift(register) == []
    assert "portal-two" in (register / ".schema/event.schema.json").read_text(encoding="utf-8")
    assert (register.parent / ".vscode/settings.json").read_text(encoding="utf-8") == mine


def test_a_register_that_is_the_repository_has_one_set(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "register"
    shutil.copytree(BASE, root)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    assert run("schema", "--install", "--register", str(root))[0] == 0
    settings = json.loads((root / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert settings["yaml.schemas"]["./.schema/system.schema.json"] == ["systems/*.yaml"]
    code, out, _ = run("check", "--json", "--register", str(root), now="2026-06-01T12:00:00+02:00")
    assert (code, json.loads(out)["findings"]) == (0, [])


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="no links")
def test_nothing_is_written_through_a_link(run: Run, register: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (register / ".schema").symlink_to(tmp_path / "elsewhere")
    assert run("schema", "--install", "--register", str(register))[0] == 2
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_new_register_has_them_and_the_example_has_not(run: Run, tmp_path: Path, example: Path) -> None:
    assert run("init", str(tmp_path / "ny"))[0] == 0
    register = tmp_path / "ny/register"
    assert drift(register) == []
    assert {path.name for path in (register / ".schema").iterdir()} == {f"{kind}.schema.json" for kind in KINDS}
    for folder in (register, register.parent):
        assert (folder / ".vscode/settings.json").is_file()
    for name in ("procedure", "organisation"):
        first = (register / f"{name}.yaml").read_text(encoding="utf-8").partition("\n")[0]
        assert first == f"# yaml-language-server: $schema=.schema/{name}.schema.json"
    assert not (example / "register/.schema").exists()
    assert not (example / ".vscode").exists()


def test_init_leaves_the_settings_of_a_repository_that_has_some(run: Run, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".vscode").mkdir()
    (tmp_path / ".vscode/settings.json").write_text("{}", encoding="utf-8")
    code, _, err = run("init", str(tmp_path))
    assert code == 0
    assert "er der allerede" in err
    assert [path.name for path in (tmp_path / ".vscode").iterdir()] == ["settings.json"]
    assert (tmp_path / ".vscode/settings.json").read_text(encoding="utf-8") == "{}"
    assert (tmp_path / "register/.vscode/settings.json").is_file()


def test_a_name_from_the_register_is_text_in_a_schema(run: Run, register: Path) -> None:
    """Editors show `description` and `enumDescriptions` as text; nothing stands where Markdown is read."""
    path = register / "systems/portal.yaml"
    hostile = "![x](https://evil.example/x.png) <b>`"
    text = path.read_text(encoding="utf-8").replace("name: Tidsbestilling", f"name: '{hostile}'")
    path.write_text(text, encoding="utf-8")
    for kind in KINDS:
        _, out, _ = run("schema", kind, "--register", str(register))
        assert "markdown" not in out.lower().replace("i markdown", "")
    _, out, _ = run("schema", "event", "--register", str(register))
    known = json.loads(out)["definitions"]["system"]["anyOf"][0]
    assert known["enumDescriptions"][known["enum"].index("portal")] == hostile


def test_what_only_helps_an_editor_is_no_change_of_the_register(run: Run, example: Path, tmp_path: Path) -> None:
    copy = tmp_path / "demo"
    shutil.copytree(example, copy)
    assert run("schema", "--install", "--register", str(copy / "register"))[0] == 0
    assert (copy / "register/.schema").is_dir()
    found = json.loads(run("due", "--json", "--register", str(copy / "register"), now="2026-11-23T12:00:00+01:00")[1])
    assert found["dirty"] is False
    (copy / "register/systems/nexus.yaml").unlink()
    found = json.loads(run("due", "--json", "--register", str(copy / "register"), now="2026-11-23T12:00:00+01:00")[1])
    assert found["dirty"] is True
