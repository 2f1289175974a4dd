"""Weekly hours become the instants at which the person's own clock shows working time."""

from __future__ import annotations

import random
from datetime import date

import pytest

from core.scheduling.errors import (
    BadHours,
    BadOverride,
    BadWindow,
    EmptyInterval,
    OverlappingWindows,
    UnknownCountry,
    UnknownZone,
)
from core.scheduling.hours import (
    Override,
    WeeklyHours,
    Window,
    all_day,
    away,
    default_hours,
    expand,
    travelling,
)
from core.scheduling.intervals import Interval
from core.scheduling.windows import Days, widened
from tests.unit.scheduling import oracle
from tests.unit.scheduling.worlds import (
    DAY,
    HOUR,
    MINUTE,
    ZONES,
    changes,
    epoch,
    random_days,
    random_hours,
    weekdays,
)

NONE: tuple[Window, ...] = ()
EVERY_NIGHT: Days = ((Window(22 * 60, 30 * 60),),) * 7


def agrees_with_the_clock(hours: WeeklyHours, start: int, end: int) -> bool:
    inside = {at for span in expand(hours, start, end) for at in range(span.start, span.end, MINUTE)}
    return inside == {at for at in range(start, end, MINUTE) if oracle.works(hours, at)}


def test_hours_around_changes_of_sampled_zones_minute_by_minute() -> None:
    chance = random.Random(11)
    for name in chance.sample([name for name in ZONES if changes(name)], 24):
        change = chance.choice(changes(name))
        assert agrees_with_the_clock(random_hours(chance, name, change), change - DAY, change + DAY)


@pytest.mark.full
@pytest.mark.timeout(900)
@pytest.mark.parametrize("year", range(2024, 2033))
def test_hours_on_every_day_of_change_in_every_zone_minute_by_minute(year: int) -> None:
    chance = random.Random(year)
    seen = set()
    for name in ZONES:
        for change in changes(name):
            low = change - 6 * HOUR
            rule = tuple(oracle.wall(name, at) for at in range(low, change + 6 * HOUR, HOUR))
            if oracle.wall(name, change).year == year and rule not in seen:
                seen.add(rule)
                assert agrees_with_the_clock(random_hours(chance, name, change), low, change + 12 * HOUR)
                assert agrees_with_the_clock(WeeklyHours(name, random_days(chance)), low, change + 12 * HOUR)
    assert seen


def test_an_edge_inside_a_gap_moves_to_the_jump() -> None:
    hours = WeeklyHours("Europe/Berlin", (NONE,) * 6 + ((Window(150, 300),),))
    start = epoch(2024, 3, 31)
    assert expand(hours, start, start + DAY) == (Interval(start + HOUR, start + 3 * HOUR),)


def test_a_window_inside_a_gap_does_not_exist_that_day() -> None:
    hours = WeeklyHours("Europe/Berlin", (NONE,) * 6 + ((Window(135, 165),),))
    start = epoch(2024, 3, 31)
    assert expand(hours, start - HOUR, start + DAY) == ()


def test_both_passes_of_a_repeated_hour_are_inside() -> None:
    hours = WeeklyHours("Europe/Berlin", (NONE,) * 6 + ((Window(150, 180),),))
    start = epoch(2024, 10, 27)
    half = HOUR // 2
    assert expand(hours, start - HOUR, start + DAY) == (
        Interval(start + half, start + HOUR),
        Interval(start + HOUR + half, start + 2 * HOUR),
    )


@pytest.mark.parametrize(("month", "day", "length"), [(3, 30, 7), (10, 26, 9), (6, 1, 8)])
def test_a_night_is_as_long_as_the_person_s_night(month: int, day: int, length: int) -> None:
    start = epoch(2024, month, day, 12)
    spans = expand(WeeklyHours("Europe/Berlin", EVERY_NIGHT), start, start + DAY)
    assert [span.length for span in spans] == [length * HOUR]


def test_half_hour_and_southern_changes() -> None:
    howe = WeeklyHours("Australia/Lord_Howe", ((Window(0, 1440),),) * 7)
    start = epoch(2024, 10, 5, 13, 30)
    assert expand(howe, start, start + 3 * DAY) == (Interval(start, start + 3 * DAY),)
    assert agrees_with_the_clock(WeeklyHours("Australia/Lord_Howe", EVERY_NIGHT), start - DAY, start + DAY)
    assert agrees_with_the_clock(WeeklyHours("America/Santiago", EVERY_NIGHT), epoch(2024, 9, 7), epoch(2024, 9, 9))


def test_a_zone_that_jumped_the_date_line_has_no_friday() -> None:
    hours = WeeklyHours("Pacific/Apia", ((Window(540, 1020),),) * 7)
    spans = expand(hours, epoch(2011, 12, 29), epoch(2012, 1, 1))
    assert [oracle.wall("Pacific/Apia", span.start).day for span in spans if span.length == 8 * HOUR] == [29, 31]


def test_leap_days_and_far_dates() -> None:
    hours = default_hours("UTC")
    leap = epoch(2028, 2, 29)
    assert expand(hours, leap, leap + DAY) == (Interval(leap + 9 * HOUR, leap + 17 * HOUR),)
    far = epoch(9998, 12, 31)
    assert len(expand(hours, far, far + 7 * DAY)) == 5
    with pytest.raises(EmptyInterval):
        expand(hours, far, far)


