"""PRC: holes in the procedure's own tables, and where they are laxer than the template (P3.7, P3.10, P4.3)."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final, get_args

from riskctl.core.fields import LEVELS, Acceptability, Level, Nis2, PersonalData, rank
from riskctl.core.moment import Duration, parse_duration
from riskctl.core.procedure import Procedure, TreatmentRow
from riskctl.core.rules.figures import hours
from riskctl.core.rules.rule import Context, Found

FILE: Final = "procedure.yaml"
IMPORTANCES: Final = ("essential", "important", "supporting")
_STRICTNESS: Final[tuple[Acceptability, ...]] = get_args(Acceptability)


def _lengths(**texts: str) -> Mapping[str, Duration]:
    return MappingProxyType({level: parse_duration(text) for level, text in texts.items()})


REASSESSED: Final = _lengths(low="P3Y", medium="P2Y", high="P1Y", critical="P1Y")
"""How often by the template's figure 3.1."""
TREATED: Final = _lengths(low="P3M", medium="P1M", high="P7D", critical="PT48H")
"""Within what time by the template's figure 4.3.1."""
REVISED: Final = parse_duration("P1Y")
"""How often the procedure itself is revised by the template (P8.1)."""


def _found(*path: str | int, **values: object) -> Found:
    return Found(FILE, path, "procedure", values)


def floor_falls(context: Context) -> Iterator[Found]:
    """A floor of criticality is lower for more sensitive personal data, or for a higher NIS2 class."""
    floors: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("personal_data", get_args(PersonalData)),
        ("nis2", get_args(Nis2)),
    )
    for table, kinds in floors:
        row = getattr(context.procedure.criticality, table)
        for lower, higher in pairwise(kinds):
            if rank(getattr(row, higher)) < rank(getattr(row, lower)):
                values = {"class": getattr(row, higher), "level": getattr(row, lower), "value": higher, "other": lower}
                yield _found("criticality", table, higher, **values)


def importance_crosses(context: Context) -> Iterator[Found]:
    """A less important link passes on more consequence than a more important one.

    In no column of `by_importance` may important give more than essential, or supporting more than important.
    """
    table = context.procedure.consequence.by_importance
    for stronger, weaker in pairwise(IMPORTANCES):
        rows = enumerate(zip(getattr(table, stronger), getattr(table, weaker), strict=True))
        worse = next((index for index, (more, less) in rows if less > more), None)
        if worse is not None:
            values = {
                "importance": weaker,
                "value": getattr(table, weaker)[worse],
                "right": getattr(table, stronger)[worse],
            }
            yield _found("consequence", "by_importance", weaker, worse, **values)


def decided_by_nobody(context: Context) -> Iterator[Found]:
    """The tables ask for a decision that nobody can make.

    An acceptance is to be decided on, but no role is named for it; or a decision is asked for at a level where
    `approval_kinds` leaves no kind of decision.
    """
    procedure = context.procedure
    for level in LEVELS:
        row = procedure.treatment[level]
        if row.acceptance == "with-approval" and not row.accepted_by:
            yield _found("treatment", level, "acceptance", kind="acceptance", level=level)
        if not procedure.approval_kinds[level] and _asks(procedure, level, row):
            yield _found("approval_kinds", level, kind="kinds", level=level)


def _asks(procedure: Procedure, level: Level, row: TreatmentRow) -> bool:
    return bool(procedure.reassessment[level].approval or row.approval or row.accepted_by)


def escalated_to_nobody(context: Context) -> Iterator[Found]:
    """A row says when to escalate but not to whom, or to whom but not when."""
    tables: tuple[tuple[str, Any], ...] = (
        ("reassessment", context.procedure.reassessment),
        ("treatment", context.procedure.treatment),
    )
    for name, table in tables:
        for level in LEVELS:
            row = table[level].escalate
            if bool(row.when) != bool(row.to):
                empty = "to" if row.when else "when"
                yield _found(name, level, "escalate", empty, kind=f"no-{empty}", level=level, table=name)


