"""What `doctor` found: a line each, the commands that mend it below, and JSON."""

from collections.abc import Iterator, Sequence

from riskctl.core.health import Check
from riskctl.render.safe import visible
from riskctl.text import Words


def message(check: Check, words: Words) -> str:
    """Return what was found, as a sentence."""
    key = f"doctor.{check.id}.{check.found}"
    return visible(words(key if words.has(key) else f"doctor.{check.found}", **check.values))


def lines(checks: Sequence[Check], words: Words) -> Iterator[str]:
    """Yield each check with how it stands; below it the commands that mend it, to be copied."""
    states = {status: words(f"doctor.status.{status}") for status in ("ok", "warning", "error")}
    width = max(len(state) for state in states.values())
    for check in checks:
        yield f"{states[check.status]:<{width}}  {words(f'doctor.{check.id}')}: {message(check, words)}"
        for command in filter(None, check.mend):
            yield f"{'':<{width}}    {visible(command)}"


def summary(checks: Sequence[Check], words: Words) -> str:
    """Return how many of the checks found something."""
    wrong = sum(check.status != "ok" for check in checks)
    return words("doctor.summary", n=wrong) if wrong else words("doctor.well")


def as_json(checks: Sequence[Check], words: Words) -> dict[str, object]:
    """Return the checks under their contract keys; `mend` is one command a line, null where nothing is to be done."""
    return {
        "checks": [
            {
                "id": check.id,
                "status": check.status,
                "message": message(check, words),
                "mend": "\n".join(filter(None, check.mend)) or None,
            }
            for check in checks
        ]
    }
