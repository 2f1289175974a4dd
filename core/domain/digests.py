"""When a person's morning digest is due: once a day at their own minute, on days of 23 and 25 hours alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain.nudging import midnight
from core.domain.people import Person
from core.scheduling.intervals import Interval

LATE_SECONDS = 4 * 3_600
"""A digest later than this is no morning digest any more; the next day has its own."""


def local_day(now: int, time_zone: str) -> date:
    """Return the date it is in a zone."""
    return datetime.fromtimestamp(now, tz=UTC).astimezone(ZoneInfo(time_zone)).date()


def day_of(now: int, time_zone: str) -> Interval:
    """Return the local day that holds ``now``, from midnight to midnight."""
    today = local_day(now, time_zone)
    return Interval(midnight(today, time_zone), midnight(today + timedelta(days=1), time_zone))


def digest_time(person: Person, day: date) -> int:
    """Return when the digest of a local day is due; a minute that the clock skips counts as it would have shown."""
    hour, minute = divmod(person.settings.digest_minute, 60)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(person.time_zone))
    return int(local.timestamp())


def next_digest(person: Person, now: int) -> int:
    """Return the first digest time after ``now``."""
    today = local_day(now, person.time_zone)
    days = (today + timedelta(days=count) for count in range(3))
    return next(at for at in (digest_time(person, day) for day in days) if at > now)
