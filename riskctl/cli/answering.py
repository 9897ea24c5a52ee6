"""Where the answers of an assessment come from: a conversation, a draft, a file, or what nobody needs to be asked."""

import sys
from collections.abc import Callable
from typing import Any

from riskctl.cli.person import me
from riskctl.cli.session import Session
from riskctl.core.answers import Answers
from riskctl.core.assessments import NOT_EVENTS
from riskctl.core.views.meeting import Meeting, Question
from riskctl.core.views.minutes import Outcome
from riskctl.errors import RiskctlError
from riskctl.render.safe import visible
from riskctl.store.drafts import Draft, Drafts


class Answering:
    """Takes the answers of one meeting, and keeps them as a draft while they come."""

    def __init__(
        self,
        meeting: Meeting,
        session: Session,
        given: Answers | None = None,
        *,
        standing: Answers | None = None,
        named: Callable[[str], str] = str,
        plain: bool = False,
        within: str = "",
    ) -> None:
        """Take what is given; `standing` gives way to it and to the draft, `named` says where an answer is missing."""
        self.meeting = meeting
        self.session = session
        self.words = session.words
        self.drafts = Drafts(session.place)
        self._given = dict(given or {})
        self._standing = dict(standing or {})
        self._named = named
        self._plain = plain
        self._within = within
        self._drafting: Any = None

    def discard(self) -> None:
        """Delete the drafts that nobody works on; raise RiskctlError when there is none."""
        names = self.drafts.names(self.meeting.system.id)
        if not [name for name in names if self.drafts.claim(name).other() is None and self.drafts.discard(name)]:
            raise RiskctlError("no-draft", id=self.meeting.system.id)
        self.session.note(self.words("assess.discarded"))

    def without_asking(self, *, resume: bool) -> Answers:
        """Return complete answers from what is given; raise RiskctlError that names the first one missing."""
        answers = {**self._standing, **(self._resumed() if resume else {}), **self._given}
        while (question := self.meeting.next(answers)) is not None:
            answers |= self._unasked(question, answers)
        self.say_what_is_not_covered(answers)
        return answers

    def _unasked(self, question: Question, answers: Answers) -> dict[str, Any]:
        missing = question.missing(answers) or ""
        if question.kind == "people" and (person := me(self.session)):
            return {"performed_by": [person]}
        if question.kind == "include" and not self.meeting.only:
            raise RiskctlError("answer-missing", name=self._named("risks"), id=self.meeting.system.id)
        if not question.optional:
            raise RiskctlError("answer-missing", name=self._named(missing), id=self.meeting.system.id)
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

    def say_what_is_not_covered(self, answers: Answers) -> None:
        """Say on stderr how many threats that fit are neither assessed nor left out with a reason (P4.0.3)."""
        stated = {self.meeting.facts_for(key, answers).threat for key in self.meeting.included(answers)}
        stated |= set(self.meeting.excluded(answers))
        left = [
            threat for threat in self.meeting.engine.fitting_threats(self.meeting.system.id) if threat not in stated
        ]
        if left:
            self.session.note(self.words("assess.not-covered", n=len(left)))

    def _resumed(self) -> dict[str, Any]:
        from riskctl.cli.drafting import stale
        from riskctl.core.views.course import onwards

        names = self.drafts.names(self.meeting.system.id)
        draft = self.drafts.load(names[0]) if names else None
        if draft is None:
            raise RiskctlError("no-draft", id=self.meeting.system.id)
        lines, answers = stale(self.meeting, draft, self.session)
        for line in lines:
            self.session.note(line)
        return onwards(answers)

    def by_asking(self, *, resume: bool, discard: bool, quietly: bool = False) -> Answers:
        """Return complete answers from a conversation; each is kept in the draft as it comes.

        `quietly`: nothing is said of going on with a draft, for this command made it. Raise KeyboardInterrupt when
        the person stops.
        """
        from riskctl.cli.drafting import Drafting
        from riskctl.cli.talk import Talk

        conversation = self._conversation()
        self._drafting = Drafting(self.meeting, self.session, self.drafts, me(self.session))
        begun = self._drafting.begin(conversation.prompt, resume=resume, discard=discard)
        for each in () if quietly else begun.notices:
            self.screens.notice(each)
        self._talk = Talk(self.meeting, conversation, self._drafting)
        answers = {**self._standing, **begun.answers, **self._given}
        return self._talk.until_complete(answers, begun.question, begun.said)

    def open_screens(self) -> None:
        """Open what is shown on the way."""
        from riskctl.render.assess import Screens
        from riskctl.render.assess_page import console_for, is_plain

        stream = sys.stderr if self.session.options.format == "json" or not sys.stdout.isatty() else sys.stdout
        plain = is_plain(asked=self._plain)
        self.screens = Screens(self.meeting, self.words, console_for(stream, plain=plain), plain=plain)
        self.screens.within = self._within

    def _conversation(self) -> Any:
        from riskctl.cli.conversation import Conversation
        from riskctl.cli.reading import reader_for

        self.open_screens()
        return Conversation(self.meeting, self.screens, reader_for(plain=self.screens.plain))

    def prompt(self) -> Any:
        """Open the screens, and return what asks on them, for questions that are not the meeting's own."""
        return self._conversation().prompt

    def keep(self, answers: Answers) -> None:
        """Save the answers so far as the draft of the system."""
        now = self.session.clock(self.session.zone).now
        since = self.meeting.previous.id if self.meeting.previous else None
        self.drafts.save(Draft(self.meeting.system.id, now, since, answers))

    def performers(self, *, asking: bool) -> list[str]:
        """Return who assesses, for a confirmation: asked, else the one at the keyboard."""
        if asking:
            return list(self._conversation().put(next(self._people()), {})["performed_by"])
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

    def agreed(self, answers: Answers, show: Callable[[], None]) -> bool | Answers:
        """Return whether the assessment is to be written, or other answers, where the person went back first.

        Says where the draft lies when it is not.
        """
        agreed = self._talk.agreed(dict(answers), show)
        if isinstance(agreed, dict):
            return self._talk.until_complete(agreed)
        if not agreed:
            self._drafting.claim.let_go()
            self.screens.line(self.words("assess.kept", id=self.meeting.system.id))
        return agreed

    def done(self) -> None:
        """Delete the draft: the assessment is written."""
        if self._drafting is not None:
            self._drafting.done()
        else:
            self.drafts.discard(self.meeting.system.id)

    def let_go(self) -> None:
        """Let others work on the draft."""
        if self._drafting is not None:
            self._drafting.claim.let_go()

    def interrupted(self) -> None:
        """Say what holds after Ctrl-C, and let go of the draft."""
        self.let_go()
        kept = "assess.interrupted" if self.drafts.names(self.meeting.system.id) else "assess.interrupted.nothing"
        self.session.note("\n" + self.words(kept, id=self.meeting.system.id))
