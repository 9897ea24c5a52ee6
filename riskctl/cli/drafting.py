"""The draft of a meeting: which one is gone on with, who else works on it, what moved since, and how it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from riskctl.cli.prompt import Prompt
from riskctl.cli.session import Session
from riskctl.core.answers import Answers, Since
from riskctl.core.views.meanwhile import Moved, filled_in_from, moved_meanwhile
from riskctl.core.views.meeting import Meeting
from riskctl.errors import RiskctlError
from riskctl.render.names import person_name, threat_name
from riskctl.render.safe import visible
from riskctl.store.draft_claim import Owner
from riskctl.store.drafts import Draft, Drafts


@dataclass(frozen=True)
class Begun:
    """What a meeting begins with: answers, what was said to a question not answered in full, and what to say first."""

    answers: dict[str, Any] = field(default_factory=dict)
    question: str | None = None
    said: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


class Drafting:
    """Keeps the answers of one meeting at a terminal."""

    def __init__(self, meeting: Meeting, session: Session, drafts: Drafts, who: str | None) -> None:
        self.meeting = meeting
        self.session = session
        self.words = session.words
        self.drafts = drafts
        self.claim = drafts.claim(meeting.system.id)
        self._who = who
        self._facts = filled_in_from(meeting)
        self._since = meeting.previous.id if meeting.previous else None

    @property
    def name(self) -> str:
        """The name of the draft."""
        return self.claim.name

    def begin(self, prompt: Prompt, *, resume: bool, discard: bool) -> Begun:
        """Return what the meeting begins with; asked where there is a choice. Raise KeyboardInterrupt for 'stop'."""
        system = self.meeting.system.id
        names = self.drafts.names(system)
        for name in dict.fromkeys((system, *names)):
            busy = self.drafts.claim(name).other()
            if busy is not None:
                return self._beside(prompt, busy, name)
        waiting = names
        if discard:
            for name in waiting:
                self.drafts.discard(name)
            waiting = []
        if resume and not waiting:
            raise RiskctlError("no-draft", id=system)
        for name in waiting:
            draft = self.drafts.load(name)
            if draft is not None and (resume or self._go_on(prompt, draft)):
                return self._resumed(draft)
        self._take(self.drafts.free(system))
        return Begun()

    def _go_on(self, prompt: Prompt, draft: Draft) -> bool:
        """Ask whether to go on with a draft; one that is not wanted now is kept unless it is to be deleted."""
        when = draft.saved_at.astimezone(self.session.zone)
        if prompt.yes(self.words("assess.ask.resume", when=when)):
            return True
        if prompt.yes(self.words("assess.ask.discard"), default=False):
            self.drafts.discard(draft.name)
        return False

    def _beside(self, prompt: Prompt, busy: Owner, name: str) -> Begun:
        """Ask what to do when somebody works on the system right now."""
        prompt.screens.line(self._busy(busy), "yellow")
        choices = [(name, self.words(f"assess.busy.{name}")) for name in ("own", "over", "stop")]
        chosen = prompt.choice(self.words("assess.ask.busy"), choices, "own")
        if chosen == "stop":
            raise KeyboardInterrupt
        if chosen == "own":
            self._take(self.drafts.free(self.meeting.system.id))
            return Begun()
        draft = self.drafts.load(name)
        if draft is None:
            self._take(name)
            return Begun()
        return self._resumed(draft)

    def _busy(self, owner: Owner) -> str:
        register = self.meeting.engine.register
        who = person_name(register, owner.who) if owner.who else self.words("assess.busy.nobody")
        since = owner.since.astimezone(self.session.zone)
        return self.words("assess.busy", person=who, when=since, process=owner.process)

    def _take(self, name: str) -> None:
        if self.claim.name != name:
            self.claim = self.drafts.claim(name)
        self.claim.take(self._who, self.session.clock(self.session.zone).now)

    def _resumed(self, draft: Draft) -> Begun:
        self._take(draft.name or draft.system)
        resumed = self.words("assess.resumed", when=draft.saved_at.astimezone(self.session.zone))
        lines, answers = stale(self.meeting, draft, self.session)
        return Begun(answers, draft.question, () if lines else draft.said, (resumed, *lines))

    def keep(self, answers: Answers, question: str | None = None, said: Sequence[str] = ()) -> str | None:
        """Save the answers so far; return what to say when somebody took the draft over meanwhile."""
        told = None
        if not self.claim.stands:
            owner = self.claim.other()
            told = " ".join([self.words("assess.busy.taken"), *([self._busy(owner)] if owner else [])])
            self.claim.let_go()
            self._take(self.drafts.free(self.meeting.system.id))
        now = self.session.clock(self.session.zone).now
        system = self.meeting.system.id
        self.drafts.save(Draft(system, now, self._since, answers, question, tuple(said), self._facts, self.name))
        return told

    def done(self) -> None:
        """Delete the draft and the claim: the assessment is written."""
        if self.claim.stands:
            self.drafts.discard(self.name)
        self.claim.let_go()


def stale(meeting: Meeting, draft: Draft, session: Session) -> tuple[list[str], dict[str, Any]]:
    """Return what moved in the register since a draft was begun, and its answers without what must be seen again."""
    answers = dict(draft.answers)
    if draft.facts is None:
        latest = meeting.previous.id if meeting.previous else None
        return ([session.words("assess.draft.stale")] if draft.since != latest else []), answers
    since = Since.model_validate({**draft.facts, "waiting": tuple(draft.facts.get("waiting", ()))})
    included = {f"risks.{key}": True for key in meeting.included(answers)}
    moved = moved_meanwhile(meeting, since, {**answers, **included})
    for each in moved:
        folder, _, rest = each.path.partition(".")
        if folder == "risks":
            answers.pop(f"risks.{rest.partition('.')[0]}.settled", None)
    lines = [moved_line(meeting, each, session) for each in moved]
    return ([session.words("assess.draft.moved"), *lines] if lines else []), answers


def moved_line(meeting: Meeting, moved: Moved, session: Session) -> str:
    """Return one field that is not what it was when a draft was begun, as a sentence."""
    words, parts = session.words, moved.path.split(".")
    kind = {"level": "level", "criticality": "level", "threat_level": "threat_level"}.get(moved.name)

    def shown(value: object) -> str:
        if value is None:
            return words("assess.moved.nothing")
        return words.name(kind, str(value)) if kind else words.value(moved.name, value)

    field_name = words(f"assess.field.{moved.name}")
    if parts[0] == "risks":
        threat = meeting.candidates.get(parts[1]) or parts[1]
        field_name = f"{threat_name(meeting.engine.register, threat, words)}: {field_name}"
    return visible(words("assess.draft.moved.line", name=field_name, then=shown(moved.then), now=shown(moved.now)))
