"""A meeting broken off at every prompt in turn, and gone on with: it ends as one that nobody disturbed.

`python -m tests.assess_interrupted` breaks a first assessment off at every prompt: by kill -9, by Ctrl-C, by Ctrl-D.
"""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from tests.assess_scripts import SCRIPTS, Script, held, register_for, terminal
from tests.terminal import Terminal

Stop = Literal["kill", "ctrl-c", "ctrl-d"]
STOPS: tuple[Stop, ...] = ("kill", "ctrl-c", "ctrl-d")
SCRIPT = SCRIPTS["first"]
TOLD_ONCE = ("Fortsætter kladden", "Forventet restrisiko")
"""What is said once at the top of a page, and not again."""


def written(folder: Path) -> dict[str, bytes]:
    """Return what lies in the register, and beside its drafts."""
    found = [path for root in ("register", ".git/riskctl/drafts") for path in (folder / root).rglob("*")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.is_file()}


def undisturbed(folder: Path, script: Script = SCRIPT) -> dict[str, bytes]:
    """Return what a meeting leaves that nobody disturbed."""
    held(script, register_for(script, folder))
    return written(folder)


def stopped(at: Terminal, how: Stop) -> None:
    """Break a meeting off."""
    if how == "kill":
        at.kill()
        return
    at.press("\x03" if how == "ctrl-c" else "\x04")
    code, screen = at.end()
    assert code == 130, screen
    assert "kladden er gemt" in " ".join(screen.split()), screen


def same(before: str, after: str) -> bool:
    """Whether a screen is as it was, but for what is said once."""
    one, other = (
        [line for line in screen.splitlines() if not line.startswith(TOLD_ONCE)] for screen in (before, after)
    )
    return one == other


def disturbed(folder: Path, stops: Mapping[int, Stop], script: Script = SCRIPT) -> dict[str, bytes]:
    """Return what a meeting leaves that is broken off at some of its prompts, counted from 0, each in some way."""
    register_for(script, folder)
    at = terminal(folder, *script.argv)
    try:
        for number, (question, reply) in enumerate(script.asked):
            before = at.wait(question)
            if number in stops:
                stopped(at, stops[number])
                at = terminal(folder, *script.argv)
                if number:
                    at.answer("Fortsæt?")
                after = at.wait(question)
                assert same(before, after), f"{before}\nbut then\n{after}"
            at.type(reply)
        code, screen = at.end()
        assert code == 0, screen
    finally:
        at.close()
    return written(folder)


def main() -> None:
    """Break the meeting off at every prompt, in every way; exit 1 where it matters."""
    with tempfile.TemporaryDirectory() as folder:
        expected = undisturbed(Path(folder))
    differs = False
    for how in STOPS:
        with tempfile.TemporaryDirectory() as folder:
            found = disturbed(Path(folder), dict.fromkeys(range(len(SCRIPT.asked)), how))
        differs |= found != expected
        sys.stdout.write(
            f"{how}: {len(SCRIPT.asked)} prompts, {'other files' if found != expected else 'the same files'}\n"
        )
    sys.exit(differs)


if __name__ == "__main__":
    main()
