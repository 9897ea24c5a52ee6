"""Decisions."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "count": ("{n} decision is missing.", "{n} decisions are missing."),
    "state.missing": "Nobody has decided on it.",
    "state.stale": "The content has changed since the decision.",
    "state.invalid": "The decision does not count.",
    "state.valid": "Somebody has decided, but not in a role that the level asks for now.",
    "state.rejected": "The proposal was rejected.",
    "about": "The decision is about {subject} (level {level}).",
    "assessment": "Assessment of {system}, made by {people}.",
    "risk": "{level}  {threat}: {treatment}; residual risk {residual}",
    "action": "Action: {title}. Responsible {person}, due {due}.",
    "cost": "Costs {dkk} kroner and {hours} hours.",
    "acceptance": "Accepted until {until}. Reason: {reason}",
    "confirm": "Write the decision into the register?",
    "nothing": "Nothing was written.",
    "written": "The decision stands in {path}.",
    "message.approved": "Approved by {role}: {subject}",
    "message.rejected": "Rejected by {role}: {subject}",
}
