"""Steps 7 and 8 of the conversation: what is done about each risk, by whom and by when."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from riskctl.cli.prompt import Prompt, UnusableError, numbers_in
from riskctl.core.answers import Answers, Updates
from riskctl.core.fields import ActionType, Level, highest, rank
from riskctl.core.views.judging import Judged, expected_residual
from riskctl.core.views.meeting import Meeting, Question
from riskctl.render.assess import Screens

ACTION_TIME: Final = timedelta(days=91)
"""How long an action is suggested to take."""
SUGGESTIONS: Final = 5
"""How many measures are suggested at most: more would not fit a screen."""
_PAIR: Final = re.compile(r"([0-9]{1,9})\s+([0-9]{1,9})", re.ASCII)
_TYPE_OF_ASPECT: Final[dict[str, ActionType]] = {"human": "awareness", "organisational": "organisational"}


class Handling:
    """Puts the questions of steps 7 and 8."""

    def __init__(self, meeting: Meeting, screens: Screens, prompt: Prompt) -> None:
        self.meeting = meeting
        self.screens = screens
        self.words = screens.words
        self.prompt = prompt

    def by_kind(self) -> dict[str, Callable[[Question, Answers], Updates]]:
        """Return how each kind of question is put."""
        return {
            "treatment": self._treatment,
            "acceptance": self._acceptance,
            "measures": self._measures,
            "residual": self._residual,
            "flags": self._flags,
            "plan": self._plan,
            "corrective": self._corrective,
            "note": self._note,
        }

    def _treatment(self, question: Question, answers: Answers) -> Updates:
        judged = self.meeting.judged(question.key, answers)
        self.screens.demands(question.key, judged, answers)
        row = self.meeting.row(judged.level)
        options = []
        for treatment in ("mitigate", "accept", "transfer", "avoid"):
            text = self.words(f"assess.treatment.{treatment}")
            if treatment == "accept" and row.acceptance == "with-approval":
                text = self.words("assess.treatment.accept.approval", role=row.accepted_by)
            if treatment != "accept" or row.acceptance != "never":
                options.append((treatment, text))
        if row.acceptance == "with-approval":
            for line in self.screens.alone("acceptance", row.accepted_by, tuple(answers["performed_by"])):
                self.screens.line(line, "yellow")
        return {question.paths[0]: self.prompt.choice(self.words("assess.ask.treatment"), options, question.default)}

    def _acceptance(self, question: Question, answers: Answers) -> Updates:
        engine, previous = self.meeting.engine, self.meeting.last_risks.get(question.key)
        last = previous.acceptance.reason if previous and previous.acceptance else None
        known = answers.get(question.paths[0], last)
        self.screens.line(self.screens.risk_name(question.key, answers), "bold")
        reason = self.prompt.text(self.words("assess.ask.acceptance.reason"), known)
        suggested = engine.procedure.reassessment[self.meeting.system.criticality].every.after(engine.clock.today)
        if question.paths[1] in answers:
            suggested = max(date.fromisoformat(answers[question.paths[1]]), engine.clock.today + timedelta(days=1))
        until = self.prompt.day(self.words("assess.ask.acceptance.until"), engine.clock.today, suggested)
        return {question.paths[0]: reason, question.paths[1]: until.isoformat()}

    def _measures(self, question: Question, answers: Answers) -> Updates:
        judged = self.meeting.judged(question.key, answers)
        self._headed(question.key, judged, answers)
        treatment = answers[f"risks.{question.key}.treatment"]
        raises = self.screens.raises(question.key, judged, answers) if treatment == "mitigate" else ()
        suggested = list(raises)[:SUGGESTIONS]
        texts = [text for text, _, _ in suggested]
        last = [text for text in question.default if text not in texts]
        self._offer(last, suggested, nothing=treatment == "mitigate")
        offered = [*last, *texts]
        default = list(question.default) or offered[:1] or None
        shown = ", ".join(str(offered.index(each) + 1) for each in default or ())
        text = self.words(f"assess.ask.measures.{treatment}")
        chosen = self.prompt.ask(text, lambda text: self._chosen(text, offered), default, shown)
        raised: Updates = {}
        for measure, controls, _ in suggested:
            if measure in chosen:
                raised |= controls
        return {question.paths[0]: chosen, f"risks.{question.key}.raises": raised}

    def _offer(
        self, last: list[str], suggested: list[tuple[str, dict[str, int], Level | None]], *, nothing: bool
    ) -> None:
        """Show last time's measures and the suggested ones with numbers, or that there is nothing to suggest."""
        if last:
            self.screens.line(self.words("assess.measures.last"))
        for number, text in enumerate(last, 1):
            self.screens.line(f"{number} {text}", indent=2)
        if suggested or (nothing and not last):
            self.screens.line(self.words("assess.measures.head" if suggested else "assess.measures.none"))
        for number, (text, _, level) in enumerate(suggested, len(last) + 1):
            shown = self.words("assess.measures.brings", text=text, shown=self.screens.level_words(level))
            self.screens.line(f"{number} {shown}", indent=2)

    def _chosen(self, text: str, offered: list[str]) -> list[str]:
        """Return measures from numbers and free words, divided by semicolons."""
        found: list[str] = []
        for part in (part.strip() for part in text.split(";")):
            numbers = numbers_in(part, len(offered))
            if numbers:
                found += [offered[number - 1] for number in numbers]
            elif part and not part.replace(",", "").replace(" ", "").isdigit():
                found.append(part)
            elif part:
                raise UnusableError(self.words("assess.bad.numbers", most=len(offered)))
        if not found:
            raise UnusableError(self.words("assess.bad.text"))
        return list(dict.fromkeys(found))

    def _residual(self, question: Question, answers: Answers) -> Updates:
        engine, key = self.meeting.engine, question.key
        judged = self.meeting.judged(key, answers)
        default = self._expected(question, answers)
        self._headed(key, judged, answers)
        self.screens.line(
            self.words("assess.residual.measures", measures=list(answers.get(f"risks.{key}.measures", ())))
        )
        self.screens.matrix(answers, key)
        shown = self.screens.level_words(engine.procedure.level_of(default[1], default[0]))

        def scales() -> None:
            self.screens.scale_texts("likelihood", ())
            self.screens.scale_texts("consequence", [self.screens.perspective(self.meeting.facts_for(key, answers))])

        likelihood, consequence = self.prompt.ask(
            self.words("assess.ask.residual"),
            lambda text: self._two(text, judged.level),
            default,
            f"{default[0]} {default[1]} = {shown}",
            scales,
        )
        level = engine.procedure.level_of(consequence, likelihood)
        self.screens.notice(self.words("assess.residual.result", shown=self.screens.level_words(level)))
        return {question.paths[0]: likelihood, question.paths[1]: consequence}

    def _expected(self, question: Question, answers: Answers) -> tuple[int, int]:
        """Return the residual that Enter takes: what was answered, else what the measures would bring."""
        engine, key = self.meeting.engine, question.key
        known = [answers.get(path) for path in question.paths]
        if known[0] is not None and known[1] is not None and not question.again:
            return known[0], known[1]
        facts, judged = self.meeting.facts_for(key, answers), self.meeting.judged(key, answers)
        return expected_residual(engine, facts, judged, answers.get(f"risks.{key}.raises") or {})

    def _headed(self, key: str, judged: Judged, answers: Answers) -> None:
        self.screens.rich(self.screens.risk_name(key, answers), "  ", self.screens.level(judged.level))

    def _two(self, text: str, most: Level | None) -> tuple[int, int]:
        scales = self.meeting.engine.procedure.scales
        likelihood, consequence = self._pair(text.replace(",", " "))
        if not (1 <= likelihood <= scales["likelihood"] and 1 <= consequence <= scales["consequence"]):
            raise UnusableError(self.words("assess.bad.two-numbers"))
        level = self.meeting.engine.procedure.level_of(consequence, likelihood)
        if level is None or most is None or rank(level) > rank(most):
            raise UnusableError(self.words("assess.residual.above"))
        return likelihood, consequence

    def _pair(self, text: str) -> tuple[int, int]:
        match = _PAIR.fullmatch(text)
        if match is None:
            raise UnusableError(self.words("assess.bad.two-numbers"))
        return int(match[1]), int(match[2])

    def _flags(self, question: Question, answers: Answers) -> Updates:
        row = self.meeting.row(self.meeting.judged(question.key, answers).level)
        keys = {self.words(f"assess.key.{flag}"): flag for flag in ("complexity", "dependency")}
        none = self.words("assess.key.none")
        shown = " ".join(self.words(f"assess.key.{flag}") for flag in question.default) or none

        def read(text: str) -> list[str]:
            if text == none:
                return []
            found = [keys[part] for part in text.casefold().replace(",", " ").split() if part in keys]
            if not found or len(found) != len(text.replace(",", " ").split()):
                raise UnusableError(self.prompt.choices([*keys, none]))
            return list(dict.fromkeys(found))

        self._headed(question.key, self.meeting.judged(question.key, answers), answers)
        text = self.words("assess.ask.flags", people=self.words.value("role", row.escalate.to))
        return {question.paths[0]: self.prompt.ask(text, read, list(question.default), shown)}

    def _plan(self, question: Question, answers: Answers) -> Updates:
        words, keys = self.words, question.values["keys"]
        known = answers.get(question.paths[0])
        self.screens.line(words("assess.plan.for", risks=[self.screens.risk_name(key, answers) for key in keys]))
        worst = highest([level for key in keys if (level := self.meeting.judged(key, answers).level)])
        self.screens.demanded(worst)
        text = words("assess.ask.plan", measure=question.values["measure"])
        if not self.prompt.yes(text, default=known is not False):
            return {question.paths[0]: False}
        return {question.paths[0]: self._planned(question, answers, known or {})}

    def _planned(self, question: Question, answers: Answers, known: Updates) -> Updates:
        """Ask who, when and at what cost; what was answered before is the default."""
        words, system, today = self.words, self.meeting.system, self.meeting.engine.clock.today
        held = [known.get("responsible") or system.operations or system.owner]
        who = self.prompt.people(words("assess.ask.plan.who"), self.screens.register, held, one=True)[0]
        suggested = date.fromisoformat(known["due"]) if "due" in known else today + ACTION_TIME
        when = self.prompt.day(words("assess.ask.plan.when"), today, suggested)
        raises = self._raised_by(question.values["measure"], question.values["keys"], answers)
        kind = self._kind_of(raises, known.get("type", "technical"))
        plan: Updates = {"type": kind, "responsible": who, "due": when.isoformat(), "raises": raises}
        cost = self._cost(known.get("cost") or {})
        self._alone(who, question.values["keys"], answers)
        return {**plan, **({"cost": cost} if cost else {})}

    def _alone(self, who: str, keys: list[str], answers: Answers) -> None:
        """Say it when whoever is responsible is also the only one who may approve the plan."""
        level = highest([level for key in keys if (level := self.meeting.judged(key, answers).level)])
        roles = self.meeting.row(level).approval
        for line in self.screens.alone("plan", roles, (who,)):
            self.screens.notice(line)

    def _raised_by(self, measure: str, keys: list[str], answers: Answers) -> dict[str, int]:
        for key in keys:
            for text, raises, _ in self.screens.raises(key, self.meeting.judged(key, answers), answers):
                if text == measure:
                    return raises
        return {}

    def _kind_of(self, raises: dict[str, int], known: str) -> str:
        controls = self.meeting.engine.procedure.controls
        for control in raises:
            return _TYPE_OF_ASPECT.get(controls[control].aspect, "technical") if control in controls else "technical"
        kinds = ("technical", "procedural", "organisational", "awareness", "contingency")
        options = [(kind, self.words.name("action_type", kind)) for kind in kinds]
        return self.prompt.choice(self.words("assess.ask.plan.type"), options, known)

    def _cost(self, known: dict[str, int]) -> dict[str, int]:
        none = self.words("assess.key.none")

        def read(text: str) -> dict[str, int]:
            if text == none:
                return {}
            dkk, hours = self._pair(text.replace(".", ""))
            return {"dkk": dkk, "hours": hours}

        shown = (
            f"{known['dkk']} {known['hours']}"
            if known.get("dkk") is not None and known.get("hours") is not None
            else none
        )
        return self.prompt.ask(self.words("assess.ask.plan.cost"), read, known if shown != none else {}, shown)

    def _corrective(self, question: Question, answers: Answers) -> Updates:
        known = answers.get(question.paths[0])
        for trigger in answers["triggers"]:
            if self.meeting.is_incident(trigger):
                self.screens.line(self.screens.event(self.screens.register.events[trigger]), "bold")
        return {question.paths[0]: self.prompt.text(self.words("assess.ask.corrective"), known)}

    def _note(self, question: Question, _: Answers) -> Updates:
        none = self.words("assess.key.none")
        known = question.default or none
        text = self.prompt.text(self.words("assess.ask.note"), known, shown=known)
        return {question.paths[0]: "" if text == none else text}
