"""Whether a decision counts: digest, role on the date, level, four eyes, stale (P3.7, P4.3; the trust design)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal

from riskctl.core import digest, roles
from riskctl.core.assessments import Assessment
from riskctl.core.assets import System
from riskctl.core.decisions import POLICY_SUBJECTS, Approval, Ruling
from riskctl.core.fields import ApprovalKind, Level, Role, highest, rank
from riskctl.core.ids import split_risk_id
from riskctl.core.moment import instant, local_date
from riskctl.core.procedure import Procedure
from riskctl.core.rating import Engine
from riskctl.core.register import CurrentRisk

State = Literal["valid", "missing", "stale", "rejected", "invalid"]
Fault = Literal[
    "register",
    "version",
    "signature",
    "kind",
    "witness",
    "subject",
    "digest",
    "role",
    "holder",
    "four-eyes",
    "before",
    "level",
    "unread",
]
POLICY_LEVEL: Level = "critical"
"""Policy needs the kinds and the witness of critical."""
FOREVER_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision, and the statement it stands in."""

    statement: Approval
    index: int
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a decision is worth: its state, why not when it is not valid, and the decision itself."""

    state: State
    fault: Fault | None = None
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is decided on: its digest, level, who may decide and in what way, and whom four eyes keep out."""

    digest: str
    level: Level
    decided_by: tuple[Role, ...]
    kinds: tuple[ApprovalKind, ...]
    not_before: datetime | None
    excluded_people: tuple[str, ...]
    systems: tuple[System | None, ...]


