"""What a meeting is asked to decide, on paper; and the file its decisions are written in."""

from collections.abc import Iterator
from datetime import datetime

from riskctl.core.approval import Approvals
from riskctl.core.decisions import POLICY_SUBJECTS
from riskctl.core.fields import Role
from riskctl.core.views.deciding import PolicyBefore
from riskctl.core.views.waiting import Waiting
from riskctl.render.approve import detail, subject_title
from riskctl.render.markdown import block, cell
from riskctl.render.names import level_name
from riskctl.render.safe import visible
from riskctl.store.emit import emit, emit_inline
from riskctl.text import Words

_FIELDS = ("date", "case", "minutes", "decider", "witness")


def sheet(
    judged: Approvals, role: Role, waiting: list[Waiting], words: Words, before: PolicyBefore | None = None
) -> str:
    """Return the sheet as Markdown: a case a heading, with boxes to tick and lines to write on."""
    return "\n".join(_sheet(judged, role, waiting, words, before)) + "\n"


def _sheet(
    judged: Approvals, role: Role, waiting: list[Waiting], words: Words, before: PolicyBefore | None
) -> Iterator[str]:
    municipality = judged.register.procedure.municipality
    yield f"# {words('approve.sheet.title', role=words.name('role', role))}"
    yield ""
    yield str(block(words("approve.sheet.intro", name=municipality, date=judged.engine.clock.today, n=len(waiting))))
    yield ""
    for name in _FIELDS:
        yield f"- {words(f'approve.sheet.{name}')}: {'_' * 30}"
    for number, each in enumerate(waiting, 1):
        yield ""
        yield f"## {number}. {cell(subject_title(judged, each.subject, words))}"
        yield ""
        yield from _case(judged, each, words, before)


def _case(judged: Approvals, each: Waiting, words: Words, before: PolicyBefore | None) -> Iterator[str]:
    level = level_name(each.level, words) if each.level else "-"
    yield f"- {words('approve.sheet.id')}: `{visible(each.subject)}`"
    yield f"- {words('approve.sheet.level')}: {level}"
    yield f"- {words('approve.sheet.due')}: {words.value('due', each.due)}"
    yield f"- {words('approve.sheet.state')}: {words(f'approve.state.{each.state}')}"
    yield f"- {words('approve.sheet.what')}:"
    yield from (f"  - {block(line)}" for line in detail(judged, each.subject, words, before))
    yield f"- {words('approve.sheet.otherwise')}: {otherwise(judged, each, words)}"
    yield ""
    boxes = "   ".join(f"☐ {words(f'approve.sheet.{box}')}" for box in ("approved", "rejected", "put-off"))
    yield boxes
    yield ""
    yield f"{words('approve.sheet.reason')}: {'_' * 60}"


def otherwise(judged: Approvals, each: Waiting, words: Words) -> str:
    """Return what happens when it is not decided in time."""
    if each.subject in POLICY_SUBJECTS:
        return words("approve.otherwise.policy")
    kind = "plan" if each.subject.startswith(("action:", "acceptance:")) else "assessment"
    row = judged.engine.procedure.treatment[each.level] if each.level else None
    if kind == "plan" and row is not None and row.escalate.to:
        return words("approve.otherwise.escalated", roles=[words.name("role", to) for to in row.escalate.to])
    return words(f"approve.otherwise.{kind}")


def template(judged: Approvals, role: Role, by: str | None, waiting: list[Waiting], at: datetime, words: Words) -> str:
    """Return the file a meeting's decisions are written in, with what waits for the role."""
    holders = {who.person for each in waiting for who in each.deciders if who.role == role and who.person}
    person = by or (holders.pop() if len(holders) == 1 else "?")
    head = {"role": role, "by": person, "at": at, "case": "?", "note": "?", "witness": "?"}
    lines = [*(f"# {line}" for line in words("approve.template.head").split("\n")), emit(head).rstrip("\n")]
    lines.append("decisions:")
    for each in waiting:
        level = f" ({words.name('level', each.level)})" if each.level else ""
        lines.append(f"  # {_comment(subject_title(judged, each.subject, words))}{level}")
        lines.append(f"  - subject: {emit_inline(each.subject)}")
        lines += ['    decision: "?"', '    reason: "?"']
    return "\n".join(lines) + "\n"


def _comment(text: str) -> str:
    return " ".join(visible(text).split())
