"""`riskctl event add`: what happened, what it hits, how big it is; and what follows from it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

import typer

from riskctl.cli.lookup import unknown_id
from riskctl.cli.prompt import Prompt, UnusableError
from riskctl.cli.session import Session
from riskctl.cli.writing import By, Commit, DryRun, Moment, Preview, Writing
from riskctl.core.schedule import NEEDS_NO_SYSTEM
from riskctl.core.views.reached import TARGETS, Reached, Target, reached_by
from riskctl.errors import RiskctlError
from riskctl.render import writes as render
from riskctl.render.safe import visible

CATEGORIES: Final = ("outage", "cyber-attack", "data-breach", "other")
KINDS: Final = (
    "incident",
    "change-system",
    "change-supplier",
    "change-organisation",
    "threat-landscape",
    "procurement",
    "legislation",
)
MAGNITUDES: Final = ("minor", "major")
MOST_OFFERED: Final = 5
"""Commands offered to go on with; the due list has the rest."""
Ids = list[str] | None
Names = Mapping[str, Mapping[str, str]]


def add(
    session: Session,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT")] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND")] = None,
    category: Annotated[str | None, typer.Option("--category", metavar="CATEGORY")] = None,
    system: Annotated[Ids, typer.Option("--system", metavar="ID")] = None,
    supplier: Annotated[Ids, typer.Option("--supplier", metavar="ID")] = None,
    process: Annotated[Ids, typer.Option("--process", metavar="ID")] = None,
    unit: Annotated[Ids, typer.Option("--unit", metavar="ID")] = None,
    threat: Annotated[Ids, typer.Option("--threat", metavar="ID")] = None,
    magnitude: Annotated[str | None, typer.Option("--magnitude", metavar="minor|major")] = None,
    effective_on: Annotated[str | None, typer.Option("--effective-on", metavar="DATE")] = None,
    by: By = None,
    moment: Moment = None,
    dry_run: DryRun = False,
    commit: Commit = False,
) -> int:
    """Note an event, in three questions."""
    run = Writing(session, dry_run=dry_run, commit=commit)
    words = session.words
    what = _what(run, title, kind, category)
    given = dict(zip(TARGETS, (system, supplier, process, unit, threat), strict=True))
    at, planned, who = run.moment(moment), run.day(effective_on, "--effective-on"), run.by(by)
    hit = _targets(run, given, what["kind"])
    sizes = [(each, words(f"writes.event.magnitude.{each}")) for each in MAGNITUDES]
    size = run.one_of(magnitude, "--magnitude", words("writes.ask.event.magnitude"), sizes)
    data: dict[str, Any] = {**what, "magnitude": size, "title": what["title"], "occurred_at": at}
    data = {key: data[key] for key in ("kind", "category", "magnitude", "title", "occurred_at") if key in data}
    data |= {"effective_on": planned} if planned else {}
    data |= {name: ids for name, ids in hit.items() if ids}
    return _finish(run, {**data, "reported_by": who}, at)


def _finish(run: Writing, data: Mapping[str, Any], at: datetime) -> int:
    """Write the event, say what it reaches, and offer what to go on with."""
    words = run.words
    id_ = run.dated_id("events", at, data["title"])
    preview = run.preview_new({f"events/{id_}.yaml": data})
    found = reached_by(preview.engine, preview.engine.register.events[id_])
    told = [words("writes.event.added", title=data["title"], id=id_), *render.reached(preview.engine, found, words)]
    json = {"event": id_, "reached": [_reached_json(each) for each in found]}
    message = words("writes.commit.event", title=data["title"])
    return run.finish(preview, message, told=told, after=_offers(run, preview, id_), json=json)


def _offers(run: Writing, preview: Preview, event: str) -> list[str]:
    """Return the commands that answer the event, the most urgent first."""
    systems = [item.system for item in preview.due.opened if item.kind == "revision"]
    offers = [f"  riskctl assess {system} --event {event}" for system in systems[:MOST_OFFERED]]
    if systems[MOST_OFFERED:]:
        offers.append(f"  {run.words('writes.more', n=len(systems) - MOST_OFFERED)}")
    return [run.words("writes.event.go-on"), *offers] if offers else []


def _reached_json(each: Reached) -> dict[str, object]:
    return {
        "system": each.system.id,
        "through": each.through,
        "source": each.source,
        "path": list(each.path),
        "counts": each.counts,
    }


def _what(run: Writing, title: str | None, kind: str | None, category: str | None) -> dict[str, str]:
    """Return kind, category and title: one question for what is not given."""
    session, words = run.session, run.words
    session.choice(kind, "--kind", KINDS)
    session.choice(category, "--category", CATEGORIES)
    if category is not None and kind not in (None, "incident"):
        raise RiskctlError("category-misplaced", kind=kind)
    if category is not None:
        found = {"kind": "incident", "category": category}
    elif kind is not None and kind != "incident":
        found = {"kind": kind}
    else:
        found = {}
    if found and title:
        return {**found, "title": run.text(title, "--title", "")}
    if found:
        return {**found, "title": run.text(title, "--title", words("writes.ask.event.title"))}
    offered = CATEGORIES if kind else (*CATEGORIES, *KINDS[1:])
    option, example = ("--category", "outage") if kind else ("--kind", "incident --category outage")
    if title:
        options = [(each, words(f"writes.event.kind.{each}")) for each in offered]
        chosen = run.need(None, option, example, lambda prompt: prompt.choice(words("writes.ask.event.kind"), options))
        return {**_kind(chosen), "title": title.strip()}
    return run.need(None, option, example, lambda prompt: _ask_what(run, prompt, offered))


def _kind(code: str) -> dict[str, str]:
    return {"kind": "incident", "category": code} if code in CATEGORIES else {"kind": code}


def _ask_what(run: Writing, prompt: Prompt, offered: tuple[str, ...]) -> dict[str, str]:
    """Ask what happened in one line: a number for its kind, and the words for it."""
    words = run.words
    for number, code in enumerate(offered, 1):
        prompt.screens.line(f"{number:>2} {words(f'writes.event.kind.{code}')}", indent=2)

    def read(text: str) -> dict[str, str]:
        number, _, title = text.partition(" ")
        if not (number.isascii() and number.isdigit() and 1 <= int(number) <= len(offered) and title.strip()):
            raise UnusableError(words("writes.bad.event"))
        return {**_kind(offered[int(number) - 1]), "title": title.strip()}

    return prompt.ask(words("writes.ask.event.what"), read)


def _names(run: Writing) -> dict[str, dict[str, str]]:
    """Return what an event may name, by field: ids with names."""
    register = run.register
    return {
        "systems": {id_: each.name for id_, each in register.systems.items()},
        "suppliers": {id_: each.name for id_, each in register.suppliers.items()},
        "processes": {id_: each.name for id_, each in register.processes.items()},
        "units": {id_: each.name for id_, each in register.organisation.units.items()},
        "threats": {id_: each.name.in_language(run.words.lang) for id_, each in register.threats.items()},
    }


def _targets(run: Writing, given: Mapping[Target, Ids], kind: str) -> dict[str, list[str]]:
    """Return what the event names, by field."""
    names = _names(run)
    for field, ids in given.items():
        for each in ids or ():
            if each not in names[field]:
                raise unknown_id(run.session, each, names[field], field)
    found: dict[str, list[str]] = {field: list(dict.fromkeys(ids)) for field, ids in given.items() if ids}
    free = kind in NEEDS_NO_SYSTEM
    if found or (free and not run.asking):
        return found
    example = next(iter(names["systems"]), "ID")
    return run.need(None, "--system", example, lambda prompt: _ask_targets(run, prompt, names, free=free))


def _ask_targets(run: Writing, prompt: Prompt, names: Names, *, free: bool) -> dict[str, list[str]]:
    """Ask what the event hits; `free` where it may hit nothing."""
    none = run.words("assess.key.none")

    def read(text: str) -> dict[str, list[str]]:
        if free and text == none:
            return {}
        found: dict[str, list[str]] = {}
        for part in (part.strip() for part in text.split(",")):
            if part:
                field, id_ = _named(run, part, names)
                found.setdefault(field, []).append(id_)
        if not found:
            raise UnusableError(run.words("assess.bad.text"))
        return {field: list(dict.fromkeys(ids)) for field, ids in found.items()}

    question = run.words("writes.ask.event.targets.free" if free else "writes.ask.event.targets")
    return prompt.ask(question, read, {} if free else None, none)


def _named(run: Writing, text: str, names: Names) -> tuple[str, str]:
    """Return the one thing that a text names, by id, name or a part of it."""
    wanted = text.casefold()
    everything = [(field, id_, name.casefold()) for field, known in names.items() for id_, name in known.items()]
    whole = [(field, id_) for field, id_, name in everything if wanted in (id_, name)]
    begun = [
        (field, id_)
        for field, id_, name in everything
        if any(part.startswith(wanted) for part in (*id_.split("-"), *name.split()))
    ]
    within = [(field, id_) for field, id_, name in everything if wanted in id_ or wanted in name]
    for found in (whole, begun, within):
        if len(found) == 1 or (found and found is whole):
            return found[0]
        if found:
            several = [id_ for _, id_ in found[:MOST_OFFERED]]
            raise UnusableError(run.words("writes.bad.several", value=visible(text), names=several))
    raise UnusableError(run.words("writes.bad.target", value=visible(text)))


COMMANDS = {"event add": (add, False)}
