"""The annual review of low risks: a list for the management review, with the command that confirms each (P3.11)."""

from collections.abc import Iterable, Iterator

from riskctl.core.views.low_risks import LowRisks, Review
from riskctl.render.document.model import Block, Code, Document, Section
from riskctl.render.due import heading_json
from riskctl.render.names import unit_name
from riskctl.render.obstacle import obstacle_words
from riskctl.render.report import parts
from riskctl.render.report.voice import Voice, headed, number, said
from riskctl.store.find import Revision
from riskctl.text import Words


def document(found: LowRisks, revision: Revision, words: Words) -> Document:
    """Return the review."""
    voice = Voice(found.judged, words, "pages")
    judged, notices = parts.judged_at(voice, revision)
    sections = (
        ("low.confirmable", _confirmable(voice, found.confirmable)),
        ("low.kept", _kept(voice, found.kept)),
        ("low.after", _after(voice, found.confirmable)),
    )
    return Document(
        lang=words.lang,
        title=voice("low.title", municipality=voice.register.procedure.municipality),
        author=voice.register.procedure.municipality,
        dated=found.judged.engine.clock.now,
        lead=(judged,),
        notices=notices,
        front=(Section(voice("short"), (said(*_short(voice, found)),)),),
        sections=tuple(Section(voice(name), tuple(blocks), n) for n, (name, blocks) in enumerate(sections, 1)),
    )


def as_json(found: LowRisks, revision: Revision) -> dict[str, object]:
    """Return the review: which systems may be confirmed, and what keeps the others."""
    return {
        **heading_json(found.judged.engine, revision),
        "systems": [
            {
                "system": each.system.id,
                "assessed": each.assessed,
                "due": each.due,
                "risks": each.risks,
                "confirmable": not each.obstacles,
                "obstacles": [{"obstacle": one.name, **one.values} for one in each.obstacles],
            }
            for each in found.reviews
        ],
        "others": found.others,
        "never": found.never,
    }


def _short(voice: Voice, found: LowRisks) -> Iterator[str]:
    yield voice("low.text")
    yield voice("low.count", n=len(found.reviews), confirmable=len(found.confirmable), kept=len(found.kept))
    yield voice("low.others", others=voice("count.systems", n=found.others), never=voice.none_or(found.never))
    if found.confirmable:
        yield voice("low.ask")


def _confirmable(voice: Voice, reviews: Iterable[Review]) -> Iterator[Block]:
    rows = ((*_row(voice, each), "☐") for each in reviews)
    table = voice.table("system class unit owner risks last next confirmed", rows)
    yield from headed("", table, voice("low.confirmable.none"))
    if table.rows:
        yield said(voice("low.signature"))


def _after(voice: Voice, reviews: Iterable[Review]) -> Iterator[Block]:
    """Yield what the coordinator does with the answers: no business of the meeting."""
    rows = [(each.system.name, Code(f"riskctl assess {each.system.id} --unchanged")) for each in reviews]
    yield said(voice("low.after.text" if rows else "low.after.none"))
    yield from headed("", voice.table("system command", rows))


def _kept(voice: Voice, reviews: Iterable[Review]) -> Iterator[Block]:
    rows = (
        (*_row(voice, each), "; ".join(obstacle_words(voice.register, one, voice.words) for one in each.obstacles))
        for each in reviews
    )
    table = voice.table("system class unit owner risks last next why", rows)
    yield from headed("", table, voice("low.kept.none"))


def _row(voice: Voice, each: Review) -> tuple[str, ...]:
    return (
        each.system.name,
        voice.level(each.system.criticality),
        unit_name(voice.register, each.system.unit),
        voice.person(each.system.owner),
        number(each.risks),
        voice.when(each.assessed),
        voice.when(each.due),
    )
