"""A small register on disk: one process, two systems, three threats, everybody named; its check is clean."""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from riskctl.store.emit import emit
from tests.builders import HOLDERS

TEMPLATE: Final = Path(__file__).parents[1] / "templates" / "register" / "procedure.yaml"
SINCE: Final = date(2024, 1, 1)
PEOPLE: Final = {"anne": "Anne Test", "bo": "Bo Prøve", "carl": "Carl Drift"} | {
    person: f"{person.title()} Ledelse" for person in HOLDERS.values()
}


def cells(level: int) -> dict[str, dict[str, int]]:
    """Return the twelve cells, all at one level."""
    perspectives = dict.fromkeys(("nis2", "gdpr", "operations"), level)
    return {
        criterion: dict(perspectives) for criterion in ("availability", "confidentiality", "integrity", "authenticity")
    }


def measured(**maturities: int) -> dict[str, dict[str, Any]]:
    """Return controls measured in January 2026; `_` in a name is `-`."""
    return {
        name.replace("_", "-"): {"maturity": maturity, "date": date(2026, 1, 10), "evidence": "Målt"}
        for name, maturity in maturities.items()
    }


def threat(danish: str, level: str, controls: list[str]) -> dict[str, Any]:
    """Return a threat with one source from January 2026, of all four aspects."""
    source = {"publisher": "SAMSIK", "level": level, "date": date(2026, 1, 5), "url": "https://example.org/trussel"}
    return {
        "name": {"da": danish, "en": danish},
        "category": "malicious",
        "aspects": ["technical", "organisational", "human", "physical"],
        "affects": ["availability"],
        "controls": controls,
        "scenarios": {"worst": {"da": f"{danish} rammer en mandag.", "en": f"{danish} strikes on a Monday."}},
        "sources": [source],
    }


def system(name: str, **fields: Any) -> dict[str, Any]:
    """Return a system in use, owned by anne and run by carl."""
    base = {
        "name": name,
        "kind": "application",
        "status": "in-use",
        "registered": SINCE,
        "unit": "care",
        "owner": "anne",
        "operations": "carl",
        "personal_data": "none",
    }
    return {**base, **fields}


def files(consequence: int = 4) -> dict[str, Mapping[str, Any]]:
    """Return the files of the register but its procedure; the process has this consequence in every cell.

    Resilience to ransomware is 2, to fire 4, to flood 1; the threat levels are very-high, low and none.
    With consequence 4 the levels are critical, medium and medium; with 1 ransomware is medium, the others low.
    """
    held = [{"role": role, "person": person, "from": SINCE} for role, person in HOLDERS.items()]
    criticality = ("low", "medium", "high", "critical")[consequence - 1]
    return {
        "organisation.yaml": {
            "units": {"care": {"name": "Omsorg"}},
            "people": {id_: {"name": name, "email": f"{id_}@example.org"} for id_, name in PEOPLE.items()},
            "roles": held,
        },
        "processes/home-care.yaml": {
            "name": "Hjemmepleje",
            "unit": "care",
            "owner": "finn",
            "nis2": "none",
            "consequence": cells(consequence),
            "assessed": {"date": date(2026, 2, 2), "by": ["anne"], "reason": "Gennemgået"},
        },
        "systems/nexus.yaml": system(
            "Nexus omsorgssystem",
            criticality=criticality,
            supports=[{"process": "home-care", "importance": "essential"}],
            depends_on=[{"system": "net", "importance": "supporting"}],
            controls=measured(backup=3, mfa=2, physical=4, contingency=1),
        ),
        "systems/net.yaml": system("Netværk", kind="infrastructure", criticality="medium", controls=measured(backup=3)),
        "threats/ransomware.yaml": threat("Ransomware", "very-high", ["backup", "mfa"]),
        "threats/fire.yaml": threat("Brand", "low", ["physical"]),
        "threats/flood.yaml": threat("Oversvømmelse", "none", ["contingency"]),
    }


def write(root: Path, contents: Mapping[str, Mapping[str, Any]]) -> Path:
    """Write files below a folder; return the folder."""
    for path, data in contents.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(emit(data), encoding="utf-8")
    return root


def small(root: Path, consequence: int = 4) -> Path:
    """Make the small register; return its folder."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(TEMPLATE, root / "procedure.yaml")
    return write(root, files(consequence))
