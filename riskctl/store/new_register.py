"""A new register on disk: from the shipped procedure and catalogue, or the example with its history."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from riskctl.store import example
from riskctl.store.atomic import create_all
from riskctl.store.commit import create_repository, import_history, index_head, needs_free_index, needs_identity
from riskctl.store.editor_files import SCHEMAS, VSCODE, schema_files, settings_files
from riskctl.store.find import Place, place_at
from riskctl.store.git import repository_of
from riskctl.store.json_schema.kinds import modeline
from riskctl.store.loader import load
from riskctl.store.packaged import packaged_dir, packaged_text
from riskctl.store.stage import staged
from riskctl.store.trees import WorkTree
from riskctl.store.write import committed
from riskctl.text import Words

ATTRIBUTES: Final = "register/** text eol=lf\n"
"""Keeps git from changing the bytes that approvals are bound to."""
_NOBODY_YET: Final = """\
# Enheder, personer, og hvem der har hvilken rolle hvornår. Et eksempel på hver:
#   units:  {omsorg: {name: Sundhed og Omsorg}}
#   people: {anne: {name: Anne Test, email: anne@kommune.example}}
#   roles:  [{role: security-coordinator, person: anne, from: 2026-01-01}]
units: {}
people: {}
roles: []
"""


PRESETS: Final = ("kl-os2", "datatilsynet")
"""The matrices that ship beside the default one."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: where the register is, how many files and commits, and the newest commit if any."""

    register: Path
    municipality: str
    files: int
    commits: int = 0
    commit: str | None = None


def make(
    target: Path, municipality: str | None, preset: str | None = None, *, words: Words, commits: bool = False
) -> Made:
    """Make a new register in `target/register`, in a new repository unless there is one.

    `words` are those of its editor's schemas.

    Raise RiskctlError when it can't be written, or is to be committed and can't be; nothing is left half-made.
    """
    contents = _contents(municipality, preset)
    if (target / ".gitattributes").exists():
        del contents[".gitattributes"]
    new = repository_of(target.resolve()) is None
    with staged(target) as stage:
        place = create_repository(stage) if new else place_at(target.resolve())
        if commits:
            needs_identity(place)
            needs_free_index(place)
        create_all(stage, contents)
        known = load(WorkTree(stage / "register")).register
        editor = {f"register/{SCHEMAS}/{name}": data for name, data in schema_files(known, words).items()}
        editor |= {f"register/{path}": data for path, data in settings_files("").items()}
        if not (target / VSCODE).exists():
            editor |= settings_files("register")
        create_all(stage, editor)
    return Made(
        target / "register",
        municipality or _municipality_of(contents["register/procedure.yaml"].decode()),
        len(contents) + len(editor),
    )


def _contents(municipality: str | None, preset: str | None) -> dict[str, bytes]:
    procedure = packaged_text("templates/register/procedure.yaml")
    procedure = procedure.replace("00000000-0000-4000-8000-000000000000", str(uuid.uuid4()))
    if municipality:
        quoted = '"' + municipality.replace("\\", "\\\\").replace('"', '\\"') + '"'
        procedure = procedure.replace(f"municipality: {_municipality_of(procedure)}", f"municipality: {quoted}")
    if preset:
        procedure = _with_matrix(procedure, packaged_text(f"templates/register/presets/{preset}.yaml"))
    contents = {
        ".gitattributes": ATTRIBUTES,
        "register/procedure.yaml": f"{modeline('procedure')}\n{procedure}",
        "register/organisation.yaml": f"{modeline('organisation')}\n{_NOBODY_YET}",
        "register/README.md": packaged_text("register/README.md"),
    }
    for threat in sorted((packaged_dir("templates") / "register" / "threats").iterdir()):
        contents[f"register/threats/{threat.name}"] = threat.read_text(encoding="utf-8")
    return {path: text.encode() for path, text in contents.items()}


def root_of(target: Path) -> Path:
    """Return the root of the repository that a folder lies in; the folder where there is none."""
    repository = repository_of(target.resolve())
    return repository.work_tree.resolve() if repository else target.resolve()


def _with_matrix(procedure: str, preset: str) -> str:
    """Return the procedure with the matrix of a preset in place of its own, and nothing else changed."""
    rows = [line for line in preset.splitlines() if line.lstrip().startswith("- [")]
    before, _, after = procedure.partition("  matrix:\n")
    rest = after.splitlines(keepends=True)[len(rows) :]
    return before + "  matrix:\n" + "".join(f"    {row.strip()}\n" for row in rows) + "".join(rest)


def _municipality_of(procedure: str) -> str:
    line = next(line for line in procedure.splitlines() if line.startswith("municipality:"))
    return line.partition(":")[2].strip()


def commit_all(target: Path, message: str, also: Sequence[Path] = ()) -> str:
    """Commit the new register, the files named, and nothing else; return the commit.

    Raise RiskctlError without a git identity.
    """
    own = (path for path in sorted((target / "register").rglob("*")) if path.is_file())
    attributes = [target / ".gitattributes"] if (target / ".gitattributes").is_file() else []
    return commit_files(target, [*own, *attributes, *also], message)


def commit_files(target: Path, files: Sequence[Path], message: str) -> str:
    """Commit these files of the repository that a folder lies in; return the commit."""
    place = place_at(target.resolve())
    root = place.needs_repository().work_tree.resolve()
    contents = {path.resolve().relative_to(root).as_posix(): path.read_bytes() for path in files}
    return committed(Place(root, place.repository), contents, message)


def make_example(target: Path) -> Made:
    """Make the example municipality: a repository with its whole history, and its last state in the folder."""
    commits = example.history()
    final: dict[str, bytes] = {".gitattributes": ATTRIBUTES.encode()}
    for each in commits:
        final.update(each.files)
    with staged(target, resume=True) as stage:
        if not (stage / "register").exists():
            _build_example(stage, commits, final)
    head = place_at(target.resolve()).needs_repository().commit("HEAD")
    municipality = _municipality_of(final["register/procedure.yaml"].decode())
    return Made(target / "register", municipality, len(final), len(commits), head)


def _build_example(stage: Path, commits: list[example.Commit], final: Mapping[str, bytes]) -> None:
    place = create_repository(stage)
    import_history(place, example.fast_import(commits, ATTRIBUTES))
    create_all(stage, final)
    index_head(place)
