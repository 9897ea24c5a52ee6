"""What a `.gitattributes` file says of the register's files: lines that change what people see of them."""

from typing import Final

from riskctl.core.register import FOLDERS

_ALWAYS: Final = frozenset({"filter", "ident", "working-tree-encoding", "merge", "export-ignore", "export-subst"})
_HIDES: Final = frozenset({"linguist-generated", "gitlab-generated"})
_OURS: Final = frozenset({"yaml", "yml", "sig", "md"})
_FOLDERS: Final = frozenset({*FOLDERS, "procedures", "reports"})
_GLOB: Final = frozenset("*?[\\")


def hiding_lines(text: str, path: str, folder: str) -> list[str]:
    """Return the lines that change how files of the register are shown.

    `path` is that of the file relative to the register, `folder` the register's in the repository.
    """
    above = _folders_between(path, folder)
    if above is None:
        return []
    return [line.strip() for line in text.splitlines() if _hides(line.strip(), above)]


def _folders_between(path: str, folder: str) -> list[str] | None:
    """Return the folders from the file down to the register; None when it lies beside, and says nothing of it."""
    where = path.split("/")[:-1]
    ups = sum(part == ".." for part in where)
    if ups and len(where) > ups:
        return None
    return folder.split("/")[-ups:] if ups else []


def _hides(line: str, above: list[str]) -> bool:
    if not line or line.startswith("#"):
        return False
    pattern, settings = _split(line)
    if not any(map(_changes_sight, settings)):
        return False
    leaves_out = any(setting.startswith("export-ignore") for setting in settings)
    return pattern.startswith("[attr]") or _may_match(pattern, above, folders_too=leaves_out)


def _split(line: str) -> tuple[str, list[str]]:
    """Return the pattern and what it sets; a pattern may stand in quotes."""
    if line.startswith('"') and '"' in line[1:]:
        pattern, _, rest = line[1:].partition('"')
        return pattern, rest.split()
    pattern, *settings = line.split()
    return pattern, settings


def _changes_sight(setting: str) -> bool:
    """Whether one setting changes what people see: `-diff`, `filter=x`; what switches off a filter does not."""
    name, _, value = setting.lstrip("-!").partition("=")
    if name == "diff":
        return setting.startswith("-") or bool(value)
    if setting.startswith(("-", "!")):
        return False
    if name in _HIDES:
        return value != "false"
    return name == "binary" or name in _ALWAYS


def _may_match(pattern: str, above: list[str], *, folders_too: bool) -> bool:
    """Whether a pattern may match a file of the register, or a folder; in doubt it does."""
    *folders, last = pattern.lstrip("/").split("/")
    _, dot, ending = last.rpartition(".")
    named_ours = (dot and ending.lower() in _OURS) or (folders_too and last in {*_FOLDERS, *above})
    if not _GLOB & set(ending) and not named_ours:
        return False
    for named, real in zip(folders, above, strict=False):
        if _GLOB & set(named):
            return True
        if named != real:
            return False
    return True
