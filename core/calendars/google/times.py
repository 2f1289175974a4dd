"""Google's ways to write time, and ours: RFC 3339 text and whole days against epoch seconds UTC."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from core.calendars.google.replies import Garbled
from core.scheduling.errors import SchedulingError
from core.scheduling.intervals import Interval, instant, moment
from core.scheduling.zones import zone


def to_text(at: int) -> str:
    """Write epoch seconds as RFC 3339 in UTC."""
    return moment(at).replace(tzinfo=None).isoformat() + "Z"


def from_text(text: object, *, is_end: bool = False) -> int:
    """Read RFC 3339 with an offset as epoch seconds; a part of a second makes an end later, a start earlier.

    Raises Garbled.
    """
    if not isinstance(text, str):
        raise Garbled("a time is missing")
    try:
        parsed = datetime.fromisoformat(text)
        at = instant(parsed)
    except (ValueError, OverflowError) as error:
        raise Garbled("a time can't be read") from error
    return at + 1 if is_end and parsed.microsecond else at


def day_start(text: object, name: str | None) -> int:
    """Return the instant at which the date ``text`` begins in the zone ``name``. Raises Garbled."""
    if not isinstance(text, str):
        raise Garbled("a date is missing")
    try:
        info: ZoneInfo = zone(name or "")
        return instant(datetime.combine(date.fromisoformat(text), time(), info))
    except (ValueError, OverflowError) as error:
        raise Garbled("a date or its zone can't be read") from error


def span(start: int, end: int) -> Interval | None:
    """Return the interval, None when it has no length. Raises Garbled for one that ends before it starts."""
    if start == end:
        return None
    try:
        return Interval(start, end)
    except SchedulingError as error:
        raise Garbled("an interval is upside down") from error
