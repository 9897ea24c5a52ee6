"""A register on disk and its repository: history, line ends, encoding, leftovers, permissions, schemas, identity."""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from riskctl.core.health import Check
from riskctl.core.mending import mendable
from riskctl.errors import RiskctlError
from riskctl.store import trail
from riskctl.store.commit import setting
from riskctl.store.editor_files import drift
from riskctl.store.find import Place, commit_tree, has_register, revision_of, tree_of
from riskctl.store.git import Repository
from riskctl.store.health_commands import delete, git, mode, quoted, riskctl
from riskctl.store.loader import Loaded
from riskctl.store.trees import UNFINISHED, blob_id

_PROTECTED: Final = re.compile(r"\s(eol=lf|-text|binary)(\s|$)")
_MOST_NAMED: Final = 20


def usable(loaded: Loaded) -> Check:
    """Look whether the register can be read: without a procedure nothing is computed."""
    if loaded.register is None:
        return Check("register", "error", "broken", mend=("riskctl check",))
    return Check("register", "ok", values={"files": loaded.files})


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
    return Check("history", "error", reason, mend=_whole_again(place.repository, reason))


def _whole_again(repository: Repository, reason: trail.Reason) -> tuple[str, ...]:
    top = repository.work_tree
    if reason == "shallow":
        return (git(top, "fetch", "--unshallow"),)
    if reason == "replaced":
        refs = repository.run("for-each-ref", "--format=%(refname)", "refs/replace/").decode().split()
        return (git(top, "replace", "-d", *(ref.rpartition("/")[2] for ref in refs)),)
    if reason == "grafts":
        return (delete([repository.common_dir() / "info" / "grafts"]),)
    address = setting(repository, "remote.origin.url")
    anew = (quoted("git", "clone", address, f"{top}-ny"),) if address else ()
    return anew if reason == "partial" else (*anew, git(top, "fsck", "--full"))[:1]


def line_ends(place: Place, loaded: Loaded) -> Iterator[Check]:
    """Look for CR in the files, and for settings that would put it there."""
    files = [each.ref for each in loaded.findings if each.code == "SCH012"]
    top = place.repository.work_tree if place.repository else None
    converts = place.repository is not None and setting(place.repository, "core.autocrlf") == "true"
    protected = top is None or _is_protected(place, top)
    off = (git(top, "config", "core.autocrlf", "false"),) if top and converts and not protected else ()
    if files:
        values = {"n": len(files), "paths": named(files)}
        yield Check("line-endings", "error", "cr", values, (*off, *_lf_again(place, loaded, files)))
    elif off:
        yield Check("line-endings", "warning", "converts", mend=off)
    elif not protected and top is not None:
        line = f"{place.folder + '/' if place.folder else ''}** text eol=lf"
        yield Check("line-endings", "warning", "unprotected", {"line": line}, (_append(line, top / ".gitattributes"),))
    else:
        yield Check("line-endings", "ok")


def _append(line: str, path: Path) -> str:
    if os.name == "nt":
        return f'echo {line}>> "{path}"'
    return f"printf '%s\\n' {quoted(line)} >> {quoted(path)}"


def _is_protected(place: Place, top: Path) -> bool:
    """Whether a `.gitattributes` has the register's files end their lines in LF, or keeps git from touching them."""
    own = (f"{place.folder}/** ", f"/{place.folder}/** ") if place.folder else ()
    prefixes = ("* ", "** ", "*.yaml ", "/** ", *own)
    lines: list[str] = []
    for path in {top / ".gitattributes", place.root / ".gitattributes"}:
        if path.is_file() and not path.is_symlink():
            lines += path.read_text(encoding="utf-8", errors="replace").splitlines()
    return any(line.startswith(prefixes) and _PROTECTED.search(line) for line in lines)


def _lf_again(place: Place, loaded: Loaded, files: Sequence[str]) -> Iterator[str]:
    """Yield the commands: what is committed comes from git again, the rest riskctl mends, but for records."""
    committed = _committed(place)
    same = [ref for ref in files if blob_id(loaded.tree.read(ref).replace(b"\r\n", b"\n")) == committed.get(ref)]
    others = [ref for ref in files if ref not in same]
    if same and place.repository is not None:
        yield delete(place.root / ref for ref in same)
        paths = [f"{place.folder}/{ref}".lstrip("/") for ref in same]
        yield git(place.repository.work_tree, "checkout", "HEAD", "--", *paths)
    if any(map(_mends_itself, others)):
        yield riskctl("check", "--fix", "--register", place.root)
    if records := [place.root / ref for ref in others if not _mends_itself(ref)]:
        yield quoted("perl", "-pi", "-e", r"s/\r$//", *records)


