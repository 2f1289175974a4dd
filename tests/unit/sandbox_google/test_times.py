"""Times in and out, and the days on which clocks change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.google import times
from sandbox.google.errors import GoogleRefusal

ZONES = ("UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")


@given(st.integers(0, 4_000_000_000), st.sampled_from(ZONES))
def test_what_is_written_is_read_back(epoch: int, tz: str) -> None:
    """Writing an instant in any zone loses nothing, not even in the repeated hour of autumn."""
    assert times.parse_moment(times.moment_text(epoch, tz), "start") == epoch


def test_a_day_begins_when_it_begins_in_the_zone() -> None:
    """The day on which clocks go forward in Paris has 23 hours."""
    first, second = (times.parse_day(day, "Europe/Paris", "start") for day in ("2027-03-28", "2027-03-29"))
    assert second - first == 23 * 3_600


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01",
        "2026-12-01T09:00",
        "2026-12-01 09:00:00Z",
        "2026-13-01T09:00:00Z",
        "2026-12-01T09:00:00+0100",
        "now",
    ],
)
def test_only_rfc_3339_is_read(text: str) -> None:
    """Anything that Google wouldn't take is refused."""
    with pytest.raises(GoogleRefusal):
        times.parse_moment(text, "start")


def test_a_time_without_offset_needs_a_zone() -> None:
    """The zone beside it decides; without one it isn't an instant."""
    with pytest.raises(GoogleRefusal):
        times.parse_moment("2026-12-01T09:00:00", "start")
    assert times.parse_moment("2026-12-01T09:00:00", "start", "Europe/Paris") == 1_796_112_000
