"""Working hours as one line of text: "Mon–Fri 09:00–12:00, 13:00–17:00; Sat 10:00–12:00", read and written.

Both directions live here so that what is shown can be typed back. One weekday alone is the same without day names.
"""

from __future__ import annotations

import re

from core.scheduling.errors import OverlappingWindows, SchedulingError
from core.scheduling.hours import WeeklyHours
from core.scheduling.windows import Days, Window, check_day
from handlers.parsing.problems import Problem

LINE_MOST = 300
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DASH = r"\s*(?:-|–|—|to|until)\s*"
_TIME = r"(\d{1,2})(?:[:.h](\d\d))?"
_WINDOW = re.compile(rf"{_TIME}{_DASH}{_TIME}", re.IGNORECASE)
_NAME = r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_PART = re.compile(rf"{_NAME}(?:{_DASH}{_NAME})?((?:\s*,\s*{_NAME})*)\s*:?\s+(.+)", re.IGNORECASE)
_OFF = {"", "off", "free", "closed", "none", "-", "–"}


def read_day(text: str) -> tuple[Window, ...] | Problem:
    """Read one day's windows, "09:00–12:00, 13:00–17:00"; nothing is a day off. A window may pass midnight."""
    stripped = text.strip().lower()
    if stripped in _OFF:
        return ()
    if len(stripped) > LINE_MOST:
        return Problem.BAD_HOURS
    found: list[Window] = []
    for part in filter(str.strip, re.split(r"[,;]|\band\b", stripped)):
        match = _WINDOW.fullmatch(part.strip())
        window = _window(match) if match else None
        if window is None:
            return Problem.BAD_HOURS
        found.append(window)
    try:
        return check_day(found)
    except OverlappingWindows:
        return Problem.OVERLAPPING_HOURS


def _window(match: re.Match[str]) -> Window | None:
    start = int(match[1]) * 60 + int(match[2] or 0)
    end = int(match[3]) * 60 + int(match[4] or 0)
    if int(match[2] or 0) > 59 or int(match[4] or 0) > 59 or end > 1440:
        return None
    try:
        return Window(start, end if end > start else end + 1440)
    except SchedulingError:
        return None


def read_week(text: str, zone: str) -> WeeklyHours | Problem:
    """Read a whole week in one line; days that aren't named are off."""
    days: list[tuple[Window, ...]] = [()] * 7
    if len(text) > LINE_MOST:
        return Problem.BAD_HOURS
    for part in (piece for piece in text.split(";") if piece.strip()):
        match = _PART.fullmatch(part.strip())
        windows = read_day(match[5]) if match else Problem.BAD_HOURS
        if match is None or isinstance(windows, Problem):
            return windows if isinstance(windows, Problem) else Problem.BAD_HOURS
        for index in _named(match):
            days[index] = windows
    return week_of(tuple(days), zone)


def week_of(days: Days, zone: str) -> WeeklyHours | Problem:
    """Make hours of seven days, or say what is wrong with them."""
    try:
        return WeeklyHours(zone, days)
    except OverlappingWindows:
        return Problem.OVERLAPPING_HOURS
    except SchedulingError:
        return Problem.BAD_HOURS


def _named(match: re.Match[str]) -> list[int]:
    first = _index(match[1])
    last = _index(match[2]) if match[2] else first
    more = re.findall(_NAME, match[3], re.IGNORECASE)
    return [(first + count) % 7 for count in range((last - first) % 7 + 1)] + [_index(name) for name in more]


def _index(name: str) -> int:
    return _DAYS.index(name[:3].capitalize())


def write_day(windows: tuple[Window, ...]) -> str:
    """Write one day's windows as ``read_day`` reads them; a day off is empty."""
    return ", ".join(f"{_clock(one.start_minute)}–{_clock(one.end_minute)}" for one in windows)


def _clock(minute: int) -> str:
    return "24:00" if minute == 1440 else f"{minute % 1440 // 60:02}:{minute % 60:02}"


def write_week(days: Days) -> str:
    """Write seven days as ``read_week`` reads them, equal neighbours together; a week off is empty."""
    runs: list[tuple[int, int]] = []
    for index in range(7):
        if runs and days[runs[-1][0]] == days[index]:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return "; ".join(
        f"{_DAYS[first]}{'' if first == last else '–' + _DAYS[last]} {write_day(days[first])}"
        for first, last in runs
        if days[first]
    )
