"""One file through all of `check`: it must give findings or an entity, quickly, and words that steer nothing."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from riskctl.core.approval import Approvals
from riskctl.core.moment import Clock
from riskctl.core.rating import Engine
from riskctl.core.register import as_of
from riskctl.core.rules import every_finding
from riskctl.core.rules.rule import Context
from riskctl.core.views.due import due_items
from riskctl.render.check import FORMATS
from riskctl.render.check.dispatch import rendered
from riskctl.render.findings import Report
from riskctl.store import loader, locate, schema, yaml_events
from riskctl.store.trees import SourceFile
from riskctl.store.yaml_events import Parsed
from riskctl.store.zone import zone_named
from riskctl.text import Words
from tests.fuzzing.material import neighbours

MOST_SECONDS: Final = 1.0
"""CPU seconds a file may take."""
NOW: Final = datetime(2026, 11, 23, 11, tzinfo=UTC)
_UNSEEN: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ue000-\uf8ff\ufeff]"
)
_STEERING: Final = re.compile(r"^\s*::|##\[|##vso\[")


class FaultError(Exception):
    """What a file should not be able to do."""


class One:
    """A register in which one file was mutated, added or put in place of another."""

    def __init__(self, path: str, data: bytes, beside: Mapping[str, bytes]) -> None:
        self._files = {**beside, path: data}

    def files(self, wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
        """Yield the files."""
        return (SourceFile(path, data if wanted(path) else b"") for path, data in sorted(self._files.items()))

    def read(self, path: str) -> bytes:
        """Return the bytes of one."""
        return self._files[path]


def judge(path: str, data: bytes, *, due: bool = False) -> tuple[str, ...]:
    """Check one file among its neighbours; return the codes found, the file's own first.

    With `due`, the list of what is due is made too. Raise FaultError for what must not happen; any other exception
    is a fault of its own.
    """
    began = time.process_time()
    loaded = loader.load(One(path, data, neighbours()))
    found = list(loaded.findings)
    if loaded.register is not None:
        zone = zone_named(loaded.register.procedure.timezone) or ZoneInfo("Europe/Copenhagen")
        clock = Clock(NOW.astimezone(zone), zone)
        found = every_finding(Context(loaded.register, clock), found)
        if due:
            engine = Engine(as_of(loaded.register, clock), clock)
            for item in due_items(engine, Approvals(engine)):
                str(item)
    report = Report.of(found, loaded, _words())
    _words_steer_nothing(report)
    if (took := time.process_time() - began) > MOST_SECONDS:
        raise FaultError(f"took {took:.2f} s of CPU")
    return tuple(sorted({f"{each.code}{'' if each.ref == path else '*'}" for each in found}))


def _words_steer_nothing(report: Report) -> None:
    for line in rendered("text", report).split("\n"):
        if _STEERING.search(line):
            raise FaultError(f"a line that steers what shows it: {line!r:.300}")
    for each in report.shown:
        if not each.message or each.line < 1 or each.column < 1:
            raise FaultError(f"a finding without words or place: {each!r:.300}")


@cache
def _forms() -> tuple[str, ...]:
    return tuple(FORMATS)


@cache
def _words() -> Words:
    return Words("da")


def quicker() -> None:
    """Read the neighbours once, not for every file: what is under test is the one that was mutated."""
    known: dict[tuple[bytes, bool], Parsed] = {}
    seen: dict[Any, Any] = {}
    files = frozenset(neighbours().values())
    read, fit = yaml_events.parse, schema.validate

    def parse(data: bytes, *, positions: bool = False) -> Parsed:
        if data not in files:
            return read(data, positions=positions)
        if (data, positions) not in known:
            known[data, positions] = read(data, positions=positions)
        return known[data, positions]

    def validate(model: Any, tree: Any, ref: str, id_: str, scales: Mapping[str, int] | None = None) -> Any:
        data = neighbours().get(ref)
        if data is None or (data, False) not in known or known[data, False].tree is not tree:
            return fit(model, tree, ref, id_, scales)
        key = (ref, tuple(sorted((scales or {}).items())))
        if key not in seen:
            seen[key] = fit(model, tree, ref, id_, scales)
        return seen[key]

    for module, name, quick in (
        (loader, "parse", parse),
        (locate, "parse", parse),
        (schema, "validate", validate),
    ):
        setattr(module, name, quick)
