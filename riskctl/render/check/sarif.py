"""SARIF 2.1.0, the standard for results of static analysis: read by code scanning, editors and archives."""

from typing import Final
from urllib.parse import quote

from riskctl import __version__
from riskctl.core.rules import RULES
from riskctl.render.as_json import dumps
from riskctl.render.check.parts import fingerprints, short, told
from riskctl.render.findings import Report, Shown
from riskctl.render.rules import as_json as rule_as_json
from riskctl.render.rules import gist
from riskctl.text import Words

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
_INDEX: Final = {code: index for index, code in enumerate(RULES)}
Object = dict[str, object]


def rendered(report: Report) -> str:
    """Return the log of one run: every rule, and the findings."""
    words = report.words
    run = {
        "tool": {"driver": _driver(words)},
        "invocations": [_invocation(report)],
        "automationDetails": {"id": "riskctl/check/"},
        "originalUriBaseIds": {_ROOT: {"description": _text(words("check.root"))}},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(report, each, fingerprint)
            for each, fingerprint in zip(report.shown, fingerprints(report.shown), strict=True)
        ],
    }
    return f"{dumps({'$schema': _SCHEMA, 'version': '2.1.0', 'runs': [run]})}\n"


def _driver(words: Words) -> Object:
    rules = [_rule(code, words) for code in RULES]
    return {
        "name": "riskctl",
        "version": __version__,
        "semanticVersion": __version__,
        "language": words.lang,
        "rules": rules,
    }


def _rule(code: str, words: Words) -> Object:
    said = rule_as_json(code, words)
    return {
        "id": code,
        "shortDescription": _text(f"{gist(code, words)}."),
        "fullDescription": _text(str(said["explanation"])),
        "help": _text(str(said["hint"])),
        "defaultConfiguration": {"level": said["severity"]},
        "properties": {"clause": said["clause"], "tags": [code[:3]]},
    }


def _invocation(report: Report) -> Object:
    """Return how the run went: it did, also where something was found; and how much is left out."""
    found: Object = {"executionSuccessful": True}
    if report.unshown:
        message = _text(report.words("rules.unshown", n=report.unshown))
        found["toolExecutionNotifications"] = [{"level": "note", "message": message}]
    return found


def _result(report: Report, each: Shown, fingerprint: str) -> Object:
    finding = each.finding
    return {
        "ruleId": finding.code,
        "ruleIndex": _INDEX[finding.code],
        "level": finding.severity,
        "message": _text(told(each)),
        "locations": [_location(report, each)],
        "partialFingerprints": {"riskctlFinding/v1": fingerprint},
    }


def _location(report: Report, each: Shown) -> Object:
    uri = quote(report.in_repository(each.finding.ref), errors="surrogateescape")
    region: Object = {"startLine": each.line, "startColumn": each.column}
    source = report.source(each)
    if source:
        region["snippet"] = {"text": short(source)}
    found: Object = {"physicalLocation": {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}, "region": region}}
    if each.finding.subject:
        found["logicalLocations"] = [{"fullyQualifiedName": short(each.finding.subject)}]
    return found


def _text(text: str) -> Object:
    """Return a message: a viewer makes `[text](where)` in it a link, which register text may not."""
    return {"text": text.replace("](", "] (")}
