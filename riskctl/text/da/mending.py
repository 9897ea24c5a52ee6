"""What `check --fix` mends, a sentence each, and how many there were."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "value": "{path}: {field} er rettet fra '{old}' til '{new}'",
    "key": "{path}: feltet '{old}' er rettet til '{new}'",
    "fields": "{path}: felterne er sat i den faste rækkefølge",
    "progress": "{path}: progress er sat i tidsrækkefølge",
    "result": "{path}: {field} er udfyldt med {new}",
    "bom": "{path}: det usynlige mærke (BOM) i begyndelsen er fjernet",
    "lines": "{path}: linjerne ender nu med LF",
    "letters": "{path}: bogstaver, der var skrevet som to tegn, er skrevet som ét",
    "none": "Der er intet, som kan rettes uden at spørge.",
    "written": ("{n} rettelse er gemt i {files}.", "{n} rettelser er gemt i {files}."),
    "possible": (
        "{n} rettelse er klar i {files}. Intet er gemt; 'riskctl check --fix' gemmer den.",
        "{n} rettelser er klar i {files}. Intet er gemt; 'riskctl check --fix' gemmer dem.",
    ),
}
