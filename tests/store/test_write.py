"""Writing in the register: whole or not at all, never over something, and what is said afterwards holds."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from riskctl.core.moment import Clock
from riskctl.errors import RiskctlError
from riskctl.store import atomic, write
from riskctl.store.commit import commit_as, create_repository, identity
from riskctl.store.find import Place, place_at
from riskctl.store.loader import load
from riskctl.store.trees import WorkTree
from riskctl.store.write import WouldBreakError, lock, rendered, write_new
from tests.registers import small

CLOCK = Clock(datetime(2026, 11, 23, 11, 0, tzinfo=UTC), UTC)
PATH = "events/2026-11-01-test.yaml"
EVENT: Mapping[str, Any] = {
    "kind": "change-system",
    "magnitude": "minor",
    "title": "Ny version",
    "occurred_at": datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
    "systems": ["nexus"],
    "reported_by": "bo",
}
GIT = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(place: Path, *args: str) -> str:
    """Return what git prints in a folder."""
    done = subprocess.run(["git", *args], cwd=place, env=GIT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def _no_global_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nobody"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A small register in a repository with one commit, whose owner git knows."""
    made = create_repository(tmp_path / "repo")
    small(made.root / "register")
    commit_as(made, None, "Start", author=("Anne Test", "anne@example.org"), moment=datetime(2026, 1, 1, tzinfo=UTC))
    git(made.root, "config", "user.name", "Anne Test")
    git(made.root, "config", "user.email", "anne@example.org")
    return place_at(made.root / "register")


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file below a folder, its own bookkeeping left out."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_new_file_is_there_and_is_what_was_given(place: Place) -> None:
    assert write_new(place, {PATH: EVENT}, CLOCK) is None
    register = load(WorkTree(place.root)).register
    assert register is not None
    assert register.events["2026-11-01-test"].title == "Ny version"
    assert git(place.root, "status", "--porcelain") == "?? register/events/"


def test_a_file_is_never_overwritten(place: Place) -> None:
    write_new(place, {PATH: EVENT}, CLOCK)
    before = snapshot(place.root)
    with pytest.raises(RiskctlError) as caught:
        write_new(place, {PATH: {**EVENT, "title": "En anden"}}, CLOCK)
    assert caught.value.key == "already-there"
    assert snapshot(place.root) == before


