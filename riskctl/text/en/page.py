"""The report as a page."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "skip": "Go to the content",
    "contents": "Contents",
    "scale": "Each figure has a scale of its own, which begins at 0.",
    "numbers": "The numbers as a table: {title}",
}
