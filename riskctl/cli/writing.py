"""What every command that writes shares: what is asked for, what the change does, and how it is said."""

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from shutil import get_terminal_size
from textwrap import wrap
from typing import Annotated, Any, TypeVar

import typer

from riskctl.cli.lookup import known_id
from riskctl.cli.person import me
from riskctl.cli.prompt import Prompt, UnusableError
from riskctl.cli.saving import refusal, save, save_edit
from riskctl.cli.session import Session
from riskctl.core.approval import Approvals
from riskctl.core.ids import slug
from riskctl.core.moment import Clock, local_date, parse_date, parse_moment
from riskctl.core.rating import Engine
from riskctl.core.register import Register, as_of
from riskctl.core.views.difference import DueDifference, due_difference
from riskctl.errors import Exit, RiskctlError
from riskctl.store.write import FileEdit, WouldBreakError, refuse_what_breaks, rendered
from riskctl.text import Words

T = TypeVar("T")
By = Annotated[str | None, typer.Option("--by", metavar="PERSON")]
Moment = Annotated[str | None, typer.Option("--at", metavar="MOMENT")]
DryRun = Annotated[bool, typer.Option("--dry-run")]
Commit = Annotated[bool, typer.Option("--commit")]


@dataclass(frozen=True)
class Preview:
    """A change that has passed every check but the writing, and the register as it would be."""

    contents: Mapping[str, bytes]
    files: Mapping[str, Mapping[str, Any]] | None
    edit: FileEdit | None
    after: Approvals
    due: DueDifference

    @property
    def engine(self) -> Engine:
        """What the changed register gives."""
        return self.after.engine


