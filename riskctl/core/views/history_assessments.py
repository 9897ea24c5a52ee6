"""Entries about assessments: each as it came, the levels it moved and why, and edits of one that was completed."""

from collections.abc import Iterator, Mapping
from typing import Final

from riskctl.core.assessments import Assessment, Risk
from riskctl.core.fields import Level, highest
from riskctl.core.ids import risk_id
from riskctl.core.register import CurrentRisk
from riskctl.core.views.fields_changed import changed_fields
from riskctl.core.views.history_entry import Entry
from riskctl.core.views.history_files import entries_of
from riskctl.core.views.history_line import FileChange, Line, Step
from riskctl.core.views.why_moved import Why, why_moved

LEVEL_FIELDS: Final = ("level", "inherent", "likelihood")
"""Fields of a risk that follow from others: the change of the level tells of them."""

CAUSING_FIELDS: Final = ("threat_level", "resilience", "consequence")
"""Fields of a risk that move its level: told with it where it moved."""


def assessed(line: Line, key: str | None = None) -> Iterator[Entry]:
    """Yield the assessments of a system as they reached the mainline, and what each did to its risks.

    With a key only to that risk, and then also where the level stayed, and what else of it changed. Assessments that
    came in one step are taken by when they were completed.
    """
    there: dict[str, Assessment] = {}
    for step in line:
        changes = [each for each in step.changes if each.folder == "assessments"]
        for change in sorted(changes, key=_completed):
            completes = change.before is None or change.before.state == "draft"
            if completes and isinstance(change.now, Assessment):
                yield from _new(step, change.now, _newest(there), key)
                there[change.id] = change.now
            else:
                yield from _touched(step, change, key)
                there.pop(change.renamed_from or change.id, None)
                if isinstance(change.now, Assessment):
                    there[change.id] = change.now


def _completed(change: FileChange) -> tuple[str, str]:
    return (change.now.completed_at.isoformat() if isinstance(change.now, Assessment) else "", change.id)


def _newest(there: Mapping[str, Assessment]) -> Assessment | None:
    return max(there.values(), key=lambda each: (each.completed_at, each.id), default=None)


def _touched(step: Step, change: FileChange, key: str | None) -> Iterator[Entry]:
    """Yield an edit of an assessment that was there already; of one risk, what concerns it."""
    for entry in entries_of(step, change):
        if entry.what == "renamed":
            continue
        if key is None or entry.what != "changed" or entry.field[:1] != ("risks",) or entry.field[1:2] == (key,):
            yield entry


def _new(step: Step, now: Assessment, was: Assessment | None, key: str | None) -> Iterator[Entry]:
    if was is not None and was.completed_at > now.completed_at:
        was = None
    levels = [_worst(was), _worst(now)]
    values = {"class": now.criticality, "triggers": now.triggers, "procedure": now.procedure, "note": now.note}
    if key is None:
        yield Entry(
            step,
            "assessed",
            "assessments",
            now.id,
            dated=now.completed_at,
            by=now.performed_by,
            before=levels[0],
            after=levels[1],
            values=values,
        )
    for each in (key,) if key is not None else tuple(dict.fromkeys((*now.risks, *(was.risks if was else ())))):
        yield from _moved(step, now, was, each, alone=key is not None)


def _worst(assessment: Assessment | None) -> Level | None:
    return highest([risk.level for risk in assessment.risks.values()]) if assessment else None


def _moved(step: Step, now: Assessment, was: Assessment | None, key: str, *, alone: bool) -> Iterator[Entry]:
    """Yield what an assessment did to one risk."""
    before, after = was.risks.get(key) if was else None, now.risks.get(key)
    if before is None and after is None:
        return
    same = before is not None and after is not None and before.level == after.level
    if alone or not same:
        yield Entry(
            step,
            "level",
            "risks",
            risk_id(now.system, key),
            dated=now.completed_at,
            by=now.performed_by,
            before=before.level if before else None,
            after=after.level if after else None,
            why=_why(now, was, key),
            values=_inputs(now, after) if alone and after else {"assessment": now.id},
        )
    if alone and before is not None and after is not None:
        told = LEVEL_FIELDS if same else (*LEVEL_FIELDS, *CAUSING_FIELDS)
        yield from _fields(step, now, key, before, after, told)


def _inputs(now: Assessment, risk: Risk) -> dict[str, object]:
    return {
        "assessment": now.id,
        "threat_level": risk.threat_level,
        "resilience": risk.resilience,
        "consequence": risk.consequence,
        "likelihood": risk.likelihood,
        "procedure": now.procedure,
        "treatment": risk.treatment,
        "residual": risk.residual.level,
    }


def _fields(step: Step, now: Assessment, key: str, before: Risk, after: Risk, told: tuple[str, ...]) -> Iterator[Entry]:
    """Yield what else an assessment changed in a risk; some fields are told with the level."""
    for each in changed_fields(before, after):
        if each.path[0] not in told:
            yield Entry(
                step,
                "changed",
                "risks",
                risk_id(now.system, key),
                dated=now.completed_at,
                by=now.performed_by,
                field=each.path,
                before=each.before,
                after=each.after,
            )


def _why(now: Assessment, was: Assessment | None, key: str) -> Why | None:
    """Return the cause of a changed level as the quarterly report gives it, with the values of that input."""
    before, after = was.risks.get(key) if was else None, now.risks.get(key)
    if after is None:
        reason = now.excluded.get(key)
        return Why("closed", reasons=(reason,) if reason else ())
    if before is None or was is None:
        return Why("new")
    if before.level == after.level:
        return None
    return why_moved(CurrentRisk("", now.system, key, before, was), CurrentRisk("", now.system, key, after, now))
