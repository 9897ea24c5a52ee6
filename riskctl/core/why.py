"""Why: the reason that goes with every value, down to table cell and clause."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Why:
    """One step of an explanation.

    `what` keys the sentence in `riskctl.text`, `value` is what came out, `source` the file, table and
    cell it came from, `clause` the demand it serves; `values` fill the sentence.
    """

    what: str
    value: object
    source: str
    clause: str
    values: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Return the step under its contract keys."""
        return {"what": self.what, "value": self.value, "from": self.source, "clause": self.clause}
