"""Whole folders, made out of sight and then given their names: what is killed half-way is not there."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from riskctl.errors import RiskctlError
from riskctl.store.atomic import sync_folder
from riskctl.store.find import Place
from riskctl.store.trees import UNFINISHED
from riskctl.store.write import lock

_LAST: Final = "register"
_RESUMED: Final = (".gitattributes", ".git", _LAST)
_ORDER: Final = (".vscode", *_RESUMED)
"""The order of publishing: while there is no register, nothing is there that a new start would not go on from."""


@contextmanager
def staged(target: Path, *, resume: bool = False) -> Iterator[Path]:
    """Give an empty folder within the target; what is made there is moved into the target when all went well.

    With `resume`, a stage whose publishing was cut off is given instead. Raise RiskctlError, with the target as it
    was, when something can't be made; what is there already is never taken over.
    """
    # Never the lock in `.git`, which is there for one of two who begin at once and not yet for the other.
    with lock(Place(target.resolve(), None)):
        if any((target / name).exists() for name in (_LAST, "procedure.yaml")):
            raise RiskctlError("not-empty", path=target)
        with _staged(target, begun(target) if resume else None) as stage:
            yield stage


@contextmanager
def _staged(target: Path, stage: Path | None) -> Iterator[Path]:
    new = not target.exists()
    try:
        if stage is None:
            _clear(target)
            stage = target / f".riskctl-{secrets.token_hex(8)}.tmp"
            stage.mkdir(parents=True)
        yield stage
        _publish(stage, target)
    except OSError as error:
        raise RiskctlError("write-failed", path=target, message=error.strerror or type(error).__name__) from None
    finally:
        if stage is not None:
            shutil.rmtree(stage, ignore_errors=True)
        if new:
            with suppress(OSError):
                target.rmdir()


def is_unfinished(path: Path) -> bool:
    """Whether a killed run left the folder or file."""
    return UNFINISHED.fullmatch(path.name) is not None


def begun(target: Path) -> Path | None:
    """Return the stage of a run that was killed while it published; None when there is none."""
    if not target.is_dir():
        return None
    names = {each.name for each in target.iterdir() if not is_unfinished(each)}
    stages = [each for each in target.iterdir() if is_unfinished(each) and (each / _LAST / "procedure.yaml").is_file()]
    missing = {name for name in _RESUMED if name not in names}
    found = (each for each in stages if {inner.name for inner in each.iterdir()} == missing)
    return next(found, None) if names and names <= set(_RESUMED) else None


def _clear(target: Path) -> None:
    """Delete what killed runs left."""
    for each in list(target.iterdir()) if target.is_dir() else ():
        if is_unfinished(each) and each.is_dir() and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)


def _publish(stage: Path, target: Path) -> None:
    moved: list[str] = []
    try:
        for name in _ORDER:
            if not (stage / name).exists():
                continue
            if (target / name).exists():
                raise RiskctlError("already-there", path=name)  # noqa: TRY301 - what was moved goes back first
            (stage / name).rename(target / name)
            moved.append(name)
        sync_folder(target)
    except BaseException:
        for name in reversed(moved):
            with suppress(OSError):
                (target / name).rename(stage / name)
        raise
