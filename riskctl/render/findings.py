"""Findings with their places and words: one sorted list for every format of `riskctl.render.check`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from riskctl.core.finding import Finding
from riskctl.store.loader import Loaded
from riskctl.store.locate import Locator
from riskctl.text import Words

MOST_OF_A_KIND = 200
"""How many findings of one rule are shown; the rest are counted."""

WHOLE_FILE: Final = frozenset({"SCH002", "SCH010", "SCH011", "SCH013"})
"""Files that are too large, not named by the layout, no regular files or not there: no line of them is shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its place and its words."""

    finding: Finding
    line: int
    column: int
    message: str
    hint: str


class Since(Protocol):
    """What `--since` adds to a report (`riskctl.render.brief`)."""

    @property
    def hidden(self) -> int:
        """How many findings were there before the change; they are not in the report."""
        ...

    def json(self) -> Mapping[str, object]:
        """Return what is added to the JSON."""
        ...

    def markdown(self, report: "Report") -> str:
        """Return the brief, the findings in it too."""
        ...

    def lines(self, report: "Report") -> Iterator[str]:
        """Yield the brief as plain lines, to stand below the findings."""
        ...


@dataclass(frozen=True)
class Report:
    """All findings of a run, sorted by file and place."""

    shown: tuple[Shown, ...]
    unshown: int
    errors: int
    warnings: int
    files: int
    words: Words
    locator: Locator
    folder: str = ""
    faulty: frozenset[str] = frozenset()
    mended: Mapping[str, object] | None = None
    since: Since | None = None
    by_rule: Mapping[str, int] = field(default_factory=dict)

    @staticmethod
    def of(findings: Iterable[Finding], loaded: Loaded, words: Words, folder: str = "") -> "Report":
        """Return the report of these findings; `folder` is the register's, relative to its repository."""
        ordered = sorted(findings, key=lambda each: (each.ref, each.code, str(each.path)))
        seen: Counter[str] = Counter()
        locator = Locator(loaded.tree)
        shown = []
        for finding in ordered:
            seen[finding.code] += 1
            if seen[finding.code] <= MOST_OF_A_KIND:
                line, column = locator.of(finding)
                shown.append(Shown(finding, line, column, *worded(finding, words)))
        shown.sort(key=lambda each: (each.finding.ref, each.line, each.column, each.finding.code))
        errors = sum(each.severity == "error" for each in ordered)
        counts = (len(ordered) - len(shown), errors, len(ordered) - errors, loaded.files)
        faulty = frozenset(each.ref for each in ordered if each.severity == "error")
        return Report(tuple(shown), *counts, words, locator, folder, faulty, by_rule=seen)

    def worst_first(self) -> list[Shown]:
        """Return the errors, then the warnings, each by file and place."""
        return sorted(self.shown, key=lambda each: each.finding.severity != "error")

    def in_repository(self, ref: str) -> str:
        """Return the path of a file as its repository has it."""
        return f"{self.folder}/{ref}" if self.folder else ref

    def source(self, each: Shown) -> str:
        """Return the line of the file where a finding stands; empty where it is about the file as a whole."""
        return "" if each.finding.code in WHOLE_FILE else self.locator.line(each.finding.ref, each.line)

    def summary(self) -> str:
        """Return how many errors and warnings there are in how many files."""
        parts = [
            self.words("rules.errors", n=self.errors),
            self.words("rules.warnings", n=self.warnings),
            self.words("rules.files", n=self.files),
        ]
        text = self.words("rules.summary", errors=parts[0], warnings=parts[1], files=parts[2])
        hidden = self.since.hidden if self.since else 0
        more = [self.words("rules.unshown", n=self.unshown)] if self.unshown else []
        more += [self.words("brief.hidden", n=hidden)] if hidden else []
        return " ".join([text, *more])

    def as_json(self) -> dict[str, object]:
        """Return the report under its contract keys."""
        return {
            "findings": [
                {
                    "rule": each.finding.code,
                    "severity": each.finding.severity,
                    "path": each.finding.ref,
                    "line": each.line,
                    "column": each.column,
                    "subject": each.finding.subject,
                    "message": each.message,
                    "hint": each.hint,
                    "clause": each.finding.clause,
                }
                for each in self.shown
            ],
            "summary": {"errors": self.errors, "warnings": self.warnings, "files": self.files},
            **(self.mended or {}),
            **(self.since.json() if self.since else {}),
        }


def worded(finding: Finding, words: Words) -> tuple[str, str]:
    """Return the message and the hint of a finding; a kind of fault may have words of its own."""
    kind = finding.values.get("kind") or finding.values.get("what")
    keys = {}
    for part in ("message", "hint"):
        special = f"rules.{finding.code}.{kind}.{part}"
        keys[part] = special if kind and words.has(special) else f"rules.{finding.code}.{part}"
    hint = words(keys["hint"])
    if finding.values.get("meant"):
        hint = f"{words('rules.meant', meant=finding.values['meant'])} {hint}"
    return words(keys["message"], **finding.values), hint
