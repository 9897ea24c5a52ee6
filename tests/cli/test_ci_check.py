"""The check job of each recipe, its shell steps run in a clean clone, on a good and on a bad change."""

import json
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cli.test_init_ci import INSTALLS, PINNED, Run, environment, forge, git, made, shell

__all__ = ["forge"]
CHANGED = "register/systems/vejbelysning.yaml"


class Outcome(NamedTuple):
    """How a job ended, and what it left."""

    code: int
    out: str
    asked: str
    folder: Path


def change(forge: Path, kind: str) -> tuple[str, str]:
    """Push a change and its merge into main to the forge; return the merge and the commit it is merged into.

    Main has an error of its own by then, and the register did not stand there before it.
    """
    work = forge / "author"
    subprocess.run(["git", "clone", "--quiet", str(forge / "group" / "demo"), str(work)], check=True)
    git(work, "config", "user.name", "Anne Test")
    git(work, "config", "user.email", "anne@example.org")
    base = git(work, "rev-parse", "HEAD")
    git(work, "checkout", "--quiet", "-b", "change")
    path = work / CHANGED
    text = path.read_text(encoding="utf-8")
    wrong = {"good": text.replace("9.400", "9.500"), "bad": text.replace("kind: ", "kind: gade")}[kind]
    path.write_text(wrong, encoding="utf-8")
    git(work, "commit", "--quiet", "-am", "Ændring")
    git(work, "checkout", "--quiet", "main")
    (work / "register" / "gammel.txt").write_text("Lå her i forvejen\n", encoding="utf-8")
    git(work, "add", ".")
    git(work, "commit", "--quiet", "-m", "En fejl på main")
    git(work, "push", "--quiet", "origin", "main")
    target = git(work, "rev-parse", "HEAD")
    git(work, "merge", "--quiet", "--no-ff", "-m", "Merge", "change")
    git(work, "push", "--quiet", "origin", "HEAD:refs/pull/1/merge")
    assert base != target
    return git(work, "rev-parse", "HEAD"), target


def cloned(forge: Path, commit: str, name: str) -> Path:
    """Clone the forge at a commit, as GitLab and Azure do before the steps."""
    folder = forge / name
    subprocess.run(["git", "clone", "--quiet", str(forge / "group" / "demo"), str(folder)], check=True)
    git(folder, "fetch", "--quiet", "origin", "refs/pull/1/merge")
    git(folder, "checkout", "--quiet", commit)
    (folder / ".riskctl").mkdir()
    return folder


def ended(forge: Path, folder: Path, scripts: list[str], env: dict[str, str]) -> Outcome:
    """Run the steps until one fails."""
    folder.mkdir(exist_ok=True)
    out, code = "", 0
    for script in scripts:
        done = shell(script, folder, env)
        out, code = out + done.stdout, done.returncode
        assert "Traceback" not in done.stderr
        if code:
            break
    return Outcome(code, out, (forge / "log").read_text(encoding="utf-8"), folder)


def github(forge: Path, run: Run, merge: str, target: str) -> Outcome:
    jobs = made(forge, run, "github")["jobs"]
    (forge / "temp").mkdir()
    (forge / "summary.md").touch()
    env = environment(
        forge, GITHUB_SERVER_URL=f"file://{forge}", GITHUB_REPOSITORY="group/demo", RUNNER_TEMP=str(forge / "temp"),
        GITHUB_SHA=merge, GITHUB_BASE_REF="main", TOKEN="secret", GITHUB_STEP_SUMMARY=str(forge / "summary.md"),
        RISKCTL_REGISTER="register", RISKCTL_REQUIREMENTS=PINNED,
    )  # fmt: skip
    outcome = ended(forge, forge / "clone", [step["run"] for step in jobs["check"]["steps"]], env)
    assert git(forge / "clone", "rev-parse", "refs/remotes/origin/base") == target
    return outcome


def gitlab(forge: Path, run: Run, merge: str, target: str) -> Outcome:
    jobs = made(forge, run, "gitlab")
    folder = cloned(forge, merge, "clone")
    env = environment(
        forge, CI_PROJECT_DIR=str(folder), CI_MERGE_REQUEST_DIFF_BASE_SHA=target,
        RISKCTL_REGISTER="register", RISKCTL_REQUIREMENTS=PINNED,
    )  # fmt: skip
    script = "\n".join([*jobs[".riskctl"]["before_script"], *jobs["riskctl-check"]["script"]])
    return ended(forge, folder, [script], env)


