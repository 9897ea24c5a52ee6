"""What the formats of `check` say beside the findings."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "title": "Kontrol af registret",
    "column.place": "Sted",
    "column.hint": "Sådan rettes det",
    "others": ("{n} fund til", "{n} fund til"),
    "beside": (
        "{n} fund til er ikke sat på en linje; det står i loggen her og, med --output markdown=$GITHUB_STEP_SUMMARY, på kørslens side.",
        "{n} fund til er ikke sat på en linje; de står i loggen her og, med --output markdown=$GITHUB_STEP_SUMMARY, på kørslens side.",
    ),
    "left-out": ("{n} fund til er der ikke plads til.", "{n} fund til er der ikke plads til."),
    "root": "Repositoriets øverste mappe",
}
