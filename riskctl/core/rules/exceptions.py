"""EXC: accepted deviations from the rules themselves (P7.2)."""

from collections.abc import Collection, Iterable, Mapping

from riskctl.core.decisions import Exemption
from riskctl.core.finding import Finding, Severity
from riskctl.core.rules.rule import Context, meant

UNACCEPTABLE = ("SCH", "EXC")
"""Families that can't be excepted: a file that can't be read, and the exceptions themselves."""


def apply_exceptions(context: Context, findings: Iterable[Finding], codes: Collection[str]) -> list[Finding]:
    """Return the findings without those accepted by an exception in force, and with what is wrong with exceptions.

    One that matches nothing is itself a finding; one that has run out counts no more. `codes` are those of all rules.
    """
    given = list(findings)
    accepted: set[tuple[str, str]] = set()
    faults: list[Finding] = []
    unread = {each.partition("/")[2] for each in context.register.broken}
    for id_, exception in context.register.exceptions.items():
        matches = any(each.code == exception.rule and each.subject == exception.subject for each in given)
        if exception.rule not in codes:
            near = {"meant": meant(exception.rule, codes)}
            faults.append(_fault("EXC103", "error", id_, exception, "rule", near))
        elif exception.until < context.clock.today:
            faults.append(_fault("EXC102", "warning", id_, exception, "until", {}))
        elif exception.rule[:3] in UNACCEPTABLE:
            faults.append(_fault("EXC101", "warning", id_, exception, "rule", {"kind": "unacceptable"}))
        elif not matches and exception.subject in unread:
            continue
        elif not matches:
            faults.append(_fault("EXC101", "warning", id_, exception, "subject", {}))
        else:
            accepted.add((exception.rule, exception.subject))
    return [each for each in given if (each.code, each.subject) not in accepted] + faults


def _fault(
    code: str, severity: Severity, id_: str, exception: Exemption, key: str, more: Mapping[str, object]
) -> Finding:
    values = {"rule": exception.rule, "subject": exception.subject, "date": exception.until, **more}
    return Finding(code, severity, f"exceptions/{id_}.yaml", (key,), values, "P7.2", subject=id_)
