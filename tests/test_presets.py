"""The matrices that ship: every cell as the register's specification lists it, consequence then likelihood."""

from pathlib import Path

import pytest

from riskctl.store.yaml_events import parse

TEMPLATES = Path(__file__).parents[1] / "templates" / "register"
CELLS = [f"{consequence}{likelihood}" for consequence in "1234" for likelihood in "1234"]
DEFAULT = {
    **dict.fromkeys(("14", "23", "32", "41"), "medium"),
    **dict.fromkeys(("24", "33", "42"), "high"),
    **dict.fromkeys(("34", "43", "44"), "critical"),
}
KL_OS2 = {**dict.fromkeys(("24", "33", "42"), "medium"), **dict.fromkeys(("34", "43"), "high"), "44": "critical"}
DATATILSYNET = {
    **dict.fromkeys(("13", "22", "31"), "medium"),
    **dict.fromkeys(("14", "23", "24", "32", "33", "41"), "high"),
    **dict.fromkeys(("34", "42", "43", "44"), "critical"),
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [("procedure.yaml", DEFAULT), ("presets/kl-os2.yaml", KL_OS2), ("presets/datatilsynet.yaml", DATATILSYNET)],
)
def test_every_cell(path: str, expected: dict[str, str]) -> None:
    tree = parse((TEMPLATES / path).read_bytes()).tree
    matrix = tree["risk"]["matrix"] if "risk" in tree else tree["matrix"]
    found = {f"{down}{across}": level for down, row in enumerate(matrix, 1) for across, level in enumerate(row, 1)}
    assert found == {cell: expected.get(cell, "low") for cell in CELLS}
