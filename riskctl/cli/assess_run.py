"""One run of `riskctl assess`: the meeting about a system, the file it may be answered by, and how it is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

from riskctl.cli.answering import Answering
from riskctl.cli.answers_given import Given, judged, read_given
from riskctl.cli.lookup import known_id
from riskctl.cli.saving import rehearse, save
from riskctl.cli.session import Session
from riskctl.core.answers import AnswerFile, Answers
from riskctl.core.fields import LEVELS
from riskctl.core.in_force import under, version_at
from riskctl.core.moment import Clock, parse_moment
from riskctl.core.rating import Engine
from riskctl.core.register import Register, as_of
from riskctl.core.views.meeting import Meeting
from riskctl.core.views.minutes import Minutes, Outcome, minutes, obstacles, outcome, unchanged
from riskctl.errors import Exit, RiskctlError
from riskctl.render.obstacle import obstacle_words


@dataclass(frozen=True, slots=True)
class Choice:
    """What the meeting is about, beside its system, and what is done with it."""

    events: tuple[str, ...] = ()
    threats: tuple[str, ...] = ()
    dry_run: bool = False
    commit: bool = False
    despite: bool = False
    plain: bool = False


class Run:
    """One run of the command for one system."""

    def __init__(self, session: Session, system: str, choice: Choice) -> None:
        self.session = session
        self.choice = choice
        for event in choice.events:
            known_id(session, event, "events")
        for threat in choice.threats:
            known_id(session, threat, "threats")
        self.meeting = Meeting(self._of_then(session.engine), system, choice.events, choice.threats)

    @cached_property
    def whole(self) -> Register:
        """The register as it was read, also what lies after the clock."""
        return self.session.whole

    def given(self, path: str) -> tuple[Answers, Given[AnswerFile]]:
        """Return the answers of a file, and the file."""
        given = read_given(self.session, path, AnswerFile, self.meeting.system.id)
        self.held_at(given.answers)
        answers = judged(self.session, self.meeting, given, despite=self.choice.despite)
        return answering_too(answers, self.choice.events), given

    def held_at(self, answers: Answers) -> None:
        """See a meeting that was held earlier with the facts, and under the procedure, of that day.

        Raise RiskctlError where that procedure is not there.
        """
        if "completed_at" in answers:
            zone, choice = self.session.zone, self.choice
            held = min(self.session.clock(zone).now, parse_moment(str(answers["completed_at"]))).astimezone(zone)
            clock = Clock(held, zone)
            engine = self._of_then(Engine(as_of(self.whole, clock), clock))
            self.meeting = Meeting(engine, self.meeting.system.id, choice.events, choice.threats)

    def _of_then(self, engine: Engine) -> Engine:
        """Return the engine under the procedure in force at its clock; raise RiskctlError where that is not there."""
        version = version_at(self.whole, engine.clock.now)
        known = under(engine.register, version)
        if known is None:
            raise RiskctlError("procedure-of-then-gone", value=version)
        return engine if known is engine.register else Engine(known, engine.clock)

    def finish(self, answers: Answers | None, answering: Answering, *, asking: bool = False) -> int:
        """Write the minutes of a complete set of answers, after a last look where somebody is asked."""
        while answers is not None:
            made, found = self.made(answers)
            answering.summary(found, answers, asked=asking)
            if asking and not self.choice.dry_run:
                agreed = answering.agreed(answers, partial(self._view, made, answers, answering))
                if agreed is False:
                    break
                if agreed is not True:
                    answers = agreed
                    continue
            code = self.write(made, found, self._message(found), self.clock(answers))
            if not self.choice.dry_run:
                answering.done()
            return code
        return Exit.OK

    def _view(self, made: Minutes, answers: Answers, answering: Answering) -> None:
        """Show the files that would be written, page by page."""
        now, clock = self.session.clock(self.session.zone), self.clock(answers)
        answering.screens.page()
        for path, data in rehearse(self.session, made.files, clock if clock.now > now.now else now).items():
            for line in (f"# {path}", *data.decode().splitlines()):
                answering.screens.line(line)

    def made(self, answers: Answers) -> tuple[Minutes, Outcome]:
        """Return the minutes of complete answers, and what follows from them."""
        clock = self.clock(answers)
        made = minutes(self.meeting, answers, clock.now, self.whole)
        return made, outcome(self.meeting, made, self.whole, clock)

    def clock(self, answers: Answers) -> Clock:
        """Return the clock at which the assessment is completed, to the second."""
        zone = self.session.zone
        stated = answers.get("completed_at")
        if stated is not None:
            return Clock(parse_moment(str(stated)), zone)
        return Clock(self.session.clock(zone).now.replace(microsecond=0), zone)

    def confirm(self, given: Answers, *, asking: bool) -> int:
        """Confirm low risks unchanged (P3.11), or say why that can't be."""
        session, words, register = self.session, self.session.words, self.session.engine.register
        if reasons := [obstacle_words(register, each, words) for each in obstacles(self.meeting)]:
            id_ = self.meeting.system.id
            raise RiskctlError("not-unchanged", code=Exit.FINDINGS, reasons="; ".join(reasons), id=id_)
        answering = Answering(self.meeting, session, plain=self.choice.plain)
        people = given.get("performed_by") or answering.performers(asking=asking)
        clock = self.clock(given)
        made = unchanged(self.meeting, tuple(people), clock.now, self.whole)
        session.note(words("assess.unchanged.looked", n=len(self.meeting.last_risks)))
        answering.say_what_is_not_covered({"include": list(self.meeting.last_risks), **self._left_out()})
        message = words("assess.commit.unchanged", system=self.meeting.system.name)
        return self.write(made, outcome(self.meeting, made, self.whole, clock), message, clock)

    def _left_out(self) -> Answers:
        excluded = self.meeting.previous.excluded if self.meeting.previous else {}
        return {f"excluded.{threat}": reason for threat, reason in excluded.items()}

    def _message(self, found: Outcome) -> str:
        words = self.session.words
        counts = [(level, sum(each.level == level for each in found.risks)) for level in reversed(LEVELS)]
        levels = [words("assess.commit.level", n=number, level=level) for level, number in counts if number]
        shown = words.enumeration(levels) or words("assess.commit.none")
        return words("assess.commit", system=self.meeting.system.name, levels=shown)

    def write(self, made: Minutes, found: Outcome, message: str, clock: Clock) -> int:
        """Write the files of one assessment, or show what would be written."""
        from riskctl.render.assess_summary import as_json

        def told(paths: list[str], committed: str | None) -> dict[str, object]:
            return dict(as_json(found, paths, made.assessment, committed))

        return write(self.session, self.choice, made.files, message, clock, told)


