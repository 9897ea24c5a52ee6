"""A register of any size: systems that depend on each other, assessments of 20 risks, and actions."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from riskctl.store.emit import emit
from tests import registers
from tests.cli.writes import ACTION, ASSESSMENT, FIRE, RISK

FIRST: Final = datetime(2021, 2, 1, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))
RISKS: Final = 20


def make(root: Path, systems: int, assessments: int, actions: int) -> Path:
    """Make the register below a folder that is not there; return it. Assessments are a week apart for each system."""
    root.mkdir(parents=True)
    shutil.copy(registers.TEMPLATE, root / "procedure.yaml")
    base = registers.files()
    nexus = base.pop("systems/nexus.yaml")
    threats = {f"threats/t{each}.yaml": base["threats/ransomware.yaml"] for each in range(RISKS)}
    registers.write(root, {**base, **threats})
    for at in range(systems):
        depends = [{"system": f"s{at - 1}" if at % 10 else "net", "importance": "supporting"}]
        registers.write(root, {f"systems/s{at}.yaml": {**nexus, "name": f"System {at}", "depends_on": depends}})
    _assessed(root, systems, assessments)
    planned = emit({**ACTION, "risks": ["s0#t0"], "planned_at": FIRST, "due": date(2027, 3, 1)})
    (root / "actions").mkdir()
    for at in range(actions):
        text = planned.replace("s0#t0", f"s{at % systems}#t{at % RISKS}")
        (root / f"actions/a{at}.yaml").write_text(text, encoding="utf-8")
    return root


def _assessed(root: Path, systems: int, assessments: int) -> None:
    risks = {f"t{each}": RISK if each % 4 == 0 else {**FIRE, "threat": "fire"} for each in range(RISKS)}
    known = emit({**ASSESSMENT, "completed_at": FIRST, "risks": risks, "excluded": {}})
    stamp = next(line for line in known.splitlines() if line.startswith("completed_at"))
    for at in range(assessments):
        when = FIRST + timedelta(weeks=7 * (at // systems))
        folder = root / f"assessments/s{at % systems}"
        folder.mkdir(parents=True, exist_ok=True)
        text = known.replace(stamp, f"completed_at: {when.isoformat()}")
        (folder / f"{when:%Y-%m-%d}.yaml").write_text(text, encoding="utf-8")
