"""The rules of `check`: an explicit table, a family a module."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from riskctl.core.finding import Finding
from riskctl.core.rules import (
    actions,
    approvals,
    assessed,
    assessments,
    classification,
    consequences,
    events,
    references,
    tables,
    threats,
)
from riskctl.core.rules.exceptions import apply_exceptions
from riskctl.core.rules.rule import Check, Context, Rule


def _error(check: Check | None, clause: str) -> Rule:
    return Rule(check, "error", clause)


def _warning(check: Check | None, clause: str) -> Rule:
    return Rule(check, "warning", clause)


_FILES: Final = MappingProxyType(
    {
        **{f"SCH{number:03}": _error(None, "P7.1") for number in range(1, 13)},
        "SCH013": _error(None, "P1.1"),
        **{f"SCH{number}": _error(None, "P7.1") for number in range(101, 114)},
    }
)
"""Files and fields: what the loader finds by itself."""

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        **_FILES,
        "REF101": _error(references.person, "P2.6"),
        "REF102": _error(references.unit, "P2.0"),
        "REF103": _error(references.process, "P4.1.1"),
        "REF104": _error(references.system, "P3.4"),
        "REF105": _error(references.supplier, "P2.0"),
        "REF106": _error(references.threat, "P4.0.3"),
        "REF107": _error(references.control, "P4.2.3"),
        "REF108": _error(references.scenario, "P4.0.3"),
        "REF109": _error(references.risk_of_action, "P5.2"),
        "REF110": _error(references.trigger, "P3.9"),
        "REF111": _error(references.unchanged_since, "P3.11"),
        "REF112": _error(references.inherited_from, "P4.2.3"),
        "REF113": _error(references.escalated, "P3.10"),
        "REF114": _error(references.unit_circle, "P2.0"),
        "REF115": _error(references.shared_id, "P2.0"),
        "PRC101": _error(None, "P1.1"),
        "PRC102": _error(None, "P1.1"),
        "PRC201": _error(tables.not_monotone, "P4.2.5"),
        "PRC202": _error(tables.longer_deadline, "P5.2"),
        "PRC203": _error(tables.superseded_version, "P1.1"),
        "PRC204": _error(None, "P1.1"),
        "PRC205": _warning(tables.role_not_held, "P2.6"),
        "PRC206": _warning(tables.unit_without_role, "P2.6"),
        "CLS101": _error(classification.class_below_suggestion, "P3.4"),
        "CLS102": _error(classification.nis2_below_processes, "P2.5"),
        "CLS201": _warning(classification.never_assessed, "P3.2"),
        "CLS202": _warning(classification.needless_reason, "P3.4"),
        "CON101": _error(consequences.control_circle, "P4.2.3"),
        "CON102": _error(consequences.depends_on_itself, "P3.6"),
        "CON103": _error(consequences.cell_twice, "P4.1.2"),
        "CON104": _error(consequences.link_twice, "P4.1.1"),
        "CON201": _warning(consequences.maturity_unknown, "P4.2.3"),
        "THR101": _error(threats.level_off_scale, "P4.2.2"),
        "THR201": _warning(threats.gap_in_catalogue, "P4.0.3"),
        "ASM101": _error(assessments.date_of_file, "P7.1"),
        "ASM102": _error(assessments.wrong_likelihood, "P4.2.1"),
        "ASM103": _error(assessments.wrong_inherent, "P4.2.5"),
        "ASM104": _error(assessments.wrong_level, "P4.2.5"),
        "ASM105": _error(assessments.wrong_residual, "P5.4"),
        "ASM106": _error(assessments.incident_without_corrective, "P3.9"),
        "ASM107": _error(assessments.acceptance_incomplete, "P4.3-medium"),
        "ASM108": _error(assessments.acceptance_out_of_place, "P4.2.5"),
        "ASM109": _error(assessments.not_unchanged, "P3.11"),
        "ASM110": _error(assessments.trigger_after_completion, "P3.9"),
        "ASM111": _error(assessments.both_in_and_out, "P4.0.3"),
        "ASM112": _warning(assessed.threat_of_other_kind, "P4.0.3"),
        "ASM113": _error(assessments.off_scale, "P4.1.4"),
        "ASM201": _warning(assessed.version_missing, "P7.2"),
        "ASM202": _warning(assessed.inputs_moved, "P3.1"),
        "ASM203": _warning(assessed.completed_later, "P7.1"),
        "ASM204": _warning(assessed.aspect_left_out, "P4.0.1"),
        "ASM205": _warning(assessed.without_measures, "P7.1"),
        "ASM206": _warning(assessed.residual_above_level, "P5.4"),
        "APR101": _error(approvals.invalid, "P3.7"),
        "APR102": _error(approvals.stale, "P7.2"),
        "APR103": _error(approvals.statement_spoilt, "P7.2"),
        "APR104": _error(approvals.subject_twice, "P7.2"),
        "APR201": _warning(approvals.dated_later, "P7.2"),
        "ACT101": _error(actions.out_of_order, "P5.5"),
        "ACT102": _error(actions.step_missing, "P5.2"),
        "ACT103": _warning(actions.progress_back, "P5.5"),
        "ACT104": _error(actions.due_before_planned, "P5.2"),
        "EVT101": _error(events.reaches_nothing, "P3.8"),
        "EVT102": _error(events.effective_misplaced, "P3.8"),
        "EVT103": _warning(events.date_of_file, "P7.2"),
        "EVT201": _warning(events.occurs_later, "P7.2"),
        "EXC101": _warning(None, "P7.2"),
        "EXC102": _warning(None, "P7.2"),
        "EXC103": _error(None, "P7.2"),
    }
)


def every_finding(context: Context, given: Iterable[Finding]) -> list[Finding]:
    """Return those given by the loader and what every rule finds, exceptions applied."""
    return apply_exceptions(context, [*given, *run(context)], RULES)


def run(context: Context) -> Iterator[Finding]:
    """Yield what every rule finds."""
    for code, rule in RULES.items():
        if rule.check is not None:
            for found in rule.check(context):
                yield Finding(
                    code, rule.severity, found.ref, found.path, found.values, rule.clause, subject=found.subject
                )
