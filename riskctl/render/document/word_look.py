"""The default look of a Word report, as a package of its own; and the styles by the names a template has them under."""

from collections.abc import Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any, Final, Literal

from riskctl.render.document.word_xml import Element, name
from riskctl.store.fixed_zip import packed
from riskctl.text import LANGUAGES, Lang, Words

Role = Literal["title", "lead", "section", "heading", "notice", "basis", "number", "bullet", "cell", "code", "table"]
LANGUAGE: Final[Mapping[Lang, str]] = MappingProxyType({"da": "da-DK", "en": "en-GB"})
"""What Word proofs the text in."""
_OWN: Final[Mapping[Role, str]] = MappingProxyType(
    {
        "title": "Title",
        "lead": "Subtitle",
        "section": "Heading1",
        "heading": "Heading2",
        "notice": "ReportNotice",
        "basis": "ReportBasis",
        "number": "ListNumber",
        "bullet": "ListBullet",
        "cell": "ReportCell",
        "code": "ReportCode",
        "table": "ReportTable",
    }
)
"""The styles of the default look by their ids."""
_BUILT_IN: Final[Mapping[Role, tuple[str, ...]]] = MappingProxyType(
    {
        "title": ("title", "titel"),
        "lead": ("subtitle", "undertitel"),
        "section": ("heading 1", "overskrift 1"),
        "heading": ("heading 2", "overskrift 2"),
        "number": ("list number", "opstilling - talopstilling", "opstilling - tal eller bogst."),
        "bullet": ("list bullet", "opstilling - punkttegn"),
        "table": ("table grid", "tabel - gitter", "tabelgitter"),
    }
)
"""The names of Word's own styles, in English as Word saves them and as Danes see them."""
_CELL_TWIPS: Final = 160
_TWIPS_PER_HALF_POINT: Final = 10
_MARGIN: Final = 108
"""The room beside a cell's text where a table style says nothing."""
_BORDER: Final = 12
_WIDE_FONTS: Final = frozenset({"verdana", "dejavu sans", "tahoma", "lucida sans", "courier new"})
_WIDE: Final = 1.17
_PARTS: Final = (
    ("[Content_Types].xml", "content-types.xml"),
    ("_rels/.rels", "rels.xml"),
    ("word/document.xml", "document.xml"),
    ("word/_rels/document.xml.rels", "document-rels.xml"),
    ("word/styles.xml", "styles.xml"),
    ("word/numbering.xml", "numbering.xml"),
    ("word/settings.xml", "settings.xml"),
    ("word/footer1.xml", "footer1.xml"),
    ("docProps/core.xml", "core.xml"),
)


def part(file: str, lang: Lang) -> bytes:
    """Return a part of the default look, its words in a language."""
    from riskctl.render.templates import environment

    template = environment(lambda value: value).get_template(f"report/word/{file}")
    return template.render(words=Words(lang), language=LANGUAGE[lang]).encode()


def default_look(lang: Lang) -> bytes:
    """Return an empty Word document in the default look."""
    return packed([(path, part(file, lang)) for path, file in _PARTS])


class Styles:
    """The styles of a document by what they are for; what it lacks is added in the default look."""

    def __init__(self, package: Any, lang: Lang) -> None:
        self.lang = lang
        self._styles = package.styles.element
        self._found: dict[Role, Element] = {}

    def __getitem__(self, role: Role) -> str:
        """Return the id of the style."""
        return str(self.element(role).get(name("styleId")))

    def element(self, role: Role) -> Element:
        """Return the style."""
        if role not in self._found:
            self._found[role] = self._existing(role)
        return self._found[role]

    def _existing(self, role: Role) -> Element:
        own = f"office.style.{role}"
        words = [Words(lang)(own) for lang in LANGUAGES] if Words(self.lang).has(own) else []
        by_name = {_name_of(each): each for each in self._styles.iterchildren(name("style"))}
        for wanted in (*(each.casefold() for each in words), *_BUILT_IN.get(role, ())):
            if wanted in by_name:
                return by_name[wanted]
        return self._added(role)

    def _added(self, role: Role) -> Element:
        from docx.oxml.parser import parse_xml

        default = parse_xml(part("styles.xml", self.lang))
        style: Element = deepcopy(next(each for each in default if each.get(name("styleId")) == _OWN[role]))
        taken = {each.get(name("styleId")) for each in self._styles.iterchildren(name("style"))}
        while style.get(name("styleId")) in taken:
            style.set(name("styleId"), f"{style.get(name('styleId'))}r")
        for each in list(style.iter(name("basedOn"), name("next"))):
            if each.get(name("val")) not in taken:
                style.remove(each)
        for each in list(style.iter(name("numPr"))):
            each.getparent().remove(each)
        self._styles.append(style)
        return style

    def em_of_cells(self) -> int:
        """Return the size of the text in tables in twips, larger where the template's letters are wide."""
        size = self.element("cell").find(f"{name('rPr')}/{name('sz')}")
        twips = _CELL_TWIPS if size is None else int(size.get(name("val"))) * _TWIPS_PER_HALF_POINT
        fonts = next((each for each in self._styles.iter(name("rFonts")) if each.get(name("ascii"))), None)
        wide = fonts is not None and fonts.get(name("ascii")).casefold() in _WIDE_FONTS
        return round(twips * _WIDE) if wide else twips

    def padding_of_cells(self) -> int:
        """Return the room to the left and right of a cell's text together, with its border, in twips."""
        margins = self.element("table").find(f"{name('tblPr')}/{name('tblCellMar')}")
        sides = () if margins is None else [each for each in margins if each.tag in (name("left"), name("right"))]
        return (sum(int(each.get(name("w"))) for each in sides) or 2 * _MARGIN) + _BORDER


def numbering_of(style: Element) -> str | None:
    """Return the id of the list that a style belongs to."""
    found = style.find(f"{name('pPr')}/{name('numPr')}/{name('numId')}")
    return None if found is None else str(found.get(name("val")))


def _name_of(style: Element) -> str:
    named = style.find(name("name"))
    return "" if named is None else str(named.get(name("val"), "")).casefold()
