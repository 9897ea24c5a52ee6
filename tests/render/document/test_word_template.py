"""A municipality's own Word template: its styles, headers and texts stay, and nothing in it does anything."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx as reader
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from riskctl.errors import RiskctlError
from riskctl.render.document.docx import docx
from riskctl.render.document.model import Code, Document, Items, Paragraph, Section, Table
from riskctl.text import Words
from tests.html_reading import MOMENT, plain_document
from tests.office_reading import W, outside, part, word_texts

PLAIN, _ = plain_document()
SECTION = Section("Afsnit", (Table(["A"], [["b"]]), Items(("p",))), 1, "Grundlag: x")
SMALL = Document("da", "Ny titel", "Kommune", MOMENT, (), (), (), (SECTION,))
OWN = [text for text in word_texts(docx(SMALL)) if text]


def saved(folder: Path, made: Any, name: str = "skabelon.docx") -> Path:
    made.save(folder / name)
    return folder / name


def texts(data: bytes) -> list[str]:
    return [text for text in word_texts(data) if text]


def changed(data: bytes, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """Return a package with its parts changed; a part of None is left out."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            if (content := change(each, old.read(each))) is not None:
                new.writestr(each, content)
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return made.getvalue()


def refused(folder: Path, data: bytes, name: str = "skabelon.docx") -> str:
    """Return why a template is refused, in Danish."""
    path = folder / name
    path.write_bytes(data)
    with pytest.raises(RiskctlError) as raised:
        docx(SMALL, path)
    assert raised.value.key == "template-word"
    return str(Words("da")("errors.template-word", **raised.value.values)).removeprefix(
        f"Skabelonen {path} kan ikke bruges: "
    )


@pytest.mark.parametrize("mark", ["{{ rapport }}", "{{ report }}"])
def test_the_report_stands_at_the_mark(tmp_path: Path, mark: str) -> None:
    made = reader.Document()
    made.sections[0].header.paragraphs[0].text = "Kommunens brevhoved"
    for text in ("Sag 2026-1234", mark, "Med venlig hilsen"):
        made.add_paragraph(text)
    data = docx(SMALL, saved(tmp_path, made))
    assert texts(data) == ["Sag 2026-1234", *OWN, "Med venlig hilsen"]
    assert reader.Document(BytesIO(data)).sections[0].header.paragraphs[0].text == "Kommunens brevhoved"


def test_without_a_mark_it_stands_at_the_end(tmp_path: Path) -> None:
    made = reader.Document()
    made.add_paragraph("Forside")
    assert texts(docx(SMALL, saved(tmp_path, made))) == ["Forside", *OWN]


def test_a_report_with_its_styles_changed_is_a_template(tmp_path: Path) -> None:
    made: Any = reader.Document(BytesIO(docx(PLAIN)))
    made.styles["Heading 1"].font.name = "Georgia"
    data = docx(SMALL, saved(tmp_path, made))
    assert texts(data) == OWN
    found: Any = reader.Document(BytesIO(data))
    assert found.styles["Heading 1"].font.name == "Georgia"
    (tmp_path / "igen.docx").write_bytes(data)
    assert texts(docx(SMALL, tmp_path / "igen.docx")) == OWN


def test_the_bookmark_may_be_begun_twice_as_some_programs_do(tmp_path: Path) -> None:
    made: Any = reader.Document(BytesIO(docx(PLAIN)))
    end = next(made.element.body.iter(qn("w:bookmarkEnd")))
    again = parse_xml(f'<w:bookmarkStart xmlns:w="{W[1:-1]}" w:id="5" w:name="riskctl_report"/>')
    end.addprevious(again)
    end.set(qn("w:id"), "5")
    assert texts(docx(SMALL, saved(tmp_path, made))) == OWN