def test_travelling_moves_the_windows_to_the_other_clock() -> None:
    hours = WeeklyHours(
        "Europe/Berlin",
        default_hours("UTC").days,
        travelling("Asia/Tokyo", date(2027, 3, 9), date(2027, 3, 9)),
    )
    tuesday = epoch(2027, 3, 9)
    assert Interval(tuesday, tuesday + 8 * HOUR) in expand(hours, tuesday, tuesday + DAY)
    assert hours.travels
    assert agrees_with_the_clock(hours, tuesday - DAY, tuesday + 2 * DAY)


def test_a_day_off_and_an_extra_day() -> None:
    monday, saturday = epoch(2027, 3, 8), epoch(2027, 3, 13)
    hours = WeeklyHours(
        "UTC",
        default_hours("UTC").days,
        (*away(date(2027, 3, 8), date(2027, 3, 9)), Override(date(2027, 3, 13), (Window(600, 660),))),
    )
    assert expand(hours, monday, monday + 2 * DAY) == ()
    assert expand(hours, saturday, saturday + DAY) == (Interval(saturday + 10 * HOUR, saturday + 11 * HOUR),)


def test_a_public_holiday_is_off_unless_the_person_works_that_day() -> None:
    christmas = epoch(2026, 12, 25)
    off = WeeklyHours("Europe/Berlin", default_hours("UTC").days, (), "DE-BY")
    assert expand(off, christmas, christmas + DAY) == ()
    works = WeeklyHours("Europe/Berlin", off.days, (Override(date(2026, 12, 25), (Window(600, 720),)),), "DE-BY")
    assert [span.length for span in expand(works, christmas, christmas + DAY)] == [2 * HOUR]


def test_a_holiday_stays_off_when_only_the_zone_changes() -> None:
    christmas = epoch(2026, 12, 25)
    there = travelling("Asia/Tokyo", date(2026, 12, 25), date(2026, 12, 25))
    hours = WeeklyHours("Europe/Berlin", default_hours("UTC").days, there, "DE")
    assert all(
        span.start < christmas or span.end > christmas + DAY for span in expand(hours, christmas, christmas + DAY)
    )


def test_an_all_day_event_is_its_calendar_s_day() -> None:
    assert [span.length for span in all_day(date(2024, 10, 27), date(2024, 10, 28), "Europe/Berlin")] == [25 * HOUR]
    assert all_day(date(2011, 12, 30), date(2011, 12, 31), "Pacific/Apia") == ()


def test_what_is_stored_is_read_back_equal() -> None:
    chance = random.Random(3)
    for name in chance.sample(ZONES, 60):
        hours = random_hours(chance, name, epoch(2027, 1, 1))
        again = WeeklyHours.from_dict(hours.to_dict())
        assert again == hours
        assert hash(again) == hash(hours)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"zone": "UTC"},
        {"zone": "UTC", "days": 7},
        {"zone": "UTC", "days": [[[1]]] * 7},
        {"zone": "UTC", "days": [[]]},
        {"zone": "UTC", "days": [[]] * 7, "overrides": [{"day": "never", "windows": []}]},
    ],
)
def test_a_stored_form_that_is_no_pattern_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(BadHours):
        WeeklyHours.from_dict(stored)


@pytest.mark.parametrize(("start", "end"), [(-1, 60), (60, 60), (90, 60), (1440, 1500), (0, 1441), (1.5, 60)])
def test_a_window_that_is_no_stretch_of_one_day_is_refused(start: int, end: int) -> None:
    with pytest.raises(BadWindow):
        Window(start, end)


@pytest.mark.parametrize(
    "days",
    [
        weekdays(Window(540, 720), Window(700, 900)),
        ((Window(1320, 1800),), (Window(300, 600),)) + (NONE,) * 5,
        ((Window(0, 60),),) + (NONE,) * 5 + ((Window(1400, 1500),),),
    ],
)
def test_windows_that_claim_the_same_minute_are_refused_also_across_midnight(days: Days) -> None:
    with pytest.raises(OverlappingWindows):
        WeeklyHours("UTC", days)


def test_touching_windows_are_one_stretch() -> None:
    hours = WeeklyHours("UTC", weekdays(Window(540, 600), Window(600, 660)))
    monday = epoch(2027, 3, 8)
    assert expand(hours, monday, monday + DAY) == (Interval(monday + 9 * HOUR, monday + 11 * HOUR),)


def test_overrides_that_cannot_be_meant_are_refused() -> None:
    day = date(2027, 3, 8)
    with pytest.raises(BadOverride):
        Override(day)
    with pytest.raises(BadOverride):
        WeeklyHours("UTC", weekdays(), (Override(day, ()), Override(day, (Window(0, 60),))))
    with pytest.raises(BadOverride):
        away(day, date(2027, 3, 7))
    with pytest.raises(UnknownZone):
        Override(day, zone="Nowhere/At_All")
    with pytest.raises(UnknownCountry):
        WeeklyHours("UTC", weekdays(), (), "XX")
    with pytest.raises(BadHours):
        WeeklyHours("UTC", ((),) * 6)


def test_widening_never_covers_less() -> None:
    chance = random.Random(5)
    for _ in range(25):
        days = random_days(chance)
        start = epoch(2027, 3, 8)
        before: set[int] = set()
        for minutes in (0, 5, 15, 60, 240, 600):
            hours = WeeklyHours("UTC", widened(days, minutes))
            spans = expand(hours, start, start + 14 * DAY)
            now = {at for span in spans for at in range(span.start, span.end, MINUTE)}
            assert before <= now
            before = now
