"""`riskctl init`: a new register in git, or the example municipality with its history."""

from pathlib import Path
from typing import Annotated

import typer

from riskctl.cli.session import Session
from riskctl.errors import RiskctlError
from riskctl.store import new_register


def init(
    session: Session,
    folder: Annotated[str, typer.Argument(metavar="[DIR]")] = ".",
    example: Annotated[bool, typer.Option("--example")] = False,
    municipality: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    commit: Annotated[bool, typer.Option("--commit")] = False,
) -> None:
    """Make a new register."""
    form, words, target = session.format("text", "json"), session.words, Path(folder)
    _refuse_what_is_there(target, example=example)
    made = new_register.make_example(target) if example else new_register.make(target, municipality)
    committed = made.commit
    if commit and not example:
        committed = new_register.commit_all(target, words("init.message", municipality=made.municipality))
    if form == "json":
        session.json(
            {"register": str(made.register), "files": made.files, "commits": made.commits, "commit": committed}
        )
        return
    if example:
        commits = words("init.example.commits", n=made.commits)
        session.note(words("init.example", municipality=made.municipality, path=folder, commits=commits))
        session.note(words("init.next.example", path=folder))
    else:
        session.note(words("init.made", path=made.register, files=words("init.made.files", n=made.files)))
        if committed:
            session.note(words("init.committed", commit=committed[:12]))
        session.note(words("init.next", path=made.register / "README.md"))


def _refuse_what_is_there(target: Path, *, example: bool) -> None:
    """Raise RiskctlError where a register, or for the example anything at all, is there already."""
    if target.exists() and not target.is_dir():
        raise RiskctlError("not-empty", path=target)
    taken = any(target.iterdir()) if example and target.is_dir() else False
    if taken or (target / "register").exists() or (target / "procedure.yaml").exists():
        raise RiskctlError("not-empty", path=target)


COMMANDS = {"init": (init, False)}
