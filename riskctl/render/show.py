"""One thing explained as text: what it is, why, and what follows."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping

from riskctl.core import roles
from riskctl.core.approval import Approvals, Verdict
from riskctl.core.assets import CELLS
from riskctl.core.escalation import Escalations
from riskctl.core.fields import CRITERIA, PERSPECTIVES, rank
from riskctl.core.rating import Engine, Rating
from riskctl.core.views.risks import RiskView, why
from riskctl.core.views.systems import SystemView
from riskctl.core.why import Why
from riskctl.render import why as why_words
from riskctl.render.decision_words import way_words
from riskctl.render.due import people
from riskctl.render.names import holder_name, level_name, person_name, risk_name, threat_name
from riskctl.render.safe import visible
from riskctl.text import Words

WIDTH = 100


def _wrapped(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        shown = visible(line)
        indent = " " * (len(shown) - len(shown.lstrip()) + 4)
        yield from textwrap.wrap(shown, WIDTH, subsequent_indent=indent, break_on_hyphens=False) or [""]


def _steps(steps: Iterable[Why], judged: Approvals, words: Words) -> Iterator[str]:
    for number, (sentence, source) in enumerate(why_words.lines(steps, judged.register, words), 1):
        yield f"  {number}. {sentence}"
        yield f"     [{source}]"


def risk(judged: Approvals, view: RiskView, words: Words) -> Iterator[str]:
    """Yield a risk explained: its level, why, what follows from it, and how it is dealt with."""
    return _wrapped(_risk(judged, view, words))


def _risk(judged: Approvals, view: RiskView, words: Words) -> Iterator[str]:
    current, register, zone = view.current, judged.register, judged.engine.clock.zone
    yield f"{risk_name(register, current.id, words)}  ({current.id})"
    yield words(
        "lists.risk.level",
        level=level_name(current.risk.level, words),
        date=current.assessment.completed_at.astimezone(zone).date(),
    )
    yield words(
        "lists.risk.around",
        inherent=words.name("level", current.risk.inherent),
        residual=words.name("level", view.residual.level),
        expected=words.name("level", view.expected_residual) or words("lists.unrated"),
    )
    yield ""
    yield words("lists.why")
    yield from _steps(why(view), judged, words)
    yield from _moved(view, words)
    yield ""
    yield words("lists.follows")
    yield from _consequences(judged, view, words)
    yield from _treatment(judged, view, words)


def _moved(view: RiskView, words: Words) -> Iterator[str]:
    today, risk_ = view.today, view.current.risk
    if today is not None and today.level != risk_.level:
        yield "  " + words("lists.risk.moved", level=words.name("level", today.level))


def _consequences(judged: Approvals, view: RiskView, words: Words) -> Iterator[str]:
    engine, current = judged.engine, view.current
    row = engine.procedure.treatment[current.risk.level]
    system = engine.register.systems[current.system]
    today = engine.clock.today
    yield "  " + words("lists.risk.owner", person=person_name(engine.register, view.owner))
    if view.treatment.target is not None:
        yield "  " + words("lists.risk.target", due=view.treatment.target)
    yield "  " + words("lists.risk.due", due=view.treatment.due, within=row.within, clause=f"P4.3-{current.risk.level}")
    responsible = roles.in_roles(engine.register, row.responsible, system, today)
    yield "  " + words("lists.risk.responsible", people=people(engine.register, responsible, words))
    if row.approval:
        deciders = roles.in_roles(engine.register, row.approval, system, today)
        yield "  " + words("lists.risk.approval", people=people(engine.register, deciders, words))
    yield "  " + words("lists.risk.resources", text=row.resources.in_language(words.lang))
    escalations = Escalations(judged)
    for raised in escalations.all():
        if raised.subject == current.id:
            answered = escalations.answered(raised)
            reason = words(f"due.escalation.{raised.condition}")
            key = "lists.risk.escalated" if answered else "lists.risk.escalate"
            yield "  " + words(key, reason=reason, to=raised.to)


def _treatment(judged: Approvals, view: RiskView, words: Words) -> Iterator[str]:
    state, current, register = view.treatment, view.current, judged.register
    yield ""
    yield words("lists.risk.treatment", treatment=words.name("treatment", current.risk.treatment))
    if state.met_at is not None:
        met = state.met_at.astimezone(judged.engine.clock.zone)
        yield "  " + words("lists.risk.accepted" if state.accepted else "lists.risk.met", date=met)
    else:
        yield "  " + words(f"lists.lack.{state.lack}")
    if view.accepted_until is not None:
        yield "  " + words("lists.risk.until", date=view.accepted_until)
    yield from (f"  · {measure}" for measure in current.risk.measures)
    for id_ in view.actions:
        action = register.actions[id_]
        yield "  " + words(
            "lists.risk.action",
            title=action.title,
            id=id_,
            state=words.name("action_state", action.state),
            due=action.due,
            person=person_name(register, action.responsible),
        )


def system(judged: Approvals, view: SystemView, words: Words) -> Iterator[str]:
    """Yield a system explained: class, consequence cell by cell, controls, risks."""
    return _wrapped(_system(judged, view, words))


def _system(judged: Approvals, view: SystemView, words: Words) -> Iterator[str]:
    known, register = view.system, judged.register
    yield f"{known.name}  ({known.id})"
    yield words(
        "lists.system.head",
        kind=words.name("system_kind", known.kind),
        status=words.name("system_status", known.status),
        person=person_name(register, known.owner),
    )
    yield words(
        "lists.system.class", criticality=known.criticality, suggested=words.name("level", view.suggestion.level)
    )
    yield "  " + judged.engine.procedure.criticality.texts[known.criticality].in_language(words.lang)
    yield from _steps(view.suggestion.why, judged, words)
    yield ""
    yield words("lists.system.consequence")
    heads = [words.name("perspective", each) for each in PERSPECTIVES]
    yield "  " + " " * 18 + "".join(f"{head:>8}" for head in heads)
    for criterion in CRITERIA:
        cells = "".join(f"{view.cells[criterion, perspective]:>8}" for perspective in PERSPECTIVES)
        yield f"  {words.name('criterion', criterion):<18}{cells}"
    worst = max(CELLS, key=lambda cell: view.cells[cell])
    yield from _steps(judged.engine.consequence.why(known.id, worst), judged, words)
    yield ""
    yield words("lists.system.controls")
    yield from _controls(judged, view, words)
    yield ""
    yield words("lists.system.risk", level=level_name(view.level, words))
    risks = sorted((judged.engine.latest.risks[id_] for id_ in view.risks), key=lambda each: -rank(each.risk.level))
    for each in risks:
        yield f"  {level_name(each.risk.level, words):<12} {threat_name(register, each.threat, words)}  ({each.id})"
    latest = judged.engine.latest.assessment(known.id)
    if latest is not None:
        yield from decided(judged, judged.of(latest.id), words)
    if view.next_assessment is not None:
        yield words("lists.system.next", date=view.next_assessment)


def decided(judged: Approvals, verdict: Verdict, words: Words) -> Iterator[str]:
    """Yield who decided, when, in which role, and whether signed or minuted: minutes are nobody's own signature."""
    if verdict.decided is None:
        return
    made, register = verdict.decided.statement, judged.register
    yield words(
        f"lists.decided.{verdict.state}",
        person=visible(person_name(register, made.by)),
        role=made.role,
        date=made.at.astimezone(judged.engine.clock.zone).date(),
        way=visible(way_words(register, made.kind, made.evidence.case if made.evidence else "-", made.witness, words)),
        fault=verdict.fault or "",
    )


