"""`riskctl audit` on real repositories: what it says, and where it can't tell.

What each rule finds: `tests/core/trail`.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from riskctl.store.emit import emit
from riskctl.store.find import place_at
from riskctl.store.trail import read_trail
from tests import registers
from tests.cli.writes import ASSESSMENT
from tests.core.trail.history import sha256
from tests.store.test_write import snapshot

Run = Callable[..., tuple[int, str, str]]
EXAMPLE_COMMITS, EXAMPLE_APPROVALS = 321, 134
FILE = "assessments/nexus/2026-11-20.yaml"
STATEMENT = "approvals/2026-11-20-erik.yaml"
KEYS = {"whole", "findings", "unshown", "head", "commits", "statements", "records", "from", "to", "anchors"}
EVENT: Mapping[str, Any] = {
    "kind": "incident",
    "category": "outage",
    "magnitude": "major",
    "title": "Nedbrud",
    "occurred_at": datetime.fromisoformat("2026-11-19T08:15:00+01:00"),
    "reported_by": "bo",
}


class Repo:
    """A repository with a register in it; each commit has its own date."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "register"
        self.hour = 0

    def git(self, *argv: str, at: str | None = None) -> str:
        """Run git as Bo, an hour after the commit before, or at a moment."""
        self.hour += 1
        when = at or f"2026-11-21T{self.hour % 24:02}:{self.hour // 24:02}:00+01:00"
        people = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in BO.items()}
        dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        kept = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", "-C", str(self.folder), "-c", "core.fsync=none", "-c", "gc.auto=0", *argv],
            env={**kept, **people, **dates},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, files: Mapping[str, Any], at: str | None = None) -> str:
        """Write, or with None delete, files of the register, and commit; return the commit."""
        for path, data in files.items():
            if data is None:
                (self.root / path).unlink()
            elif isinstance(data, bytes):
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                (self.root / path).write_bytes(data)
            else:
                registers.write(self.root, {path: data})
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x", at=at)
        return self.git("rev-parse", "HEAD")


BO = {"NAME": "Bo Prøve", "EMAIL": "bo@example.org"}
BYTES = emit(ASSESSMENT).encode()


