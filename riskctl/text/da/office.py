"""Word documents, PDF and workbooks of a report."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "style.basis": "Grundlag",
    "style.notice": "Bemærkning",
    "style.cell": "Tabeltekst",
    "style.code": "Kode",
    "style.table": "Rapporttabel",
    "page": "Side",
    "of": "af",
    "sheet.front": "Forside",
    "table": "Tabel med kolonnerne: {columns}.",
    "matrix": "Risikomatrix med antal risici i hvert felt. Række: {row}. Kolonner: {columns}.",
    "template.unreadable": "den kan ikke læses",
    "template.no-word": "den er ikke et Word-dokument i formatet .docx eller .dotx",
    "template.too-large": "den fylder for meget",
    "template.macros": "den indeholder makroer",
    "template.outside": "den henter noget uden for dokumentet",
    "trend": "Kurver over {title}; tallene står i tabellen under figuren.",
}
