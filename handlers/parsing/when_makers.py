"""What each recognised piece of a time phrase means: from a match and today's date to tokens.

Apart from ``when_lexer``, which holds the patterns. A maker returns None when the text only looked right ("31 Feb").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from core.scheduling.weekly import day_number
from core.scheduling.zones import weekday
from handlers.parsing.when_tokens import Kind, Token

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}

Make = Callable[[re.Match[str], int], Token | list[Token] | None]


def on_or_after(today: int, month: int, day: int) -> int | None:
    """Return the next day with this month and day of month, today included; None when no year has it."""
    year = date.fromordinal(today + _EPOCH).year
    for candidate in range(year, year + 9):
        try:
            found = day_number(date(candidate, month, day))
        except ValueError:
            continue
        if found >= today:
            return found
    return None


_EPOCH = date(1970, 1, 1).toordinal()


def _exact(year: int, month: int, day: int) -> int | None:
    try:
        return day_number(date(year, month, day))
    except ValueError:
        return None


def _days(text: str, first: int | None, last: int | None = None) -> Token | None:
    if first is None:
        return None
    return Token(Kind.DAYS, text, first, first if last is None else last)


def _named(match: re.Match[str], day: int | None) -> Token | list[Token] | None:
    """Return a day with the weekday typed before it; a weekday that it isn't is handed back as a word."""
    token, name = _days(match[0], day), match["named"]
    if token is None or not name or weekday(token.first) == WEEKDAYS.index(name[:3].lower()):
        return token
    return [Token(Kind.WORD, name), token]


def read_iso(match: re.Match[str], _: int) -> Token | list[Token] | None:
    """Read 2026-12-03."""
    return _named(match, _exact(int(match["year"]), int(match["month"]), int(match["day"])))


def _month(match: re.Match[str]) -> int:
    return MONTHS.index(match["month"][:3].lower()) + 1


def _date(match: re.Match[str], today: int) -> int | None:
    month, day = _month(match), int(match["day"])
    return _exact(int(match["year"]), month, day) if match["year"] else on_or_after(today, month, day)


def read_date(match: re.Match[str], today: int) -> Token | list[Token] | None:
    """Read "3 Dec" and "Dec 3", in the year given or the next one that has it."""
    return _named(match, _date(match, today))


def read_week_of(match: re.Match[str], today: int) -> Token | None:
    """Read "the week of 3 Dec": the week that day lies in."""
    day = _date(match, today)
    return None if day is None else Token(Kind.WEEK, match[0], monday_of(day), monday_of(day) + 6)


def read_date_range(match: re.Match[str], today: int) -> Token | None:
    """Read "3-5 Dec"."""
    month = _month(match)
    last = on_or_after(today, month, int(match["day"]))
    if last is None:
        return None
    year = date.fromordinal(last + _EPOCH).year
    first = _exact(year, month, int(match["start"]))
    return _days(match[0], first, last) if first is not None and first <= last else None


def read_slashed(match: re.Match[str], today: int) -> Token | list[Token] | None:
    """Read 24/11 and 11/24; where both could be the month, nothing is guessed."""
    one, two = int(match["one"]), int(match["two"])
    if one > 12 >= two:
        return _named(match, on_or_after(today, two, one)) if two else None
    if two > 12 >= one or one == two:
        return _named(match, on_or_after(today, one, two)) if one else None
    return None


def read_of_month(match: re.Match[str], today: int) -> Token | list[Token] | None:
    """Read "the 3rd": the next day with that number."""
    day = int(match["day"])
    for ahead in range(400):
        if date.fromordinal(today + ahead + _EPOCH).day == day:
            return _named(match, today + ahead)
    return None


def monday_of(day: int) -> int:
    """Return the Monday of the week a day lies in."""
    return day - weekday(day)


def read_named_weekday(match: re.Match[str], today: int) -> Token:
    """Read a weekday: the next one, this or next week's, or every one."""
    index = WEEKDAYS.index(match["weekday"].lower())
    which = (match["which"] or "").lower()
    if which in {"last", "past"}:
        return Token(Kind.PAST, match[0])
    if which == "next":
        return Token(Kind.DAYS, match[0], monday_of(today) + 7 + index, monday_of(today) + 7 + index)
    if which == "this":
        return Token(Kind.DAYS, match[0], monday_of(today) + index, monday_of(today) + index)
    every = which == "every" or match["many"] is not None
    return Token(Kind.WEEKDAYS, match[0], weekdays=(index,), every=every)


def read_weekday_group(match: re.Match[str], _: int) -> Token:
    """Read "weekdays" and "weekends"."""
    days = (5, 6) if match[0].lower().startswith("weekend") else (0, 1, 2, 3, 4)
    return Token(Kind.WEEKDAYS, match[0], weekdays=days, every=True)