def statement(**fields: Any) -> dict[str, Any]:
    """Return the board's approval of the assessment, but for the fields given."""
    ruling = {"subject": "nexus/2026-11-20", "digest": sha256(BYTES), "level": "critical", "decision": "approved"}
    return {
        "register": "00000000-0000-4000-8000-000000000000",
        "role": "executive-board",
        "by": "erik",
        "at": datetime.fromisoformat("2026-11-20T16:00:00+01:00"),
        "procedure": "2026.1",
        "kind": "minuted",
        "evidence": {"case": "2026-1"},
        "witness": "carl",
        "decisions": [ruling],
        **fields,
    }


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register that is whole: begun, an assessment, its approval; not to be written to."""
    folder = tmp_path_factory.mktemp("audit") / "demo"
    repo = Repo(folder)
    registers.small(repo.root)
    repo.git("-c", "init.defaultBranch=main", "init", "-q")
    repo.commit({}, at="2026-11-20T09:00:00+01:00")
    repo.commit({FILE: BYTES}, at="2026-11-20T15:00:00+01:00")
    repo.commit({STATEMENT: statement()}, at="2026-11-20T17:00:00+01:00")
    return folder


@pytest.fixture
def repo(origin: Path, tmp_path: Path) -> Repo:
    """A copy to work in."""
    return Repo(Path(shutil.copytree(origin, tmp_path / "demo")))


@pytest.fixture
def audit(repo: Repo, run: Run) -> Callable[..., Any]:
    """Audit as JSON: the exit code, and the code and path of each finding."""

    def call(*argv: str) -> tuple[int, list[tuple[str, str]]]:
        code, out, _ = run("audit", "--json", "--register", str(repo.root), *argv)
        told = json.loads(out)
        return code, [(each["rule"], each["path"]) for each in told["findings"]]

    return call


def test_the_example_is_whole(example: Path, run: Run) -> None:
    code, out, err = run("audit", "--register", str(example))
    assert code == 0
    assert out.splitlines()[0].startswith("Sporet er helt")
    assert f"{EXAMPLE_COMMITS} commits på hovedlinjen fra 3. mar. 2025 til 18. nov. 2026" in out
    assert f"{EXAMPLE_APPROVALS} godkendelser" in out
    assert err == "0 fejl og 0 advarsler.\n"


def test_json(repo: Repo, run: Run) -> None:
    head = repo.commit({FILE: BYTES + b"# rettet\n"}, at="2026-11-21T10:00:00+01:00")
    code, out, err = run("audit", "--json", "--register", str(repo.root), "--lang", "en")
    told = json.loads(out)
    assert (code, err) == (1, "")
    assert set(told) == KEYS
    assert (told["whole"], told["head"], told["commits"], told["statements"]) == (False, head, 4, 1)
    assert (told["from"], told["to"]) == ("2026-11-20T09:00:00+01:00", "2026-11-21T10:00:00+01:00")
    first = repo.git("rev-parse", "HEAD~2")[:12]
    assert told["findings"] == [
        {
            "rule": "HIS101",
            "severity": "error",
            "path": FILE,
            "commit": head,
            "who": "Bo Prøve <bo@example.org>",
            "when": "2026-11-21T10:00:00+01:00",
            "message": f"the assessment was changed after it was completed and on the mainline (commit {first})",
            "clause": "P7.2",
        }
    ]


def test_text_says_what_where_who_and_when(repo: Repo, run: Run) -> None:
    head = repo.commit({FILE: None}, at="2026-11-21T10:00:00+01:00")
    code, out, err = run("audit", "--register", str(repo.root))
    examined = (
        f"Undersøgt: 4 commits på hovedlinjen fra 20. nov. 2026 til 21. nov. 2026 (til og med {head[:12]}), "
        "1 godkendelse og 2 filer, der ikke må ændres, i alt."
    )
    assert code == 1
    assert out.splitlines() == [
        "Sporet er brudt. Se hvert sted nedenfor; det ældste står først.",
        examined,
        "",
        f"{FILE}: fejl: en færdig vurdering er slettet [HIS102]",
        f"  commit {head[:12]}, 21. nov. 2026 kl. 10.00, af Bo Prøve <bo@example.org>",
    ]
    assert err == "1 fejl og 0 advarsler. 'riskctl explain HIS102' forklarer.\n"


def test_nothing_is_written(repo: Repo, audit: Callable[..., Any]) -> None:
    before = snapshot(repo.folder)
    assert audit() == (0, [])
    assert snapshot(repo.folder) == before


def test_uncommitted_changes_are_said_not_to_be_looked_at(repo: Repo, run: Run) -> None:
    (repo.root / FILE).write_bytes(BYTES + b"# rettet\n")
    code, _, err = run("audit", "--register", str(repo.root))
    assert code == 0
    assert err.splitlines()[1].startswith("Filer, der endnu ikke er gemt i git")


def test_an_approval_judged_on_what_is_in_git(repo: Repo, audit: Callable[..., Any]) -> None:
    later = datetime.fromisoformat("2026-11-20T17:30:00+01:00")
    repo.commit({"approvals/2026-11-21-sara.yaml": statement(by="sara", at=later)})
    assert audit() == (1, [("HIS210", "approvals/2026-11-21-sara.yaml")])


def test_a_level_lowered_and_conflict_marks(repo: Repo, audit: Callable[..., Any]) -> None:
    lowered = BYTES.replace(b"level: critical", b"level: low", 1)
    assert lowered != BYTES
    repo.commit({"assessments/nexus/2026-11-21.yaml": lowered})
    repo.commit({"systems/net.yaml": b"<<<<<<< HEAD\nname: a\n=======\nname: b\n>>>>>>> gren\n"})
    assert audit() == (1, [("HIS107", "assessments/nexus/2026-11-21.yaml"), ("HIS106", "systems/net.yaml")])


def test_a_file_too_large_to_read(repo: Repo, audit: Callable[..., Any]) -> None:
    repo.commit({"events/2026-11-21-stor.yaml": b"#" * (9 * 1024 * 1024)})
    assert audit() == (1, [("HIS106", "events/2026-11-21-stor.yaml")])


# Branches


def branched(repo: Repo) -> None:
    """Make an event on a branch, and another on the mainline after it had left; stand on the mainline."""
    repo.git("switch", "-q", "-c", "gren")
    repo.commit({"events/2026-11-19-gren.yaml": EVENT})
    repo.git("switch", "-q", "main")
    repo.commit({"events/2026-11-19-hoved.yaml": {**EVENT, "title": "Et andet"}})


def merged(repo: Repo) -> None:
    branched(repo)
    repo.git("merge", "-q", "--no-ff", "-m", "x", "gren")


def squashed(repo: Repo) -> None:
    branched(repo)
    repo.git("merge", "-q", "--squash", "gren")
    repo.commit({})


def rebased(repo: Repo) -> None:
    branched(repo)
    repo.git("rebase", "-q", "main", "gren")
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--ff-only", "gren")


def picked(repo: Repo) -> None:
    branched(repo)
    repo.git("cherry-pick", "gren")


def foxtrot(repo: Repo) -> None:
    branched(repo)
    repo.git("switch", "-q", "gren")
    repo.git("merge", "-q", "--no-ff", "-m", "x", "main")
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--ff-only", "gren")


def criss_cross(repo: Repo) -> None:
    branched(repo)
    tip = repo.git("rev-parse", "gren")
    repo.git("switch", "-q", "gren")
    repo.git("merge", "-q", "--no-ff", "-m", "x", "main")
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "x", tip)
    repo.git("merge", "-q", "--no-ff", "-m", "x", "gren")


@pytest.mark.parametrize("how", [merged, squashed, rebased, picked, foxtrot, criss_cross])
def test_merges_of_every_kind_are_quiet(repo: Repo, audit: Callable[..., Any], how: Callable[[Repo], None]) -> None:
    how(repo)
    assert len(list((repo.root / "events").iterdir())) == 2
    assert audit() == (0, [])


def test_a_merge_that_drops_the_branch(repo: Repo, audit: Callable[..., Any]) -> None:
    branched(repo)
    repo.git("merge", "-q", "--no-ff", "-s", "ours", "-m", "x", "gren")
    assert audit() == (1, [("HIS105", "events/2026-11-19-gren.yaml")])


def test_a_merge_the_wrong_way_that_drops_the_mainline(repo: Repo, audit: Callable[..., Any]) -> None:
    branched(repo)
    tip = repo.git("rev-parse", "main")
    repo.git("switch", "-q", "gren")
    repo.git("merge", "-q", "--no-ff", "-s", "ours", "-m", "x", "main")
    assert audit() == (1, [("HIS105", "events/2026-11-19-hoved.yaml")])
    assert audit("--anchor", tip) == (1, [("HIS105", "events/2026-11-19-hoved.yaml"), ("HIS404", "")])


def test_an_edit_in_the_merge_alone(repo: Repo, audit: Callable[..., Any]) -> None:
    branched(repo)
    repo.git("merge", "-q", "--no-ff", "--no-commit", "gren")
    repo.commit({FILE: BYTES + b"# rettet\n"})
    assert audit() == (1, [("HIS104", FILE)])


def test_a_branch_that_edits_and_puts_back(repo: Repo, run: Run) -> None:
    repo.git("switch", "-q", "-c", "gren")
    first = repo.commit({FILE: BYTES + b"# rettet\n"})
    repo.commit({FILE: BYTES})
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "x", "gren")
    code, out, _ = run("audit", "--register", str(repo.root))
    assert code == 0
    assert f"{FILE}: advarsel: filen blev ændret på en gren i commit {first[:12]} af Bo Prøve" in out
    assert "[HIS108]" in out


def test_a_branch_that_deletes_is_merged(repo: Repo, audit: Callable[..., Any]) -> None:
    branched(repo)
    repo.git("switch", "-q", "gren")
    repo.commit({FILE: None})
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "x", "gren")
    assert audit() == (1, [("HIS102", FILE)])


def test_another_line_takes_the_place_of_the_mainline(repo: Repo, audit: Callable[..., Any]) -> None:
    tip = repo.git("rev-parse", "HEAD")
    repo.git("checkout", "-q", "--orphan", "nyt")
    (repo.root / STATEMENT).unlink()
    repo.commit({})
    repo.git("merge", "-q", "-s", "ours", "--allow-unrelated-histories", "-m", "x", "main")
    assert audit("--anchor", tip) == (1, [("HIS105", STATEMENT), ("HIS404", "")])


# Anchors and --since


def content_hash(repo: Repo, commit: str) -> str:
    """Return the content hash of a commit's register: sha256 of path, NUL, blob and LF, in the order of the paths."""
    listed = repo.git("ls-tree", "-r", f"{commit}:register").splitlines()
    entries = sorted((line.split("\t")[1].encode(), line.split()[2].encode()) for line in listed)
    return "sha256:" + hashlib.sha256(b"".join(path + b"\0" + blob + b"\n" for path, blob in entries)).hexdigest()


