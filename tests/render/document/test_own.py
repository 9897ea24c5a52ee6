"""A municipality's own template can change what a report looks like, and nothing else."""

import json
import pickle
import re
from pathlib import Path

import pytest
from jinja2 import Environment

from riskctl.errors import RiskctlError
from riskctl.render.document.html import html
from riskctl.render.document.markdown import markdown
from riskctl.render.document.model import Document, Paragraph, Section
from riskctl.render.document.own import TEMPLATED, answer, packaged, written_by
from riskctl.store.bounded import Limits, TooMuchError
from tests.html_reading import MOMENT, joined, plain_document, policy_of, read

PLAIN, _ = plain_document()
HOSTILE = Document(
    "da", "<script>x</script>", "K", MOMENT, (), (), (), (Section("*a* <b>", (Paragraph(("]] <i>| {{ 1 }}",)),), 1),)
)
FEW = Limits(seconds=2, memory=512 << 20)


def asked(source: str, form: str = "md", document: Document = PLAIN) -> bytes:
    """Render in this process: what is asked of the one with limits."""
    return answer(pickle.dumps((f"egen.{form}.j2", source, form, document)))


def refused(source: str, form: str = "md") -> dict[str, str]:
    said = asked(source, form)
    assert said[:1] == b"!", said
    found: dict[str, str] = json.loads(said[1:])
    return found


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_copy_of_the_packaged_template_writes_the_same(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"egen.{form}.j2"
    path.write_text(packaged(form), encoding="utf-8", newline="\r\n")
    expected = {"md": markdown, "html": html}[form](PLAIN)
    assert written_by(path, form, PLAIN).decode() == expected


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__'] }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ document.__class__ }}",
        "{{ document | attr('__class__') }}",
        "{{ kind.__globals__ }}",
        "{{ matrix_table.__code__ }}",
        "{{ '{0.__class__}'.format(document) }}",
        "{{ '%s' | format(document.__dict__) }}",
        "{{ self.__init__ }}",
        "{{ namespace.__init__ }}",
        "{% set a = [] %}{{ a.append(1) }}",
        "{% for x in range(10 ** 9) %}{% endfor %}",
    ],
)
def test_what_reaches_beyond_the_document_is_refused(source: str) -> None:
    said = refused("første linje\n" + source)
    assert said["key"] == "template-wrong"
    assert said["place"] == "egen.md.j2:2"


def test_a_filter_that_takes_names_finds_nothing_beyond_it() -> None:
    assert b"class" not in asked("{{ document.sections | map(attribute='__class__') | list }}")


@pytest.mark.parametrize("source", ["{{ document | safe }}", "{{ lipsum() }}", "{{ [1, 2] | random }}", "{% do 1 %}"])
def test_what_a_template_does_not_have(source: str) -> None:
    assert refused(source)["key"] == "template-wrong"


@pytest.mark.parametrize(
    "source",
    [
        "{% include '/etc/passwd' %}",
        "{% include 'register/procedure.yaml' %}",
        "{% import '../page/style.css' as x %}",
        "{% extends 'report/document.html.j2' %}",
        "{% include 'report/../report/parts.html.j2' %}",
    ],
)
@pytest.mark.parametrize("form", ["md", "html"])
def test_nothing_is_imported_but_the_packaged_parts(source: str, form: str) -> None:
    said = refused("\n\n" + source, form)
    assert said["key"] == "template-import"
    assert said["place"] == f"egen.{form}.j2:3"


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("a\n{% if %}", 2, "Expected an expression"),
        ("a\n\n{{ ukendt }}", 3, "'ukendt' is undefined"),
        ("{{ document.titel }}", 1, "has no attribute 'titel'"),
        ("\n{{ 1 / 0 }}", 2, "division by zero"),
        ("\n{{ matrix_table(1) }}", 2, "object has no attribute"),
        ("{% for %}", 1, "Expected"),
    ],
)
def test_a_fault_is_told_by_its_line(source: str, line: int, message: str) -> None:
    said = refused(source)
    assert said["place"] == f"egen.md.j2:{line}"
    assert message in said["message"]


@pytest.mark.parametrize(
    "source",
    [
        "<p>{{ page.title }}</p>",
        "{% autoescape false %}<p>{{ page.title }}</p>{% endautoescape %}",
        "<p>{{ (page.title | e).unescape() }}</p>",
        "<p>{{ page.title ~ '' }}</p>",
        "{% autoescape false %}<p>{{ page.title ~ '' }}</p>{% endautoescape %}",
        "<p>{{ '%s' | format(page.title) }}</p>",
        "<p>{{ [page.title] | join }}</p>",
        "<p>{% filter trim %}{{ page.title }}{% endfilter %}</p>",
        "{% macro m(x) %}{{ x }}{% endmacro %}<p>{{ m(page.title) }}</p>",
        "{% set x %}{{ page.title }}{% endset %}<p>{{ x }}</p>",
    ],
)
def test_a_template_cannot_leave_the_escaping_out(source: str) -> None:
    body = asked(source, "html", HOSTILE)[1:].decode().split("<p>", 1)[1]
    assert "<script" not in body
    assert "script&gt;x" in body or "script&amp;gt;x" in body


def test_markdown_stays_escaped_too() -> None:
    written = asked("{% autoescape false %}{{ document.sections[0].title }}{% endautoescape %}", "md", HOSTILE)
    assert written == b"=\\*a\\* &lt;b&gt;"


def test_a_template_may_have_its_own_style_but_no_script_of_its_own_runs() -> None:
    source = packaged("html").replace("{{ style }}", "{{ style }} h1 { color: green; }")
    source = source.replace("</main>", "<script>alert(1)</script></main>")
    reading = read(asked(source, "html")[1:].decode())
    assert "h1 { color: green; }" in joined(reading, "style")
    as_packaged = policy_of(read(html(PLAIN)))
    assert policy_of(reading)["script-src"] == as_packaged["script-src"]
    assert policy_of(reading)["style-src"] != as_packaged["style-src"]


def test_the_policy_stands_above_all_that_a_template_writes() -> None:
    opening = (
        r'<!DOCTYPE html>\n<html lang="da">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"'
    )
    assert re.match(opening, asked("x", "html")[1:].decode())


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'x' * 10 ** 9 }}",
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{{ 10 ** (10 ** 9) }}",
        "{% set n = namespace(x='xxxxxxxxxx') %}{% for a in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    ],
)
def test_a_template_that_runs_wild_is_stopped(source: str, tmp_path: Path) -> None:
    path = tmp_path / "egen.md.j2"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(RiskctlError) as caught:
        written_by(path, "md", PLAIN, FEW)
    assert caught.value.key == "template-too-much"


@pytest.mark.parametrize(
    "source",
    [
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include 'egen.md.j2' %}",
        "{% set x = 'x' * 1000000 %}{% for a in range(40) %}{{ x }}{% endfor %}",
    ],
)
def test_depth_and_length_have_an_end(source: str) -> None:
    with pytest.raises(TooMuchError):
        asked(source)


@pytest.mark.parametrize("data", [None, b"\xff\xfe", b"x" * (256 * 1024 + 1)])
def test_a_template_that_is_no_text_is_refused(data: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "egen.md.j2"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(RiskctlError) as caught:
        written_by(path, "md", PLAIN)
    assert caught.value.key == "template-unreadable"


def test_every_part_a_template_may_import_is_there() -> None:
    for made in TEMPLATED.values():
        environment = made.environment(None, Environment)
        assert all(environment.get_template(name) for name in {*made.parts, made.template})
