"""Every word a person reads, Danish and English, by key: `topic.name`, one module a topic and language.

A text is a string, or a pair for one and for several, chosen by the value `n`. The two languages have
the same keys and the same placeholders; a test holds them to it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import Final, Literal, get_args

from riskctl.core.finding import Phrase
from riskctl.core.moment import Duration

Lang = Literal["da", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = get_args(Lang)
TOPICS: Final = (
    "common",
    "approve",
    "audit",
    "errors",
    "due",
    "why",
    "rules",
    "lists",
    "report",
    "pages",
    "assess",
    "help",
    "clauses",
    "init",
    "writes",
    "history",
    "worksheet",
    "package",
    "office",
    "diff",
    "page",
    "check",
    "schema",
    "mending",
    "doctor",
    "brief",
)
NAMED: Final[Mapping[str, str]] = {
    "level": "level",
    "class": "level",
    "criticality": "level",
    "threat_level": "threat_level",
    "criterion": "criterion",
    "criteria": "criterion",
    "perspective": "perspective",
    "importance": "importance",
    "nis2": "nis2",
    "personal_data": "personal_data",
    "publisher": "publisher",
    "role": "role",
    "to": "role",
    "event_kind": "event_kind",
    "fault": "fault",
    "severity": "severity",
    "aspect": "aspect",
    "category": "category",
    "system_kind": "system_kind",
    "treatment": "treatment",
    "wanted": "shape",
    "earlier": "threat_level",
    "state": "action_state",
}
"""Values that are codes: in a sentence each stands under its name, `common.<kind>.<code>`."""
_DANISH_LETTERS: Final = str.maketrans({"æ": "z{", "ø": "z|", "å": "z}", "ä": "z{", "ö": "z|", "ü": "y"})


@cache
def _topic(lang: Lang, topic: str) -> Mapping[str, str | tuple[str, str]]:
    module = import_module(f"riskctl.text.{lang}.{topic}")
    texts: Mapping[str, str | tuple[str, str]] = module.TEXTS
    return texts


def texts_of(lang: Lang, topic: str) -> Mapping[str, str | tuple[str, str]]:
    """Return every text of a topic by its key without the topic."""
    return _topic(lang, topic)


class Words:
    """The words of one language: `words("due.plan.no-plan", level="high")`."""

    def __init__(self, lang: Lang = "da") -> None:
        self.lang: Lang = lang

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text with its placeholders filled; values are put into words by their type and name.

        Raise KeyError for a text or a placeholder that is not there.
        """
        topic, _, name = key.partition(".")
        text = _topic(self.lang, topic)[name]
        if isinstance(text, tuple):
            text = text[0 if values["n"] == 1 else 1]
        return text.format_map({name: self.value(name, value) for name, value in values.items()})

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        topic, _, name = key.partition(".")
        return name in _topic(self.lang, topic)

    def value(self, name: str, value: object) -> str:
        """Return a value in words: dates, durations and codes as this language writes them."""
        if isinstance(value, Phrase):
            return self(value.key, **value.values)
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.date(value)
        if isinstance(value, Duration):
            return self.duration(value, "frequency" if name == "every" else "duration")
        if isinstance(value, tuple | list):
            return self.enumeration([self.value(name, each) for each in value])
        if isinstance(value, str) and name in NAMED:
            return self.name(NAMED[name], value)
        return "" if value is None else str(value)

    def name(self, kind: str, code: str | None) -> str:
        """Return the name of a code, or the code itself where a municipality has made its own."""
        key = f"common.{kind}.{code}"
        return self(key) if code is not None and self.has(key) else str(code or "")

    def date(self, day: date) -> str:
        """Return a date in words: `16. mar. 2026`."""
        from babel.dates import format_date

        return format_date(day, "d. MMM y" if self.lang == "da" else "d MMM y", self._locale)

    def moment(self, moment: datetime) -> str:
        """Return a moment in words, in the time zone it carries: `16. mar. 2026 kl. 14.30`."""
        return self("common.moment", date=self.date(moment.date()), hour=f"{moment:%H}", minute=f"{moment:%M}")

    def duration(self, length: Duration, kind: Literal["duration", "frequency"] = "duration") -> str:
        """Return a duration in words, `3 måneder`, or how often that is, `hver 3. måned`."""
        parts = [
            self(f"common.{kind}.{unit}", n=number)
            for unit in ("years", "months", "weeks", "days", "hours", "minutes")
            if (number := getattr(length, unit))
        ]
        return self.enumeration(parts) or self(f"common.{kind}.days", n=0)

    def number(self, value: int) -> str:
        """Return a whole number with the language's thousands separator."""
        return f"{value:,}".replace(",", "." if self.lang == "da" else ",")

    def enumeration(self, parts: "list[str] | tuple[str, ...]", joined: Literal["and", "or"] = "and") -> str:
        """Return the parts as one phrase: `a, b og c`."""
        if not parts[1:]:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self(f'common.{joined}')} {parts[-1]}"

    @property
    def _locale(self) -> str:
        return "da_DK" if self.lang == "da" else "en_GB"


def sort_key(text: str) -> tuple[str, str]:
    """Return the key by which Danes sort: æ, ø, å last, å also where it is written aa; case decides last."""
    return text.casefold().replace("aa", "å").translate(_DANISH_LETTERS), text