def test_anchors(repo: Repo, run: Run, audit: Callable[..., Any]) -> None:
    tip = repo.git("rev-parse", "HEAD~1")
    hashed = content_hash(repo, tip)
    assert audit("--anchor", tip, "--anchor", f"{tip[:12]}:{hashed}") == (0, [])
    assert audit("--anchor", f"{tip}:sha256:{'0' * 64}") == (1, [("HIS403", "")])
    assert audit("--anchor", "0" * 40) == (1, [("HIS403", "")])
    out = run("audit", "--register", str(repo.root), "--anchor", tip)[1]
    assert "Sammenholdt med 1 ankerpunkt fra en rapport." in out


def test_history_rewritten(repo: Repo, audit: Callable[..., Any]) -> None:
    tip = repo.git("rev-parse", "HEAD")
    repo.git("commit", "-q", "--amend", "-m", "y", at="2026-11-20T17:00:00+01:00")
    assert audit() == (0, [])
    assert audit("--anchor", tip) == (1, [("HIS403", "")])


def test_an_anchor_on_an_unmerged_branch_is_not_in_the_history(repo: Repo, audit: Callable[..., Any]) -> None:
    branched(repo)
    assert audit("--anchor", repo.git("rev-parse", "gren")) == (1, [("HIS403", "")])


