"""`riskctl rules` and `riskctl explain`: what each rule demands, and each clause of the procedure."""

import difflib
from typing import Annotated

import typer

from riskctl.cli.session import Session
from riskctl.core.clauses import CLAUSES, find_clause
from riskctl.errors import RiskctlError
from riskctl.render import rules as render
from riskctl.render.clauses import explain_clause
from riskctl.text import Words


def rules(session: Session) -> None:
    """List the rules."""
    form = session.format("table", "json")
    if form == "json":
        session.json({"rules": [render.as_json(code, session.words) for code in render.EVERY_RULE]})
    elif session.interactive:
        render.show_table(session.words)
    else:
        session.out_lines(render.lines(session.words))


def explain(session: Session, topic: Annotated[str, typer.Argument(metavar="CODE|CLAUSE")]) -> None:
    """Explain a rule or a clause."""
    form = session.format("text", "json")
    code = topic.upper()
    if code in render.EVERY_RULE:
        if form == "json":
            session.json(render.as_json(code, session.words))
        else:
            session.out(render.explain(code, session.words))
        return
    text = explain_clause(topic, session.words)
    if text is None:
        raise RiskctlError("unknown-topic", value=topic, suggestion=_suggestion(topic, session.words))
    if form == "json":
        session.json({"clause": find_clause(topic), "explanation": text})
    else:
        session.out(text)


def _suggestion(topic: str, words: Words) -> str:
    """Return the topic that was probably meant, else where to look."""
    known = {name.casefold(): name for name in (*render.EVERY_RULE, *CLAUSES)}
    close = difflib.get_close_matches(topic.casefold(), known, 1)
    return words("errors.did-you-mean", names=known[close[0]]) if close else words("errors.see-rules")


COMMANDS = {"rules": (rules, False), "explain": (explain, False)}
