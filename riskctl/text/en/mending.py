"""What `check --fix` mends, a sentence each, and how many there were."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "value": "{path}: {field} corrected from '{old}' to '{new}'",
    "key": "{path}: the field '{old}' corrected to '{new}'",
    "fields": "{path}: the fields put in their fixed order",
    "progress": "{path}: progress put in order of time",
    "result": "{path}: {field} filled in with {new}",
    "bom": "{path}: the invisible mark (BOM) at the beginning removed",
    "lines": "{path}: the lines now end with LF",
    "letters": "{path}: letters written as two characters are written as one",
    "none": "Nothing can be mended without asking.",
    "written": ("{n} mend saved in {files}.", "{n} mends saved in {files}."),
    "possible": (
        "{n} mend is ready in {files}. Nothing is saved; 'riskctl check --fix' saves it.",
        "{n} mends are ready in {files}. Nothing is saved; 'riskctl check --fix' saves them.",
    ),
}
