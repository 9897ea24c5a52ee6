"""The report of a finished quarter has the same bytes in every format, wherever and whenever it is made."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tests.cli.test_report import Repo

FORMATS = ("md", "json", "html", "docx", "pdf", "xlsx")
PROGRAM = """
import sys
from riskctl.cli.main import main
register, now, target, *formats = sys.argv[1:]
for form in formats:
    argv = ["report", "--quarter", "2026Q3", "--register", register, "--now", now, "--lang", "da"]
    assert main([*argv, "--output", f"{target}/rapport.{form}"]) == 0, form
"""
HERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "1"}
THERE = {"TZ": "America/Los_Angeles", "LC_ALL": "da_DK.UTF-8", "LANG": "en_US.UTF-8", "PYTHONHASHSEED": "2"}


def made(register: Path, now: str, folder: Path, env: dict[str, str]) -> dict[str, bytes]:
    folder.mkdir()
    argv = [sys.executable, "-c", PROGRAM, str(register), now, str(folder), *FORMATS]
    subprocess.run(argv, check=True, cwd=folder, env={**os.environ, **env}, capture_output=True)
    return {form: (folder / f"rapport.{form}").read_bytes() for form in FORMATS}


def test_every_format_is_the_same_everywhere_and_a_year_later(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit("2026-06-20T10:00:00+02:00")
    repo.system("ny", "2026-08-20T10:00:00+02:00")
    register = repo.register
    here = made(register, "2026-11-23T12:00:00+01:00", tmp_path / "her", HERE)
    there = made(register, "2027-11-23T23:30:00-08:00", tmp_path / "der", THERE)
    sums = [{form: hashlib.sha256(data).hexdigest() for form, data in each.items()} for each in (here, there)]
    assert sums[0] == sums[1]
    assert all(b"2026" in here[form] for form in ("md", "json", "html", "docx", "pdf"))
