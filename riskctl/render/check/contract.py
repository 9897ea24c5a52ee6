"""The findings as JSON, under the keys that scripts rely on; paths are relative to the register."""

from riskctl.render.as_json import dumps
from riskctl.render.findings import Report


def rendered(report: Report) -> str:
    """Return the report as a JSON object."""
    return f"{dumps(report.as_json())}\n"
