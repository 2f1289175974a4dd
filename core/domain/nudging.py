"""When somebody is called to mind of what waits for their answer: nudges, and *Not now*.

Pure: hours are the person's own, instants epoch seconds UTC. Apart from ``notices`` because it needs working hours,
which a notice itself doesn't.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.domain.people import Person
from core.scheduling.hours import WeeklyHours, Window, expand
from core.scheduling.intervals import Interval, intersect

NUDGES_MOST = 2
UNLIMITED_SECONDS = 7 * 86_400
"""How long a question is called to mind that has no end of its own."""

_HOUR = 3_600
_DAY = 86_400
_APART_SECONDS = _HOUR
_SPARE_SECONDS = _HOUR
"""What a nudge leaves of the time to answer, at least."""

_SNOOZE_SPARE_SECONDS = 900

_BEFORE_END_SECONDS = 2 * _HOUR
_SEARCHED_DAYS = 14


class Snooze(StrEnum):
    """*Not now*: in an hour, or when the person's next working morning begins."""

    HOUR = "hour"
    TOMORROW = "tomorrow"


def next_nudge(person: Person, *, sent: int, now: int, expires_at: int) -> int | None:
    """Return when to nudge next after ``sent`` nudges, None for never.

    First when half of the time left is over, then two hours before the end; always in the person's working hours and
    outside their quiet hours, at least an hour from now and an hour before the end. Where the wished-for moment lies
    elsewhere it moves to the next one inside, or to the last hour before.
    """
    if sent >= NUDGES_MOST:
        return None
    soonest, latest = now + _APART_SECONDS, expires_at - _SPARE_SECONDS
    if soonest >= latest:
        return None
    wished = now + (expires_at - now) // 2 if sent == 0 else max(soonest, expires_at - _BEFORE_END_SECONDS)
    return _inside(_reachable(person, soonest, latest), wished)


def can_be_nudged(person: Person, now: int) -> bool:
    """Whether the person works at this second, and it is none of their quiet hours."""
    return bool(_reachable(person, now, now + 1))


def _reachable(person: Person, start: int, end: int) -> tuple[Interval, ...]:
    """Return the working time within ``[start, end)`` that isn't quiet."""
    working = expand(person.hours, start, end)
    quiet_from, until = person.settings.quiet_from_minute, person.settings.quiet_until_minute
    if quiet_from == until:
        return working
    loud = Window(until, quiet_from if until < quiet_from else quiet_from + _DAY // 60)
    return intersect(working, expand(WeeklyHours(person.time_zone, ((loud,),) * 7), start, end))


def _inside(spans: tuple[Interval, ...], wished: int) -> int | None:
    """Return the first moment inside the spans from ``wished`` on, else an hour before they end."""
    for span in spans:
        if wished < span.end:
            return max(span.start, wished)
    return max(spans[-1].start, spans[-1].end - _HOUR) if spans else None


def is_working(hours: WeeklyHours, now: int) -> bool:
    """Whether the person works at this second."""
    return bool(expand(hours, now, now + 1))


def next_morning(hours: WeeklyHours, time_zone: str, now: int) -> int:
    """Return when the person's next working day begins, after today in ``time_zone``; 09:00 tomorrow if none does."""
    tomorrow = datetime.fromtimestamp(now, tz=UTC).astimezone(ZoneInfo(time_zone)).date() + timedelta(days=1)
    start = midnight(tomorrow, time_zone)
    spans = expand(hours, start, start + _SEARCHED_DAYS * _DAY)
    if not spans:
        return start + 9 * _HOUR
    # A shift through the night is no morning of the next day: its start counts, not what midnight leaves of it.
    fresh = [span.start for span in spans if span.start > start or not is_working(hours, start - 1)]
    return fresh[0] if fresh else spans[0].start


def midnight(day: date, time_zone: str) -> int:
    """Return the instant a local date begins."""
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(time_zone)).timestamp())


def snoozed_until(choice: Snooze, hours: WeeklyHours, time_zone: str, *, now: int, expires_at: int) -> int:
    """Return until when a wait is put off; it always comes back while there is time left to answer.

    That is a quarter of the time left before the end, and fifteen minutes at most.
    """
    wished = now + _HOUR if choice is Snooze.HOUR else next_morning(hours, time_zone, now)
    return max(now, min(wished, expires_at - min(_SNOOZE_SPARE_SECONDS, (expires_at - now) // 4)))
