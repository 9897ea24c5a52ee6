"""`riskctl init`: a new register in git, or the example municipality with its history."""

from pathlib import Path
from typing import Annotated

import typer

from riskctl.cli.session import Session
from riskctl.errors import RiskctlError
from riskctl.store import new_register
from riskctl.store.stage import begun, is_unfinished


def init(
    session: Session,
    folder: Annotated[str, typer.Argument(metavar="[DIR]")] = ".",
    example: Annotated[bool, typer.Option("--example")] = False,
    municipality: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    matrix: Annotated[str | None, typer.Option("--matrix", metavar="PRESET")] = None,
    ci: Annotated[str | None, typer.Option("--ci", metavar="github|gitlab|azure")] = None,
    commit: Annotated[bool, typer.Option("--commit")] = False,
) -> None:
    """Make a new register."""
    session.format("text", "json")
    target = Path(folder)
    preset = session.choice(matrix, "--matrix", new_register.PRESETS)
    forge = session.choice(ci, "--ci", tuple(new_register.CI_FILES))
    if forge is not None and example:
        raise RiskctlError("exclusive", value="--ci", other="--example")
    if forge is not None and new_register.ci_file(target, forge).exists():
        raise RiskctlError("already-there-ci", path=new_register.CI_FILES[forge])
    there = _register_in(target) if forge is not None else None
    if forge is not None and there is not None:
        _add_ci(session, target, there, forge, commit=commit)
        return
    _refuse_what_is_there(target, example=example)
    if example:
        made = new_register.make_example(target)
    else:
        made = new_register.make(target, municipality, preset, commits=commit)
    added = new_register.add_ci(target, made.register, forge) if forge else []
    committed = made.commit
    if commit and not example:
        message = session.words("init.message", municipality=made.municipality)
        committed = new_register.commit_all(target, message, added)
    _tell(session, folder, made, added, committed, example=example)


def _tell(
    session: Session, folder: str, made: new_register.Made, added: list[Path], committed: str | None, *, example: bool
) -> None:
    words = session.words
    if session.options.format == "json":
        answer = {"register": str(made.register), "files": made.files, "commits": made.commits, "commit": committed}
        session.json({**answer, "ci": [str(each) for each in added]})
        return
    if example:
        commits = words("init.example.commits", n=made.commits)
        session.note(words("init.example", municipality=made.municipality, path=folder, commits=commits))
        session.note(words("init.next.example", path=folder))
        return
    session.note(words("init.made", path=made.register, files=words("init.made.files", n=made.files)))
    _tell_of_ci(session, added)
    if committed:
        session.note(words("init.committed", commit=committed[:12]))
    session.note(words("init.next", path=made.register / "README.md"))


def _add_ci(session: Session, target: Path, register: Path, forge: str, *, commit: bool) -> None:
    """Write the jobs of a forge beside a register that is there already."""
    added = new_register.add_ci(target, register, forge)
    message = session.words("init.message.ci")
    committed = new_register.commit_files(target, added, message) if commit else None
    if session.options.format == "json":
        answer = {"register": str(register), "files": len(added), "commits": 0, "commit": committed}
        session.json({**answer, "ci": [str(each) for each in added]})
        return
    _tell_of_ci(session, added)
    if committed:
        session.note(session.words("init.committed", commit=committed[:12]))


def _tell_of_ci(session: Session, added: list[Path]) -> None:
    for each in added:
        session.note(session.words("init.ci", path=each))
    if added:
        session.note(session.words("init.ci.next", path=added[0]))


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
