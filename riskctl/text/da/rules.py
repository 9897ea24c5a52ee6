"""The rules of `check`: `<code>.message`, `<code>.hint` with an example of right, and `<code>.explain`.

A message may have one of its own for a kind of fault: `<code>.<kind>.message`. Hints have no placeholders, so that
`explain` can print them. The first sentence of an explanation is what `rules` lists.
"""

from riskctl.text.da.rules_of import (
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
    "errors": ("{n} fejl", "{n} fejl"),
    "warnings": ("{n} advarsel", "{n} advarsler"),
    "files": ("{n} fil", "{n} filer"),
    "summary": "{errors} og {warnings} i {files}.",
    "unshown": ("{n} til vises ikke.", "{n} til vises ikke."),
    "meant": "Mente du {meant}?",
    "moved.threat_level": "trusselsniveauet er {threat_level} (før {earlier})",
    "moved.resilience": "modstandsdygtigheden er {value} (før {earlier})",
    "moved.consequence": "konsekvensen er {value} (før {earlier})",
    "column.code": "Kode",
    "column.severity": "Grad",
    "column.clause": "Paragraf",
    "column.gist": "Hvad der er galt",
    "example": "Sådan skal det være",
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
