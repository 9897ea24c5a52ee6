"""Register text in Markdown says just what it says, wherever a template puts it."""

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, UndefinedError
from markdown_it import MarkdownIt

from riskctl.render.document.model import Code
from riskctl.render.markdown import block, cell, environment, quiet

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = st.text(st.sampled_from("|`*_<>[]()#~$!\\&;:-+=.1 ax/\"'\n\r\t\u202e\u0000æ"), max_size=40)


def expected(text: str) -> str:
    """Return what a reader should see: control and bidi characters written out, one line."""

    def shown(character: str) -> str:
        if character == "\n":
            return " "
        hidden = unicodedata.category(character) in ("Cc", "Cf")
        return f"<U+{ord(character):04X}>" if hidden else character

    return re.sub(r"\s+", " ", "".join(map(shown, text))).strip()


def words_in(rendered: str) -> str:
    """Return the text of HTML, which must have no element but those given."""
    return re.sub(r"\s+", " ", html.unescape(rendered)).strip()


@given(HOSTILE)
def test_text_in_a_cell_stays_one_cell_of_plain_text(text: str) -> None:
    rendered = PARSER.render(f"| a | b |\n| --- | --- |\n| {cell(text)} | end |\n")
    found = re.fullmatch(
        r"<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
        r"<td>([^<]*)</td>\n<td>end</td>\n</tr>\n</tbody>\n</table>\n",
        rendered,
    )
    assert found is not None, rendered
    assert words_in(found[1]) == expected(text)


@pytest.mark.parametrize("around", ["{}", "- {}", "1. {}", "> {}", "## {}"])
@given(text=HOSTILE)
def test_text_that_begins_a_block_stays_plain_text(around: str, text: str) -> None:
    rendered = PARSER.render(around.format(block("x" if not expected(text) else text)) + "\n")
    allowed = r"</?(?:p|ul|ol|li|blockquote|h2)>"
    bare = re.sub(allowed, "", rendered)
    assert "<" not in bare, rendered
    assert len(re.findall(r"<(?:p|ul|ol|li|blockquote|h2)>", rendered)) <= 2
    assert words_in(bare) == (expected(text) or "x")


@given(HOSTILE)
def test_code_stays_code(text: str) -> None:
    rendered = PARSER.render(f"| a | b |\n| --- | --- |\n| {cell(Code('x' + text))} | end |\n")
    assert rendered.count("<td>") == 2
    assert re.search(r"<td><code>[^<]*</code></td>", rendered)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("Brand | vand", "Brand \\| vand"),
        ("*vigtigt* _nu_ `kode`", "\\*vigtigt\\* \\_nu\\_ \\`kode\\`"),
        ("[klik](https://evil.example)", "\\[klik\\](https://evil.example)"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("IT & Digitalisering", "IT & Digitalisering"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("to\nlinjer", "to linjer"),
        ("30. sep. 2026", "30. sep. 2026"),
    ],
)
def test_what_a_cell_holds(text: str, markdown: str) -> None:
    assert cell(text) == markdown


@pytest.mark.parametrize(
    ("text", "markdown"),
    [("1. punkt", "1\\. punkt"), ("- punkt", "\\- punkt"), ("# stor", "\\# stor"), ("::error::", "\\::error::")],
)
def test_what_begins_a_block(text: str, markdown: str) -> None:
    assert block(text) == markdown


def test_a_template_cannot_forget_to_escape() -> None:
    loader = DictLoader({"a": "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(text) }} {{ text }} {{ text | cell }}"})
    assert environment(loader).get_template("a").render(text="*x*") == "\\*x\\* \\*x\\* \\*x\\*"


def test_a_template_cannot_leave_a_hole() -> None:
    with pytest.raises(UndefinedError):
        environment(DictLoader({"a": "{{ nothing }}"})).get_template("a").render()


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("@alle se #12", "＠alle se ＃12"),
        ("nexus#ransomware", "nexus\\#ransomware"),
        ("https://evil.example", "https\\://evil.example"),
        ("WWW.evil.example", "WWW\\.evil.example"),
        ("kl. 10:30, se //x", "kl. 10:30, se //x"),
    ],
)
def test_quiet_text_calls_nobody_and_links_nowhere(text: str, markdown: str) -> None:
    assert quiet(text) == markdown
