"""The audit in words and as JSON: the verdict, what was looked at, and every finding, oldest first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from riskctl.core.trail.walk import Trail, TrailFinding
from riskctl.render.safe import visible
from riskctl.text import Words

MOST_OF_A_KIND = 200
"""How many findings of one rule are shown; the rest are counted."""
SHORT = 12
"""How many characters of a commit id people are shown."""


@dataclass(frozen=True)
class AuditReport:
    """What an audit found, in the reader's language."""

    trail: Trail
    head: str
    shown: tuple[TrailFinding, ...]
    unshown: int
    errors: int
    warnings: int
    anchors: tuple[str, ...]
    zone: tzinfo
    words: Words

    @staticmethod
    def of(
        trail: Trail, head: str, findings: Sequence[TrailFinding], anchors: Sequence[str], zone: tzinfo, words: Words
    ) -> "AuditReport":
        """Return the report of these findings."""
        seen: Counter[str] = Counter()
        shown = []
        for finding in findings:
            seen[finding.code] += 1
            if seen[finding.code] <= MOST_OF_A_KIND:
                shown.append(finding)
        errors = sum(each.severity == "error" for each in findings)
        counts = (len(findings) - len(shown), errors, len(findings) - errors)
        return AuditReport(trail, head, tuple(shown), *counts, tuple(anchors), zone, words)

    @property
    def whole(self) -> bool:
        """Whether nothing but warnings was found."""
        return not self.errors

    def lines(self) -> Iterator[str]:
        """Yield the verdict, then each finding with what to make of it."""
        yield from self.verdict()
        for finding in self.shown:
            yield ""
            yield from self._finding(finding)

    def verdict(self) -> Iterator[str]:
        """Yield the verdict, and what was looked at."""
        yield self.words("audit.whole" if self.whole else "audit.broken")
        yield self._examined()
        if self.anchors:
            yield self.words("audit.anchors", n=len(self.anchors))

    def _examined(self) -> str:
        steps = self.trail.steps
        return self.words(
            "audit.examined",
            commits=self.words("audit.commits", n=len(steps)),
            statements=self.words("audit.statements", n=len(self.trail.statements)),
            records=self.words("audit.records", n=len(self.trail.records)),
            first=steps[0].when.astimezone(self.zone).date(),
            last=steps[-1].when.astimezone(self.zone).date(),
            head=self.head[:SHORT],
        )

    def _finding(self, finding: TrailFinding) -> Iterator[str]:
        level = self.words.name("severity", finding.severity)
        where = f"{finding.path}: " if finding.path else ""
        yield visible(f"{where}{level}: {self.message(finding)} [{finding.code}]")
        when = finding.at.when.astimezone(self.zone)
        yield visible("  " + self.words("audit.where", commit=finding.at.commit[:SHORT], who=finding.at.who, when=when))

    def message(self, finding: TrailFinding) -> str:
        """Return what is wrong; a kind of fault may have words of its own."""
        kind = finding.values.get("kind")
        special = f"audit.{finding.code}.{kind}.message"
        key = special if kind and self.words.has(special) else f"audit.{finding.code}.message"
        values = {name: _short(name, value) for name, value in finding.values.items()}
        return self.words(key, **values)

    def summary(self) -> str:
        """Return how many errors and warnings there are, and how to see more."""
        errors, warnings = self.words("rules.errors", n=self.errors), self.words("rules.warnings", n=self.warnings)
        text = self.words("audit.summary", errors=errors, warnings=warnings)
        unshown = [self.words("rules.unshown", n=self.unshown)] if self.unshown else []
        more = [self.words("audit.more", rule=self.shown[0].code)] if self.shown else []
        return " ".join([text, *unshown, *more])

    def as_json(self) -> dict[str, object]:
        """Return the report under its contract keys."""
        steps = self.trail.steps
        return {
            "whole": self.whole,
            "findings": [self._as_json(each) for each in self.shown],
            "unshown": self.unshown,
            "head": self.head,
            "commits": len(steps),
            "statements": len(self.trail.statements),
            "records": len(self.trail.records),
            "from": steps[0].when.astimezone(self.zone),
            "to": steps[-1].when.astimezone(self.zone),
            "anchors": list(self.anchors),
        }

    def _as_json(self, finding: TrailFinding) -> dict[str, object]:
        return {
            "rule": finding.code,
            "severity": finding.severity,
            "path": finding.path,
            "commit": finding.at.commit,
            "who": finding.at.who,
            "when": finding.at.when.astimezone(self.zone),
            "message": self.message(finding),
            "clause": finding.clause,
        }


def _short(name: str, value: object) -> object:
    """Return a commit id as people are shown it; every other value as it is."""
    return value[:SHORT] if name in ("first", "side") and isinstance(value, str) else value


def untold(reason: str) -> dict[str, object]:
    """Return the JSON of an audit that can't tell."""
    return {"whole": None, "findings": [], "reason": reason}
