"""The rules of `check`: `<code>.message`, and `<code>.hint` with an example of right; the explanation is the rule's docstring."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "errors": ("{n} error", "{n} errors"),
    "warnings": ("{n} warning", "{n} warnings"),
    "files": ("{n} file", "{n} files"),
    "summary": "{errors} and {warnings} in {files}.",
    "unshown": ("{n} more is not shown.", "{n} more are not shown."),
    "CLS101.message": "the class is {class}, but should be at least {criticality} ({table})",
    "CLS101.hint": 'Raise criticality, or write why in criticality_reason: "…".',
}
