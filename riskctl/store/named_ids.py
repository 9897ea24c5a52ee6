"""Ids with names for completion: from file names and the line with the name, without validating the register."""

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from riskctl.core.ids import is_id, risk_id
from riskctl.core.register import FOLDERS
from riskctl.store.layout import place_of
from riskctl.store.yaml_events import MAX_BYTES, parse

_HEAD: Final = 4096
_NAME: Final = re.compile(rb"^(?:name|title):.*\n?(?:[ ]+.*\n?)*", re.MULTILINE)
_MOST_NAMES: Final = 500
"""Above so many, ids come without names: nobody reads them, and each costs a file."""


class Named(NamedTuple):
    """An id and what it is called."""

    id: str
    name: str


def in_folder(root: Path, folder: str, prefix: str, lang: str) -> list[Named]:
    """Return the ids of a folder that begin with a prefix, from the names of its regular files."""
    found = sorted(each for each in _ids(root, folder) if each.startswith(prefix))
    if len(found) > _MOST_NAMES:
        return [Named(each, "") for each in found]
    return [Named(each, _name_in(root / folder / f"{each}.yaml", lang)) for each in found]


def people(root: Path) -> list[Named]:
    """Return the people of organisation.yaml."""
    return _named(_tree(root / "organisation.yaml").get("people"))


def units(root: Path) -> list[Named]:
    """Return the units of organisation.yaml."""
    return _named(_tree(root / "organisation.yaml").get("units"))


def controls(root: Path, lang: str) -> list[Named]:
    """Return the controls of procedure.yaml."""
    return _named(_tree(root / "procedure.yaml").get("controls"), lang)


def resiliences(root: Path) -> int:
    """Return how many steps the scale of resilience in procedure.yaml has; 0 where it can't be read."""
    likelihood = _tree(root / "procedure.yaml").get("likelihood")
    scale = likelihood.get("resilience_scale") if isinstance(likelihood, Mapping) else None
    return len(scale) if isinstance(scale, Sequence | Mapping) else 0


def assessed_days(root: Path) -> set[str]:
    """Return the days in the names of assessments, `2026-03-14`."""
    return {_date_and_number(each)[0] for each in _ids(root, "assessments")}


def risks(root: Path, prefix: str) -> list[Named]:
    """Return the risks in the newest assessment of each system, by the dates in the file names.

    Before the `#` a system stands for its risks: `nexus#`.
    """
    system, divider, _ = prefix.partition("#")
    if divider:
        return [Named(risk_id(system, key), "") for key in _risk_keys(root, system)] if is_id(system) else []
    assessed = {each.partition("/")[0] for each in _ids(root, "assessments")}
    return [Named(f"{each}#", "") for each in sorted(assessed) if each.startswith(prefix)]


def _risk_keys(root: Path, system: str) -> Iterator[str]:
    dated = [each for each in _ids(root, "assessments") if each.startswith(f"{system}/")]
    for assessment in sorted(dated, key=_date_and_number, reverse=True):
        tree = _tree(root / "assessments" / f"{assessment}.yaml")
        if "completed_at" in tree and isinstance(tree.get("risks"), dict):
            yield from (key for key in tree["risks"] if is_id(key))
            return


def _date_and_number(assessment: str) -> tuple[str, int]:
    name = assessment.partition("/")[2]
    return name[:10], int(name[11:] or 1)


def _ids(root: Path, folder: str) -> Iterator[str]:
    below = ("", *_folders(root / folder)) if folder == "assessments" else ("",)
    for part in below:
        for entry in _entries(root / folder / part):
            place = place_of("/".join(each for each in (folder, part, entry.name) if each))
            if place is not None and place.folder == folder in FOLDERS and entry.is_file(follow_symlinks=False):
                yield place.id


def _folders(folder: Path) -> list[str]:
    return [each.name for each in _entries(folder) if each.is_dir(follow_symlinks=False)]


def _entries(folder: Path) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _name_in(path: Path, lang: str) -> str:
    match = _NAME.search(_read(path, _HEAD))
    if match is None:
        return ""
    tree = parse(match[0]).tree
    return _in_language(next(iter(tree.values())), lang) if isinstance(tree, dict) else ""


def _in_language(name: object, lang: str) -> str:
    if isinstance(name, Mapping):
        name = name.get(lang, "")
    return str(name) if isinstance(name, str) else ""


def _named(entries: Any, lang: str = "da") -> list[Named]:
    if not isinstance(entries, Mapping):
        return []
    names = {key: each.get("name") if isinstance(each, Mapping) else "" for key, each in entries.items()}
    return sorted(Named(key, _in_language(name, lang)) for key, name in names.items() if is_id(key))


def _tree(path: Path) -> Mapping[str, Any]:
    tree = parse(_read(path, MAX_BYTES)).tree
    return tree if isinstance(tree, Mapping) else {}


def _read(path: Path, most: int) -> bytes:
    """Return the beginning of a regular file; nothing where there is none."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            return file.read(most) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""
    except OSError:
        return b""
