"""The code quality report of GitLab: a JSON array, one object a finding."""

from typing import Final

from riskctl.core.finding import Severity
from riskctl.render.as_json import dumps
from riskctl.render.check.parts import fingerprints, told
from riskctl.render.findings import Report

_SEVERITIES: Final[dict[Severity, str]] = {"error": "major", "warning": "minor"}


def rendered(report: Report) -> str:
    """Return the findings as GitLab reads them."""
    found = [
        {
            "description": told(each),
            "check_name": each.finding.code,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[each.finding.severity],
            "location": {"path": report.in_repository(each.finding.ref), "lines": {"begin": each.line}},
        }
        for each, fingerprint in zip(report.shown, fingerprints(report.shown), strict=True)
    ]
    return f"{dumps(found)}\n"
