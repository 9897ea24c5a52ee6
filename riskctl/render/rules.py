"""The rules of `check` and `audit` in words: the list of them, and one explained."""

import inspect
import textwrap
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from riskctl.core.rules import RULES
from riskctl.core.rules.rule import Rule
from riskctl.core.trail.rules import TRAIL_RULES, TrailRule
from riskctl.render.clauses import WIDTH
from riskctl.text import Words

EVERY_RULE: Final[Mapping[str, Rule | TrailRule]] = MappingProxyType({**RULES, **TRAIL_RULES})
"""The rules of `check`, then those of `audit`."""


def explanation(code: str, words: Words) -> str:
    """Return what a rule is about, in paragraphs: Danish from the texts, English from the rule's docstring."""
    check = EVERY_RULE[code].check
    if words.lang == "en" and check is not None:
        text = inspect.getdoc(check) or ""
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    return words(_key(code, "explain"))


def _key(code: str, part: str) -> str:
    """Return the key of a rule's text."""
    return f"{'audit' if code in TRAIL_RULES else 'rules'}.{code}.{part}"


def gist(code: str, words: Words) -> str:
    """Return the first sentence of a rule's explanation."""
    return explanation(code, words).partition("\n")[0].partition(". ")[0].rstrip(".")


def as_json(code: str, words: Words) -> dict[str, object]:
    """Return one rule under its contract keys."""
    rule = EVERY_RULE[code]
    return {
        "code": code,
        "severity": rule.severity,
        "clause": rule.clause,
        "explanation": explanation(code, words),
        "hint": words(_key(code, "hint")),
    }


def lines(words: Words) -> Iterator[str]:
    """Yield one line a rule, its parts divided by tabs."""
    for code, rule in EVERY_RULE.items():
        yield "\t".join((code, words.name("severity", rule.severity), rule.clause, gist(code, words)))


def show_table(words: Words) -> None:
    """Show the rules as a table in a terminal."""
    from rich import box
    from rich.table import Table

    from riskctl.render.console import console, plain

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("code", "severity", "clause", "gist"):
        table.add_column(words(f"rules.column.{column}"), no_wrap=column != "gist", overflow="fold")
    for code, rule in EVERY_RULE.items():
        style = "red" if rule.severity == "error" else "yellow"
        severity = plain(words.name("severity", rule.severity), style)
        table.add_row(plain(code, "bold"), severity, plain(rule.clause), plain(gist(code, words)))
    console().print(table)


def explain(code: str, words: Words) -> str:
    """Return one rule explained: code, severity, clause, what it is about, and an example of right."""
    rule = EVERY_RULE[code]
    heading = f"{code} ({words.name('severity', rule.severity)}, {rule.clause})"
    paragraphs = [*explanation(code, words).split("\n\n"), f"{words('rules.example')}: {words(_key(code, 'hint'))}"]
    return "\n\n".join([heading, *(textwrap.fill(each, WIDTH, break_on_hyphens=False) for each in paragraphs)])
