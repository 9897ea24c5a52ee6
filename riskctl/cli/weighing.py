"""Step 4 of the conversation: how likely each threat is, what it would cost, and why a value is another one."""

from collections.abc import Callable
from typing import Final

from riskctl.cli.prompt import Prompt
from riskctl.core.answers import Answers, Updates
from riskctl.core.fields import PERSPECTIVES
from riskctl.core.views.judging import ADJUSTABLE, Judged, adjustments_of_last_time
from riskctl.core.views.meeting import Meeting, Question
from riskctl.render.assess import Screens

_BELOW_MATRIX: Final = 1
"""How many rows what may be changed takes below the matrix."""


class Weighing:
    """Puts the questions of step 4 about one threat."""

    def __init__(self, meeting: Meeting, screens: Screens, prompt: Prompt) -> None:
        self.meeting = meeting
        self.screens = screens
        self.words = screens.words
        self.prompt = prompt

    def by_kind(self) -> dict[str, Callable[[Question, Answers], Updates]]:
        """Return how each kind of question is put."""
        return {"threat-level": self._threat_level, "values": self._values}

    def _threat_level(self, question: Question, answers: Answers) -> Updates:
        self.screens.line(self.screens.risk_name(question.key, answers), "bold")
        levels = self.meeting.engine.procedure.likelihood.threat_levels
        options = [(level, self.words.name("threat_level", level)) for level in levels]
        known = answers.get(question.paths[0])
        return {question.paths[0]: self.prompt.choice(self.words("assess.ask.threat-level"), options, known)}

    def _values(self, question: Question, answers: Answers) -> Updates:
        key, at = question.key, f"risks.{question.key}"
        facts = self.meeting.facts_for(key, answers)
        last = {
            path: value
            for path, value in adjustments_of_last_time(self.meeting.engine, facts).items()
            if path not in answers
        }
        updates: Updates = last if f"{at}.seen" not in answers else {}
        now = {**answers, **updates}
        judged = self.meeting.judged(key, now)
        self.screens.reserved = 2
        self.screens.card(key, judged, now)
        self.screens.matrix(now, key, _BELOW_MATRIX)
        names = self._menu(key, now)
        chosen = self.prompt.key(
            self.words("assess.ask.values"), (*names, "yes"), "yes", lambda: self._scales(key, now)
        )
        if chosen == "yes":
            return {**updates, question.paths[0]: True}
        updates[f"{at}.seen"] = True
        return updates | self._changed(chosen, key, judged, now)

    def _menu(self, key: str, answers: Answers) -> list[str]:
        """Show what may be changed; return the names of it."""
        names = ["consequence", "resilience", "likelihood"]
        names += ["scenario"] if self._scenarios(key, answers) else []
        names += ["owner"] + (["exclude"] if len(self.meeting.included(answers)) > 1 else [])
        menu = [
            self.words("assess.menu", key=self.words(f"assess.key.{name}"), what=self.words(f"assess.menu.{name}"))
            for name in names
        ]
        self.screens.line(self.words("assess.menu.head", menu=", ".join(menu)), "dim")
        return names

    def _changed(self, chosen: str, key: str, judged: Judged, answers: Answers) -> Updates:
        at = f"risks.{key}"
        if chosen in ADJUSTABLE:
            return self._adjusted(key, chosen, judged, answers)
        if chosen == "exclude":
            kept = [each for each in self.meeting.included(answers) if each != key]
            path = f"excluded.{self.meeting.facts_for(key, answers).threat}"
            return {"include": kept, path: self.prompt.text(self.words("assess.ask.exclude"), answers.get(path))}
        if chosen == "owner":
            owner = [answers.get(f"{at}.owner") or self.meeting.system.owner]
            found = self.prompt.people(self.words("assess.ask.owner"), self.screens.register, owner, one=True)
            return {f"{at}.owner": found[0]}
        known, scenarios = answers.get(f"{at}.scenario"), self._scenarios(key, answers)
        return {f"{at}.scenario": self.prompt.choice(self.words("assess.ask.scenario"), scenarios, known)}

    def _scenarios(self, key: str, answers: Answers) -> list[tuple[str, str]]:
        threat = self.screens.register.threats[self.meeting.facts_for(key, answers).threat]
        return [(id_, text.in_language(self.words.lang)) for id_, text in threat.scenarios.items()]

    def _scales(self, key: str, answers: Answers) -> None:
        for name in ("resilience", "likelihood", "consequence"):
            self.screens.line(self.words(f"assess.card.{name}"), "bold")
            self.screens.scale_texts(name, [self.screens.perspective(self.meeting.facts_for(key, answers))])

    def _adjusted(self, key: str, name: str, judged: Judged, answers: Answers) -> Updates:
        at = f"risks.{key}"
        table = judged.changed.get(name, judged.value(name)) or 1
        most = self.meeting.engine.procedure.scales[name]
        self.screens.page()
        self.screens.bar(f"{self.screens.risk_name(key, answers)} · {self.words(f'assess.ask.adjust.{name}')}")
        self.screens.scale_texts(name, [self.screens.perspective(self.meeting.facts_for(key, answers))])
        self.screens.matrix(answers, key)
        question = self.words(f"assess.ask.adjust.{name}")

        def everything() -> None:
            self.screens.scale_texts(name, PERSPECTIVES)

        value = self.prompt.number(question, most, judged.value(name) or 1, everything)
        if value == table:
            return {f"{at}.{name}": value}
        text = self.words("assess.ask.reason", table=table, value=value)
        known = answers.get(f"{at}.overrides.{name}")
        return {f"{at}.{name}": value, f"{at}.overrides.{name}": self.prompt.text(text, known)}
