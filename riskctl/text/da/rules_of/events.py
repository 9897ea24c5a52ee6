"""EVT: events."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "EVT101.message": "begivenheden rammer intet system: det, den nævner, bruges ikke af noget system, der var der dengang",
    "EVT101.none.message": "begivenheden nævner intet, den rammer",
    "EVT101.hint": "Skriv, hvad den rammer, for eksempel systems: [nexus] eller suppliers: [kmd].",
    "EVT101.explain": "En begivenhed rammer intet system. Den skal nævne systemer, leverandører, processer, enheder eller trusler, som rammer mindst ét system i brug; ny lovgivning, ændret trusselsbillede og organisationsændringer behøver ikke.",
    "EVT102.message": "ændringen træder i kraft {date}, før den blev kendt ({occurred})",
    "EVT102.incident.message": "en hændelse har ikke effective_on",
    "EVT102.hint": "Slet effective_on, eller skriv en dag fra occurred_at og frem.",
    "EVT102.explain": "effective_on står, hvor den ikke kan stå. Den hører til en planlagt ændring og ligger ikke før den dag, ændringen blev kendt.",
    "EVT103.message": "filen er dateret {name}, men begivenheden skete {date}",
    "EVT103.hint": "Lad filnavnet begynde med datoen i occurred_at, for eksempel events/2026-03-01-nedbrud.yaml.",
    "EVT103.explain": "Filens dato er ikke den dag, begivenheden skete.",
    "EVT201.message": "begivenheden sker i fremtiden ({date}) og tæller først derfra",
    "EVT201.hint": "Skriv i occurred_at, hvornår ændringen blev kendt, og i effective_on, hvornår den træder i kraft.",
    "EVT201.explain": "En begivenhed er dateret i fremtiden. Den tæller først fra det tidspunkt.",
}
