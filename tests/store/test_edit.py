"""Editing a file of the register: whole or not at all, and never over what somebody else wrote meanwhile."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from riskctl.errors import RiskctlError
from riskctl.store import atomic
from riskctl.store.find import Place
from riskctl.store.splice import Append, Put
from riskctl.store.write import FileEdit, WouldBreakError, write_edit
from tests.registers import write
from tests.store.test_write import CLOCK, _failing, _no_global_git, git, place, snapshot

__all__ = ["_no_global_git", "place"]

PATH: Final = "systems/net.yaml"
ADDED: Final = Put(("description",), "Kommunens netværk")


def edit_of(place: Place, *edits: Put | Append, path: str = PATH, **more: Any) -> FileEdit:
    """Return edits of a file as it is now."""
    return FileEdit(path, (place.root / path).read_bytes(), edits, **more)


def test_a_file_is_edited_and_nothing_else(place: Place) -> None:
    before = snapshot(place.root)
    assert write_edit(place, edit_of(place, ADDED), CLOCK) is None
    after = snapshot(place.root)
    assert after.pop(PATH) == before.pop(PATH) + b'description: "Kommunens netv\xc3\xa6rk"\n'.replace(b'"', b"")
    assert after == before


def test_an_edit_that_brings_an_error_is_refused_with_it(place: Place) -> None:
    before = snapshot(place.root)
    with pytest.raises(WouldBreakError) as caught:
        write_edit(place, edit_of(place, Put(("owner",), "nobody")), CLOCK)
    assert [(each.code, each.ref) for each in caught.value.findings] == [("REF101", PATH)]
    assert snapshot(place.root) == before


def test_an_error_that_the_edit_means_to_bring_is_let_through(place: Place) -> None:
    write_edit(place, edit_of(place, Put(("owner",), "nobody"), allowed=("REF101",)), CLOCK)
    assert b"owner: nobody\n" in (place.root / PATH).read_bytes()


def test_a_file_that_has_changed_since_it_was_read_is_left_alone(place: Place) -> None:
    edit = edit_of(place, ADDED)
    with (place.root / PATH).open("ab") as file:
        file.write(b"hosting: Eget\n")
    before = snapshot(place.root)
    with pytest.raises(RiskctlError) as caught:
        write_edit(place, edit, CLOCK)
    assert (caught.value.key, caught.value.values["path"]) == ("changed-meanwhile", PATH)
    assert snapshot(place.root) == before


def test_a_file_that_is_gone_is_not_made_again(place: Place) -> None:
    edit = edit_of(place, ADDED)
    (place.root / PATH).unlink()
    with pytest.raises(RiskctlError) as caught:
        write_edit(place, edit, CLOCK)
    assert caught.value.key == "file-unreadable"
    assert not (place.root / PATH).exists()


def test_a_symlink_is_not_written_through(place: Place, tmp_path: Path) -> None:
    edit = edit_of(place, ADDED)
    elsewhere = tmp_path / "elsewhere.yaml"
    (place.root / PATH).rename(elsewhere)
    (place.root / PATH).symlink_to(elsewhere)
    with pytest.raises(RiskctlError):
        write_edit(place, edit, CLOCK)
    with pytest.raises(RiskctlError) as caught:
        atomic.replace_in(place.root, PATH, b"x")
    assert caught.value.key == "write-failed"
    assert elsewhere.read_bytes() == edit.seen
    assert (place.root / PATH).is_symlink()


def test_a_folder_that_is_a_symlink_is_not_written_through(place: Place, tmp_path: Path) -> None:
    (place.root / "systems").rename(tmp_path / "elsewhere")
    (place.root / "systems").symlink_to(tmp_path / "elsewhere")
    before = snapshot(tmp_path / "elsewhere")
    with pytest.raises(RiskctlError):
        atomic.replace_in(place.root, PATH, b"x")
    assert snapshot(tmp_path / "elsewhere") == before


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_the_mode_of_the_file_stays(place: Place) -> None:
    (place.root / PATH).chmod(0o640)
    write_edit(place, edit_of(place, ADDED), CLOCK)
    assert (place.root / PATH).stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(("name", "at"), [("fsync", 1), ("fsync", 2), ("open", 1)])
def test_a_full_disk_leaves_the_register_unchanged(
    place: Place, monkeypatch: pytest.MonkeyPatch, name: str, at: int
) -> None:
    before = snapshot(place.root)
    with monkeypatch.context() as patched:
        _failing(name, at, patched)
        with pytest.raises(RiskctlError) as caught:
            atomic.replace_in(place.root, PATH, b"new: 1\n")
    assert caught.value.key == "write-failed"
    assert snapshot(place.root) == before


def test_a_disk_that_stays_full_after_the_exchange_is_said(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync
    calls = iter(range(1, 1000))

    def full(handle: int) -> None:
        if next(calls) > 1:
            raise OSError(28, "No space left on device")
        real(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(RiskctlError) as caught:
            atomic.replace_in(place.root, PATH, b"new: 1\n")
    assert caught.value.key == "replaced-unsure"
    assert (place.root / PATH).read_bytes() == b"new: 1\n", "whole, one or the other"
    assert [path.name for path in (place.root / "systems").iterdir() if path.name.startswith(".")] == []


_WRITER = """
import os, sys
from pathlib import Path
from riskctl.store import atomic
left = int(sys.argv[2])
def counted(real):
    def call(*args, **kwargs):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)
        return real(*args, **kwargs)
    return call
