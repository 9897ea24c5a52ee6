"""Line ends: CR in the files, and the settings of git that would put it there."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from riskctl.core.health import Check
from riskctl.core.mending import mendable
from riskctl.store.commit import setting
from riskctl.store.find import Place, commit_tree, has_register
from riskctl.store.health_commands import delete, git, quoted, riskctl
from riskctl.store.health_files import named
from riskctl.store.loader import Loaded
from riskctl.store.trees import blob_id

_PROTECTED: Final = re.compile(r"\s(eol=lf|-text|binary)(\s|$)")


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
