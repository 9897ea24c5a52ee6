"""PRC: the procedure's texts against each other and against its tables (P3.7, P4.1.4, P5.2).

Lengths of time and intervals are understood in Danish and English where they are written with a unit; a text that
names none is never found.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from pydantic import BaseModel

from riskctl.core.fields import LEVELS, Level, rank
from riskctl.core.finding import Path
from riskctl.core.procedure import Procedure
from riskctl.core.rules.figures import frequencies, hours, lengths, same, sentences
from riskctl.core.rules.policy import FILE
from riskctl.core.rules.rule import Context, Found
from riskctl.core.rules.saying import folded
from riskctl.core.threats import Bilingual

LANGUAGES: Final = ("da", "en")
_ABOUT_ASSESSING: Final = re.compile(r"vurder|gennemgå|assess|review", re.IGNORECASE)
_ABOUT_PLANS: Final = re.compile(r"plan|start|begynd|iværksæt|igang|i gang|mitigat|begin|begun", re.IGNORECASE)
_WITHOUT_DATA: Final = re.compile(
    r"\b(?:ingen|uden|no|without)\s+(?:personoplysninger|personal\s+data)\b", re.IGNORECASE
)
_SENSITIVE: Final = re.compile(
    r"(?<!ingen )(?<!ikke )(?<!uden )\bfølsomme\s+(?:person)?oplysninger\b"
    r"|(?<!no )(?<!without )\bsensitive\s+(?:personal\s+)?data\b",
    re.IGNORECASE,
)


def _found(path: Path, **values: object) -> Found:
    return Found(FILE, path, "procedure", values)


def _scales(procedure: Procedure) -> Iterator[tuple[str, list[tuple[Path, Bilingual]]]]:
    """Yield each kind of text that stands once a level, lowest first, with where each stands."""
    steps = procedure.consequence.scale
    for field in ("name", "nis2", "gdpr", "operations"):
        yield field, [(("consequence", "scale", at, field), getattr(step, field)) for at, step in enumerate(steps)]
    for name in ("scale", "resilience_scale"):
        for field in ("name", "text"):
            places = enumerate(getattr(procedure.likelihood, name))
            yield field, [(("likelihood", name, at, field), getattr(step, field)) for at, step in places]
    texts = procedure.criticality.texts
    yield "class", [(("criticality", "texts", level), texts[level]) for level in LEVELS]


def _texts(tree: Any, path: Path) -> Iterator[tuple[Path, Bilingual]]:
    """Yield every text in both languages with where it stands."""
    if isinstance(tree, Bilingual):
        yield path, tree
    elif isinstance(tree, BaseModel):
        for name in type(tree).model_fields:
            yield from _texts(getattr(tree, name), (*path, name))
    elif isinstance(tree, tuple):
        for index, value in enumerate(tree):
            yield from _texts(value, (*path, index))
    elif isinstance(tree, dict):
        for name, value in tree.items():
            yield from _texts(value, (*path, name))


def text_missing_or_twice(context: Context) -> Iterator[Found]:
    """A text of the procedure is not written yet, or two levels of a scale have the same one.

    Nobody can tell two levels apart by one text. A text of dots only is one that nobody has written.
    """
    for path, text in _texts(context.procedure, ()):
        for lang in LANGUAGES:
            if not getattr(text, lang).strip(" .…-–?"):
                yield _found((*path, lang), kind="missing")
    for _, steps in _scales(context.procedure):
        for lang in LANGUAGES:
            seen: set[str] = set()
            for path, text in steps:
                written = folded(getattr(text, lang))
                if written in seen and written.strip(" .…-–?"):
                    yield _found((*path, lang), value=getattr(text, lang))
                seen.add(written)


def scale_out_of_order(context: Context) -> Iterator[Found]:
    """A text of a scale speaks of a length of time that belongs at another level.

    A higher likelihood never speaks of a longer time, nor a higher consequence of a shorter outage, than the level
    below it. Looked at is the shortest time in a text of likelihood, the longest in one of consequence.
    """
    for field, steps in _scales(context.procedure):
        rising = field in ("nis2", "gdpr", "operations")
        if not rising and (field != "text" or steps[0][0][1] != "scale"):
            continue
        for lang in LANGUAGES:
            yield from _disordered([(path, getattr(text, lang)) for path, text in steps], lang, rising=rising)


def _disordered(steps: list[tuple[Path, str]], lang: str, *, rising: bool) -> Iterator[Found]:
    known = [(path, text, lengths(text)) for path, text in steps if lengths(text)]
    for (_, _, before), (path, text, after) in pairwise(known):
        if rising:
            wrong = max(high for _, high in after) < max(high for _, high in before)
        else:
            wrong = min(low for low, _ in after) > min(low for low, _ in before)
        if wrong:
            yield _found((*path, lang), kind="consequence" if rising else "likelihood", value=text)


def class_text_contradicts(context: Context) -> Iterator[Found]:
    """What a class is said to mean contradicts the tables.

    A sentence on assessing names another interval than `reassessment` has for the class; or the text says no
    personal data, or sensitive data, where `criticality.personal_data` says otherwise.
    """
    procedure = context.procedure
    for level in LEVELS:
        every = procedure.reassessment[level].every
        for lang in LANGUAGES:
            path, text = ("criticality", "texts", level, lang), getattr(procedure.criticality.texts[level], lang)
            named = [each for part in sentences(text) if _ABOUT_ASSESSING.search(part) for each in frequencies(part)]
            if named and not any(same(each, hours(every)) for each in named):
                yield _found(path, level=level, every=every)
            kind = _wrong_data(procedure, level, text)
            if kind:
                yield _found(path, kind=kind, level=level)


def _wrong_data(procedure: Procedure, level: Level, text: str) -> str:
    floors = procedure.criticality.personal_data
    if _WITHOUT_DATA.search(text) and rank(floors.ordinary) <= rank(level):
        return "no-data"
    if _SENSITIVE.search(text) and rank(floors.sensitive) > rank(level):
        return "sensitive"
    return ""


def resources_text_contradicts(context: Context) -> Iterator[Found]:
    """The text on resources names another deadline for the plan than the row has.

    Looked at are sentences about planning or starting; `within` and, where there is one, `target` are right.
    """
    for level in LEVELS:
        row = context.procedure.treatment[level]
        right = [hours(each) for each in (row.within, row.target) if each is not None]
        for lang in LANGUAGES:
            text = getattr(row.resources, lang)
            parts = [part for part in sentences(text) if _ABOUT_PLANS.search(part)]
            named = [end for part in parts for figure in lengths(part) for end in figure]
            if named and not any(same(each, known) for each in named for known in right):
                yield _found(("treatment", level, "resources", lang), level=level, length=row.within)


def languages_differ(context: Context) -> Iterator[Found]:
    """The Danish and the English text name different lengths of time.

    Told only where both name some; a single hour, day, week, month or year does not count, for it is often
    written without a number.
    """
    for path, text in _texts(context.procedure, ()):
        figures = {lang: {each for each in lengths(getattr(text, lang)) if not _single(each)} for lang in LANGUAGES}
        if figures["da"] and figures["en"] and figures["da"] != figures["en"]:
            yield _found((*path, "en"), value=text.da, other=text.en)


def _single(figure: tuple[float, float]) -> bool:
    return any(same(figure[0], unit) and figure[0] == figure[1] for unit in (1, 24, 168, 730, 2190, 8760))
