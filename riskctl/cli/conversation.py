"""The meeting as a conversation: each question of `riskctl.core.views.meeting` put into words, its answer taken."""

from collections.abc import Callable
from typing import Any, Final

from riskctl.cli.handling import Handling
from riskctl.cli.prompt import Prompt
from riskctl.core.answers import Answers
from riskctl.core.assessments import NOT_EVENTS
from riskctl.core.fields import LEVELS, PERSPECTIVES
from riskctl.core.moment import local_date
from riskctl.core.views.judging import ADJUSTABLE, Judged, adjustments_of_last_time
from riskctl.core.views.meeting import Meeting, Question
from riskctl.render.assess import Screens
from riskctl.render.names import LEVEL_SIGNS, level_name, threat_name

Updates = dict[str, Any]

TWO_COLUMNS_FROM: Final = 8
"""How many threats are shown before they are set in two columns."""
_NARROWEST_COLUMN: Final = 38


class Conversation:
    """Puts questions and returns answers; what is shown on the way is `Screens`."""

    def __init__(self, meeting: Meeting, screens: Screens) -> None:
        self.meeting = meeting
        self.screens = screens
        self.words = screens.words
        self.prompt = Prompt(screens)
        self._step = ""
        self._ask: dict[str, Callable[[Question, Answers], Updates]] = {
            "triggers": self._triggers,
            "people": self._people,
            "include": self._include,
            "left-out": self._left_out,
            "keep": self._keep,
            "threat-level": self._threat_level,
            "values": self._values,
            **Handling(meeting, screens, self.prompt).by_kind(),
        }

    def put(self, question: Question, answers: Answers) -> Updates:
        """Return what was answered, by name."""
        if question.kind == "people":
            self.screens.dependencies()
        if question.step == "7" and self._step not in ("7", "8"):
            self.screens.overview(answers)
        if question.step != "1-2" and (question.step != self._step or question.kind in ("values", "threat-level")):
            self.screens.heading(question.step, answers)
        elif question.kind in ("treatment", "plan"):
            self.screens.line()
        self._step = question.step
        return self._ask[question.kind](question, answers)

    def _name(self, key: str, answers: Answers) -> str:
        return threat_name(self.screens.register, self.meeting.facts_for(key, answers).threat, self.words)

    def _triggers(self, question: Question, _: Answers) -> Updates:
        register, zone = self.screens.register, self.meeting.engine.clock.zone
        offered = list(dict.fromkeys([*NOT_EVENTS, *(event.id for event in self.meeting.waiting), *question.default]))
        for number, trigger in enumerate(offered, 1):
            event = register.events.get(trigger)
            if event is None:
                text = self.words(f"assess.trigger.{trigger}")
            else:
                day = local_date(event.occurred_at, zone)
                text = self.words(
                    "assess.waiting.line", event_kind=event.kind, date=day, title=event.title, id=event.id
                )
            self.screens.line(f"{number} {text}", indent=2)
        default = [offered.index(each) + 1 for each in question.default]
        chosen = self.prompt.numbers(self.words("assess.ask.triggers"), len(offered), default)
        return {"triggers": [offered[number - 1] for number in chosen]}

    def _people(self, question: Question, _: Answers) -> Updates:
        found = self.prompt.people(self.words("assess.ask.people"), self.screens.register, question.default)
        return {"performed_by": found}

    def _include(self, question: Question, _: Answers) -> Updates:
        keys = list(self.meeting.candidates)
        legend = "  ".join(level_name(level, self.words) for level in LEVELS)
        self.screens.line(f"{self.words('assess.include.head')} {legend}")
        self._listed(keys)
        default = [keys.index(key) + 1 for key in question.default]
        last = len(self.meeting.last_risks)
        shown = self.words("assess.include.last", n=last) if last and len(default) == last else ""
        shown = shown or self.words("assess.include.default", n=len(default))
        chosen = self.prompt.numbers(self.words("assess.ask.include"), len(keys), default, shown)
        return {"include": [keys[number - 1] for number in chosen]}

    def _listed(self, keys: list[str]) -> None:
        """Show threats with number and level, in two columns where there is room."""
        before = self.meeting.previous.excluded if self.meeting.previous else {}
        rows = []
        for number, key in enumerate(keys, 1):
            facts = self.meeting.facts(key)
            mark = "*" if facts.previous else "-" if key in before else " "
            sign = LEVEL_SIGNS[facts.rating.level] if facts.rating.level else "?"
            rows.append(f"{number:>2}{mark}{sign} {threat_name(self.screens.register, facts.threat, self.words)}")
        width = (self.screens.out.width - 2) // 2
        half = -(-len(rows) // 2)
        if len(rows) < TWO_COLUMNS_FROM or width < _NARROWEST_COLUMN:
            half = len(rows)
        for left, right in zip(rows[:half], [*rows[half:], *[""] * half], strict=False):
            self.screens.line(f"{_cut(left, width):<{width}}{_cut(right, width)}" if right else left)

    def _left_out(self, question: Question, answers: Answers) -> Updates:
        keys: list[str] = question.values["keys"]
        before = self.meeting.previous.excluded if self.meeting.previous else {}
        updates: Updates = {f"excluded.{key}": before[key] for key in keys if key in before}
        if updates:
            self.screens.line(self.words("assess.left-out.kept", n=len(updates)))
        keys = [key for key in keys if key not in before]
        if keys:
            each = self.words("assess.key.each")
            reason = each
            if len(keys) > 1 or not before:
                reason = self.prompt.text(self.words("assess.ask.left-out", n=len(keys)))
            for key in keys:
                own = self.words("assess.ask.left-out.one", threat=self._name(key, answers))
                updates[f"excluded.{key}"] = self.prompt.text(own) if reason.casefold() == each else reason
        return {**updates, "left_out": True}

    def _keep(self, question: Question, answers: Answers) -> Updates:
        same: list[str] = question.default
        for key in same:
            level = self.screens.level(self.meeting.last_risks[key].level)
            self.screens.rich(level, f"  {self._name(key, answers)}", indent=2)
        text = self.words("assess.ask.keep", n=len(same), all=len(self.meeting.included(answers)))
        if not self.prompt.yes(text):
            return {"keep": []}
        return self.kept(same)

    def kept(self, keys: list[str]) -> Updates:
        """Return last time's answers for several risks."""
        updates: Updates = {"keep": keys}
        for key in keys:
            updates |= self.meeting.carried(key)
        return updates

    def _threat_level(self, question: Question, answers: Answers) -> Updates:
        self.screens.line(self._name(question.key, answers), "bold")
        levels = self.meeting.engine.procedure.likelihood.threat_levels
        options = [(level, self.words.name("threat_level", level)) for level in levels]
        return {question.paths[0]: self.prompt.choice(self.words("assess.ask.threat-level"), options)}

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
        self.screens.card(key, judged, now)
        names = [
            "consequence",
            "resilience",
            "likelihood",
            *(["scenario"] if self._scenarios(key, now) else []),
            "owner",
            "exclude",
        ]
        menu = [
            self.words("assess.menu", key=self.words(f"assess.key.{name}"), what=self.words(f"assess.menu.{name}"))
            for name in names
        ]
        self.screens.line(", ".join(menu), "dim")
        chosen = self.prompt.key(
            self.words("assess.ask.values"), (*names, "yes"), "yes", lambda: self._scales(key, now)
        )
        if chosen == "yes":
            return {**updates, question.paths[0]: True}
        updates[f"{at}.seen"] = True
        if chosen in ADJUSTABLE:
            return updates | self._adjusted(key, chosen, judged, now)
        if chosen == "exclude":
            kept = [each for each in self.meeting.included(answers) if each != key]
            return {**updates, "include": kept, f"excluded.{key}": self.prompt.text(self.words("assess.ask.exclude"))}
        if chosen == "owner":
            owner = now.get(f"{at}.owner") or self.meeting.system.owner
            return {
                **updates,
                f"{at}.owner": self.prompt.people(
                    self.words("assess.ask.owner"), self.screens.register, [owner], one=True
                )[0],
            }
        return {
            **updates,
            f"{at}.scenario": self.prompt.choice(self.words("assess.ask.scenario"), self._scenarios(key, now)),
        }

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
        self.screens.scale_texts(name, [self.screens.perspective(self.meeting.facts_for(key, answers))])
        question = self.words(f"assess.ask.adjust.{name}")

        def everything() -> None:
            self.screens.scale_texts(name, PERSPECTIVES)

        value = self.prompt.number(question, most, judged.value(name) or 1, everything)
        if value == table:
            return {f"{at}.{name}": value}
        text = self.words("assess.ask.reason", table=table, value=value)
        known = answers.get(f"{at}.overrides.{name}")
        return {f"{at}.{name}": value, f"{at}.overrides.{name}": self.prompt.text(text, known)}


def _cut(text: str, width: int) -> str:
    return text if len(text) < width else text[: width - 2] + "…"
