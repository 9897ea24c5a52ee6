"""An assessment and its signed approval, brought to the mainline in each of five ways by git itself, hold."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.tampering.approvals import OVER, SECOND
from tests.tampering.builder import REGISTER, Repository
from tests.tampering.register import going_on, on_file, signed, statement, yaml

Run = Callable[..., tuple[int, str, str]]
STATEMENT = "approvals/2026-10-01-erik.yaml"
SUBJECT = "nexus/2026-09-30"


class Desk:
    """Somebody at work in a clone: each commit an hour after the one before."""

    def __init__(self, folder: Path) -> None:
        self.repository = Repository(folder, going_on().tip)
        self.hours: Iterator[int] = iter(range(10, 24))
        self.git("reset", "-q")

    def git(self, *argv: str) -> None:
        """Run git, with somebody's name and the next hour of 2 October."""
        stamp = f"2026-10-02T{next(self.hours):02}:00:00+0200"
        who = {f"GIT_{role}_{what}": f"rita{at}" for role in ("AUTHOR", "COMMITTER") for what, at in NAMED}
        self.repository.git(*argv, env={**who, "GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp})

    def commit(self, files: Mapping[str, bytes]) -> None:
        """Write files of the register, and commit."""
        for path, data in files.items():
            place = self.repository.folder / REGISTER / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")

    def work(self) -> None:
        """Assess on a branch, and approve there."""
        self.git("checkout", "-q", "-b", "work")
        assessment = yaml(OVER)
        self.commit({SECOND: assessment})
        data = statement("executive-board", "erik", "2026-10-01T09:00:00", on_file(SECOND, assessment, "critical"))
        self.commit(signed(STATEMENT, data, "erik"))

    def main(self, *, moves_on: bool = False) -> None:
        """Go back to the mainline, which moves on if told."""
        self.git("checkout", "-q", "main")
        if moves_on:
            self.commit({"README.md": b"# Register\n"})


NAMED = (("NAME", ""), ("EMAIL", "@example.org"))


def merge(desk: Desk) -> None:
    desk.main()
    desk.git("merge", "-q", "--no-ff", "-m", "x", "work")


def squash(desk: Desk) -> None:
    desk.main(moves_on=True)
    desk.git("merge", "-q", "--squash", "work")
    desk.git("commit", "-q", "-m", "x")


def rebase(desk: Desk) -> None:
    desk.main(moves_on=True)
    desk.git("rebase", "-q", "main", "work")
    desk.main()
    desk.git("merge", "-q", "--ff-only", "work")


def fast_forward(desk: Desk) -> None:
    desk.main()
    desk.git("merge", "-q", "--ff-only", "work")


def merge_with_main_moved_on(desk: Desk) -> None:
    desk.main(moves_on=True)
    desk.git("merge", "-q", "-m", "x", "work")


@pytest.mark.parametrize("style", [merge, squash, rebase, fast_forward, merge_with_main_moved_on])
def test_the_approval_holds(style: Callable[[Desk], None], tmp_path: Path, run: Run) -> None:
    desk = Desk(tmp_path / "repository")
    desk.work()
    before = items(run, desk)
    style(desk)
    register = ("--register", str(desk.repository.register))
    assert run("check", *register)[0] == 0
    assert items(run, desk) == before
    code, out, _ = run("audit", "--json", *register)
    assert (code, json.loads(out)["findings"]) == (0, [])


def test_without_the_statement_the_approval_is_due(tmp_path: Path, run: Run) -> None:
    desk = Desk(tmp_path / "repository")
    desk.work()
    assert f"approval:{SUBJECT}" not in items(run, desk)
    desk.commit({f"{STATEMENT}.sig": b"x\n"})
    assert f"approval:{SUBJECT}" in items(run, desk)


def items(run: Run, desk: Desk) -> list[str]:
    """Return what is due."""
    _, out, _ = run("due", "--json", "--register", str(desk.repository.register))
    return [each["id"] for each in json.loads(out)["items"]]
