"""The meeting as it is led: question by question, back and past, each answer kept as it comes."""

from collections.abc import Callable, Sequence
from typing import Any

from riskctl.cli.conversation import Conversation
from riskctl.cli.drafting import Drafting
from riskctl.cli.prompt import AGAIN, BACK, LATER, LISTED, MovedError
from riskctl.core.answers import Answers
from riskctl.core.views.course import answered, back_to, before, current, later, may_wait, onwards, with_answer
from riskctl.core.views.meeting import Meeting, Question

MOVES = (BACK, LISTED, LATER)


class Talk:
    """Leads one meeting to its end."""

    def __init__(self, meeting: Meeting, conversation: Conversation, drafting: Drafting) -> None:
        self.meeting = meeting
        self.conversation = conversation
        self.screens = conversation.screens
        self.prompt = conversation.prompt
        self.words = conversation.words
        self._drafting = drafting
        self._said: tuple[str, ...] = ()

    def until_complete(self, answers: Answers, question: str | None = None, said: Sequence[str] = ()) -> dict[str, Any]:
        """Return complete answers; `said` was typed to the first parts of a question already."""
        found = dict(answers)
        now = current(self.meeting, found)
        self._said = tuple(said) if now is not None and now.paths[0] == question else ()
        while (now := current(self.meeting, found)) is not None:
            found = self._once(now, found)
        return found

    def _once(self, question: Question, answers: dict[str, Any]) -> dict[str, Any]:
        prompt = self.prompt
        prompt.begin(self._said)
        self._said = ()
        prompt.moves = MOVES
        prompt.when_said = lambda: self._keep(answers, question, prompt.said)
        try:
            updates = self.conversation.put(question, answers)
        except MovedError as moved:
            found = self.moved(moved.key, question, answers)
        else:
            found = with_answer(self.meeting, answers, question, updates)
        finally:
            prompt.moves = ()
            prompt.when_said = lambda: None
        self._keep(found, question if self._said else None, self._said)
        return found

    def _keep(self, answers: Answers, question: Question | None, said: Sequence[str]) -> None:
        told = self._drafting.keep(answers, question.paths[0] if question else None, said)
        if told:
            self.screens.notice(told)

    def moved(self, key: str, question: Question | None, answers: dict[str, Any]) -> dict[str, Any]:
        """Return the answers with the course that a key asks for."""
        if key == LISTED:
            said = tuple(self.prompt.said)
            if (chosen := self._chosen(answers)) is not None:
                return back_to(answers, chosen)
            self._said = said
            return answers
        if key == AGAIN:
            self._said = tuple(self.prompt.said)
            return answers
        if key == LATER:
            return self._past(question, answers)
        if self.prompt.said and question is not None:
            self._said = tuple(self.prompt.said[:-1])
            return answers
        earlier = before(self.meeting, answers)
        if earlier is None:
            self.screens.notice(self.words("assess.back.first"))
            return answers
        return back_to(answers, earlier)

    def _past(self, question: Question | None, answers: dict[str, Any]) -> dict[str, Any]:
        if question is not None and question.missing(answers) is None:
            return onwards(answers)
        if question is not None and may_wait(self.meeting, answers, question):
            self.screens.notice(self.words("assess.later.put", threat=self.screens.risk_name(question.key, answers)))
            return later(answers, question)
        self.screens.notice(self.words("assess.later.none"))
        return answers

    def _chosen(self, answers: dict[str, Any]) -> Question | None:
        """Show what was answered so far; return the question to go back to, None to go on."""
        questions = answered(self.meeting, answers)
        self.prompt.begin()
        self.prompt.moves, self.prompt.when_said = (), lambda: None
        self.screens.page()
        self.screens.reserved = 2
        self.screens.bar(self.words("assess.list.head"))
        if not questions:
            return None
        self.screens.columns([f"{number:>2} {self._named(each, answers)}" for number, each in enumerate(questions, 1)])
        none = self.words("assess.key.none")
        number = self.prompt.ask(
            self.words("assess.ask.list"),
            lambda text: 0 if text == none else self.prompt.numbered(text, len(questions)),
            0,
            none,
        )
        return questions[number - 1] if number else None

    def _named(self, question: Question, answers: Answers) -> str:
        if question.kind == "plan":
            return self.words("assess.list.plan", measure=question.values["measure"])
        named = self.words(f"assess.list.{question.kind}")
        return f"{named}: {self.screens.risk_name(question.key, answers)}" if question.key else named

    def agreed(self, answers: dict[str, Any], show: Callable[[], None]) -> "bool | dict[str, Any]":
        """Return whether the assessment is to be written, or the answers with a course back into the meeting."""
        prompt = self.prompt
        prompt.begin()
        prompt.moves = (BACK, LISTED)
        try:
            while (chosen := prompt.key(self.words("assess.ask.save"), ("yes", "no", "view"), "yes")) == "view":
                show()
        except MovedError as moved:
            prompt.begin()
            return self.moved(moved.key, None, answers)
        finally:
            prompt.moves = ()
        return chosen == "yes"
