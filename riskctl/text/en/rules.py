"""The rules of `check`: `<code>.message`, and `<code>.hint` with an example of right.

The explanation of a rule is the docstring of its function; those that the loader finds have `<code>.explain` here.
"""

from riskctl.text.en.rules_of import (
    actions,
    assessments,
    assets,
    decisions,
    events,
    files,
    procedure,
    references,
    threats,
)

TEXTS: dict[str, str | tuple[str, str]] = {
    "errors": ("{n} error", "{n} errors"),
    "warnings": ("{n} warning", "{n} warnings"),
    "files": ("{n} file", "{n} files"),
    "summary": "{errors} and {warnings} in {files}.",
    "unshown": ("{n} more is not shown.", "{n} more are not shown."),
    "meant": "Did you mean {meant}?",
    "moved.threat_level": "the threat level is {threat_level} (before: {earlier})",
    "moved.resilience": "the resilience is {value} (before: {earlier})",
    "moved.consequence": "the consequence is {value} (before: {earlier})",
    "column.code": "Code",
    "column.severity": "Severity",
    "column.clause": "Clause",
    "column.gist": "What is wrong",
    "example": "What is right",
    **files.TEXTS,
    **references.TEXTS,
    **procedure.TEXTS,
    **assets.TEXTS,
    **threats.TEXTS,
    **assessments.TEXTS,
    **decisions.TEXTS,
    **actions.TEXTS,
    **events.TEXTS,
}
