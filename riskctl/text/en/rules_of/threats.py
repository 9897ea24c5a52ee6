"""THR: the catalogue."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "THR101.message": "'{value}' is not a threat level; the scale is {choices}",
    "THR101.hint": "Write one of the procedure's threat_levels, such as level: very-high.",
    "THR201.message": "the catalogue has no threat in the category {category}",
    "THR201.aspect.message": "the catalogue has no threat with the aspect {aspect}",
    "THR201.hint": "Add a threat in threats/; 'riskctl init' ships a full catalogue to take from.",
    "THR202.message": "the date lies in the future ({date}) and counts only from then",
    "THR202.hint": "Write the day the source appeared, such as date: 2026-01-05.",
    "THR203.message": "the own judgement is {threat_level}, but {publisher} says {earlier}",
    "THR203.hint": "Raise own_judgement, or let the sources count by deleting it.",
    "THR204.message": "the reason for the own judgement says nothing: {value}",
    "THR204.hint": 'Write what the judgement rests on, such as reason: "Three attempts on neighbours this year".',
}
