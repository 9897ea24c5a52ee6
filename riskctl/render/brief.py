"""The brief of `check --since`: what a change means, for a reviewer, as Markdown, as plain lines and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from riskctl.core.views.meaning import Meaning, SinceView
from riskctl.render.brief_parts import MOST, Line, Part, Parts, part
from riskctl.render.check.parts import short, told
from riskctl.render.document.model import Code
from riskctl.render.findings import Report, Shown
from riskctl.render.safe import visible
from riskctl.text import Words

SHORT_COMMIT = 10
LONGEST = 300
"""How many characters of one line of the brief are shown: a reason in a file may have 20,000."""


@dataclass(frozen=True, slots=True)
class Brief:
    """The brief in words: the verdict, what it was compared with, and the parts."""

    title: str
    verdict: str
    compared: str
    parts: tuple[Part, ...]


def brief(report: Report, view: SinceView, *, findings: bool) -> Brief:
    """Return the brief of a report; with the findings themselves, or without where they stand above it."""
    words = report.words
    compared = words("brief.compared", commit=view.commit[:SHORT_COMMIT])
    if view.hidden:
        compared += " " + words("brief.hidden", n=view.hidden)
    compared += "".join(f" {each}" for each in _beside(view, words))
    told = list(Parts(view.meaning, words).all())
    errors = list(_found(report, "error")) if findings else []
    warnings = list(_found(report, "warning")) if findings else []
    return Brief(words("brief.title"), _verdict(report, view.meaning, words), compared, (*errors, *told, *warnings))


def _beside(view: SinceView, words: Words) -> Iterator[str]:
    """Yield what a reviewer must know of the comparison itself."""
    if view.unread:
        yield words("brief.unread", n=len(view.unread), paths=", ".join(view.unread[:MOST]))
    if view.behind:
        yield words("brief.behind")
    if view.dirty:
        yield words("brief.dirty")


def _verdict(report: Report, meaning: Meaning, words: Words) -> str:
    """Return whether it can be merged, and in numbers what it does."""
    said = [words("brief.stop", n=report.errors) if report.errors else words("brief.go")]
    counted = (
        ("records", len(meaning.records)),
        ("exceptions", len(meaning.exceptions)),
        ("warnings", report.warnings),
        ("decisions", len(meaning.needed)),
        ("moved", len(meaning.risks)),
    )
    said += [words(f"brief.{name}", n=number) for name, number in counted if number]
    if not (meaning.needed or meaning.risks or meaning.due or meaning.postponed or meaning.closed):
        said.append(words("brief.still"))
    return " ".join(said)


def _found(report: Report, severity: str) -> Iterator[Part]:
    """Yield the findings of one severity: each by itself where they are few, else each rule once, the most first."""
    found = [each for each in report.shown if each.finding.severity == severity]
    found.sort(key=lambda each: each.finding.code.startswith("APR"))  # a decision on it follows when the rest is mended
    number = report.errors if severity == "error" else report.warnings
    if not found:
        return
    name = "errors" if severity == "error" else "warnings"
    lines = [_finding(report, each) for each in found]
    if len(found) > MOST:
        lines = list(_by_rule(report, found))
    shown = part(name, lines, report.words)
    yield Part(report.words(f"brief.part.{name}", n=number), shown.note, shown.lines, shown.rest)


def _finding(report: Report, each: Shown) -> Line:
    return Line(Code(_place(report, each)), report.words("brief.finding", message=told(each), rule=each.finding.code))


def _place(report: Report, each: Shown) -> str:
    return f"{report.in_repository(each.finding.ref)}:{each.line}"


def _by_rule(report: Report, found: list[Shown]) -> Iterator[Line]:
    first: dict[str, Shown] = {}
    for each in found:
        first.setdefault(each.finding.code, each)
    for code in sorted(first, key=lambda code: (-report.by_rule[code], code)):
        each = first[code]
        text = report.words("brief.rule.first", place=_place(report, each), message=told(each))
        yield Line(report.words("brief.rule", rule=code, n=report.by_rule[code]), text)


@dataclass(frozen=True, slots=True)
class Told:
    """What `--since` adds to a report, in each of its forms."""

    view: SinceView

    @property
    def hidden(self) -> int:
        """How many findings were there before the change."""
        return self.view.hidden

    def json(self) -> dict[str, object]:
        """Return what is added to the JSON, under its contract keys."""
        told = {"since": self.view.commit, "hidden": self.view.hidden, "behind": self.view.behind}
        told |= {"dirty": self.view.dirty, "unread": list(self.view.unread)}
        return {**told, "meaning": _meaning_json(self.view.meaning)}

    def markdown(self, report: Report) -> str:
        """Return the brief for a comment: register text neither breaks out of its line nor notifies anybody."""
        from riskctl.render.markdown import environment

        found = brief(report, self.view, findings=True)
        shown = {"title": _quiet(found.title), "compared": _quiet(found.compared), "verdict": _bold(found.verdict)}
        page = {**shown, "parts": [_page(each) for each in found.parts]}
        return environment().get_template("check/brief.md.j2").render(brief=page)

    def lines(self, report: Report) -> Iterator[str]:
        """Yield the brief as plain lines, to stand below the findings."""
        found = brief(report, self.view, findings=False)
        yield from ("", visible(found.title), visible(found.verdict), visible(found.compared))
        for each in found.parts:
            yield from ("", visible(each.title))
            yield from (visible(f"  {note}") for note in (each.note,) if note)
            for line in each.lines:
                said = ": ".join(text for text in (line.lead, line.text) if text)
                yield visible(f"  - {short(said, 2 * LONGEST)}")
                yield from (visible(f"    - {short(item, LONGEST)}") for item in line.items)
            yield from (visible(f"  {rest}") for rest in (each.rest,) if rest)


def _page(each: Part) -> dict[str, object]:
    lines = [_marked(line) for line in each.lines]
    return {"title": _quiet(each.title), "note": _quiet(each.note), "lines": lines, "rest": _quiet(each.rest)}


def _marked(line: Line) -> Markup:
    text = _quiet(short(line.text, LONGEST))
    lead = _code(line.lead) if isinstance(line.lead, Code) else _bold(short(line.lead, LONGEST))
    shown = Markup("{}: {}").format(lead, text) if line.lead and text else lead if line.lead else text
    return Markup("\n  - ").join([shown, *(_quiet(short(item, LONGEST)) for item in line.items)])


def _code(text: str) -> Markup:
    from riskctl.render.markdown import cell

    return cell(Code(short(text, LONGEST).replace("@", "＠")))


def _bold(text: str) -> Markup:
    from riskctl.render.markdown import Markdown

    return Markdown("**{}**").format(_quiet(text))


def _quiet(text: str) -> Markup:
    from riskctl.render.markdown import quiet

    return quiet(text)


def _meaning_json(meaning: Meaning) -> dict[str, object]:
    risks = [each.change for each in meaning.risks]
    return {
        "risks": [{"risk": e.risk, "from": e.before, "to": e.after, "cause": e.cause} for e in risks],
        "due": [each.id for each in meaning.due],
        "approvals": {
            "needed": [each.subject for each in meaning.needed],
            "stale": list(meaning.stale),
            "deciders": {
                each.subject: [{"role": who.role, "person": who.person} for who in each.deciders]
                for each in meaning.needed
            },
        },
        "today": [{"risk": e.risk, "from": e.before, "to": e.after} for e in meaning.rated],
        "tables": {
            "fields": [{"field": list(e.path), "from": e.before, "to": e.after} for e in meaning.tables.fields],
            "risks": [{"risk": e.id, "from": e.before, "to": e.after} for e in meaning.tables.levels],
            "due": [{"id": e.after.id, "from": e.before.due, "to": e.after.due} for e in meaning.tables.deadlines],
        },
        "systems": sorted({each.system for each in meaning.consequences} | _reached(meaning)),
        "policy": {"changed": list(meaning.change.changed), "adopted": list(meaning.change.adopted)},
    }


def _reached(meaning: Meaning) -> set[str]:
    return {reached.system.id for each in meaning.events for reached in each.reached}
