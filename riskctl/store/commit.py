"""Writing in git: the only module that uses GitPython, and of it only `Git.execute`, argv in, text out.

GitPython's own objects run what a repository configures and lose commits under load (`4-trust.md`). The
person's own hooks and signing do apply to a commit.
"""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Final

from riskctl.errors import RiskctlError
from riskctl.store.find import Place
from riskctl.store.git import Repository, repository_of
from riskctl.store.programs import environment, program
from riskctl.store.trees import blob_id

INDEX_PATIENCE: Final = 2.0
"""Seconds to wait for a git that the person runs."""
_OWN_SETTINGS_ONLY: Final = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
_THE_SAME_EVERYWHERE: Final = (
    "core.autocrlf=false",
    "core.fileMode=false",
    f"core.hooksPath={os.devnull}",
    "commit.gpgSign=false",
    "gc.auto=0",
    "maintenance.auto=false",
    f"core.excludesFile={os.devnull}",
    f"core.attributesFile={os.devnull}",
)


def identity(place: Place) -> str | None:
    """Return the email address that git would commit with here; None when it knows none."""
    if place.repository is None:
        return None
    try:
        return setting(place.repository, "user.email")
    except RiskctlError:
        return None


def needs_identity(place: Place) -> None:
    """Raise RiskctlError when there is no repository, or git does not know who commits."""
    repository = place.needs_repository()
    if not (setting(repository, "user.email") and setting(repository, "user.name")):
        raise RiskctlError("no-identity")


def needs_free_index(place: Place, patience: float = INDEX_PATIENCE) -> None:
    """Raise RiskctlError when another git keeps the index for longer than `patience` seconds, or left its lock."""
    held = place.needs_repository().git_dir / "index.lock"
    until = time.monotonic() + patience
    while held.exists():
        if time.monotonic() > until:
            raise RiskctlError("index-locked", path=held)
        time.sleep(0.05)


def commit(place: Place, contents: Mapping[str, bytes], message: str) -> str:
    """Commit these files of the register, and nothing else; return the commit after reading it back.

    The paths are relative to the register. Raise RiskctlError when git refuses, or when the commit holds
    other bytes than were written.
    """
    repository = place.needs_repository()
    needs_identity(place)
    paths = [f"{place.folder}/{path}" if place.folder else path for path in contents]
    own = _unfiltered(repository)
    _execute(repository, "-c", "core.fsync=all", "add", "--", *paths, env=own)
    _execute(repository, "-c", "core.fsync=all", "commit", "--quiet", "--only", "-m", message, "--", *paths, env=own)
    made = repository.commit("HEAD")
    entries = {each.path: each.oid for each in repository.tree(made, "")} if made else {}
    if made is None or any(
        entries.get(path) != blob_id(data, len(made)) for path, data in zip(paths, contents.values(), strict=True)
    ):
        raise RiskctlError("committed-differs", path=", ".join(paths))
    return made


def _unfiltered(repository: Repository) -> dict[str, str]:
    """Return settings under which git stores the bytes as they are, and starts nothing but hooks and signing.

    They go by the environment: the name of a filter may hold any character, and `-c` ends a name at the first `=`.
    """
    settings = {"core.fsmonitor": "false"}
    for name in _execute(repository, "config", "--list", "--name-only", "-z").split("\0"):
        if name.startswith("filter."):
            settings[name] = "false" if name.endswith(".required") else ""
    pairs = enumerate(settings.items())
    keys = {
        f"GIT_CONFIG_{part}_{at}": text for at, pair in pairs for part, text in zip(("KEY", "VALUE"), pair, strict=True)
    }
    return {**keys, "GIT_CONFIG_COUNT": str(len(settings))}


def create_repository(path: Path) -> Place:
    """Make an empty repository with the branch main, whatever the person's git is set to; return the place."""
    path.mkdir(parents=True, exist_ok=True)
    argv = [_git(), "init", "--quiet", "--initial-branch=main", "--object-format=sha1", "--template=", "--", "."]
    _run(argv, path, _OWN_SETTINGS_ONLY)
    return Place(path.resolve(), repository_of(path.resolve()))


