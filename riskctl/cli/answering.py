"""Where the answers of an assessment come from: a conversation, a draft, a file, or what nobody needs to be asked."""

import os
import sys
from collections.abc import Mapping
from typing import Any

from riskctl.cli.session import Session
from riskctl.core.answers import Answers, flat
from riskctl.core.assessments import NOT_EVENTS
from riskctl.core.views.answered import Fault, faults, included_in
from riskctl.core.views.meeting import Meeting, Question
from riskctl.core.views.minutes import Outcome
from riskctl.errors import RiskctlError
from riskctl.render.findings import Report
from riskctl.render.safe import visible
from riskctl.store.answers_file import read_answers
from riskctl.store.drafts import Draft, Drafts
from riskctl.store.loader import Loaded
from riskctl.store.yaml_events import locate


def read_file(session: Session, scales: Mapping[str, int], path: str) -> tuple[dict[str, Any], Loaded]:
    """Return the answers of a file, and the file; what is wrong with its form is said, and RiskctlError raised."""
    answered, loaded = read_answers(path, scales)
    if answered is None:
        report = Report.of(loaded.findings, loaded, session.words)
        for line in report.lines():
            session.note(line)
        raise RiskctlError("answers-unusable", path=path, n=report.errors)
    return flat(answered), loaded


def judged_file(
    session: Session, meeting: Meeting, path: str, answers: dict[str, Any], loaded: Loaded
) -> dict[str, Any]:
    """Return the answers of a file once they hold together; else all faults are said, and RiskctlError raised."""
    found = faults(meeting, answers, session.clock(session.zone).now)
    for fault in found:
        session.note(_fault_line(session, path, loaded, fault))
    if found:
        raise RiskctlError("answers-unusable", path=path, n=len(found))
    included = included_in(answers)
    if included:
        carried = [key for key in meeting.last_risks if key not in included] if meeting.only else []
        answers = {**answers, "include": [*carried, *included]}
    return answers


def _fault_line(session: Session, path: str, loaded: Loaded, fault: Fault) -> str:
    line, column = locate(loaded.tree.read(path), tuple(fault.path.split(".")))
    words = session.words
    kind = {"result": "level", "threat-level": "threat_level"}.get(fault.name)
    values = {name: words.name(kind, str(value)) if kind else value for name, value in fault.values.items()}
    message = words(f"assess.fault.{fault.name}", **values)
    return visible(words("assess.fault.line", path=path, line=line, column=column, name=fault.path, message=message))


def me(session: Session) -> str | None:
    """Return who sits at the keyboard, by RISKCTL_PERSON or the email that git commits with; None when nobody knows."""
    people = session.engine.register.organisation.people
    named = os.environ.get("RISKCTL_PERSON")
    if named:
        return named if named in people else None
    if session.place.repository is None:
        return None
    from riskctl.store.commit import identity

    email = identity(session.place)
    return next((id_ for id_, each in people.items() if email and each.email.casefold() == email.casefold()), None)