def azure(forge: Path, run: Run, merge: str, target: str) -> Outcome:
    job = next(job for job in made(forge, run, "azure")["jobs"] if job["job"] == "check")
    folder = cloned(forge, merge, "clone")
    assert git(folder, "rev-parse", "origin/main") == target
    (forge / "temp").mkdir()
    env = environment(
        forge, AGENT_TEMPDIRECTORY=str(forge / "temp"), SYSTEM_PULLREQUEST_TARGETBRANCH="refs/heads/main",
        RISKCTL_REGISTER="register", RISKCTL_REQUIREMENTS=PINNED,
    )  # fmt: skip
    return ended(forge, folder, [step["script"] for step in job["steps"] if "script" in step], env)


@pytest.mark.parametrize("name", ["good", "bad"])
def test_github_marks_the_line_and_writes_a_summary(forge: Path, run: Run, name: str) -> None:
    code, out, asked, _ = github(forge, run, *change(forge, name))
    summary = (forge / "summary.md").read_text(encoding="utf-8")
    assert asked == INSTALLS
    assert code == (name == "bad")
    assert "gammel.txt" not in out + summary
    assert (f"::error file={CHANGED},line=" in out) == (name == "bad")
    assert ("SCH103" in summary) == (name == "bad")


@pytest.mark.parametrize("name", ["good", "bad"])
def test_gitlab_gets_both_of_its_reports(forge: Path, run: Run, name: str) -> None:
    code, _, asked, folder = gitlab(forge, run, *change(forge, name))
    quality = json.loads((folder / ".riskctl" / "gl-code-quality.json").read_text(encoding="utf-8"))
    suite = ET.parse(folder / ".riskctl" / "junit.xml").getroot()
    assert asked == INSTALLS
    assert code == (name == "bad")
    assert [each["location"]["path"] for each in quality] == ([CHANGED] if name == "bad" else [])
    assert all({"description", "check_name", "fingerprint", "severity", "location"} <= set(each) for each in quality)
    assert len(suite.findall(".//failure")) == (name == "bad")


@pytest.mark.parametrize("name", ["good", "bad"])
def test_azure_marks_the_line_and_publishes_the_tests(forge: Path, run: Run, name: str) -> None:
    code, out, asked, _ = azure(forge, run, *change(forge, name))
    suite = ET.parse(forge / "temp" / "junit.xml").getroot()
    assert asked == INSTALLS
    assert code == (name == "bad")
    assert (f"sourcepath={CHANGED};" in out) == (name == "bad")
    assert f"##vso[task.uploadsummary]{forge / 'temp' / 'check.md'}" in out.splitlines()
    assert ("SCH103" in (forge / "temp" / "check.md").read_text(encoding="utf-8")) == (name == "bad")
    assert len(suite.findall(".//failure")) == (name == "bad")


def test_the_first_change_that_brings_the_register_is_checked_as_a_whole(forge: Path, run: Run) -> None:
    merge, _ = change(forge, "bad")
    work = forge / "author"
    git(work, "checkout", "--quiet", "--orphan", "empty")
    git(work, "rm", "-rfq", ".")
    git(work, "commit", "--quiet", "--allow-empty", "-m", "Intet endnu")
    git(work, "push", "--quiet", "--force", "origin", "HEAD:main")
    code, out, _, _ = github(forge, run, merge, git(work, "rev-parse", "HEAD"))
    assert code == 1
    assert "gammel.txt" in out


@pytest.mark.parametrize("name", ["github", "gitlab", "azure"])
def test_no_recipe_asks_for_more_than_it_uses(forge: Path, run: Run, name: str) -> None:
    recipe = made(forge, run, name)
    text = json.dumps(recipe)
    assert "pull_request_target" not in text
    assert "secrets." not in text
    check: Any = {
        "github": lambda: recipe["jobs"]["check"],
        "gitlab": lambda: recipe["riskctl-check"],
        "azure": lambda: next(job for job in recipe["jobs"] if job["job"] == "check"),
    }[name]()
    assert "ISSUE" not in json.dumps(check)
    assert "ACCESSTOKEN" not in json.dumps(check)
