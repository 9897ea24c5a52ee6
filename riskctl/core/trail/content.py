"""HIS106, HIS107: what can't be read, and results that the tables do not give."""

from collections.abc import Iterator

from riskctl.core.assessments import Assessment
from riskctl.core.procedure import Procedure
from riskctl.core.register import Register
from riskctl.core.rules import assessments as results
from riskctl.core.rules.rule import Context
from riskctl.core.trail.at import At, Found
from riskctl.core.trail.mainline import NO_ORGANISATION
from riskctl.core.trail.step import POLICY, SEALED

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
    assessment names, as that version was in force; a version that never was gives no results at all.
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


def _wrong(at: At, assessment: Assessment, tables: Procedure) -> Iterator[str]:
    register = Register(tables, NO_ORGANISATION, assessments={assessment.id: assessment})
    context = Context(register, at.clock)
    for rule in RESULTS:
        yield from (".".join(map(str, found.path[1:])) for found in rule(context))
