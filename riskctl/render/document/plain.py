"""Texts of a document for the formats that people open in other programs: nothing hidden, nothing XML can't hold."""

from riskctl.render.safe import shown

_NOT_XML = {0xFFFE: "<U+FFFE>", 0xFFFF: "<U+FFFF>"}


def plain(text: str) -> str:
    """Return one line that says just what the text says."""
    return shown(text).translate(_NOT_XML)
