"""The procedure clause by clause: what in the software serves each, so that none is left out (P1.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from riskctl.core.rules import RULES
from riskctl.core.views.due_item import Kind

Section = Literal[
    "picture",
    "matrix",
    "decisions",
    "coverage",
    "risks",
    "plans",
    "actions",
    "events",
    "escalations",
    "acceptances",
    "deviations",
    "recommendations",
    "load",
    "trace",
]
"""The parts of the quarterly report, by the names of its texts."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What serves one clause.

    `rules` are those that serve it besides their own clause; `reason` keys the text that says why nothing
    computes it. `nis2` and `iso27001` are where the act (and the directive it implements) and the standard
    ask for the same (P1.2).
    """

    rules: tuple[str, ...] = ()
    due: tuple[Kind, ...] = ()
    report: tuple[Section, ...] = ()
    commands: tuple[str, ...] = ()
    reason: str | None = None
    nis2: tuple[str, ...] = ()
    iso27001: tuple[str, ...] = ()


RISK_ANALYSIS: Final = "§ 6, art. 21(2)(a)"
INCIDENTS: Final = "§ 6, art. 21(2)(b)"
CONTINUITY: Final = "§ 6, art. 21(2)(c)"
SUPPLY_CHAIN: Final = "§ 6, art. 21(2)(d)"
ACQUISITION: Final = "§ 6, art. 21(2)(e)"
EFFECTIVENESS: Final = "§ 6, art. 21(2)(f)"
ASSETS: Final = "§ 6, art. 21(2)(i)"
MANAGEMENT: Final = "§ 7, art. 20"

_ASSESS: Final = ("6.1.2", "8.2")
_TREAT: Final = ("6.1.3", "8.3")

CLAUSES: Final[Mapping[str, Clause]] = MappingProxyType(
    {
        "P1.1": Clause(
            due=("approval", "procedure"), commands=("init", "check"), nis2=(RISK_ANALYSIS,), iso27001=("6.1.2",)
        ),
        "P1.2": Clause(commands=("explain",), reason="references", nis2=("§ 6, art. 21",), iso27001=_ASSESS + _TREAT),
        "P2.0": Clause(
            due=("process", "supplier"), commands=("systems", "show"), nis2=(RISK_ANALYSIS,), iso27001=("4.3", "A.5.9")
        ),
        "P2.1": Clause(due=("assessment",), report=("coverage",), commands=("due", "assess"), iso27001=("8.2",)),
        "P2.2": Clause(
            rules=("EVT101",),
            due=("revision",),
            report=("events",),
            commands=("due",),
            iso27001=("6.3", "8.2", "A.8.32"),
        ),
        "P2.3": Clause(
            rules=("SCH113",),
            due=("assessment", "revision"),
            commands=("due",),
            nis2=(ACQUISITION,),
            iso27001=("A.5.19", "A.5.8"),
        ),
        "P2.4": Clause(
            rules=("SCH113", "ASM106"),
            due=("revision",),
            report=("events",),
            nis2=(INCIDENTS,),
            iso27001=("A.5.26", "A.5.27"),
        ),
        "P2.5": Clause(
            rules=("CLS101",), commands=("systems", "show"), nis2=("§ 6, art. 21",), iso27001=("4.2", "A.5.12")
        ),
        "P2.6": Clause(commands=("due",), nis2=(MANAGEMENT,), iso27001=("5.3", "A.5.2")),
        "P3.1": Clause(due=("assessment", "revision"), commands=("due",), iso27001=("8.2",)),
        "P3.2": Clause(due=("assessment",), report=("coverage",), commands=("due",), iso27001=("8.2",)),
        "P3.3": Clause(rules=("PRC205",), due=("supplier", "threat", "procedure", "report"), iso27001=("5.3", "A.5.2")),
        "P3.4": Clause(
            report=("coverage",), commands=("systems", "show"), nis2=(ASSETS,), iso27001=("A.5.9", "A.5.12")
        ),
        "P3.5": Clause(rules=("CLS101",), commands=("show",), iso27001=("A.5.34",)),
        "P3.6": Clause(due=("assessment",), commands=("show",), nis2=(ASSETS,), iso27001=("A.5.9",)),
        "P3.7": Clause(
            due=("assessment", "approval", "escalation"),
            report=("coverage",),
            commands=("due",),
            iso27001=("5.3", "8.2"),
        ),
        "P3.7-low": Clause(
            rules=("PRC211",),
            due=("assessment", "revision"),
            report=("coverage",),
            commands=("due",),
            iso27001=("8.2",),
        ),
        "P3.7-medium": Clause(
            rules=("PRC211",),
            due=("assessment", "revision", "approval", "escalation"),
            report=("coverage", "escalations"),
            commands=("due",),
            iso27001=("8.2",),
        ),
        "P3.7-high": Clause(
            rules=("PRC211",),
            due=("assessment", "revision", "approval", "escalation"),
            report=("coverage", "escalations"),
            commands=("due",),
            nis2=(MANAGEMENT,),
            iso27001=("8.2",),
        ),
        "P3.7-critical": Clause(
            rules=("PRC211",),
            due=("assessment", "revision", "approval", "escalation"),
            report=("coverage", "escalations"),
            commands=("due",),
            nis2=(MANAGEMENT,),
            iso27001=("8.2",),
        ),
        "P3.8": Clause(due=("revision",), report=("events",), commands=("due",), iso27001=("6.3", "8.2", "A.8.32")),
        "P3.9": Clause(
            due=("revision",),
            report=("events",),
            commands=("due", "assess"),
            nis2=(INCIDENTS,),
            iso27001=("10.2", "A.5.27"),
        ),
        "P3.10": Clause(
            due=("escalation",), report=("escalations",), commands=("due",), nis2=(MANAGEMENT,), iso27001=("6.1.3",)
        ),
        "P3.11": Clause(commands=("assess", "report"), iso27001=("9.3",)),
        "P4.0.1": Clause(commands=("assess",), nis2=("§ 6, art. 21(1)",), iso27001=("6.1.2",)),
        "P4.0.2": Clause(rules=("ASM104",), commands=("rate", "show"), iso27001=("6.1.2",)),
        "P4.0.3": Clause(due=("threat",), commands=("rate", "assess"), nis2=("§ 6, art. 21(2)",), iso27001=("A.5.7",)),
        "P4.0.4": Clause(
            due=("plan", "action", "effect"), commands=("assess", "due", "actions"), iso27001=_ASSESS + _TREAT
        ),
        "P4.1.1": Clause(commands=("show",), iso27001=("6.1.2",)),
        "P4.1.2": Clause(commands=("show",), iso27001=("6.1.2",)),
        "P4.1.3": Clause(rules=("SCH101",), commands=("show",), iso27001=("6.1.2",)),
        "P4.1.4": Clause(rules=("PRC102",), commands=("assess",), iso27001=("6.1.2",)),
        "P4.2.1": Clause(rules=("PRC201",), commands=("rate", "show"), iso27001=("6.1.2",)),
        "P4.2.2": Clause(due=("threat",), commands=("rate",), iso27001=("A.5.7",)),
        "P4.2.3": Clause(commands=("rate", "show"), nis2=("§ 6, art. 21(2)",), iso27001=("6.1.3",)),
        "P4.2.4": Clause(rules=("PRC102", "PRC210", "PRC217", "ASM113"), commands=("assess",), iso27001=("6.1.2",)),
        "P4.2.5": Clause(report=("matrix",), commands=("matrix", "rate"), nis2=(MANAGEMENT,), iso27001=("6.1.2",)),
        "P4.3-low": Clause(
            rules=("PRC202", "PRC212"),
            due=("plan", "acceptance"),
            report=("plans", "acceptances"),
            commands=("due",),
            iso27001=_TREAT,
        ),
        "P4.3-medium": Clause(
            rules=("PRC202", "PRC212"),
            due=("plan", "acceptance", "escalation"),
            report=("plans", "acceptances", "escalations"),
            commands=("due",),
            iso27001=_TREAT,
        ),
        "P4.3-high": Clause(
            rules=("PRC105", "PRC202", "PRC212", "ASM107"),
            due=("plan", "acceptance", "escalation"),
            report=("plans", "acceptances", "escalations"),
            commands=("due",),
            nis2=(MANAGEMENT,),
            iso27001=_TREAT,
        ),
        "P4.3-critical": Clause(
            rules=("PRC105", "PRC202", "PRC212", "ASM107"),
            due=("plan", "acceptance", "escalation"),
            report=("plans", "acceptances", "escalations"),
            commands=("due",),
            nis2=(MANAGEMENT, INCIDENTS),
            iso27001=_TREAT,
        ),
        "P5.1": Clause(
            rules=("REF201", "ASM217"),
            report=("risks",),
            commands=("risks", "show"),
            nis2=(RISK_ANALYSIS,),
            iso27001=("8.2", "8.3"),
        ),
        "P5.2": Clause(
            rules=("REF201",),
            due=("plan", "action"),
            report=("plans",),
            commands=("actions", "due"),
            iso27001=_TREAT,
        ),
        "P5.3": Clause(
            rules=("SCH103",), commands=("actions",), nis2=("§ 6, art. 21(2)", CONTINUITY), iso27001=("6.1.3",)
        ),
        "P5.4": Clause(
            due=("effect",), report=("actions",), commands=("actions",), nis2=(EFFECTIVENESS,), iso27001=("9.1",)
        ),
        "P5.5": Clause(
            due=("action",), report=("actions",), commands=("actions", "due"), nis2=(EFFECTIVENESS,), iso27001=("9.1",)
        ),
        "P5.6": Clause(report=("risks",), commands=("report",), nis2=(MANAGEMENT,), iso27001=("9.3",)),
        "P5.7": Clause(due=("procedure",), commands=("risks",), iso27001=("5.3",)),
        "P6.0": Clause(
            due=("report",),
            report=("picture", "risks", "plans", "recommendations"),
            commands=("report",),
            nis2=(MANAGEMENT,),
            iso27001=("9.3",),
        ),
        "P6.1": Clause(
            due=("report",),
            report=("decisions", "coverage", "plans", "actions", "recommendations", "deviations"),
            commands=("report",),
            nis2=(MANAGEMENT,),
            iso27001=("9.1", "9.3"),
        ),
        "P6.2": Clause(commands=("report",), reason="yearly", nis2=(MANAGEMENT,), iso27001=("9.3",)),
        "P7.1": Clause(report=("risks",), commands=("check", "show"), iso27001=("6.1.2", "7.5")),
        "P7.2": Clause(report=("trace",), commands=("check", "show"), iso27001=("7.5", "9.2")),
        "P8.1": Clause(due=("procedure", "approval"), commands=("due",), nis2=(MANAGEMENT,), iso27001=("9.3", "10.1")),
    }
)
"""Every clause of the procedure, in its order."""


def find_clause(name: str) -> str | None:
    """Return the id of the clause called `name`, whatever its case; None when there is none."""
    return next((id_ for id_ in CLAUSES if id_.casefold() == name.casefold()), None)


def rules_for(clause: str) -> tuple[str, ...]:
    """Return the codes of the rules that serve a clause: those that name it as theirs, and those that also do."""
    own = [code for code, rule in RULES.items() if rule.clause == clause]
    return tuple(sorted({*own, *CLAUSES[clause].rules}))
