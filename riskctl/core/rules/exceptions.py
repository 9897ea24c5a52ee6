"""EXC: accepted deviations from the rules themselves (P7.2)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from riskctl.core.decisions import Exemption
from riskctl.core.finding import Finding, Severity
from riskctl.core.moment import Clock, parse_duration
from riskctl.core.register import Register
from riskctl.core.rules.rule import Context, Found, meant
from riskctl.core.rules.saying import says_nothing

UNACCEPTABLE: Final = ("SCH", "EXC", "HIS")
"""Families that can't be excepted: a file that can't be read, the exceptions themselves, and the trail (`audit`)."""
LONGEST: Final = parse_duration("P1Y")
"""How far ahead an exception may end."""


def in_force(register: Register, clock: Clock) -> frozenset[tuple[str, str]]:
    """Return the rule and subject of each exception that has not run out."""
    return frozenset((each.rule, each.subject) for each in register.exceptions.values() if each.until >= clock.today)


def apply_exceptions(
    context: Context,
    findings: Iterable[Finding],
    codes: Collection[str],
    counting: Collection[tuple[str, str]] | None = None,
) -> list[Finding]:
    """Return the findings without those accepted by an exception in force, and with what is wrong with exceptions.

    One that matches nothing is itself a finding; one that has run out counts no more. `codes` are those of all rules.
    With `counting` only exceptions from these rules and subjects count: a change can't except itself.
    """
    given = list(findings)
    there = {(each.code, each.subject) for each in given}
    accepted: set[tuple[str, str]] = set()
    faults: list[Finding] = []
    unread = {each.partition("/")[2] for each in context.register.broken}
    for id_, exception in context.register.exceptions.items():
        matches = (exception.rule, exception.subject) in there
        if exception.rule not in codes and exception.rule[:3] not in UNACCEPTABLE:
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
    if counting is not None:
        accepted &= set(counting)
    return [each for each in given if (each.code, each.subject) not in accepted] + faults


def _fault(
    code: str, severity: Severity, id_: str, exception: Exemption, key: str, more: Mapping[str, object]
) -> Finding:
    values = {"rule": exception.rule, "subject": exception.subject, "date": exception.until, **more}
    return Finding(code, severity, f"exceptions/{id_}.yaml", (key,), values, "P7.2", subject=id_)


def hollow(context: Context) -> Iterator[Found]:
    """The reason for an exception says nothing.

    Fewer than three letters and digits, or only words that fill a field, such as "ok" or "senere".
    """
    for id_, exception in context.register.exceptions.items():
        if says_nothing(exception.reason):
            yield Found(f"exceptions/{id_}.yaml", ("reason",), id_, {"value": exception.reason})


def too_long(context: Context) -> Iterator[Found]:
    """An exception ends more than a year from today: what is accepted is to be looked at again every year."""
    latest = LONGEST.after(context.clock.today)
    for id_, exception in context.register.exceptions.items():
        if exception.until > latest:
            yield Found(f"exceptions/{id_}.yaml", ("until",), id_, {"date": exception.until})


def twice(context: Context) -> Iterator[Found]:
    """Two exceptions are about the same rule and subject, so that one of them is overlooked when it ends."""
    owners: dict[tuple[str, str], str] = {}
    for id_, exception in sorted(context.register.exceptions.items()):
        other = owners.setdefault((exception.rule, exception.subject), id_)
        if other != id_:
            values = {"rule": exception.rule, "value": exception.subject, "other": other}
            yield Found(f"exceptions/{id_}.yaml", ("subject",), id_, values)
