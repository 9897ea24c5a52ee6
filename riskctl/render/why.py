"""Why, in words: each step of an explanation as a sentence, with the table cell and clause it came from."""

from collections.abc import Iterable, Iterator

from riskctl.core.register import Register
from riskctl.core.why import Why
from riskctl.render.names import holder_name, system_name, threat_name
from riskctl.text import Words


def sentence(step: Why, register: Register, words: Words) -> str:
    """Return one step as a sentence."""
    values = dict(step.values)
    for name in ("system", "holder"):
        if name in values:
            values[name] = holder_name(register, str(values[name]))
    if "source" in values:
        source = str(values["source"])
        values["source"] = (
            register.processes[source].name if source in register.processes else system_name(register, source)
        )
    if "control" in values:
        control = register.procedure.controls.get(str(values["control"]))
        values["control"] = control.name.in_language(words.lang) if control else values["control"]
    if "threat" in values:
        values["threat"] = threat_name(register, str(values["threat"]), words)
    return words(f"why.{step.what}", **{**values, "value": _value(step, words)})


def _value(step: Why, words: Words) -> str:
    kind = "threat_level" if step.what.startswith(("threat-", "stored-threat")) else "level"
    return (
        words.name(kind, step.value)
        if isinstance(step.value, str)
        else str(step.value if step.value is not None else "-")
    )


def lines(steps: Iterable[Why], register: Register, words: Words) -> Iterator[tuple[str, str]]:
    """Yield each step as a sentence, and where it comes from."""
    for step in steps:
        yield sentence(step, register, words), f"{step.source} · {step.clause}"
