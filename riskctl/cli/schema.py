"""`riskctl schema`: what an editor needs to complete, explain and mark the files of a register."""

from pathlib import Path
from typing import Annotated

import typer

from riskctl.cli.session import Session
from riskctl.core.register import Register
from riskctl.errors import RiskctlError
from riskctl.store import editor_files
from riskctl.store.json_schema.kinds import KINDS, modeline


def schema(
    session: Session,
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]")] = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="DIR")] = None,
    install: Annotated[bool, typer.Option("--install")] = False,
    line: Annotated[bool, typer.Option("--modeline")] = False,
) -> None:
    """Print or write schemas."""
    form = session.format("text", "json")
    chosen = session.choice(kind, "KIND", tuple(KINDS))
    _refuse_together(chosen, output, install=install, line=line)
    if install:
        _install(session)
    elif output is not None:
        _write(session, output)
    elif line:
        session.out_lines(modeline(each) for each in ([chosen] if chosen else KINDS))
    elif chosen is not None:
        session.out_bytes(editor_files.as_bytes(editor_files.schemas(_register(session), session.words)[chosen]))
    else:
        _list(session, as_json=form == "json")


def _refuse_together(chosen: str | None, output: Path | None, *, install: bool, line: bool) -> None:
    given = [("KIND", chosen is not None and not line), ("--output", output is not None)]
    given += [("--install", install), ("--modeline", line)]
    names = [name for name, is_given in given if is_given]
    if names[1:]:
        raise RiskctlError("exclusive", value=names[0], other=names[1])


def _list(session: Session, *, as_json: bool) -> None:
    rows = [(kind, session.words(f"schema.title.{kind}"), each.globs) for kind, each in KINDS.items()]
    if as_json:
        session.json({"schemas": [{"kind": kind, "title": title, "files": list(globs)} for kind, title, globs in rows]})
    else:
        session.out_lines(f"{kind:<13} {title:<16} {', '.join(globs)}" for kind, title, globs in rows)


def _register(session: Session) -> Register | None:
    """Return the register at hand; None, said on stderr, where there is none or its procedure can't be used."""
    try:
        register = session.loaded.register
    except RiskctlError as error:
        if error.key != "no-register":
            raise
        session.note(session.words("schema.general"))
        return None
    if register is None:
        session.note(session.words("schema.broken"))
    return register


def _write(session: Session, folder: Path) -> None:
    contents = editor_files.schema_files(_register(session), session.words)
    if _inside(session, folder):
        raise RiskctlError("output-in-register", path=folder)
    editor_files.write_schemas(folder, contents)
    session.note(session.words("schema.written", path=folder))


def _inside(session: Session, folder: Path) -> bool:
    """Whether a folder lies in the register and is not the one for schemas."""
    try:
        root = session.place.root
    except RiskctlError:
        return False
    target = folder.resolve()
    return target.is_relative_to(root) and target != root / editor_files.SCHEMAS


def _install(session: Session) -> None:
    """Write or renew what the register's editors use; settings that are there are never touched."""
    register, root = session.whole, session.place.root
    repository = session.place.repository
    top = repository.work_tree.resolve() if repository is not None else root
    changed = editor_files.write_schemas(
        root / editor_files.SCHEMAS, editor_files.schema_files(register, session.words)
    )
    written, kept = editor_files.add_settings(top, root)
    for path in [*([root / editor_files.SCHEMAS] if changed else []), *written]:
        session.note(session.words("schema.written", path=path))
    for path in kept:
        session.note(session.words("schema.kept", path=path, other=root / editor_files.SETTINGS))
    session.note(session.words("schema.next"))


COMMANDS = {"schema": (schema, False)}
