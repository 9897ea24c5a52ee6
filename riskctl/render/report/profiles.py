"""Who a report is for: what each profile leaves out, the line that says so, and the sum that ties it to the whole.

A redacted report takes parts away and changes none, so that it is a part of the full one. Both carry the sum of the
full report's JSON: whoever holds the full one, or the register, can see that they belong together.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, get_args

import rfc8785

from riskctl.render.as_json import dumps
from riskctl.render.document.model import Audience, Document, Heading, Paragraph, Section
from riskctl.text import Words

PROFILES: Final[tuple[Audience, ...]] = tuple(reversed(get_args(Audience)))
"""The whole report first: ISU, the executive board, the public."""
_WIDTH: Final[Mapping[Audience, int]] = MappingProxyType({each: n for n, each in enumerate(get_args(Audience))})
_JSON: Final[Mapping[str, Audience]] = MappingProxyType(
    {
        "period": "public",
        "coverage": "public",
        "risks": "public",
        "plans": "public",
        "actions": "public",
        "trend": "public",
        "revision": "public",
        "compared_with": "public",
        "trace": "public",
        "next": "public",
        "quarters": "public",
        "price": "public",
        "completed": "board",
        "changes": "board",
        "escalations": "board",
        "acceptances": "board",
        "events": "board",
        "deviations": "board",
        "recommendations": "board",
        "decisions": "board",
        "standstill": "board",
    }
)
"""Who may read each key of the JSON; a key not named here is for ISU alone."""


def may_read(profile: Audience, audience: Audience) -> bool:
    """Return whether a profile holds a part meant for an audience."""
    return _WIDTH[audience] <= _WIDTH[profile]


def sum_of(full: Mapping[str, object]) -> str:
    """Return the sum of the full report: sha256 over the canonical form (RFC 8785) of its JSON."""
    return "sha256:" + hashlib.sha256(rfc8785.dumps(json.loads(dumps(full)))).hexdigest()


def json_for(full: Mapping[str, object], profile: Audience) -> dict[str, object]:
    """Return the keys of the full report that a profile may read, which they are, and the sum of them all."""
    kept = {key: value for key, value in full.items() if may_read(profile, _JSON.get(key, "isu"))}
    return {**kept, "profile": profile, "left_out": sorted(set(full) - set(kept)), "sum": sum_of(full)}


def document_for(full: Document, profile: Audience, sum_: str, words: Words) -> Document:
    """Return the document without what a profile may not read; it says at the top and in each place that it is so."""
    closing = (*full.closing, words("report.profile.sum", sum=sum_))
    if profile == PROFILES[0]:
        return replace(full, closing=closing)
    return replace(
        full,
        notices=(*full.notices, words(f"report.profile.{profile}")),
        front=tuple(_sections(full.front, profile, words)),
        sections=tuple(_sections(full.sections, profile, words)),
        closing=closing,
    )


def _sections(sections: tuple[Section, ...], profile: Audience, words: Words) -> Iterator[Section]:
    for section in sections:
        kept = tuple(each for each in section.blocks if may_read(profile, each.audience))
        lost = sum(not isinstance(each, Heading) for each in section.blocks)
        lost -= sum(not isinstance(each, Heading) for each in kept)
        text = words("report.profile.left-out.part" if kept else "report.profile.left-out")
        left_out = (Paragraph((text,), audience="public"),) if lost else ()
        yield replace(section, blocks=(*kept, *left_out))