def test_a_file_is_not_written_through_a_symlink(place: Place, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (place.root / "events").symlink_to(elsewhere)
    with pytest.raises((RiskctlError, WouldBreakError)):
        write_new(place, {PATH: EVENT}, CLOCK)
    with pytest.raises(RiskctlError):
        atomic.create_all(place.root, {PATH: b"x"})
    assert list(elsewhere.iterdir()) == []


def test_a_write_that_brings_an_error_is_refused_with_it(place: Place) -> None:
    before = snapshot(place.root)
    with pytest.raises(WouldBreakError) as caught:
        write_new(place, {PATH: {**EVENT, "magnitude": "huge"}}, CLOCK)
    assert [each.ref for each in caught.value.findings] == [PATH]
    assert snapshot(place.root) == before


def test_errors_that_were_there_before_refuse_nothing(place: Place) -> None:
    (place.root / "stray.txt").write_text("x")
    write_new(place, {PATH: EVENT}, CLOCK)
    assert (place.root / PATH).is_file()


def test_text_that_the_loader_would_refuse_is_not_written() -> None:
    with pytest.raises(RiskctlError) as caught:
        rendered({PATH: {**EVENT, "title": "a\u200bb"}})
    assert caught.value.key == "unwritable"


def _failing(name: str, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the call of an os function with this number fail as on a full disk."""
    real, calls = getattr(os, name), iter(range(1, 1000))

    def call(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*args, **kwargs)

    monkeypatch.setattr(os, name, call)


@pytest.mark.parametrize(
    ("name", "at"), [("fsync", 1), ("fsync", 2), ("fsync", 3), ("fsync", 4), ("fsync", 5), ("link", 1), ("link", 2)]
)
def test_a_full_disk_leaves_the_register_unchanged(
    place: Place, monkeypatch: pytest.MonkeyPatch, name: str, at: int
) -> None:
    before = snapshot(place.root)
    two = {PATH: EVENT, "events/2026-11-02-other.yaml": {**EVENT, "occurred_at": datetime(2026, 11, 2, 8, tzinfo=UTC)}}
    with monkeypatch.context() as patched:
        _failing(name, at, patched)
        with pytest.raises(RiskctlError) as caught:
            write_new(place, two, CLOCK)
    assert caught.value.key == "write-failed"
    assert snapshot(place.root) == before


def test_where_there_are_no_hard_links_a_rename_does_it_and_takes_nothing_over(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    write_new(place, {PATH: EVENT}, CLOCK)
    written = (place.root / PATH).read_bytes()
    with pytest.raises(RiskctlError) as caught:
        atomic.create_all(place.root, {PATH: b"x"})
    assert caught.value.key == "already-there"
    assert (place.root / PATH).read_bytes() == written


_WRITER = """
import os, sys
from datetime import UTC, datetime
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
for name in ("open", "fsync", "link", "close", "listdir", "replace"):
    setattr(os, name, counted(getattr(os, name)))
Path.mkdir, Path.unlink = counted(Path.mkdir), counted(Path.unlink)
atomic.create_all(Path(sys.argv[1]), {"events/a.yaml": b"a" * 100_000, "events/new/b.yaml": b"b" * 100_000})
print("done")
"""


def test_a_writer_killed_anywhere_leaves_whole_files_only(tmp_path: Path) -> None:
    finished = 0
    for number in range(1, 40):
        root = tmp_path / str(number)
        root.mkdir()
        done = subprocess.run([sys.executable, "-c", _WRITER, str(root), str(number)], capture_output=True, check=False)
        assert done.returncode in (-9, 0), done.stderr
        seen = {file.path: len((root / file.path).read_bytes()) for file in WorkTree(root).files(lambda _: True)}
        assert set(seen) <= {"events/a.yaml", "events/new/b.yaml"}
        assert set(seen.values()) <= {100_000}
        finished += done.returncode == 0
    assert 1 <= finished < 20, "the kills must cover the whole of the writing"


def test_what_a_killed_writer_left_is_cleared_away(place: Place) -> None:
    folder = place.root / "events"
    folder.mkdir()
    (folder / ".riskctl-0123456789abcdef.tmp").write_bytes(b"half")
    write_new(place, {PATH: EVENT}, CLOCK)
    assert [path.name for path in folder.iterdir()] == ["2026-11-01-test.yaml"]


_MANY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from riskctl.core.moment import Clock
from riskctl.store.find import place_at
from riskctl.store.write import write_new
clock = Clock(datetime(2026, 11, 23, 11, 0, tzinfo=UTC), UTC)
at = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
event = {"kind": "change-system", "magnitude": "minor", "title": "Ny", "occurred_at": at, "systems": ["nexus"],
         "reported_by": "bo"}
for number in range(5):
    name = f"{sys.argv[2]}-{number}"
    write_new(place_at(Path(sys.argv[1])), {f"events/2026-11-01-{name}.yaml": event}, clock, message=name)
"""


def test_writers_at_once_lose_nothing(place: Place) -> None:
    started = git(place.root, "rev-list", "--count", "HEAD")
    writers = [subprocess.Popen([sys.executable, "-c", _MANY, str(place.root), name]) for name in "abcd"]
    assert [each.wait() for each in writers] == [0, 0, 0, 0]
    committed = git(place.root, "ls-files", "events").splitlines()
    assert sorted(committed) == sorted(
        f"events/2026-11-01-{name}-{number}.yaml" for name in "abcd" for number in range(5)
    )
    assert int(git(place.root, "rev-list", "--count", "HEAD")) == int(started) + 20
    assert git(place.root, "status", "--porcelain") == ""


def test_a_writer_who_keeps_the_lock_is_waited_for_and_then_named(place: Place) -> None:
    with lock(place), pytest.raises(RiskctlError) as caught, lock(place, patience=0.1):
        pass
    assert caught.value.key == "locked"
    assert not list(place.root.rglob("*.lock")), "the lock lies in the git directory"


@pytest.fixture
def without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A register outside git."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    return place_at(small(tmp_path / "register"))


def test_without_git_it_is_written_but_not_committed(without_git: Place) -> None:
    write_new(without_git, {PATH: EVENT}, CLOCK)
    assert (without_git.root / PATH).is_file()
    with pytest.raises(RiskctlError) as caught:
        write_new(without_git, {"events/2026-11-01-b.yaml": EVENT}, CLOCK, message="x")
    assert caught.value.key == "no-repository"
    assert not (without_git.root / "events/2026-11-01-b.yaml").exists()


def test_a_commit_has_these_files_only_and_is_read_back(place: Place) -> None:
    (place.root / "README.md").write_text("mine")
    git(place.root, "add", "README.md")
    made = write_new(place, {PATH: EVENT}, CLOCK, message="Ny version af Nexus æøå")
    assert made == git(place.root, "rev-parse", "HEAD")
    assert git(place.root, "show", "--format=%s|%ae", "--name-only", "-z", "HEAD").replace("\n", "").split("\0")[0] == (
        "Ny version af Nexus æøå|anne@example.org"
    )
    assert git(place.root, "diff-tree", "--no-commit-id", "--name-only", "-r", "HEAD") == f"register/{PATH}"
    assert git(place.root, "status", "--porcelain") == "A  register/README.md"


def test_without_an_identity_nothing_is_written(place: Place) -> None:
    git(place.root, "config", "--unset", "user.email")
    with pytest.raises(RiskctlError) as caught:
        write_new(place, {PATH: EVENT}, CLOCK, message="x")
    assert caught.value.key == "no-identity"
    assert not (place.root / PATH).exists()
    assert identity(place) is None


def test_git_variables_of_the_caller_reach_no_commit(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "else@example.org")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    made = write_new(place, {PATH: EVENT}, CLOCK, message="x")
    assert git(place.root, "show", "--no-patch", "--format=%ae", str(made)) == "anne@example.org"
    assert os.environ["GIT_DIR"] == "/nowhere"


def test_a_hook_that_refuses_leaves_it_saved_and_says_so(place: Place) -> None:
    hook = place.root.parent / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho nej >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(RiskctlError) as caught:
        write_new(place, {PATH: EVENT}, CLOCK, message="x")
    assert (caught.value.key, caught.value.values["path"], caught.value.values["message"]) == (
        "saved-not-committed",
        PATH,
        "nej",
    )
    assert (place.root / PATH).is_file()


def test_a_commit_that_holds_something_else_is_said_to(place: Place) -> None:
    hook = place.root.parent / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\necho '# more' >> register/{PATH}\ngit add register/{PATH}\n")
    hook.chmod(0o755)
    with pytest.raises(RiskctlError) as caught:
        write_new(place, {PATH: EVENT}, CLOCK, message="x")
    assert caught.value.key == "committed-differs"


@pytest.mark.parametrize("name", ["shout", "a=b.clean", "æ ø"])
def test_a_filter_never_changes_what_is_committed(place: Place, name: str) -> None:
    (place.root.parent / ".gitattributes").write_text(f'"*.yaml" filter="{name}"\n*.yaml filter=shout\n')
    for each in {name, "shout"}:
        git(place.root, "config", f"filter.{each}.clean", "tr a-z A-Z")
        git(place.root, "config", f"filter.{each}.required", "true")
    made = write_new(place, {PATH: EVENT}, CLOCK, message="x")
    assert git(place.root, "cat-file", "-p", f"{made}:register/{PATH}") == (place.root / PATH).read_text().strip()


def test_the_same_history_has_the_same_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody Else")
    ids = []
    for name in ("one", "two"):
        made = create_repository(tmp_path / name)
        (made.root / "æ.txt").write_text("tekst\n")
        moment = datetime.fromisoformat("2025-03-01T09:00:00+01:00")
        ids.append(commit_as(made, None, "Første\n\nmed krop", author=("Karen Å", "karen@example.org"), moment=moment))
        assert git(made.root, "show", "--no-patch", "--format=%an %ae %aI %cI", "HEAD") == (
            "Karen Å karen@example.org 2025-03-01T09:00:00+01:00 2025-03-01T09:00:00+01:00"
        )
        assert git(made.root, "symbolic-ref", "HEAD") == "refs/heads/main"
    assert ids[0] == ids[1]


def test_the_rules_run_under_the_lock(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    held = []

    def spy(*_: Any) -> None:
        with pytest.raises(RiskctlError), lock(place, patience=0):
            pass
        held.append(time.monotonic())

    monkeypatch.setattr(write, "refuse_what_breaks", spy)
    write_new(place, {PATH: EVENT}, CLOCK)
    assert len(held) == 1


SAVED = "approvals/2026-11-22-x.yaml"


def test_a_signature_is_there_before_its_statement(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Killed between the two, a lone signature is left, which `check` lets pass; the reverse would block."""
    made: list[str] = []
    real = os.link

    def link(source: Any, target: Any) -> None:
        made.append(Path(target).name)
        if len(made) == 2:
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(os, "link", link)
    monkeypatch.setattr(write, "refuse_what_breaks", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        write_new(place, {SAVED: b"a: b\n", f"{SAVED}.sig": b"signed"}, CLOCK)
    assert made == ["2026-11-22-x.yaml.sig", "2026-11-22-x.yaml"]


def test_a_lone_signature_is_no_error_and_in_nobodys_way(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    left = place.root / f"{SAVED}.sig"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"left by a killed writer")
    assert write.errors_of(load(WorkTree(place.root)), CLOCK) == []
    monkeypatch.setattr(write, "refuse_what_breaks", lambda *_: None)
    write_new(place, {SAVED: b"a: b\n", f"{SAVED}.sig": b"signed"}, CLOCK)
    assert left.read_bytes() == b"signed"
    git(place.root, "add", f"{SAVED}.sig")
    git(place.root, "commit", "--quiet", "-m", "A signature alone")
    (place.root / SAVED).unlink()
    with pytest.raises(RiskctlError) as caught:
        write_new(place, {SAVED: b"c: d\n", f"{SAVED}.sig": b"other"}, CLOCK)
    assert caught.value.key == "already-there"
    assert left.read_bytes() == b"signed", "what is committed is a record"
    (place.root / SAVED).write_bytes(b"a: b\n")
    before = snapshot(place.root)
    with pytest.raises(RiskctlError) as caught:
        write_new(place, {SAVED: b"c: d\n", f"{SAVED}.sig": b"other"}, CLOCK)
    assert caught.value.key == "already-there"
    assert snapshot(place.root) == before
