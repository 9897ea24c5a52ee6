"""`riskctl completion`: the script that makes Tab complete commands, options and ids."""

from types import MappingProxyType
from typing import Annotated, Final

import typer

from riskctl.cli.session import Session

SCRIPTS: Final = MappingProxyType({"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "ps1"})
"""Each shell, and what its script's name ends in."""


def completion(
    session: Session,
    shell: Annotated[str, typer.Argument(metavar="bash|zsh|fish|powershell")],
) -> None:
    """Print the script of a shell."""
    from riskctl.store.packaged import packaged_text

    session.choice(shell, "completion", tuple(SCRIPTS))
    text = packaged_text(f"templates/completion/riskctl.{SCRIPTS[shell]}")
    if session.format("text", "json") == "json":
        session.json({"shell": shell, "script": text})
    else:
        session.out_bytes(text.encode())


COMMANDS = {"completion": (completion, False)}
