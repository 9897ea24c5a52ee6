"""Why the level of a risk moved, in words and as JSON."""

from riskctl.core.views.why_moved import Why
from riskctl.text import Words


def because(why: Why, words: Words) -> str:
    """Return why a level moved: the cause, the values of that input, what else moved, and reasons given."""
    text = words(f"history.why.{why.cause}", **_sides(why.cause, why.before, why.after, words))
    if why.also:
        also = [
            words(f"history.also.{each.cause}", **_sides(each.cause, each.before, each.after, words))
            for each in why.also
        ]
        text = words("history.also", text=text, also=words.enumeration(also))
    return words("history.why.reasons", text=text, reasons="; ".join(why.reasons)) if why.reasons else text


def _sides(cause: str, before: object, after: object, words: Words) -> dict[str, str]:
    kind = "threat_level" if cause == "threat" else "value"
    return {"before": words.value(kind, before), "after": words.value(kind, after)}


def why_json(why: Why) -> dict[str, object]:
    """Return the cause with the values of that input, the other inputs that moved, and reasons given."""
    also = [{"cause": each.cause, "from": each.before, "to": each.after} for each in why.also]
    return {"cause": why.cause, "from": why.before, "to": why.after, "also": also, "reasons": list(why.reasons)}
