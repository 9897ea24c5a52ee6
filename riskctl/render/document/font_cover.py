"""Which characters a font can show: PDF that people must be able to read aloud or copy from allows no others."""

from collections.abc import Iterator
from struct import unpack_from

_SEGMENTS = 4
"""The format of the table that maps the Basic Multilingual Plane."""


def covered(font: bytes) -> frozenset[int]:
    """Return the code points that a TrueType font has glyphs for."""
    tables = {
        font[at : at + 4]: unpack_from(">L", font, at + 8)[0]
        for at in range(12, 12 + 16 * unpack_from(">H", font, 4)[0], 16)
    }
    at = tables[b"cmap"]
    found: set[int] = set()
    for number in range(unpack_from(">H", font, at + 2)[0]):
        table = at + unpack_from(">L", font, at + 8 + 8 * number)[0]
        if unpack_from(">H", font, table)[0] == _SEGMENTS:
            found.update(_mapped(font, table))
    return frozenset(found)


def _mapped(font: bytes, table: int) -> Iterator[int]:
    """Yield what a table of segments maps to a glyph; the arrays are end, start, delta and offset."""
    double = unpack_from(">H", font, table + 6)[0]
    ends, starts = table + 14, table + 16 + double
    for at in range(0, double, 2):
        (end,), (start,) = unpack_from(">H", font, ends + at), unpack_from(">H", font, starts + at)
        (delta,), (offset,) = (unpack_from(">H", font, starts + each * double + at) for each in (1, 2))
        for code in range(start, end + 1):
            if offset:
                place = starts + 2 * double + at + offset + 2 * (code - start)
                (glyph,) = unpack_from(">H", font, place) if place + 2 <= len(font) else (0,)
            else:
                glyph = (code + delta) & 0xFFFF
            if glyph:
                yield code
