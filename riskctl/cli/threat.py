"""`riskctl threat level`: a published or own level of a threat, and every risk it moves, before it is written."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from riskctl.cli.lookup import known_id
from riskctl.cli.session import Session
from riskctl.cli.writing import By, Commit, DryRun, Writing
from riskctl.core.rating import ThreatLevel, threat_level
from riskctl.core.threats import Judgement, Threat
from riskctl.core.views.difference import Moved, risks_moved
from riskctl.errors import Exit, RiskctlError
from riskctl.render import writes as render
from riskctl.render.names import threat_name
from riskctl.store.splice import Append, Edit, Put
from riskctl.store.write import FileEdit

ORDER = tuple(Threat.model_fields)
MOST_OFFERED = 5


def level(
    session: Session,
    threat: Annotated[str, typer.Argument(metavar="THREAT")],
    level_: Annotated[str | None, typer.Argument(metavar="[LEVEL]")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", metavar="P")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE")] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="URL")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT")] = None,
    own: Annotated[bool, typer.Option("--own")] = False,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT")] = None,
    by: By = None,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    dry_run: DryRun = False,
    commit: Commit = False,
) -> int:
    """Set the level of a threat."""
    run = Writing(session, dry_run=dry_run, commit=commit)
    words = session.words
    known_id(session, threat, "threats")
    known_id(session, by, "people")
    path = f"threats/{threat}.yaml"
    seen = session.seen(path)
    _fit_together(own, publisher=publisher, url=url, note=note, reason=reason)
    levels = [(each, words.name("threat_level", each)) for each in run.engine.procedure.likelihood.threat_levels]
    new = run.one_of(level_, "LEVEL", words("writes.ask.threat.level"), levels)
    day = run.past_day(on, "--on")
    if own:
        edits = _own(run, threat, {"level": new, "date": day, "by": run.by(by), "reason": reason})
    else:
        edits = _source(run, {"publisher": publisher, "level": new, "date": day, "url": url, "note": note})
    return _finish(run, threat, FileEdit(path, seen, edits), own=own, yes=yes)


def _fit_together(own: bool, **given: str | None) -> None:
    wrong = ("publisher", "url", "note") if own else ("reason",)
    for name in wrong:
        if given[name] is not None:
            other = "--own" if own else "--publisher"
            raise RiskctlError("exclusive", value=f"--{name}", other=other)


def _source(run: Writing, entry: dict[str, Any]) -> list[Edit]:
    words = run.words
    said = {name: (value or "").strip() or None for name, value in entry.items() if name in ("publisher", "note")}
    entry |= said
    entry["publisher"] = run.need(
        said["publisher"], "--publisher", "SAMSIK", lambda prompt: prompt.text(words("writes.ask.threat.publisher"))
    )
    entry["url"] = run.need(
        entry["url"], "--url", "https://samsik.dk/…", lambda prompt: prompt.text(words("writes.ask.threat.url"))
    )
    if not entry["url"].startswith(("https://", "http://")):
        raise RiskctlError("bad-url", value=entry["url"])
    return [Append(("sources",), {name: value for name, value in entry.items() if value is not None}, ORDER)]


def _own(run: Writing, threat: str, entry: dict[str, Any]) -> list[Edit]:
    """Return edits that set the own judgement: value by value where there is one."""
    entry["reason"] = run.text(entry["reason"], "--reason", run.words("writes.ask.threat.reason"))
    if run.whole.threats[threat].own_judgement is None:
        return [Put(("own_judgement",), entry, ORDER)]
    order = tuple(Judgement.model_fields)
    return [Put(("own_judgement", name), value, order) for name, value in entry.items()]


def _finish(run: Writing, threat: str, edit: FileEdit, *, own: bool, yes: bool) -> int:
    """Show what the level moves, ask in a terminal, and write."""
    words, engine = run.words, run.engine
    preview = run.preview_edit(edit)
    before = engine.threat_level(threat)
    after = threat_level(preview.engine.register.threats[threat], engine.procedure, engine.clock)
    found = risks_moved(engine, preview.engine, threat)
    told = [*_levels(run, threat, before, after, own=own), *render.moved(engine, found, words)]
    if run.asking and not yes and not run.dry_run:
        run.say(told)
        told = []
        if not run.prompt.yes(words("writes.ask.threat.save")):
            run.session.note(words("writes.unchanged"))
            return Exit.OK
    name = threat_name(engine.register, threat, words)
    message = words("writes.commit.threat", threat=name, threat_level=after.level or "unrated")
    json = {
        "threat": threat,
        "level": {"from": before.level, "to": after.level},
        "moved": [{"risk": each.risk, "from": each.before, "to": each.after} for each in found],
    }
    return run.finish(preview, message, told=told, after=_offers(run, threat, found), json=json)


def _levels(run: Writing, threat: str, before: ThreatLevel, after: ThreatLevel, *, own: bool) -> list[str]:
    words, name = run.words, threat_name(run.register, threat, run.words)
    if before.level == after.level:
        lines = [words("writes.threat.same", threat=name, threat_level=after.level or "unrated")]
    else:
        lines = [
            words(
                "writes.threat.level",
                threat=name,
                earlier=before.level or "unrated",
                threat_level=after.level or "unrated",
            )
        ]
    if after.basis == "own" and not own:
        lines.append(words("writes.threat.own-wins", date=after.dated))
    return lines


def _offers(run: Writing, threat: str, found: Sequence[Moved]) -> list[str]:
    """Return what to go on with: the assessments stand as they are until they are made anew."""
    if not found:
        return []
    systems = list(dict.fromkeys(each.system for each in found))
    event = f'riskctl event add --kind threat-landscape --threat {threat} --magnitude minor --title "…"'
    offers = [event, *(f"riskctl assess {system} --threat {threat}" for system in systems[:MOST_OFFERED])]
    more = len(systems) - MOST_OFFERED
    return [
        run.words("writes.threat.go-on"),
        *(f"  {offer}" for offer in offers),
        *([f"  {run.words('writes.more', n=more)}"] if more > 0 else []),
    ]


COMMANDS = {"threat level": (level, False)}
