"""The rules of `audit`: an explicit table, a family a module."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from riskctl.core.finding import Severity
from riskctl.core.trail import content, dates, decisions, policies, records, tree
from riskctl.core.trail.at import At, Found

Check = Callable[[At], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class TrailRule:
    """A rule of `audit`: its function, severity and clause."""

    check: Check
    severity: Severity = "error"
    clause: str = "P7.2"


TRAIL_RULES: Final[Mapping[str, TrailRule]] = MappingProxyType(
    {
        "HIS101": TrailRule(records.assessment_edited),
        "HIS102": TrailRule(records.deleted),
        "HIS103": TrailRule(records.renamed),
        "HIS104": TrailRule(records.changed_in_merge),
        "HIS105": TrailRule(records.dropped_by_merge),
        "HIS106": TrailRule(content.unreadable, clause="P7.1"),
        "HIS107": TrailRule(content.wrong_results, clause="P4.2.5"),
        "HIS108": TrailRule(records.edited_and_put_back, "warning"),
        "HIS109": TrailRule(records.note_edited, "warning"),
        "HIS201": TrailRule(records.approval_edited),
        "HIS202": TrailRule(decisions.other_register),
        "HIS203": TrailRule(decisions.version_not_in_force),
        "HIS204": TrailRule(decisions.not_signed),
        "HIS205": TrailRule(decisions.wrong_kind),
        "HIS206": TrailRule(decisions.witness_missing),
        "HIS207": TrailRule(decisions.subject_missing),
        "HIS208": TrailRule(decisions.other_content),
        "HIS209": TrailRule(decisions.wrong_role, clause="P3.7"),
        "HIS210": TrailRule(decisions.role_not_held, clause="P2.6"),
        "HIS211": TrailRule(decisions.decided_by_performer, clause="P3.7"),
        "HIS212": TrailRule(decisions.decided_too_early),
        "HIS213": TrailRule(decisions.wrong_level, clause="P3.7"),
        "HIS214": TrailRule(decisions.outside_window),
        "HIS215": TrailRule(decisions.in_future),
        "HIS301": TrailRule(policies.procedure_unapproved, clause="P8.1"),
        "HIS302": TrailRule(policies.roles_unapproved, clause="P2.6"),
        "HIS303": TrailRule(policies.version_back, clause="P8.1"),
        "HIS304": TrailRule(policies.register_id_changed),
        "HIS305": TrailRule(policies.superseded_other, clause="P8.1"),
        "HIS401": TrailRule(dates.dated_back),
        "HIS402": TrailRule(dates.dated_ahead),
        "HIS403": TrailRule(dates.anchor_gone),
        "HIS404": TrailRule(dates.anchor_off),
        "HIS501": TrailRule(tree.symbolic_link),
        "HIS502": TrailRule(tree.submodule),
        "HIS503": TrailRule(tree.executable),
        "HIS504": TrailRule(tree.unsafe_name),
        "HIS505": TrailRule(tree.same_but_for_case),
        "HIS506": TrailRule(tree.mailmap),
        "HIS507": TrailRule(tree.attributes),
    }
)
