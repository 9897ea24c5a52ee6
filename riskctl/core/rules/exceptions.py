"""EXC: accepted deviations from the rules themselves."""

from collections.abc import Iterable

from riskctl.core.finding import Finding
from riskctl.core.rules.rule import Context

UNACCEPTABLE = ("SCH", "EXC")
"""Families that can't be excepted: a file that can't be read, and the exceptions themselves."""


def apply_exceptions(context: Context, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings without those accepted by an exception in force, and with what is wrong with exceptions.

    One that matches nothing is itself a finding; one that has run out counts no more.
    """
    kept = list(findings)
    for id_, exception in context.register.exceptions.items():
        ref, values = (
            f"exceptions/{id_}.yaml",
            {"rule": exception.rule, "subject": exception.subject, "date": exception.until},
        )
        if exception.until < context.clock.today:
            kept.append(Finding("EXC102", "warning", ref, ("until",), values, "P7.2", subject=id_))
            continue
        matched = [each for each in kept if each.code == exception.rule and each.subject == exception.subject]
        if exception.rule[:3] in UNACCEPTABLE or not matched:
            kept.append(Finding("EXC101", "warning", ref, ("rule",), values, "P7.2", subject=id_))
        else:
            kept = [each for each in kept if each not in matched]
    return kept
