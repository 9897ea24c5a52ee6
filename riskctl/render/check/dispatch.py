"""From the name of a format to the report in it."""

from importlib import import_module

from riskctl.render.check import FORMATS
from riskctl.render.findings import Report


def rendered(form: str, report: Report) -> str:
    """Return a report in one of the formats, each line with its end; raise KeyError for another format."""
    text: str = import_module(f"riskctl.render.check.{FORMATS[form]}").rendered(report)
    return text
