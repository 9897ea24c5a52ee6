"""Speed as ratios within one run: `python -m tests.benchmark`. Not a test: machines differ, ratios drift less.

The bases are what no tool of this kind can go below: an empty interpreter, the import of typer and pydantic,
and reading the same files as libyaml events.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import large_register, long_history

REPEATS = 9
FEW = 3
"""How often what takes seconds is run."""
MEDIUM = (1_000, 5_000, 10_000)
"""Systems, assessments and actions of size M."""
COMMITS = 5_000
NOW = "2026-11-23T12:00:00+01:00"
EVENTS = """
import _ruamel_yaml, pathlib, sys
for path in pathlib.Path(sys.argv[1]).rglob("*.yaml"):
    parser = _ruamel_yaml.CParser(path.read_text(encoding="utf-8"))
    while parser.get_event() is not None:
        pass
"""


def seconds(*argv: str, repeats: int = REPEATS) -> float:
    """Return the shortest of several runs of a command, in seconds."""
    environment = {**os.environ, "RISKCTL_NOW": NOW}
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, check=False)
        best = min(best, time.perf_counter() - start)
    return best


def changed_medium(folder: Path) -> Path:
    """Make a register of size M, committed, in which ten files are changed; return it."""
    register = large_register.make(folder / "register", *MEDIUM)
    git = ["git", "-C", str(folder), "-c", "user.name=M", "-c", "user.email=m@example.org"]
    for argv in (["init", "-q"], ["add", "."], ["commit", "-qm", "M"]):
        subprocess.run([*git, *argv], check=True)
    for at in range(5):
        for path, old, new in (
            (f"systems/s{at}.yaml", "maturity: 3", "maturity: 4"),
            (f"actions/a{at}.yaml", "2027", "2028"),
        ):
            file = register / path
            file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return register


def main() -> None:
    """Print the ratios that `spec/7-speed.md` and the issues name for a small municipality."""
    python = [sys.executable]
    with tempfile.TemporaryDirectory() as folder:
        demo = str(Path(folder, "demo"))
        riskctl = [*python, "-m", "riskctl"]
        subprocess.run([*riskctl, "init", "--example", demo], stderr=subprocess.DEVNULL, check=True)
        empty = seconds(*python, "-c", "pass")
        imports = seconds(*python, "-c", "import typer, pydantic")
        eager = seconds(*python, "-c", "import typer; from pydantic import BaseModel")
        events = seconds(*python, "-c", EVENTS, demo)
        version = seconds(*riskctl, "--version")
        due = seconds(*riskctl, "due", "--json", "--register", demo)
        check = seconds(*riskctl, "check", "--register", demo)
        report = seconds(*riskctl, "report", "--quarter", "2026Q3", "--json", "--register", demo)
        long = str(long_history.make(Path(folder, "long"), COMMITS))
        log = seconds("git", "-C", long, "log", "--raw")
        audit = seconds(*riskctl, "audit", "--register", long, "--now", "2034-01-01T00:00:00+01:00")
        medium = str(changed_medium(Path(folder, "medium")))
        status = seconds("git", "-C", medium, "status", "--porcelain", repeats=FEW)
        whole = seconds(*riskctl, "check", "--register", medium, repeats=FEW)
        since = seconds(*riskctl, "check", "--since", "HEAD", "--register", medium, repeats=FEW)
    rows = (
        ("--version / python -c pass", version / empty, 2.0),
        ("due / import typer, pydantic", due / imports, 2.2),
        ("due / the same, pydantic really loaded", due / eager, 2.2),
        ("check / libyaml events, start included", check / events, 2.0),
        ("report of one quarter / check", report / check, None),
        (f"audit / git log --raw, {COMMITS} commits", audit / log, None),
        ("check --since, ten files of M / check", since / whole, 1.3),
        ("check --since, ten files of M / git status", since / status, 8.0),
    )
    for what, ratio, wanted in rows:
        figure = f"   figure: at most {wanted}" if wanted else ""
        sys.stdout.write(f"{what:42} {ratio:5.2f}{figure}\n")


if __name__ == "__main__":
    main()
