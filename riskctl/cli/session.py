"""What every command shares: the clock, the language, the register, and where output goes."""

import difflib
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any
from zoneinfo import ZoneInfo

from riskctl.core.approval import Approvals
from riskctl.core.moment import Clock, Duration, end_of, parse_duration, parse_moment
from riskctl.core.rating import Engine
from riskctl.core.register import Register, as_of
from riskctl.errors import RiskctlError
from riskctl.render.safe import visible
from riskctl.store import find
from riskctl.store.index_tree import IndexTree
from riskctl.store.loader import Loaded, load
from riskctl.store.trees import WorkTree, blob_id
from riskctl.store.zone import zone_named
from riskctl.text import Words

DEFAULT_ZONE = "Europe/Copenhagen"


@dataclass(frozen=True)
class Options:
    """The options that every command takes."""

    register: str | None = None
    now: str | None = None
    at: str | None = None
    format: str | None = None


class Session:
    """One run of one command."""

    def __init__(self, options: Options, words: Words) -> None:
        self.options = options
        self.words = words
        self.staged = False
        """Whether what is about to be committed is read in place of the files."""

    @cached_property
    def place(self) -> find.Place:
        """Where the register lies."""
        return find.place_at(find.find_root(self.options.register))

    def clock(self, zone: ZoneInfo) -> Clock:
        """Return the clock: `--now`, else the end of the date of `--at`, else RISKCTL_NOW, else the system's."""
        day = self._at[1] if self._at is not None else None
        if self.options.now is None and day is not None:
            now = end_of(day, zone) - timedelta(seconds=1)
        else:
            now = _stated_moment(self.options.now or os.environ.get("RISKCTL_NOW")) or _system_clock()
        return Clock(now.astimezone(zone), zone)

    @cached_property
    def _at(self) -> "tuple[str, Any] | None":
        if self.options.at is None:
            return None
        return find.resolve_at(self.place, self.options.at, ZoneInfo(DEFAULT_ZONE))

    @cached_property
    def loaded(self) -> Loaded:
        """The register as it was read, and what is wrong with its files."""
        tree = find.commit_tree(self.place, self._at[0]) if self._at else self.tree
        return load(tree)

    def forget(self) -> None:
        """Have the register read anew: its files were written."""
        for name in ("loaded", "_work_tree", "revision", "zone", "engine", "approvals"):
            self.__dict__.pop(name, None)

    def stage(self, *, asked: bool, excluding: Mapping[str, object]) -> None:
        """Have the register be read as it is about to be committed; raise RiskctlError with an option that can't be."""
        for option, value in excluding.items():
            if asked and value:
                raise RiskctlError("exclusive", value="--staged", other=option)
        self.staged = asked

    @property
    def tree(self) -> WorkTree | IndexTree:
        """The register's files as they stand: in the folder or, where asked for, staged."""
        return self._staged_tree if self.staged else self._work_tree

    @cached_property
    def _staged_tree(self) -> IndexTree:
        return find.staged_tree(self.place)

    @cached_property
    def _work_tree(self) -> WorkTree:
        return find.tree_of(self.place)

    def seen(self, path: str) -> bytes:
        """Return the bytes of a file as it was loaded; raise RiskctlError when it has changed since."""
        loaded = self.loaded.tree
        data = loaded.read(path)
        if loaded is self._work_tree and self._work_tree.oids().get(path) != blob_id(data):
            raise RiskctlError("changed-meanwhile", path=path)
        return data

    @cached_property
    def zone(self) -> ZoneInfo:
        """The municipality's time zone."""
        register = self.loaded.register
        return zone_of(register) if register else ZoneInfo(DEFAULT_ZONE)

    @cached_property
    def revision(self) -> find.Revision:
        """The commit read, and whether the working tree differs from it."""
        if self._at is not None:
            return find.Revision(self._at[0], dirty=False)
        return find.revision_of(self.place, self.tree)

    @property
    def whole(self) -> Register:
        """The register as it was read, also what lies after the clock; raise RiskctlError when it can not be used."""
        if self.loaded.register is None:
            raise RiskctlError("procedure-unusable")
        return self.loaded.register

    @cached_property
    def engine(self) -> Engine:
        """Everything computed from the register as of the clock; says on stderr how much could not be read."""
        register = self.whole
        unreadable = {finding.ref for finding in self.loaded.findings}
        if unreadable:
            self.note(self.words("errors.unreadable-count", n=len(unreadable)))
        clock = self.clock(self.zone)
        return Engine(as_of(register, clock), clock)

    @cached_property
    def approvals(self) -> Approvals:
        """The approvals, judged."""
        return Approvals(self.engine)

    @property
    def interactive(self) -> bool:
        """Whether a person sits at a terminal that shows the output."""
        return sys.stdout.isatty()

    def format(self, *choices: str) -> str:
        """Return the format asked for; the first of the choices when none was."""
        return self.choice(self.options.format, "--format", choices) or choices[0]

    def out(self, text: str) -> None:
        """Write to stdout."""
        sys.stdout.write(text if text.endswith("\n") else text + "\n")

    def out_lines(self, lines: Iterable[str]) -> None:
        """Write lines to stdout."""
        sys.stdout.writelines(line + "\n" for line in lines)

    def out_bytes(self, data: bytes) -> None:
        """Write the same bytes to stdout whatever the terminal's encoding and line ending."""
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None:
            sys.stdout.write(data.decode())
        else:
            sys.stdout.flush()
            buffer.write(data)
            buffer.flush()

    def deliver(self, data: bytes, output: Path | None) -> None:
        """Write an answer to stdout, or whole to a file; raise RiskctlError for a file within the register."""
        if output is None:
            self.out_bytes(data)
            return
        from riskctl.store.atomic import replace_file

        if self.place.holds(output):
            raise RiskctlError("output-in-register", path=output)
        replace_file(output, data)
        self.note(self.words("due.written", path=output))

    def note(self, text: str) -> None:
        """Write a summary or a warning to stderr; in a terminal it is broken between words."""
        rows = [visible(row) for row in text.split("\n")]
        if sys.stderr.isatty():
            width = get_terminal_size().columns - 1
            wrapped = [wrap(row, width, break_on_hyphens=False, break_long_words=False) or [""] for row in rows]
            rows = [line for lines in wrapped for line in lines]
        sys.stderr.write("\n".join(rows) + "\n")

    def json(self, value: Mapping[str, object]) -> None:
        """Write a JSON object to stdout."""
        from riskctl.render.as_json import dumps

        self.out(dumps(value))

    def duration(self, text: str) -> Duration:
        """Return a duration given as an option."""
        try:
            return parse_duration(text)
        except ValueError:
            raise RiskctlError("bad-duration", value=text) from None

    def choice(self, value: str | None, option: str, choices: "tuple[str, ...] | list[str]") -> str | None:
        """Return an option's value; raise RiskctlError when it is none of the choices."""
        if value is not None and value not in choices:
            raise bad_choice(value, option, choices, self.words)
        return value


