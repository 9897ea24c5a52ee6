"""Which findings a change introduced: those that what it builds on did not have."""

from collections import Counter
from collections.abc import Iterable, Mapping

from riskctl.core.finding import Finding, Phrase

Place = tuple[object, ...]
"""Where a finding stands, so far as the same fault is still the same: not its line, nor its place in a list."""


def introduced(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[list[Finding], int]:
    """Return the findings that only the later side has, in their order, and how many it shares with the earlier.

    The same is a finding of the same rule, file, key, subject and values; its line may differ, and its place in a
    list. Each counts once: where there was one and now are two, one is new, the one whose place was not there.
    """
    known, places = Counter[Place](), Counter[Place]()
    for each in before:
        known[identity(each)] += 1
        places[_at(each)] += 1
    given = list(after)
    new: set[int] = set()
    # those that did not move are recognised first
    for index in sorted(range(len(given)), key=lambda index: _at(given[index]) not in places):
        same = identity(given[index])
        if known[same]:
            known[same] -= 1
        else:
            new.add(index)
    return [each for index, each in enumerate(given) if index in new], len(given) - len(new)


def identity(finding: Finding) -> Place:
    """Return what makes a finding the same however the lines of its file move, and in whatever language it is told."""
    keys = tuple("" if isinstance(part, int) else part for part in finding.path)
    return finding.code, finding.ref, keys, finding.subject, _frozen(finding.values)


def _at(finding: Finding) -> Place:
    return finding.code, finding.ref, finding.path, finding.subject, _frozen(finding.values)


def _frozen(value: object) -> object:
    """Return a value that fills a message as one that can be looked up."""
    if isinstance(value, Phrase):
        return value.key, _frozen(value.values)
    if isinstance(value, Mapping):
        return tuple(sorted((key, _frozen(each)) for key, each in value.items() if each is not None))
    return (
        tuple(_frozen(each) for each in value)
        if isinstance(value, tuple | list)
        else (type(value).__name__, str(value))
    )
