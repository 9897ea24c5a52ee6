"""Issues for Azure Pipelines: logging commands on stdout, the worst first, since the page of a run shows ten."""

from riskctl.render.check.parts import told
from riskctl.render.findings import Report, Shown
from riskctl.render.safe import visible


def rendered(report: Report) -> str:
    """Return one logging command a finding."""
    return "".join(f"{_issue(report, each)}\n" for each in report.worst_first())


def _issue(report: Report, each: Shown) -> str:
    place = {
        "type": each.finding.severity,
        "sourcepath": visible(report.in_repository(each.finding.ref)),
        "linenumber": str(each.line),
        "columnnumber": str(each.column),
        "code": each.finding.code,
    }
    properties = "".join(f"{name}={_property(value)};" for name, value in place.items())
    return f"##vso[task.logissue {properties}]{_data(told(each))}"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
