"""A file of answers to fill in: what the register knows stands there, what people must judge stands as "?".

It ends with what it was filled in from, so that reading it back can tell what has moved in the register meanwhile.
"""

import textwrap
from collections.abc import Sequence
from typing import Any

from riskctl.core.answers import UNANSWERED
from riskctl.core.views.affected import standing, unasked
from riskctl.core.views.judging import adjustments_of_last_time, judge
from riskctl.core.views.meanwhile import filled_in_from
from riskctl.core.views.meeting import Meeting
from riskctl.render.names import threat_name
from riskctl.render.safe import visible
from riskctl.store.emit import emit
from riskctl.text import Words


def content(meeting: Meeting) -> dict[str, Any]:
    """Return the template as plain data, in the order of the file."""
    chosen = meeting.suggested()
    found: dict[str, Any] = {"triggers": meeting.suggested_triggers()}
    found["performed_by"] = meeting.last_performers() or [UNANSWERED]
    if any(event.is_incident for event in meeting.waiting):
        found["corrective"] = UNANSWERED
    found["risks"] = {key: risk_fields(meeting, key) for key in chosen}
    before = meeting.previous.excluded if meeting.previous else {}
    left = {key: before.get(key, UNANSWERED) for key in meeting.candidates if key not in chosen}
    return {**found, **({"excluded": left} if left else {}), "since": filled_in_from(meeting)}


def as_yaml(meeting: Meeting, words: Words) -> str:
    """Return the template as YAML with comments; it can be read back as it is, and then names the first open answer."""
    system, parts = meeting.system, content(meeting)
    people = ", ".join(meeting.engine.register.organisation.people)
    comments = {
        "triggers": words("assess.template.triggers"),
        "performed_by": words("assess.template.performed_by", people=people),
        "corrective": words("assess.template.corrective"),
        "risks": words("assess.template.treatment", example='{reason: "…", until: 2027-12-31}'),
        "excluded": words("assess.template.excluded"),
        "since": words("assess.template.since"),
    }
    text = [_comment(words("assess.template.head", system=system.name, id=system.id))]
    for name, value in parts.items():
        text.append(_comment(comments[name]))
        if name == "risks":
            text.append("risks:\n")
            for key, fields in value.items():
                text += [_risk_comment(meeting, key, words), textwrap.indent(emit({key: fields}), "  ")]
        else:
            text.append(emit({name: value}))
    return "".join(text)


def shared_content(meetings: Sequence[Meeting], events: Sequence[str]) -> dict[str, Any]:
    """Return the template for one event and several systems: what holds for all, and what each must still judge."""
    register = meetings[0].engine.register
    found: dict[str, Any] = {"triggers": list(events), "performed_by": [UNANSWERED]}
    if any(register.events[event].is_incident for event in events):
        found["corrective"] = UNANSWERED
    systems: dict[str, Any] = {}
    for meeting in meetings:
        own = {name: value for name, value in content(meeting).items() if name in ("risks", "excluded", "since")}
        if meeting.previous is not None:
            kept = unasked(meeting, standing(meeting, {}))["keep"]
            own["risks"] = {key: fields for key, fields in own["risks"].items() if key not in kept}
            own.pop("excluded", None)
        systems[meeting.system.id] = own if own["risks"] else {"since": own["since"]}
    return {**found, "systems": systems}


def shared_yaml(meetings: Sequence[Meeting], events: Sequence[str], words: Words) -> str:
    """Return the template for several systems as YAML with comments."""
    parts = shared_content(meetings, events)
    people = ", ".join(meetings[0].engine.register.organisation.people)
    shared = {name: value for name, value in parts.items() if name != "systems"}
    text = [_comment(words("assess.template.many.head", event=" --event ".join(events))), emit(shared)]
    text += [_comment(words("assess.template.performed_by", people=people))]
    text += [_comment(words("assess.template.treatment", example='{reason: "…", until: 2027-12-31}')), "systems:\n"]
    for meeting in meetings:
        own = parts["systems"][meeting.system.id]
        if "risks" not in own:
            text.append(textwrap.indent(_comment(words("assess.template.many.kept", system=meeting.system.name)), "  "))
        for key in own.get("risks", ()):
            text.append(_risk_comment(meeting, key, words))
        text.append(textwrap.indent(emit({meeting.system.id: own}), "  "))
    return "".join(text)


def _comment(text: str) -> str:
    return "".join(
        f"# {row}\n" for line in text.splitlines() for row in textwrap.wrap(visible(line), 100, break_on_hyphens=False)
    )


def _risk_comment(meeting: Meeting, key: str, words: Words) -> str:
    facts = meeting.facts(key)
    judged = judge(meeting.engine, facts, adjustments_of_last_time(meeting.engine, facts))
    comment = words(
        "assess.template.risk",
        threat=threat_name(meeting.engine.register, facts.threat, words),
        threat_level=judged.threat_level or "unrated",
        resilience=judged.resilience,
        consequence=judged.consequence,
        likelihood=judged.likelihood or "?",
        level=judged.level or "",
    )
    return textwrap.indent(_comment(comment), "  ")


def risk_fields(meeting: Meeting, key: str) -> dict[str, Any]:
    """Return the fields of a risk: last time's answers where they still stand, the rest open."""
    kept = adjustments_of_last_time(meeting.engine, meeting.facts(key))
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
