"""What `check --fix` mends: a unified diff that git takes as it is, a line for each mend, and JSON."""

import difflib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from riskctl.render.safe import visible
from riskctl.store.mend import Made, Mended
from riskctl.text import Words

_STYLES: Final = {"+": "green", "-": "red", "@": "cyan", "d": "bold"}
_BOM: Final = "\ufeff"


def diff_lines(mended: Mended, folder: str) -> Iterator[str]:
    """Yield the lines of a diff, as `git apply` reads it at the top of the repository; `folder` is the register's."""
    prefix = f"{folder}/" if folder else ""
    for ref, (before, after) in mended.files.items():
        path = prefix + ref
        yield from (f"diff --git a/{path} b/{path}", f"--- a/{path}", f"+++ b/{path}")
        for line in islice(difflib.unified_diff(_lines(before), _lines(after)), 2, None):
            yield line.removesuffix("\n")
            if not line.endswith("\n"):
                yield "\\ No newline at end of file"


def _lines(data: bytes) -> list[str]:
    """Return the lines of a file with their ends; only LF ends one."""
    *whole, rest = data.decode("utf-8").split("\n")
    return [*(line + "\n" for line in whole), *([rest] if rest else [])]


def piped(line: str) -> str:
    """Return a line of a diff for a file or a log: its bytes, but for what could steer what shows it.

    A CR at its end and a BOM at its beginning stay, since the diff is to give the same bytes.
    """
    start, end = 1 + (line[1:2] == _BOM), len(line) - line.endswith("\r")
    if start > end:
        return line
    shown = visible(line[0] + line[start:end])
    return f"{shown[0]}{line[1:start]}{shown[1:]}{line[end:]}"


def show_diff(lines: Iterable[str]) -> None:
    """Show a diff in a terminal, in colour."""
    from riskctl.render.console import console, plain

    out = console()
    for line in lines:
        style = "" if line.startswith(("---", "+++")) else _STYLES.get(line[:1], "")
        out.print(plain(line, style), soft_wrap=True)


def told(made: Made, words: Words) -> str:
    """Return one mend as a sentence."""
    return visible(words(f"mending.{made.kind}", path=made.ref, field=made.field, old=made.old, new=made.new))


def as_json(mended: Mended, lines: Iterable[str], *, written: bool) -> dict[str, object]:
    """Return what was mended, or would be."""
    edits = [
        {
            "rule": each.rule or None,
            "kind": each.kind,
            "path": each.ref,
            "field": each.field or None,
            "from": each.old or None,
            "to": each.new or None,
        }
        for each in mended.made
    ]
    diff = "".join(line + "\n" for line in lines)
    return {"mended": {"written": written, "files": list(mended.files), "edits": edits, "diff": diff}}