def read_week(match: re.Match[str], today: int) -> Token:
    """Read a week, Monday to Sunday, or a part of one."""
    this = monday_of(today)
    which = (match["which"] or "this").lower()
    part = (match["part"] or "").lower().removeprefix("the ")
    first = this + 7 if which in {"next", "coming"} else this
    if which in {"last", "past"}:
        return Token(Kind.PAST, match[0])
    if part == "late" or part.startswith("end"):
        return Token(Kind.WEEK, match[0], first + 3, first + 4)
    if part.startswith(("early", "beginning", "start")):
        return Token(Kind.WEEK, match[0], first, first + 1)
    if part.startswith("mid"):
        return Token(Kind.WEEK, match[0], first + 1, first + 3)
    if part.startswith("later"):
        return Token(Kind.WEEK, match[0], max(first, today + 1), first + 6)
    return Token(Kind.WEEK, match[0], first, first + 6)


def read_weekend(match: re.Match[str], today: int) -> Token:
    """Read a Saturday and Sunday."""
    first = monday_of(today) + (12 if (match["which"] or "").lower() == "next" else 5)
    return Token(Kind.DAYS, match[0], first, first + 1)


def read_week_after_next(match: re.Match[str], today: int) -> Token:
    """Read the second week from this one."""
    first = monday_of(today) + 14
    return Token(Kind.WEEK, match[0], first, first + 6)


def read_month_base(match: re.Match[str], today: int) -> Token:
    """Read a calendar month."""
    here = date.fromordinal(today + _EPOCH)
    if match["which"].lower() == "last":
        return Token(Kind.PAST, match[0])
    months = here.year * 12 + here.month - 1 + (match["which"].lower() == "next")
    first = day_number(date(months // 12, months % 12 + 1, 1))
    after = months + 1
    return Token(Kind.WEEK, match[0], first, day_number(date(after // 12, after % 12 + 1, 1)) - 1)


def read_ahead(match: re.Match[str], today: int) -> Token:
    """Read "in 3 days" and "in two weeks"."""
    word = match["count"].lower()
    count = _COUNTS.get(word) or int(word)
    if match["unit"].lower().startswith("week"):
        first = monday_of(today) + 7 * count
        return Token(Kind.WEEK, match[0], first, first + 6)
    return Token(Kind.DAYS, match[0], today + count, today + count)


def make_fixed_day(ahead: int) -> Make:
    """Make the reader of a word for a day so many days from today."""
    return lambda match, today: Token(Kind.DAYS, match[0], today + ahead, today + ahead)


def read_clock(match: re.Match[str], _: int) -> Token | None:
    """Read a time of day: 15:00, 3pm, 3.30 pm, 17h, 3 o'clock."""
    found = match.groupdict()
    hour, minute = int(found["hour"]), int(found.get("minute") or 0)
    half = (found.get("half") or "").lower()[:1]
    if minute > 59 or hour > 24 or (hour == 24 and minute) or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    is_bare = not half and len(found["hour"]) == 1 and hour > 0
    return Token(Kind.TIME, match[0], hour * 60 + minute, is_bare=is_bare, is_afternoon=half == "p")


def read_dotted(match: re.Match[str], today: int) -> Token | None:
    """Read 15.30, but not what may as well be a date in this form: 3.12, 15.10."""
    return None if 0 < int(match["minute"]) <= len(MONTHS) else read_clock(match, today)


def read_past_hour(match: re.Match[str], _: int) -> Token | None:
    """Read "half past 3" and "quarter to 4"."""
    hour = int(match["hour"])
    shift = {"half": 30, "quarter": 15}[match["share"].lower()]
    if not 1 <= hour <= 12:
        return None
    minutes = hour * 60 + (-shift if match["side"].lower() == "to" else shift)
    return Token(Kind.TIME, match[0], minutes, is_bare=True)


def read_hour(match: re.Match[str], _: int) -> Token | None:
    """Read a lone number that may be an hour."""
    hour = int(match["hour"])
    if hour > 24:
        return None
    return Token(Kind.NUMBER, match[0], hour * 60, is_bare=hour < 13 and not match["hour"].startswith("0"))


def make_fixed_time(minute: int) -> Make:
    """Make the reader of a word for a minute of the day."""
    return lambda match, _: Token(Kind.TIME, match[0], minute)


def make_part(first: int, last: int) -> Make:
    """Make the reader of a part of the day, in hours."""
    return lambda match, _: Token(Kind.PART, match[0], first * 60, last * 60)


def make_part_today(first: int, last: int) -> Make:
    """Make the reader of a part of today, in hours."""
    return lambda match, today: [
        Token(Kind.DAYS, match[0], today, today),
        Token(Kind.PART, "", first * 60, last * 60),
    ]


def make_plain(kind: Kind) -> Make:
    """Make the reader of a word that only joins others."""
    return lambda match, _: Token(kind, match[0])
