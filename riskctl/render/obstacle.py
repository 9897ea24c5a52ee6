"""Why an assessment can't be confirmed unchanged, in words."""

from riskctl.core.register import Register
from riskctl.core.views.minutes import Obstacle
from riskctl.render.names import threat_name
from riskctl.text import Words


def obstacle_words(register: Register, obstacle: Obstacle, words: Words) -> str:
    """Return the sentence of an obstacle (P3.11)."""
    shown = dict(obstacle.values)
    if "threat" in shown:
        shown["threat"] = threat_name(register, str(shown["threat"]), words)
    if "today" in shown:
        shown["today"] = words.name("level", str(shown["today"] or ""))
    return words(f"assess.obstacle.{obstacle.name}", **shown)
