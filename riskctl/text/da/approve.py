"""Decisions."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "count": ("{n} beslutning mangler.", "{n} beslutninger mangler."),
    "state.missing": "Der er ikke besluttet om det.",
    "state.stale": "Indholdet er ændret, siden der blev besluttet.",
    "state.invalid": "Beslutningen gælder ikke.",
    "state.valid": "Der er besluttet, men ikke af en rolle, som niveauet nu kræver.",
    "state.rejected": "Forslaget er afvist.",
    "about": "Der besluttes om {subject} (niveau {level}).",
    "assessment": "Risikovurdering af {system}, udført af {people}.",
    "risk": "{level}  {threat}: {treatment}; restrisiko {residual}",
    "action": "Handling: {title}. Ansvarlig {person}, frist {due}.",
    "cost": "Koster {dkk} kr. og {hours} timer.",
    "acceptance": "Accepteres til {until}. Begrundelse: {reason}",
    "confirm": "Skal beslutningen skrives ind i registret?",
    "nothing": "Intet er skrevet.",
    "written": "Beslutningen står i {path}.",
    "message.approved": "Godkendt af {role}: {subject}",
    "message.rejected": "Afvist af {role}: {subject}",
}
