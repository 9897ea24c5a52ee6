"""JUnit XML, which every CI system shows: one test a file of the register, failed by the errors in it.

So the same test passes once its file is mended, and a register without errors has passed as many tests as it has
files. Warnings fail nothing: they stand in the output of the test.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from riskctl.render.check.parts import short
from riskctl.render.check.text import heading
from riskctl.render.findings import Report, Shown
from riskctl.render.safe import visible

_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def rendered(report: Report) -> str:
    """Return the tests, a suite for each folder."""
    found: dict[str, list[Shown]] = {path: [] for path in report.locator.checked()}
    for each in report.shown:
        found.setdefault(each.finding.ref, []).append(each)
    suites: dict[str, list[str]] = {}
    for path in sorted(found.keys() | report.faulty):
        suites.setdefault(path.partition("/")[0] if "/" in path else "register", []).append(path)
    root = Element("testsuites", {"name": "riskctl check", **_counts(report, found.keys() | report.faulty)})
    for name, paths in suites.items():
        suite = SubElement(root, "testsuite", {"name": _xml(visible(name)), **_counts(report, paths)})
        for path in paths:
            _case(suite, report, path, found.get(path, ()))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _counts(report: Report, paths: Collection[str]) -> dict[str, str]:
    failed = sum(path in report.faulty for path in paths)
    return {"tests": str(len(paths)), "failures": str(failed), "errors": "0"}


def _case(suite: Element, report: Report, path: str, found: Sequence[Shown]) -> None:
    name = _xml(visible(report.in_repository(path)))
    case = SubElement(suite, "testcase", classname=f"riskctl.{suite.get('name')}", name=name)
    errors = [each for each in found if each.finding.severity == "error"]
    warnings = [each for each in found if each.finding.severity == "warning"]
    if errors:
        failure = SubElement(case, "failure", type=errors[0].finding.code, message=_xml(short(errors[0].message)))
        failure.text = _lines(report, errors)
    elif path in report.faulty:
        SubElement(case, "failure", message=_xml(report.words("rules.unshown", n=report.unshown)))
    if warnings:
        SubElement(case, "system-out").text = _lines(report, warnings)


def _lines(report: Report, found: Sequence[Shown]) -> str:
    """Return the findings of one file as lines, each with what to do below it."""
    path = report.in_repository(found[0].finding.ref)
    lines = [(heading(report, each, path), visible(f"  {each.hint}") if each.hint else "") for each in found]
    return _xml("\n".join(line for pair in lines for line in pair if line))


def _xml(text: str) -> str:
    """Return a text without the characters that XML can't hold: they are written out."""
    return _NO_XML.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)
