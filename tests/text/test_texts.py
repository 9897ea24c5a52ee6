"""Every word in both languages: the same keys, the same placeholders, and nothing left empty."""

import string
from pathlib import Path

import pytest

import riskctl.text
from riskctl.core.finding import Phrase
from riskctl.core.rules import RULES
from riskctl.core.trail.rules import TRAIL_RULES
from riskctl.text import NAMED, TOPICS, Lang, Words, texts_of

FOLDER = Path(riskctl.text.__file__).parent
LANGUAGES: tuple[Lang, ...] = ("da", "en")
WRITTEN = sorted(path.stem for path in (FOLDER / "da").glob("*.py") if path.stem != "__init__")
DOCSTRINGS = {
    "rules": {f"{code}.explain" for code, rule in RULES.items() if rule.check is not None},
    "audit": {f"{code}.explain" for code in TRAIL_RULES},
}
"""Explanations that are the docstring of the rule in English."""


def placeholders(text: str | tuple[str, str]) -> set[str]:
    parts = text if isinstance(text, tuple) else (text,)
    return {name for part in parts for _, name, _, _ in string.Formatter().parse(part) if name is not None}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_module_is_a_topic(lang: Lang) -> None:
    assert {path.stem for path in (FOLDER / lang).glob("*.py")} - {"__init__"} == set(TOPICS)


@pytest.mark.parametrize("topic", WRITTEN)
def test_the_languages_have_the_same_keys(topic: str) -> None:
    danish, english = set(texts_of("da", topic)), set(texts_of("en", topic))
    assert danish - english == DOCSTRINGS.get(topic, set())
    assert english - danish == set()


@pytest.mark.parametrize("topic", WRITTEN)
def test_the_languages_have_the_same_placeholders(topic: str) -> None:
    danish, english = texts_of("da", topic), texts_of("en", topic)
    for key in set(danish) & set(english):
        assert placeholders(danish[key]) == placeholders(english[key]), key
        assert isinstance(danish[key], tuple) == isinstance(english[key], tuple), key


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("topic", WRITTEN)
def test_nothing_is_empty_or_padded(topic: str, lang: Lang) -> None:
    for key, text in texts_of(lang, topic).items():
        for part in text if isinstance(text, tuple) else (text,):
            assert part, key
            assert part == part.strip(), key


@pytest.mark.parametrize("topic", sorted(DOCSTRINGS))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_hints_and_explanations_of_rules_stand_by_themselves(lang: Lang, topic: str) -> None:
    for key, text in texts_of(lang, topic).items():
        if key.endswith((".hint", ".explain")):
            assert placeholders(text) == set(), key
            assert isinstance(text, str), key
            assert text.endswith((".", "…")), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_of_rules_belong_to_a_rule(lang: Lang) -> None:
    for topic, rules in (("rules", RULES), ("audit", TRAIL_RULES)):
        codes = {key[:6] for key in texts_of(lang, topic) if key[:3].isupper()}
        assert codes == set(rules)


@pytest.mark.parametrize("kind", sorted(set(NAMED.values())))
def test_every_kind_of_code_has_names(kind: str) -> None:
    assert any(key.startswith(f"{kind}.") for key in texts_of("da", "common"))


def test_a_phrase_is_a_value_in_words() -> None:
    inner = Phrase("rules.moved.resilience", {"value": 2, "earlier": 3})
    shown = Words("en")("rules.ASM202.message", risk="ransomware", moved=(inner, inner))
    assert shown == (
        "ransomware: the register has changed since the assessment: "
        "the resilience is 2 (before: 3) and the resilience is 2 (before: 3)"
    )
