"""The report on a quarter or a year as one value: everything it shows, from the register at both ends (P6.1, P6.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from riskctl.core import roles
from riskctl.core.approval import Approvals, State, Verdict
from riskctl.core.fields import Level, rank
from riskctl.core.moment import Span, Year, instant
from riskctl.core.roles import Responsible
from riskctl.core.views import quarter_happened as happened
from riskctl.core.views import quarter_status as status
from riskctl.core.views.due import due_items
from riskctl.core.views.due_item import Kind
from riskctl.core.views.matrix import MatrixCell, matrix
from riskctl.core.views.period import Period
from riskctl.core.views.quarter_advice import Decision, Grounds, Recommendation, decisions, recommendations
from riskctl.core.views.quarter_changes import Change, changes
from riskctl.core.views.risks import RiskView, risk_register
from riskctl.core.views.side import Side
from riskctl.core.views.standstill import Standstill, standstill
from riskctl.core.views.trend import Point
from riskctl.core.views.year_account import YearAccount, year_account


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A current risk at or above the threshold of reporting (P5.6), and its level when the quarter began."""

    view: RiskView
    before: Level | None
    state: status.PlanState
    approval: Verdict | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix, and how many more risks it holds than when the quarter began; None: not comparable."""

    cell: MatrixCell
    moved: int | None


@dataclass(frozen=True, slots=True)
class Trace:
    """Where one end of the quarter was read from (P7.2)."""

    end: Literal["start", "end"]
    commit: str
    committed_at: datetime
    procedure: str
    procedure_approval: State
    signed: int
    minuted: int
    content_hash: str
    unreadable: int


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """Everything the report shows, in the order it shows it."""

    period: Period
    start: Side | None
    end: Side
    prepared_by: tuple[Responsible, ...]
    coverage: Mapping[Level, status.Coverage]
    late_systems: tuple[status.LateSystem, ...]
    levels_before: Mapping[Level, int]
    levels: Mapping[Level, int]
    matrix: tuple[tuple[Cell, ...], ...]
    outside_matrix: int
    changes: tuple[Change, ...]
    risks: tuple[RiskLine, ...]
    plans_by_level: Mapping[Level, Mapping[status.PlanState, int]]
    actions: Mapping[status.ActionState, int]
    running: tuple[status.Running, ...]
    effects: tuple[happened.EffectFound, ...]
    events: tuple[happened.EventLine, ...]
    escalations: tuple[happened.EscalationLine, ...]
    acceptances: tuple[happened.AcceptanceLine, ...]
    deviations: tuple[status.Deviation, ...]
    recommendations: tuple[Recommendation, ...]
    decisions: tuple[Decision, ...]
    load: Mapping[Kind, status.Load]
    standstill: Standstill
    trend: tuple[Point, ...]
    trace: tuple[Trace, ...]
    year: YearAccount | None

    @property
    def span(self) -> Span:
        """What the report covers."""
        return self.period.span

    @property
    def plans(self) -> dict[status.PlanState, int]:
        """How many current risks are in each state of planning."""
        return {state: sum(row[state] for row in self.plans_by_level.values()) for state in status.PLAN_STATES}

    @property
    def threshold(self) -> Level:
        """From which level risks are told of one by one (P5.6)."""
        return self.end.judged.register.procedure.reporting.threshold


def period_report(period: Period, start: Side | None, end: Side, trend: tuple[Point, ...] = ()) -> PeriodReport:
    """Return the report on a period from the register at its two ends; `start` is None where there was none yet."""
    judged = end.judged
    views = tuple(risk_register(judged))
    items = tuple(due_items(judged.engine, judged))
    effects = tuple(happened.effects(judged, period))
    escalations = tuple(happened.escalations(judged, period))
    acceptances = tuple(happened.acceptances(judged, views))
    deviations = tuple(status.deviations(judged, items))
    grounds = Grounds(judged, period, views, items, deviations, escalations, acceptances, effects)
    load = status.load(judged, items, period.span.next)
    before = start.judged.engine.latest if start else None
    cells, outside = _matrix(start, end)
    return PeriodReport(
        period=period,
        start=start,
        end=end,
        prepared_by=_prepared_by(judged),
        coverage=status.coverage(judged, items),
        late_systems=tuple(status.late_systems(judged, items)),
        levels_before=status.levels_of(before),
        levels=status.levels_of(judged.engine.latest),
        matrix=cells,
        outside_matrix=outside,
        changes=tuple(changes(before.risks if before else {}, judged.engine.latest.risks)),
        risks=tuple(_risk_lines(start, judged, views)),
        plans_by_level=status.plans(views),
        actions=status.actions(judged, period),
        running=tuple(status.running(judged, judged.register.procedure.reporting.threshold)),
        effects=effects,
        events=tuple(happened.events(judged, period)),
        escalations=escalations,
        acceptances=acceptances,
        deviations=deviations,
        recommendations=tuple(recommendations(judged, views)),
        decisions=tuple(decisions(grounds)),
        load=load,
        standstill=standstill(judged, views, load, period.span.next),
        trend=trend,
        trace=(*((_trace("start", start),) if start else ()), _trace("end", end)),
        year=year_account(judged, period, period.span) if isinstance(period.span, Year) else None,
    )


def _prepared_by(judged: Approvals) -> tuple[Responsible, ...]:
    role = judged.register.procedure.reporting.prepared_by
    return roles.in_role(judged.register, role, None, judged.engine.clock.today)


def _risk_lines(start: Side | None, judged: Approvals, views: tuple[RiskView, ...]) -> list[RiskLine]:
    """Return the risks at or above the threshold: by level, then the worst plan, then the oldest deadline."""
    threshold, zone = rank(judged.register.procedure.reporting.threshold), judged.engine.clock.zone
    earlier = start.judged.engine.latest.risks if start else {}
    lines = [
        RiskLine(
            view,
            earlier[view.current.id].risk.level if view.current.id in earlier else None,
            status.plan_state(view.treatment),
            status.approval_of(judged, view),
        )
        for view in views
        if rank(view.current.risk.level) >= threshold
    ]
    worst_first = ("overdue", "open", "met_late", "met")
    return sorted(
        lines,
        key=lambda each: (
            -rank(each.view.current.risk.level),
            worst_first.index(each.state),
            instant(each.view.treatment.due, zone),
            each.view.current.id,
        ),
    )


def _matrix(start: Side | None, end: Side) -> tuple[tuple[tuple[Cell, ...], ...], int]:
    """Return the matrix of the end's procedure with the movement in each cell, and how many risks do not fit it.

    A risk does not fit where its assessment was made by tables that put it elsewhere.
    """
    procedure = end.judged.register.procedure
    risks = end.judged.engine.latest.risks.values()
    comparable = start is not None and start.judged.register.procedure.scales == procedure.scales
    before = matrix(procedure, start.judged.engine.latest.risks.values()) if start is not None and comparable else None
    rows = tuple(
        tuple(
            Cell(
                cell, len(cell.risks) - len(before[cell.consequence - 1][cell.likelihood - 1].risks) if before else None
            )
            for cell in row
        )
        for row in matrix(procedure, risks)
    )
    misfits = sum(procedure.level_of(each.risk.consequence, each.risk.likelihood) != each.risk.level for each in risks)
    return rows, misfits


def _trace(end: Literal["start", "end"], side: Side) -> Trace:
    kinds = [each.kind for each in side.judged.register.approvals.values()]
    return Trace(
        end,
        side.commit,
        side.committed_at.astimezone(side.judged.engine.clock.zone),
        side.judged.register.procedure.version,
        side.judged.of("procedure").state,
        kinds.count("signed"),
        kinds.count("minuted"),
        side.content_hash,
        side.unreadable,
    )
