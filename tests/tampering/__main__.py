"""Whether the auditor's script, without riskctl, agrees with `audit` on every history: `python -m tests.tampering`.

Not a test: each history is packed and unpacked, and the script run on it, which takes minutes. The script is run twice:
as it is packed, and with no word of what `audit` found, to see what it finds by itself.
"""

import contextlib
import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from riskctl.cli.main import main
from tests.tampering.builder import ENVIRONMENT
from tests.tampering.conftest import MEMORY
from tests.tampering.register import going_on
from tests.tampering.scenario import NOW, Scenario, built
from tests.tampering.tables import SCENARIOS


def compare(scenario: Scenario, folder: Path) -> tuple[int, int, int]:
    """Return the exit codes of `audit`, of its script, and of its script left to itself; -1: no package."""
    repository, case = built(scenario, going_on(), folder / "repository")
    bundle, unpacked = folder / "bundle.zip", folder / "unpacked"
    register = str(repository.folder / case.folder)
    anchors = [each if isinstance(each, str) else repository.id_of(each) for each in case.anchors]
    named = [word for each in anchors for word in ("--anchor", each)]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = main(["audit", "--register", register, "--bundle", str(bundle), "--now", NOW, *named])
    if not bundle.exists():
        return code, -1, -1
    zipfile.ZipFile(bundle).extractall(unpacked)
    script = next(unpacked.rglob("verify.sh"))
    told = run(script, anchors)
    next(unpacked.rglob("findings")).write_bytes(b"")
    sums = next(unpacked.rglob("SHA256SUMS"))
    lines = sums.read_text(encoding="utf-8").splitlines(keepends=True)
    sums.write_text("".join(line for line in lines if "findings" not in line), encoding="utf-8")
    return code, told, run(script, anchors)


def run(script: Path, anchors: list[str]) -> int:
    """Run the script; return its exit code."""
    argv = ["sh", str(script), *anchors]
    return subprocess.run(argv, capture_output=True, env=dict(ENVIRONMENT), check=False).returncode


def compare_all() -> int:
    """Print each history where they differ, and how many the script finds by itself."""
    differ = alone = tampered = 0
    root = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    try:
        for number, scenario in enumerate(SCENARIOS):
            code, told, itself = compare(scenario, root / str(number))
            tampered += code == 1
            alone += code == 1 and itself == 1
            if told not in (code, -1) or (code == 0 and itself != 0) or (told == -1 and code != 2):
                differ += 1
                sys.stdout.write(f"{scenario.name}: audit {code}, script {told}, by itself {itself}\n")
            shutil.rmtree(root / str(number))
    finally:
        shutil.rmtree(root)
    sys.stdout.write(f"{len(SCENARIOS)} histories, {differ} differ; by itself the script finds {alone} of {tampered}\n")
    return differ


if __name__ == "__main__":
    sys.exit(compare_all() > 0)
