"""Hostile text through every format of `check` and both ways of making text visible: `python -m tests.text_out 3000`.

The same properties as in the gate, with so many examples, and others each time: 3,000 are some 190,000 strings.
"""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "render"


class Many:
    """Asks for so many examples, once the gate's own number has been set."""

    def __init__(self, number: int) -> None:
        self.number = number

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        from hypothesis import settings

        settings.register_profile("many", max_examples=self.number, derandomize=False, deadline=None)
        settings.load_profile("many")


def main(number: int) -> int:
    """Run the properties; return pytest's exit code."""
    files = (HERE / "check" / "test_hostile.py", HERE / "test_safe.py")
    return pytest.main(["-q", "-p", "no:cacheprovider", "--durations=9", *map(str, files)], plugins=[Many(number)])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 3_000))