def high_residual_holes(context: Context) -> Iterator[Found]:
    """High residual risk goes to nobody, or a higher level is left out where a lower one is named.

    `high_residual` is what tells management of residual risk whatever the class of the system.
    """
    row = context.procedure.high_residual
    if not row.levels or not row.to:
        yield _found("high_residual", "levels" if not row.levels else "to", kind="none")
        return
    least = min(rank(level) for level in row.levels)
    missing = tuple(level for level in LEVELS[least:] if level not in row.levels)
    if missing:
        yield _found("high_residual", "levels", level=missing)


def laxer_for_higher(context: Context) -> Iterator[Found]:
    """A higher class or level is decided on by nobody where a lower one is, or is easier to accept.

    An empty `approval` above one that names a role, or an `acceptance` that asks for less than the level below it.
    """
    procedure = context.procedure
    tables: tuple[tuple[str, Any], ...] = (("reassessment", procedure.reassessment), ("treatment", procedure.treatment))
    for name, table in tables:
        for lower, higher in pairwise(LEVELS):
            if table[lower].approval and not table[higher].approval:
                yield _found(name, higher, "approval", kind="approval", level=higher, **{"class": lower}, table=name)
    for lower, higher in pairwise(LEVELS):
        asked, less = (_STRICTNESS.index(procedure.treatment[each].acceptance) for each in (lower, higher))
        if less < asked:
            yield _found("treatment", higher, "acceptance", level=higher, **{"class": lower})


def never_given(context: Context) -> Iterator[Found]:
    """The matrix never gives a level of risk, or the table of likelihood never gives a step of its scale.

    Whatever is assessed, nothing can then be at that level, and its row of deadlines never applies.
    """
    procedure = context.procedure
    given = {level for row in procedure.risk.matrix for level in row}
    missing = tuple(level for level in LEVELS if level not in given)
    if missing:
        yield _found("risk", "matrix", level=missing)
    reached = {number for row in procedure.likelihood.table.values() for number in row}
    steps = tuple(str(step) for step in range(1, procedure.scales["likelihood"] + 1) if step not in reached)
    if steps:
        yield _found("likelihood", "table", kind="likelihood", value=steps)


def reassessed_rarer(context: Context) -> Iterator[Found]:
    """Systems of a class are reassessed less often than the template asks for.

    By its figure 3.1: every third year for low, every second for medium, yearly for high and critical.
    """
    for level in LEVELS:
        every = context.procedure.reassessment[level].every
        if hours(every) > hours(REASSESSED[level]):
            yield _found("reassessment", level, "every", level=level, length=every, limit=REASSESSED[level])


def treated_later(context: Context) -> Iterator[Found]:
    """A plan may be made and started later than the template asks for.

    By its figure 4.3.1: three months for low, one month for medium, a week for high and 48 hours for critical.
    """
    for level in LEVELS:
        within = context.procedure.treatment[level].within
        if hours(within) > hours(TREATED[level]):
            yield _found("treatment", level, "within", level=level, length=within, limit=TREATED[level])


def revised_rarer(context: Context) -> Iterator[Found]:
    """The procedure is revised less often than yearly, or was last revised in the future."""
    revision = context.procedure.revision
    if hours(revision.every) > hours(REVISED):
        yield _found("revision", "every", length=revision.every)
    if revision.last > context.clock.today:
        yield _found("revision", "last", kind="later", date=revision.last)


def control_counts_nowhere(context: Context) -> Iterator[Found]:
    """A control of the procedure is named by no threat, so that its maturity never counts.

    Resilience to a threat comes from the controls that the threat names: add it there.
    """
    if context.any_broken("threats"):
        return
    named = {control for threat in context.register.threats.values() for control in threat.controls}
    for control in context.procedure.controls:
        if control not in named:
            yield _found("controls", control, control=control)


def control_without_reference(context: Context) -> Iterator[Found]:
    """A control of the procedure has no reference to the act and none to the standard."""
    for id_, control in context.procedure.controls.items():
        if not control.nis2 and not control.iso27001:
            yield _found("controls", id_, control=id_)
