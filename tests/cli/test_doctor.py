"""`riskctl doctor`: each unhealthy state made for real, seen, and mended by the very command that is shown."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from riskctl.cli.main import main
from riskctl.errors import RiskctlError
from riskctl.store import git as store_git
from riskctl.store import health_machine
from riskctl.text import LANGUAGES, texts_of
from tests import registers
from tests.cli.test_audit import BYTES, FILE, Repo
from tests.cli.writes import ASSESSMENT

NOW: Final = "2026-11-23T12:00:00+01:00"
IDS: Final = [
    *("git", "ssh-keygen", "terminal", "time-zone", "clock", "register", "repository", "history", "identity"),
    *("hook", "git-index", "line-endings", "encoding", "schemas", "leftovers", "permissions"),
]
Doctor = Callable[..., dict[str, tuple[str, str | None]]]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the commands are tried in a POSIX shell")


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("RISKCTL_REGISTER", "RISKCTL_NOW", "RISKCTL_LANG", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home))
    (home / ".gitconfig").write_text("[user]\n\tname = Bo Prøve\n\temail = bo@example.org\n", encoding="utf-8")


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A healthy register with three commits; not to be written to."""
    repo = Repo(tmp_path_factory.mktemp("doctor") / "demo")
    registers.small(repo.root)
    (repo.folder / ".gitattributes").write_text("register/** text eol=lf\n", encoding="utf-8")
    repo.git("-c", "init.defaultBranch=main", "init", "-q")
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.commit({}, at="2026-11-20T09:00:00+01:00")
    repo.commit({FILE: BYTES}, at="2026-11-20T15:00:00+01:00")
    repo.commit({"threats/wind.yaml": registers.threat("Storm", "low", ["physical"])}, at="2026-11-20T16:00:00+01:00")
    return repo.folder


