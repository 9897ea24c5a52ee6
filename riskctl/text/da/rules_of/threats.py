"""THR: the catalogue."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "THR101.message": "'{value}' er ikke et trusselsniveau; skalaen er {choices}",
    "THR101.hint": "Skriv et af procedurens threat_levels, for eksempel level: very-high.",
    "THR101.explain": "Et trusselsniveau er ikke på procedurens skala. En vurdering bruger skalaen i den version, den nævner.",
    "THR201.message": "kataloget har ingen trussel i kategorien {category}",
    "THR201.aspect.message": "kataloget mangler trusler af denne slags: {aspect}",
    "THR201.hint": "Tilføj en trussel i threats/; 'riskctl init' leverer et fuldt katalog at hente fra.",
    "THR201.explain": "Kataloget mangler en hel slags trusler. Vurderingen skal dække alle farer: tekniske, organisatoriske, menneskelige og fysiske, i alle kategorier.",
    "THR202.message": "datoen ligger i fremtiden ({date}) og tæller først derfra",
    "THR202.hint": "Skriv den dag, kilden udkom, for eksempel date: 2026-01-05.",
    "THR202.explain": "En kilde eller egen vurdering af en trussel er dateret i fremtiden. Den tæller først fra den dag.",
    "THR203.message": "egen vurdering er {threat_level}, men {publisher} siger {earlier}",
    "THR203.hint": "Sæt own_judgement op, eller lad kilderne tælle ved at slette den.",
    "THR203.explain": "En egen vurdering af en trussel ligger to eller flere trin under den højeste kilde, der gjaldt den dag. Egen vurdering vinder over kilderne, så forskellen skal ses efter.",
    "THR204.message": "begrundelsen for egen vurdering siger intet: {value}",
    "THR204.hint": 'Skriv, hvad vurderingen bygger på, for eksempel reason: "Tre forsøg mod nabokommuner i år".',
    "THR204.explain": 'Begrundelsen for en egen vurdering af en trussel siger intet, selv om den vinder over alle kilder. Under tre bogstaver og tal, eller kun ord som "samme", er ingen begrundelse.',
}
