"""Each entry of a history as one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from riskctl.core.ids import split_risk_id
from riskctl.core.register import Register
from riskctl.core.views.history import FOLDER_OF, Kind, Scope
from riskctl.core.views.history_entry import Entry
from riskctl.core.views.history_line import Step
from riskctl.render import names
from riskctl.render.decision_words import subject_words, way_words
from riskctl.render.field_words import FieldWords
from riskctl.render.why_moved import because
from riskctl.text import Words


@dataclass(frozen=True, slots=True)
class Told:
    """A history to be shown: what it is of, its entries in the order shown, and how many are left out.

    `register` gives the names, also of what is gone since; `zone` the local dates.
    """

    scope: Scope
    entries: tuple[Entry, ...]
    hidden: int
    register: Register
    zone: tzinfo


class Sentences:
    """The entries of a history in words."""

    def __init__(self, told: Told, words: Words) -> None:
        self.told = told
        self.words = words
        self.register = told.register
        self.fields = FieldWords(told.register, words)

    def of(self, entry: Entry) -> str:
        """Return what an entry says, and of what where that is not the thing itself."""
        text = self._said(entry)
        name = self._name_before(entry)
        return self.words("history.of", name=name, text=text) if name else text

    def title(self) -> str:
        """Return what the history is of."""
        scope = self.told.scope
        return self.words("history.title", name=self.name(FOLDERS.get(scope.kind, ""), scope.id), id=scope.id)

    def people(self, ids: tuple[str, ...]) -> str:
        """Return people by name."""
        return self.words.enumeration([names.person_name(self.register, each) for each in ids])

    def who(self, step: Step) -> str:
        """Return who committed a step, and who wrote it where that is somebody else."""
        if step.commit is None:
            return self.words("history.uncommitted")
        people = self.words.enumeration(list(step.authors))
        if step.merge:
            added = self.words("history.merged", people=people) if people else self.words("history.merged.alone")
        else:
            added = self.words("history.authors", people=people) if people else ""
        return f"{step.who} ({added})" if added else step.who

    def name(self, folder: str, id_: str) -> str:
        """Return what something is called."""
        register, words = self.register, self.words
        if folder == "risks" or "#" in id_:
            return names.risk_name(register, id_, words)
        if folder == "threats":
            return names.threat_name(register, id_, words)
        if id_ in ("procedure", "organisation"):
            return words(f"history.kind.{id_}")
        if folder == "events" and id_ in register.events:
            return register.events[id_].title
        if folder in ("approvals", "escalations", "events", "assessments"):
            return f"{words(f'lists.kind.{folder[:-1]}')} {id_}"
        return names.subject_name(register, id_, "", words)

    def _name_before(self, entry: Entry) -> str:
        """Return what an entry is about, where the history is of something wider."""
        scope = self.told.scope
        if entry.folder == "risks" and scope.kind == "system":
            threat = self._threat(entry.subject)
            return names.threat_name(self.register, threat, self.words)
        if entry.folder == "actions" and scope.kind in ("system", "risk") and entry.what not in ("planned", "proposed"):
            return self.name("actions", entry.subject)
        if entry.folder in _BESIDE and entry.what in ("changed", "unreadable") and entry.subject not in scope.names:
            return self.name(entry.folder, entry.subject)
        if entry.folder == "escalations" and entry.subject not in scope.names:
            return self.name("", entry.subject)
        return ""

    def _threat(self, risk: str) -> str:
        system, key = split_risk_id(risk)
        for assessment in self.register.assessments.values():
            if assessment.system == system and key in assessment.risks:
                return assessment.risks[key].threat or key
        return key

    def _said(self, entry: Entry) -> str:
        if entry.folder == "assessments" and entry.what in ("changed", "removed"):
            return self._sealed(entry)
        if entry.what == "changed":
            return self._changed(entry)
        return self._of_kind(entry)

    def _of_kind(self, entry: Entry) -> str:
        match entry.what:
            case "added":
                return self._added(entry)
            case "assessed":
                return self._assessed(entry)
            case "level":
                return self._level(entry)
            case "approved" | "rejected":
                return self._decided(entry)
            case "stale":
                return self._stale(entry)
            case "event":
                return self._event(entry)
            case "escalated":
                return self._escalated(entry)
            case "planned" | "proposed":
                return self._planned(entry)
            case _:
                return self.words(f"history.{entry.what}", **self._values(entry))

    def _changed(self, entry: Entry) -> str:
        if entry.folder == "" and entry.subject == "procedure":
            return self.fields.table_changed(entry.field, entry.before, entry.after)
        return self.fields.changed(entry.field, entry.before, entry.after)

    def _sealed(self, entry: Entry) -> str:
        if entry.what == "removed":
            return self.words("history.sealed.removed", id=entry.subject)
        return self.words("history.sealed", id=entry.subject, text=self._changed(entry))

    def _values(self, entry: Entry) -> dict[str, object]:
        found = dict(entry.values)
        found |= {"name": self.name(entry.folder, entry.subject), "id": entry.subject}
        found["people"] = self.people(entry.by)
        found["person"] = names.person_name(self.register, str(found.get("responsible") or found.get("owner") or ""))
        for side, value in (("before", entry.before), ("after", entry.after)):
            found[side] = self.fields.value(("level",), value) if value is not None else ""
        for name in ("note", "title"):
            found[name] = found.get(name) or ""
        return found

    def _added(self, entry: Entry) -> str:
        values = self._values(entry)
        if entry.folder == "systems":
            values["criticality"] = names.level_name(entry.values.get("criticality"), self.words)  # type: ignore[arg-type]
            return self.words("history.added.systems", **values)
        return self.words("history.added", **values)

    def _assessed(self, entry: Entry) -> str:
        values = self._values(entry)
        values["triggers"] = self.words.enumeration([self._trigger(each) for each in entry.values["triggers"]])  # type: ignore[attr-defined]
        values["class"] = names.level_name(entry.values["class"], self.words)  # type: ignore[arg-type]
        moved = entry.before is not None and entry.before != entry.after
        return self.words("history.assessed.moved" if moved else "history.assessed", **values)

    def _trigger(self, trigger: str) -> str:
        key = f"history.trigger.{trigger}"
        return self.words(key) if self.words.has(key) else self.name("events", trigger)

    def _level(self, entry: Entry) -> str:
        values, why = self._values(entry), entry.why
        if entry.before is None:
            text = self.words("history.level.new", **values)
        elif entry.after is None:
            reason = why.reasons[0] if why and why.reasons else ""
            text = self.words(f"history.level.closed{'.reason' if reason else ''}", reason=reason, **values)
        elif why is None:
            text = self.words("history.level.same", **values)
        else:
            text = self.words("history.level.moved", why=because(why, self.words), **values)
        if "threat_level" not in entry.values:
            return text
        inputs = dict(entry.values)
        inputs["people"] = values["people"]
        inputs["residual"] = names.level_name(entry.values["residual"], self.words)  # type: ignore[arg-type]
        return f"{text} {self.words('history.inputs', **inputs)}"

    def _decided(self, entry: Entry) -> str:
        values, found = self._values(entry), entry.values
        values |= {"subject": subject_words(self.register, entry.subject, self.words), "person": values["people"]}
        values["kind"] = way_words(self.register, str(found["kind"]), found["case"], found["witness"], self.words)
        verdict = entry.verdict
        state = verdict.state if verdict else "missing"
        values["verdict"] = self.words(f"history.verdict.{state}", fault=(verdict.fault if verdict else None) or "")
        return self.words(f"history.{entry.what}", **values)

    def _stale(self, entry: Entry) -> str:
        values = {**self._values(entry), "subject": subject_words(self.register, entry.subject, self.words)}
        moment = entry.values["date"]
        local = moment.astimezone(self.told.zone).date()  # type: ignore[attr-defined]
        return self.words("history.stale", **values | {"person": values["people"], "date": local})

    def _event(self, entry: Entry) -> str:
        magnitude = self.words(f"history.magnitude.{entry.values['magnitude']}")
        kind = self.words.name("event_kind", str(entry.values["event_kind"]))
        values = {**self._values(entry), "what": kind[:1].upper() + kind[1:], "magnitude": magnitude}
        through = [self.name("systems", each) for each in entry.values.get("through", ())]  # type: ignore[attr-defined]
        key = "history.event.through" if through else "history.event"
        return self.words(key, **values | {"through": ", ".join(through)})

    def _escalated(self, entry: Entry) -> str:
        reason = self.words(f"due.escalation.{entry.values['condition']}")
        return self.words("history.escalated", reason=reason, **self._values(entry)).strip()

    def _planned(self, entry: Entry) -> str:
        text = self.words(f"history.{entry.what}", **self._values(entry))
        cost = entry.values.get("cost")
        if cost is None:
            return text
        dkk, hours = (self.words.number(getattr(cost, name)) for name in ("dkk", "hours"))
        return f"{text} {self.words('history.cost', dkk=dkk, hours=hours)}"


_BESIDE: Final = ("approvals", "escalations", "events")
"""Folders whose files bear on a thing without being it."""
FOLDERS: Final[Mapping[Kind, str]] = {**FOLDER_OF, "risk": "risks"}
