"""Lengths of meetings as people type them: 45m, 1h30, an hour and a half."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_MINUTES = 480
"""Eight hours; "9h" and more is a time of day."""

_WORDS = (
    (r"an\s+hour\s+and\s+a\s+half|one\s+and\s+a\s+half\s+hours?", 90),
    (r"three\s+quarters\s+of\s+an\s+hour", 45),
    (r"half\s+an\s+hour|half\s+hour|half-hour", 30),
    (r"(?:a\s+)?quarter\s+of\s+an\s+hour", 15),
    (r"an\s+hour|one\s+hour", 60),
    (r"two\s+hours", 120),
)
_HOURS = r"(?:h|hrs?|hours?)"
_MINUTES = r"(?:m|mins?|minutes?)"
_NUMBERS = re.compile(
    rf"(?<![\w:.,])(?:(?P<both>\d{{1,2}})\s*{_HOURS}\s*(?:and\s+)?(?P<rest>[0-5]?\d)\s*{_MINUTES}?"
    rf"|(?P<hours>\d{{1,2}}(?:[.,]\d{{1,2}})?)\s*-?{_HOURS}"
    rf"|(?P<minutes>\d{{1,3}})\s*-?{_MINUTES})(?![\w:])",
    re.IGNORECASE,
)
_FIXED = tuple((re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), minutes) for pattern, minutes in _WORDS)
_BEFORE = re.compile(r"(?:(?<!\w)(?:for|in)\s+(?:about\s+)?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Length:
    """A length in minutes (None when none was typed) and the text without it."""

    minutes: int | None
    rest: str


def find_length(text: str) -> Length:
    """Take the first length out of a text, with the "for" before it; "in 2 hours" is a time, not a length."""
    found = [(match, minutes) for pattern, minutes in _FIXED for match in [pattern.search(text)] if match]
    found += [(match, minutes) for match in _NUMBERS.finditer(text) if (minutes := _minutes(match)) is not None]
    for match, minutes in sorted(found, key=lambda one: (one[0].start(), -one[0].end())):
        before = _BEFORE.search(text[: match.start()])
        if before and before.group().lower().startswith("in"):
            continue
        start = before.start() if before else match.start()
        return Length(minutes, f"{text[:start]} {text[match.end() :]}".strip())
    return Length(None, text)


def read_length(text: str) -> int | None:
    """Read a text that holds a length and nothing else, a bare number meaning minutes; None when it isn't one."""
    stripped = text.strip()
    if stripped.isascii() and stripped.isdigit() and len(stripped) <= 3:
        minutes = int(stripped)
        return minutes if 0 < minutes <= LONGEST_MINUTES else None
    found = find_length(stripped)
    return found.minutes if found.minutes and not found.rest else None


def _minutes(match: re.Match[str]) -> int | None:
    if match["both"]:
        minutes = int(match["both"]) * 60 + int(match["rest"])
    elif match["hours"]:
        minutes = round(float(match["hours"].replace(",", ".")) * 60)
    else:
        minutes = int(match["minutes"])
    return minutes if 0 < minutes <= LONGEST_MINUTES else None
