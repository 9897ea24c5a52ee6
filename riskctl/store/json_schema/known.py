"""What a register knows, so that an editor can offer it: ids with their names, scales with their meaning."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from riskctl.core.assessments import NOT_EVENTS
from riskctl.core.decisions import POLICY_SUBJECTS
from riskctl.core.fields import LEVELS, PERSPECTIVES
from riskctl.core.procedure import Procedure
from riskctl.core.register import Latest, Register
from riskctl.core.rules import RULES, uses
from riskctl.text import Words

Named = Mapping[str, str]
"""Ids, each with what it is called."""

THREAT_LEVELS: Final = ("none", "low", "medium", "high", "very-high")
"""Those of the national threat assessments: what is offered where no register says which."""
MOST_EXAMPLES: Final = 20


@dataclass(frozen=True)
class Known:
    """What can be offered: `ids` by kind, `scales` by name, and what a new file starts from.

    `strict` holds the kinds of which there are no others than those known; `defaults` and `examples` are by class
    and field.
    """

    ids: Mapping[str, Named] = field(default_factory=dict)
    scales: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    classes: Named = field(default_factory=dict)
    strict: frozenset[str] = frozenset()
    defaults: Mapping[str, object] = field(default_factory=dict)
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def known_generally(words: Words) -> Known:
    """Return what is known without a register."""
    return Known({**_always(words), "threat_level": {each: _threat_level(each, words) for each in THREAT_LEVELS}})


def known_in(register: Register, words: Words) -> Known:
    """Return what a register knows."""
    procedure = register.procedure
    procedures = [procedure, *register.procedures.values()]
    versions = dict.fromkeys(sorted({each.version for each in procedures} | set(register.procedures)), "")
    levels = dict.fromkeys(level for each in procedures for level in each.likelihood.threat_levels)
    ids = {
        **_always(words),
        **_things(register, words),
        "version": versions,
        "threat_level": {each: _threat_level(each, words) for each in levels},
    }
    defaults = {
        "Approval.register": procedure.register_id,
        "Approval.procedure": procedure.version,
        "Assessment.procedure": procedure.version,
    }
    classes: dict[str, str] = {
        each: words("schema.value.step", name=words(f"schema.value.level.{each}"), text=_in(procedure, each, words))
        for each in LEVELS
    }
    strict = frozenset() if any(each.startswith("procedures/") for each in register.broken) else {"threat_level"}
    return Known(ids, _scales(procedures, words), classes, frozenset(strict), defaults, _examples(register))


def _examples(register: Register) -> dict[str, tuple[str, ...]]:
    """Return what has been written before where the same is often written again."""
    written = {
        "Source.publisher": {source.publisher for each in register.threats.values() for source in each.sources},
        "System.hosting": {each.hosting for each in register.systems.values() if each.hosting is not None},
    }
    return {place: tuple(sorted(texts)[:MOST_EXAMPLES]) for place, texts in written.items() if texts}


def _in(procedure: Procedure, level: str, words: Words) -> str:
    return str(getattr(procedure.criticality.texts, level).in_language(words.lang))


def _threat_level(level: str, words: Words) -> str:
    name = words.name("threat_level", level)
    return name[:1].upper() + name[1:]


def _always(words: Words) -> dict[str, Named]:
    """Return what every register has: the rules and what stands beside ids."""
    return {
        "rule": {code: _gist(code, words) for code in sorted(RULES)},
        "trigger": {each: words(f"schema.value.trigger.{each}") for each in NOT_EVENTS},
        "subject": {each: words(f"schema.value.subject.{each}") for each in POLICY_SUBJECTS},
    }


def _gist(code: str, words: Words) -> str:
    """Return the first sentence of a rule's explanation, which in English is its docstring."""
    key = f"rules.{code}.explain"
    text = words(key) if words.has(key) else RULES[code].check.__doc__ or ""
    return text.partition("\n")[0].partition(". ")[0].rstrip(".")


def _things(register: Register, words: Words) -> dict[str, Named]:
    lang, organisation = words.lang, register.organisation
    controls = {id_: each.name.in_language(lang) for id_, each in register.procedure.controls.items()}
    threats = _files(register, "threats", {id_: each.name.in_language(lang) for id_, each in register.threats.items()})
    systems = _files(register, "systems", {id_: each.name for id_, each in register.systems.items()})
    suppliers = _files(register, "suppliers", {id_: each.name for id_, each in register.suppliers.items()})
    events = _files(register, "events", {id_: each.title for id_, each in register.events.items()})
    actions = _files(register, "actions", {id_: each.title for id_, each in register.actions.items()})
    assessments = {id_: systems.get(id_.partition("/")[0], "") for id_ in _ids(register, "assessments", ())}
    risks = _risks(register, systems, threats, words)
    always = _always(words)
    return {
        "person": _sorted({id_: each.name for id_, each in organisation.people.items()}),
        "unit": _sorted({id_: each.name for id_, each in organisation.units.items()}),
        "process": _files(register, "processes", {id_: each.name for id_, each in register.processes.items()}),
        "system": systems,
        "supplier": suppliers,
        "holder": _sorted({**suppliers, **systems}),
        "control": controls,
        "threat": threats,
        "scenario": _scenarios(register, words),
        "event": events,
        "assessment": assessments,
        "risk": risks,
        "trigger": {**always["trigger"], **events},
        "subject": {**always["subject"], **assessments, **{f"action:{id_}": title for id_, title in actions.items()}},
    }


def _sorted(named: Named) -> Named:
    return dict(sorted(named.items()))


def _ids(register: Register, folder: str, more: Iterable[str]) -> list[str]:
    return sorted({*uses.ids(register, folder), *more})


def _files(register: Register, folder: str, named: Named) -> Named:
    """Return every id of a folder, also of files that can't be read: those have no name."""
    return {id_: named.get(id_, "") for id_ in _ids(register, folder, named)}


def _risks(register: Register, systems: Named, threats: Named, words: Words) -> Named:
    return {
        id_: words(
            "schema.value.risk",
            system=systems[each.system],
            threat=threats.get(each.threat, each.threat),
            level=each.risk.level,
        )
        for id_, each in sorted(Latest(register).risks.items())
    }


def _scenarios(register: Register, words: Words) -> Named:
    return {
        id_: words(
            "schema.value.scenario", threat=threat.name.in_language(words.lang), text=text.in_language(words.lang)
        )
        for _, threat in sorted(register.threats.items())
        for id_, text in threat.scenarios.items()
    }


def _scales(procedures: list[Procedure], words: Words) -> dict[str, tuple[str, ...]]:
    """Return what each level means, as many as the longest scale has: old files may stand on a longer one."""
    longest = {name: max(each.scales[name] for each in procedures) for name in procedures[0].scales}
    procedure, lang = procedures[0], words.lang

    def step(name: str, text: str) -> str:
        return words("schema.value.step", name=name, text=text)

    consequence = procedure.consequence.scale
    told = {
        "consequence": [each.name.in_language(lang) for each in consequence],
        "likelihood": [
            step(each.name.in_language(lang), each.text.in_language(lang)) for each in procedure.likelihood.scale
        ],
        "resilience": [
            step(each.name.in_language(lang), each.text.in_language(lang))
            for each in procedure.likelihood.resilience_scale
        ],
    }
    told |= {
        f"consequence.{name}": [
            step(each.name.in_language(lang), getattr(each, name).in_language(lang)) for each in consequence
        ]
        for name in PERSPECTIVES
    }
    return {
        name: (*texts, *[""] * (longest[name.partition(".")[0]] - len(texts)))[: longest[name.partition(".")[0]]]
        for name, texts in told.items()
    }
