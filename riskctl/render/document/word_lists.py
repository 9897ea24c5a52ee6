"""Lists of a Word document: each begins with 1, in the template's own way of counting."""

from typing import Any, Final

from riskctl.render.document.word_look import numbering_of, part
from riskctl.render.document.word_xml import Element, element, name
from riskctl.text import Lang

_NUMBERED: Final = "0"
_BULLETS: Final = "1"


class Lists:
    """The numbering of one document."""

    def __init__(self, package: Any, lang: Lang) -> None:
        self._part = _numbering_part(package, lang)
        self._own: dict[str, str] = {}
        self._lang = lang

    def new(self, style: Element, *, numbered: bool) -> str:
        """Return the id of a new list that counts as the style does, or as the default look does."""
        root = self._part.element
        abstract = self._abstract_of(numbering_of(style)) or self._default(_NUMBERED if numbered else _BULLETS)
        taken = [int(each.get(name("numId"))) for each in root.iterchildren(name("num"))]
        made = str(max(taken, default=0) + 1)
        start = element("lvlOverride", element("startOverride", val=1), ilvl=0)
        listed = element("num", element("abstractNumId", val=abstract), *([start] if numbered else []), numId=made)
        last = [*root.iterchildren(name("abstractNum"), name("num"))][-1]
        last.addnext(listed)
        return made

    def _abstract_of(self, listed: str | None) -> str | None:
        for each in self._part.element.iterchildren(name("num")):
            if each.get(name("numId")) == listed:
                return str(each.find(name("abstractNumId")).get(name("val")))
        return None

    def _default(self, which: str) -> str:
        """Return the id of the default look's list of a kind, added to the document once."""
        if which not in self._own:
            from docx.oxml.parser import parse_xml

            root = self._part.element
            found = [*root.iterchildren(name("abstractNum"))]
            made = str(max((int(each.get(name("abstractNumId"))) for each in found), default=-1) + 1)
            kind = next(
                each
                for each in parse_xml(part("numbering.xml", self._lang)).iterchildren(name("abstractNum"))
                if each.get(name("abstractNumId")) == which
            )
            kind.set(name("abstractNumId"), made)
            if found:
                found[-1].addnext(kind)
            else:
                root.insert(0, kind)
            self._own[which] = made
        return self._own[which]


def _numbering_part(package: Any, lang: Lang) -> Any:
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.numbering import NumberingPart

    try:
        return package.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        made = NumberingPart.load(
            PackURI("/word/numbering.xml"),
            CONTENT_TYPE.WML_NUMBERING,
            part("numbering.xml", lang),
            package.part.package,
        )
        package.part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
        return made
