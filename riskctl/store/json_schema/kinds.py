"""The kinds of file that have a schema: what each holds, and where such files lie."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from riskctl.core.decisions import Organisation
from riskctl.core.fields import Entity
from riskctl.core.procedure import Procedure
from riskctl.core.register import FOLDERS


class FileKind(NamedTuple):
    """What a kind of file holds, and the patterns of its paths in the register."""

    model: type[Entity]
    globs: tuple[str, ...]


_SINGULAR: Final[Mapping[str, str]] = {"processes": "process"}
_DEEPER: Final = "assessments"

KINDS: Final[Mapping[str, FileKind]] = MappingProxyType(
    {
        "procedure": FileKind(Procedure, ("procedure.yaml", "procedures/*.yaml")),
        "organisation": FileKind(Organisation, ("organisation.yaml",)),
        **{
            _SINGULAR.get(folder, folder.removesuffix("s")): FileKind(
                model, (f"{folder}/*/*.yaml" if folder == _DEEPER else f"{folder}/*.yaml",)
            )
            for folder, model in FOLDERS.items()
        },
    }
)
"""Every kind of file by its name in English."""


def file_name(kind: str) -> str:
    """Return the name of the file that holds a schema."""
    return f"{kind}.schema.json"


def modeline(kind: str) -> str:
    """Return the comment that ties a file of a kind to its schema in editors that read no settings."""
    up = "../" * KINDS[kind].globs[0].count("/")
    return f"# yaml-language-server: $schema={up}.schema/{file_name(kind)}"
