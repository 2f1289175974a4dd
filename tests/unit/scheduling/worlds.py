"""Random worlds for the oracle and the laws: people in any zone of tzdata, often on a day of change."""

from __future__ import annotations

import random
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from functools import cache

from core.scheduling.hours import Override, WeeklyHours, Window
from core.scheduling.intervals import Interval
from core.scheduling.rules import Rules
from core.scheduling.slots import Participant, Request

MINUTE, HOUR, DAY = 60, 3_600, 86_400

ZONES = tuple(sorted(zoneinfo.available_timezones() - {"localtime", "Factory"}))
"""Every zone of the installed database."""

FIRST = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
LAST = int(datetime(2033, 1, 1, tzinfo=UTC).timestamp())

COUNTRIES = (None, None, None, "DE-BY", "US", "GB-ENG", "IN")


@cache
def changes(zone: str) -> tuple[int, ...]:
    """Return the instants, to the hour and rounded down, at which the zone's offset changes, 2024–2032."""
    info = zoneinfo.ZoneInfo(zone)

    def offset(at: int) -> timedelta | None:
        return datetime.fromtimestamp(at, info).utcoffset()

    found = []
    for day in range(FIRST, LAST, DAY):
        if offset(day) != offset(day + DAY):
            hour = next(at for at in range(day, day + DAY, HOUR) if offset(at + HOUR) != offset(day))
            found.append(hour)
    return tuple(found)


def random_days(chance: random.Random) -> tuple[tuple[Window, ...], ...]:
    """Seven days of windows: several per day, past midnight, none on some days; never overlapping."""
    days: list[tuple[Window, ...]] = []
    taken = 0
    for _ in range(7):
        windows: list[Window] = []
        at = max(taken - 1440, 0)
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            start = at + chance.randrange(0, 500, chance.choice((1, 5, 15, 30)))
            length = chance.choice((30, 45, 60, 180, 480, 481, 700, 1440))
            if start >= 1440:
                break
            windows.append(Window(start, start + length))
            at = start + length
        days.append(tuple(windows))
        taken = windows[-1].end_minute if windows else 0
    overrun = taken - 1440
    if overrun > 0 and days[0] and days[0][0].start_minute < overrun:
        days[0] = ()
    return tuple(days)


def random_hours(chance: random.Random, zone: str, around: int) -> WeeklyHours:
    """Weekly hours with overrides, travel and holidays near an instant."""
    overrides = []
    today = datetime.fromtimestamp(around, UTC).date()
    near = {today + timedelta(days=chance.randrange(-2, 6)) for _ in range(chance.choice((0, 0, 1, 3)))}
    for day in sorted(near):
        windows: tuple[Window, ...] | None = chance.choice(
            (None, (), (Window(600, 840),), (Window(0, 1440),), (Window(1200, 1800),))
        )
        away = chance.choice((None, chance.choice(ZONES)))
        if windows is not None or away is not None:
            overrides.append(Override(day, windows, away))
    days = random_days(chance)
    if chance.random() < 0.4:
        work = (Window(540, 1020),)
        days = (work,) * 5 + ((),) * 2
    return WeeklyHours(zone, days, tuple(overrides), chance.choice(COUNTRIES))


def random_spans(chance: random.Random, start: int, days: int, most: int) -> tuple[Interval, ...]:
    """Busy time in any order, overlapping, touching, sometimes long."""
    spans = []
    for _ in range(chance.randrange(most + 1)):
        at = start + chance.randrange(-HOUR, days * DAY, chance.choice((60, 300, 900)))
        at -= at % 60
        spans.append(Interval(at, at + chance.choice((60, 900, 1800, 1800, 3600, 5400, 6 * HOUR))))
    return tuple(spans)


def random_rules(chance: random.Random, days: int) -> Rules:
    """Rules with small numbers, so that several of them bind."""
    return Rules(
        minimum_notice=chance.choice((0, 0, 15, 240, 1440, 97)) * MINUTE,
        horizon_days=chance.randrange(1, days + 1),
        buffer_before=chance.choice((0, 0, 5, 10, 30, 7)) * MINUTE,
        buffer_after=chance.choice((0, 0, 5, 15, 60)) * MINUTE,
        shortest=chance.choice((15, 15, 30)) * MINUTE,
        longest=chance.choice((60, 120, 120, 480)) * MINUTE,
        weekly_cap=chance.choice((None, None, 1, 2, 5)),
        daily_cap=chance.choice((None, None, 1, 2)),
        count_holds=chance.random() < 0.7,
    )


def random_world(seed: int, days: int = 3, most: int = 4) -> tuple[tuple[Participant, ...], Request]:
    """One whole question, the same for the same seed."""
    chance = random.Random(seed)
    zones = [chance.choice(ZONES) for _ in range(chance.randrange(1, most))]
    turning = [at for zone in zones for at in changes(zone)]
    now = chance.choice(turning) if turning and chance.random() < 0.7 else chance.randrange(FIRST, LAST)
    now = now - now % 60 - chance.randrange(0, 2 * DAY, 60)
    participants = tuple(_person(chance, f"p{index}", zone, now, days) for index, zone in enumerate(zones))
    length = chance.choice((15, 20, 25, 30, 45, 60, 90)) * MINUTE
    window = tuple(
        Interval(at, at + length + chance.choice((0, 3600, DAY)))
        for at in (now + chance.randrange(0, days * DAY, 300) for _ in range(chance.choice((0, 0, 0, 1, 3))))
    )
    starts = [now - now % 900 + chance.randrange(0, days * DAY, 900) for _ in range(chance.choice((0, 5)))]
    request = Request(
        now=now,
        length=length,
        window=window,
        step=chance.choice((5, 15, 15, 30, 60, 120)) * MINUTE,
        exclude=tuple(Interval(start, start + length) for start in starts),
        count=chance.choice((1, 3, 10)),
        zone=chance.choice((*zones, "UTC")),
        allow_moves=chance.random() < 0.3,
    )
    return participants, request


def _person(chance: random.Random, key: str, zone: str, now: int, days: int) -> Participant:
    hours = random_hours(chance, zone, now)
    if chance.random() < 0.3:
        hours = WeeklyHours(zone, ((Window(0, 1440),),) * 7, hours.overrides)
    rules = random_rules(chance, days)
    if chance.random() < 0.2:
        rules = Rules(minimum_notice=0, horizon_days=days)
    if any(window.end_minute - window.start_minute < 30 for day in hours.days for window in day):
        rules = Rules(minimum_notice=0, horizon_days=days)
    known = Interval(now + HOUR, now + (days - 1) * DAY) if chance.random() < 0.15 else None
    return Participant(
        key=key,
        hours=hours,
        rules=rules,
        busy=random_spans(chance, now, days, 8),
        meetings=random_spans(chance, now - 3 * DAY, days + 3, 3),
        holds=random_spans(chance, now, days, 2),
        movable=random_spans(chance, now, days, 2),
        known=known,
        preferred=chance.choice((None, None, WeeklyHours(zone, ((Window(600, 720),),) * 7))),
        packing=chance.random() < 0.3,
        focus=chance.random() < 0.3,
        owed=chance.choice((0, 0, 1, 3)),
    )


def epoch(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    """Epoch seconds of a UTC date and time, for examples."""
    return int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp())


def weekdays(*windows: Window) -> tuple[tuple[Window, ...], ...]:
    """The given windows on Monday to Friday."""
    return (windows,) * 5 + ((),) * 2


def date_of(at: int) -> date:
    """The UTC date of an instant."""
    return datetime.fromtimestamp(at, UTC).date()
