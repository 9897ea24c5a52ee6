"""One page for a system: what its owner is asked to confirm, and what it rests on."""

from collections.abc import Iterator, Mapping

from riskctl.core.fields import CRITERIA, PERSPECTIVES
from riskctl.core.rating import controls_of
from riskctl.core.views.pages import SystemPage
from riskctl.render import views_json
from riskctl.render.document.model import Block, Document, Heading, Section, Table
from riskctl.render.due import heading_json, items_json
from riskctl.render.names import holder_name, unit_name
from riskctl.render.report import parts
from riskctl.render.report.voice import NONE, Voice, headed, number, said
from riskctl.store.find import Revision
from riskctl.text import Words

STATEMENTS = ("facts", "support", "controls", "risks", "waiting")
"""What is asked for, in the order of the sections that show it."""


def document(page: SystemPage, revision: Revision, words: Words) -> Document:
    """Return the page: what is to be confirmed stands first, on a page of its own."""
    voice, system = Voice(page.judged, words, "pages"), page.view.system
    judged, notices = parts.judged_at(voice, revision)
    return Document(
        lang=words.lang,
        title=voice("system.title", name=system.name),
        author=voice.register.procedure.municipality,
        dated=page.judged.engine.clock.now,
        lead=(voice("system.to", person=voice.person(system.owner)), judged),
        notices=notices,
        front=(Section(voice("short"), tuple(_short(voice, page))), Section(voice("confirm"), tuple(_confirm(voice)))),
        sections=tuple(_sections(voice, page)),
    )


def as_json(page: SystemPage, revision: Revision) -> dict[str, object]:
    """Return the same under the keys of `show`, `risks`, `actions` and `due`."""
    engine = page.judged.engine
    return {
        **heading_json(engine, revision),
        "system": views_json.system(page.view),
        "approval": views_json.decision(page.approval) if page.approval else None,
        "risks": [views_json.risk(each) for each in page.risks],
        "actions": [views_json.action(engine, each.action) for each in page.actions],
        "items": items_json(engine, page.waiting),
    }


def _short(voice: Voice, page: SystemPage) -> Iterator[Block]:
    view, procedure = page.view, voice.register.procedure
    system = view.system
    yield said(
        voice(
            "system.short",
            name=system.name,
            unit=unit_name(voice.register, system.unit),
            criticality=system.criticality,
            text=procedure.criticality.texts[system.criticality].in_language(voice.words.lang),
        ),
        _assessed(voice, page),
        voice("system.level", level=view.level, risks=voice("count.risks", n=len(page.risks))) if view.level else "",
    )


def _assessed(voice: Voice, page: SystemPage) -> str:
    view = page.view
    due = voice.when(view.next_assessment)
    if view.last_assessed is None:
        return voice("system.never", due=due)
    state = parts.approval_state(page.approval)
    return voice("system.assessed", date=view.last_assessed, approval=voice(f"assessed.{state}"), due=due)


def _confirm(voice: Voice) -> Iterator[Block]:
    rows = [(number(n), voice(f"confirm.{name}", section=n), "☐", "") for n, name in enumerate(STATEMENTS, 1)]
    yield said(voice("confirm.text"))
    yield voice.table("number confirm yes no", rows)
    yield said(voice("confirm.signature"))


def _sections(voice: Voice, page: SystemPage) -> Iterator[Section]:
    made = (
        _facts(voice, page),
        _support(voice, page),
        _controls(voice, page),
        _risks(voice, page),
        _waiting(voice, page),
    )
    for n, (name, blocks) in enumerate(zip(STATEMENTS, made, strict=True), 1):
        yield Section(voice(f"system.{name}"), tuple(blocks), n)


def _facts(voice: Voice, page: SystemPage) -> Iterator[Block]:
    view, words, register = page.view, voice.words, voice.register
    system = view.system
    suggested = voice.level(view.suggestion.level)
    rows: Mapping[str, str] = {
        "owner": voice.person(system.owner),
        "operations": voice.person(system.operations),
        "supplier": holder_name(register, system.supplier) if system.supplier else NONE,
        "status": words.name("system_status", system.status),
        "class": voice.level(system.criticality),
        "suggested": suggested,
        "reason": system.criticality_reason or NONE,
        "personal_data": words.name("personal_data", system.personal_data),
        "nis2": words.name("nis2", view.nis2),
        "description": system.description or NONE,
    }
    yield Table(
        [voice("column.fact"), voice("column.value")], [(voice(f"fact.{name}"), each) for name, each in rows.items()]
    )


def _support(voice: Voice, page: SystemPage) -> Iterator[Block]:
    register, words, view = voice.register, voice.words, page.view
    processes = (
        (
            register.processes[each.process].name if each.process in register.processes else each.process,
            words.name("importance", each.importance),
        )
        for each in view.system.supports
    )
    rests = ((voice.system(each.system), words.name("importance", each.importance)) for each in view.system.depends_on)
    yield from headed(voice("support.processes"), voice.table("process importance", processes), voice("support.none"))
    yield from headed(voice("support.rests_on"), voice.table("system importance", rests), voice("support.alone"))
    carried = [voice.system(each) for each in view.dependents]
    if carried:
        yield said(voice("support.carries", names="; ".join(carried)))
    yield Heading(voice("support.consequence"))
    yield said(voice("support.consequence.text"))
    rows = (
        (words.name("criterion", criterion), *(number(view.cells[criterion, each]) for each in PERSPECTIVES))
        for criterion in CRITERIA
    )
    yield Table([voice("column.criterion"), *(words.name("perspective", each) for each in PERSPECTIVES)], [*rows])


def _controls(voice: Voice, page: SystemPage) -> Iterator[Block]:
    register, stated = voice.register, controls_of(voice.register, page.view.system.id)
    scale = register.procedure.likelihood.resilience_scale
    rows = []
    for id_, found in page.view.controls.items():
        control, named = stated[id_], register.procedure.controls.get(id_)
        name = scale[found.maturity - 1].name.in_language(voice.words.lang) if found.maturity else ""
        rows.append(
            (
                named.name.in_language(voice.words.lang) if named else id_,
                f"{found.maturity}. {name}" if found.maturity else voice("controls.unknown"),
                holder_name(register, found.inherited_from) if found.inherited_from else NONE,
                voice.when(control.date),
                control.evidence or NONE,
            )
        )
    yield from headed("", voice.table("control maturity from date evidence", rows), voice("controls.none"))


def _risks(voice: Voice, page: SystemPage) -> Iterator[Block]:
    yield from parts.risks(voice, page.risks, of_one=True)
    yield Heading(voice("system.actions"))
    yield from parts.actions(voice, page.actions)


def _waiting(voice: Voice, page: SystemPage) -> Iterator[Block]:
    yield from parts.waiting(voice, page.waiting)
