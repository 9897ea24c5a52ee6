"""A file of answers to fill in: what the register knows stands there, what people must judge stands as "?"."""

import textwrap
from collections.abc import Iterator
from typing import Any

from riskctl.core.answers import UNANSWERED
from riskctl.core.views.judging import adjustments_of_last_time, judge
from riskctl.core.views.meeting import Meeting
from riskctl.render.names import threat_name
from riskctl.render.safe import visible
from riskctl.store.emit import emit
from riskctl.text import Words


def template(meeting: Meeting, words: Words) -> str:
    """Return the template as YAML with comments; it can be read back as it is, and then names the first open answer."""
    chosen = meeting.suggested()
    system = meeting.system
    parts = [_comment(words("assess.template.head", system=system.name, id=system.id))]
    parts += [_comment(words("assess.template.triggers")), emit({"triggers": meeting.suggested_triggers()})]
    people = ", ".join(meeting.engine.register.organisation.people)
    parts += [_comment(words("assess.template.performed_by", people=people))]
    parts += [emit({"performed_by": meeting.last_performers() or [UNANSWERED]})]
    if any(event.is_incident for event in meeting.waiting):
        parts += [_comment(words("assess.template.corrective")), emit({"corrective": UNANSWERED})]
    example = '{reason: "…", until: 2027-12-31}'
    parts += [_comment(words("assess.template.treatment", example=example)), "risks:\n"]
    for key in chosen:
        parts += _risk(meeting, key, words)
    parts += _excluded(meeting, chosen, words)
    return "".join(parts)


def _comment(text: str) -> str:
    return "".join(
        f"# {row}\n" for line in text.splitlines() for row in textwrap.wrap(visible(line), 100, break_on_hyphens=False)
    )


def _risk(meeting: Meeting, key: str, words: Words) -> Iterator[str]:
    facts = meeting.facts(key)
    kept = adjustments_of_last_time(meeting.engine, facts)
    judged = judge(meeting.engine, facts, kept)
    comment = words(
        "assess.template.risk",
        threat=threat_name(meeting.engine.register, facts.threat, words),
        threat_level=judged.threat_level or "unrated",
        resilience=judged.resilience,
        consequence=judged.consequence,
        likelihood=judged.likelihood or "?",
        level=judged.level or "",
    )
    yield textwrap.indent(_comment(comment), "  ")
    yield textwrap.indent(emit({key: _fields(meeting, key, kept)}), "  ")


def _fields(meeting: Meeting, key: str, kept: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a risk: last time's answers where they still stand, the rest open."""
    carried = meeting.carried(key)
    at = f"risks.{key}."
    own = {path.removeprefix(at): value for path, value in {**kept, **carried}.items() if path.startswith(at)}
    previous = meeting.last_risks.get(key)
    found: dict[str, Any] = {"threat": previous.threat} if previous and previous.threat else {}
    found |= {
        name: own[name] for name in ("owner", "scenario", "resilience", "consequence", "likelihood") if name in own
    }
    if meeting.facts(key).rating.threat_level is None:
        found["threat_level"] = UNANSWERED
    overrides = {name.removeprefix("overrides."): value for name, value in own.items() if name.startswith("overrides.")}
    found["treatment"] = own.get("treatment", UNANSWERED)
    found["measures"] = own.get("measures") or ([UNANSWERED] if "treatment" not in own else [])
    if own.get("treatment") != "accept":
        residual = {name: own.get(f"residual.{name}", UNANSWERED) for name in ("likelihood", "consequence")}
        found["residual"] = residual
    acceptance = {name: own[f"acceptance.{name}"] for name in ("reason", "until") if f"acceptance.{name}" in own}
    found |= {"flags": own["flags"]} if own.get("flags") else {}
    found |= {"overrides": overrides} if overrides else {}
    found |= {"acceptance": acceptance} if acceptance else {}
    return found if found["measures"] else {name: value for name, value in found.items() if name != "measures"}


def _excluded(meeting: Meeting, chosen: list[str], words: Words) -> list[str]:
    before = meeting.previous.excluded if meeting.previous else {}
    left = {key: before.get(key, UNANSWERED) for key in meeting.candidates if key not in chosen}
    if not left:
        return []
    return [_comment(words("assess.template.excluded")), emit({"excluded": left})]
