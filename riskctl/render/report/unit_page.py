"""One page for a unit: its systems, its risks, and what waits for it."""

from collections.abc import Iterator

from riskctl.core.fields import rank
from riskctl.core.views.pages import UnitPage
from riskctl.render import views_json
from riskctl.render.document.model import Block, Document, Section
from riskctl.render.due import heading_json, items_json
from riskctl.render.names import unit_name
from riskctl.render.report import parts
from riskctl.render.report.voice import Voice, headed, said
from riskctl.store.find import Revision
from riskctl.text import Words


def document(page: UnitPage, revision: Revision, words: Words) -> Document:
    """Return the page."""
    voice = Voice(page.judged, words, "pages")
    judged, notices = parts.judged_at(voice, revision)
    sections = (
        ("unit.systems", _systems(voice, page)),
        ("unit.risks", _risks(voice, page)),
        ("unit.actions", parts.actions(voice, page.actions)),
        ("unit.waiting", parts.waiting(voice, page.waiting)),
    )
    return Document(
        lang=words.lang,
        title=voice("unit.title", name=unit_name(voice.register, page.unit)),
        author=voice.register.procedure.municipality,
        dated=page.judged.engine.clock.now,
        lead=(judged,),
        notices=notices,
        front=(Section(voice("short"), (said(*_short(voice, page)),)),),
        sections=tuple(Section(voice(name), tuple(blocks), n) for n, (name, blocks) in enumerate(sections, 1)),
    )


def as_json(page: UnitPage, revision: Revision) -> dict[str, object]:
    """Return the same under the keys of `systems`, `risks`, `actions` and `due`."""
    engine = page.judged.engine
    return {
        **heading_json(engine, revision),
        "unit": page.unit,
        "level": page.level,
        "systems": [views_json.system(each) for each in page.systems],
        "risks": [views_json.risk(each) for each in page.risks],
        "actions": [views_json.action(engine, each.action) for each in page.actions],
        "items": items_json(engine, page.waiting),
    }


def _short(voice: Voice, page: UnitPage) -> Iterator[str]:
    overdue = sum(each.status == "overdue" for each in page.waiting)
    yield voice(
        "unit.short", systems=voice("count.systems", n=len(page.systems)), risks=voice("count.risks", n=len(page.risks))
    )
    if page.level is not None:
        yield voice("unit.level", level=page.level)
    yield voice("unit.late", n=overdue) if overdue else voice("unit.in-time")


def _systems(voice: Voice, page: UnitPage) -> Iterator[Block]:
    rows = (
        (
            view.system.name,
            voice.level(view.system.criticality),
            voice.level(view.level),
            voice.person(view.system.owner),
            voice.when(view.last_assessed),
            voice.when(view.next_assessment),
        )
        for view in page.systems
    )
    yield from headed("", voice.table("system class worst owner last next", rows), voice("unit.none"))


def _risks(voice: Voice, page: UnitPage) -> Iterator[Block]:
    """Yield the risks above low one by one, and how many low ones there are."""
    above = [view for view in page.risks if rank(view.current.risk.level) > rank("low")]
    yield from parts.risks(voice, above)
    low = len(page.risks) - len(above)
    if low:
        yield said(voice("unit.low", n=low))
