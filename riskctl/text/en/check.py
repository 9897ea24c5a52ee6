"""What the formats of `check` say beside the findings."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "title": "Check of the register",
    "column.place": "Where",
    "column.hint": "How to mend it",
    "others": ("{n} more finding", "{n} more findings"),
    "beside": (
        "{n} more finding is set on no line; it stands in this log and, with --output markdown=$GITHUB_STEP_SUMMARY, on the page of the run.",
        "{n} more findings are set on no line; they stand in this log and, with --output markdown=$GITHUB_STEP_SUMMARY, on the page of the run.",
    ),
    "left-out": ("There is no room for {n} more finding.", "There is no room for {n} more findings."),
    "root": "The top folder of the repository",
}
