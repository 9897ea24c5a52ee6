"""`riskctl assess`: the meeting where a risk is judged, with or without a terminal."""

import sys
from typing import Annotated

import typer

from riskctl.cli.answering import Answering, judged_file, read_file
from riskctl.cli.lookup import system_id, unknown_id
from riskctl.cli.saving import rehearse, save
from riskctl.cli.session import Session
from riskctl.core.answers import Answers
from riskctl.core.fields import LEVELS
from riskctl.core.moment import Clock, parse_moment
from riskctl.core.rating import Engine
from riskctl.core.register import Register, as_of
from riskctl.core.views.meeting import Meeting
from riskctl.core.views.minutes import Minutes, Outcome, minutes, obstacles, outcome, unchanged
from riskctl.errors import Exit, RiskctlError
from riskctl.render.names import threat_name


def assess(
    session: Session,
    system: Annotated[str, typer.Argument(metavar="SYSTEM")],
    event: Annotated[list[str] | None, typer.Option("--event", metavar="ID")] = None,
    threat: Annotated[list[str] | None, typer.Option("--threat", metavar="ID")] = None,
    as_before: Annotated[bool, typer.Option("--unchanged")] = False,
    answers: Annotated[str | None, typer.Option("--answers", metavar="FILE")] = None,
    template: Annotated[bool, typer.Option("--template")] = False,
    no_input: Annotated[bool, typer.Option("--no-input")] = False,
    resume: Annotated[bool, typer.Option("--resume")] = False,
    discard: Annotated[bool, typer.Option("--discard")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    commit: Annotated[bool, typer.Option("--commit")] = False,
) -> int:
    """Assess a system: steps 1-5 and 7-8."""
    session.format("text", "json")
    if resume and discard:
        raise RiskctlError("exclusive", value="--resume", other="--discard")
    run = _Run(
        session, system_id(session, system), tuple(event or ()), tuple(threat or ()), dry_run=dry_run, commit=commit
    )
    if template:
        from riskctl.render.answers_template import template as filled

        session.out(filled(run.meeting, session.words))
        return Exit.OK
    asking = sys.stdin.isatty() and not no_input
    if discard and not asking and answers is None:
        Answering(run.meeting, session).discard()
        return Exit.OK
    given = run.given(answers) if answers else None
    if not asking and given is None and not no_input and not as_before:
        raise RiskctlError("needs-terminal")
    if as_before:
        return run.confirm(given or {}, asking=asking)
    return _conducted(run, Answering(run.meeting, session, given), asking=asking, resume=resume, discard=discard)


def _conducted(run: "_Run", answering: Answering, *, asking: bool, resume: bool, discard: bool) -> int:
    """Take the answers, in a conversation or from what is given, and write the minutes; Ctrl-C keeps the draft."""
    if not asking:
        return run.finish(answering.without_asking(resume=resume), answering)
    try:
        complete = answering.by_asking(resume=resume, discard=discard)
        return run.finish(complete, answering, asking=True)
    except KeyboardInterrupt:
        answering.interrupted()
        return Exit.INTERRUPTED


class _Run:
    """One run of the command: the meeting, and how it is written."""

    def __init__(
        self,
        session: Session,
        system: str,
        events: tuple[str, ...],
        threats: tuple[str, ...],
        *,
        dry_run: bool,
        commit: bool,
    ) -> None:
        self.session = session
        self.dry_run = dry_run
        self.commit = commit
        register = session.engine.register
        for value, known in [
            *((each, register.events) for each in events),
            *((each, register.threats) for each in threats),
        ]:
            if value not in known:
                raise unknown_id(session, value, known)
        self._choice = (system, events, threats)
        self.meeting = Meeting(session.engine, system, events, threats)

    @property
    def whole(self) -> Register:
        """The register as it was read, also what lies after the clock."""
        register = self.session.loaded.register
        if register is None:
            raise RiskctlError("procedure-unusable")
        return register

    def given(self, path: str) -> Answers:
        """Return the answers of a file; a meeting held earlier is seen with the facts of that day."""
        answers, loaded = read_file(self.session, self.meeting.engine.procedure.scales, path)
        if "completed_at" in answers:
            now = self.session.clock(self.session.zone).now
            held = min(now, parse_moment(str(answers["completed_at"]))).astimezone(self.session.zone)
            clock = Clock(held, self.session.zone)
            self.meeting = Meeting(Engine(as_of(self.whole, clock), clock), *self._choice)
        return judged_file(self.session, self.meeting, path, answers, loaded)

    def finish(self, answers: Answers | None, answering: Answering, *, asking: bool = False) -> int:
        """Write the minutes of a complete set of answers, after a last look where somebody is asked."""
        if answers is None:
            return Exit.OK
        clock = self._clock(answers)
        made = minutes(answering.meeting, answers, clock.now, self.whole)
        found = outcome(answering.meeting, made, self.whole, clock)
        answering.summary(found, answers, asked=asking)
        if asking and not self.dry_run and not answering.agreed():
            return Exit.OK
        message = self._message(found)
        code = self._write(made, found, message, clock)
        if not self.dry_run:
            answering.drafts.discard(self.meeting.system.id)
        return code

    def _clock(self, answers: Answers) -> Clock:
        """Return the clock at which the assessment is completed, to the second."""
        zone = self.session.zone
        stated = answers.get("completed_at")
        if stated is not None:
            return Clock(parse_moment(str(stated)), zone)
        return Clock(self.session.clock(zone).now.replace(microsecond=0), zone)

    def confirm(self, given: Answers, *, asking: bool) -> int:
        """Confirm low risks unchanged (P3.11), or say why that can't be."""
        session, words = self.session, self.session.words
        found = obstacles(self.meeting)
        if found:
            register = session.engine.register
            reasons = []
            for each in found:
                values = dict(each.values)
                if "threat" in values:
                    values["threat"] = threat_name(register, str(values["threat"]), words)
                if "today" in values:
                    values["today"] = words.name("level", str(values["today"] or ""))
                reasons.append(words(f"assess.obstacle.{each.name}", **values))
            raise RiskctlError(
                "not-unchanged", code=Exit.FINDINGS, reasons="; ".join(reasons), id=self.meeting.system.id
            )
        answering = Answering(self.meeting, session)
        people = given.get("performed_by") or answering.performers(asking=asking)
        clock = self._clock(given)
        made = unchanged(self.meeting, tuple(people), clock.now, self.whole)
        session.note(words("assess.unchanged.looked", n=len(self.meeting.last_risks)))
        message = words("assess.commit.unchanged", system=self.meeting.system.name)
        return self._write(made, outcome(self.meeting, made, self.whole, clock), message, clock)

    def _message(self, found: Outcome) -> str:
        words = self.session.words
        counts = [(level, sum(each.level == level for each in found.risks)) for level in reversed(LEVELS)]
        levels = [words("assess.commit.level", n=number, level=level) for level, number in counts if number]
        shown = words.enumeration(levels) or words("assess.commit.none")
        return words("assess.commit", system=self.meeting.system.name, levels=shown)

    def _write(self, made: Minutes, found: Outcome, message: str, clock: Clock) -> int:
        from riskctl.render.assess_summary import as_json

        session, words = self.session, self.session.words
        json = session.format("text", "json") == "json"
        now = session.clock(session.zone)
        at = clock if clock.now > now.now else now
        if self.dry_run:
            contents = rehearse(session, made.files, at)
            if json:
                session.json(as_json(found, [], made.assessment, None))
            else:
                for path, data in contents.items():
                    session.out(f"# {path}\n{data.decode()}")
            session.note(words("assess.dry-run"))
            return Exit.OK
        committed = save(session, made.files, at, message=message if self.commit else None)
        if json:
            session.json(as_json(found, list(made.files), made.assessment, committed))
            return Exit.OK
        for path in made.files:
            session.out(words("assess.saved", path=path))
        if committed:
            session.out(words("assess.committed", commit=committed[:10]))
        return Exit.OK


COMMANDS = {"assess": (assess, False)}
