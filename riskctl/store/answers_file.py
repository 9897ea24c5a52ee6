"""A file of answers, YAML or JSON: read with the register's own bounded reader, and validated by the same models."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from riskctl.core.answers import AnswerFile, without_unanswered
from riskctl.core.finding import Finding
from riskctl.errors import RiskctlError
from riskctl.store.loader import Loaded
from riskctl.store.schema import validate
from riskctl.store.trees import SourceFile
from riskctl.store.yaml_events import MAX_BYTES, parse

_NO_ID: Final = "answers"


class OneFile:
    """A tree of a single file, so that its findings are shown like any other."""

    def __init__(self, name: str, data: bytes) -> None:
        self._file = SourceFile(name, data)

    def files(self, wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
        """Yield the file."""
        if wanted(self._file.path):
            yield self._file

    def read(self, path: str) -> bytes:
        """Return its bytes."""
        if path != self._file.path:
            raise KeyError(path)
        return self._file.data


def read_answers(path: str, scales: Mapping[str, int]) -> tuple[AnswerFile | None, Loaded]:
    """Return the answers of a file, or None with what is wrong with it.

    Raise RiskctlError when there is no such file, or it is too large.
    """
    data = _bytes(path)
    tree, findings = _json(path, data) if path.casefold().endswith(".json") else _yaml(path, data)
    answered = None
    if tree is not None:
        answered, more = validate(AnswerFile, without_unanswered(tree), path, _NO_ID, scales)
        findings += more
    return (None if findings else answered), Loaded(None, tuple(findings), 1, OneFile(path, data))


def _bytes(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise RiskctlError("file-unreadable", path=path, message=error.strerror or "") from None
    if len(data) > MAX_BYTES:
        raise RiskctlError("file-unreadable", path=path, message=f"> {MAX_BYTES}")
    return data


def _yaml(path: str, data: bytes) -> tuple[Any, list[Finding]]:
    parsed = parse(data)
    found = [
        Finding(each.code, "error", path, (), each.values, "P7.1", each.position, _NO_ID) for each in parsed.faults
    ]
    return (None if found else parsed.tree), found


def _json(path: str, data: bytes) -> tuple[Any, list[Finding]]:
    try:
        return _tuples(json.loads(data.decode("utf-8"), object_pairs_hook=_once)), []
    except json.JSONDecodeError as error:
        position, problem = (error.lineno, error.colno), error.msg
    except (ValueError, RecursionError) as error:
        position, problem = (1, 1), str(error)
    return None, [Finding("SCH001", "error", path, (), {"problem": problem}, "P7.1", position, _NO_ID)]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(", ".join(key for key, _ in pairs))
    return found


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(each) for key, each in value.items()}
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value
