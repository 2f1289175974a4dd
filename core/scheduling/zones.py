"""What a clock on the wall shows in a zone, as spans of constant offset, looked up once per zone.

Between two changes of its offset a zone is plain arithmetic: ``wall = utc + offset``. So everything
here is one cached table per zone and stretch of time; zoneinfo is asked a few hundred times per zone
and process instead of once per person, day and slot.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.scheduling.errors import UnknownZone

DAY = 86_400
HOUR = 3_600
MINUTE = 60
WEEK = 7 * DAY

_STRETCH = 400 * DAY
_PROBE = 3 * DAY
"""Closer than any two changes of offset in the zone database (3.98 days, Freetown, 1939)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Segment = tuple[int, int, int]
"""``(start, end, offset)``: from start to end, wall time is UTC plus ``offset`` seconds."""


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Return the zone of that IANA name; raise ``UnknownZone`` when the database has none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise UnknownZone(name) from error


def _offset(info: ZoneInfo, at: int) -> int:
    moment = (_EPOCH + timedelta(seconds=at)).astimezone(info)
    offset = moment.utcoffset()
    return 0 if offset is None else offset.days * DAY + offset.seconds


@lru_cache(maxsize=4096)
def _changes(name: str, stretch: int) -> tuple[tuple[int, int], ...]:
    """Return ``(instant, offset from then on)`` for one stretch; the first stands at its start."""
    info = zone(name)
    start = stretch * _STRETCH
    offset = _offset(info, start)
    found = [(start, offset)]
    for probe in range(start + _PROBE, start + _STRETCH + _PROBE, _PROBE):
        high = min(probe, start + _STRETCH)
        after = _offset(info, high)
        if after == offset:
            continue
        low = high - _PROBE
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset(info, middle) == offset else (low, middle)
        offset = after
        if high < start + _STRETCH:
            found.append((high, offset))
    return tuple(found)


def segments(name: str, start: int, end: int) -> list[Segment]:
    """Cut ``[start, end)`` epoch seconds into spans of constant offset in the zone, in order.

    Raises ``UnknownZone``.
    """
    cuts = [
        change for stretch in range(start // _STRETCH, (end - 1) // _STRETCH + 1) for change in _changes(name, stretch)
    ]
    found: list[Segment] = []
    for index, (at, offset) in enumerate(cuts):
        until = cuts[index + 1][0] if index + 1 < len(cuts) else end
        low, high = max(at, start), min(until, end)
        if low >= high:
            continue
        if found and found[-1][2] == offset:
            found[-1] = (found[-1][0], high, offset)
        else:
            found.append((low, high, offset))
    return found


def offset_at(name: str, at: int) -> int:
    """Return how many seconds wall time is ahead of UTC in the zone at one instant."""
    return segments(name, at, at + 1)[0][2]


def local_day(name: str, at: int) -> int:
    """Return the local date at an instant, as days since 1970-01-01."""
    return (at + offset_at(name, at)) // DAY


def weekday(day: int) -> int:
    """Return the weekday of a day counted from 1970-01-01: 0 is Monday, 6 is Sunday."""
    return (day + 3) % 7


def day_spans(name: str, first: int, until: int) -> list[tuple[int, int]]:
    """Return the instants whose local date lies in ``[first, until)`` days since 1970-01-01.

    One span almost always; a date that the clock enters twice (a fold at midnight) gives two, a date
    that a zone skipped gives none.
    """
    low, high = first * DAY, until * DAY
    found: list[tuple[int, int]] = []
    for start, end, offset in segments(name, low - 2 * DAY, high + 2 * DAY):
        a, b = max(start, low - offset), min(end, high - offset)
        if a < b and found and found[-1][1] == a:
            found[-1] = (found[-1][0], b)
        elif a < b:
            found.append((a, b))
    return found