def commit_as(
    place: Place, paths: Sequence[str] | None, message: str, *, author: tuple[str, str], moment: datetime
) -> str:
    """Commit under a fixed identity and time; the same content and history give the same id on every machine.

    `paths` are relative to the repository; None takes everything that changed. `author` is a name and an email.
    """
    repository = place.needs_repository()
    settings = [part for setting in _THE_SAME_EVERYWHERE for part in ("-c", setting)]
    name, email = author
    stamp = f"@{int(moment.timestamp())} {moment:%z}"
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", name), ("EMAIL", email), ("DATE", stamp))
    }
    environment = {**_OWN_SETTINGS_ONLY, **who}
    _execute(
        repository,
        *settings,
        "add",
        *(["--force", "--", *paths] if paths is not None else ["--force", "--all"]),
        env=environment,
    )
    _execute(repository, *settings, "commit", "--quiet", "--cleanup=verbatim", "-m", message, env=environment)
    made = repository.commit("HEAD")
    if made is None:
        raise RiskctlError("git-failed", command="commit", message="HEAD")
    return made


def import_history(place: Place, stream: bytes) -> str:
    """Make the commits of a `git fast-import` stream in a new repository; return the one main ends at."""
    repository = place.needs_repository()
    with TemporaryFile() as file:
        file.write(stream)
        file.seek(0)
        _execute(repository, "fast-import", "--quiet", "--done", env=_OWN_SETTINGS_ONLY, istream=file)
    made = repository.commit("refs/heads/main")
    if made is None:
        raise RiskctlError("git-failed", command="fast-import", message="main")
    return made


def index_head(place: Place) -> None:
    """Make the index agree with HEAD, for a work tree that was written from it."""
    settings = [part for setting in _THE_SAME_EVERYWHERE for part in ("-c", setting)]
    _execute(place.needs_repository(), *settings, "read-tree", "HEAD", env=_OWN_SETTINGS_ONLY)
    _execute(place.needs_repository(), *settings, "update-index", "-q", "--refresh", env=_OWN_SETTINGS_ONLY)


def setting(repository: Repository, name: str) -> str | None:
    """Return what git is set to, by the repository or by the person; None when it is not."""
    return _execute(repository, "config", "--default", "", "--get", name) or None


def _execute(
    repository: Repository, *args: str, env: Mapping[str, str] | None = None, istream: BinaryIO | None = None
) -> str:
    where = ["--git-dir", str(repository.git_dir), "--work-tree", str(repository.work_tree), "--literal-pathspecs"]
    return _run([_git(), *where, *args], repository.work_tree, env, istream)


def _run(argv: list[str], folder: Path, env: Mapping[str, str] | None, istream: BinaryIO | None = None) -> str:
    with _without_git_variables(argv[0]):
        try:
            from git.cmd import Git
            from git.exc import GitCommandError, GitCommandNotFound
        except ImportError as error:  # it starts git once to see whether it can
            cause = getattr(error.__cause__, "strerror", None)
            raise RiskctlError("system-failed", message=cause or str(error)) from None
        try:
            out: Any = Git(folder).execute(argv, env={**environment(), **(env or {})}, istream=istream)
        except (GitCommandError, GitCommandNotFound) as error:
            told = str(error.stderr or "").strip().removeprefix("stderr: ").strip("' \n").splitlines()
            message = told[-1].strip() if told else str(error.status)
            raise RiskctlError("git-failed", command=_command(argv), message=message) from None
        except OSError as error:
            raise RiskctlError("git-failed", command=_command(argv), message=error.strerror or "") from None
    return str(out).strip()


def _command(argv: list[str]) -> str:
    return next((word for word in argv if word in ("init", "add", "commit", "config")), "")


@contextmanager
def _without_git_variables(git: str) -> Iterator[None]:
    """Keep `GIT_*` from the child: GitPython hands on the whole environment, and its import runs a git by itself."""
    own = {**environment(), "GIT_PYTHON_REFRESH": "quiet", "GIT_PYTHON_GIT_EXECUTABLE": git}
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("GIT_") or name in own}
    os.environ.update(own)
    try:
        yield
    finally:
        for name in own:
            os.environ.pop(name, None)
        os.environ.update(kept)


def _git() -> str:
    found = program("git")
    if found is None:
        raise RiskctlError("git-missing")
    return found
