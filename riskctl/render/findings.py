"""Findings as text and as JSON: one sorted list for every format."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from riskctl.core.finding import Finding
from riskctl.render.safe import visible
from riskctl.store.loader import Loaded
from riskctl.store.locate import Locator
from riskctl.text import Words

MOST_OF_A_KIND = 200
"""How many findings of one rule are shown; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its place and its words."""

    finding: Finding
    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True)
class Report:
    """All findings of a run, sorted by file and place."""

    shown: tuple[Shown, ...]
    unshown: int
    errors: int
    warnings: int
    files: int
    words: Words

    @staticmethod
    def of(findings: Iterable[Finding], loaded: Loaded, words: Words) -> "Report":
        """Return the report of these findings."""
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
        return Report(tuple(shown), len(ordered) - len(shown), errors, len(ordered) - errors, loaded.files, words)

    def lines(self) -> Iterator[str]:
        """Yield `file:line:column: level: text [CODE]` for each, and what to do below it."""
        for each in self.shown:
            finding = each.finding
            level = self.words.name("severity", finding.severity)
            yield visible(f"{finding.ref}:{each.line}:{each.column}: {level}: {each.message} [{finding.code}]")
            if each.hint:
                yield visible(f"  {each.hint}")

    def summary(self) -> str:
        """Return how many errors and warnings there are in how many files."""
        parts = [
            self.words("rules.errors", n=self.errors),
            self.words("rules.warnings", n=self.warnings),
            self.words("rules.files", n=self.files),
        ]
        text = self.words("rules.summary", errors=parts[0], warnings=parts[1], files=parts[2])
        return f"{text} {self.words('rules.unshown', n=self.unshown)}" if self.unshown else text

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
