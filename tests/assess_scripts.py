"""Meetings held at a terminal: what is asked, what is answered, and the register they are about."""

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.registers import small, write
from tests.terminal import Terminal

NOW = "2026-11-23T12:00:00+01:00"
Asked = tuple[tuple[str, str], ...]

RISK = {
    "threat_level": "very-high",
    "resilience": 2,
    "consequence": 4,
    "likelihood": 4,
    "inherent": "critical",
    "level": "critical",
    "treatment": "mitigate",
    "measures": ["Uforanderlig backup"],
    "residual": {"likelihood": 2, "consequence": 4, "level": "high"},
}
FIRE = {
    "threat_level": "low",
    "resilience": 3,
    "consequence": 4,
    "likelihood": 2,
    "inherent": "high",
    "level": "high",
    "treatment": "mitigate",
    "measures": ["Slukning"],
    "residual": {"likelihood": 1, "consequence": 4, "level": "medium"},
}
LAST: Mapping[str, Any] = {
    "procedure": "2026.1",
    "criticality": "critical",
    "triggers": ["planned"],
    "performed_by": ["bo"],
    "completed_at": datetime.fromisoformat("2025-11-25T14:30:00+01:00"),
    "risks": {"ransomware": RISK, "fire": FIRE},
    "excluded": {"flood": "Ligger højt"},
}
INCIDENT: Mapping[str, Any] = {
    "kind": "incident",
    "category": "outage",
    "magnitude": "major",
    "title": "Nedbrud i en nat",
    "occurred_at": datetime.fromisoformat("2026-11-20T08:00:00+01:00"),
    "systems": ["nexus"],
    "reported_by": "bo",
}
YEARLY = {"assessments/nexus/2025-11-25.yaml": LAST}


@dataclass(frozen=True)
class Script:
    """One meeting: the command, what the register has beside the small one, and the answers in order."""

    argv: tuple[str, ...]
    asked: Asked
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    before: "Asked | None" = None
    """What was answered before the meeting was broken off, and gone on with here."""