@pytest.mark.parametrize("given", ["main", "HEAD", "3f2a", "3f2a91c07b5e:md5:1"])
def test_what_is_no_anchor(repo: Repo, run: Run, given: str) -> None:
    code, out, err = run("audit", "--register", str(repo.root), "--anchor", given)
    assert (code, out) == (2, "")
    assert "--anchor 3f2a91c07b5e" in err


def test_since(repo: Repo, run: Run, audit: Callable[..., Any]) -> None:
    edited = repo.commit({FILE: BYTES + b"# rettet\n"})
    repo.commit({STATEMENT: None})
    assert audit("--since", edited) == (1, [("HIS102", STATEMENT)])
    assert audit("--since", "HEAD") == (0, [])
    assert audit("--since", "HEAD~2")[1] == [("HIS101", FILE), ("HIS102", STATEMENT)]
    code, out, err = run("audit", "--register", str(repo.root), "--since", "nonsens")
    assert (code, out) == (2, "")
    assert "--since HEAD~20" in err
    assert "--at" not in err


def test_since_must_lie_on_the_mainline(repo: Repo, run: Run) -> None:
    merged(repo)
    code, _, err = run("audit", "--register", str(repo.root), "--since", "gren")
    assert code == 2
    assert "git log --first-parent" in err


def test_at_looks_at_the_history_up_to_there(repo: Repo, audit: Callable[..., Any]) -> None:
    repo.commit({FILE: BYTES + b"# rettet\n"})
    assert audit("--at", "HEAD~1") == (0, [])


