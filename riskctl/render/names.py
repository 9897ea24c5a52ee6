"""What things are called: the names people know, with the ids that commands take."""

from collections.abc import Mapping
from typing import Final

from riskctl.core.fields import Level
from riskctl.core.ids import split_risk_id
from riskctl.core.register import Register
from riskctl.text import Words

LEVEL_SIGNS: Final[Mapping[str, str]] = {"low": "○", "medium": "◔", "high": "◑", "critical": "●"}


def level_name(level: Level | None, words: Words) -> str:
    """Return a level with its sign: never by colour alone."""
    return f"{LEVEL_SIGNS[level]} {words.name('level', level)}" if level else words("lists.unrated")


def person_name(register: Register, person: str | None) -> str:
    """Return a person's name; the id where the person is not known."""
    known = register.organisation.people.get(person or "")
    return known.name if known else person or ""


def system_name(register: Register, system: str) -> str:
    """Return a system's name; the id where it is not known."""
    known = register.systems.get(system)
    return known.name if known else system


def holder_name(register: Register, id_: str) -> str:
    """Return the name of a system or supplier: they share one id space."""
    supplier = register.suppliers.get(id_)
    return supplier.name if supplier else system_name(register, id_)


def threat_name(register: Register, threat: str, words: Words) -> str:
    """Return a threat's name in the reader's language; the id where it is not known."""
    known = register.threats.get(threat)
    return known.name.in_language(words.lang) if known else threat


def risk_name(register: Register, risk: str, words: Words) -> str:
    """Return what a risk is called: the threat and the system."""
    system, key = split_risk_id(risk)
    threat = key
    for assessment in register.assessments.values():
        if assessment.system == system and key in assessment.risks:
            threat = assessment.risks[key].threat or key
    return f"{threat_name(register, threat, words)} – {system_name(register, system)}"


def subject_name(register: Register, subject: str, kind: str, words: Words) -> str:
    """Return what a due item is about, in the words people use."""
    if "#" in subject:
        return risk_name(register, subject, words)
    if "/" in subject:
        return system_name(register, subject.partition("/")[0])
    if kind == "threat":
        return threat_name(register, subject, words)
    if subject in ("procedure", "organisation") or kind == "report":
        return words(f"due.subject.{kind if kind == 'report' else subject}", quarter=subject)
    for entities in (register.systems, register.suppliers, register.processes):
        if subject in entities:
            return str(entities[subject].name)
    return register.actions[subject].title if subject in register.actions else subject


def unit_name(register: Register, unit: str) -> str:
    """Return a unit's name; the id where it is not known."""
    known = register.organisation.units.get(unit)
    return known.name if known else unit


def unit_names(register: Register, units: tuple[str, ...]) -> str:
    """Return the names of several units, each once."""
    return ", ".join(dict.fromkeys(unit_name(register, unit) for unit in units))
