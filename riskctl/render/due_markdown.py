"""The due list as Markdown, for an issue or a chat: one line an item, nobody mentioned by it."""

from collections.abc import Iterator

from markupsafe import Markup

from riskctl.core.rating import Engine
from riskctl.core.views.due import STATUSES, DueList, Timed
from riskctl.render.document.model import Code
from riskctl.render.due import people, reason, summary, when
from riskctl.render.markdown import cell
from riskctl.render.names import subject_name
from riskctl.text import Words


def as_markdown(engine: Engine, listed: DueList, words: Words) -> str:
    """Return the list under a heading for each status, and what is not shown."""
    title = words("due.title", municipality=engine.procedure.municipality, date=engine.clock.today)
    parts = [f"## {said(title)}", *_groups(engine, listed, words), said(summary(listed, words))]
    return "\n\n".join(parts) + "\n"


def _groups(engine: Engine, listed: DueList, words: Words) -> Iterator[str]:
    for status in STATUSES:
        group = [each for each in listed.shown if each.status == status]
        if group:
            yield f"### {said(words(f'due.heading.{status}', n=len(group)))}"
            yield "\n".join(_line(engine, each, words) for each in group)


def _line(engine: Engine, each: Timed, words: Words) -> str:
    item = each.item
    subject = subject_name(engine.register, item.subject, item.kind, words)
    what = words("due.entry", kind=words(f"due.kind.{item.kind}"), subject=subject)
    parts = [f"**{said(what)}**", *([said(words.name("level", item.level))] if item.level else [])]
    who = people(engine.register, item.responsible, words)
    parts += [said(text) for text in (when(each, words), reason(each, words), who)]
    return f"- {' · '.join(part.strip() for part in parts)} · {cell(Code(item.id))}"


def said(text: str) -> Markup:
    """Return register text for a place where others are notified: `@name` in it calls nobody."""
    return cell(text.replace("@", "＠"))
