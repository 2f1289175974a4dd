"""How long is waited before trying again."""

from __future__ import annotations

from core.booking.pacing import LONGEST_SECONDS, delay, wait_asked
from core.domain.errors import CalendarUnreadable, EventChanged, OutcomeUnknown, QuotaSpent, SlowDown


def test_waits_are_spread_and_bounded() -> None:
    """Full jitter over doubling spans, never longer than the longest, never shorter than what was asked."""
    assert [delay(attempt, 1.0) for attempt in (1, 2, 3, 20)] == [2.0, 4.0, 8.0, LONGEST_SECONDS]
    assert delay(20, 0.0) == 0.0
    assert delay(1, 0.0, 7) == 7.0


def test_only_what_may_pass_is_waited_for() -> None:
    """No answer and "slow down" may pass, also behind a calendar that couldn't be read; a refusal may not."""
    unread = CalendarUnreadable()
    unread.__cause__ = SlowDown(retry_after=7)
    errors = (OutcomeUnknown(), SlowDown(retry_after=0), unread, EventChanged(), QuotaSpent(), CalendarUnreadable())
    assert [wait_asked(error) for error in errors] == [0, 1, 7, None, None, None]