def _mends_itself(ref: str) -> bool:
    return mendable(ref) and not ref.startswith(("assessments/", "events/"))


def _committed(place: Place) -> Mapping[str, str]:
    head = place.repository.commit("HEAD") if place.repository else None
    return commit_tree(place, head).oids() if head and has_register(place, head) else {}


def encoding(place: Place, loaded: Loaded) -> Iterator[Check]:
    """Look for files that are not plain UTF-8."""
    bad = [each for each in loaded.findings if each.code == "SCH004"]
    other = [each.ref for each in bad if each.values.get("what") == "utf-8"]
    if other:
        values = {"n": len(other), "paths": named(other)}
        yield Check("encoding", "error", "not-utf-8", values, tuple(_recoded(place.root / ref) for ref in other))
    marked = sorted({each.ref for each in bad} - set(other))
    if marked:
        values = {"n": len(marked), "paths": named(marked)}
        yield Check("encoding", "error", "marks", values, (riskctl("check", "--fix", "--register", place.root),))
    if not bad:
        yield Check("encoding", "ok")


def _recoded(path: Path) -> str:
    new = path.with_name(path.name + ".utf8")
    return f"{quoted('iconv', '-f', 'WINDOWS-1252', '-t', 'UTF-8', path)} > {quoted(new)} && {quoted('mv', new, path)}"


def leftovers(place: Place) -> Iterator[Check]:
    """Look for what a killed writer left: half-written files, and git's lock on its index."""
    unfinished = [path for path in _walk(place.root) if UNFINISHED.fullmatch(path.name)]
    if unfinished:
        values = {"n": len(unfinished), "paths": named(path.name for path in unfinished)}
        yield Check("leftovers", "warning", "unfinished", values, (delete(unfinished),))
    held = place.repository.git_dir / "index.lock" if place.repository else None
    if held is not None and held.exists():
        yield Check("leftovers", "warning", "index-lock", {"path": held}, (delete([held]),))
    if not unfinished and (held is None or not held.exists()):
        yield Check("leftovers", "ok")


def permissions(place: Place) -> Iterator[Check]:
    """Look for files that can't be read or written, or that could be run."""
    if os.name == "nt":
        return
    found: dict[str, list[Path]] = {"unreadable": [], "read-only": [], "executable": []}
    for path in _walk(place.root):
        bits = path.lstat().st_mode
        if not stat.S_ISREG(bits):
            continue
        what = next((name for name, is_so in _bad_bits(bits, path) if is_so), None)
        if what:
            found[what].append(path)
    changes = {"unreadable": "u+rw", "read-only": "u+w", "executable": "a-x"}
    for what, paths in found.items():
        if paths:
            values = {"n": len(paths), "paths": named(path.relative_to(place.root).as_posix() for path in paths)}
            status = "error" if what == "unreadable" else "warning"
            yield Check("permissions", status, what, values, (mode(changes[what], paths),))  # type: ignore[arg-type]
    if not any(found.values()):
        yield Check("permissions", "ok")


def _bad_bits(bits: int, path: Path) -> Iterator[tuple[str, bool]]:
    yield "unreadable", not bits & stat.S_IRUSR or not os.access(path, os.R_OK)
    yield "read-only", not bits & stat.S_IWUSR or not os.access(path, os.W_OK)
    yield "executable", bool(bits & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH))


def _walk(root: Path) -> Iterator[Path]:
    """Yield every file below the register, but git's own; through no symlink."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != ".git")
        yield from (Path(folder, name) for name in sorted(names))


def named(paths: Iterable[str]) -> str:
    """Return some paths as text, the first of them where they are many."""
    shown = list(paths)
    return ", ".join(shown[:_MOST_NAMED]) + (", …" if len(shown) > _MOST_NAMED else "")


def schemas(place: Place) -> Check:
    """Look whether the schemas that editors use are those of this riskctl and register."""
    moved = drift(place.root)
    if not moved:
        return Check("schemas", "ok")
    values = {"n": len(moved), "paths": named(moved)}
    return Check("schemas", "warning", "moved", values, (riskctl("schema", "--install", "--register", place.root),))


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
