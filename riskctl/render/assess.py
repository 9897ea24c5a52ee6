"""The screens of an assessment, each within 80 x 24: what the register says, what the answers give, what follows."""

from collections.abc import Iterable, Iterator

from rich.text import Text

from riskctl.core.answers import Answers
from riskctl.core.fields import Level, Perspective, Role
from riskctl.core.moment import deadline
from riskctl.core.roles import in_roles
from riskctl.core.views.four_eyes import only_takers
from riskctl.core.views.judging import ADJUSTABLE, Facts, Judged, by_priority, moved_since, suggested_raises
from riskctl.core.views.minutes import deadline_for
from riskctl.core.views.progress import placed
from riskctl.render.assess_matrix import ROWS, compact
from riskctl.render.assess_opening import Opening
from riskctl.render.console import plain
from riskctl.render.due import people
from riskctl.render.names import LEVEL_SIGNS, person_name, threat_name
from riskctl.render.why import sentence

MOST_IN_FULL = 6
"""How many risks are shown with what they come from: more would not leave room for a question."""
MOST_NAMED = 12
_LABEL = 20


class Screens(Opening):
    """What is shown of a meeting, on one console."""

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

    def matrix(self, answers: Answers, key: str | None = None, below: int = 0) -> None:
        """Show where the risks lie so far, and this one, unless that leaves no room for what comes below."""
        if not self.plain and self.has_room(ROWS + below):
            for row in compact(placed(self.meeting, answers, key), self.words):
                self.put(row)

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
        if self.plain:
            self.rich(self.words(f"assess.card.{name}"), ": ", *parts)
            return
        for part in parts:
            text.append_text(part if isinstance(part, Text) else plain(part))
        label = f"{self.words(f'assess.card.{name}'):<{_LABEL}}"
        for row in text.wrap(self.out, max(20, self.out.width - _LABEL - 2)):
            self.put(plain(f"  {label}", "dim").append_text(row))
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
        parts.append(" (" + words("assess.card.inherent", shown=words.name("level", judged.inherent)))
        if previous is not None:
            parts.append("; " + words("assess.card.before", shown=words.name("level", previous.level)))
        self._row("result", *parts, ")")
        if previous is not None:
            moved = [
                self.moved(name, judged, facts)
                for name in moved_since(judged, previous)
                if name in ("threat_level", *ADJUSTABLE)
            ]
            if moved:
                self.line(words("assess.card.moved", what=words.enumeration(moved)), "yellow", 2)

    def moved(self, name: str, judged: Judged, facts: Facts) -> str:
        """Return a value that is not what it was last time, as words: `konsekvens 4 → 3`."""
        before, after = getattr(facts.previous, name), getattr(judged, name)
        if name == "threat_level":
            before, after = self.words.name(name, before), self.words.name(name, after)
        return self.words(f"assess.moved.{name}", before=before, after=after)

    def overview(self, answers: Answers, below: int = 0) -> None:
        """Show step 5: the risks by level, the worst first, and what each would be without controls; then the matrix.

        Many are shown by their names alone, and only the worst.
        """
        self.line(self.words("assess.step.5"), "bold")
        judged = {key: self.meeting.judged(key, answers) for key in self.meeting.included(answers)}
        order = by_priority({key: each.level for key, each in judged.items()})
        if len(order) <= MOST_IN_FULL or self.plain:
            for key in order:
                line = f"  {self._overview(key, judged[key], answers)}"
                self.rich(self.level(judged[key].level), line, indent=2, hanging=2)
        else:
            signs = [LEVEL_SIGNS[level] if (level := judged[key].level) else "?" for key in order]
            names = [self.risk_name(key, answers) for key in order]
            self.columns([f"  {sign} {name}" for sign, name in zip(signs, names, strict=True)][:MOST_NAMED])
            if order[MOST_NAMED:]:
                self.line(self.words("assess.overview.more", n=len(order) - MOST_NAMED), indent=2)
        self.matrix(answers, below=below + 1)
        if self.has_room(below + 1):
            self.line()

    def _overview(self, key: str, each: Judged, answers: Answers) -> str:
        threat = self.risk_name(key, answers)
        values = {"level": each.inherent, "consequence": each.consequence, "likelihood": each.likelihood}
        return self.words("assess.overview.line", threat=threat, **values)

    def demands(self, key: str, judged: Judged, answers: Answers) -> None:
        """Show what a level demands: by when a plan is started, and who approves it."""
        name = self.risk_name(key, answers)
        self.rich(plain(f"{name}: ", "bold"), self.level(judged.level))
        self.demanded(judged.level)

    def demanded(self, level: Level | None) -> None:
        """Show the deadline and the approver that a level demands."""
        meeting, words = self.meeting, self.words
        row, now = meeting.row(level), meeting.engine.clock.now
        due = deadline_for(meeting, level, now)
        text = words("assess.deadline", due=due)
        if row.target is not None:
            target = deadline(now, row.target, meeting.engine.clock.zone)
            text = words("assess.deadline.target", due=due, target=target)
        who = (
            words("assess.approver", people=self.roles(row.approval)) if row.approval else words("assess.approver.none")
        )
        self.line(f"{text} {who}", indent=2)

    def alone(self, name: str, roles: tuple[Role, ...], taking_part: tuple[str, ...]) -> Iterator[str]:
        """Yield a sentence when four eyes leave nobody to approve: those who may took part themselves."""
        found = only_takers(self.meeting.engine, self.meeting.system, roles, taking_part)
        if found:
            names = [person_name(self.register, each) for each in found]
            yield self.words(f"assess.alone.{name}", n=len(found), names=names, role=roles)

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
