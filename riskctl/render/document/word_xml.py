"""The elements of a Word document, made one at a time: text goes in as text, never as markup."""

from typing import Any, Final

from riskctl.render.document.model import Code
from riskctl.render.document.plain import plain

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"

Element = Any


def name(tag: str) -> str:
    """Return the full name of an element or attribute of WordprocessingML."""
    return f"{{{_W}}}{tag}"


def element(tag: str, /, *children: Element, **attributes: object) -> Element:
    """Return an element; attributes of value None are left out."""
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        if value is not None:
            made.set(name(key), plain(str(value)))
    made.extend(children)
    return made


def flag(tag: str, *, on: bool = True) -> list[Element]:
    """Return an element that is there or not."""
    return [element(tag)] if on else []


def sized(size: int | None) -> list[Element]:
    """Return what gives a paragraph close lines, and its mark, so its number in a list, a size in half points."""
    if not size:
        return []
    close = element("spacing", line=240, lineRule="auto")
    return [close, element("rPr", element("sz", val=size), element("szCs", val=size))]


def run(text: str, lang: str, *, code: str | None = None, bold: bool = False, size: int | None = None) -> Element:
    """Return a run of text in a language; `code` is the character style of ids and commands; size in half points."""
    style = [element("rStyle", val=code)] if code and isinstance(text, Code) else []
    shown = element("t")
    shown.text = plain(text)
    shown.set(_SPACE, "preserve")
    large = [element("sz", val=size), element("szCs", val=size)] if size else []
    return element("r", element("rPr", *style, *flag("b", on=bold), *large, element("lang", val=lang)), shown)


def paragraph(style: str | None, *runs: Element, properties: tuple[Element, ...] = ()) -> Element:
    """Return a paragraph; properties stand in the order of the schema."""
    styled = [element("pStyle", val=style)] if style else []
    return element("p", element("pPr", *styled, *properties), *runs)
