"""The referee: every slot of a request, found minute by minute by asking zoneinfo what the clock shows.

It shares nothing with the engine but the values of the question: no spans, no union, no cache of
hours, no arithmetic on offsets. It is slow and plain so that it can be believed by reading it.
All times of the question must be whole minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from core.scheduling.asking import Participant, Request
from core.scheduling.hours import WeeklyHours
from core.scheduling.windows import Window

MINUTE = 60
DAY = 86_400


@lru_cache(maxsize=500_000)
def wall(zone: str, at: int) -> datetime:
    """What the clock on the wall shows in a zone at an instant."""
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def works(hours: WeeklyHours, at: int) -> bool:
    """Whether the person's wall clock shows working time at an instant."""
    zones = {hours.zone} | {one.zone for one in hours.overrides if one.zone}
    for zone in zones:
        shown = wall(zone, at)
        for back in (0, 1, 2):
            day = shown.date() - timedelta(days=back)
            home, windows = windows_on(hours, day)
            if home != zone:
                continue
            minute = (shown - datetime.combine(day, datetime.min.time())) / timedelta(minutes=1)
            if any(one.start_minute <= minute < one.end_minute for one in windows):
                return True
    return False


@lru_cache(maxsize=100_000)
def windows_on(hours: WeeklyHours, day: date) -> tuple[str, tuple[Window, ...]]:
    """The zone that holds on a local date and the windows of it."""
    windows = hours.days[day.weekday()]
    if hours.holidays is not None and is_holiday(hours.holidays, day):
        windows = ()
    for one in hours.overrides:
        if one.day == day:
            return one.zone or hours.zone, windows if one.windows is None else one.windows
    return hours.zone, windows


@cache
def is_holiday(region: str, day: date) -> bool:
    """Whether a date is a public holiday, asked of the library directly."""
    import holidays

    country, _, part = region.partition("-")
    return day in holidays.country_holidays(country, subdiv=part or None, years=day.year)


def minutes_of(spans: Iterable[tuple[int, int]], low: int, high: int) -> set[int]:
    """Every minute inside ``[low, high)`` that one of the spans touches."""
    return {at for start, end in spans for at in range(max(start, low) // MINUTE * MINUTE, min(end, high), MINUTE)}


def monday(day: date) -> date:
    """The Monday of a date's week."""
    return day - timedelta(days=day.weekday())


def is_full(one: Participant, at: int) -> bool:
    """Whether the person's local week or day at an instant has all the meetings its cap allows."""
    day = wall(one.hours.zone, at).date()
    met = [wall(one.hours.zone, meeting.start).date() for meeting in one.meetings]
    weekly, daily = one.rules.weekly_cap, one.rules.daily_cap
    if weekly is not None and sum(monday(other) == monday(day) for other in met) >= weekly:
        return True
    return daily is not None and met.count(day) >= daily


def bad_starts(one: Participant, request: Request, low: int, high: int) -> set[int]:
    """Every minute at which no slot may start, as far as this person's calendar forbids it."""
    busy = list(one.busy)
    if one.rules.count_holds:
        busy += one.holds
    if not request.allow_moves:
        busy += one.movable
    taken = minutes_of(((span.start, span.end) for span in busy), low - DAY, high + DAY)
    before, after = one.rules.buffer_before, one.rules.buffer_after
    return {
        start for at in taken for start in range(at - request.length - after + MINUTE, at + before + MINUTE, MINUTE)
    }


def slots(participants: Sequence[Participant], request: Request) -> list[int]:
    """The start of every allowed slot, in order, in epoch seconds."""
    now, length = request.now, request.length
    rules = [one.rules for one in participants]
    if any(not one.shortest <= length <= one.longest for one in rules):
        return []
    low = now + max(one.minimum_notice for one in rules)
    high = now + min(one.horizon_days for one in rules) * DAY
    for one in participants:
        if one.known is not None:
            low, high = max(low, one.known.start), min(high, one.known.end)
    asked = minutes_of(((span.start, span.end) for span in request.window), low, high)
    good = {
        at
        for at in range(-(-low // MINUTE) * MINUTE, high, MINUTE)
        if (not request.window or at in asked)
        and all(works(one.hours, at) and not is_full(one, at) for one in participants)
    }
    bad = set().union(*(bad_starts(one, request, low, high) for one in participants))
    given = {slot.start for slot in request.exclude if slot.length == length}
    return [
        start
        for start in sorted(good - bad - given)
        if start + length <= high
        and aligned(start, request)
        and all(at in good for at in range(start, start + length, MINUTE))
    ]


def aligned(start: int, request: Request) -> bool:
    """Whether the asker's wall clock shows a multiple of the step."""
    shown = wall(request.zone, start)
    return (shown.hour * 3600 + shown.minute * 60 + shown.second) % request.step == 0
