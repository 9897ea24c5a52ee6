"""The meeting as a conversation: each question of `riskctl.core.views.meeting` put into words, its answer taken."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from riskctl.cli.prompt import Prompt, Unusable, numbers_in
from riskctl.core.answers import Answers
from riskctl.core.assessments import NOT_EVENTS
from riskctl.core.fields import LEVELS, PERSPECTIVES, ActionType, Level, rank
from riskctl.core.moment import local_date
from riskctl.core.views.judging import ADJUSTABLE, Judged, adjustments_of_last_time, expected_residual
from riskctl.core.views.meeting import Meeting, Question
from riskctl.render.assess import Screens
from riskctl.render.names import LEVEL_SIGNS, level_name, threat_name

Updates = dict[str, Any]

ACTION_TIME: Final = timedelta(days=91)
"""How long an action is suggested to take."""
_TYPE_OF_ASPECT: Final[dict[str, ActionType]] = {"human": "awareness", "organisational": "organisational"}


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
            "treatment": self._treatment,
            "acceptance": self._acceptance,
            "measures": self._measures,
            "residual": self._residual,
            "flags": self._flags,
            "plan": self._plan,
            "corrective": self._corrective,
            "note": self._note,
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
        if len(rows) < 8 or width < 38:
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
        last = {path: value for path, value in adjustments_of_last_time(self.meeting.engine, facts).items() if path not in answers}
        updates: Updates = last if f"{at}.seen" not in answers else {}
        now = {**answers, **updates}
        judged = self.meeting.judged(key, now)
        self.screens.card(key, judged, now)
        names = ["consequence", "resilience", "likelihood", *(["scenario"] if self._scenarios(key, now) else []), "owner", "exclude"]
        menu = [
            self.words("assess.menu", key=self.words(f"assess.key.{name}"), what=self.words(f"assess.menu.{name}"))
            for name in names
        ]
        self.screens.line(", ".join(menu), "dim")
        chosen = self.prompt.key(self.words("assess.ask.values"), (*names, "yes"), "yes", lambda: self._scales(key, now))
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
            return {**updates, f"{at}.owner": self.prompt.people(self.words("assess.ask.owner"), self.screens.register, [owner], one=True)[0]}
        return {**updates, f"{at}.scenario": self.prompt.choice(self.words("assess.ask.scenario"), self._scenarios(key, now))}

    def _scenarios(self, key: str, answers: Answers) -> list[tuple[str, str]]:
        threat = self.screens.register.threats[self.meeting.facts_for(key, answers).threat]
        return [(id_, text.in_language(self.words.lang)) for id_, text in threat.scenarios.items()]

    def _scales(self, key: str, answers: Answers) -> None:
        for name in ("resilience", "likelihood", "consequence"):
            self.screens.line(self.words(f"assess.card.{name}"), "bold")
            self.screens.scale_texts(name, [self._perspective(key, answers)])

    def _perspective(self, key: str, answers: Answers) -> str:
        """Return the perspective from which a threat's consequence is worst."""
        threat = self.meeting.facts_for(key, answers).threat
        return self.meeting.engine.worst_cell(self.meeting.system.id, threat)[1]

    def _adjusted(self, key: str, name: str, judged: Judged, answers: Answers) -> Updates:
        at = f"risks.{key}"
        table = judged.changed.get(name, judged.value(name)) or 1
        most = self.meeting.engine.procedure.scales[name]
        self.screens.scale_texts(name, [self._perspective(key, answers)])
        question = self.words(f"assess.ask.adjust.{name}")

        def everything() -> None:
            self.screens.scale_texts(name, PERSPECTIVES)

        value = self.prompt.number(question, most, judged.value(name) or 1, everything)
        if value == table:
            return {f"{at}.{name}": value}
        text = self.words("assess.ask.reason", table=table, value=value)
        known = answers.get(f"{at}.overrides.{name}")
        return {f"{at}.{name}": value, f"{at}.overrides.{name}": self.prompt.text(text, known)}

    def _treatment(self, question: Question, answers: Answers) -> Updates:
        judged = self.meeting.judged(question.key, answers)
        self.screens.demands(question.key, judged)
        row = self.meeting.row(judged.level)
        options = []
        for treatment in ("mitigate", "accept", "transfer", "avoid"):
            text = self.words(f"assess.treatment.{treatment}")
            if treatment == "accept" and row.acceptance == "with-approval":
                text = self.words("assess.treatment.accept.approval", people=self.screens.roles(row.accepted_by))
            if treatment != "accept" or row.acceptance != "never":
                options.append((treatment, text))
        return {question.paths[0]: self.prompt.choice(self.words("assess.ask.treatment"), options, question.default)}

    def _acceptance(self, question: Question, _: Answers) -> Updates:
        engine, previous = self.meeting.engine, self.meeting.last_risks.get(question.key)
        known = previous.acceptance.reason if previous and previous.acceptance else None
        reason = self.prompt.text(self.words("assess.ask.acceptance.reason"), known)
        suggested = engine.procedure.reassessment[self.meeting.system.criticality].every.after(engine.clock.today)
        until = self.prompt.day(self.words("assess.ask.acceptance.until"), engine.clock.today, suggested)
        return {question.paths[0]: reason, question.paths[1]: until.isoformat()}

    def _measures(self, question: Question, answers: Answers) -> Updates:
        judged = self.meeting.judged(question.key, answers)
        suggested = list(self.screens.raises(question.key, judged, answers))[:5]
        last: list[str] = question.default
        if last:
            self.screens.line(self.words("assess.measures.last"))
        for number, text in enumerate(last, 1):
            self.screens.line(f"{number} {text}", indent=2)
        if suggested:
            self.screens.line(self.words("assess.measures.head"))
        for number, (text, _, level) in enumerate(suggested, len(last) + 1):
            shown = self.words("assess.measures.brings", text=text, shown=level_name(level, self.words) if level else "–")
            self.screens.line(f"{number} {shown}", indent=2)
        offered = [*last, *(text for text, _, _ in suggested)]
        default = last or offered[:1] or None
        shown = ", ".join(str(number) for number in range(1, len(default) + 1)) if default else ""
        chosen = self.prompt.ask(self.words("assess.ask.measures"), lambda text: self._chosen(text, offered), default, shown)
        raises: Updates = {}
        for text, raised, _ in suggested:
            if text in chosen:
                raises |= raised
        return {question.paths[0]: chosen, f"risks.{question.key}.raises": raises}

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
                raise Unusable(self.words("assess.bad.numbers", most=len(offered)))
        if not found:
            raise Unusable(self.words("assess.bad.text"))
        return list(dict.fromkeys(found))

    def _residual(self, question: Question, answers: Answers) -> Updates:
        engine, key = self.meeting.engine, question.key
        judged = self.meeting.judged(key, answers)
        facts = self.meeting.facts_for(key, answers)
        default = expected_residual(engine, facts, judged, answers.get(f"risks.{key}.raises") or {})
        shown = level_name(engine.procedure.level_of(default[1], default[0]), self.words)

        def scales() -> None:
            self.screens.scale_texts("likelihood", ())
            self.screens.scale_texts("consequence", [self._perspective(key, answers)])

        likelihood, consequence = self.prompt.ask(
            self.words("assess.ask.residual"),
            lambda text: self._two(text, judged.level),
            default,
            f"{default[0]} {default[1]} = {shown}",
            scales,
        )
        level = engine.procedure.level_of(consequence, likelihood)
        self.screens.rich(self.words("assess.residual.result", shown=level_name(level, self.words)))
        return {question.paths[0]: likelihood, question.paths[1]: consequence}

    def _two(self, text: str, most: Level | None) -> tuple[int, int]:
        scales = self.meeting.engine.procedure.scales
        parts = text.replace(",", " ").split()
        if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
            raise Unusable(self.words("assess.bad.two-numbers"))
        likelihood, consequence = int(parts[0]), int(parts[1])
        if not (1 <= likelihood <= scales["likelihood"] and 1 <= consequence <= scales["consequence"]):
            raise Unusable(self.words("assess.bad.two-numbers"))
        level = self.meeting.engine.procedure.level_of(consequence, likelihood)
        if level is None or most is None or rank(level) > rank(most):
            raise Unusable(self.words("assess.residual.above"))
        return likelihood, consequence

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
                raise Unusable(self.words("assess.bad.choice", choices=[*keys, none]))
            return list(dict.fromkeys(found))

        text = self.words("assess.ask.flags", people=self.words.value("role", row.escalate.to))
        return {question.paths[0]: self.prompt.ask(text, read, list(question.default), shown)}

    def _plan(self, question: Question, answers: Answers) -> Updates:
        words, register, system = self.words, self.screens.register, self.meeting.system
        measure, keys = question.values["measure"], question.values["keys"]
        self.screens.line(words("assess.plan.for", risks=[self._name(key, answers) for key in keys]))
        if not self.prompt.yes(words("assess.ask.plan", measure=measure)):
            return {question.paths[0]: False}
        today = self.meeting.engine.clock.today
        who = self.prompt.people(words("assess.ask.plan.who"), register, [system.operations or system.owner], one=True)[0]
        when = self.prompt.day(words("assess.ask.plan.when"), today, today + ACTION_TIME)
        raises = self._raised_by(measure, keys, answers)
        kind = self._kind_of(raises)
        plan: Updates = {"type": kind, "responsible": who, "due": when.isoformat(), "raises": raises}
        cost = self._cost()
        return {question.paths[0]: {**plan, **({"cost": cost} if cost else {})}}

    def _raised_by(self, measure: str, keys: list[str], answers: Answers) -> dict[str, int]:
        for key in keys:
            for text, raises, _ in self.screens.raises(key, self.meeting.judged(key, answers), answers):
                if text == measure:
                    return raises
        return {}

    def _kind_of(self, raises: dict[str, int]) -> str:
        controls = self.meeting.engine.procedure.controls
        for control in raises:
            return _TYPE_OF_ASPECT.get(controls[control].aspect, "technical") if control in controls else "technical"
        kinds = ("technical", "procedural", "organisational", "awareness", "contingency")
        options = [(kind, self.words.name("action_type", kind)) for kind in kinds]
        return self.prompt.choice(self.words("assess.ask.plan.type"), options, "technical")

    def _cost(self) -> dict[str, int]:
        none = self.words("assess.key.none")

        def read(text: str) -> dict[str, int]:
            parts = text.replace(".", "").split()
            if text == none:
                return {}
            if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
                raise Unusable(self.words("assess.bad.two-numbers"))
            return {"dkk": int(parts[0]), "hours": int(parts[1])}

        return self.prompt.ask(self.words("assess.ask.plan.cost"), read, {}, none)

    def _corrective(self, question: Question, _: Answers) -> Updates:
        return {question.paths[0]: self.prompt.text(self.words("assess.ask.corrective"))}

    def _note(self, question: Question, _: Answers) -> Updates:
        none = self.words("assess.key.none")
        text = self.prompt.text(self.words("assess.ask.note"), none, shown=none)
        return {question.paths[0]: "" if text == none else text}


def _cut(text: str, width: int) -> str:
    return text if len(text) < width else text[: width - 2] + "…"
