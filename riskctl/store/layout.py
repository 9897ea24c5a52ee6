"""The layout of the register: which files it names, and what each holds."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from riskctl.core.ids import ID_PATTERN
from riskctl.core.register import FOLDERS

Kind = Literal["entity", "procedure", "old-procedure", "organisation", "signature", "report", "other"]

_DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DATED: Final = rf"(?=[a-z0-9-]{{1,64}}\.){_DATE}-[a-z0-9][a-z0-9-]*"
_STEMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(FOLDERS, ID_PATTERN),
        "events": _DATED,
        "approvals": _DATED,
        "escalations": _DATED,
        "assessments": rf"{ID_PATTERN}/{_DATE}(-(?:[2-9]|[1-9][0-9]+))?",
    }
)
_ENTITIES: Final = {folder: re.compile(rf"{folder}/(?P<id>{stem})\.yaml", re.ASCII) for folder, stem in _STEMS.items()}
_SIGNATURE: Final = re.compile(rf"approvals/(?P<id>{_DATED})\.yaml\.sig", re.ASCII)
_PROCEDURE: Final = re.compile(r"procedures/(?P<id>[A-Za-z0-9][A-Za-z0-9._-]{0,31})\.yaml", re.ASCII)
_REPORT: Final = re.compile(r"reports/(?P<id>[0-9]{4}-Q[1-4])\.md", re.ASCII)
_IGNORED_FOLDERS: Final = (".schema/", ".vscode/")
_BESIDE_GIT: Final = (
    *(".git", ".gitignore", ".gitattributes"),
    *(".github", ".gitlab", ".gitlab-ci.yml", ".azure-pipelines.yml"),
    *(".riskctl", ".pre-commit-config.yaml", "CODEOWNERS"),
)


def for_editors(path: str) -> bool:
    """Whether a file of the register only helps an editor: schemas and settings."""
    return path.startswith(_IGNORED_FOLDERS)


class Place(NamedTuple):
    """What a path of the register holds: the kind, the folder of an entity, and the id."""

    kind: Kind
    folder: str
    id: str


def place_of(path: str) -> Place | None:
    """Return what the layout says of a path relative to the register; None when it does not name it."""
    if path == "procedure.yaml":
        return Place("procedure", "", "procedure")
    if path == "organisation.yaml":
        return Place("organisation", "", "organisation")
    folder = path.partition("/")[0]
    pattern = _ENTITIES.get(folder)
    match = pattern.fullmatch(path) if pattern else None
    if match:
        return Place("entity", folder, match["id"])
    for kind, other in (("old-procedure", _PROCEDURE), ("report", _REPORT), ("signature", _SIGNATURE)):
        match = other.fullmatch(path)
        if match:
            return Place(kind, folder, match["id"])  # type: ignore[arg-type]
    if path == "README.md" or for_editors(path):
        return Place("other", "", "")
    return None


def is_opened(path: str) -> bool:
    """Whether the layout names a file whose content is data of the register: no other is ever opened."""
    place = place_of(path)
    return place is not None and place.kind not in ("other", "report")


def beside_git(name: str) -> bool:
    """Whether a top-level name belongs to git or its forge: passed over where the register is the repository."""
    return name in _BESIDE_GIT


def path_of(folder: str, id_: str) -> str:
    """Return the path of an entity."""
    return f"{folder}/{id_}.yaml"
