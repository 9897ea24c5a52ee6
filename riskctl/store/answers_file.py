"""A file of answers, YAML or JSON: read with the register's own bounds, and validated by the same models."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from riskctl.core.answers import AnswerFile, without_unanswered
from riskctl.core.finding import Finding
from riskctl.errors import RiskctlError
from riskctl.store.schema import validate
from riskctl.store.yaml_events import MAX_BYTES, locate, parse

F = TypeVar("F", bound=AnswerFile)
At = tuple[str | int, ...]

NO_ID: Final = "answers"


@dataclass(frozen=True, slots=True)
class Misread:
    """A cell of a work sheet that says nothing the register knows: `name` keys the sentence."""

    where: str
    name: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AnswersRead(Generic[F]):
    """The answers of a file, None when it can't be used; what is wrong with it; and where in it each answer stands."""

    path: str
    answered: F | None
    findings: tuple[Finding, ...]
    where: Callable[[At], str]
    misread: tuple[Misread, ...] = ()


def read_answers(path: str, scales: Mapping[str, int], model: type[F]) -> AnswersRead[F]:
    """Return the answers of a YAML or JSON file.

    Raise RiskctlError when there is no such file, or it is too large.
    """
    data = bounded(path, MAX_BYTES)
    tree, findings = _json(path, data) if path.casefold().endswith(".json") else _yaml(path, data)
    answered = None
    if tree is not None:
        answered, more = validate(model, without_unanswered(tree), path, NO_ID, scales)
        findings += more

    def where(at: At) -> str:
        line, column = locate(data, at)
        return f"{path}:{line}:{column}"

    return AnswersRead(path, None if findings else answered, tuple(findings), where)


def bounded(path: str, most: int) -> bytes:
    """Return the bytes of a file; raise RiskctlError when it can't be read or has more than `most`."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise RiskctlError("file-unreadable", path=path, message=error.strerror or "") from None
    if len(data) > most:
        raise RiskctlError("file-unreadable", path=path, message=f"> {most}")
    return data


def _yaml(path: str, data: bytes) -> tuple[Any, list[Finding]]:
    parsed = parse(data)
    found = [Finding(each.code, "error", path, (), each.values, "P7.1", each.position, NO_ID) for each in parsed.faults]
    return (None if found else parsed.tree), found


def _json(path: str, data: bytes) -> tuple[Any, list[Finding]]:
    try:
        return _tuples(json.loads(data.decode("utf-8"), object_pairs_hook=_once)), []
    except json.JSONDecodeError as error:
        position, problem = (error.lineno, error.colno), error.msg
    except (ValueError, RecursionError) as error:
        position, problem = (1, 1), str(error)
    return None, [Finding("SCH001", "error", path, (), {"problem": problem}, "P7.1", position, NO_ID)]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(", ".join(key for key, _ in pairs))
    return found


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(each) for key, each in value.items()}
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value
