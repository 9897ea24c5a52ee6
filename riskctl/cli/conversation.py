"""The meeting as a conversation: each question of `riskctl.core.views.meeting` put into words, its answer taken."""

from collections.abc import Callable, Mapping
from typing import Final

from riskctl.cli.handling import Handling
from riskctl.cli.prompt import Prompt
from riskctl.cli.reading import Options, Reader
from riskctl.cli.weighing import Weighing
from riskctl.core.answers import Answers, Updates
from riskctl.core.assessments import NOT_EVENTS
from riskctl.core.fields import LEVELS
from riskctl.core.views.meeting import Meeting, Question
from riskctl.render.assess import Screens
from riskctl.render.names import LEVEL_SIGNS, level_name, threat_name

MOST_NAMED: Final = 36
"""How many threats left out are named where the reason is asked: more would not fit a page."""

BELOW_OVERVIEW: Final = 9
"""How many rows the first question of step 7 takes below the overview."""


class Conversation:
    """Puts questions and returns answers; what is shown on the way is `Screens`."""

    def __init__(self, meeting: Meeting, screens: Screens, reader: Reader | None = None) -> None:
        self.meeting = meeting
        self.screens = screens
        self.words = screens.words
        self.prompt = Prompt(screens, reader)
        screens.wait = self.prompt.pause
        self._ask: dict[str, Callable[[Question, Answers], Updates]] = {
            "triggers": self._triggers,
            "people": self._people,
            "include": self._include,
            "left-out": self._left_out,
            "keep": self._keep,
            **Weighing(meeting, screens, self.prompt).by_kind(),
            **Handling(meeting, screens, self.prompt).by_kind(),
        }

    def put(self, question: Question, answers: Answers) -> Updates:
        """Return what was answered, by name."""
        self.screens.begin(question, answers)
        if question.kind == "triggers":
            self.screens.opening()
        if question.kind == "people":
            self.screens.dependencies()
        first = question.kind == "treatment" and not any(path.endswith(".treatment") for path in answers)
        if first:
            self.screens.overview(answers, BELOW_OVERVIEW)
        return self._ask[question.kind](question, answers)

    def _triggers(self, question: Question, _: Answers) -> Updates:
        register = self.screens.register
        offered = list(dict.fromkeys([*NOT_EVENTS, *(event.id for event in self.meeting.waiting), *question.default]))
        listed = []
        for number, trigger in enumerate(offered, 1):
            event = register.events.get(trigger)
            text = self.screens.event(event) if event else self.words(f"assess.trigger.{trigger}")
            listed.append(f"{number} {text}")
        default = [offered.index(each) + 1 for each in question.default]
        options = Options(tuple(str(number) for number in range(1, len(offered) + 1)), tuple(listed), str(default[0]))
        chosen = self.prompt.numbers(self.words("assess.ask.triggers"), len(offered), default, options=options)
        return {"triggers": [offered[number - 1] for number in chosen]}

    def _people(self, question: Question, _: Answers) -> Updates:
        found = self.prompt.people(self.words("assess.ask.people"), self.screens.register, question.default)
        level = self.meeting.system.criticality
        roles = self.meeting.engine.procedure.reassessment[level].approval
        for line in self.screens.alone("assessment", roles, tuple(found)):
            self.screens.notice(line)
        return {"performed_by": found}

    def _include(self, question: Question, _: Answers) -> Updates:
        keys = list(self.meeting.candidates)
        self.screens.reserved = 2
        if not self.screens.plain:
            legend = "  ".join(level_name(level, self.words) for level in LEVELS)
            self.screens.line(f"{self.words('assess.include.head')}  {legend}")
        self.screens.columns([self._row(number, key) for number, key in enumerate(keys, 1)])
        default = [keys.index(key) + 1 for key in question.default if key in keys]
        last = [key for key in self.meeting.last_risks if key in keys]
        shown = self.words("assess.include.last", n=len(last)) if last and set(question.default) == set(last) else ""
        shown = shown or self.words("assess.include.default", n=len(default))
        chosen = self.prompt.numbers(self.words("assess.ask.include"), len(keys), default, shown)
        return {"include": [keys[number - 1] for number in chosen]}

    def _row(self, number: int, key: str) -> str:
        """Return a threat with its number and level, and whether it was judged last time."""
        facts = self.meeting.facts(key)
        name = threat_name(self.screens.register, facts.threat, self.words)
        left_out = self.meeting.previous is not None and facts.threat in self.meeting.previous.excluded
        if self.screens.plain:
            words = [name, self.screens.level_words(facts.rating.level)]
            words += [self.words("assess.include.was")] if facts.previous else []
            words += [self.words("assess.include.was-not")] if left_out else []
            return f"{number} {', '.join(words)}"
        mark = "*" if facts.previous else "-" if left_out else " "
        sign = LEVEL_SIGNS[facts.rating.level] if facts.rating.level else "?"
        return f"{number:>2}{mark}{sign} {name}"

    def _left_out(self, question: Question, answers: Answers) -> Updates:
        """Ask why threats are left out: last time's reason is kept, and the rest may share one."""
        known = {f"excluded.{threat}": text for threat, text in self._last_excluded().items()}
        known |= {path: text for path, text in answers.items() if path.startswith("excluded.")}
        paths = {f"excluded.{self.meeting.candidates[key]}": key for key in question.values["keys"]}
        updates: Updates = {path: known[path] for path in paths if path in known and "left_out" not in answers}
        if updates:
            self.screens.notice(self.words("assess.left-out.kept", n=len(updates)))
        left = {path: key for path, key in paths.items() if path not in updates}
        if left:
            self.screens.notices()
            names = [self.screens.risk_name(key, answers) for key in left.values()]
            if len(names) <= MOST_NAMED:
                self.screens.columns(names)
            each = self.words("assess.key.each")
            shared = {known[path] for path in left if path in known}
            default = shared.pop() if len(shared) == 1 else None
            reason = self.prompt.text(self.words("assess.ask.left-out", n=len(left)), default)
            for path, key in left.items():
                own = self.words("assess.ask.left-out.one", threat=self.screens.risk_name(key, answers))
                updates[path] = self.prompt.text(own, known.get(path)) if reason.casefold() == each else reason
        return {**updates, "left_out": True}

    def _last_excluded(self) -> Mapping[str, str]:
        return self.meeting.previous.excluded if self.meeting.previous else {}

    def _keep(self, question: Question, answers: Answers) -> Updates:
        same: list[str] = question.default
        for key in same:
            level = self.screens.level(self.meeting.last_risks[key].level)
            self.screens.rich(level, f"  {self.screens.risk_name(key, answers)}", indent=2, hanging=2)
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
