"""Drafts on disk: whole or as before, and whose they are while somebody works on one."""

import os
import subprocess
import sys
import textwrap
from datetime import datetime
from pathlib import Path

import pytest

from riskctl.errors import RiskctlError
from riskctl.store import atomic, find
from riskctl.store.drafts import Draft, Drafts

NOW = datetime.fromisoformat("2026-11-23T12:00:00+01:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a register's git directory keeps drafts."""
    (tmp_path / "register").mkdir()
    (tmp_path / "register/procedure.yaml").write_text("")
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    return tmp_path


def drafts(folder: Path) -> Drafts:
    """Return the drafts of the register in a folder."""
    return Drafts(find.place_at(folder / "register"))


def files(folder: Path) -> list[str]:
    """Return the names of what lies beside the drafts."""
    return sorted(path.name for path in (folder / ".git/riskctl/drafts").iterdir())


def test_a_draft_comes_back_as_it_was(folder: Path) -> None:
    draft = Draft("nexus", NOW, "nexus/2026-03-14", {"include": ["fire"]}, "note", ("æøå",), {"system": "nexus"})
    drafts(folder).save(draft)
    found = drafts(folder).load("nexus")
    assert found == Draft(
        "nexus", NOW, "nexus/2026-03-14", {"include": ["fire"]}, "note", ("æøå",), {"system": "nexus"}, "nexus"
    )


def test_one_without_the_newer_fields_is_read(folder: Path) -> None:
    drafts(folder).save(Draft("nexus", NOW, None, {}))
    path = folder / ".git/riskctl/drafts/nexus.json"
    path.write_text('{"system": "nexus", "saved_at": "2026-11-23T12:00:00+01:00", "since": null, "answers": {"a": 1}}')
    found = drafts(folder).load("nexus")
    assert found is not None
    assert (found.answers, found.said) == ({"a": 1}, ())


def test_a_write_that_fails_leaves_the_draft_before(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts(folder).save(Draft("nexus", NOW, None, {"a": 1}))

    def fails(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(atomic, "_write", fails)
    with pytest.raises(RiskctlError):
        drafts(folder).save(Draft("nexus", NOW, None, {"a": 2}))
    found = drafts(folder).load("nexus")
    assert found is not None
    assert found.answers == {"a": 1}
    assert files(folder) == ["nexus.json"]


def test_a_system_whose_name_begins_the_same_is_another(folder: Path) -> None:
    for name in ("nexus", "nexus-test", "nexus.2"):
        drafts(folder).save(Draft(name.partition(".")[0], NOW, None, {}, name=name))
    assert sorted(drafts(folder).names("nexus")) == ["nexus", "nexus.2"]
    assert drafts(folder).free("nexus") == "nexus.3"


def test_nobody_works_on_a_draft_that_is_let_go(folder: Path) -> None:
    claim = drafts(folder).claim("nexus")
    claim.take("bo", NOW)
    assert claim.stands
    assert claim.other() is None
    claim.let_go()
    assert files(folder) == []


def other_process(folder: Path, then: str) -> "subprocess.Popen[str]":
    """Start a process that claims the draft as anne, says so, and goes on as told."""
    code = f"""
        import sys, time
        from datetime import datetime
        from pathlib import Path
        from riskctl.store import find
        from riskctl.store.drafts import Drafts
        claim = Drafts(find.place_at(Path({str(folder / "register")!r}))).claim("nexus")
        claim.take("anne", datetime.fromisoformat("2026-11-23T11:40:00+01:00"))
        print("claimed", flush=True)
        {then}
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "claimed\n"
    return process


def test_somebody_at_work_is_named_with_the_time_and_the_process(folder: Path) -> None:
    process = other_process(folder, "sys.stdin.readline()")
    try:
        owner = drafts(folder).claim("nexus").other()
        assert owner is not None
        assert (owner.who, owner.since.isoformat(), owner.process) == ("anne", "2026-11-23T11:40:00+01:00", process.pid)
        assert drafts(folder).free("nexus") == "nexus.2"
    finally:
        process.communicate("\n")


def test_one_that_was_killed_holds_nobody_up(folder: Path) -> None:
    process = other_process(folder, "time.sleep(60)")
    process.kill()
    process.communicate()
    claim = drafts(folder).claim("nexus")
    assert claim.other() is None
    claim.take("bo", NOW)
    claim.let_go()
    assert files(folder) == []


def test_what_is_taken_over_no_longer_stands(folder: Path) -> None:
    first, second = drafts(folder).claim("nexus"), drafts(folder).claim("nexus")
    first.take("anne", NOW)
    second.take("bo", NOW)
    assert not first.stands
    assert second.stands
    first.let_go()
    assert second.stands
    second.let_go()
    assert files(folder) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"who": 1}',
        '{"who": null, "since": "x", "process": 1, "token": "a"}',
        '{"who": null, "since": "2026-11-23T12:00:00+01:00", "process": 1, "token": "../x"}',
    ],
)
def test_a_broken_claim_is_none(folder: Path, text: str) -> None:
    claim = drafts(folder).claim("nexus")
    (folder / ".git/riskctl/drafts/nexus.owner").write_text(text)
    assert claim.other() is None
    assert claim.stands


def test_the_folder_is_for_this_user_only(folder: Path) -> None:
    drafts(folder).save(Draft("nexus", NOW, None, {}))
    if os.name != "nt":
        assert (folder / ".git/riskctl/drafts").stat().st_mode & 0o077 == 0
