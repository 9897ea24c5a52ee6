"""Every branch of the trust core is run by its own tests: `python -m tests.trust`.

What the trust core is, and which tests are its own, stands in pyproject.toml under `[tool.mutmut]`; `mutmut run`
changes the same code in small ways and runs the same tests.
"""

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Run them; return 0 when they pass and cover every branch."""
    chosen = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "coverage.ini")
        include = "\n    ".join(chosen["only_mutate"])
        config.write_text(
            f"[run]\nbranch = true\ndata_file = {folder}/data\ninclude =\n    {include}\n", encoding="utf-8"
        )
        argv = [sys.executable, "-m", "pytest", "-q", "--cov", f"--cov-config={config}"]
        argv += ["--cov-report=term-missing:skip-covered", "--cov-fail-under=100"]
        done = subprocess.run([*argv, *chosen["pytest_add_cli_args_test_selection"]], cwd=ROOT, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