def test_at_most_two_hundred_of_a_kind(repo: Repo, run: Run) -> None:
    kept = {f"events/2026-11-19-nr-{number}.yaml": EVENT for number in range(203)}
    repo.commit(kept)
    repo.commit(dict.fromkeys(kept))
    code, out, err = run("audit", "--register", str(repo.root))
    assert code == 1
    assert out.count("[HIS102]") == 200
    assert err == "203 fejl og 0 advarsler. 3 til vises ikke. 'riskctl explain HIS102' forklarer.\n"
    assert json.loads(run("audit", "--json", "--register", str(repo.root))[1])["unshown"] == 3


def test_names_from_history_are_made_visible(repo: Repo, run: Run) -> None:
    (repo.root / "a\x1b[31m\n::error b.yaml").write_bytes(b"x")
    repo.git("add", "-A")
    repo.git("-c", "user.name=x", "commit", "-q", "-m", "x", "--author", "x <x@x>")
    out = run("audit", "--register", str(repo.root))[1]
    assert "\x1b" not in out
    assert "a<U+001B>[31m ::error b.yaml: fejl" in out


def test_a_link_a_submodule_and_a_mailmap(repo: Repo, audit: Callable[..., Any]) -> None:
    (repo.root / "link.yaml").symlink_to("/etc/passwd")
    (repo.folder / ".mailmap").write_text("Eva <eva@x> <bo@example.org>\n", encoding="utf-8")
    (repo.folder / ".gitattributes").write_text("*.yaml -diff\n", encoding="utf-8")
    head = repo.git("rev-parse", "HEAD")
    repo.git("add", "-A")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{head},register/andet")
    repo.git("commit", "-q", "-m", "x")
    found = [("HIS501", "link.yaml"), ("HIS502", "andet"), ("HIS506", "../.mailmap"), ("HIS507", "../.gitattributes")]
    assert audit() == (1, found)


def test_a_register_at_the_top_of_its_repository(tmp_path: Path, run: Run) -> None:
    repo = Repo(tmp_path / "register")
    repo.root = repo.folder
    registers.small(repo.root)
    repo.git("-c", "init.defaultBranch=main", "init", "-q")
    (repo.root / ".gitattributes").write_text("* text eol=lf\n", encoding="utf-8")
    repo.commit({}, at="2026-11-20T09:00:00+01:00")
    repo.commit({FILE: BYTES, ".mailmap": b"Eva <eva@x> <bo@x>\n"}, at="2026-11-20T15:00:00+01:00")
    code, out, _ = run("audit", "--json", "--register", str(repo.root))
    assert (code, [each["rule"] for each in json.loads(out)["findings"]]) == (1, ["HIS506"])


# Signatures, with a real key


def test_a_signature_is_checked_with_the_key_of_the_person(repo: Repo, audit: Callable[..., Any]) -> None:
    keys = {}
    for who in ("erik", "ukendt"):
        argv = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", who, "-f", str(repo.folder.parent / who)]
        subprocess.run(argv, check=True)
        keys[who] = " ".join((repo.folder.parent / f"{who}.pub").read_text(encoding="ascii").split()[:2])
    held = registers.files()["organisation.yaml"]
    span = {"from": registers.SINCE, "until": datetime.fromisoformat("2027-12-31T00:00:00").date()}
    with_key = {**held, "keys": {"erik": [{"key": keys["erik"], **span}]}}
    repo.git("reset", "-q", "--hard", "HEAD~2")
    repo.git("update-ref", "-d", "HEAD")
    repo.commit({"organisation.yaml": with_key}, at="2026-11-20T09:00:00+01:00")
    repo.commit({FILE: BYTES}, at="2026-11-20T15:00:00+01:00")
    signed = statement(kind="signed")
    del signed["evidence"], signed["witness"]
    for path, who, namespace in (
        (STATEMENT, "erik", "riskctl-approval@v1"),
        ("approvals/2026-11-20-forkert-noegle.yaml", "ukendt", "riskctl-approval@v1"),
        ("approvals/2026-11-20-forkert-rum.yaml", "erik", "file"),
    ):
        registers.write(repo.root, {path: signed})
        key = str(repo.folder.parent / who)
        argv = ["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", namespace, str(repo.root / path)]
        subprocess.run(argv, check=True, capture_output=True)
    repo.commit({}, at="2026-11-20T17:00:00+01:00")
    wrong = ["approvals/2026-11-20-forkert-noegle.yaml", "approvals/2026-11-20-forkert-rum.yaml"]
    assert audit() == (1, [("HIS204", path) for path in wrong])


