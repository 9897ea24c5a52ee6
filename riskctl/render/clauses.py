"""`riskctl explain CLAUSE`: what a clause demands, what riskctl does about it, and where to see it."""

import textwrap
from collections.abc import Iterator
from typing import Final

from riskctl.core.clauses import CLAUSES, find_clause, rules_for
from riskctl.text import Words

WIDTH: Final = 88


def explain_clause(clause: str, words: Words) -> str | None:
    """Return the explanation of a clause, ending in a newline; None when there is no such clause."""
    id_ = find_clause(clause)
    if id_ is None:
        return None
    heading = words("clauses.heading", clause=id_, title=words(f"clauses.{id_}.title"))
    served = list(_served(id_, words))
    width = max(len(name) for name, _ in served) + 2
    lines = [heading, "", *_wrapped(words(f"clauses.{id_}.text")), ""]
    for name, text in served:
        lines += _wrapped(f"{name + ':':<{width}}{text}", " " * width)
    codes = rules_for(id_)
    if codes:
        lines += ["", words("clauses.more", code=codes[0])]
    return "\n".join(lines) + "\n"


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _served(clause: str, words: Words) -> Iterator[tuple[str, str]]:
    """Yield what serves the clause, by name: only what there is."""
    known = CLAUSES[clause]
    parts = {
        "reason": words(f"clauses.reason.{known.reason}") if known.reason else "",
        "due": ", ".join(f"{words(f'due.kind.{kind}')} ({kind})" for kind in known.due),
        "rules": ", ".join(rules_for(clause)),
        "report": ", ".join(section_title(name, words) for name in known.report),
        "commands": ", ".join(f"riskctl {name}" for name in known.commands),
        "nis2": "; ".join(known.nis2),
        "iso27001": ", ".join(known.iso27001),
    }
    return ((words(f"clauses.{name}"), text) for name, text in parts.items() if text)


def section_title(name: str, words: Words) -> str:
    """Return what a part of the quarterly report is called there."""
    heading = f"report.heading.{name}"
    return words(heading, to="ISU") if words.has(heading) else words(f"report.{name}")
