"""CSV that Excel in Denmark opens by a double click: no cell is ever a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskctl.render.excel_csv import spreadsheet

HOSTILE = st.text(st.sampled_from("=+-@\t\r\n;\"', |!()A1cmd＝＋－＠\u202e\ufeff\u0000æ"), max_size=30)
OPENERS = tuple("=+-@\t\r＝＋－＠")


def read(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))


@given(st.lists(HOSTILE, min_size=3, max_size=3))
def test_hostile_text_stays_text_in_its_own_cell(row: list[str]) -> None:
    found = read(spreadsheet(["a", "b", "c"], [row]))
    assert found[0] == ["a", "b", "c"]
    assert [len(each) for each in found] == [3, 3]
    assert not any(cell.lstrip(" ").startswith(OPENERS) for cell in found[1])
    assert not any(ord(character) < 32 or character in "\u202e\ufeff" for cell in found[1] for character in cell)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+45 12 34", "'+45 12 34"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1+1", "' =1+1"),
        ("\t=1", "<U+0009>=1"),
        ("Brand & vand", "Brand & vand"),
        ("a-b", "a-b"),
    ],
)
def test_what_a_cell_holds(text: str, cell: str) -> None:
    assert read(spreadsheet(["h"], [[text]]))[1] == [cell]


def test_the_bytes_are_those_excel_expects() -> None:
    assert spreadsheet(["Frist", "Hvad"], [["2026-03-16", 'a;"b"']]) == (
        b'\xef\xbb\xbfFrist;Hvad\r\n2026-03-16;"a;""b"""\r\n'
    )
