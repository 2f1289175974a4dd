"""Workloads made from a fixed seed: five zones, both changes of clock inside, an answer never empty.

They start on Monday 2027-03-08; the United States change their clocks on 14 March, Europe on 28
March. Everybody has about six events a workday. Every other workday 75 minutes are left free for all,
because a search that finds nothing may stop early and would flatter whoever does.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.scheduling.hours import WeeklyHours, Window
from core.scheduling.intervals import Interval, Pair
from core.scheduling.rules import Rules
from core.scheduling.slots import Participant, Request

DAY = 86_400
START = date(2027, 3, 8)
NOW = int(datetime(2027, 3, 8, 6, tzinfo=UTC).timestamp())
LENGTH, STEP = 1_800, 900
BEFORE, AFTER, NOTICE = 600, 300, 14_400

ZONES = {
    "America/New_York": (480, 960),
    "Europe/Berlin": (540, 1_080),
    "Europe/London": (540, 1_050),
    "America/Chicago": (420, 900),
    "Asia/Kolkata": (780, 1_350),
}
"""Zone and the working minutes of its people, Monday to Thursday; Friday ends half an hour earlier."""

NAMES = {"i": (2, 14, False), "ii": (10, 30, False), "iii": (100, 60, False), "iiid": (100, 60, True)}
"""Name of a workload: people, days, and whether everybody's hours differ."""


@dataclass(frozen=True, slots=True)
class World:
    """One workload in the plainest form: what every contestant may start from."""

    people: int
    days: int
    hours: tuple[WeeklyHours, ...]
    busy: tuple[tuple[Pair, ...], ...]

    @property
    def events(self) -> int:
        """How many events all calendars have together."""
        return sum(map(len, self.busy))

    @property
    def low(self) -> int:
        """The first instant a slot may start: now and the notice."""
        return NOW + NOTICE

    @property
    def high(self) -> int:
        """The last instant a slot may end: the horizon."""
        return NOW + self.days * DAY

    def rules(self) -> Rules:
        """The rules everybody has."""
        return Rules(NOTICE, self.days, BEFORE, AFTER)

    def participants(self) -> tuple[Participant, ...]:
        """The people as the engine takes them, busy time as a tuple of intervals."""
        rules = self.rules()
        return tuple(
            Participant(f"p{index}", hours, rules, tuple(Interval(*pair) for pair in busy))
            for index, (hours, busy) in enumerate(zip(self.hours, self.busy, strict=True))
        )


def request(count: int = 10) -> Request:
    """The question put to every workload: the ten best half hours, a quarter hour apart."""
    return Request(NOW, LENGTH, step=STEP, count=count)


def named(name: str, seed: int = 1) -> World:
    """Make the workload of that name; the same seed gives the same one in every process."""
    people, days, distinct = NAMES[name]
    return make(people, days, distinct=distinct, seed=seed)


def make(people: int, days: int, *, distinct: bool = False, a_day: int = 6, seed: int = 1) -> World:
    """Make a workload of so many people, days, and events per person and workday."""
    chance = random.Random(seed)
    five = [_hours(zone, minutes) for zone, minutes in ZONES.items()]
    hours = tuple(
        _hours(five[index % 5].zone, ZONES[five[index % 5].zone], index) if distinct else five[index % 5]
        for index in range(people)
    )
    dates = [START + timedelta(days=count) for count in range(days + 1)]
    workdays = [day for day in dates if day.weekday() < 5]
    planted = [_planted(day) for day in workdays[::2]]
    busy = tuple(_busy(chance, ZoneInfo(one.zone), workdays, (planted, a_day)) for one in hours)
    return World(people, days, hours, busy)


def _hours(zone: str, minutes: tuple[int, int], index: int | None = None) -> WeeklyHours:
    """Hours in a zone; with an index, hours nobody else has: up to 25 minutes longer at each end."""
    start, end = minutes
    if index is not None:
        start, end = start - index // 5 % 6 * 5, end + index // 30 * 5
    day, friday = (Window(start, end),), (Window(start, end - 30),)
    saturday = (Window(600, 600 + 5 + index),) if index is not None else ()
    return WeeklyHours(zone, (day, day, day, day, friday, saturday, ()))


def _planted(day: date) -> Pair:
    start = int(datetime(day.year, day.month, day.day, 13, 30, tzinfo=UTC).timestamp())
    return start, start + 75 * 60


def _busy(
    chance: random.Random, zone: ZoneInfo, workdays: list[date], plan: tuple[list[Pair], int]
) -> tuple[Pair, ...]:
    """One calendar: events on five-minute edges, never so near a planted window that a buffer cuts it."""
    planted, a_day = plan
    left = {start // DAY: (start - BEFORE, end + BEFORE) for start, end in planted}
    found = []
    for day in workdays:
        midnight = int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
        for _ in range(chance.choice((a_day - 1, a_day, a_day, a_day + 1))):
            start = midnight + chance.randrange(7 * 3600, 21 * 3600, 300)
            end = start + chance.choice((900, 1_800, 1_800, 3_600, 3_600, 5_400))
            low, high = left.get(start // DAY, (0, 0))
            if start < high and end > low:
                end = low if start < low else end
                start = high if start >= low else start
            if start < end:
                found.append((start, end))
    return tuple(sorted(found))
