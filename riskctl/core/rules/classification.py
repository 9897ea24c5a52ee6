"""CLS: classification of systems (P3.4, P3.5, P3.7)."""

from collections.abc import Iterator

from riskctl.core.consequence import NIS2_CLASSES, nis2_from_processes
from riskctl.core.fields import rank
from riskctl.core.rules.rule import Context, Found


def class_below_suggestion(context: Context) -> Iterator[Found]:
    """A system's class is below the one suggested by consequence, personal data and NIS2, without a written reason.

    Set `criticality` to the suggested class or higher, or write `criticality_reason`.
    """
    for system in context.register.systems_in_use():
        suggestion = context.suggestion(system)
        if rank(system.criticality) < rank(suggestion.level) and system.criticality_reason is None:
            decisive = next(why for why in suggestion.why if why.value == suggestion.level)
            yield Found(
                f"systems/{system.id}.yaml",
                ("criticality",),
                system.id,
                {"class": system.criticality, "criticality": suggestion.level, "table": decisive.source},
            )


def nis2_below_processes(context: Context) -> Iterator[Found]:
    """A system's own NIS2 class is below the highest of the processes it is essential to."""
    for system in context.register.systems_in_use():
        given = nis2_from_processes(context.register, system)
        if system.nis2 is not None and NIS2_CLASSES.index(system.nis2) < NIS2_CLASSES.index(given):
            yield Found(f"systems/{system.id}.yaml", ("nis2",), system.id, {"nis2": given})


def never_assessed(context: Context) -> Iterator[Found]:
    """A system in use has never been assessed: everything is to be assessed (P3.2)."""
    for system in context.today.register.systems_in_use():
        never = context.today.latest.assessment(system.id) is None and system.id not in context.partly_read
        if system.status == "in-use" and never:
            yield Found(f"systems/{system.id}.yaml", (), system.id, {"date": system.registered})


def needless_reason(context: Context) -> Iterator[Found]:
    """A reason for a lower class is written, but the class is not below the suggested one."""
    if context.any_broken("processes", "systems"):
        return
    for system in context.register.systems_in_use():
        suggestion = context.suggestion(system)
        if system.criticality_reason is not None and rank(system.criticality) >= rank(suggestion.level):
            yield Found(f"systems/{system.id}.yaml", ("criticality_reason",), system.id, {"class": system.criticality})
