"""What can be mended without asking: an edit for each fault that has one clear meaning, as a value (P7.1).

Nothing that anybody has decided on or that is a record is ever proposed for mending; `Sealed` says what that is.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final, Literal

from riskctl.core.digest import PLAN_FIELDS
from riskctl.core.fields import Entity
from riskctl.core.finding import Finding, Path
from riskctl.core.ids import slug
from riskctl.core.moment import parse_moment
from riskctl.core.register import Register
from riskctl.core.threats import Event

Kind = Literal["value", "key", "fields", "progress", "result"]
Names = Mapping[str, Collection[str]]
"""What a code is called in the languages people speak: `{"critical": {"kritisk"}}`."""

FOLDERS_MENDED: Final = (
    *("processes", "systems", "suppliers", "threats", "events", "actions", "exceptions"),
    "assessments",  # drafts only
)
"""Where anything is mended at all: never policy, statements, escalations or reports."""
_WORDS: Final = re.compile(r"\w(?:[\w -]*\w)?")
SHORTEST: Final = 4
"""A word shorter than this is too near to others to be taken for a slip of one letter."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One edit: a value or a key spelt right, things put in order, or a result that was missing.

    `rule` is the code of the finding it answers; empty where there is none. `new` is what is to stand there; of an
    order, the keys, or the old places, in their new order.
    """

    kind: Kind
    ref: str
    path: Path
    new: str | int | tuple[str, ...] | tuple[int, ...]
    old: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is never touched: records on the mainline, by their path, and the plans of actions decided on."""

    records: Collection[str] = ()
    decided: Collection[str] = ()

    def holds(self, ref: str, field: str = "") -> bool:
        """Whether a file, or a field of it, is sealed."""
        return ref in self.records or (ref in self.decided and field in PLAN_FIELDS)


def mendable(ref: str) -> bool:
    """Whether a file is of a kind that is mended; of assessments only drafts are."""
    return ref.partition("/")[0] in FOLDERS_MENDED


def decided_actions(register: Register) -> frozenset[str]:
    """Return the paths of the actions that a statement decides on; all of them where a statement can't be read."""
    refs = {f"action:{id_}": f"actions/{id_}.yaml" for id_ in _action_ids(register)}
    if any(text is None for text in register.unread.values()):
        return frozenset(refs.values())
    named = {ruling.subject for each in register.approvals.values() for ruling in each.decisions}
    told = "\n".join(text for text in register.unread.values() if text is not None)
    return frozenset(ref for subject, ref in refs.items() if subject in named or subject in told)


def _action_ids(register: Register) -> set[str]:
    broken = {each.removeprefix("actions/") for each in register.broken if each.startswith("actions/")}
    return {*register.actions, *broken}


def clear_meaning(written: str, choices: Sequence[str], names: Names) -> str | None:
    """Return the only choice that a text can mean; None where none or several could be meant.

    It is spelt in capitals, with `_` or a space for `-`, in Danish, or with one slip: a letter wrong, missing, too
    many, or two in each other's place. The first letter is never the slip: `uvigtig` is not `vigtig`.
    """
    if _WORDS.fullmatch(written) is None:  # `high?` is a question
        return None
    word = slug(written)
    forms = {choice: {choice, *(slug(name) for name in names.get(choice, ()))} for choice in choices}
    meant = [choice for choice, known in forms.items() if word in known]
    if not meant and len(word) >= SHORTEST:
        meant = [choice for choice, known in forms.items() if any(_one_slip(word, each) for each in known)]
    return meant[0] if len(meant) == 1 and meant[0] != written else None


def _one_slip(one: str, other: str) -> bool:
    if len(other) < SHORTEST or one[:1] != other[:1]:
        return False
    if len(one) == len(other):
        differ = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(differ) == 2:  # noqa: PLR2004 - two letters in each other's place
            first, second = differ
            return second == first + 1 and (one[first], one[second]) == (other[second], other[first])
        return len(differ) == 1
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return len(longer) - len(shorter) == 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


