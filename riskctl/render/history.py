"""A history in a terminal, as one line an entry in a pipe, as JSON and as Markdown."""

import textwrap
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from riskctl.core.moment import local_date
from riskctl.core.views.history_entry import Entry
from riskctl.core.views.history_line import Step
from riskctl.render.history_words import Sentences, Told
from riskctl.render.safe import visible
from riskctl.render.why_moved import why_json
from riskctl.text import Words

SHORT = 10
"""How much of a commit's id is shown to people."""


def lines(told: Told, words: Words) -> Iterator[str]:
    """Yield one line an entry, its parts divided by tabs: local time, commit, who, what."""
    sentences = Sentences(told, words)
    for entry in told.entries:
        step = entry.step
        at = f"{step.at.astimezone(told.zone):%Y-%m-%d %H:%M}" if step.at else "-"
        parts = (at, (step.commit or "-")[:SHORT], sentences.who(step), _dated(entry, told, words, sentences.of(entry)))
        yield "\t".join(visible(part) for part in parts)


def _dated(entry: Entry, told: Told, words: Words, text: str) -> str:
    """Return what an entry says, with the date it states where it was committed on another."""
    dated, step = entry.dated, entry.step
    if not isinstance(dated, datetime):
        return text
    day = local_date(dated, told.zone)
    if step.at is not None and day == local_date(step.at, told.zone):
        return text
    return words("history.dated", text=text, date=day)


def paragraphs(told: Told, words: Words, width: int) -> Iterator[str]:
    """Yield the history for a terminal: a heading for each step, and what it did below."""
    sentences = Sentences(told, words)
    yield from textwrap.wrap(visible(sentences.title()), width)
    for step, entries in groupby(told.entries, key=lambda each: each.step):
        yield ""
        yield from _wrapped(_heading(step, told, sentences), width, 0)
        for entry in entries:
            yield from _wrapped(_dated(entry, told, words, sentences.of(entry)), width, 2)


def _heading(step: Step, told: Told, sentences: Sentences) -> str:
    if step.at is None or step.commit is None:
        return sentences.who(step)
    when = sentences.words.moment(step.at.astimezone(told.zone))
    return f"{when} · {step.commit[:SHORT]} · {sentences.who(step)}"


def _wrapped(text: str, width: int, indent: int) -> list[str]:
    pad = " " * indent
    return textwrap.wrap(
        visible(text).strip(), width, initial_indent=pad, subsequent_indent=pad + "  ", break_on_hyphens=False
    )


def summary(told: Told, words: Words) -> str:
    """Return how many entries are shown, and how many are not."""
    text = words("history.count", n=len(told.entries))
    return f"{text} {words('history.hidden', n=told.hidden)}" if told.hidden else text


def as_markdown(told: Told, words: Words) -> str:
    """Return the history as Markdown: a heading for each step, a list below."""
    from riskctl.render.markdown import quiet

    sentences = Sentences(told, words)
    parts = [f"# {quiet(sentences.title())}"]
    for step, entries in groupby(told.entries, key=lambda each: each.step):
        parts.append(f"## {quiet(_heading(step, told, sentences))}")
        shown = (quiet(_dated(entry, told, words, sentences.of(entry))) for entry in entries)
        parts.append("\n".join(f"- {text}" for text in shown))
    return "\n\n".join(parts) + "\n"


def as_json(told: Told, words: Words) -> dict[str, object]:
    """Return the history under its contract keys; `at` is in the municipality's time zone."""
    sentences = Sentences(told, words)
    return {
        "id": told.scope.id,
        "kind": told.scope.kind,
        "names": list(told.scope.names),
        "entries": [_entry(entry, told, sentences) for entry in told.entries],
        "hidden": told.hidden,
    }


def _entry(entry: Entry, told: Told, sentences: Sentences) -> dict[str, object]:
    step, verdict = entry.step, entry.verdict
    return {
        "at": step.at.astimezone(told.zone).isoformat() if step.at else None,
        "dated": entry.dated,
        "commit": step.commit,
        "who": step.who or None,
        "authors": list(step.authors),
        "merge": step.merge,
        "message": step.message or None,
        "what": entry.what,
        "subject": entry.subject,
        "by": list(entry.by),
        "field": list(entry.field) or None,
        "from": entry.before,
        "to": entry.after,
        "why": why_json(entry.why) if entry.why else None,
        "valid": verdict.state in ("valid", "rejected") if verdict else None,
        "fault": verdict.fault if verdict else None,
        "values": {key: value for key, value in entry.values.items() if value is not None},
        "text": sentences.of(entry),
    }
