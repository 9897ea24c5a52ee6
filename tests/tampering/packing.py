"""The auditor's package of a history, unpacked, and what its script says without riskctl."""

import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.tampering.builder import ENVIRONMENT
from tests.tampering.register import going_on
from tests.tampering.scenario import Scenario, built

Audit = Callable[..., int]
"""Runs riskctl with some arguments and returns its exit code."""


@dataclass(frozen=True)
class Packed:
    """What `audit --bundle` came to, the package where it made one, and the anchors of the history."""

    code: int
    folder: Path | None
    anchors: tuple[str, ...]

    def verified(self) -> tuple[int, str]:
        """Run the script; return its exit code and what it prints."""
        assert self.folder is not None
        argv = ["sh", str(self.folder / "verify.sh"), *self.anchors]
        done = subprocess.run(argv, capture_output=True, text=True, env=dict(ENVIRONMENT), check=False)
        return done.returncode, done.stdout + done.stderr

    def forget_findings(self) -> None:
        """Leave the script to itself: no word of what `audit` found."""
        assert self.folder is not None
        (self.folder / "facts" / "findings").write_bytes(b"")
        self.seal_again()

    def seal_again(self) -> None:
        """Make the package's sums fit its files again."""
        assert self.folder is not None
        lines = (self.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        argv = ["sha256sum", *(line.split("  ", 1)[1] for line in lines)]
        sums = subprocess.run(argv, cwd=self.folder, capture_output=True, check=True)
        (self.folder / "SHA256SUMS").write_bytes(sums.stdout)


def packed(scenario: Scenario, folder: Path, audit: Audit) -> Packed:
    """Make the history of a scenario, and the package of it."""
    repository, case = built(scenario, going_on(), folder / "repository")
    anchors = tuple(each if isinstance(each, str) else repository.id_of(each) for each in case.anchors)
    named = [word for each in anchors for word in ("--anchor", each)]
    file = folder / "package.zip"
    code = audit("audit", "--register", str(repository.folder / case.folder), "--bundle", str(file), *named)
    if not file.exists():
        return Packed(code, None, anchors)
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    return Packed(code, next(folder.glob("audit-*")), anchors)
