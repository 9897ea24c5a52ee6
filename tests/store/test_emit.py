"""Plain data as YAML: what the loader reads back, and what a person sees."""

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskctl.core.fields import Quoted
from riskctl.core.plain import as_read
from riskctl.store.emit import emit
from riskctl.store.yaml_events import parse
from tests.builders import CPH


def _allowed(text: str) -> bool:
    return bool(text.strip()) and unicodedata.is_normalized("NFC", text)


def _whole_minutes(moment: datetime) -> bool:
    offset = moment.utcoffset()
    return offset is not None and offset.seconds % 60 == 0


_LETTERS = st.one_of(
    st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Zl", "Zp"]),
    st.sampled_from("  :#-?[]{},&*!|>'\"%@`~=<\\æøåÆ0123456789.\n"),
)
TEXT = st.one_of(
    st.text(_LETTERS, min_size=1, max_size=220).filter(_allowed),
    st.sampled_from(
        ["no", "null", "~", "1", "1_000", "0x1f", "2026-01-01", "12:30:15", "<<", "-", "1e3", ".5", "true", "---"]
    ),
)
KEY = st.one_of(st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True), TEXT.filter(lambda key: len(key) < 100))
SCALAR = st.one_of(
    TEXT,
    st.integers(0, 999_999_999),
    st.dates(date(1900, 1, 1), date(2999, 12, 31)),
    st.datetimes(timezones=st.sampled_from([UTC, CPH])).filter(_whole_minutes),
)


def _mappings(values: "st.SearchStrategy[object]") -> "st.SearchStrategy[dict[str, object]]":
    return st.lists(st.tuples(KEY, values), max_size=4, unique_by=lambda pair: pair[0].casefold()).map(dict)


TREE = _mappings(
    st.recursive(SCALAR, lambda inner: st.one_of(st.lists(inner, max_size=4), _mappings(inner)), max_leaves=12)
)


@settings(max_examples=400, deadline=None)
@given(TREE)
def test_the_loader_reads_back_what_was_written(tree: dict[str, object]) -> None:
    if "<<" in str(tree):
        return  # the loader takes a key of that name as a merge, quoted or not
    text = emit(tree)
    found = parse(text.encode())
    assert found.faults == ()
    assert found.tree == as_read(tree)
    assert not [line for line in text.split("\n") if line.endswith(" ")], (
        "a hook that trims lines would change the bytes"
    )


@given(TEXT)
def test_a_text_stays_a_text_and_a_number_a_number(text: str) -> None:
    tree = parse(emit({"text": text, "number": 7}).encode()).tree
    assert tree["text"] == text
    assert isinstance(tree["text"], Quoted) or not (text.isascii() and text.isdigit())
    assert not isinstance(tree["number"], Quoted)


@pytest.mark.parametrize(
    "text", ["no", "On", "null", "007", "2026.1", "2026-03-14", "12:30:15", "1_000", "0o7", "~", "=", "<<"]
)
def test_text_that_other_readers_take_as_more_is_quoted(text: str) -> None:
    assert emit({"key": text}) == f'key: "{text}"\n'


@pytest.mark.parametrize(
    "text", ["nexus", "2026-03-01-outage", "Hjemmepleje", "A.8.5", "PT48H", "https://example.org/x"]
)
def test_plain_text_is_not_quoted(text: str) -> None:
    assert emit({"key": text}) == f"key: {text}\n"


def test_a_file_looks_as_the_register_shows_it() -> None:
    data = {
        "procedure": "2026.1",
        "triggers": ["2026-03-01-outage"],
        "completed_at": datetime.fromisoformat("2026-03-14T14:30:00+01:00"),
        "risks": {
            "ransomware": {
                "threat_level": "very-high",
                "resilience": 2,
                "measures": ["Uforanderlig backup", "MFA, hele døgnet"],
                "residual": {"likelihood": 2, "consequence": 4, "level": "high"},
            }
        },
        "progress": [{"at": datetime.fromisoformat("2026-04-10T10:00:00+02:00"), "percent": 40}],
        "excluded": {},
    }
    assert emit(data) == (
        'procedure: "2026.1"\n'
        "triggers: [2026-03-01-outage]\n"
        "completed_at: 2026-03-14T14:30:00+01:00\n"
        "risks:\n"
        "  ransomware:\n"
        "    threat_level: very-high\n"
        "    resilience: 2\n"
        '    measures: [Uforanderlig backup, "MFA, hele døgnet"]\n'
        "    residual: {likelihood: 2, consequence: 4, level: high}\n"
        "progress:\n"
        "  - at: 2026-04-10T10:00:00+02:00\n"
        "    percent: 40\n"
        "excluded: {}\n"
    )


@pytest.mark.parametrize("length", range(60, 130))
@pytest.mark.parametrize("start", ["", "a: ", "it's "])
def test_a_long_text_goes_on_in_the_next_line_without_trailing_space(start: str, length: int) -> None:
    text = start + ("ord " * 60)[:length].strip() + " slut"
    lines = emit({"excluded": {"denial-of-service": text}}).split("\n")
    assert max(map(len, lines)) <= 106
    assert [line for line in lines if line != line.rstrip()] == []
    assert parse("\n".join(lines).encode()).tree == {"excluded": {"denial-of-service": text}}


@pytest.mark.parametrize("value", [None, True, 1.5, b"x", {1, 2}])
def test_what_has_no_place_in_a_file_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        emit({"key": value})


def test_an_empty_text_is_quoted() -> None:
    assert emit({"a": "", "b": ["", "x"], "c": {"d": ""}}) == 'a: ""\nb: ["", x]\nc: {d: ""}\n'