# Where it can't tell


def cannot(run: Run, root: Path, mend: str) -> None:
    """Check that an audit can't tell, and names what mends it in both languages."""
    for lang in ("da", "en"):
        code, out, err = run("audit", "--json", "--register", str(root), "--lang", lang)
        assert code == 2
        assert json.loads(out)["whole"] is None
        assert mend in err
        assert run("audit", "--register", str(root), "--lang", lang)[1] == ""


def test_a_shallow_clone(repo: Repo, tmp_path: Path, run: Run) -> None:
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.folder}", str(tmp_path / "kort"))
    cannot(run, tmp_path / "kort", "git fetch --unshallow")


def test_a_partial_clone(repo: Repo, tmp_path: Path, run: Run) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "-q", "--filter=blob:none", f"file://{repo.folder}", str(tmp_path / "del"))
    cannot(run, tmp_path / "del", "git clone")


def test_a_partial_clone_told_by_its_packs_alone(repo: Repo, run: Run) -> None:
    (repo.folder / ".git" / "objects" / "pack" / "pack-1.promisor").write_bytes(b"")
    cannot(run, repo.root, "git clone")


def test_replacements(repo: Repo, run: Run) -> None:
    repo.git("replace", "HEAD", "HEAD~1")
    cannot(run, repo.root, "git replace -d")


def test_grafts(repo: Repo, run: Run) -> None:
    (repo.folder / ".git" / "info").mkdir(exist_ok=True)
    (repo.folder / ".git" / "info" / "grafts").write_text(repo.git("rev-parse", "HEAD") + "\n", encoding="ascii")
    cannot(run, repo.root, "grafts")


def objects(repo: Repo) -> list[Path]:
    return sorted(each for each in (repo.folder / ".git" / "objects").glob("??/*"))


def test_an_object_that_is_gone(repo: Repo, run: Run) -> None:
    oid = repo.git("rev-parse", f"HEAD:register/{FILE}")
    (repo.folder / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    cannot(run, repo.root, "git fsck --full")


def test_an_object_that_holds_something_else(repo: Repo, run: Run) -> None:
    oid, other = repo.git("rev-parse", f"HEAD:register/{FILE}"), repo.git("rev-parse", "HEAD:register/systems/net.yaml")
    path, wrong = (repo.folder / ".git" / "objects" / each[:2] / each[2:] for each in (oid, other))
    path.chmod(0o644)
    path.write_bytes(wrong.read_bytes())
    cannot(run, repo.root, "git fsck --full")


def test_no_repository(tmp_path: Path, run: Run) -> None:
    cannot(run, registers.small(tmp_path / "register"), "git init")


def test_no_commit(tmp_path: Path, run: Run) -> None:
    repo = Repo(tmp_path)
    registers.small(repo.root)
    repo.git("init", "-q")
    cannot(run, repo.root, "git commit")


def test_a_register_not_committed(tmp_path: Path, run: Run) -> None:
    repo = Repo(tmp_path)
    registers.small(repo.root)
    repo.git("init", "-q")
    repo.git("commit", "-q", "--allow-empty", "-m", "x")
    cannot(run, repo.root, "git commit")


def test_no_git(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    cannot(run, repo.root, "Install")


# What a bundle is made from


def test_the_trail_as_values(repo: Repo) -> None:
    head = repo.git("rev-parse", "HEAD")
    trail = read_trail(place_at(repo.root), head, datetime.fromisoformat("2026-11-23T12:00:00+01:00"))
    assert {path: trail.arrival(seal).commit for path, seal in trail.records.items()} == {
        FILE: repo.git("rev-parse", "HEAD~1"),
        STATEMENT: head,
    }
    assert [(seal.file.path, trail.arrival(seal).who) for seal in trail.statements] == [
        (STATEMENT, "Bo Prøve <bo@example.org>")
    ]
    assert trail.records[FILE].file.oid == repo.git("rev-parse", f"HEAD:register/{FILE}")