def spelling(findings: Iterable[Finding], trees: Mapping[str, Any], names: Names, scale: Sequence[str]) -> list[Mend]:
    """Return the mends of values and keys spelt wrong; `scale` is the procedure's threat levels.

    `trees` are the files that could be read, by path.
    """
    told = [each for each in findings if each.ref in trees]
    mends = [_value(each, trees[each.ref], names, scale) for each in told]
    return [*(each for each in mends if each is not None), *_keys(told)]


def _value(finding: Finding, tree: Any, names: Names, scale: Sequence[str]) -> Mend | None:
    choices: Sequence[str] = ()
    if finding.code in ("SCH103", "THR101"):
        choices = str(finding.values.get("choices", "")).split(", ")
    elif finding.code == "SCH110" and finding.ref.startswith("threats/") and finding.path[-1:] == ("level",):
        choices = scale
    written = _at(tree, finding.path)
    if not choices or not isinstance(written, str):
        return None
    meant = clear_meaning(written, choices, names)
    return None if meant is None else Mend("value", finding.ref, finding.path, meant, str(written), finding.code)


def _at(tree: Any, path: Path) -> Any:
    for step in path:
        known = isinstance(tree, dict) and step in tree
        if not known and not (isinstance(tree, tuple) and isinstance(step, int) and step < len(tree)):
            return None
        tree = tree[step]
    return tree


def _keys(findings: Sequence[Finding]) -> Iterator[Mend]:
    """Yield the keys that can only be a field that is missing in the very same place: one of each, and near."""
    unknown = [each for each in findings if each.code == "SCH102"]
    lacking = [(each.ref, each.path[:-1], str(each.path[-1])) for each in findings if each.code == "SCH101"]
    for finding in unknown:
        place = (finding.ref, finding.path[:-1])
        missing = [name for *at, name in lacking if tuple(at) == place]
        meant = _field_meant(str(finding.path[-1]), missing)
        others = [each for each in unknown if (each.ref, each.path[:-1]) == place and each is not finding]
        if meant and not any(_field_meant(str(each.path[-1]), missing) == meant for each in others):
            yield Mend("key", finding.ref, finding.path, meant, str(finding.path[-1]), finding.code)


def _field_meant(written: str, fields: Sequence[str]) -> str | None:
    spelt = {slug(field): field for field in fields}
    return spelt.get(clear_meaning(written, list(spelt), {}) or slug(written))


def order(entities: Mapping[str, Entity], trees: Mapping[str, Any], drafts: Mapping[str, type[Entity]]) -> list[Mend]:
    """Return the mends of files whose fields are not in the order of the layout, or whose progress in that of time.

    `entities` are those that fit the models, by path; `drafts` the models of assessments that are not completed.
    """
    models = {**{ref: type(entity) for ref, entity in entities.items()}, **drafts}
    found = [mend for ref, model in models.items() if (mend := _fields(ref, model, trees[ref])) is not None]
    actions = [(ref, trees[ref]) for ref in entities if ref.startswith("actions/")]
    return [*found, *(mend for ref, tree in actions if (mend := _progress(ref, tree)) is not None)]


def field_orders(model: type[Entity]) -> list[tuple[str, ...]]:
    """Return the orders that the fields of a file may have, by the names they have there; the first is put there."""
    names = tuple(info.alias or name for name, info in model.model_fields.items())
    if model is not Event:
        return [names]
    others = [name for name in names if name not in ("effective_on", "reported_by")]
    return [names, (*others, "effective_on", "reported_by")]  # with its moment, or after what it reaches


def _fields(ref: str, model: type[Entity], tree: Any) -> Mend | None:
    keys = tuple(tree)
    orders = [tuple(name for name in order if name in tree) for order in field_orders(model)]
    return Mend("fields", ref, (), orders[0]) if set(orders[0]) == set(keys) and keys not in orders else None


def _progress(ref: str, tree: Any) -> Mend | None:
    """Return how progress is put in order of time, where that makes sense: it never goes back."""
    steps = tree.get("progress", ())
    moments: list[datetime] = [parse_moment(step["at"]) for step in steps]
    places = tuple(sorted(range(len(steps)), key=moments.__getitem__))
    percents = [int(steps[place]["percent"]) for place in places]
    if places == tuple(range(len(steps))) or any(later < earlier for earlier, later in pairwise(percents)):
        return None
    return Mend("progress", ref, ("progress",), places, rule="ACT101")