def test_styles_are_found_by_their_danish_names(tmp_path: Path) -> None:
    made: Any = reader.Document()
    for each in list(made.styles.element):
        named = each.find(qn("w:name"))
        if named is not None and named.get(qn("w:val")) in ("heading 1", "Title", "Table Grid", "List Bullet"):
            made.styles.element.remove(each)
    kinds = {
        "Overskrift 1": WD_STYLE_TYPE.PARAGRAPH,
        "Titel": WD_STYLE_TYPE.PARAGRAPH,
        "Tabel - Gitter": WD_STYLE_TYPE.TABLE,
    }
    for name, kind in kinds.items():
        made.styles.add_style(name, kind)
    found = reader.Document(BytesIO(docx(SMALL, saved(tmp_path, made))))
    assert [(str(each.style.name), each.text) for each in found.paragraphs if each.text] == [  # type: ignore[union-attr]
        ("Titel", "Ny titel"),
        ("Overskrift 1", "1. Afsnit"),
        ("Grundlag", "Grundlag: x"),
        ("List Bullet", "p"),
    ]
    assert [str(each.style.name) for each in found.tables] == ["Tabel - Gitter"]  # type: ignore[union-attr]


def test_a_heading_style_that_counts_does_not_count_beside_our_numbers(tmp_path: Path) -> None:
    made: Any = reader.Document()
    numbered = parse_xml(f'<w:numPr xmlns:w="{W[1:-1]}"><w:numId w:val="1"/></w:numPr>')
    made.styles["Heading 1"].element.get_or_add_pPr().append(numbered)
    data = docx(SMALL, saved(tmp_path, made))
    heading = next(
        each for each in part(data, "word/document.xml").iter(f"{W}p") if "".join(each.itertext()) == "1. Afsnit"
    )
    assert [each.get(f"{W}val") for each in heading.iter(f"{W}numId")] == ["0"]


def test_a_title_in_the_header_is_the_new_one(tmp_path: Path) -> None:
    made: Any = reader.Document()
    shown = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TITLE \\* MERGEFORMAT </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Gammel</w:t></w:r><w:r><w:t> titel</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>, fortroligt</w:t></w:r>'
    )
    made.sections[0].header.paragraphs[0]._p.extend(list(parse_xml(f'<w:p xmlns:w="{W[1:-1]}">{shown}</w:p>')))
    found = reader.Document(BytesIO(docx(SMALL, saved(tmp_path, made))))
    assert found.sections[0].header.paragraphs[0].text == "Ny titel, fortroligt"


def test_the_path_of_the_template_behind_is_dropped(tmp_path: Path) -> None:
    made: Any = reader.Document()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    key = made.part._settings_part.relate_to(r"file:///\\server\skabeloner\brev.dotm", kind, is_external=True)
    r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    made.settings.element.append(parse_xml(f'<w:attachedTemplate xmlns:w="{W[1:-1]}" xmlns:r="{r}" r:id="{key}"/>'))
    path = saved(tmp_path, made)
    assert outside(path.read_bytes()) != []
    data = docx(SMALL, path)
    assert outside(data) == []
    assert part(data, "word/settings.xml").find(f"{W}attachedTemplate") is None


def test_a_word_template_file_becomes_a_document(tmp_path: Path) -> None:
    made = BytesIO()
    reader.Document().save(made)

    def as_template(name: str, content: bytes) -> bytes:
        return content.replace(b"document.main+xml", b"template.main+xml") if name == "[Content_Types].xml" else content

    path = tmp_path / "skabelon.dotx"
    path.write_bytes(changed(made.getvalue(), as_template))
    assert texts(docx(SMALL, path)) == OWN


def plain() -> bytes:
    made = BytesIO()
    reader.Document().save(made)
    return made.getvalue()


def test_what_is_no_word_document_is_refused(tmp_path: Path) -> None:
    no_word = "den er ikke et Word-dokument i formatet .docx eller .dotx."
    assert refused(tmp_path, b"") == no_word
    assert refused(tmp_path, b"PK\x03\x04 no zip") == no_word
    assert (
        refused(tmp_path, changed(plain(), lambda name, data: None if name == "[Content_Types].xml" else data))
        == no_word
    )
    assert (
        refused(tmp_path, changed(plain(), lambda name, data: None if name == "word/document.xml" else data)) == no_word
    )
    assert (
        refused(tmp_path, changed(plain(), lambda name, data: b"<x" if name == "word/styles.xml" else data)) == no_word
    )
    assert refused(tmp_path, changed(plain(), lambda _, data: data, {"WORD/document.xml": b"<x/>"})) == no_word


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    hidden = bomb.decode().encode("utf-16")
    for data in (bomb, hidden):
        made = changed(plain(), lambda _, old: old, {"word/ekstra.xml": data})
        assert "ikke et Word-dokument" in refused(tmp_path, made)


