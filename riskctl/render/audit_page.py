"""The page that tells an auditor how to check the trail offline, and what riskctl itself found."""

from riskctl.core.trail.walk import TrailFinding
from riskctl.render.audit import SHORT, AuditReport
from riskctl.render.html import environment
from riskctl.render.page import page as opened
from riskctl.render.page import style
from riskctl.render.safe import visible
from riskctl.store.trail_package import SCRIPT, DecisionMade
from riskctl.text import Words

TEMPLATE = "audit/page.html.j2"


def page(report: AuditReport, decisions: list[DecisionMade], words: Words) -> dict[str, str]:
    """Return the page by the name of its file."""
    body = (
        environment()
        .get_template(TEMPLATE)
        .render(
            style=style(),
            text=lambda key, **values: words(f"package.{key}", **values),
            verdict=[*report.verdict(), words("package.head", commit=report.head)],
            findings=[_finding(report, each) for each in report.shown],
            decisions=[_decision(report, each, words) for each in decisions],
            script=SCRIPT,
            head=report.head,
        )
    )
    return {words("package.file"): opened(body, words.lang)}


def claims(report: AuditReport) -> list[tuple[str, str]]:
    """Return the severity of each finding and a line about it, in the package's facts."""
    return [
        (each.severity, visible(f"{each.code} {each.at.commit} {each.path} {report.message(each)}"))
        for each in report.trail.findings
    ]


def _finding(report: AuditReport, finding: TrailFinding) -> list[str]:
    when = finding.at.when.astimezone(report.zone)
    return [
        finding.code,
        report.words.name("severity", finding.severity),
        report.message(finding),
        finding.path,
        finding.at.commit[:SHORT],
        finding.at.who,
        report.words.moment(when),
    ]


def _decision(report: AuditReport, made: DecisionMade, words: Words) -> list[str]:
    statement, ruling = made.statement, made.ruling
    case = statement.evidence.case if statement.evidence is not None else ""
    return [
        words.moment(statement.at.astimezone(report.zone)),
        words("package.by", person=made.name, role=statement.role),
        words(f"package.kind.{statement.kind}", case=case),
        ruling.subject,
        words(f"package.decision.{ruling.decision}"),
        made.commit[:SHORT],
    ]