def bad_choice(value: str, option: str, choices: Iterable[str], words: Words) -> RiskctlError:
    """Return the error for a value that is none of the choices, with those that come close: `Mente du critical?`."""
    listed = ", ".join(choices)
    close = close_to(value, {each: (each, words.name("level", each)) for each in choices})
    if not close:
        return RiskctlError("bad-choice", value=value, option=option, choices=listed)
    names = words.enumeration(close, "or")
    return RiskctlError("bad-choice-close", value=value, option=option, choices=listed, names=names)


def close_to(value: str, named: Mapping[str, Iterable[str]]) -> list[str]:
    """Return up to three choices that a misspelt value may have meant, by what each is called."""
    wanted = value.casefold()
    called = {name.casefold(): choice for choice, names in named.items() for name in names}
    close = difflib.get_close_matches(wanted, called, 3, 0.6) if wanted else []
    close = close or [name for name in called if wanted in name and len(wanted) > 1][:3]
    return list(dict.fromkeys(called[name] for name in close))


def _stated_moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return parse_moment(text)
    except ValueError:
        raise RiskctlError("bad-now", value=text) from None


def _system_clock() -> datetime:
    """Read the system's clock: the only place where that is done."""
    return datetime.now(UTC)  # noqa: TID251


def zone_of(register: Register) -> ZoneInfo:
    """Return the register's time zone; raise RiskctlError when there is no such zone."""
    zone = zone_named(register.procedure.timezone)
    if zone is None:
        raise RiskctlError("procedure-unusable")
    return zone
