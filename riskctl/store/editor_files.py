"""What makes an editor know a register: schemas in `.schema/`, settings for VS Code in `.vscode/`."""

import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from riskctl.core.register import Register
from riskctl.errors import RiskctlError
from riskctl.store.atomic import create_all, replace_file
from riskctl.store.find import place_at, tree_of
from riskctl.store.json_schema.build import schema_of
from riskctl.store.json_schema.kinds import KINDS, file_name
from riskctl.store.json_schema.known import known_generally, known_in
from riskctl.store.loader import load
from riskctl.store.packaged import packaged_text
from riskctl.store.yaml_events import parse
from riskctl.text import LANGUAGES, Words

SCHEMAS: Final = ".schema"
"""The folder of the register that holds the schemas."""
VSCODE: Final = ".vscode"
"""The folder of settings, in the folder that is opened in the editor."""
SETTINGS: Final = f"{VSCODE}/settings.json"
EXTENSIONS: Final = f"{VSCODE}/extensions.json"
_LARGEST: Final = 16 << 20
"""How many bytes of a file are read to tell whether it is the one riskctl would write."""
_YAML: Final[Mapping[str, Any]] = {
    "yaml.schemaStore.enable": False,
    "yaml.kubernetesCRDStore.enable": False,
    "yaml.yamlVersion": "1.2",
    "yaml.customTags": [],
    "yaml.validate": True,
    "yaml.hover": True,
    "yaml.completion": True,
    "yaml.format.enable": False,
    "redhat.telemetry.enabled": False,
    "files.encoding": "utf8",
    "files.eol": "\n",
    "editor.unicodeHighlight.ambiguousCharacters": True,
    "editor.unicodeHighlight.invisibleCharacters": True,
    "editor.unicodeHighlight.includeComments": True,
    "editor.unicodeHighlight.includeStrings": True,
    "[yaml]": {
        "editor.insertSpaces": True,
        "editor.tabSize": 2,
        "editor.detectIndentation": False,
        "editor.formatOnSave": False,
        "files.trimTrailingWhitespace": False,
        "files.insertFinalNewline": False,
    },
}
"""Nothing is fetched from a network, and saving changes no byte but those that were typed."""


def schemas(register: Register | None, words: Words) -> dict[str, Any]:
    """Return the schema of each kind of file, by kind: with what the register knows, or generally without one."""
    known = known_in(register, words) if register is not None else known_generally(words)
    shipped = parse(packaged_text("templates/register/procedure.yaml").encode()).tree
    return {kind: schema_of(kind, known, words, shipped) for kind in KINDS}


def schema_files(register: Register | None, words: Words) -> dict[str, bytes]:
    """Return the contents of each schema file, by name."""
    return {file_name(kind): as_bytes(schema) for kind, schema in schemas(register, words).items()}


def as_bytes(value: Mapping[str, Any]) -> bytes:
    """Return a file of JSON: a value a line, so that git can merge what two branches add."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def settings_files(folder: str) -> dict[str, bytes]:
    """Return the contents of the settings of VS Code, by path, for one who opens the folder above `folder`.

    `folder` is the register's path from the folder that is opened; empty where that is the register.
    """
    before = f"{folder}/" if folder else ""
    found = {
        f"./{before}{SCHEMAS}/{file_name(kind)}": [f"{before}{glob}" for glob in each.globs]
        for kind, each in KINDS.items()
    }
    return {
        SETTINGS: as_bytes({"yaml.schemas": found, **_YAML}),
        EXTENSIONS: as_bytes({"recommendations": ["redhat.vscode-yaml"]}),
    }


def drift(root: Path) -> list[str]:
    """Return the paths of the schemas in a register that are not what `riskctl schema` would write now.

    Empty where the register has none, or where its procedure can't be used: then nobody knows what they should be.
    """
    folder = root / SCHEMAS
    if not folder.is_dir():
        return []
    register = load(tree_of(place_at(root))).register
    if register is None:
        return []
    wanted = [schema_files(register, Words(lang)) for lang in LANGUAGES]
    return [f"{SCHEMAS}/{name}" for name in wanted[0] if _read(folder / name) not in [each[name] for each in wanted]]


def _read(path: Path) -> bytes | None:
    """Return what a file holds; None of what is no regular file: a clone may hold links to anything."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError:
        return None


def write_schemas(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write schemas to a folder, in place of older ones; return the files that are new or other than before.

    Raise RiskctlError when one can't be written.
    """
    if folder.is_symlink():
        raise RiskctlError("write-failed", path=folder, message="symlink")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RiskctlError("write-failed", path=folder, message=error.strerror or "") from None
    changed = [folder / name for name, data in contents.items() if _read(folder / name) != data]
    for path in changed:
        replace_file(path, contents[path.name])
    return changed


def add_settings(root: Path, register: Path) -> tuple[list[Path], list[Path]]:
    """Write the settings of VS Code where one opens the repository and where one opens the register.

    Return the files written, and those left as they are since they were there already with other contents.
    """
    written: list[Path] = []
    kept: list[Path] = []
    for base in dict.fromkeys((root.resolve(), register.resolve())):
        kept += settings_kept(base, register)
        new = {path: data for path, data in _settings_at(base, register).items() if not (base / path).exists()}
        create_all(base, new)
        written += [base / path for path in new]
    return written, kept


def settings_kept(base: Path, register: Path) -> list[Path]:
    """Return the settings in a folder that are there already with other contents than riskctl's: never touched."""
    wanted = _settings_at(base, register)
    return [base / path for path, data in wanted.items() if (base / path).exists() and _read(base / path) != data]


def _settings_at(base: Path, register: Path) -> dict[str, bytes]:
    folder = register.resolve().relative_to(base.resolve()).as_posix()
    return settings_files("" if folder == "." else folder)