BEGINNING: Asked = (
    ("Hvad er anledningen?", ""),
    ("Hvem vurderer?", "anne, Bo"),
    ("Hvilke skal vurderes?", "1-2"),
    ("Hvorfor vurderes den sidste trussel ikke?", "Ligger højt"),
)
FIRST: Asked = (
    *BEGINNING,
    ("Er I enige?", ""),
    ("Er I enige?", "s"),
    ("Sandsynlighed [1]", "3"),
    ("Hvorfor 3?", "Gammelt loft"),
    ("Er I enige?", ""),
    ("Hvad skal der ske med risikoen?", ""),
    ("Foranstaltninger?", "1; Øve en dag på papir"),
    ("Restrisiko bagefter", ""),
    ("Hvad skal der ske med risikoen?", "acc"),
    ("Hvorfor kan risikoen accepteres?", "Nyt anlæg til sommer"),
    ("Til hvilken dato?", "2027-06-30"),
    ("Sæt 'Styrke", ""),
    ("Hvem er ansvarlig?", ""),
    ("Hvornår skal den være færdig?", "2027-02-01"),
    ("Hvad koster den?", "40000 30"),
    ("Sæt 'Øve", "n"),
    ("Andet, der skal stå", "God snak"),
    ("Gem vurderingen?", ""),
)
SCRIPTS: Mapping[str, Script] = {
    "first": Script(("assess", "nexus"), FIRST),
    "yearly": Script(
        ("assess", "nexus"),
        (
            ("Hvad er anledningen?", ""),
            ("Hvem vurderer?", ""),
            ("Hvilke skal vurderes?", ""),
            ("Behold den?", ""),
            ("Er I enige?", ""),
            ("Hvad skal der ske med risikoen?", "2"),
            ("Hvorfor kan risikoen accepteres?", "Slukningen virker nu"),
            ("Til hvilken dato?", ""),
            ("Sæt 'Uforanderlig backup'", "n"),
            ("Andet, der skal stå", ""),
            ("Gem vurderingen?", ""),
        ),
        YEARLY,
    ),
    "incident": Script(
        ("assess", "nexus", "--event", "2026-11-20-nedbrud"),
        (
            ("Hvad er anledningen?", ""),
            ("Hvem vurderer?", ""),
            ("Hvilke skal vurderes?", ""),
            ("Behold den?", "n"),
            ("Er I enige?", "m"),
            ("Modstandsdygtighed [2]", "1"),
            ("Hvorfor 1?", "Backuppen svigtede"),
            ("Er I enige?", ""),
            ("Er I enige?", ""),
            ("Hvad skal der ske med risikoen?", ""),
            ("Foranstaltninger?", "1"),
            ("Restrisiko bagefter", ""),
            ("Hvad skal der ske med risikoen?", ""),
            ("Foranstaltninger?", ""),
            ("Restrisiko bagefter", ""),
            ("Sæt 'Uforanderlig", "n"),
            ("Sæt 'Slukning", "n"),
            ("Hvad gøres der efter hændelsen", "Ny strømforsyning"),
            ("Andet, der skal stå", ""),
            ("Enter viser resten", ""),
            ("Gem vurderingen?", ""),
        ),
        {**YEARLY, "events/2026-11-20-nedbrud.yaml": INCIDENT},
    ),
    "back": Script(
        ("assess", "nexus"),
        (
            *BEGINNING,
            ("Er I enige?", ">"),
            ("Er I enige?", "s"),
            ("Sandsynlighed [1]", "3"),
            ("Hvorfor 3?", "<"),
            ("Sandsynlighed [1]", "2"),
            ("Hvorfor 2?", "Gammelt loft"),
            ("Er I enige?", ""),
            ("Er I enige?", "<<"),
            ("Hvilket?", "2"),
            ("Hvem vurderer?", "erik, anne"),
            ("Er I enige?", ""),
            ("Hvad skal der ske med risikoen?", "<"),
            ("Er I enige?", "<"),
            ("Er I enige?", ""),
            ("Hvad skal der ske med risikoen?", ">"),
            ("Hvad skal der ske med risikoen?", ""),
        ),
    ),
    "resume": Script(
        ("assess", "nexus"),
        (
            ("Fortsæt?", ""),
            ("Hvornår skal den være færdig?", "2027-02-01"),
            ("Hvad koster den?", ""),
            ("Sæt 'Øve", "n"),
            ("Andet, der skal stå", "God snak"),
            ("Gem vurderingen?", "<"),
            ("Andet, der skal stå", ""),
            ("Gem vurderingen?", "v"),
            ("Enter viser resten", ""),
            ("Gem vurderingen?", "n"),
        ),
        before=FIRST[:17],
    ),
}


def register_for(script: Script, folder: Path) -> Path:
    """Make the register of a script, in git; return the folder of the repository."""
    write(small(folder / "register"), script.files)
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder


def terminal(folder: Path, *argv: str, **env: str) -> Terminal:
    """Return riskctl at a terminal, in a folder, at the clock of the scripts and as nobody in particular."""
    unset = dict.fromkeys(("RISKCTL_REGISTER", "RISKCTL_PERSON", "RISKCTL_LANG", "NO_COLOR"), "")
    base = {**{name: "" for name in unset if name in os.environ}, "HOME": str(folder), "RISKCTL_NOW": NOW}
    return Terminal(*argv, folder=str(folder), **{**base, "GIT_CONFIG_GLOBAL": os.devnull, **env})


def held(script: Script, folder: Path, shown: Callable[[str, str], None] = lambda *_: None) -> str:
    """Hold a meeting, showing each screen with what is answered there; return the last screen."""
    if script.before is not None:
        first = terminal(folder, *script.argv)
        for question, reply in script.before:
            first.answer(question, reply)
        first.wait()
        first.kill()
    at = terminal(folder, *script.argv)
    try:
        for question, reply in script.asked:
            shown(at.wait(question), reply)
            at.type(reply)
        return at.end()[1] if script.asked[-1][0] == "Gem vurderingen?" else at.wait()
    finally:
        at.close()
