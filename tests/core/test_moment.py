"""Moments as they are written: ISO 8601 with an offset, and nothing that a clock never shows."""

from datetime import UTC, datetime

import pytest

from riskctl.core.moment import parse_moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-14T14:30:00+01:00", datetime(2026, 3, 14, 13, 30, tzinfo=UTC)),
        ("2026-03-14T14:30Z", datetime(2026, 3, 14, 14, 30, tzinfo=UTC)),
        ("2026-03-14T23:59:59-11:30", datetime(2026, 3, 15, 11, 29, 59, tzinfo=UTC)),
    ],
)
def test_a_moment(text: str, moment: datetime) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize(
    "text", ["2026-03-14T24:00Z", "2026-03-14T14:60Z", "2026-03-14T14:30-00:60", "2026-03-14T14:30"]
)
def test_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_moment(text)
