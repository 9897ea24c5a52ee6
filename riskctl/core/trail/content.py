"""HIS106, HIS107: what can't be read, and results that the tables do not give."""

from collections.abc import Iterator
from itertools import pairwise

from riskctl.core.assessments import Assessment
from riskctl.core.assets import System
from riskctl.core.fields import Level, rank
from riskctl.core.moment import Duration, deadline, is_past
from riskctl.core.procedure import Procedure
from riskctl.core.register import Register
from riskctl.core.rules import assessments as results
from riskctl.core.rules.rule import Context
from riskctl.core.trail.at import At, Found
from riskctl.core.trail.mainline import NO_ORGANISATION, Held, Policy
from riskctl.core.trail.step import POLICY, SEALED, File

RESULTS = (results.wrong_likelihood, results.wrong_inherent, results.wrong_level, results.wrong_residual)
READ = {*SEALED, *POLICY, "old-procedure"} - {"signature", "report"}


def unreadable(at: At) -> Iterator[Found]:
    """A file on the mainline holds the marks of an unresolved conflict, or a record or the policy can't be read."""
    for change in at.changes:
        file = change.after
        if file is None or not file.kind or not file.regular or not change.content_differs:
            continue
        if at.contents.marked(file):
            yield Found(file.path, {"kind": "marks"})
        elif file.kind in READ and at.contents.unreadable(file):
            yield Found(file.path, {"kind": "unreadable"})


def wrong_results(at: At) -> Iterator[Found]:
    """A completed assessment reaches the mainline with results that its stored inputs and tables do not give.

    So it is when a level is lowered by hand. Results are computed again under the procedure version that the
    assessment names, as that version was in force; a version that never was gives no results at all. Nor may an
    assessment state a lower class than its system has: the class decides who approves it.
    """
    for file in at.arrivals("assessment"):
        assessment: Assessment = at.contents.entity(file)
        tables = at.mainline.tables.get(assessment.procedure)
        if tables is not None:
            keys = list(_wrong(at, assessment, tables))
            if keys:
                yield Found(file.path, {"field": ", ".join(keys[:3]), "n": len(keys)})
        elif not at.is_root:
            yield Found(file.path, {"kind": "version", "version": assessment.procedure})
        above = _class_above(at, assessment, at.before) if at.before is not None and not at.is_root else None
        if above is not None:
            yield Found(file.path, {"kind": "class", "level": assessment.criticality, "class": above})


def _class_above(at: At, assessment: Assessment, before: Policy) -> Level | None:
    """Return a system's class where an assessment states a lower one; None where it states that or a higher.

    A class that the system had on the mainline when the assessment was completed, or later, will do.
    """
    stated, path = assessment.criticality, f"systems/{assessment.system}.yaml"
    file = at.file(path)
    system: System | None = at.contents.entity(file) if file is not None and file.regular else None
    if stated is None or system is None or rank(stated) >= rank(system.criticality):
        return None
    made = _while_made(at, assessment, at.mainline.systems[path], before.procedure.approval_window)
    had = [at.contents.entity(each) for each in made if each.regular]
    return None if any(each and rank(stated) >= rank(each.criticality) for each in had) else system.criticality


def _while_made(at: At, assessment: Assessment, held: list[Held], window: Duration) -> Iterator[File]:
    """Yield a system as the mainline held it before, from the assessment's completion on.

    No longer back than an approval may lie: an assessment dated back must not find an older class.
    """
    for each, after in pairwise(held):
        if after.since > assessment.completed_at and not is_past(deadline(after.since, window, at.zone), at.clock):
            yield each.file


def _wrong(at: At, assessment: Assessment, tables: Procedure) -> Iterator[str]:
    register = Register(tables, NO_ORGANISATION, assessments={assessment.id: assessment})
    context = Context(register, at.clock)
    for rule in RESULTS:
        yield from (".".join(map(str, found.path[1:])) for found in rule(context))
