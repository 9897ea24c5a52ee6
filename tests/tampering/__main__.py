"""Whether the auditor's script, without riskctl, agrees with `audit` on every history: `python -m tests.tampering`.

Minutes, so not in the gate, which takes one history of each kind. The script is run twice: as it is packed, and with no
word of what `audit` found, to see what it finds by itself.
"""

import contextlib
import io
import shutil
import sys
import tempfile
from pathlib import Path

from riskctl.cli.main import main
from tests.tampering.packing import packed
from tests.tampering.scenario import CANNOT_TELL, FOUND, NOW, WHOLE, Scenario
from tests.tampering.tables import SCENARIOS


def quietly(*argv: str) -> int:
    """Run riskctl and show nothing of what it prints."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return main([*argv, "--now", NOW])


def compare(scenario: Scenario, folder: Path) -> tuple[int, int, int]:
    """Return the exit codes of `audit`, of its script, and of its script left to itself.

    Where nothing was packed the script has nothing to say, which is that it cannot tell.
    """
    found = packed(scenario, folder, quietly)
    if found.folder is None:
        return found.code, CANNOT_TELL, CANNOT_TELL
    told, _ = found.verified()
    found.forget_findings()
    return found.code, told, found.verified()[0]


def compare_all() -> int:
    """Print each history where they differ, and how many the script finds by itself; return how many differ."""
    differ = alone = tampered = 0
    root = Path(tempfile.mkdtemp())
    try:
        for number, scenario in enumerate(SCENARIOS):
            folder = root / str(number)
            folder.mkdir()
            code, told, itself = compare(scenario, folder)
            tampered += code == FOUND
            alone += code == FOUND and itself == FOUND
            if told != code or (code == WHOLE and itself != WHOLE):
                differ += 1
                sys.stdout.write(f"{scenario.name}: audit {code}, script {told}, by itself {itself}\n")
            shutil.rmtree(folder)
    finally:
        shutil.rmtree(root)
    sys.stdout.write(f"{len(SCENARIOS)} histories, {differ} differ; by itself the script finds {alone} of {tampered}\n")
    return differ


if __name__ == "__main__":
    sys.exit(compare_all() > 0)
