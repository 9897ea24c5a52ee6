"""Decisions as text: what waits for whom, and what is decided on as its reader would see it."""

from collections.abc import Iterator

from riskctl.core.approval import Approvals, Subject
from riskctl.core.assessments import Action, Assessment, Risk
from riskctl.core.decisions import POLICY_SUBJECTS, Organisation
from riskctl.core.fields import Role, rank
from riskctl.core.ids import split_risk_id
from riskctl.core.register import Register
from riskctl.core.roles import policy_version
from riskctl.core.views.deciding import PolicyBefore
from riskctl.core.views.fields_changed import changed_fields
from riskctl.core.views.waiting import Waiting
from riskctl.render.due import responsible_json
from riskctl.render.field_words import FieldWords
from riskctl.render.names import level_name, person_name, risk_name, system_name, threat_name, unit_name
from riskctl.render.safe import visible
from riskctl.text import Words


def waiting_json(each: Waiting) -> dict[str, object]:
    """Return a waiting decision as JSON."""
    deciders = responsible_json(each.deciders)
    return {"subject": each.subject, "level": each.level, "state": each.state, "due": each.due, "deciders": deciders}


def by_decider(waiting: list[Waiting]) -> dict[tuple[str, str], list[Waiting]]:
    """Return what waits by who may decide, a role and a person; what several may decide stands under each."""
    found: dict[tuple[str, str], list[Waiting]] = {}
    for each in waiting:
        for who in each.deciders:
            found.setdefault((who.role or "", who.person or ""), []).append(each)
    return dict(sorted(found.items()))


def waiting_lines(judged: Approvals, waiting: list[Waiting], words: Words) -> Iterator[str]:
    """Yield what waits for a decision by who may decide; each is a line of level, deadline, subject, what, and why."""
    for number, ((role, person), cases) in enumerate(by_decider(waiting).items()):
        if number:
            yield ""
        name = person_name(judged.register, person) or words("approve.nobody")
        yield visible(words("approve.decider", name=name, role=role, code=role))
        for each in cases:
            parts = (
                level_name(each.level, words) if each.level else "-",
                words.value("due", each.due),
                each.subject,
                subject_title(judged, each.subject, words),
                words(f"approve.state.{each.state}"),
            )
            yield "  " + "\t".join(visible(part) for part in parts)


def roles_named(roles: tuple[Role, ...], words: Words) -> str:
    """Return roles in words, with the codes that options take."""
    return words.enumeration([f"{words.name('role', role)} (--as {role})" for role in roles])


def subject_title(judged: Approvals, subject: str, words: Words) -> str:
    """Return what a decision is about, in the words people use."""
    register = judged.register
    kind, _, rest = subject.partition(":")
    if kind == "action" and rest in register.actions:
        return words("approve.title.action", title=register.actions[rest].title)
    if kind == "acceptance":
        id_, key = split_risk_id(rest)
        return words("approve.title.acceptance", risk=risk_name(register, f"{id_.partition('/')[0]}#{key}", words))
    if subject in POLICY_SUBJECTS:
        return words(f"approve.title.{subject}")
    return words("approve.title.assessment", system=system_name(register, subject.partition("/")[0]))


def decided_on(
    judged: Approvals, subject: str, found: Subject, words: Words, before: PolicyBefore | None = None
) -> Iterator[str]:
    """Yield what is decided on as its reader would see it: level, residual risk, plan, cost, what changed."""
    policy = subject in POLICY_SUBJECTS
    about = "approve.about.policy" if policy else "approve.about"
    yield visible(words(about, title=subject_title(judged, subject, words), subject=subject, level=found.level))
    yield from (visible(f"  {line}") for line in detail(judged, subject, words, before))


def detail(judged: Approvals, subject: str, words: Words, before: PolicyBefore | None = None) -> Iterator[str]:
    """Yield the content of what is decided on, a line each."""
    register = judged.register
    kind, _, rest = subject.partition(":")
    if subject in POLICY_SUBJECTS:
        return _policy(judged, subject, before, words)
    if kind == "action":
        return _action(judged, register.actions[rest], words)
    if kind == "acceptance":
        return _acceptance(judged, rest, words)
    return _assessment(judged, register.assessments[subject], words)


