"""The rules of `check`: an explicit table, a family a module."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from riskctl.core.finding import Finding
from riskctl.core.rules import classification
from riskctl.core.rules.rule import Context, Rule

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "CLS101": Rule(classification.class_below_suggestion, "error", "P3.4"),
        "CLS102": Rule(classification.nis2_below_processes, "error", "P2.5"),
        "CLS201": Rule(classification.never_assessed, "warning", "P3.2"),
        "CLS202": Rule(classification.needless_reason, "warning", "P3.4"),
    }
)


def run(context: Context) -> Iterator[Finding]:
    """Yield what every rule finds."""
    for code, rule in RULES.items():
        if rule.check is not None:
            for found in rule.check(context):
                yield Finding(
                    code, rule.severity, found.ref, found.path, found.values, rule.clause, subject=found.subject
                )
