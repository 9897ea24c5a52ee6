"""The due list as JSON, as a table in a terminal, and as one line an item in a pipe."""

import sys
from collections.abc import Iterator

from riskctl.core.rating import Engine
from riskctl.core.register import Register
from riskctl.core.roles import Responsible
from riskctl.core.views.due import STATUSES, DueList, Timed
from riskctl.render.names import person_name, subject_name
from riskctl.render.safe import visible
from riskctl.store.find import Revision
from riskctl.text import Words


def as_json(engine: Engine, revision: Revision, listed: DueList) -> dict[str, object]:
    """Return the due list under its contract keys."""
    words = Words("da")
    return {
        "now": engine.clock.now.isoformat(timespec="seconds"),
        "revision": revision.commit,
        "dirty": revision.dirty,
        "procedure": engine.procedure.version,
        "items": [_item(each, words) for each in listed.shown],
    }


def _item(each: Timed, words: Words) -> dict[str, object]:
    item = each.item
    return {
        "id": item.id,
        "kind": item.kind,
        "subject": item.subject,
        "system": item.system,
        "level": item.level,
        "due": item.due,
        "target": item.target,
        "status": each.status,
        "past_target": each.past_target,
        "days": each.days,
        "responsible": [{"role": who.role, "person": who.person} for who in item.responsible],
        "consider": list(item.consider),
        "clause": item.clause,
        "reason": words(item.reason, **item.values),
    }


def show(engine: Engine, listed: DueList, words: Words, *, terminal: bool) -> None:
    """Show the list: a table in a terminal, else one line an item."""
    if terminal:
        from riskctl.render.due_table import show_table

        show_table(engine, listed, words)
    else:
        sys.stdout.writelines(line + "\n" for line in lines(engine, listed, words))
    sys.stderr.write(summary(listed, words) + "\n")


def lines(engine: Engine, listed: DueList, words: Words) -> Iterator[str]:
    """Yield one line an item, its parts divided by tabs."""
    register = engine.register
    for each in listed.shown:
        parts = (
            words(f"due.status.{each.status}"),
            words.name("level", each.item.level) if each.item.level else "-",
            when(each, words),
            words(f"due.kind.{each.item.kind}"),
            subject_name(register, each.item.subject, each.item.kind, words),
            people(register, each.item.responsible, words),
            words(each.item.reason, **each.item.values),
            each.item.id,
        )
        yield "\t".join(visible(part) for part in parts)


def when(each: Timed, words: Words) -> str:
    """Return how a deadline lies: `16. mar. 2026 (3 dage over)`."""
    return words("due.when", when=words.value("due", each.item.due), distance=distance(each, words))


def distance(each: Timed, words: Words) -> str:
    """Return how far off a deadline is: `3 dage over`."""
    key = "past" if each.days > 0 else "today" if each.days == 0 else "left"
    return words(f"due.days.{key}", n=abs(each.days))


def by_role(register: Register, responsible: tuple[Responsible, ...], words: Words) -> Iterator[str]:
    """Yield who it waits for, a role at a time: `direktion: Karen Holm, Ole Dam`; a role nobody holds says so."""
    roles: dict[str | None, list[str]] = {}
    for who in responsible:
        roles.setdefault(who.role, []).append(person_name(register, who.person) or words("common.nobody"))
    for role, names in roles.items():
        together = ", ".join(dict.fromkeys(names))
        yield f"{words.name('role', role)}: {together}" if role else together


def people(register: Register, responsible: tuple[Responsible, ...], words: Words) -> str:
    """Return who it waits for on one line."""
    return "; ".join(by_role(register, responsible, words))


def summary(listed: DueList, words: Words) -> str:
    """Return how many of each status are shown, and how many are not."""
    counts = {status: sum(each.status == status for each in listed.shown) for status in STATUSES}
    parts = [words(f"due.count.{status}", n=number) for status, number in counts.items() if number]
    text = words.enumeration(parts) if parts else words("due.count.nothing")
    hidden = [words("due.hidden.upcoming", n=listed.upcoming_hidden)] if listed.upcoming_hidden else []
    hidden += [words("due.hidden.filtered", n=listed.filtered_out)] if listed.filtered_out else []
    return " ".join([text[0].upper() + text[1:] + ".", *hidden])