def test_macros_are_refused(tmp_path: Path) -> None:
    def with_macros(name: str, content: bytes) -> bytes:
        if name != "[Content_Types].xml":
            return content
        return content.replace(
            b"openxmlformats-officedocument.wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
        )

    assert refused(tmp_path, changed(plain(), with_macros)) == "den indeholder makroer."
    assert (
        refused(tmp_path, changed(plain(), lambda _, data: data, {"word/vbaProject.bin": b"x"}))
        == "den indeholder makroer."
    )


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b"wordprocessingml.document.main+xml" + b" " * (65 << 20))
    assert refused(tmp_path, made.getvalue()) == "den fylder for meget."
    many = {f"word/part{number}.xml": b"<x/>" for number in range(1001)}
    assert refused(tmp_path, changed(plain(), lambda _, data: data, many)) == "den fylder for meget."
    assert refused(tmp_path, b"x" * ((16 << 20) + 1)) == "den fylder for meget."


def test_what_is_fetched_from_elsewhere_is_refused(tmp_path: Path) -> None:
    made: Any = reader.Document()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    made.part.relate_to("http://example.org/sporing.png", kind, is_external=True)
    assert refused(tmp_path, saved(tmp_path, made).read_bytes()) == "den henter noget uden for dokumentet."


@pytest.mark.parametrize(
    "field",
    [
        '<w:r><w:instrText xml:space="preserve"> INCLUDEPICTURE "http://example.org/a.png" \\d </w:instrText></w:r>',
        "<w:r><w:instrText> DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\\\cmd.exe </w:instrText></w:r>",
        '<w:fldSimple w:instr=" includetext &quot;c:\\\\x.docx&quot; "><w:r><w:t>x</w:t></w:r></w:fldSimple>',
        '<w:fldSimple w:instr="&#76;INK Excel.Sheet x"><w:r><w:t>x</w:t></w:r></w:fldSimple>',
    ],
)
def test_a_field_that_fetches_is_refused(tmp_path: Path, field: str) -> None:
    """Nothing in a template is fetched: by a field Word would, when the report is opened or printed."""

    def with_field(name: str, content: bytes) -> bytes:
        return (
            content.replace(b"<w:body>", f"<w:body><w:p>{field}</w:p>".encode())
            if name == "word/document.xml"
            else content
        )

    assert refused(tmp_path, changed(plain(), with_field)) == "den henter noget uden for dokumentet."


def test_other_fields_stay(tmp_path: Path) -> None:
    field = b'<w:p><w:fldSimple w:instr=" HYPERLINK x "/><w:fldSimple w:instr=" STYLEREF Uddeling "/></w:p>'

    def with_field(name: str, content: bytes) -> bytes:
        return content.replace(b"<w:body>", b"<w:body>" + field) if name == "word/document.xml" else content

    (tmp_path / "skabelon.docx").write_bytes(changed(plain(), with_field))
    assert texts(docx(SMALL, tmp_path / "skabelon.docx")) == OWN


def test_a_template_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(RiskctlError) as raised:
        docx(SMALL, tmp_path / "mangler.docx")
    assert raised.value.key == "template-word"
    with pytest.raises(RiskctlError):
        docx(SMALL, tmp_path)


def test_a_template_without_lists_gets_them(tmp_path: Path) -> None:
    drop = b"numbering"

    def without(name: str, content: bytes) -> bytes | None:
        if drop in name.encode():
            return None
        if name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
            root = part(plain(), name)
            for each in list(root):
                if any("numbering" in value for value in each.attrib.values()):
                    root.remove(each)
            from lxml import etree

            return bytes(etree.tostring(root))
        return content

    path = tmp_path / "uden.docx"
    path.write_bytes(changed(plain(), without))
    listed = Document(
        "da", "T", "K", MOMENT, (), (), (), (Section("A", (Items(("p",), numbered=True), Paragraph((Code("x"),))), 1),)
    )
    data = docx(listed, path)
    formats = [each.get(f"{W}val") for each in part(data, "word/numbering.xml").iter(f"{W}numFmt")]
    assert "decimal" in formats
