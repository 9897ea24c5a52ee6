"""`riskctl system add`: a system in the overview, with the class that the tables propose (P3.4)."""

from typing import Annotated, Any, get_args

import typer

from riskctl.cli.lookup import Kind, known_id
from riskctl.cli.session import Session
from riskctl.cli.writing import Commit, DryRun, Writing
from riskctl.core.consequence import NIS2_CLASSES, suggested_class
from riskctl.core.fields import LEVELS, Importance, PersonalData, SystemKind, SystemStatus
from riskctl.core.ids import is_id, slug
from riskctl.errors import RiskctlError
from riskctl.render.names import level_name

Text = str | None
Texts = list[str] | None


def add(
    session: Session,
    id_: Annotated[str, typer.Argument(metavar="ID")],
    name: Annotated[Text, typer.Option("--name", metavar="TEXT")] = None,
    kind: Annotated[Text, typer.Option("--kind", metavar="KIND")] = None,
    status: Annotated[Text, typer.Option("--status", metavar="STATUS")] = None,
    go_live: Annotated[Text, typer.Option("--go-live", metavar="DATE")] = None,
    registered: Annotated[Text, typer.Option("--registered", metavar="DATE")] = None,
    unit: Annotated[Text, typer.Option("--unit", metavar="UNIT")] = None,
    owner: Annotated[Text, typer.Option("--owner", metavar="PERSON")] = None,
    operations: Annotated[Text, typer.Option("--operations", metavar="PERSON")] = None,
    supplier: Annotated[Text, typer.Option("--supplier", metavar="ID")] = None,
    personal_data: Annotated[Text, typer.Option("--personal-data", metavar="none|ordinary|sensitive")] = None,
    nis2: Annotated[Text, typer.Option("--nis2", metavar="none|important|critical")] = None,
    supports: Annotated[Texts, typer.Option("--supports", metavar="PROCESS=IMPORTANCE")] = None,
    depends_on: Annotated[Texts, typer.Option("--depends-on", metavar="SYSTEM=IMPORTANCE")] = None,
    criticality: Annotated[Text, typer.Option("--criticality", metavar="LEVEL")] = None,
    reason: Annotated[Text, typer.Option("--reason", metavar="TEXT")] = None,
    dry_run: DryRun = False,
    commit: Commit = False,
) -> int:
    """Put a system in the overview."""
    run = Writing(session, dry_run=dry_run, commit=commit)
    words, register = session.words, run.register
    if not is_id(id_):
        raise RiskctlError("bad-id", value=id_, example=slug(id_) or "nexus")
    if id_ in register.systems or id_ in register.suppliers:
        raise RiskctlError("id-taken", value=id_)
    data: dict[str, Any] = {"name": run.text(name, "--name", words("writes.ask.system.name"))}
    data["kind"] = _one(run, kind, "--kind", "kind", "system_kind", get_args(SystemKind))
    data["status"] = _one(run, status, "--status", "status", "system_status", get_args(SystemStatus), "in-use")
    data["registered"] = run.past_day(registered, "--registered")
    live = run.day(go_live, "--go-live")
    if live or data["status"] == "planned":
        today = run.engine.clock.today
        data["go_live"] = live or run.ask_day(None, "--go-live", words("writes.ask.system.go-live"), today)
    units = [(each, known.name) for each, known in register.organisation.units.items()]
    data["unit"] = run.one_of(unit, "--unit", words("writes.ask.system.unit"), units)
    data["owner"] = run.person(owner, "--owner", words("writes.ask.system.owner"))
    if operations is not None:
        data["operations"] = run.person(operations, "--operations", "")
    if supplier is not None:
        data["supplier"] = known_id(session, supplier, "suppliers")
    data["personal_data"] = _one(
        run, personal_data, "--personal-data", "personal-data", "personal_data", get_args(PersonalData)
    )
    links = {
        "supports": _links(run, supports, "--supports", "process", "processes"),
        "depends_on": _links(run, depends_on, "--depends-on", "system", "systems"),
    }
    session.choice(nis2, "--nis2", NIS2_CLASSES)
    rest: dict[str, Any] = {"nis2": nis2} if nis2 else {}
    rest |= {field: found for field, found in links.items() if found}
    return _finish(run, id_, data, rest, criticality, reason)


def _finish(
    run: Writing, id_: str, data: dict[str, Any], rest: dict[str, Any], criticality: str | None, reason: str | None
) -> int:
    """Propose the class, and write."""
    words, path = run.words, f"systems/{id_}.yaml"
    trial = run.preview_new({path: {**data, "criticality": LEVELS[-1], **rest}})
    found = suggested_class(trial.engine.register, trial.engine.consequence, trial.engine.register.systems[id_])
    shown = level_name(found.level, words)
    levels = [(each, words.name("level", each)) for each in LEVELS]
    question = words("writes.ask.system.criticality", shown=shown)
    if criticality is None and not run.asking:
        criticality = found.level
    class_ = run.one_of(criticality, "--criticality", question, levels, found.level)
    if LEVELS.index(class_) < LEVELS.index(found.level):
        rest["criticality_reason"] = run.text(reason, "--reason", words("writes.ask.system.reason", shown=shown))
    elif reason is not None:
        raise RiskctlError("reason-needless", shown=shown)
    order = ("criticality", "nis2", "criticality_reason", "supports", "depends_on")
    named = {"criticality": class_, **rest}
    preview = run.preview_new({path: {**data, **{key: named[key] for key in order if key in named}}})
    told = [words("writes.system.added", name=data["name"], id=id_, criticality=class_, shown=shown)]
    message = words("writes.commit.system", name=data["name"])
    after = [words("writes.system.go-on"), f"  riskctl assess {id_}"]
    return run.finish(preview, message, told=told, after=after, json={"system": id_, "suggested": found.level})


def _one(
    run: Writing,
    given: str | None,
    option: str,
    question: str,
    named: str,
    codes: tuple[str, ...],
    default: str = "",
) -> str:
    options = [(each, run.words.name(named, each)) for each in codes]
    return run.one_of(given, option, run.words(f"writes.ask.system.{question}"), options, default)


def _links(run: Writing, given: list[str] | None, option: str, field: str, kind: Kind) -> list[dict[str, str]]:
    """Return links written `home-care=essential`."""
    found = []
    for each in given or ():
        target, _, importance = each.partition("=")
        known_id(run.session, target, kind)
        if importance not in get_args(Importance):
            raise RiskctlError("bad-importance", value=each, example=f"{option} {target}=essential")
        found.append({field: target, "importance": importance})
    return found


COMMANDS = {"system add": (add, False)}