def _controls(judged: Approvals, view: SystemView, words: Words) -> Iterator[str]:
    register = judged.register
    for control, found in view.controls.items():
        named = register.procedure.controls.get(control)
        name = named.name.in_language(words.lang) if named else control
        maturity = str(found.maturity) if found.maturity is not None else words("lists.unknown")
        origin = holder_name(register, found.inherited_from)
        yield f"  {name}: {maturity}" + (f" ({words('lists.inherited', source=origin)})" if origin else "")


def entity(answer: Mapping[str, object], words: Words) -> Iterator[str]:
    """Yield any other thing: what its file states."""
    yield visible(f"{words('lists.kind.' + str(answer['kind']))} {answer['id']}")
    yield from (visible(line) for line in _tree({k: v for k, v in answer.items() if k not in ("kind", "id")}, 1, words))


def _tree(value: Mapping[str, object], depth: int, words: Words) -> Iterator[str]:
    pad = "  " * depth
    for key, each in value.items():
        if isinstance(each, Mapping):
            yield f"{pad}{key}:"
            yield from _tree(each, depth + 1, words)
        elif isinstance(each, tuple | list) and any(isinstance(part, Mapping) for part in each):
            yield f"{pad}{key}:"
            yield from _tree({str(number): part for number, part in enumerate(each, 1)}, depth + 1, words)
        else:
            yield f"{pad}{key}: {words.value('', each)}"


def ratings(engine: Engine, rated: Iterable[Rating], words: Words, *, explained: bool) -> Iterator[str]:
    """Yield what the engine says of each threat, worst first; with every step when asked for by name."""
    order = sorted(rated, key=lambda each: (-rank(each.level) if each.level else 1, each.threat))
    judged = Approvals(engine)
    for each in order:
        yield visible(
            words(
                "lists.rating",
                level=level_name(each.level, words),
                threat=threat_name(engine.register, each.threat, words),
                id=each.threat,
                likelihood=each.likelihood or "-",
                consequence=each.consequence,
                resilience=each.resilience,
                threat_level=each.threat_level or "unrated",
            )
        )
        if explained:
            yield from _wrapped(_steps(each.why, judged, words))
