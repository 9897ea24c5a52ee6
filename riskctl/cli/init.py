"""`riskctl init`: a new register in git, or the example municipality with its history."""

from pathlib import Path
from typing import Annotated

import typer

from riskctl.cli.init_beside import Wanted, Written, tell, wanted, write_beside
from riskctl.cli.session import Session
from riskctl.errors import RiskctlError
from riskctl.store import new_register
from riskctl.store.editor_files import EXTENSIONS, SETTINGS, VSCODE, settings_kept
from riskctl.store.stage import begun, is_unfinished


def init(
    session: Session,
    folder: Annotated[str, typer.Argument(metavar="[DIR]")] = ".",
    example: Annotated[bool, typer.Option("--example")] = False,
    municipality: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    matrix: Annotated[str | None, typer.Option("--matrix", metavar="PRESET")] = None,
    ci: Annotated[str | None, typer.Option("--ci", metavar="github|gitlab|azure")] = None,
    codeowners: Annotated[str | None, typer.Option("--codeowners", metavar="github|gitlab")] = None,
    hook: Annotated[bool, typer.Option("--hook")] = False,
    commit: Annotated[bool, typer.Option("--commit")] = False,
) -> None:
    """Make a new register."""
    session.format("text", "json")
    target = Path(folder)
    preset = session.choice(matrix, "--matrix", new_register.PRESETS)
    there = _register_in(target)
    beside = wanted(session, there or target, ci, codeowners, hook=hook, example=example)
    if there is not None and beside:
        _only_beside(session, target, there, beside, commit=commit)
        return
    if codeowners is not None:
        raise RiskctlError("no-register")
    _refuse_what_is_there(target, example=example)
    settings = [] if (target / VSCODE).exists() else [target / SETTINGS, target / EXTENSIONS]
    if example:
        made = new_register.make_example(target)
    else:
        made = new_register.make(target, municipality, preset, words=session.words, commits=commit)
    written = write_beside(session, target, made.register, beside)
    committed = made.commit
    if commit and not example:
        message = session.words("init.message", municipality=made.municipality)
        committed = new_register.commit_all(target, message, [*written.files, *settings])
    _tell(session, folder, made, written, committed, example=example)


def _tell(
    session: Session, folder: str, made: new_register.Made, written: Written, committed: str | None, *, example: bool
) -> None:
    words = session.words
    if session.options.format == "json":
        answer = {"register": str(made.register), "files": made.files, "commits": made.commits, "commit": committed}
        session.json({**answer, **written.as_json()})
        return
    if example:
        commits = words("init.example.commits", n=made.commits)
        session.note(words("init.example", municipality=made.municipality, path=folder, commits=commits))
        session.note(words("init.next.example", path=folder))
        return
    session.note(words("init.made", path=made.register, files=words("init.made.files", n=made.files)))
    for kept in settings_kept(Path(folder), made.register):
        session.note(words("schema.kept", path=kept, other=made.register / SETTINGS))
    tell(session, written)
    if committed:
        session.note(words("init.committed", commit=committed[:12]))
    session.note(words("init.next", path=made.register / "README.md"))


def _only_beside(session: Session, target: Path, register: Path, beside: Wanted, *, commit: bool) -> None:
    """Write what stands beside a register that is there already."""
    written = write_beside(session, target, register, beside)
    message = session.words("init.message.ci")
    committed = new_register.commit_files(target, written.files, message) if commit and written.files else None
    if session.options.format == "json":
        answer = {"register": str(register), "files": len(written.files), "commits": 0, "commit": committed}
        session.json({**answer, **written.as_json()})
        return
    tell(session, written)
    if committed:
        session.note(session.words("init.committed", commit=committed[:12]))


def _register_in(target: Path) -> Path | None:
    found = (each for each in (target / "register", target) if (each / "procedure.yaml").is_file())
    return next(found, None)


def _refuse_what_is_there(target: Path, *, example: bool) -> None:
    """Raise RiskctlError where a register, or for the example anything at all, is there already."""
    if target.exists() and not target.is_dir():
        raise RiskctlError("not-empty", path=target)
    taken = (
        example and target.is_dir() and not begun(target) and any(not is_unfinished(each) for each in target.iterdir())
    )
    if taken or (target / "register").exists() or (target / "procedure.yaml").exists():
        raise RiskctlError("not-empty", path=target)


COMMANDS = {"init": (init, False)}
