"""Whatever the files of a register hold and are called, no format gets a command, line or element more by it."""

import json
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

from riskctl.render.check import FORMATS
from riskctl.render.check.dispatch import rendered
from riskctl.render.findings import Report
from tests.render.check.reports import FILES, report, shown
from tests.render.check.runners import azure, github

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PIECES = (
    *("::", ":", "##[", "##vso[", "]", ";", ",", "%", "%0A", "%250A", "%AZP25", "\n", "\r", "\r\n", "::error::", "/"),
    *("##vso[task.setvariable variable=a]b", "::endgroup::", "|", "`", "<b>", "&", "]]>", "<!--", "@anne", "](", "\\"),
    *("\u202e", "\x1b[31m", "\x9b", "\u2028", "\ufe0f", "\ufffe", "\udc80", "\x00", "x" * 1200, " ", "{0}", "'", '"'),
)
EXAMPLES = settings.default.max_examples if settings.default else 100
HOSTILE = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), min_size=1, max_size=8).map("".join)


@st.composite
def hostile(draw: st.DrawFn) -> Report:
    """Return two findings with hostile names, words, subjects and lines."""
    found, files = [], dict(FILES)
    for code in draw(st.sampled_from([("SCH103", "CLS201"), ("SCH010", "SCH103"), ("ASM201", "ASM202")])):
        ref = draw(st.one_of(HOSTILE, st.sampled_from(sorted(FILES))))
        message, hint, subject = draw(HOSTILE), draw(st.one_of(st.just(""), HOSTILE)), draw(HOSTILE)
        place = draw(st.integers(1, 3)), draw(st.integers(1, 60))
        found.append(shown(code, ref, place, message, hint, subject=subject, values={"value": message}))
        files["systems/nexus.yaml"] = f"{draw(HOSTILE)}\n{draw(HOSTILE)}".encode("utf-8", "surrogatepass")
    return replace(report(found, files), folder=draw(st.sampled_from(["", "register", ":", "##["])))


@given(hostile())
def test_two_annotations_and_no_more(given_: Report) -> None:
    text = rendered("github", given_)
    assert [each.name for each in github(text)] == [each.finding.severity for each in given_.worst_first()]
    assert [each.properties["line"] for each in github(text)] == [str(each.line) for each in given_.worst_first()]
    assert len(text.splitlines()) == 2
    assert azure(text) == []


@given(hostile())
def test_two_issues_and_no_more(given_: Report) -> None:
    text = rendered("azure", given_)
    assert [each.name for each in azure(text)] == ["task.logissue"] * 2
    wanted = [(each.finding.severity, str(each.line), each.finding.code) for each in given_.worst_first()]
    assert [tuple(each.properties[key] for key in ("type", "linenumber", "code")) for each in azure(text)] == wanted
    assert len(text.splitlines()) == 2


@pytest.mark.parametrize("form", sorted(FORMATS.keys() - {"github", "azure"}))
@settings(max_examples=max(1, EXAMPLES // 2))
@given(given_=hostile())
def test_no_other_format_steers_anything(form: str, given_: Report) -> None:
    text = rendered(form, given_)
    text.encode()
    assert github(text) == azure(text) == []
    assert not {unicodedata.category(each) for each in text.replace("\n", "")} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    _SHAPES[form](text, given_)


def _text(text: str, given_: Report) -> None:
    excerpts = sum(bool(given_.source(each).strip()) for each in given_.shown)
    assert len(text.split("\n")) <= 1 + sum(2 if each.hint else 1 for each in given_.shown) + 2 * excerpts


def _array(text: str, given_: Report) -> None:
    assert len({each["fingerprint"] for each in json.loads(text)}) == 2


def _findings(text: str, given_: Report) -> None:
    assert [each["message"] for each in json.loads(text)["findings"]] == [each.message for each in given_.shown]


def _sarif(text: str, given_: Report) -> None:
    results = json.loads(text)["runs"][0]["results"]
    assert len(results) == 2
    assert not any("](" in each["message"]["text"] for each in results)


def _junit(text: str, given_: Report) -> None:
    root: Any = etree.fromstring(text.encode())
    paths = {*FILES, *(each.finding.ref for each in given_.shown)}
    assert len(list(root.iter("testcase"))) == len(paths)
    tags = {"testsuites", "testsuite", "testcase", "failure", "system-out"}
    assert {each.tag for each in root.iter()} <= tags


def _table(text: str, given_: Report) -> None:
    html = PARSER.render(text)
    assert html.count("<tr>") == 3
    assert html.count("<td>") == 8
    assert "<b>" not in html
    assert "<a " not in html
    assert "@" not in text.replace("@", "", sum(each.finding.ref.count("@") for each in given_.shown))


_SHAPES = {
    "text": _text,
    "json": _findings,
    "gitlab": _array,
    "sarif": _sarif,
    "junit": _junit,
    "markdown": _table,
}
