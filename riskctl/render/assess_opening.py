"""The first screens of an assessment: what the system carries and rests on, and the line that says where one is."""

from rich.console import Console

from riskctl.core.answers import Answers
from riskctl.core.consequence import suggested_class
from riskctl.core.fields import rank
from riskctl.core.moment import local_date
from riskctl.core.procedure import ScaleStep
from riskctl.core.rating import ControlMaturity
from riskctl.core.threats import Event
from riskctl.core.views.meeting import Meeting, Question
from riskctl.core.views.progress import progress
from riskctl.core.views.rests_on import Branch, rests_on
from riskctl.render.assess_page import Pages
from riskctl.render.names import holder_name, person_name, system_name, threat_name
from riskctl.render.why import sentence
from riskctl.text import Words

MOST_DEPENDENTS = 3
"""How many of the systems that depend on this one are named."""


class Opening(Pages):
    """What is shown of a meeting before its threats, and above every question."""

    def __init__(self, meeting: Meeting, words: Words, out: Console, *, plain: bool = False) -> None:
        super().__init__(words, out, plain=plain)
        self.meeting = meeting
        self.register = meeting.engine.register

    def begin(self, question: Question, answers: Answers) -> None:
        """Begin the page of a question: which step this is, how far it has come, and the worst level so far."""
        self.page()
        step = "3" if question.kind == "people" else question.step
        self.heading(step, answers, *progress(self.meeting, answers, question))
        if self.paged:
            self.line(self.words("assess.keys"), "dim")
        self.notices()

    def heading(self, step: str, answers: Answers, at: int = 0, of: int = 0) -> None:
        """Show the line that says where one is."""
        parts = [self.words(f"assess.step.{step}")]
        if at:
            parts.append(self.words("assess.progress", done=at, all=of))
        worst = self.meeting.worst(answers)
        if worst:
            parts.append(self.words("assess.worst", shown=self.level_words(worst)))
        self.bar(" · ".join(parts))

    def title(self) -> None:
        """Show what this is, and which keys do what."""
        meeting, words = self.meeting, self.words
        self.line(words("assess.title", system=meeting.system.name, id=meeting.system.id), "bold")
        self.line(words("assess.draft"), "dim")
        if not self.paged:
            self.line(words("assess.keys"), "dim")

    def opening(self) -> None:
        """Show steps 1 and 2: what the system carries, the class it ought to have, when it was last assessed."""
        meeting, words, system = self.meeting, self.words, self.meeting.system
        self.title()
        self.line(words("assess.supports" if system.supports else "assess.supports.none"))
        for link in system.supports:
            process = self.register.processes.get(link.process)
            if process is not None:
                nis2 = words("assess.supports.line", name=process.name, importance=link.importance, nis2=process.nis2)
                self.line(nis2, indent=2)
        dependents = meeting.engine.consequence.dependents(system.id)
        for dependent, importance in dependents[:MOST_DEPENDENTS]:
            name = system_name(self.register, dependent)
            self.line(words("assess.gives.line", name=name, importance=importance), indent=2)
        if dependents[MOST_DEPENDENTS:]:
            self.line(words("assess.gives.more", n=len(dependents) - MOST_DEPENDENTS), indent=2)
        self._gives()
        self._class()
        self._last()

    def _gives(self) -> None:
        """Show the consequence that what the system carries gives it, and where that comes from."""
        engine, system = self.meeting.engine, self.meeting.system.id
        cells = engine.consequence.cells(system)
        worst = max(cells, key=lambda cell: cells[cell])
        text = sentence(engine.consequence.why(system, worst)[0], self.register, self.words)
        self.line(self.words("assess.gives", shown=self.step_name("consequence", cells[worst]), why=text))

    def _last(self) -> None:
        meeting, words = self.meeting, self.words
        if meeting.previous is None:
            self.line(words("assess.never"))
        else:
            day = local_date(meeting.previous.completed_at, meeting.engine.clock.zone)
            names = [person_name(self.register, each) for each in meeting.previous.performed_by]
            self.line(words("assess.last", date=day, people=words.enumeration(names)))

    def _class(self) -> None:
        meeting, words, system = self.meeting, self.words, self.meeting.system
        suggestion = suggested_class(self.register, meeting.engine.consequence, system)
        shown = self.level_words(system.criticality)
        self.line(words("assess.class", shown=shown, suggested=words.name("level", suggestion.level)))
        self.line(meeting.engine.procedure.criticality.texts[system.criticality].in_language(words.lang), "dim", 2)
        if rank(system.criticality) < rank(suggestion.level):
            if system.criticality_reason is None:
                self.line(words("assess.class.below"), "yellow", 2)
            else:
                self.line(words("assess.class.reason", reason=system.criticality_reason), indent=2)

    def risk_name(self, key: str, answers: Answers) -> str:
        """Return what a risk is called: its threat."""
        return threat_name(self.register, self.meeting.facts_for(key, answers).threat, self.words)

    def event(self, event: Event) -> str:
        """Return what happened, and when, in one line."""
        day = local_date(event.occurred_at, self.meeting.engine.clock.zone)
        values = {"event_kind": event.kind, "date": day, "title": event.title, "id": event.id}
        return self.words("assess.waiting.line", **values)

    def dependencies(self) -> None:
        """Show step 3: what the system rests on, as a tree, and what weakens that."""
        words = self.words
        branches = rests_on(self.meeting.engine, self.meeting.system.id)
        self.line(words("assess.rests" if branches else "assess.rests.none"))
        self._branches(branches, "", self.meeting.system.name)

    def _branches(self, branches: tuple[Branch, ...], stem: str, above: str) -> None:
        for number, branch in enumerate(branches, 1):
            name, last = holder_name(self.register, branch.id), number == len(branches)
            text = self._branch(branch, name)
            if self.plain:
                self.line(self.words("assess.rests.plain", name=above, on=text))
            else:
                rows = self.wrapped(text, len(stem) + 5)
                self.line(f"{stem}{'└─ ' if last else '├─ '}{rows[0]}", indent=2)
                for row in rows[1:]:
                    self.line(f"{stem}{'   ' if last else '│  '}{row}", indent=2)
            self._branches(branch.below, f"{stem}{'   ' if last else '│  '}", name)

    def _branch(self, branch: Branch, name: str) -> str:
        words = self.words
        if branch.importance is None:
            text = words("assess.supplier.line", name=name)
        else:
            text = words("assess.rests.line", name=name, importance=branch.importance)
        if not branch.weak:
            return text
        return f"{text} – {words('assess.weak', controls=[self.control(each) for each in branch.weak])}"

    def control(self, each: ControlMaturity) -> str:
        """Return a control with its maturity, and whose it is when inherited."""
        name = self.control_name(each.control)
        if each.maturity is None:
            return self.words("assess.card.control.unknown", control=name)
        if each.inherited_from:
            holder = holder_name(self.register, each.inherited_from)
            return self.words("assess.card.control.from", control=name, maturity=each.maturity, holder=holder)
        return self.words("assess.card.control", control=name, maturity=each.maturity)

    def control_name(self, control: str) -> str:
        """Return what a control is called."""
        known = self.meeting.engine.procedure.controls.get(control)
        return known.name.in_language(self.words.lang) if known else control

    def scale(self, name: str) -> tuple[ScaleStep, ...]:
        """Return the scale of likelihood or resilience."""
        tables = self.meeting.engine.procedure.likelihood
        return tables.scale if name == "likelihood" else tables.resilience_scale

    def step_name(self, name: str, number: int | None) -> str:
        """Return a step of a scale with its number: `4 Forventet`."""
        if number is None:
            return "–"
        steps = self.meeting.engine.procedure.consequence.scale if name == "consequence" else self.scale(name)
        return f"{number} {steps[number - 1].name.in_language(self.words.lang)}"