def answering_too(answers: Answers, events: tuple[str, ...]) -> Answers:
    """Return answers whose occasion is also the events that were asked for; none stated: the meeting suggests them."""
    stated = answers.get("triggers")
    if stated is None:
        return answers
    return {**answers, "triggers": [*stated, *(event for event in events if event not in stated)]}


def write(
    session: Session,
    choice: Choice,
    files: Mapping[str, Mapping[str, Any]],
    message: str,
    clock: Clock,
    told: Any,
) -> int:
    """Write files and, on demand, commit them; or show what would be written. `told(paths, commit)` is the JSON."""
    words = session.words
    json = session.format("text", "json") == "json"
    now = session.clock(session.zone)
    at = clock if clock.now > now.now else now
    if choice.dry_run:
        contents = rehearse(session, files, at)
        if json:
            session.json(told([], None))
        else:
            for path, data in contents.items():
                session.out(f"# {path}\n{data.decode()}")
        session.note(words("assess.dry-run"))
        return Exit.OK
    committed = save(session, files, at, message=message if choice.commit else None)
    if json:
        session.json(told(list(files), committed))
        return Exit.OK
    for path in files:
        session.out(words("assess.saved", path=path))
    if committed:
        session.out(words("assess.committed", commit=committed[:10]))
    return Exit.OK


TEMPLATES: Final = ("yaml", "json", "xlsx")


def deliver_template(
    session: Session,
    output: Path | None,
    as_yaml: Callable[[], str],
    content: Callable[[], Mapping[str, Any]],
    as_sheet: Callable[[], bytes],
) -> int:
    """Write a file of answers to fill in; one that is there, perhaps filled in, is never overwritten."""
    ending = output.suffix.removeprefix(".").casefold() if output else ""
    form = session.format(*TEMPLATES) if session.options.format or ending not in TEMPLATES else ending
    if output is not None and output.exists():
        raise RiskctlError("output-exists", path=output)
    if form == "xlsx":
        if output is None:
            raise RiskctlError("option-needed", value="--output", example="--output vurdering.xlsx")
        data = as_sheet()
    elif form == "json":
        from riskctl.render.as_json import dumps

        data = (dumps(content()) + "\n").encode()
    else:
        data = as_yaml().encode()
    session.deliver(data, output)
    return Exit.OK
