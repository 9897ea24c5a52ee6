"""Where a report stands in a Word template, and what the file says of itself."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any, Final

from riskctl.render.document.model import Document
from riskctl.render.document.plain import plain
from riskctl.render.document.word_xml import Element, element, name

MARKS: Final = ("{{ rapport }}", "{{ report }}")
"""A paragraph with this text alone is where the report goes."""
BOOKMARK: Final = "riskctl_report"
"""The bookmark around a report: one that stands in a template, being an earlier report, makes way for the new one."""
_REFERENCE: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOKMARK_ID: Final = "900001"
_ONE_COLUMN_TWIPS: Final = 9638
_EMU_PER_TWIP: Final = 635


def room_of(package: Any) -> int:
    """Return the width of the text on a page, in twips."""
    section = package.sections[-1] if len(package.sections) else None
    if section is None or section.page_width is None or section.left_margin is None or section.right_margin is None:
        return _ONE_COLUMN_TWIPS
    return max(int(section.page_width - section.left_margin - section.right_margin) // _EMU_PER_TWIP, 1)


def fetches(package: Any) -> bool:
    """Whether a template gets something from elsewhere; the path of the template it was made from is dropped."""
    for part in package.part.package.iter_parts():
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith("/attachedTemplate"):
                del part.rels[key]
                for each in list(part.element.iter(name("attachedTemplate"))):
                    each.getparent().remove(each)
            elif relation.is_external and not relation.reltype.endswith("/hyperlink"):
                return True
    return False


def place(package: Any, content: Sequence[Element]) -> None:
    """Put the report where the template says: at the mark, in place of an earlier report, or at the end.

    The first and the last element of the content are paragraphs: the bookmark begins and ends in them, as Word's do.
    """
    body = package.element.body
    _drop_leftovers(body)
    content[0].insert(1, element("bookmarkStart", id=_BOOKMARK_ID, name=BOOKMARK))
    content[-1].append(element("bookmarkEnd", id=_BOOKMARK_ID))
    old = list(_earlier(body)) or list(_mark(body))
    if old:
        for each in content:
            old[0].addprevious(each)
        for each in old:
            body.remove(each)
        _drop_charts(package, old)
        return
    for each in content:
        body.insert(len(body) - (1 if len(body) and body[-1].tag == name("sectPr") else 0), each)


def _drop_charts(package: Any, removed: Sequence[Element]) -> None:
    """Let go of the parts that only what was removed referred to."""
    keys = {value for top in removed for each in top.iter() for key, value in each.attrib.items() if key == _REFERENCE}
    for key in keys & set(package.part.rels):
        package.part.drop_rel(key)


def _mark(body: Element) -> Iterator[Element]:
    for each in body.iterchildren(name("p")):
        if "".join(text.text or "" for text in each.iter(name("t"))).strip() in MARKS:
            yield each
            return


def _earlier(body: Element) -> Iterator[Element]:
    """Yield what stands in the body from where the bookmark begins to where it ends; some programs begin it twice."""
    starts = [each for each in body.iter(name("bookmarkStart")) if each.get(name("name")) == BOOKMARK]
    ids = {each.get(name("id")) for each in starts}
    ends = [each for each in body.iter(name("bookmarkEnd")) if each.get(name("id")) in ids]
    if not starts:
        return
    first, last = _in_body(body, starts[0]), _in_body(body, (ends or starts)[-1])
    inside = False
    for each in body.iterchildren():
        inside = inside or each is first
        if inside and each.tag != name("sectPr"):
            yield each
        if each is last:
            return


def _in_body(body: Element, inner: Element) -> Element:
    while inner.getparent() is not body:
        inner = inner.getparent()
    return inner


def _drop_leftovers(body: Element) -> None:
    """Drop what Word notes of the last editing: it says nothing of the look."""
    for each in list(body.iter(name("lastRenderedPageBreak"), name("proofErr"))):
        each.getparent().remove(each)


def stamp(package: Any, document: Document, language: str) -> None:
    """Set the properties of the file, from the document alone: no clock, no user of this machine."""
    about = package.core_properties
    for key, text in {"title": document.title, "author": document.author, "last_modified_by": document.author}.items():
        setattr(about, key, plain(text)[:255])
    about.language, about.revision = language, 1
    about.created = about.modified = document.dated.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    for each in list(about._element):  # noqa: SLF001 python-docx has no way to drop one
        if each.tag.rpartition("}")[2] == "lastPrinted":
            about._element.remove(each)  # noqa: SLF001
    for section in package.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            if not part.is_linked_to_previous:
                _retitle(part._element, plain(document.title))  # noqa: SLF001


def _retitle(root: Element, title: str) -> None:
    """Let fields that show the title show this one: Word itself waits with that until it prints."""
    for simple in root.iter(name("fldSimple")):
        if simple.get(name("instr"), "").split()[:1] == ["TITLE"]:
            _set_text([*simple.iter(name("t"))], title)
    shown: list[Element] = []
    state = ""
    for each in root.iter(name("fldChar"), name("instrText"), name("t")):
        kind = each.get(name("fldCharType"), "")
        if each.tag == name("instrText") and (each.text or "").split()[:1] == ["TITLE"]:
            state = "title"
        elif kind == "end":
            _set_text(shown if state == "shown" else [], title)
            state, shown = "", []
        elif kind == "separate" and state == "title":
            state = "shown"
        elif each.tag == name("t") and state == "shown":
            shown.append(each)


def _set_text(texts: Sequence[Element], title: str) -> None:
    for number, each in enumerate(texts):
        each.text = "" if number else title
