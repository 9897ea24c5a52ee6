"""`riskctl assess --event X --all-affected`: one event for all the systems it must be answered for, in one go.

What holds for all is asked once; each system has its own draft; all the files are written, or none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from riskctl.cli.answering import Answering
from riskctl.cli.answers_given import Given, is_sheet, judged, read_given
from riskctl.cli.assess_run import Choice, Run, answering_too, deliver_template, write
from riskctl.cli.lookup import known_id
from riskctl.cli.person import me
from riskctl.cli.session import Session
from riskctl.core.answers import SharedAnswers, flat
from riskctl.core.views.affected import reached_by_all, standing, touched, unasked, waiting_systems
from riskctl.core.views.meeting import Meeting
from riskctl.core.views.minutes import Minutes, Outcome, with_minutes
from riskctl.errors import Exit, RiskctlError
from riskctl.render import writes as render
from riskctl.store.answers_file import At

Answered = dict[str, Any]


def assess_many(
    session: Session, choice: Choice, path: str | None, *, asking: bool, resume: bool, discard: bool
) -> int:
    """Answer an event for every system that waits for it."""
    engine = session.engine
    _known_events(session, choice)
    for line in render.reached(engine, reached_by_all(engine, choice.events), session.words):
        session.note(line)
    systems = waiting_systems(engine, choice.events)
    if not systems:
        session.note(session.words("assess.many.none"))
        return Exit.OK
    session.note(session.words("assess.many.waiting", n=len(systems)))
    many = _Many(session, choice, systems, _shared(session, path))
    try:
        return many.by_asking(resume=resume, discard=discard) if asking else many.without_asking(resume=resume)
    except KeyboardInterrupt:
        many.let_go()
        session.note("\n" + session.words("assess.many.interrupted", event=" --event ".join(choice.events)))
        return Exit.INTERRUPTED


def shared_template(session: Session, choice: Choice, output: Path | None) -> int:
    """Write a file of answers to fill in for every system that waits for an event."""
    from riskctl.render.answers_template import shared_content, shared_yaml

    _known_events(session, choice)
    systems, engine, events = waiting_systems(session.engine, choice.events), session.engine, choice.events
    if not systems:
        session.note(session.words("assess.many.none"))
        return Exit.OK
    meetings = [Meeting(engine, each, events, touched(engine, each, events)) for each in systems]

    def no_sheet() -> bytes:
        raise RiskctlError("sheet-of-one", path=output)

    return deliver_template(
        session,
        output,
        lambda: shared_yaml(meetings, events, session.words),
        lambda: shared_content(meetings, events),
        no_sheet,
    )


def _known_events(session: Session, choice: Choice) -> None:
    if not choice.events:
        raise RiskctlError("event-needed")
    for event in choice.events:
        known_id(session, event, "events")


def _shared(session: Session, path: str | None) -> Given[SharedAnswers] | None:
    if path is None:
        return None
    if is_sheet(path):
        raise RiskctlError("sheet-of-one", path=path)
    return read_given(session, path, SharedAnswers)


@dataclass(frozen=True)
class _Made:
    """One assessment that is ready to be written."""

    run: Run
    answering: Answering
    answers: Mapping[str, Any]
    minutes: Minutes
    outcome: Outcome


class _Many:
    """The meetings about several systems."""

    def __init__(self, session: Session, choice: Choice, systems: list[str], file: Given[SharedAnswers] | None) -> None:
        self.session = session
        self.words = session.words
        self.choice = choice
        self.systems = systems
        self.file = file
        self._begun: list[Answering] = []
        parts = file.read.answered.systems if file and file.read.answered else None
        self._own = {system: flat(part) for system, part in (parts or {}).items()}
        self._since = {system: part.since for system, part in (parts or {}).items()}
        for system in self._own:
            if file and system not in systems:
                raise RiskctlError("system-not-waiting", id=system, names=", ".join(systems))

    def without_asking(self, *, resume: bool) -> int:
        """Take everything from the file; raise RiskctlError that names the first answer missing, and its system."""
        made: list[_Made] = []
        for run, given, base in [self._opened(system, {}) for system in self.systems]:
            system = run.meeting.system
            answering = Answering(run.meeting, self.session, given, standing=base, named=self._named(system.id))
            drafted = resume and bool(answering.drafts.names(system.id))
            made.append(self._made(made, run, answering, answering.without_asking(resume=drafted)))
            self.session.note(self.words("assess.many.of", system=system.name, id=system.id))
            answering.summary(made[-1].outcome, made[-1].answers, asked=False)
        return self._finish(made)

    def by_asking(self, *, resume: bool, discard: bool) -> int:
        """Ask once what holds for all, then for each system what is left to ask."""
        first = Answering(
            Run(self.session, self.systems[0], self.choice).meeting, self.session, plain=self.choice.plain
        )
        prompt = first.prompt()
        drafts = self._drafts(first, prompt, resume=resume, discard=discard)
        shared = self._ask_shared(first, prompt, drafts)
        opened = [self._opened(system, shared) for system in self.systems]
        self._begun = [
            Answering(
                run.meeting,
                self.session,
                {**given, **shared},
                standing=base,
                plain=self.choice.plain,
                within=self.words("assess.many.head", number=number, all=len(opened), system=run.meeting.system.name),
            )
            for number, (run, given, base) in enumerate(opened, 1)
        ]
        for answering in self._begun:
            if answering.meeting.system.id not in drafts:
                answering.keep(shared)
        made: list[_Made] = []
        for (run, _, _), answering in zip(opened, self._begun, strict=True):
            fresh = answering.meeting.system.id not in drafts
            answers = answering.by_asking(resume=True, discard=False, quietly=fresh)
            made.append(self._made(made, run, answering, answers))
        return self._agreed(made, first, prompt)

    def _agreed(self, made: list[_Made], first: Answering, prompt: Any) -> int:
        """Show what all the assessments come to, and write them once somebody has agreed."""
        for each in made:
            if each is not made[0]:
                first.screens.line(self.words("assess.more"), "dim")
                prompt.pause()
            each.answering.summary(each.outcome, each.answers, asked=True)
        if not self.choice.dry_run and not prompt.yes(self.words("assess.many.ask.save", n=len(made))):
            self.let_go()
            first.screens.line(self.words("assess.many.kept", event=" --event ".join(self.choice.events)))
            return Exit.OK
        return self._finish(made)

    def let_go(self) -> None:
        """Let others work on the drafts."""
        for each in self._begun:
            each.let_go()

    def _drafts(self, first: Answering, prompt: Any, *, resume: bool, discard: bool) -> dict[str, Answered]:
        """Return the drafts that are gone on with; asked unless an option says so."""
        found = {system: draft for system in self.systems if (draft := first.drafts.load(system)) is not None}
        go_on = resume or (
            found and not discard and prompt.yes(self.words("assess.many.ask.resume", names=list(found)))
        )
        if not go_on:
            for system in found:
                first.drafts.discard(system)
        return {system: dict(draft.answers) for system, draft in found.items()} if go_on else {}

    def _ask_shared(self, first: Answering, prompt: Any, drafts: Mapping[str, Answered]) -> Answered:
        """Return what holds for all the systems: given, in a draft, or asked."""
        register = self.session.engine.register
        known = {name: value for each in drafts.values() for name, value in each.items()}
        known |= self.file.answers if self.file else {}
        shared: Answered = {"triggers": list(self.choice.events)}
        person = me(self.session)
        people = known.get("performed_by")
        shared["performed_by"] = people or prompt.people(
            self.words("assess.ask.people"), register, [person] if person else first.meeting.last_performers()
        )
        if any(register.events[event].is_incident for event in self.choice.events):
            shared["corrective"] = known.get("corrective") or prompt.text(self.words("assess.ask.corrective"))
        return shared

    def _opened(self, system: str, shared: Answered) -> tuple[Run, Answered, Answered]:
        """Return the meeting about a system, what is given for it, and what stands when nothing is."""
        choice = replace(self.choice, threats=touched(self.session.engine, system, self.choice.events))
        run = Run(self.session, system, choice)
        given, where = self._given(system, run)
        run.held_at(given)
        if self.file is not None:
            read = replace(self.file.read, where=where)
            judged_here = Given(given, read, self._since.get(system))
            given = judged(self.session, run.meeting, judged_here, despite=self.choice.despite)
        given = {name: value for name, value in given.items() if name != "include" or run.meeting.previous is None}
        base = standing(run.meeting, given)
        if not shared and run.meeting.previous is not None:
            base |= unasked(run.meeting, {**base, **given})
        return run, given, base

    def _given(self, system: str, run: Run) -> tuple[Answered, Any]:
        """Return the file's answers for a system, its own before those for all, and where each stands."""
        shared = dict(self.file.answers) if self.file else {}
        keys = set(run.meeting.candidates)
        common = {
            name: value
            for name, value in shared.items()
            if not name.startswith(("risks.", "excluded.")) or name.split(".")[1] in keys
        }
        own = self._own.get(system, {})

        def where(at: At) -> str:
            inner: At = ("systems", system, *at) if ".".join(map(str, at)) in own or at[:1] == ("risks",) else at
            return self.file.read.where(inner) if self.file else ""

        events = self.choice.events
        return dict(answering_too({"triggers": list(events), **common, **own}, events)), where

    def _named(self, system: str) -> Any:
        def named(name: str) -> str:
            return name if name in ("performed_by", "corrective", "completed_at") else f"systems.{system}.{name}"

        return named

    def _made(self, made: list[_Made], run: Run, answering: Answering, answers: Mapping[str, Any]) -> _Made:
        """Return an assessment ready to be written, beside those that are: no two actions get the same id."""
        if made:
            run.whole = with_minutes(made[-1].run.whole, made[-1].minutes)
        minutes, outcome = run.made(answers)
        return _Made(run, answering, answers, minutes, outcome)

    def _finish(self, made: list[_Made]) -> int:
        """Write all the files, or none, and delete the drafts."""
        from riskctl.render.assess_summary import as_json

        files = {path: data for each in made for path, data in each.minutes.files.items()}
        titles = [self.session.engine.register.events[event].title for event in self.choice.events]

        def told(paths: list[str], committed: str | None) -> dict[str, object]:
            assessments = [
                as_json(each.outcome, list(each.minutes.files) if paths else [], each.minutes.assessment, committed)
                for each in made
            ]
            return {"written": paths, "assessments": assessments, "committed": committed}

        message = self.words("assess.many.commit", n=len(made), title=titles)
        code = write(self.session, self.choice, files, message, made[-1].run.clock(made[-1].answers), told)
        if not self.choice.dry_run:
            for each in made:
                each.answering.done()
        return code
