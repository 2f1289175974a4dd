"""What was understood of a time phrase, in words that the grammar reads back to the same instants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from core.scheduling.zones import weekday
from handlers.parsing.when_clauses import Piece
from handlers.parsing.when_days import ResolvedDays
from handlers.parsing.when_makers import on_or_after
from handlers.parsing.when_times import ResolvedTimes

_RUNS_MOST = 4
_EPOCH = date(1970, 1, 1).toordinal()
_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_GROUPS = {(0, 1, 2, 3, 4): "weekdays", (5, 6): "weekends"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def echo(pieces: Sequence[Piece], today: int, zone: str) -> str:
    """Say days with their times, and whose clock: "Mon 30 Nov – Sun 6 Dec, 12:00–18:00 (Paris)"."""
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    any_time = ["any time"] if len(pieces) > 1 else []
    said = (", ".join([*_days(days, today), *(list(_times(times)) or any_time)]) for days, times in pieces)
    return f"{' or '.join(said)} ({place})"


def _days(days: ResolvedDays, today: int) -> Iterator[str]:
    if days.days is not None:
        runs = _runs(days.days)
        if len(runs) > _RUNS_MOST and _is_pattern(days.days):
            names = _names(tuple(sorted(set(map(weekday, days.days)))))
            yield f"{names} within {_run(days.days[0], days.days[-1], today)}"
        else:
            yield from (_run(first, last, today) for first, last in runs)
    elif days.weekdays is None or len(days.weekdays) == 7:
        yield "any day"
    else:
        yield _names(days.weekdays)


def _names(weekdays: tuple[int, ...]) -> str:
    return _GROUPS.get(weekdays) or ", ".join(_LONG[index] for index in weekdays)


def _is_pattern(days: tuple[int, ...]) -> bool:
    """Whether these are all such weekdays between the first and the last of them."""
    wanted = set(map(weekday, days))
    return days == tuple(day for day in range(days[0], days[-1] + 1) if weekday(day) in wanted)


def _runs(days: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _run(first: int, last: int, today: int) -> str:
    return _day(first, today) if first == last else f"{_day(first, today)} – {_day(last, today)}"


def _day(day: int, today: int) -> str:
    """Say a day, with its year only when the day alone would mean another year's."""
    local = date.fromordinal(day + _EPOCH)
    year = "" if on_or_after(today, local.month, local.day) == day else f" {local.year}"
    return f"{_SHORT[weekday(day)]} {local.day} {_MONTHS[local.month - 1]}{year}"


def _clock(minute: int) -> str:
    return "24:00" if minute == 1440 else f"{minute % 1440 // 60:02}:{minute % 60:02}"


def _times(times: ResolvedTimes) -> Iterator[str]:
    yield from (f"{_clock(first)}–{_clock(last)}" for first, last in times.spans)
    yield from (f"at {_clock(start)}" for start in times.starts)