for name in ("open", "fsync", "fchmod", "close", "listdir", "replace", "stat", "lstat"):
    setattr(os, name, counted(getattr(os, name)))
Path.unlink, Path.replace = counted(Path.unlink), counted(Path.replace)
atomic.replace_in(Path(sys.argv[1]), "events/a.yaml", b"b" * 100_000)
print("done")
"""


def test_a_writer_killed_anywhere_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    finished, seen = 0, set()
    for number in range(1, 60):
        root = tmp_path / str(number)
        (root / "events").mkdir(parents=True)
        target = root / "events" / "a.yaml"
        target.write_bytes(b"a" * 50_000)
        done = subprocess.run([sys.executable, "-c", _WRITER, str(root), str(number)], capture_output=True, check=False)
        assert done.returncode in (-9, 0), done.stderr
        data = target.read_bytes()
        assert data in (b"a" * 50_000, b"b" * 100_000)
        seen.add((done.returncode, data[:1]))
        finished += done.returncode == 0
    assert seen == {(-9, b"a"), (-9, b"b"), (0, b"b")}
    assert 1 <= finished < 50, "the kills must cover the whole of the writing"


_MANY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from riskctl.core.moment import Clock
from riskctl.errors import RiskctlError
from riskctl.store.find import place_at
from riskctl.store.splice import Put
from riskctl.store.write import FileEdit, write_edit
clock = Clock(datetime(2026, 11, 23, 11, 0, tzinfo=UTC), UTC)
place, path = place_at(Path(sys.argv[1])), "systems/net.yaml"
for number in range(5):
    while True:
        seen = (place.root / path).read_bytes()
        try:
            put = Put(("external", f"{sys.argv[2]}-{number}"), "x")
            write_edit(place, FileEdit(path, seen, [put]), clock, message=sys.argv[2])
            break
        except RiskctlError as error:
            if error.key != "changed-meanwhile":
                raise
"""


def test_writers_at_once_lose_nothing(place: Place) -> None:
    with (place.root / PATH).open("ab") as file:
        file.write(b"external:\n  start: x\n")
    started = int(git(place.root, "rev-list", "--count", "HEAD"))
    writers = [subprocess.Popen([sys.executable, "-c", _MANY, str(place.root), name]) for name in "abcd"]
    assert [each.wait() for each in writers] == [0, 0, 0, 0]
    lines = (place.root / PATH).read_text().partition("external:\n")[2].split()
    expected = {f"{name}-{number}:" for name in "abcd" for number in range(5)} | {"start:"}
    assert set(lines[::2]) == expected
    assert len(lines) == 2 * len(expected)
    assert int(git(place.root, "rev-list", "--count", "HEAD")) == started + 20
    assert git(place.root, "status", "--porcelain") == ""


def test_an_edit_is_committed_alone_and_read_back(place: Place) -> None:
    (place.root / "README.md").write_text("mine")
    made = write_edit(place, edit_of(place, ADDED), CLOCK, message="Netværk beskrevet")
    assert made == git(place.root, "rev-parse", "HEAD")
    assert git(place.root, "diff-tree", "--no-commit-id", "--name-only", "-r", "HEAD") == f"register/{PATH}"


def test_without_an_identity_nothing_is_written(place: Place) -> None:
    git(place.root, "config", "--unset", "user.email")
    edit = edit_of(place, ADDED)
    with pytest.raises(RiskctlError) as caught:
        write_edit(place, edit, CLOCK, message="x")
    assert caught.value.key == "no-identity"
    assert (place.root / PATH).read_bytes() == edit.seen


def test_edits_of_an_action_keep_the_log_in_order(place: Place) -> None:
    action = {
        "title": "Backup",
        "risks": ["nexus#ransomware"],
        "type": "technical",
        "responsible": "carl",
        "due": date(2026, 12, 1),
        "progress": [{"at": datetime(2026, 11, 2, 8, tzinfo=UTC), "by": "carl", "percent": 40, "note": "Bestilt"}],
    }
    write(place.root, {"actions/backup.yaml": action})
    earlier = {"at": datetime(2026, 11, 1, 8, tzinfo=UTC), "by": "carl", "percent": 50, "note": "Før"}
    edit = edit_of(place, Append(("progress",), earlier), path="actions/backup.yaml")
    with pytest.raises(WouldBreakError) as caught:
        write_edit(place, edit, CLOCK)
    assert {each.code for each in caught.value.findings} == {"ACT101"}
