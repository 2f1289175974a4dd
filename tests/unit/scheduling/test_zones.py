"""The table of offsets says what zoneinfo says, at every instant of every zone."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.scheduling.errors import UnknownZone
from core.scheduling.zones import DAY, HOUR, day_spans, local_day, offset_at, segments, weekday, zone
from tests.unit.scheduling.worlds import FIRST, LAST, ZONES, changes, epoch


def shown(name: str, at: int) -> int:
    offset = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(name)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def agrees(name: str, instants: list[int]) -> bool:
    parts = segments(name, min(instants), max(instants) + 1)
    assert [part[1] for part in parts[:-1]] == [part[0] for part in parts[1:]], "no gap, no overlap"
    for at in instants:
        offset = next(part[2] for part in parts if part[0] <= at < part[1])
        assert offset == shown(name, at) == offset_at(name, at), (name, at)
    return True


def test_offsets_around_every_change_of_sampled_zones() -> None:
    for name in ZONES[::9]:
        around = [at + step for at in changes(name) for step in (-1, 0, HOUR // 2, HOUR - 1, HOUR, HOUR + 1)]
        assert agrees(name, sorted({FIRST, *around, LAST}))


def test_offsets_at_random_instants_from_1900_to_2400() -> None:
    chance = random.Random(7)
    for name in chance.sample(ZONES, 20):
        assert agrees(name, sorted(chance.randrange(-2_208_988_800, 13_569_465_600, 7) for _ in range(12)))


@pytest.mark.full
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ZONES)
def test_offsets_every_half_hour_of_nine_years_in_every_zone(name: str) -> None:
    near = (at + step for at in changes(name) for step in range(-DAY, DAY, HOUR // 2))
    assert agrees(name, sorted({*range(FIRST, LAST, 12 * HOUR), *near}))


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "America", "../etc/passwd", None, 5])
def test_a_name_that_is_no_zone_is_refused(name: object) -> None:
    with pytest.raises(UnknownZone):
        zone(name)


def test_a_date_skipped_at_the_date_line_has_no_instant() -> None:
    day = epoch(2011, 12, 30) // DAY
    assert day_spans("Pacific/Apia", day, day + 1) == []
    assert local_day("Pacific/Apia", day_spans("Pacific/Apia", day + 1, day + 2)[0][0] - 1) == day - 1


@pytest.mark.parametrize(
    ("name", "month", "day", "hours"),
    [
        ("Europe/Berlin", 3, 31, 23),
        ("Europe/Berlin", 10, 27, 25),
        ("Australia/Lord_Howe", 4, 7, 24.5),
        ("Australia/Lord_Howe", 10, 6, 23.5),
        ("Asia/Beirut", 3, 31, 23),
        ("Africa/Cairo", 4, 26, 23),
        ("Asia/Kathmandu", 2, 29, 24),
    ],
)
def test_a_day_of_change_is_as_long_as_the_clock_makes_it(name: str, month: int, day: int, hours: float) -> None:
    number = epoch(2024, month, day) // DAY
    assert sum(end - start for start, end in day_spans(name, number, number + 1)) == hours * HOUR


def test_a_date_entered_twice_is_one_stretch_when_the_passes_touch() -> None:
    day = epoch(2024, 11, 3) // DAY
    assert [end - start for start, end in day_spans("America/Havana", day, day + 1)] == [25 * HOUR]


def test_monday_is_the_first_weekday() -> None:
    assert weekday(epoch(2027, 3, 8) // DAY) == 0
    assert weekday(epoch(2027, 3, 14) // DAY) == 6
