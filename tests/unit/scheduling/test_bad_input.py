"""What can't be meant is a named error at construction, never a wrong slot."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from core.scheduling import errors
from core.scheduling.errors import BadRequest, BadRule, LengthNeverFits, SchedulingError, UnknownZone
from core.scheduling.hours import WeeklyHours, Window, default_hours
from core.scheduling.intervals import Interval
from core.scheduling.rules import Rules
from core.scheduling.slots import Participant, Request, find, free_windows, iter_slots
from core.scheduling.weights import Weights
from tests.unit.scheduling.worlds import HOUR, MINUTE, weekdays

NOW = 1_800_000_000
SOMEBODY = Participant("a", default_hours("UTC"))
ASKED = Request(NOW, 30 * MINUTE)


def test_the_tree_drawn_in_errors_is_the_tree() -> None:
    assert errors.__doc__ is not None
    drawn = {}
    above: dict[int, str] = {}
    for line in errors.__doc__.splitlines():
        if found := re.match(r"^ {4}([│├└─ ]*)([A-Z]\w+)\b", line):
            depth = len(found[1]) // 4
            above[depth] = found[2]
            drawn[found[2]] = above[depth - 1] if depth else "ValueError"
    real = {
        name: kind.__base__.__name__
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, SchedulingError) and kind.__base__ is not None
    }
    assert drawn == real


def test_every_error_has_its_own_code() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SchedulingError)]
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z_]+", code) for code in codes)


@pytest.mark.parametrize(
    "change",
    [
        {"minimum_notice": -1},
        {"horizon_days": 0},
        {"buffer_before": -1},
        {"buffer_after": -300},
        {"shortest": 0},
        {"shortest": 3600, "longest": 1800},
        {"longest": 1.5},
        {"weekly_cap": -1},
        {"daily_cap": True},
        {"buffer_after": None},
    ],
)
def test_a_rule_nobody_could_mean_is_refused_by_name(change: dict[str, int]) -> None:
    with pytest.raises(BadRule, match=next(reversed(change))):
        Rules(**change)  # type: ignore[arg-type] # the mistake under test


@pytest.mark.parametrize(
    "change",
    [{"now": -1}, {"now": 1.5}, {"length": 0}, {"length": True}, {"step": 0}, {"step": 1_000}, {"count": 0}],
)
def test_a_request_that_asks_nothing_is_refused_by_name(change: dict[str, int]) -> None:
    with pytest.raises(BadRequest, match=next(iter(change))):
        replace(ASKED, **change)  # type: ignore[arg-type] # the mistake under test


def test_an_unknown_grid_zone_is_refused() -> None:
    with pytest.raises(UnknownZone):
        replace(ASKED, zone="Mars/Olympus")


def test_a_negative_weight_or_debt_is_refused() -> None:
    with pytest.raises(BadRequest, match="spread"):
        Weights(spread=-1)
    with pytest.raises(BadRequest, match="owed"):
        replace(SOMEBODY, owed=-1)


def test_a_length_longer_than_every_asked_window_is_refused() -> None:
    half, touching = Interval(NOW, NOW + 900), Interval(NOW + 900, NOW + 1_800)
    with pytest.raises(LengthNeverFits):
        replace(ASKED, window=(half, Interval(NOW + 901, NOW + 1_800)))
    assert replace(ASKED, window=(touching, half)).window == (touching, half)


def test_a_shortest_meeting_longer_than_every_window_is_refused() -> None:
    hours = WeeklyHours("UTC", weekdays(Window(540, 600)))
    with pytest.raises(LengthNeverFits):
        Participant("a", hours, Rules(shortest=61 * MINUTE))
    assert Participant("a", hours, Rules(shortest=HOUR)).hours == hours


def test_windows_that_touch_at_midnight_count_as_one_for_the_longest() -> None:
    nights = WeeklyHours("UTC", ((Window(0, 120), Window(1320, 1440)),) * 7)
    assert Participant("a", nights, Rules(shortest=4 * HOUR, longest=4 * HOUR)).hours.longest == 240
    always = WeeklyHours("UTC", ((Window(0, 1440),),) * 7)
    assert Participant("a", always, Rules(shortest=200 * HOUR, longest=200 * HOUR)).hours.longest is None


@pytest.mark.parametrize("asks", [find, iter_slots, free_windows])
def test_nobody_and_the_same_key_twice_are_refused(asks: Callable[..., object]) -> None:
    with pytest.raises(BadRequest):
        asks((), ASKED)
    with pytest.raises(BadRequest):
        asks((SOMEBODY, SOMEBODY), ASKED)
