"""ACT: actions."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "ACT101.message": "{field} lies before {before}",
    "ACT101.hint": "Write the moments in order: planned_at, started_at, completed_at and effect.",
    "ACT102.message": "{field} is there, but {missing} is missing",
    "ACT102.hint": "Add the step that comes before, such as started_at: 2026-03-16T08:00:00+01:00.",
    "ACT103.message": "progress goes back from {before} % to {percent} %",
    "ACT103.hint": "Mend the number, or write in note why it became less.",
    "ACT104.message": "the deadline {date} lies before the plan was made ({planned})",
    "ACT104.hint": "Write a deadline after planned_at, such as due: 2026-06-01.",
    "ACT201.message": "{field} lies in the future ({date}) and counts only from then",
    "ACT201.hint": "Write when it happened, such as started_at: 2026-03-16T08:00:00+01:00; what is to happen stands in due.",
    "ACT202.message": "{control} is no part of the resilience of {risk}",
    "ACT202.hint": "Write one of the threat's controls, such as raises: {{backup: 4}}, or add the control in threats/.",
    "ACT203.message": "the action has not ended, but is linked to no current risk: {value}",
    "ACT203.hint": "End it with 'riskctl action done' or 'riskctl action cancel', or write the risk it is for now.",
    "ACT204.message": "the progress is 100 %, but the action is not completed",
    "ACT204.hint": "Complete it with 'riskctl action done', or correct percent, such as percent: 90.",
    "ACT205.message": "the effect was judged {level}, above the level {class} of the risk",
    "ACT205.hint": "Correct level under effect, or make a new assessment if the risk has grown.",
    "ACT206.message": "the text says nothing: {value}",
    "ACT206.hint": 'Write what was found, such as note: "Restore tested in two hours".',
}
