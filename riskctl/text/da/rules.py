"""The rules of `check`: `<code>.message`, `<code>.hint` with an example of right, and `<code>.explain`."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "errors": ("{n} fejl", "{n} fejl"),
    "warnings": ("{n} advarsel", "{n} advarsler"),
    "files": ("{n} fil", "{n} filer"),
    "summary": "{errors} og {warnings} i {files}.",
    "unshown": ("{n} til vises ikke.", "{n} til vises ikke."),
    "CLS101.message": "kritikaliteten er {class}, men burde være mindst {criticality} ({table})",
    "CLS101.hint": 'Sæt criticality op, eller skriv hvorfor i criticality_reason: "…".',
    "CLS101.explain": "Et systems kritikalitet må kun ligge under den foreslåede, når begrundelsen står i criticality_reason. Forslaget er det højeste af, hvad konsekvensen, personoplysningerne og NIS2-klassen giver.",
}