class Answering:
    """Takes the answers of one meeting, and keeps them as a draft while they come."""

    def __init__(self, meeting: Meeting, session: Session, given: Answers | None = None) -> None:
        self.meeting = meeting
        self.session = session
        self.words = session.words
        self.drafts = Drafts(session.place)
        self._given = dict(given or {})

    def discard(self) -> None:
        """Delete the draft; raise RiskctlError when there is none."""
        if not self.drafts.discard(self.meeting.system.id):
            raise RiskctlError("no-draft", id=self.meeting.system.id)
        self.session.note(self.words("assess.discarded"))

    def without_asking(self, *, resume: bool) -> Answers:
        """Return complete answers from what is given; raise RiskctlError that names the first one missing."""
        answers = {**(self._resumed() if resume else {}), **self._given}
        while (question := self.meeting.next(answers)) is not None:
            answers |= self._unasked(question, answers)
        self._say_what_is_not_covered(answers)
        return answers

    def _unasked(self, question: Question, answers: Answers) -> dict[str, Any]:
        missing = question.missing(answers) or ""
        if question.kind == "people" and (person := me(self.session)):
            return {"performed_by": [person]}
        if question.kind == "include" and not self.meeting.only:
            raise RiskctlError("answer-missing", name="risks", id=self.meeting.system.id)
        if not question.optional:
            raise RiskctlError("answer-missing", name=missing, id=self.meeting.system.id)
        if question.kind == "triggers":
            named = [each for each in question.default if each in NOT_EVENTS or each in self.meeting.events]
            return {"triggers": named or ["planned"]}
        if question.kind == "keep":
            kept = question.default if self.meeting.only else []
            carried = [self.meeting.carried(key) for key in kept]
            return {"keep": kept, **{path: value for each in carried for path, value in each.items()}}
        if question.kind in ("plan", "left-out"):
            return {missing: question.kind == "left-out"}
        return {missing: question.default}

    def _say_what_is_not_covered(self, answers: Answers) -> None:
        stated = {self.meeting.facts_for(key, answers).threat for key in self.meeting.included(answers)}
        stated |= {path.removeprefix("excluded.") for path in answers if path.startswith("excluded.")}
        left = [
            threat for threat in self.meeting.engine.fitting_threats(self.meeting.system.id) if threat not in stated
        ]
        if left:
            self.session.note(self.words("assess.not-covered", n=len(left)))

    def _resumed(self) -> dict[str, Any]:
        draft = self.drafts.load(self.meeting.system.id)
        if draft is None:
            raise RiskctlError("no-draft", id=self.meeting.system.id)
        self._say_when_stale(draft)
        return dict(draft.answers)

    def _say_when_stale(self, draft: Draft) -> None:
        latest = self.meeting.previous.id if self.meeting.previous else None
        if draft.since != latest:
            self.session.note(self.words("assess.draft.stale"))

    def by_asking(self, *, resume: bool, discard: bool) -> Answers:
        """Return complete answers from a conversation; each is kept in the draft as it comes.

        Raise KeyboardInterrupt when the person stops.
        """
        from riskctl.cli.conversation import Conversation

        self.screens = self._screens()
        conversation = Conversation(self.meeting, self.screens)
        self.screens.opening()
        answers = {**self._begun(conversation, resume=resume, discard=discard), **self._given}
        while (question := self.meeting.next(answers)) is not None:
            answers |= conversation.put(question, answers)
            self._keep(answers)
        self._conversation = conversation
        return answers

    def _screens(self) -> Any:
        from rich.console import Console

        from riskctl.render.assess import Screens

        stream = sys.stderr if self.session.options.format == "json" or not sys.stdout.isatty() else sys.stdout
        return Screens(self.meeting, self.words, Console(file=stream, markup=False, emoji=False, highlight=False))

    def _begun(self, conversation: Any, *, resume: bool, discard: bool) -> dict[str, Any]:
        """Return the draft's answers where there is one and it is to go on; asked unless an option says so."""
        system = self.meeting.system.id
        if discard:
            self.drafts.discard(system)
        draft = self.drafts.load(system)
        if draft is None:
            if resume:
                raise RiskctlError("no-draft", id=system)
            return {}
        when = draft.saved_at.astimezone(self.session.zone)
        if not resume and not conversation.prompt.yes(self.words("assess.ask.resume", when=when)):
            self.drafts.discard(system)
            return {}
        self.screens.line(self.words("assess.resumed", when=when))
        self._say_when_stale(draft)
        return dict(draft.answers)

    def _keep(self, answers: Answers) -> None:
        now = self.session.clock(self.session.zone).now
        since = self.meeting.previous.id if self.meeting.previous else None
        self.drafts.save(Draft(self.meeting.system.id, now, since, answers))

    def performers(self, *, asking: bool) -> list[str]:
        """Return who assesses, for a confirmation: asked, else the one at the keyboard."""
        if asking:
            from riskctl.cli.conversation import Conversation

            self.screens = self._screens()
            return list(Conversation(self.meeting, self.screens).put(next(self._people()), {})["performed_by"])
        person = me(self.session)
        if person is None:
            raise RiskctlError("answer-missing", name="performed_by", id=self.meeting.system.id)
        return [person]

    def _people(self) -> Any:
        return (question for question in self.meeting.questions({}) if question.kind == "people")

    def summary(self, found: Outcome, answers: Answers, *, asked: bool) -> None:
        """Show what the assessment comes to: as a screen where somebody is asked, else what follows, on stderr."""
        from riskctl.render.assess_summary import follows, show_summary

        if asked:
            show_summary(self.screens, found, answers)
        else:
            for line in follows(self.meeting, found, answers, self.words):
                self.session.note(visible(line))

    def agreed(self) -> bool:
        """Return whether the assessment is to be written; says where the draft lies when it is not."""
        if self._conversation.prompt.yes(self.words("assess.ask.save")):
            return True
        self.screens.line(self.words("assess.kept", id=self.meeting.system.id))
        return False

    def interrupted(self) -> None:
        """Say what holds after Ctrl-C."""
        self.session.note("\n" + self.words("assess.interrupted", id=self.meeting.system.id))