class Approvals:
    """The approvals of a register as of a clock. Of each subject the newest decision counts."""

    def __init__(
        self,
        engine: Engine,
        also_signed: frozenset[str] = frozenset(),
        policy_digests: Mapping[str, str] | None = None,
        on_policy: "Approvals | None" = None,
    ) -> None:
        """Judge the approvals of the engine's register; `also_signed` are ids about to be signed.

        `policy_digests`, by policy subject, are what is decided on where that is not the register's own policy: a
        new policy is judged under the one before it. `on_policy` judges the decisions on policy, where that is done
        by another register than the rest.
        """
        self.engine = engine
        self._on_policy = on_policy
        self._policy_digests = policy_digests or {}
        self.register = engine.register
        self._signed = engine.register.signed | also_signed
        self._verdicts: dict[tuple[str, int], Verdict] = {}

    def taken_as_signed(self, id_: str) -> "Approvals":
        """Return the same with a statement's signature taken as given: it is about to be made."""
        return Approvals(self.engine, self._signed | {id_}, self._policy_digests, self._on_policy)

    @cached_property
    def by_subject(self) -> Mapping[str, list[Decided]]:
        """Every decision by its subject, newest last."""
        found: dict[str, list[Decided]] = {}
        for statement in sorted(self.register.approvals.values(), key=lambda each: (each.at, each.id)):
            for index, ruling in enumerate(statement.decisions):
                found.setdefault(ruling.subject, []).append(Decided(statement, index, ruling))
        return found

    def newest(self) -> Iterator[Decided]:
        """Yield the newest decision of each subject."""
        return (decisions[-1] for decisions in self.by_subject.values())

    def of(self, subject: str) -> Verdict:
        """Return the state of the newest decision on a subject."""
        decisions = self.by_subject.get(subject)
        return self.judge(decisions[-1]) if decisions else Verdict("missing")

    def of_unit(self, subject: str, system: System) -> list[Decided]:
        """Return the decisions on a subject by those who may decide for the system's unit, newest last.

        An action's risks may lie in several units.
        """
        return [each for each in self.by_subject.get(subject, ()) if self._covers(each, system)]

    def since(self, decisions: Sequence[Decided], deciders: Sequence[Role] | None = None) -> datetime | None:
        """Return since when a valid decision stands, by one of the roles where they are named; None when none does.

        The newest decides whether one stands; one that is made again stands since the first time, unless
        there was a rejection between.
        """
        if not decisions or self.judge(decisions[-1]).state != "valid":
            return None
        first = None
        for decided in reversed(decisions):
            state = self.judge(decided).state
            if state == "rejected":
                break
            if state == "valid" and (deciders is None or decided.statement.role in deciders):
                first = decided.statement.at
        return first

    def _covers(self, decided: Decided, system: System) -> bool:
        """Whether the one who decided may decide for the system's unit."""
        day = local_date(decided.statement.at, self.engine.clock.zone)
        statement = decided.statement
        return roles.may_decide_for(self.register, statement.by, statement.role, system, system.unit, day)

    def judge(self, decided: Decided) -> Verdict:
        """Return what one decision is worth."""
        if self._on_policy is not None and decided.ruling.subject in POLICY_SUBJECTS:
            return self._on_policy.judge(decided)
        place = (decided.statement.id, decided.index)
        if place not in self._verdicts:
            self._verdicts[place] = self._judged(decided)
        return self._verdicts[place]

    def _judged(self, decided: Decided) -> Verdict:
        fault = self.statement_fault(decided.statement)
        if fault is None:
            subject = self.subject(decided.ruling.subject, decided.statement)
            fault = "subject" if subject is None else self._ruling_fault(decided, subject)
        if fault == "digest":
            return Verdict("stale", fault, decided)
        if fault is not None:
            return Verdict("invalid", fault, decided)
        if any(self._may_replace(id_, decided) for id_ in self.register.unread):
            return Verdict("invalid", "unread", decided)
        return Verdict("valid" if decided.ruling.decision == "approved" else "rejected", None, decided)

    def _may_replace(self, unread: str, decided: Decided) -> bool:
        """Whether a statement that can't be read may be a later decision on the same subject: its text names it.

        A text with a backslash can spell a name otherwise, and a file that was not opened can hold anything.
        """
        text, subject = self.register.unread[unread], decided.ruling.subject
        if unread[:10] < decided.statement.id[:10]:
            return False
        if text is None:
            return True
        pattern = rf"subject\W+{subject}\b" if subject in POLICY_SUBJECTS else re.escape(subject)
        return "\\" in text or re.search(pattern, text) is not None

    def statement_fault(self, statement: Approval) -> Fault | None:
        """Return what spoils a whole statement: its register, procedure version or signature."""
        procedure = self.register.procedure
        if statement.register_id != procedure.register_id:
            return "register"
        if self.register.procedure_of(statement.procedure) is None:
            return "version"
        if statement.kind == "signed" and statement.id not in self._signed:
            return "signature"
        return None

    def _ruling_fault(self, decided: Decided, subject: Subject) -> Fault | None:
        statement, ruling = decided.statement, decided.ruling
        if ruling.digest != subject.digest:
            return "digest"
        if statement.kind not in subject.kinds:
            return "kind"
        if statement.role not in subject.decided_by:
            return "role"
        if not self._held_for_one(statement, subject):
            return "holder"
        if statement.by in subject.excluded_people:
            return "four-eyes"
        if subject.not_before is None or statement.at < subject.not_before:
            return "before"
        if ruling.subject not in POLICY_SUBJECTS and ruling.level != subject.level:
            return "level"
        return "witness" if self._witness_lacks(statement, subject) else None

    def _held_for_one(self, statement: Approval, subject: Subject) -> bool:
        day = local_date(statement.at, self.engine.clock.zone)
        return any(
            roles.may_decide_for(
                self.register, statement.by, statement.role, system, system.unit if system else None, day
            )
            for system in subject.systems
        )

    def _witness_lacks(self, statement: Approval, subject: Subject) -> bool:
        if statement.kind != "minuted" or rank(subject.level) < rank("high"):
            return False
        return statement.witness is None or statement.witness in (statement.by, *subject.excluded_people)

    def subject(self, name: str, statement: Approval) -> Subject | None:
        """Return what a decision is about, its level as of the statement; None when it is not there.

        Who may decide follows the procedure that the statement names: a later one does not undo decisions.
        """
        tables = self.register.procedure_of(statement.procedure) or self.register.procedure
        if name in POLICY_SUBJECTS:
            return self._policy(name, tables)
        if name.startswith("action:"):
            return self._action(name.removeprefix("action:"), statement, tables)
        if name.startswith("acceptance:"):
            return self._acceptance(name.removeprefix("acceptance:"), tables)
        return self._assessment(name, tables)

    def _policy(self, name: str, tables: Procedure) -> Subject:
        if name == "procedure":
            value, deciders = "sha256:" + self.register.digests.get("procedure.yaml", ""), tables.approval
        else:
            value, deciders = digest.of_organisation(self.register.organisation), tables.organisation_approval
        value = self._policy_digests.get(name, value)
        return Subject(value, POLICY_LEVEL, deciders, tables.approval_kinds[POLICY_LEVEL], FOREVER_AGO, (), (None,))

    def _assessment(self, id_: str, tables: Procedure) -> Subject | None:
        assessment = self.register.assessments.get(id_)
        system = self.register.systems.get(assessment.system) if assessment else None
        if assessment is None or system is None:
            return None
        level = class_at_completion(assessment, system)
        value = "sha256:" + self.register.digests.get(f"assessments/{id_}.yaml", "")
        deciders, kinds = tables.reassessment[level].approval, tables.approval_kinds[level]
        return Subject(value, level, deciders, kinds, assessment.completed_at, assessment.performed_by, (system,))

    def _acceptance(self, reference: str, tables: Procedure) -> Subject | None:
        id_, key = split_risk_id(reference)
        assessment = self.register.assessments.get(id_)
        system = self.register.systems.get(assessment.system) if assessment else None
        if assessment is None or system is None or key not in assessment.risks:
            return None
        risk = assessment.risks[key]
        deciders, kinds = tables.treatment[risk.level].accepted_by, tables.approval_kinds[risk.level]
        value, performers = digest.of_risk(risk), assessment.performed_by
        return Subject(value, risk.level, deciders, kinds, assessment.completed_at, performers, (system,))

    def _action(self, id_: str, statement: Approval, tables: Procedure) -> Subject | None:
        action = self.register.actions.get(id_)
        if action is None:
            return None
        latest = self.engine.latest
        risks = [risk for id_ in action.risks if (risk := latest.risk_at(id_, statement.at)) is not None]
        level = highest([each.risk.level for each in risks])
        if level is None:
            return None
        systems = tuple(self.register.systems[each.system] for each in risks)
        deciders, kinds = tables.treatment[level].approval, tables.approval_kinds[level]
        value, responsible = digest.of_plan(action), (action.responsible,)
        return Subject(value, level, deciders, kinds, action.planned_at, responsible, systems)

    def of_assessment(self, assessment: Assessment) -> Verdict:
        """Return the state of the decision on an assessment."""
        return self.of(assessment.id)

    def of_acceptance(self, current: CurrentRisk) -> Verdict:
        """Return the state of the decision on an acceptance, while it ran or runs."""
        decisions = self.on_acceptance(current)
        return self.judge(decisions[-1]) if decisions else Verdict("missing")

    def on_acceptance(self, current: CurrentRisk) -> list[Decided]:
        """Return the decisions on an acceptance, newest last, none made after it ended.

        A valid approval of the assessment by a role that the risk's level demands also decides it; it
        stands where the acceptance's own decision is invalid or stale.
        """
        own = self.by_subject.get(f"acceptance:{current.assessment.id}#{current.key}", [])
        deciders = self.register.procedure.treatment[current.risk.level].accepted_by
        covering = [
            each
            for each in self.by_subject.get(current.assessment.id, ())
            if each.statement.role in deciders and self.judge(each).state == "valid"
        ]
        if covering and self.of(current.assessment.id).state == "valid":
            own = [*[each for each in own if self.judge(each).state in ("valid", "rejected")], *covering]
        stated = current.risk.acceptance
        end = instant(stated.until, self.engine.clock.zone) if stated and stated.until else None
        kept = [each for each in own if end is None or each.statement.at < end]
        return sorted(kept, key=lambda each: (each.statement.at, each.statement.id))


def class_at_completion(assessment: Assessment, system: System) -> Level:
    """Return the class whose row decides who approves an assessment: the stored one, else the system's."""
    return assessment.criticality or system.criticality
