"""Word documents, PDF and workbooks of a report."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "style.basis": "Basis",
    "style.notice": "Notice",
    "style.cell": "Table Text",
    "style.code": "Code",
    "style.table": "Report Table",
    "page": "Page",
    "of": "of",
    "sheet.front": "Front page",
    "table": "Table with the columns: {columns}.",
    "matrix": "Risk matrix with the number of risks in each cell. Rows: {row}. Columns: {columns}.",
    "template.unreadable": "it cannot be read",
    "template.no-word": "it is not a Word document in the format .docx or .dotx",
    "template.too-large": "it is too large",
    "template.macros": "it holds macros",
    "template.outside": "it fetches something outside the document",
    "trend": "Lines showing {title}; the numbers are in the table below the figure.",
}
