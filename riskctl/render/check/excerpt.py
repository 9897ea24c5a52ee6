"""The line of a file where a finding stands, with a mark under its column, as wide as a terminal shows it."""

from typing import Final

from riskctl.render.safe import visible

GUTTER: Final = 6
"""How wide the line number is."""
_CUT: Final = "…"


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def excerpt(source: str, number: int, column: int, width: int) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Return the rows of an excerpt, each with its gutter apart: the line and the mark; None where there is none.

    `column` counts characters from 1. What does not fit in `width` is cut, around the column.
    """
    gutter = f"{number:>{GUTTER}} | "
    before, after = _window(source.rstrip(), column, max(20, width - len(gutter) - 1))
    if not (before + after).strip():
        return None
    return (gutter, before + after), (f"{' ' * GUTTER} | ", f"{' ' * cells(before)}^")


def _window(source: str, column: int, room: int) -> tuple[str, str]:
    """Return what is shown before and from the column."""
    start, at, end = max(0, column - 1 - room), column - 1, column - 1 + room
    whole = visible(source[start:end])
    before = whole[: len(visible(source[start:at]))]
    after = whole[len(before) :]
    half = min(cells(after), room // 2)
    before = _tail(before, room - half, cut=start > 0)
    return before, _head(after, room - cells(before), cut=end < len(source))


def _tail(text: str, room: int, *, cut: bool) -> str:
    """Return as much of the end of a text as there is room for."""
    if not cut and cells(text) <= room:
        return text
    while text and (cells(text) > room - 1 or not cells(text[0])):
        text = text[1:]
    return _CUT + text


def _head(text: str, room: int, *, cut: bool) -> str:
    """Return as much of the beginning of a text as there is room for."""
    if not cut and cells(text) <= room:
        return text
    while cells(text) > room - 1:
        text = text[:-1]
    return text + _CUT
