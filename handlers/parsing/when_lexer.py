"""Recognising the words of a time phrase, longest meaning first; each rule eats its own text.

What no rule knows becomes a WORD and is handed back to be shown as not understood.
"""

from __future__ import annotations

import re

from handlers.parsing.when_makers import (
    Make,
    make_fixed_day,
    make_fixed_time,
    make_part,
    make_part_today,
    make_plain,
    read_ahead,
    read_clock,
    read_date,
    read_date_range,
    read_dotted,
    read_hour,
    read_iso,
    read_month_base,
    read_named_weekday,
    read_of_month,
    read_past_hour,
    read_slashed,
    read_week,
    read_week_after_next,
    read_week_of,
    read_weekday_group,
    read_weekend,
)
from handlers.parsing.when_tokens import Kind, Token

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_START = r"(?P<start>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
_ENDING = r"(?:s|nes|rs?|ur)?(?:day)?"
_WEEKDAY = rf"(?:mon|tue|wed|thu|fri|sat|sun){_ENDING}"
_WHICH = r"(?P<which>this|next|coming|last|past|every)"
_WEEK_PART = r"(?P<part>(?:the\s+)?(?:end|beginning|start)\s+of|early|later?|mid|rest\s+of)"
_NAMED = rf"(?:(?P<named>{_WEEKDAY}\.?,?)\s+)?"
_COUNT = r"(?P<count>\d{1,2}|an?|one|two|three|four)"

_RULES: tuple[tuple[str, Make], ...] = (
    (r"\([^()]*\)", make_plain(Kind.FILLER)),
    (rf"{_NAMED}(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)", read_iso),
    (rf"(?:from\s+)?{_START}\s*(?:[-–—]|to)\s*{_DAY}\s+(?:of\s+)?{_MONTH}", read_date_range),
    (rf"between\s+(?:the\s+)?{_START}\s+and\s+(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}", read_date_range),
    (rf"{_NAMED}(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}", read_date),
    (rf"{_NAMED}{_MONTH}\s+(?:the\s+)?{_DAY}(?!\s*[:.]\d){_YEAR}", read_date),
    (rf"{_NAMED}(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})(?!/)", read_slashed),
    (rf"{_NAMED}(?:the\s+)(?P<day>\d{{1,2}})(?:st|nd|rd|th)", read_of_month),
    (r"(?:the\s+)?day\s+after\s+tomorrow", make_fixed_day(2)),
    (r"today", make_fixed_day(0)),
    (r"tomorrow|tmrw|tomorow|tommorow", make_fixed_day(1)),
    (r"yesterday", make_plain(Kind.PAST)),
    (r"tonight|this\s+evening", make_part_today(17, 22)),
    (r"this\s+morning", make_part_today(6, 12)),
    (r"this\s+afternoon", make_part_today(12, 18)),
    (r"(?:the\s+)?week\s+after\s+next", read_week_after_next),
    (rf"(?:the\s+)?week\s+of\s+{_NAMED}(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}", read_week_of),
    (rf"(?:{_WEEK_PART}\s+)?(?:the\s+)?(?P<which>this|next|coming|last|past)\s+week", read_week),
    (r"(?P<part>end|beginning|start|rest)\s+of\s+(?:the\s+)?(?P<which>)week", read_week),
    (r"(?:(?P<which>this|next)\s+)?weekend", read_weekend),
    (r"(?P<which>this|next|last)\s+month", read_month_base),
    (rf"in\s+{_COUNT}\s+(?P<unit>days?|weeks?)(?:'?\s+time)?", read_ahead),
    (r"weekdays?|workdays?|working\s+days?|weekends", read_weekday_group),
    (rf"(?:{_WHICH}\s+)?(?P<weekday>mon|tue|wed|thu|fri|sat|sun){_ENDING}(?P<many>(?<=day)s)?\.?", read_named_weekday),
    (r"(?P<share>half|quarter)\s+(?P<side>past|to)\s+(?P<hour>\d{1,2})", read_past_hour),
    (r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?P<half>[ap])\.?m\.?", read_clock),
    (r"(?P<hour>\d{1,2}):(?P<minute>\d\d)", read_clock),
    (r"(?P<hour>\d{1,2})\.(?P<minute>\d\d)(?!\.?\d)", read_dotted),
    (r"(?P<hour>\d{1,2})h(?P<minute>\d\d)?", read_clock),
    (r"(?P<hour>\d{1,2})\s*o'?clock", read_clock),
    (r"noon|midday", make_fixed_time(12 * 60)),
    (r"midnight", make_fixed_time(24 * 60)),
    (r"(?P<hour>\d{1,2})", read_hour),
    (r"mornings?", make_part(6, 12)),
    (r"afternoons?", make_part(12, 18)),
    (r"evenings?", make_part(17, 22)),
    (r"lunch(?:time)?", make_part(12, 14)),
    (r"(?:no|not)\s+later\s+than", make_plain(Kind.BY)),
    (r"not|except(?:\s+for)?|excluding|but\s+not|no|without", make_plain(Kind.NOT)),
    (r"after|later\s+than", make_plain(Kind.AFTER)),
    (r"from|since|starting(?:\s+from)?", make_plain(Kind.FROM)),
    (r"before|earlier\s+than", make_plain(Kind.BEFORE)),
    (r"by", make_plain(Kind.BY)),
    (r"at|@|around", make_plain(Kind.AT)),
    (r"between", make_plain(Kind.BETWEEN)),
    (r"until|till", make_plain(Kind.UNTIL)),
    (r"[-–—]|to|through|thru", make_plain(Kind.TO)),
    (r"and|or|,|;|&|/", make_plain(Kind.AND)),
    (r"any[\s-]*time", make_plain(Kind.ANY_TIME)),
    (r"any[\s-]+day", make_plain(Kind.ANY_DAY)),
    (r"asap|as\s+soon\s+as\s+possible|whenever", make_plain(Kind.ANY)),
    (r"on|in|within|the|during|of|for|some\s*time|please|only", make_plain(Kind.FILLER)),
    (r"[?!]+|\.+(?=[\s?!]|$)", make_plain(Kind.FILLER)),
)

_COMPILED = tuple((re.compile(rf"(?:{pattern})(?:(?<!\w)|(?!\w))", re.IGNORECASE), make) for pattern, make in _RULES)
_WORD = re.compile(r"\S+?(?=[\s,;]|$)|\S")


def tokens_of(text: str, today: int) -> list[Token]:
    """Cut a phrase into tokens; ``today`` is the local day in the asker's zone. Never raises."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        at, made = _next(text, at, today)
        found += made
    return found


def _next(text: str, at: int, today: int) -> tuple[int, list[Token]]:
    for pattern, make in _COMPILED:
        match = pattern.match(text, at)
        if match is None or match.end() == at:
            continue
        made = make(match, today)
        if made is not None:
            return match.end(), made if isinstance(made, list) else [made]
    match = _WORD.match(text, at)
    end = match.end() if match else at + 1
    return end, [Token(Kind.WORD, text[at:end])]
