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
    severity: Severity
    clause: str


def _error(check: Check, clause: str = "P7.2") -> TrailRule:
    return TrailRule(check, "error", clause)


def _warning(check: Check, clause: str = "P7.2") -> TrailRule:
    return TrailRule(check, "warning", clause)


TRAIL_RULES: Final[Mapping[str, TrailRule]] = MappingProxyType(
    {
        "HIS101": _error(records.assessment_edited),
        "HIS102": _error(records.deleted),
        "HIS103": _error(records.renamed),
        "HIS104": _error(records.changed_in_merge),
        "HIS105": _error(records.dropped_by_merge),
        "HIS106": _error(content.unreadable, "P7.1"),
        "HIS107": _error(content.wrong_results, "P4.2.5"),
        "HIS108": _warning(records.edited_and_put_back),
        "HIS109": _warning(records.note_edited),
        "HIS201": _error(records.approval_edited),
        "HIS202": _error(decisions.other_register),
        "HIS203": _error(decisions.version_not_in_force),
        "HIS204": _error(decisions.not_signed),
        "HIS205": _error(decisions.wrong_kind),
        "HIS206": _error(decisions.witness_missing),
        "HIS207": _error(decisions.subject_missing),
        "HIS208": _error(decisions.other_content),
        "HIS209": _error(decisions.wrong_role, "P3.7"),
        "HIS210": _error(decisions.role_not_held, "P2.6"),
        "HIS211": _error(decisions.decided_by_performer, "P3.7"),
        "HIS212": _error(decisions.decided_too_early),
        "HIS213": _error(decisions.wrong_level, "P3.7"),
        "HIS214": _error(decisions.outside_window),
        "HIS215": _error(decisions.in_future),
        "HIS301": _error(policies.procedure_unapproved, "P8.1"),
        "HIS302": _error(policies.roles_unapproved, "P2.6"),
        "HIS303": _error(policies.version_back, "P8.1"),
        "HIS304": _error(policies.register_id_changed),
        "HIS305": _error(policies.superseded_other, "P8.1"),
        "HIS401": _error(dates.dated_back),
        "HIS402": _error(dates.dated_ahead),
        "HIS403": _error(dates.anchor_gone),
        "HIS404": _error(dates.anchor_off),
        "HIS501": _error(tree.symbolic_link),
        "HIS502": _error(tree.submodule),
        "HIS503": _error(tree.executable),
        "HIS504": _error(tree.unsafe_name),
        "HIS505": _error(tree.same_but_for_case),
        "HIS506": _error(tree.mailmap),
        "HIS507": _error(tree.attributes),
    }
)
