"""`riskctl init --ci`: jobs whose shell steps run in a clean clone, with no more rights than they use."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

Run = Callable[..., tuple[int, str, str]]
FILES = {"github": ".github/workflows/riskctl.yml", "gitlab": ".gitlab/riskctl.yml", "azure": ".azure-pipelines.yml"}
NOW = "2026-11-23T12:00:00+01:00"
PINNED = ".riskctl/requirements.txt"
INSTALLS = (
    "pip install|--quiet|--disable-pip-version-check|--no-input|--require-hashes|--only-binary|:all:|"
    "--find-links|.riskctl|-r|.riskctl/requirements.txt|\n"
)


def tree(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def git(folder: Path, *argv: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *argv], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("forge", sorted(FILES))
def test_a_new_register_gets_the_jobs(tmp_path: Path, run: Run, forge: str) -> None:
    folder = tmp_path / "ny"
    code, out, _ = run("init", str(folder), "--ci", forge, "--json")
    assert code == 0
    assert json.loads(out)["ci"][0].endswith(FILES[forge])
    text = (folder / FILES[forge]).read_text(encoding="utf-8")
    assert "RISKCTL_REQUIREMENTS: .riskctl/requirements.txt\n" in text
    assert 'RISKCTL_REGISTER: "register"\n' in text
    assert isinstance(tree(folder / FILES[forge]), dict)
    assert run("check", "--register", str(folder))[0] == 0


def test_gitlab_includes_the_file_unless_there_is_a_pipeline(tmp_path: Path, run: Run) -> None:
    assert run("init", str(tmp_path / "a"), "--ci", "gitlab")[0] == 0
    assert tree(tmp_path / "a" / ".gitlab-ci.yml") == {"include": [{"local": ".gitlab/riskctl.yml"}]}
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / ".gitlab-ci.yml").write_text("mine: {}\n", encoding="utf-8")
    assert run("init", str(tmp_path / "b"), "--ci", "gitlab")[0] == 0
    assert (tmp_path / "b" / ".gitlab-ci.yml").read_text(encoding="utf-8") == "mine: {}\n"


def test_a_register_that_is_there_gets_the_jobs_and_nothing_else(tmp_path: Path, run: Run) -> None:
    assert run("init", str(tmp_path / "repo" / "deep" / "er"))[0] == 0
    top = tmp_path / "repo" / "deep" / "er"
    before = {path: path.read_bytes() for path in (top / "register").rglob("*.yaml")}
    code, _, err = run("init", str(top), "--ci", "github")
    assert code == 0
    assert FILES["github"] in err
    assert {path: path.read_bytes() for path in (top / "register").rglob("*.yaml")} == before
    code, _, err = run("init", str(top), "--ci", "github")
    assert code == 2
    assert FILES["github"] in err


def test_within_a_repository_the_jobs_stand_at_its_root_and_know_the_folder(tmp_path: Path, run: Run) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    assert run("init", str(tmp_path / "it" / "risiko: å"), "--ci", "github")[0] == 0
    assert tree(tmp_path / FILES["github"])["env"]["RISKCTL_REGISTER"] == "it/risiko: å/register"
    assert not (tmp_path / "it" / "risiko: å" / ".github").exists()


def test_commit_takes_the_jobs_along(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".gitconfig").write_text("[user]\nname = Anne Test\nemail = anne@example.org\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert run("init", str(tmp_path / "a"), "--ci", "gitlab", "--commit")[0] == 0
    assert git(tmp_path / "a", "status", "--porcelain") == ""
    assert ".gitlab/riskctl.yml" in git(tmp_path / "a", "ls-files")
    assert run("init", str(tmp_path / "a"), "--ci", "azure", "--commit")[0] == 0
    assert git(tmp_path / "a", "status", "--porcelain") == ""
    assert git(tmp_path / "a", "rev-list", "--count", "HEAD") == "2"


@pytest.mark.parametrize(
    ("argv", "said"), [(["--ci", "gitea"], "github"), (["--ci", "github", "--example"], "--example")]
)
def test_what_cannot_be_asked_for(tmp_path: Path, run: Run, argv: list[str], said: str) -> None:
    code, _, err = run("init", str(tmp_path / "a"), *argv)
    assert code == 2
    assert said in err
    assert not (tmp_path / "a").exists()


@pytest.fixture
def forge(tmp_path: Path, example: Path) -> Path:
    """The example as a forge has it, and programs that stand in for pip, gh and curl and note what they are asked."""
    subprocess.run(["git", "clone", "--quiet", "--bare", str(example), str(tmp_path / "group" / "demo")], check=True)
    programs = tmp_path / "bin"
    programs.mkdir()
    riskctl = f'#!/bin/sh\nexec "{sys.executable}" -m riskctl "$@"\n'
    note = '#!/bin/sh\n{ printf "%s " "$(basename "$0")"; printf "%s|" "$@"; echo; } >> "$LOG"\n'
    (programs / "python3").write_text(
        '#!/bin/sh\nif [ "$1 $2 $3" = "-I -m venv" ]; then\n'
        '  mkdir -p "$4/bin"; cp "$STANDINS/pip" "$STANDINS/riskctl" "$4/bin/"\n'
        f'else exec "{sys.executable}" "$@"; fi\n',
        encoding="utf-8",
    )
    (programs / "pip").write_text(note, encoding="utf-8")
    (programs / "riskctl").write_text(riskctl, encoding="utf-8")
    (programs / "gh").write_text(
        note + 'for each in "$@"; do case "$each" in */issue.md) cp "$each" "$LOG.body";; esac; done\n'
        'if [ "$1 $2" = "issue list" ]; then echo "$ISSUE"; fi\n',
        encoding="utf-8",
    )
    (programs / "curl").write_text(
        note
        + 'cat > "$LOG.config"\nfor each in "$@"; do case "$each" in *@*) cp "${each#*@}" "$LOG.body";; esac; done\n',
        encoding="utf-8",
    )
    for each in programs.iterdir():
        each.chmod(0o755)
    return tmp_path


def environment(forge: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": f"{forge / 'bin'}:{os.environ['PATH']}",
        "HOME": str(forge),
        "LOG": str(forge / "log"),
        "STANDINS": str(forge / "bin"),
        "RISKCTL_NOW": NOW,
        "ISSUE": "",
        **more,
    }


def shell(step: str, folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step],
        cwd=folder, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip


def steps(run_it: list[str], folder: Path, env: dict[str, str]) -> str:
    """Run shell steps one after another as a runner does; return what was asked of the stand-ins."""
    folder.mkdir(exist_ok=True)
    for step in run_it:
        done = shell(step, folder, env)
        assert done.returncode == 0, (step, done.stdout, done.stderr)
    log = Path(env["LOG"])
    return log.read_text(encoding="utf-8") if log.exists() else ""


def made(forge: Path, run: Run, name: str) -> Any:
    assert run("init", str(forge / "made"), "--ci", name)[0] == 0
    return tree(forge / "made" / FILES[name])


@pytest.mark.parametrize("issue", ["", "17"])
def test_the_steps_for_github_run_in_a_clean_clone(forge: Path, run: Run, issue: str) -> None:
    jobs = made(forge, run, "github")["jobs"]
    temporary = forge / "temp"
    temporary.mkdir()
    env = environment(
        forge, GITHUB_SERVER_URL=f"file://{forge}", GITHUB_REPOSITORY="group/demo", RUNNER_TEMP=str(temporary),
        GITHUB_SHA=git(forge / "group" / "demo", "rev-parse", "HEAD"), TOKEN="secret", RISKCTL_REQUIREMENTS=PINNED,
        RISKCTL_REGISTER="register", ISSUE=issue,
    )  # fmt: skip
    asked = steps([step["run"] for step in jobs["due"]["steps"]], forge / "due", env)
    body = (forge / "log.body").read_text(encoding="utf-8")
    assert body.startswith("## Frister i Fjordby Kommune 23. nov. 2026\n")
    assert "`action:noedkald-leverandoeradgang`" in body
    assert ("gh issue|edit|17|--body-file|" in asked) == bool(issue)
    assert ("gh issue|create|--title|" in asked) == (not issue)
    assert asked.startswith(INSTALLS)
    assert "secret" not in asked
    assert git(forge / "due", "status", "--porcelain") == ""


def test_github_gives_each_job_its_least_and_runs_nobodys_action(forge: Path, run: Run) -> None:
    workflow = made(forge, run, "github")
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["check"]["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["due"]["permissions"] == {"contents": "read", "issues": "write"}
    assert "pull_request_target" not in workflow["on"]
    for job in workflow["jobs"].values():
        assert all(set(step) <= {"name", "env", "run"} for step in job["steps"])
        # what others write never becomes part of a script
        assert not any("${{" in step["run"] for step in job["steps"])


def test_the_steps_for_gitlab_run_in_a_clean_clone(forge: Path, run: Run) -> None:
    jobs = made(forge, run, "gitlab")
    subprocess.run(["git", "clone", "--quiet", str(forge / "group" / "demo"), str(forge / "clone")], check=True)
    env = environment(
        forge, CI_PROJECT_DIR=str(forge / "clone"), RISKCTL_REQUIREMENTS=PINNED, RISKCTL_REGISTER="register",
        RISKCTL_ISSUE="7", RISKCTL_ISSUE_TOKEN="secret",
        CI_API_V4_URL="https://forge.example/api/v4", CI_PROJECT_ID="42",
    )  # fmt: skip
    assert jobs["riskctl-due"]["extends"] == ".riskctl"
    script = [*jobs[".riskctl"]["before_script"], *jobs["riskctl-due"]["script"]]
    asked = steps(["\n".join(script)], forge / "clone", env)
    assert "https://forge.example/api/v4/projects/42/issues/7|" in asked
    assert "secret" not in asked
    assert (forge / "log.config").read_text(encoding="utf-8") == 'header = "PRIVATE-TOKEN: secret"\n'
    assert (forge / "log.body").read_text(encoding="utf-8").startswith("## Frister i Fjordby Kommune")


def test_the_steps_for_azure_run_in_a_clean_clone(forge: Path, run: Run) -> None:
    jobs = {job["job"]: job for job in made(forge, run, "azure")["jobs"]}
    subprocess.run(["git", "clone", "--quiet", str(forge / "group" / "demo"), str(forge / "clone")], check=True)
    (forge / "temp").mkdir()
    env = environment(
        forge, AGENT_TEMPDIRECTORY=str(forge / "temp"), RISKCTL_REQUIREMENTS=PINNED, RISKCTL_REGISTER="register",
        SYSTEM_ACCESSTOKEN="secret", SYSTEM_COLLECTIONURI="https://forge.example/org/", SYSTEM_TEAMPROJECTID="42",
        RISKCTL_WORK_ITEM="7",
    )  # fmt: skip
    checkout, *scripts = jobs["due"]["steps"]
    assert checkout == {"checkout": "self", "fetchDepth": "0", "persistCredentials": "false"}
    asked = steps([step["script"] for step in scripts], forge / "clone", env)
    assert "https://forge.example/org/42/_apis/wit/workItems/7/comments?format=0&api-version=" in asked
    assert "secret" not in asked
    assert json.loads((forge / "log.body").read_text(encoding="utf-8"))["text"].startswith("## Frister i Fjordby")