@pytest.fixture
def repo(origin: Path, tmp_path: Path) -> Repo:
    return Repo(Path(shutil.copytree(origin, tmp_path / "vores register")))


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Run `doctor --json`; return the status and the commands of each check."""

    def run(root: Path, *argv: str, now: str | None = NOW) -> dict[str, tuple[str, str | None]]:
        capsys.readouterr()
        stated = ["--now", now] if now else []
        code = main(["doctor", "--json", "--register", str(root), *stated, *argv])
        checks = json.loads(capsys.readouterr().out)["checks"]
        assert code == int(any(each["status"] != "ok" for each in checks))
        assert all(set(each) == {"id", "status", "message", "mend"} and each["message"] for each in checks)
        assert all((each["mend"] is None) == (each["status"] == "ok") for each in checks)
        return {each["id"]: (each["status"], each["mend"]) for each in checks}

    return run


def shell(command: str | None, **environment: str) -> None:
    """Run the commands shown as a person would who copies them."""
    assert command is not None
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(
        ["bash", "-e", "-c", command],
        env={**os.environ, "PATH": path, **environment},
        cwd=os.environ["HOME"],
        check=True,
        capture_output=True,
    )


def everything(top: Path) -> Mapping[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()}


def only(found: dict[str, tuple[str, str | None]]) -> tuple[str, str, str]:
    """Return the id, the status and the commands of the only check that found something."""
    ((id_, (status, mend)),) = ((id_, each) for id_, each in found.items() if each[0] != "ok")
    assert mend
    return id_, status, mend


def healthy(doctor: Doctor, root: Path) -> bool:
    return all(status == "ok" for status, _ in doctor(root).values())


def test_a_healthy_register_and_nothing_written(repo: Repo, doctor: Doctor) -> None:
    before = everything(repo.folder)
    found = doctor(repo.root)
    assert list(found) == IDS
    assert {status for status, _ in found.values()} == {"ok"}
    assert everything(repo.folder) == before


def test_in_words(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    (repo.root / "systems/.riskctl-0123456789abcdef.tmp").write_text("x", encoding="utf-8")
    assert main(["doctor", "--register", str(repo.root), "--now", NOW]) == 1
    out, err = capsys.readouterr()
    lines = out.splitlines()
    at = lines.index("advarsel  rester: 1 halvskrevet fil ligger tilbage: .riskctl-0123456789abcdef.tmp")
    assert lines[at + 1].strip().startswith("rm -- '")
    assert "i orden   historik: er hel" in lines
    assert err == "1 ting bør bringes i orden; kommandoerne står ovenfor.\n"
    shell(lines[at + 1])
    assert main(["doctor", "--register", str(repo.root), "--now", NOW, "--lang", "en"]) == 0
    assert capsys.readouterr().err == "All is well.\n"


# The history


def clone(repo: Repo, *options: str) -> Repo:
    made = repo.folder.parent / "clone"
    command = ["git", "clone", "--quiet", *options, f"file://{repo.folder}", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return Repo(made)


def test_a_shallow_clone(repo: Repo, doctor: Doctor) -> None:
    cloned = clone(repo, "--depth", "1")
    id_, status, mend = only(doctor(cloned.root))
    assert (id_, status) == ("history", "error")
    assert mend == f"git -C {cloned.folder} fetch --unshallow"
    shell(mend)
    assert healthy(doctor, cloned.root)


def test_a_partial_clone(repo: Repo, doctor: Doctor) -> None:
    cloned = clone(repo, "--filter=blob:none")
    id_, status, mend = only(doctor(cloned.root))
    assert (id_, status) == ("history", "error")
    shell(mend)
    assert healthy(doctor, Path(f"{cloned.folder}-ny/register"))


def test_replacements_and_grafts(repo: Repo, doctor: Doctor) -> None:
    repo.git("replace", "HEAD", "HEAD~2")
    repo.git("replace", "HEAD~1:register/procedure.yaml", "HEAD:register/organisation.yaml", "-f")
    id_, status, mend = only(doctor(repo.root))
    assert (id_, status) == ("history", "error")
    shell(mend)
    assert healthy(doctor, repo.root)
    grafts = repo.folder / ".git/info/grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(repo.git("rev-parse", "HEAD") + "\n", encoding="utf-8")
    id_, _, mend = only(doctor(repo.root))
    assert id_ == "history"
    shell(mend)
    assert healthy(doctor, repo.root)


def test_a_damaged_repository_is_fetched_anew_where_it_came_from(repo: Repo, doctor: Doctor) -> None:
    cloned = clone(repo)
    blob = cloned.git("rev-parse", "HEAD~2:register/systems/nexus.yaml")
    for pack in (cloned.folder / ".git/objects/pack").glob("*.pack"):
        moved = pack.rename(cloned.folder / pack.name)
        pack.with_suffix(".idx").unlink()
        pack.with_suffix(".rev").unlink(missing_ok=True)
        with moved.open("rb") as file:
            subprocess.run(["git", "-C", str(cloned.folder), "unpack-objects", "-q"], stdin=file, check=True)
        moved.unlink()
    (cloned.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    found = doctor(cloned.root)
    assert found["history"][0] == "error"
    shell(found["history"][1])
    assert healthy(doctor, Path(f"{cloned.folder}-ny/register"))


def test_no_repository_then_no_commit(tmp_path: Path, doctor: Doctor) -> None:
    root = registers.small(tmp_path / "ny mappe/register")
    id_, status, mend = only(doctor(root))
    assert (id_, status) == ("repository", "error")
    first, *rest = mend.splitlines()
    shell(first)
    found = doctor(root, now="2099-01-01T12:00:00+01:00")
    assert found["repository"] == ("error", "\n".join(rest))
    shell("\n".join(rest))
    assert doctor(root, now="2099-01-01T12:00:00+01:00")["repository"] == ("ok", None)


# Line ends and characters


def test_a_clone_with_windows_line_ends(repo: Repo, doctor: Doctor) -> None:
    repo.git("rm", "-q", ".gitattributes")
    repo.git("commit", "-q", "-m", "Uden", at="2026-11-20T17:00:00+01:00")
    cloned = clone(repo, "-c", "core.autocrlf=true")
    assert b"\r\n" in (cloned.root / FILE).read_bytes()
    system = cloned.root / "systems/net.yaml"
    system.write_bytes(system.read_bytes().replace("Netværk".encode(), b"Net"))
    new = cloned.root / "assessments/nexus/2026-11-21.yaml"
    new.write_bytes(BYTES.replace(b"2026-11-20", b"2026-11-21").replace(b"\n", b"\r\n"))
    found = doctor(cloned.root)
    assert found["line-endings"][0] == "error"
    for command in str(found["line-endings"][1]).splitlines():
        if command.startswith("riskctl check --fix"):
            done = subprocess.run([*command.split(), "--now", NOW], capture_output=True, check=False)
            assert done.returncode in {0, 1}
        else:
            shell(command)
    assert not any(b"\r" in path.read_bytes() for path in cloned.root.rglob("*.yaml"))
    assert (cloned.root / FILE).read_bytes() == BYTES
    assert b"name: Net\n" in system.read_bytes(), "what was not committed is still there"
    assert only(doctor(cloned.root))[:2] == ("line-endings", "warning"), "the next clone needs .gitattributes"


def test_git_that_would_make_windows_line_ends(repo: Repo, doctor: Doctor) -> None:
    repo.git("rm", "-q", ".gitattributes")
    repo.git("commit", "-q", "-m", "Uden", at="2026-11-20T17:00:00+01:00")
    repo.git("config", "core.autocrlf", "true")
    id_, status, mend = only(doctor(repo.root))
    assert (id_, status) == ("line-endings", "warning")
    shell(mend)
    id_, status, mend = only(doctor(repo.root))
    assert (id_, status) == ("line-endings", "warning")
    shell(mend)
    assert healthy(doctor, repo.root)
    assert (repo.folder / ".gitattributes").read_text(encoding="utf-8") == "register/** text eol=lf\n"


def test_files_that_are_not_plain_utf_8(repo: Repo, doctor: Doctor) -> None:
    latin, marked = repo.root / "threats/fire.yaml", repo.root / "systems/net.yaml"
    rights = [path.read_bytes() for path in (latin, marked)]
    latin.write_bytes(rights[0].decode().replace("Brand", "Påsat brand").encode("cp1252"))
    id_, status, mend = only(doctor(repo.root))
    assert (id_, status) == ("encoding", "error")
    shell(mend)
    assert latin.read_bytes() == rights[0].decode().replace("Brand", "Påsat brand").encode()
    marked.write_bytes("\ufeff".encode() + rights[1])
    id_, status, mend = only(doctor(repo.root))
    assert (id_, status) == ("encoding", "error")
    shell(mend, RISKCTL_NOW=NOW)
    assert marked.read_bytes() == rights[1]
    assert healthy(doctor, repo.root)


# The machine


def in_shell(before: str | None, root: Path, **environment: str) -> dict[str, tuple[str, str | None]]:
    """Return what `doctor` finds in a shell of its own, after a command there."""
    command = f"{before or 'true'}; {sys.executable} -m riskctl doctor --json --register '{root}'"
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
    )
    return {each["id"]: (each["status"], each["mend"]) for each in json.loads(done.stdout)["checks"]}


def test_a_terminal_without_utf_8(repo: Repo) -> None:
    locale = "da_DK.ISO-8859-1"
    status, mend = in_shell(None, repo.root, LC_ALL=locale)["terminal"]
    assert status == "warning"
    assert in_shell(mend, repo.root, LC_ALL=locale)["terminal"][0] == "ok"


def test_a_clock_that_is_set_by_the_environment(repo: Repo) -> None:
    status, mend = in_shell(None, repo.root, RISKCTL_NOW=NOW)["clock"]
    assert (status, mend) == ("warning", "unset RISKCTL_NOW")
    assert in_shell(mend, repo.root, RISKCTL_NOW=NOW)["clock"] == ("ok", None)


@pytest.mark.parametrize(
    ("at", "status"), [("2026-11-23T12:04:00+01:00", "ok"), ("2026-11-23T13:00:00+01:00", "warning"),
                       ("2026-11-24T11:00:00+01:00", "warning"), ("2026-11-24T13:00:00+01:00", "error")]
)  # fmt: skip
def test_a_commit_ahead_of_the_clock(at: str, status: str, repo: Repo, doctor: Doctor) -> None:
    repo.git("commit", "-q", "--allow-empty", "-m", "Senere", at=at)
    found = doctor(repo.root)["clock"]
    assert found[0] == status
    if status != "ok":
        shell(found[1], GIT_COMMITTER_DATE="2026-11-23T11:59:00+01:00")
        assert healthy(doctor, repo.root)
        assert repo.git("log", "-1", "--format=%s") == "Senere"


def test_a_clock_behind_what_others_have(repo: Repo, doctor: Doctor) -> None:
    repo.git("commit", "-q", "--allow-empty", "-m", "Senere", at="2026-12-24T12:00:00+01:00")
    cloned = clone(repo)
    id_, status, mend = only(doctor(cloned.root))
    assert (id_, status) == ("clock", "error")
    assert mend.startswith(("sudo timedatectl", "sudo sntp"))
    assert healthy_at(doctor, cloned.root, "2026-12-24T12:01:00+01:00")


def healthy_at(doctor: Doctor, root: Path, now: str) -> bool:
    return all(status == "ok" for status, _ in doctor(root, now=now).values())


def test_a_commit_dated_beyond_any_calendar(repo: Repo, doctor: Doctor) -> None:
    tree, stamp = repo.git("rev-parse", "HEAD^{tree}"), "Bo <bo@example.org> 99999999999999 +0000"
    made = subprocess.run(
        ["git", "-C", str(repo.folder), "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        input=f"tree {tree}\nauthor {stamp}\ncommitter {stamp}\n\nx\n".encode(),
        capture_output=True,
        check=True,
    )
    repo.git("reset", "-q", "--hard", made.stdout.decode().strip())
    id_, status, mend = only(doctor(repo.root))
    assert (id_, status) == ("clock", "error")
    shell(mend, GIT_COMMITTER_DATE="2026-11-23T11:59:00+01:00")
    assert healthy(doctor, repo.root)


def test_nobody_is_known_to_git(repo: Repo, doctor: Doctor) -> None:
    Path(os.environ["HOME"], ".gitconfig").unlink()
    id_, status, mend = only(doctor(repo.root))
    assert (id_, status) == ("identity", "warning")
    assert len(mend.splitlines()) == 2
    shell(mend)
    assert healthy(doctor, repo.root)


def programs(folder: Path, **texts: str) -> str:
    """Make programs; return the folder they lie in."""
    folder.mkdir()
    for name, text in texts.items():
        path = folder / name.replace("_", "-")
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)
    return str(folder)


@pytest.mark.parametrize("version", [None, "2.32.7", "1.8.3.1"])
def test_git_that_is_missing_or_too_old(
    version: str | None, repo: Repo, doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {"git": f"echo git version {version}"} if version else {}
    monkeypatch.setenv("PATH", programs(tmp_path / "programs", apt_get="", **made))
    found = doctor(repo.root)
    assert found["git"] == ("error", "sudo apt-get install git")
    assert found["ssh-keygen"] == ("warning", "sudo apt-get install openssh-client")
    assert {"history", "identity", "repository"}.isdisjoint(found), "nothing of it can be asked"
    assert found["encoding"] == ("ok", None)


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ("2.33.0", (2, 33, 0)),
        ("2.39.5 (Apple Git-154)", (2, 39, 5)),
        ("2.47.1.windows.2", (2, 47, 1)),
        ("3.0", (3, 0)),
    ],
)
def test_versions_of_git_that_will_do(
    told: str, version: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", programs(tmp_path / "programs", git=f"echo 'git version {told}'"))
    assert health_machine.git_there().status == "ok"
    assert store_git.version() == version


def test_ssh_keygen_that_is_too_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = programs(tmp_path / "programs", ssh_keygen="echo 'unknown option -- Y' >&2; exit 1", dnf="")
    monkeypatch.setenv("PATH", made)
    found = health_machine.signing()
    assert (found.status, found.mend) == ("warning", ("sudo dnf install openssh-clients",))


def test_time_zones(repo: Repo, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    procedure = repo.root / "procedure.yaml"
    text = procedure.read_text(encoding="utf-8")
    procedure.write_text(text.replace("Europe/Copenhagen", "Europe/Koebenhavn"), encoding="utf-8")
    id_, status, mend = only(doctor(repo.root))
    assert (id_, status, mend) == ("time-zone", "error", "riskctl explain PRC204")
    monkeypatch.setattr(health_machine, "zone_named", lambda _: None)
    found = health_machine.time_zones("Europe/Copenhagen")
    assert found.mend == (f"{sys.executable} -m pip install tzdata",)


# The folder


def test_what_killed_writers_left(repo: Repo, doctor: Doctor) -> None:
    (repo.root / "systems/.riskctl-0123456789abcdef.tmp").write_text("half", encoding="utf-8")
    id_, status, mend = only(doctor(repo.root))
    assert (id_, status) == ("leftovers", "warning")
    shell(mend)
    assert healthy(doctor, repo.root)


@pytest.mark.parametrize("damage", ["locked", "cut off", "nonsense"])
def test_the_index_of_git(damage: str, repo: Repo, doctor: Doctor) -> None:
    index = repo.folder / ".git/index"
    system = repo.root / "systems/net.yaml"
    system.write_text(system.read_text(encoding="utf-8").replace("Netværk", "Net"), encoding="utf-8")
    if damage == "locked":
        index.with_name("index.lock").touch()
    else:
        index.write_bytes(index.read_bytes()[:100] if damage == "cut off" else b"nonsense" * 20)
    found = doctor(repo.root)
    assert found["git-index"][0] == ("warning" if damage == "locked" else "error")
    assert found["history"][0] == ("ok" if damage == "locked" else "warning"), "it may be whole for all git can tell"
    shell(found["git-index"][1])
    assert healthy(doctor, repo.root)
    assert "name: Net\n" in system.read_text(encoding="utf-8"), "what was not committed is still there"


@pytest.mark.parametrize(("bits", "status"), [(0o444, "warning"), (0o755, "warning"), (0o200, "error")])
def test_permissions(bits: int, status: str, repo: Repo, doctor: Doctor) -> None:
    for path in ("systems/net.yaml", FILE):
        (repo.root / path).chmod(bits)
    found = doctor(repo.root)["permissions"]
    assert found[0] == status
    shell(found[1])
    assert healthy(doctor, repo.root)


def test_schemas_that_are_out_of_date(repo: Repo, doctor: Doctor) -> None:
    shell(f"riskctl schema --install --register '{repo.root}'")
    assert healthy(doctor, repo.root)
    registers.write(repo.root, {"systems/vagt.yaml": registers.system("Vagtplan", criticality="low")})
    id_, status, mend = only(doctor(repo.root))
    assert (id_, status) == ("schemas", "warning")
    shell(mend)
    assert healthy(doctor, repo.root)


def test_a_hook_that_does_nothing_any_more(repo: Repo, doctor: Doctor, tmp_path: Path) -> None:
    hook = repo.folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    assert healthy(doctor, repo.root), "somebody's own hook is none of ours"
    hook.unlink()
    assert main(["init", str(repo.root), "--hook"]) == 0
    assert healthy(doctor, repo.root)
    hook.chmod(0o644)
    id_, status, mend = only(doctor(repo.root))
    assert (id_, status) == ("hook", "warning")
    shell(mend)
    assert healthy(doctor, repo.root)
    hook.write_text(hook.read_text(encoding="utf-8").replace(sys.executable, f"{tmp_path}/gone/python"), "utf-8")
    id_, status, mend = only(doctor(repo.root))
    assert (id_, status) == ("hook", "warning")
    shell(mend)
    assert healthy(doctor, repo.root)


def test_no_register(tmp_path: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    found = doctor(tmp_path / "nowhere")
    assert found["register"] == ("error", "riskctl init risikoregister")
    assert found["git"][0] == "ok"
    monkeypatch.chdir(tmp_path / "empty")
    shell(f"cd '{tmp_path}/empty'; {found['register'][1]}")
    assert doctor(tmp_path / "empty/risikoregister")["register"] == ("ok", None)


def test_a_register_whose_procedure_can_not_be_used(repo: Repo, doctor: Doctor) -> None:
    (repo.root / "procedure.yaml").write_text("version: 1\n", encoding="utf-8")
    found = doctor(repo.root)
    assert found["register"] == ("error", f"riskctl check --register '{repo.root}'")
    assert found["history"] == ("ok", None), "the rest is looked at all the same"


def test_a_file_that_can_not_be_read_hides_nothing_else(
    repo: Repo, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: object, path: str) -> bytes:
        raise RiskctlError("file-unreadable", path=path, message="Permission denied")

    monkeypatch.setattr("riskctl.store.trees.WorkTree.read", refused)
    (repo.root / FILE).chmod(0)
    found = doctor(repo.root)
    assert found["register"][0] == "error"
    assert found["permissions"] == ("error", f"chmod u+rw -- '{repo.root / FILE}'")
    assert found["identity"] == ("ok", None)


def test_uncommitted_work_is_no_illness(repo: Repo, doctor: Doctor, capsys: pytest.CaptureFixture[str]) -> None:
    registers.write(repo.root, {"assessments/nexus/2026-11-22.yaml": {**ASSESSMENT, "note": "Ny"}})
    assert healthy(doctor, repo.root)
    main(["doctor", "--register", str(repo.root), "--now", NOW])
    assert "noget er ændret, siden det sidst blev gemt" in capsys.readouterr().out


def test_what_fails_silences_nothing_else(repo: Repo, doctor: Doctor) -> None:
    (repo.folder / ".git/HEAD").write_text("ref: refs/heads/\x01\n", encoding="utf-8")
    found = doctor(repo.root)
    assert list(found) == IDS
    assert found["permissions"] == ("ok", None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_check_has_a_name(lang: Any) -> None:
    assert set(IDS) <= set(texts_of(lang, "doctor"))
