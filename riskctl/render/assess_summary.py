"""What an assessment comes to, before it is written: each risk, and what follows from it."""

from collections.abc import Callable, Iterator

from rich import box
from rich.table import Table
from rich.text import Text

from riskctl.core.answers import Answers
from riskctl.core.fields import LEVELS, Level, Role, rank
from riskctl.core.roles import in_roles
from riskctl.core.views.meeting import Meeting
from riskctl.core.views.minutes import Outcome, RiskOutcome
from riskctl.render.assess import Screens
from riskctl.render.assess_changes import changes, coverage, nobody_left
from riskctl.render.console import plain
from riskctl.render.due import people
from riskctl.render.names import level_name, subject_name, threat_name
from riskctl.text import Words


def show_summary(screens: Screens, found: Outcome, answers: Answers) -> None:
    """Show the risks, worst first, what changed and why, and what follows when the assessment is written."""
    words = screens.words
    screens.page()
    screens.bar(words("assess.summary.head"))
    screens.notices()
    for row in _rows(screens, found):
        screens.put(row)
    changed = list(changes(screens, found, answers))
    if screens.meeting.previous is not None:
        screens.line(words("assess.summary.changed" if changed else "assess.summary.unchanged"), "bold")
    for line in changed:
        screens.line(line, indent=2)
    for line in (*coverage(screens, found), *nobody_left(screens, found, answers)):
        screens.line(line, "yellow")
    screens.line(words("assess.summary.follows"), "bold")
    for line in follows(screens.meeting, found, answers, words, named=screens.level_words):
        screens.line(line, indent=2)


def _rows(screens: Screens, found: Outcome) -> Iterator[Text]:
    """Yield the risks as rows of a table; for a screen reader each as a sentence."""
    if not screens.plain:
        with screens.out.capture() as drawn:
            screens.out.print(_table(screens, found))
        yield from (Text.from_ansi(line) for line in drawn.get().splitlines() if line.strip())
        return
    words = screens.words
    for each in _by_level(found):
        values = {"treatment": each.treatment, "residual": words.name("level", each.residual)}
        due = words.value("due", each.due) if each.due else "–"
        name = threat_name(screens.register, each.threat, words)
        yield plain(words("assess.summary.line", threat=name, level=each.level, due=due, **values))


def _table(screens: Screens, found: Outcome) -> Table:
    words = screens.words
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1, 0, 0))
    for column, width in (("risk", None), ("level", 12), ("treatment", 11), ("residual", 10), ("due", 13)):
        table.add_column(words(f"assess.summary.{column}"), width=width, overflow="fold")
    for each in _by_level(found):
        level = screens.level(each.level)
        if each.before != each.level:
            before = words("assess.summary.before", level=each.before) if each.before else words("assess.summary.new")
            level = Text("\n").join([level, plain(before, "dim")])
        table.add_row(
            plain(threat_name(screens.register, each.threat, words)),
            level,
            plain(words.name("treatment", each.treatment)),
            Text.assemble(screens.level(each.residual)),
            plain(words.value("due", each.due) if each.due else "–"),
        )
    return table


def _by_level(found: Outcome) -> list[RiskOutcome]:
    return sorted(found.risks, key=lambda each: -rank(each.level))


def follows(
    meeting: Meeting,
    found: Outcome,
    answers: Answers,
    words: Words,
    *,
    named: Callable[[Level | None], str] | None = None,
) -> Iterator[str]:
    """Yield what must happen once the assessment is written: approvals, plans, escalations, the next assessment.

    `named` puts a level into words, with its sign unless told otherwise.
    """
    register = found.engine.register
    if found.approvers:
        due = next((each.due for each in found.new if each.kind == "approval"), None)
        if due is not None:
            yield words("assess.follows.approval", people=people(register, found.approvers, words), due=due)
    yield from _plans(meeting, found, words, named or (lambda level: level_name(level, words)))
    yield from _escalations(meeting, found, words)
    events = [register.events[each].title for each in answers.get("triggers", ()) if each in register.events]
    if events:
        yield words("assess.follows.answered", events=events)
    yield words("assess.follows.next", date=found.next_assessment)


def _escalations(meeting: Meeting, found: Outcome, words: Words) -> Iterator[str]:
    """Yield what is escalated to the same people for the same reason as one sentence."""
    register = found.engine.register
    threats = {each.id: threat_name(register, each.threat, words) for each in found.risks}
    grouped: dict[tuple[str, str], list[str]] = {}
    for item in found.new:
        if item.kind == "escalation" and item.system == meeting.system.id:
            who = people(register, item.responsible, words)
            if item.consider:
                who += "; " + words("due.consider", role=item.consider)
            name = threats.get(item.subject) or subject_name(register, item.subject, item.kind, words)
            grouped.setdefault((words(item.reason, **item.values), who), []).append(name)
    for (reason, who), names in grouped.items():
        yield words("assess.follows.escalation", what=f"{words.enumeration(names)}. {reason}", people=who)


def _plans(meeting: Meeting, found: Outcome, words: Words, named: Callable[[Level | None], str]) -> Iterator[str]:
    """Yield the deadlines level by level: how many plans, by when, and who approves them."""
    register = found.engine.register
    for level in reversed(LEVELS):
        waiting = [each for each in found.risks if each.level == level and each.due is not None]
        accepted = [each for each in waiting if each.treatment == "accept"]
        planned = [each for each in waiting if each.treatment != "accept"]
        if planned:
            row = meeting.row(level)
            if row.approval:
                who = _held(meeting, found, row.approval, words)
                approval = words("assess.approver", people=who).rstrip(".")
            else:
                approval = words("assess.approver.none").rstrip(".")
            approval = approval[0].lower() + approval[1:] + "."
            shown = named(level)
            yield words("assess.follows.plan", n=len(planned), shown=shown, due=planned[0].due, approval=approval)
        if accepted:
            names = [threat_name(register, each.threat, words) for each in accepted]
            yield words("assess.follows.acceptance", n=len(accepted), due=accepted[0].due, risks=names)


def _held(meeting: Meeting, found: Outcome, roles: tuple[Role, ...], words: Words) -> str:
    who = in_roles(found.engine.register, roles, meeting.system, found.engine.clock.today)
    return people(found.engine.register, who, words)


def as_json(found: Outcome, written: list[str], assessment: str, commit: str | None) -> dict[str, object]:
    """Return what was written, under its contract keys."""
    return {
        "written": written,
        "assessment": assessment,
        "risks": [
            {
                "risk": each.id,
                "level": each.level,
                "residual": each.residual,
                "due": each.due,
                "approval": list(each.approval),
            }
            for each in found.risks
        ],
        "committed": commit,
    }
