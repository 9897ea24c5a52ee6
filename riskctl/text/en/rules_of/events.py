"""EVT: events."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "EVT101.message": "the event reaches no system: what it names is used by no system that was there then",
    "EVT101.none.message": "the event names nothing that it reaches",
    "EVT101.hint": "Write what it reaches, such as systems: [nexus] or suppliers: [kmd].",
    "EVT102.message": "the change takes effect on {date}, before it was known ({occurred})",
    "EVT102.incident.message": "an incident has no effective_on",
    "EVT102.hint": "Delete effective_on, or write a day from occurred_at on.",
    "EVT103.message": "the file is dated {name}, but the event occurred on {date}",
    "EVT103.hint": "Let the file name begin with the date of occurred_at, such as events/2026-03-01-outage.yaml.",
    "EVT201.message": "the event occurs in the future ({date}) and counts only from then",
    "EVT201.hint": "Write in occurred_at when the change became known, and in effective_on when it takes effect.",
}
