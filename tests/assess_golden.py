"""The screens of `riskctl assess`, as they were last looked at and found good.

`python -m tests.assess_golden` writes them anew into tests/golden/assess; read the difference before it is kept.
"""

import sys
import tempfile
from pathlib import Path

from tests.assess_scripts import SCRIPTS, held, register_for
from tests.terminal import WIDTH

GOLDEN = Path(__file__).parent / "golden" / "assess"
RULE = "-" * WIDTH


def screens(name: str, folder: Path) -> str:
    """Return every screen of a meeting, each with what was answered on it."""
    found: list[str] = []

    def shown(screen: str, reply: str) -> None:
        found.append(f"{screen}{RULE}\n<- {reply or 'Enter'}\n{RULE}\n")

    script = SCRIPTS[name]
    last = held(script, register_for(script, folder), shown)
    return "".join(found) + last


def main() -> None:
    """Write the screens of every meeting."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name in SCRIPTS if len(sys.argv) == 1 else sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            (GOLDEN / f"{name}.txt").write_text(screens(name, Path(folder)), encoding="utf-8")
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
