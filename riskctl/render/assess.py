"""The screens of an assessment, each within 80 x 24: what the register says, what the answers give, what follows."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from riskctl.core.answers import Answers
from riskctl.core.consequence import suggested_class
from riskctl.core.fields import Level, Perspective, Role, rank
from riskctl.core.moment import deadline, local_date
from riskctl.core.procedure import ScaleStep
from riskctl.core.rating import ControlMaturity, maturity_of
from riskctl.core.roles import in_roles
from riskctl.core.views.judging import ADJUSTABLE, Facts, Judged, by_priority, moved_since, suggested_raises
from riskctl.core.views.meeting import Meeting
from riskctl.core.views.minutes import deadline_for
from riskctl.render.console import Lines, level_text, plain
from riskctl.render.due import people
from riskctl.render.names import holder_name, level_name, person_name, system_name, threat_name
from riskctl.render.why import sentence
from riskctl.text import Words

WEAK = 2
"""A control of at most this maturity weakens what rests on it."""
_LABEL = 20


class Screens(Lines):
    """What is shown of a meeting, on one console."""

    def __init__(self, meeting: Meeting, words: Words, out: Console) -> None:
        super().__init__(words, out)
        self.meeting = meeting
        self.register = meeting.engine.register

    def level(self, level: Level | None) -> Text:
        """Return a level with its sign, word and colour."""
        return level_text(level, self.words) if level else Text("–")

    def heading(self, step: str, answers: Answers) -> None:
        """Show which step this is, how far it has come, and the worst level so far."""
        done, total = self.meeting.progress(answers)
        parts = [self.words(f"assess.step.{step}")]
        if total and step == "4":
            parts.append(self.words("assess.progress", done=min(done + 1, total), all=total))
        worst = self.meeting.worst(answers)
        if worst:
            parts.append(self.words("assess.worst", shown=level_name(worst, self.words)))
        self.out.print()
        self.line(" · ".join(parts), "bold reverse" if self.out.is_terminal else "bold")

    def opening(self) -> None:
        """Show steps 1 and 2: what the system carries, the class it ought to have, when it was last assessed."""
        meeting, words, system = self.meeting, self.words, self.meeting.system
        self.line(words("assess.title", system=system.name, id=system.id), "bold")
        self.line(words("assess.draft"), "dim")
        self.line(words("assess.keys"), "dim")
        self.heading("1-2", {})
        self.line(words("assess.supports" if system.supports else "assess.supports.none"))
        for link in system.supports:
            process = self.register.processes.get(link.process)
            if process is not None:
                nis2 = words("assess.supports.line", name=process.name, importance=link.importance, nis2=process.nis2)
                self.line(nis2, indent=2)
        for dependent, importance in meeting.engine.consequence.dependents(system.id):
            self.line(
                words("assess.gives.line", name=system_name(self.register, dependent), importance=importance), indent=2
            )
        self._class()
        if meeting.previous is None:
            self.line(words("assess.never"))
        else:
            day = local_date(meeting.previous.completed_at, meeting.engine.clock.zone)
            names = [person_name(self.register, each) for each in meeting.previous.performed_by]
            self.line(words("assess.last", date=day, people=words.enumeration(names)))

    def _class(self) -> None:
        meeting, words, system = self.meeting, self.words, self.meeting.system
        suggestion = suggested_class(self.register, meeting.engine.consequence, system)
        shown = words(
            "assess.class", shown=level_name(system.criticality, words), suggested=words.name("level", suggestion.level)
        )
        self.line(shown)
        self.line(meeting.engine.procedure.criticality.texts[system.criticality].in_language(words.lang), "dim", 2)
        if rank(system.criticality) < rank(suggestion.level) and system.criticality_reason is None:
            self.line(words("assess.class.below"), "yellow", 2)

    def dependencies(self) -> None:
        """Show step 3: what the system rests on, and what weakens that."""
        words, system = self.words, self.meeting.system
        self.heading("3", {})
        self.line(words("assess.rests" if system.depends_on else "assess.rests.none"))
        for link in system.depends_on:
            name = words("assess.rests.line", name=system_name(self.register, link.system), importance=link.importance)
            self.line(self._with_weakness(name, link.system), indent=2)
        if system.supplier:
            name = words("assess.supplier.line", name=holder_name(self.register, system.supplier))
            self.line(self._with_weakness(name, system.supplier))

    def _with_weakness(self, name: str, holder: str) -> str:
        entity = self.register.systems.get(holder) or self.register.suppliers.get(holder)
        found = [
            maturity_of(self.register, holder, control, self.meeting.engine.clock)
            for control in (entity.controls if entity else ())
        ]
        weak = sorted((each for each in found if each.counts <= WEAK), key=lambda each: each.counts)[:3]
        if not weak:
            return name
        return f"{name} – {self.words('assess.weak', controls=[self.control(each) for each in weak])}"

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

    def scale_texts(self, name: str, perspectives: Iterable[str]) -> None:
        """Show every step of a scale with its text; a consequence as seen from some perspectives."""
        lang = self.words.lang
        if name != "consequence":
            for number, step in enumerate(self.scale(name), 1):
                self.rich(
                    plain(f"{self.step_name(name, number)}: ", "bold"), step.text.in_language(lang), indent=2, hanging=2
                )
            return
        for number, row in enumerate(self.meeting.engine.procedure.consequence.scale, 1):
            for perspective in perspectives:
                head = f"{self.step_name(name, number)} ({self.words.name('perspective', perspective)}): "
                self.rich(plain(head, "bold"), getattr(row, perspective).in_language(lang), indent=2, hanging=2)

    def card(self, key: str, judged: Judged, answers: Answers) -> None:
        """Show step 4 for one threat: what gives its likelihood and its consequence, and the risk that follows."""
        facts, words = self.meeting.facts_for(key, answers), self.words
        self.line(threat_name(self.register, facts.threat, words), "bold")
        self._scenario(facts, answers.get(f"risks.{key}.scenario"))
        source = f"({self._source(facts)})"
        self._row("threat", f"{words.name('threat_level', judged.threat_level)} {source}")
        controls = ", ".join(self.control(each) for each in facts.resists.controls)
        self._valued("resilience", judged, controls, answers, key)
        likelihood = judged.likelihood
        text = self.scale("likelihood")[likelihood - 1].text.in_language(words.lang) if likelihood else ""
        self._valued("likelihood", judged, text, answers, key)
        self._valued("consequence", judged, self.origin(facts), answers, key)
        self.result(judged, facts)

    def _scenario(self, facts: Facts, chosen: str | None) -> None:
        scenarios = self.register.threats[facts.threat].scenarios
        known = scenarios.get(chosen or "")
        if known is not None:
            self.line(known.in_language(self.words.lang), "italic", 2)
        elif scenarios:
            first = next(iter(scenarios.values())).in_language(self.words.lang)
            self.line(self.words("assess.card.for-example", text=first), "dim", 2)

    def _source(self, facts: Facts) -> str:
        found, words = facts.found, self.words
        if found.level is None:
            return words("assess.card.unrated")
        key = "own" if found.basis == "own" else "source"
        source = words(f"assess.card.{key}", publisher=found.publisher, date=found.dated)
        every = self.meeting.engine.procedure.threat_review
        return words("assess.card.stale", source=source, every=every) if found.stale else source

    def origin(self, facts: Facts) -> str:
        """Return where a threat's consequence comes from: the worst cell, traced back to a process."""
        steps = self.meeting.engine.consequence.why(
            self.meeting.system.id, self.meeting.engine.worst_cell(self.meeting.system.id, facts.threat)
        )
        return sentence(steps[0], self.register, self.words)

    def perspective(self, facts: Facts) -> Perspective:
        """Return the perspective from which a threat's consequence is worst."""
        return self.meeting.engine.worst_cell(self.meeting.system.id, facts.threat)[1]

    def _row(self, name: str, *parts: "str | Text") -> None:
        text = Text()
        for part in parts:
            text.append_text(part if isinstance(part, Text) else plain(part))
        label = f"{self.words(f'assess.card.{name}'):<{_LABEL}}"
        for row in text.wrap(self.out, max(20, self.out.width - _LABEL - 2)):
            self.out.print(plain(f"  {label}", "dim").append_text(row))
            label = " " * _LABEL

    def _valued(self, name: str, judged: Judged, text: str, answers: Answers, key: str) -> None:
        shown = plain(self.step_name(name, judged.value(name)), "bold")
        if name in judged.changed:
            table, reason = judged.changed[name], answers.get(f"risks.{key}.overrides.{name}", "")
            text = self.words("assess.card.changed", table=table, reason=reason)
        self._row(name, shown, f" – {text}" if text else "")

    def result(self, judged: Judged, facts: Facts) -> None:
        """Show step 5: the level, what it would be without controls, and what it was."""
        words, previous = self.words, facts.previous
        parts: list[str | Text] = [self.level(judged.level)]
        parts.append("  (" + words("assess.card.inherent", shown=words.name("level", judged.inherent)))
        if previous is not None:
            parts.append("; " + words("assess.card.before", shown=words.name("level", previous.level)))
        self._row("result", *parts, ")")
        if previous is not None:
            moved = [
                self._moved(name, judged, facts)
                for name in moved_since(judged, previous)
                if name in ("threat_level", *ADJUSTABLE)
            ]
            if moved:
                self.line(words("assess.card.moved", what=words.enumeration(moved)), "yellow", 2)

    def _moved(self, name: str, judged: Judged, facts: Facts) -> str:
        before, after = getattr(facts.previous, name), getattr(judged, name)
        if name == "threat_level":
            before, after = self.words.name(name, before), self.words.name(name, after)
        return self.words(f"assess.moved.{name}", before=before, after=after)

    def overview(self, answers: Answers) -> None:
        """Show step 5: every risk by its level, the worst first, and what it would be without controls."""
        self.heading("5", answers)
        judged = {key: self.meeting.judged(key, answers) for key in self.meeting.included(answers)}
        for key in by_priority({key: each.level for key, each in judged.items()}):
            each = judged[key]
            text = self.words(
                "assess.overview.line",
                threat=threat_name(self.register, self.meeting.facts_for(key, answers).threat, self.words),
                level=each.inherent,
                consequence=each.consequence,
                likelihood=each.likelihood,
            )
            self.rich(self.level(each.level), f"  {text}", indent=2, hanging=2)

    def demands(self, key: str, judged: Judged) -> None:
        """Show what a level demands: by when a plan is started, and who approves it."""
        meeting, words = self.meeting, self.words
        row = meeting.row(judged.level)
        now = meeting.engine.clock.now
        facts = meeting.facts(key) if key in meeting.candidates else None
        name = threat_name(self.register, facts.threat if facts else key, words)
        self.rich(plain(f"{name}: ", "bold"), self.level(judged.level))
        if row.target is not None:
            target = deadline(now, row.target, meeting.engine.clock.zone)
            text = words("assess.deadline.target", due=deadline_for(meeting, judged.level, now), target=target)
        else:
            text = words("assess.deadline", due=deadline_for(meeting, judged.level, now))
        approver = (
            words("assess.approver", people=self.roles(row.approval)) if row.approval else words("assess.approver.none")
        )
        self.line(f"{text} {approver}", indent=2)

    def roles(self, roles: tuple[Role, ...]) -> str:
        """Return who holds some roles for the system today."""
        found = in_roles(self.register, roles, self.meeting.system, self.meeting.engine.clock.today)
        return people(self.register, found, self.words)

    def raises(self, key: str, judged: Judged, answers: Answers) -> Iterator[tuple[str, dict[str, int], Level | None]]:
        """Yield each measure suggested by a weak control: its text, what it raises, and the level it would bring."""
        facts = self.meeting.facts_for(key, answers)
        for each in suggested_raises(self.meeting.engine, facts, judged):
            text = self.words("assess.measure.raise", control=self.control_name(each.control), now=each.now, to=each.to)
            yield text, {each.control: each.to}, each.level
