"""The rules of `check`: an explicit table, a family a module."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from riskctl.core.finding import Finding
from riskctl.core.rules import (
    actions,
    approvals,
    assessed,
    assessments,
    assets,
    claims,
    classification,
    consequences,
    escalations,
    events,
    exceptions,
    judged,
    organisation,
    policy,
    reasons,
    references,
    tables,
    threats,
    wording,
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
        "REF201": _warning(organisation.left, "P2.6"),
        "PRC101": _error(None, "P1.1"),
        "PRC102": _error(None, "P1.1"),
        "PRC103": _error(policy.floor_falls, "P3.4"),
        "PRC104": _error(policy.importance_crosses, "P4.1.1"),
        "PRC105": _error(policy.decided_by_nobody, "P4.3-medium"),
        "PRC106": _error(organisation.period_reversed, "P2.6"),
        "PRC107": _error(organisation.key_of_two, "P7.2"),
        "PRC201": _error(tables.not_monotone, "P4.2.5"),
        "PRC202": _error(tables.longer_deadline, "P5.2"),
        "PRC203": _error(tables.superseded_version, "P1.1"),
        "PRC204": _error(None, "P1.1"),
        "PRC205": _warning(tables.role_not_held, "P2.6"),
        "PRC206": _warning(tables.unit_without_role, "P2.6"),
        "PRC207": _warning(policy.escalated_to_nobody, "P3.7"),
        "PRC208": _warning(policy.high_residual_holes, "P3.10"),
        "PRC209": _warning(policy.laxer_for_higher, "P3.7"),
        "PRC210": _warning(policy.never_given, "P4.2.5"),
        "PRC211": _warning(policy.reassessed_rarer, "P3.7"),
        "PRC212": _warning(policy.treated_later, "P5.2"),
        "PRC213": _warning(policy.revised_rarer, "P8.1"),
        "PRC214": _warning(policy.control_counts_nowhere, "P4.2.3"),
        "PRC215": _warning(policy.control_without_reference, "P1.2"),
        "PRC216": _warning(wording.text_missing_or_twice, "P4.1.4"),
        "PRC217": _warning(wording.scale_out_of_order, "P4.1.4"),
        "PRC218": _warning(wording.class_text_contradicts, "P3.7"),
        "PRC219": _warning(wording.resources_text_contradicts, "P5.2"),
        "PRC220": _warning(wording.languages_differ, "P1.1"),
        "PRC221": _warning(organisation.holding_odd, "P2.6"),
        "PRC222": _warning(organisation.key_without_role, "P2.6"),
        "PRC223": _warning(organisation.nobody_can_sign, "P3.7"),
        "CLS101": _error(classification.class_below_suggestion, "P3.4"),
        "CLS102": _error(classification.nis2_below_processes, "P2.5"),
        "CLS201": _warning(classification.never_assessed, "P3.2"),
        "CLS202": _warning(classification.needless_reason, "P3.4"),
        "CLS203": _warning(assets.go_live_against_status, "P2.3"),
        "CLS204": _warning(assets.system_twice, "P3.4"),
        "CLS205": _warning(assets.data_against_consequence, "P3.5"),
        "CLS206": _warning(assets.class_reason_hollow, "P3.4"),
        "CON101": _error(consequences.control_circle, "P4.2.3"),
        "CON102": _error(consequences.depends_on_itself, "P3.6"),
        "CON103": _error(consequences.cell_twice, "P4.1.2"),
        "CON104": _error(consequences.link_twice, "P4.1.1"),
        "CON105": _error(consequences.off_scale, "P4.1.4"),
        "CON201": _warning(consequences.maturity_unknown, "P4.2.3"),
        "CON202": _warning(assets.depends_on_retired, "P3.6"),
        "CON203": _warning(assets.serves_nothing, "P4.1.1"),
        "CON204": _warning(assets.process_unsupported, "P4.0.4"),
        "CON205": _warning(assets.nis2_against_consequence, "P2.5"),
        "CON206": _warning(assets.rated_later, "P4.2.3"),
        "CON207": _warning(claims.without_evidence, "P4.2.3"),
        "CON208": _warning(claims.evidence_copied, "P4.2.3"),
        "CON209": _warning(claims.evidence_outdated, "P4.2.3"),
        "CON210": _warning(claims.supplier_unseen, "P4.2.3"),
        "CON211": _warning(claims.reason_hollow, "P4.1.2"),
        "CON212": _warning(assets.consequence_alike, "P4.1.2"),
        "THR101": _error(threats.level_off_scale, "P4.2.2"),
        "THR201": _warning(threats.gap_in_catalogue, "P4.0.3"),
        "THR202": _warning(threats.dated_later, "P4.2.2"),
        "THR203": _warning(threats.own_below_sources, "P4.2.2"),
        "THR204": _warning(reasons.hollow_judgement, "P4.2.2"),
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
        "ASM207": _warning(judged.hazards_left_out, "P4.0.3"),
        "ASM208": _warning(judged.needless_override, "P4.2.1"),
        "ASM209": _warning(judged.residual_unexplained, "P5.4"),
        "ASM210": _warning(judged.residual_beyond_tables, "P5.4"),
        "ASM211": _warning(judged.all_alike, "P4.0.2"),
        "ASM212": _warning(reasons.hollow_in_assessment, "P7.1"),
        "ASM213": _warning(reasons.copied_text, "P7.1"),
        "ASM214": _warning(judged.copied_assessment, "P7.1"),
        "ASM215": _warning(judged.acceptance_outlives, "P4.3-medium"),
        "ASM216": _warning(assessed.version_not_in_force, "P1.1"),
        "ASM217": _warning(judged.scenario_twice, "P4.0.3"),
        "ASM218": _warning(judged.acceptance_over_before, "P4.3-medium"),
        "APR101": _error(approvals.invalid, "P3.7"),
        "APR102": _error(approvals.stale, "P7.2"),
        "APR103": _error(approvals.statement_spoilt, "P7.2"),
        "APR104": _error(approvals.subject_twice, "P7.2"),
        "APR201": _warning(approvals.dated_later, "P7.2"),
        "APR202": _warning(escalations.date_of_file, "P7.2"),
        "APR203": _warning(escalations.escalated_beside, "P3.7"),
        "APR204": _warning(escalations.made_later, "P7.2"),
        "ACT101": _error(actions.out_of_order, "P5.5"),
        "ACT102": _error(actions.step_missing, "P5.2"),
        "ACT103": _warning(actions.progress_back, "P5.5"),
        "ACT104": _error(actions.due_before_planned, "P5.2"),
        "ACT201": _warning(actions.step_later, "P5.5"),
        "ACT202": _warning(actions.raises_beside, "P5.4"),
        "ACT203": _warning(actions.risk_gone, "P5.5"),
        "ACT204": _warning(actions.done_not_completed, "P5.5"),
        "ACT205": _warning(actions.effect_above, "P5.4"),
        "ACT206": _warning(reasons.hollow_in_action, "P5.4"),
        "EVT101": _error(events.reaches_nothing, "P3.8"),
        "EVT102": _error(events.effective_misplaced, "P3.8"),
        "EVT103": _warning(events.date_of_file, "P7.2"),
        "EVT201": _warning(events.occurs_later, "P7.2"),
        "EXC101": _warning(None, "P7.2"),
        "EXC102": _warning(None, "P7.2"),
        "EXC103": _error(None, "P7.2"),
        "EXC201": _warning(exceptions.hollow, "P7.2"),
        "EXC202": _warning(exceptions.too_long, "P7.2"),
        "EXC203": _warning(exceptions.twice, "P7.2"),
    }
)


OF_FILES: Final = ("REF", "PRC")
"""Families that look at the policy files themselves, also where everything is judged by another policy."""


def every_finding(
    context: Context,
    given: Iterable[Finding],
    files: Context | None = None,
    codes: Collection[str] | None = None,
    counting: Collection[tuple[str, str]] | None = None,
) -> list[Finding]:
    """Return those given by the loader and what every rule finds, exceptions applied: with `counting` these alone.

    `files` is the register with the policy it holds, where the context judges it by another. With `codes` only those
    rules are run; what is said of exceptions is then of no use.
    """
    return apply_exceptions(context, [*given, *run(context, files, codes)], RULES, counting)


def run(context: Context, files: Context | None = None, codes: Collection[str] | None = None) -> Iterator[Finding]:
    """Yield what every rule finds, or those of some codes."""
    for code, rule in RULES.items():
        if rule.check is None or (codes is not None and code not in codes):
            continue
        for found in rule.check(files if files is not None and code.startswith(OF_FILES) else context):
            yield Finding(code, rule.severity, found.ref, found.path, found.values, rule.clause, subject=found.subject)
