"""HIS5xx: what a tree may not hold, because people then see something else than git has."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from riskctl.core.trail.at import At, Found
from riskctl.core.trail.attributes import hiding_lines
from riskctl.core.trail.mainline import prefixes
from riskctl.core.trail.step import Change, File

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN: Final = frozenset('\\:*?"<>|')


def _with_mode(at: At, *modes: str) -> Iterator[Found]:
    """Yield what gets one of the modes with the step."""
    for change in at.changes:
        before, after = change.before, change.after
        if after is not None and after.ours and after.mode in modes and (before is None or before.mode != after.mode):
            yield Found(after.path)


def symbolic_link(at: At) -> Iterator[Found]:
    """A symbolic link lies in the register: it shows a file that git does not have there."""
    return _with_mode(at, "120000")


def submodule(at: At) -> Iterator[Found]:
    """A submodule lies in the register: what it holds is not in this repository."""
    return _with_mode(at, "160000")


def executable(at: At) -> Iterator[Found]:
    """A file of the register can be run as a program."""
    return _with_mode(at, "100755")


def _added(at: At) -> Iterator[File]:
    return (each.after for each in at.changes if each.before is None and each.after is not None and each.after.ours)


def unsafe_name(at: At) -> Iterator[Found]:
    """A name is not the same to every reader.

    It holds hidden or composed characters, letters of another script, characters that Windows does not allow, a dot or
    a space at the end, or is a name that Windows keeps for itself.
    """
    added = (file for file in _added(at) if file.path != ".")
    yield from (Found(file.path) for file in added if any(map(_unsafe, file.path.split("/"))))


def _unsafe(name: str) -> bool:
    return (
        not unicodedata.is_normalized("NFC", name)
        or any(unicodedata.category(each) in _HIDDEN or each in _FORBIDDEN or _is_foreign(each) for each in name)
        or name.endswith((".", " "))
        or _RESERVED.fullmatch(name) is not None
    )


def _is_foreign(character: str) -> bool:
    """Whether a letter is of another script: many of them look like Latin ones."""
    return character.isalpha() and not unicodedata.name(character, "").startswith("LATIN")


def same_but_for_case(at: At) -> Iterator[Found]:
    """Two names differ only by upper and lower case: on many machines one of them hides the other."""
    told = set()
    names = at.mainline.names
    for file in _added(at):
        for name in prefixes(file):
            others = sorted(each for each in names[name.casefold()] if each != name)
            if others and name.casefold() not in told:
                told.add(name.casefold())
                yield Found(file.path, {"other": others[0]})
    folder = at.mainline.folder.rpartition("/")[2]
    for change in at.changes:
        top = (
            change.path.split("/")[1] if change.path.startswith("../") and not change.path.startswith("../../") else ""
        )
        if change.before is None and top != folder and top.casefold() == folder.casefold() and top not in told:
            told.add(top)
            yield Found(change.path, {"other": folder})


def mailmap(at: At) -> Iterator[Found]:
    """A `.mailmap` at the top of the repository shows other names and addresses than the commits carry."""
    path = "../" * at.mainline.depth + ".mailmap"
    for change in _changed(at, path):
        lines = at.contents.data(change).decode(errors="replace").splitlines()
        if any(line.strip() and not line.lstrip().startswith("#") for line in lines):
            yield Found(path)


def attributes(at: At) -> Iterator[Found]:
    """A `.gitattributes` changes what people see of the register's files.

    It names a filter, `ident`, an encoding, a diff that is another or none, a merge driver, or hides files from
    reviews and archives.
    """
    for change in at.changes:
        if change.path.rpartition("/")[2] != ".gitattributes":
            continue
        for file in _changed(at, change.path):
            lines = hiding_lines(at.contents.data(file).decode(errors="replace"), change.path, at.mainline.folder)
            if lines:
                yield Found(change.path, {"line": lines[0]})


def _changed(at: At, path: str) -> Iterator[File]:
    """Yield the regular file that a step gives new content."""
    change: Change | None = at.step.by_path[0].get(path)
    if change is not None and change.after is not None and change.after.regular and change.content_differs:
        yield change.after
