"""The repository of a register: is it there, is its history whole, who commits, do its hook and index work."""

import hashlib
import os
import re
import shlex
from typing import Final

from riskctl.core.health import Check
from riskctl.errors import RiskctlError
from riskctl.store import trail
from riskctl.store.commit import setting
from riskctl.store.find import Place, has_register, revision_of, tree_of
from riskctl.store.git import Repository
from riskctl.store.health_commands import delete, git, mode, quoted, riskctl
from riskctl.store.hook import HOOK

_PYTHON: Final = re.compile(r"^python=(\S.*)$", re.MULTILINE)


def repository(place: Place) -> Check:
    """Look whether the register lies in git, and is committed."""
    top = place.root.parent if place.root.name == "register" else place.root
    top = place.repository.work_tree if place.repository else top
    folder = place.root.relative_to(top.resolve()).as_posix()
    add = (git(top, "add", "--", folder), git(top, "commit", "--quiet", "-m", "Risikoregister"))
    if place.repository is None:
        return Check("repository", "error", "missing", mend=(quoted("git", "init", "--quiet", top), *add))
    found = revision_of(place, tree_of(place))
    if found.commit is None or not has_register(place, found.commit):
        return Check("repository", "error", "no-commit", mend=add)
    return Check("repository", "ok", "dirty" if found.dirty else "ok")


def history(place: Place) -> Check:
    """Look whether the history is whole, so that it can be relied on."""
    if place.repository is None or place.repository.commit("HEAD") is None:
        return Check("history", "ok", "none")
    reason = trail.cannot_tell(place)
    if reason is None:
        return Check("history", "ok")
    index = git_index(place)
    if reason == "corrupt" and index.status == "error":  # git looks at the index as well
        return Check("history", "warning", "after-index", mend=index.mend)
    return Check("history", "error", reason, mend=_whole_again(place.repository, reason))


def _whole_again(repository: Repository, reason: trail.Reason) -> tuple[str, ...]:
    top = repository.work_tree
    if reason == "shallow":
        return (git(top, "fetch", "--unshallow"),)
    if reason == "replaced":
        refs = repository.run("for-each-ref", "--format=%(refname)", "refs/replace/").decode().split()
        return tuple(git(top, "update-ref", "-d", ref) for ref in refs)
    if reason == "grafts":
        return (delete([repository.common_dir() / "info" / "grafts"]),)
    address = setting(repository, "remote.origin.url")
    anew = (quoted("git", "clone", "--", address, f"{top}-ny"),) if address else ()
    return anew if reason == "partial" else (*anew, git(top, "fsck", "--full"))[:1]


def git_index(place: Place) -> Check:
    """Look whether git's own index can be read, and whether a git that was killed left its lock on it."""
    if place.repository is None:
        return Check("git-index", "ok", "none")
    path, top = place.repository.git_dir / "index", place.repository.work_tree
    held = path.with_name("index.lock")
    if held.exists():
        return Check("git-index", "warning", "locked", {"path": held}, (delete([held]),))
    if path.exists() and not _is_whole(path.read_bytes()):
        return Check("git-index", "error", "damaged", {"path": path}, (delete([path]), git(top, "reset", "--quiet")))
    return Check("git-index", "ok")


def _is_whole(index: bytes) -> bool:
    """Whether an index ends in the checksum of the rest, or in zeros where git is set to spare itself that."""
    hashes = ((20, hashlib.sha1(index[:-20], usedforsecurity=False)), (32, hashlib.sha256(index[:-32])))
    return index[:4] == b"DIRC" and any(index[-size:] in (made.digest(), bytes(size)) for size, made in hashes)


def hook(place: Place) -> Check:
    """Look whether the hook that `init --hook` wrote still does its work; one that is not there is no illness."""
    path = place.repository.common_dir() / HOOK if place.repository else None
    text = path.read_text(encoding="utf-8", errors="replace") if path is not None and path.is_file() else ""
    told = _PYTHON.search(text)
    if path is None or "riskctl" not in text or told is None:
        return Check("hook", "ok", "none")
    if not os.access(path, os.X_OK):
        return Check("hook", "warning", "idle", {"path": path}, (mode("a+x", [path]),))
    python = _unquoted(told[1])
    if not os.access(python, os.X_OK):
        again = (delete([path]), riskctl("init", place.root, "--hook"))
        return Check("hook", "warning", "gone", {"path": python}, again)
    return Check("hook", "ok")


def _unquoted(word: str) -> str:
    try:
        return "".join(shlex.split(word))
    except ValueError:
        return word


def identity(place: Place) -> Check:
    """Look whether git knows who commits here."""
    if place.repository is None:
        return Check("identity", "ok", "none")
    try:
        name, email = (setting(place.repository, f"user.{what}") for what in ("name", "email"))
    except RiskctlError:
        name = email = None
    if name and email:
        return Check("identity", "ok", values={"name": name, "email": email})
    commands = {"name": "Fornavn Efternavn", "email": "dig@kommune.dk"}
    mend = tuple(quoted("git", "config", "--global", f"user.{what}", example) for what, example in commands.items())
    return Check("identity", "warning", "missing", mend=mend)