class Writing:
    """One run of a command that writes: it asks only in a terminal, and only for what no option says."""

    def __init__(self, session: Session, *, dry_run: bool, commit: bool) -> None:
        self.session = session
        self.words = session.words
        self.dry_run = dry_run
        self.commit = commit
        self.json = session.format("text", "json") == "json"
        self.asking = sys.stdin.isatty() and sys.stdout.isatty() and not self.json
        self.engine = session.engine
        self.register = self.engine.register

    @property
    def whole(self) -> Register:
        """The register as it was read, also what lies after the clock."""
        return self.session.whole

    @property
    def now(self) -> datetime:
        """The clock, to the second."""
        return self.engine.clock.now.replace(microsecond=0)

    @cached_property
    def prompt(self) -> Prompt:
        """Questions at the terminal."""
        from riskctl.render.console import Lines, console

        return Prompt(Lines(self.words, console()))

    def need(self, given: T | None, option: str, example: str, ask: Callable[[Prompt], T]) -> T:
        """Return what was given, else what is answered; raise RiskctlError that names the option without a terminal."""
        if given is not None:
            return given
        if not self.asking:
            shown = f"{option} {example}" if option.startswith("--") else example
            raise RiskctlError("option-needed", value=option, example=shown)
        return ask(self.prompt)

    def text(self, given: str | None, option: str, question: str) -> str:
        """Return a text that is not empty."""
        known = (given or "").strip() or None
        return self.need(known, option, '"…"', lambda prompt: prompt.text(question))

    def one_of(
        self, given: str | None, option: str, question: str, options: Sequence[tuple[str, str]], default: str = ""
    ) -> str:
        """Return one of some codes, each shown with its name."""
        codes = [code for code, _ in options]
        chosen = self.session.choice(given, option, codes)
        return self.need(chosen, option, codes[0], lambda prompt: prompt.choice(question, options, default or None))

    def person(self, given: str | None, option: str, question: str, default: str | None = None) -> str:
        """Return a person of the register."""
        people = sorted(self.register.organisation.people)
        known = known_id(self.session, given, "people", option)
        shown = [default] if default else None
        return self.need(
            known,
            option,
            people[0] if people else "ID",
            lambda prompt: prompt.people(question, self.register, shown, one=True)[0],
        )

    def by(self, given: str | None) -> str:
        """Return who it is that writes: as given, by RISKCTL_PERSON, or the person with git's email address."""
        return self.person(given or me(self.session), "--by", self.words("writes.ask.by"))

    def day(self, given: str | None, option: str) -> date | None:
        """Return a date given as an option; raise RiskctlError for one that is none."""
        if given is None:
            return None
        try:
            return parse_date(given)
        except ValueError:
            example = f"{option} {self.engine.clock.today.isoformat()}"
            raise RiskctlError("bad-date", value=given, example=example) from None

    def past_day(self, given: str | None, option: str) -> date:
        """Return a date given as an option, today when none was; raise RiskctlError for one that has not come yet."""
        today = self.engine.clock.today
        day = self.day(given, option) or today
        if day > today:
            raise RiskctlError("date-ahead", value=day.isoformat(), example=f"{option} {today.isoformat()}")
        return day

    def moment(self, given: str | None, option: str = "--at") -> datetime:
        """Return a moment given as an option, the clock when none was; raise RiskctlError for one that can't be.

        Without an offset it is what the municipality's clocks show.
        """
        if given is None:
            return self.now
        found = _moment_in(given, self.engine.clock)
        if found is None:
            example = f"{option} {self.now.isoformat()}"
            raise RiskctlError("bad-moment", value=given, example=example)
        if found > self.engine.clock.now:
            raise RiskctlError("moment-ahead", value=given, now=self.now.isoformat())
        return found

    def ask_day(self, given: str | None, option: str, question: str, default: date) -> date:
        """Return a date after today, as given or asked for."""
        today = self.engine.clock.today
        return self.need(
            self.day(given, option), option, default.isoformat(), lambda prompt: prompt.day(question, today, default)
        )

    def free_id(self, folder: str, wanted: str) -> str:
        """Return an id that is not taken: as wanted, else with a number behind it."""
        taken = set(getattr(self.whole, folder)) | {
            each.partition("/")[2] for each in self.whole.broken if each.startswith(f"{folder}/")
        }
        base = wanted[:64].strip("-")
        found, number = base, 2
        while found in taken:
            found, number = f"{base[:60].strip('-')}-{number}", number + 1
        return found

    def dated_id(self, folder: str, at: datetime, name: str) -> str:
        """Return the id of a file that carries its date: `2026-11-23-nedbrud`."""
        day = local_date(at, self.engine.clock.zone).isoformat()
        return self.free_id(folder, f"{day}-{slug(name) or folder}")

    def preview_new(self, files: Mapping[str, Mapping[str, Any]]) -> Preview:
        """Return what new files would do; raise RiskctlError when they would bring an error of `check`."""
        return self._preview(rendered(files), files=files)

    def preview_edit(self, edit: FileEdit) -> Preview:
        """Return what an edit would do; raise RiskctlError when it would bring an error of `check`."""
        return self._preview(edit.made(), edit=edit)

    def _preview(
        self,
        contents: Mapping[str, bytes],
        *,
        files: Mapping[str, Mapping[str, Any]] | None = None,
        edit: FileEdit | None = None,
    ) -> Preview:
        clock = self.engine.clock
        try:
            loaded = refuse_what_breaks(self.session.loaded.tree, contents, clock, edit.allowed if edit else ())
        except WouldBreakError as refused:
            raise refusal(refused, self.words) from None
        if loaded.register is None:
            raise RiskctlError("procedure-unusable")
        after = Approvals(Engine(as_of(loaded.register, clock), clock))
        return Preview(contents, files, edit, after, due_difference(self.session.approvals, after))

    def finish(
        self,
        preview: Preview,
        message: str,
        subjects: Collection[str] = (),
        *,
        told: Sequence[str] = (),
        after: Sequence[str] = (),
        json: Mapping[str, object] | None = None,
    ) -> int:
        """Write what was previewed, and say what it did to the due list and what remains about the subjects.

        `told` are lines said before, `after` lines said behind it; `json` are keys beside the contract's.
        """
        committed = None if self.dry_run else self._written(preview, message)
        remaining = preview.due.about(subjects)
        if self.json:
            self.session.json({**self._json(preview, committed), "remaining": _ids(remaining), **(json or {})})
            return Exit.OK
        from riskctl.render import writes as render

        if self.dry_run:
            before = {path: self.session.loaded.tree.read(path) for path in preview.contents if preview.edit}
            self.session.out_lines(render.diff(before, preview.contents))
        self.say([*told, *render.effect(preview.engine, preview.due, remaining, self.words), *after])
        if self.dry_run:
            self.session.note(self.words("assess.dry-run"))
        else:
            for path in preview.contents:
                self.session.note(self.words("assess.saved", path=path))
        if committed:
            self.session.note(self.words("assess.committed", commit=committed[:10]))
        return Exit.OK

    def say(self, lines: Sequence[str]) -> None:
        """Write lines to stdout; in a terminal each goes on below where it is too long, two columns further in."""
        if not self.session.interactive:
            self.session.out_lines(lines)
            return
        width = get_terminal_size().columns - 1
        for line in lines:
            indent = " " * (len(line) - len(line.lstrip()))
            if line.lstrip().startswith("riskctl "):
                self.session.out(line)  # a command to copy
                continue
            rows = wrap(line.strip(), width, initial_indent=indent, subsequent_indent=indent + "  ")
            self.session.out_lines(rows or [""])

    def _written(self, preview: Preview, message: str) -> str | None:
        said = message if self.commit else None
        if preview.edit is not None:
            return save_edit(self.session, preview.edit, self.engine.clock, message=said)
        return save(self.session, preview.files or {}, self.engine.clock, message=said)

    def _json(self, preview: Preview, committed: str | None) -> dict[str, object]:
        due = preview.due
        return {
            "written": [] if self.dry_run else list(preview.contents),
            "committed": committed,
            "due": [*_ids(due.opened), *_ids(due.closed)],
            "opened": _ids(due.opened),
            "closed": _ids(due.closed),
        }


def _ids(items: Sequence[Any]) -> list[str]:
    return [each.id for each in items]


def _moment_in(text: str, clock: Clock) -> datetime | None:
    """Return the moment a text names; without an offset a local one, unless clocks never show it or show it twice."""
    try:
        return parse_moment(text)
    except ValueError:
        pass
    try:
        naive = parse_moment(f"{text.replace(' ', 'T', 1)}Z").replace(tzinfo=None)
    except ValueError:
        return None
    both = [naive.replace(tzinfo=clock.zone, fold=fold) for fold in (0, 1)]
    if both[0].utcoffset() != both[1].utcoffset():
        return None
    return datetime.fromisoformat(both[0].isoformat())


def number(text: str, least: int, most: int, words: Words) -> int:
    """Return a whole number that was answered; raise UnusableError for anything else."""
    if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most:
        return int(text)
    raise UnusableError(words("writes.bad.number", least=least, most=most))
