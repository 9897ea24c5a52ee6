"""The one exception a user can mend, and the exit codes every command keeps."""

from collections.abc import Mapping
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command: a contract with scripts."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    BUG = 3
    INTERRUPTED = 130


class RiskctlError(Exception):
    """Something the person at the keyboard can mend.

    `key` names the message and its hint in `riskctl.text`; `values` fill its placeholders.
    """

    def __init__(self, key: str, *, code: Exit = Exit.USAGE, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.code = code
        self.values: Mapping[str, object] = values