def _assessment(judged: Approvals, assessment: Assessment, words: Words) -> Iterator[str]:
    register = judged.register
    performers = [person_name(register, person) for person in assessment.performed_by]
    day = assessment.completed_at.astimezone(judged.engine.clock.zone)
    yield words("approve.assessment", people=performers, date=day.date())
    earlier = _before(judged, assessment)
    for key, risk in sorted(assessment.risks.items(), key=lambda pair: -rank(pair[1].level)):
        moved = _moved(earlier.risks.get(key), risk, words) if earlier is not None else ""
        yield " ".join([_risk(judged, key, risk, words), *([moved] if moved else [])])
    if earlier is None:
        yield words("approve.first")
        return
    gone = [threat_name(register, key, words) for key in earlier.risks if key not in assessment.risks]
    if gone:
        yield words("approve.gone", risks=words.enumeration(gone))
    yield words("approve.since", date=earlier.completed_at.astimezone(judged.engine.clock.zone).date())


def _risk(judged: Approvals, key: str, risk: Risk, words: Words) -> str:
    return words(
        "approve.risk",
        level=level_name(risk.level, words),
        threat=threat_name(judged.register, risk.threat or key, words),
        treatment=words.name("treatment", risk.treatment),
        residual=words.name("level", risk.residual.level),
    )


def _moved(was: Risk | None, now: Risk, words: Words) -> str:
    if was is None:
        return words("approve.risk.new")
    return words("approve.risk.was", level=was.level) if was.level != now.level else ""


def _before(judged: Approvals, assessment: Assessment) -> Assessment | None:
    """Return the system's assessment before this one."""
    known = [
        each
        for each in judged.register.assessments.values()
        if each.system == assessment.system and each.completed_at < assessment.completed_at
    ]
    return max(known, key=lambda each: each.completed_at, default=None)


def _action(judged: Approvals, action: Action, words: Words) -> Iterator[str]:
    register = judged.register
    yield words(
        "approve.action",
        type=words.name("action_type", action.type),
        person=person_name(register, action.responsible),
        due=action.due,
    )
    for id_ in action.risks:
        current = judged.engine.latest.risks.get(id_)
        name = risk_name(register, id_, words)
        if current is None:
            yield name
            continue
        residual = words.name("level", current.risk.residual.level)
        yield words("approve.against", level=level_name(current.risk.level, words), risk=name, residual=residual)
    if action.cost is not None:
        yield words("approve.cost", dkk=words.number(action.cost.dkk), hours=words.number(action.cost.hours))
    else:
        yield words("approve.cost.none")


def _acceptance(judged: Approvals, reference: str, words: Words) -> Iterator[str]:
    register = judged.register
    id_, key = split_risk_id(reference)
    risk = register.assessments[id_].risks[key]
    yield _risk(judged, key, risk, words)
    if risk.acceptance is not None:
        yield words("approve.acceptance", reason=risk.acceptance.reason or "-", until=risk.acceptance.until or "-")


def _policy(judged: Approvals, subject: str, before: PolicyBefore | None, words: Words) -> Iterator[str]:
    register = judged.register
    if subject == "procedure":
        fields = FieldWords(register, words)
        known = before.procedure if before else register.procedure_of(policy_version(register, "procedure"))
        changes = changed_fields(known, register.procedure) if known else []
        lines = [fields.table_changed(each.path, each.before, each.after) for each in changes]
        yield words("approve.procedure", version=register.procedure.version, n=len(lines))
    else:
        now = register.organisation
        lines = list(_organisation(register, before.organisation if before else now, words))
        keys = sum(map(len, now.keys.values()))
        yield words("approve.organisation", roles=len(now.roles), keys=keys, n=len(lines))
    yield from lines


def _organisation(register: Register, was: Organisation, words: Words) -> Iterator[str]:
    """Yield which roles and keys came and went."""
    now = register.organisation
    for way, one, other in (("gone", was, now), ("came", now, was)):
        for held in (each for each in one.roles if each not in other.roles):
            yield words(
                f"approve.role.{way}",
                role=held.role,
                person=person_name(register, held.person),
                unit=unit_name(register, held.unit) if held.unit else words("approve.everywhere"),
                since=held.since,
                until=held.until or words("approve.no-end"),
                deputy=person_name(register, held.deputy) if held.deputy else "-",
            )
        for person, keys in one.keys.items():
            for key in (each for each in keys if each not in other.keys.get(person, ())):
                yield words(
                    f"approve.key.{way}",
                    person=person_name(register, person),
                    value=f"{key.key.partition(' ')[0]} …{key.key[-12:]}",
                    since=key.since,
                    until=key.until,
                )
