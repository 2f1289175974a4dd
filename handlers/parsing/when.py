"""Time phrases: "tomorrow", "next week afternoons", "3 Dec between 2 and 4", in the asker's zone.

A grammar of our own: deterministic, never raises, never answers with a past instant, and reads its own echo back to the
same instants. What it did not understand it hands back, so that the card can say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from core.scheduling.intervals import Interval, Pair, intervals_of, merge_pairs
from core.scheduling.zones import DAY, MINUTE, local_day, offset_at, segments
from handlers.parsing.problems import Problem
from handlers.parsing.when_clauses import Piece, pieces_of
from handlers.parsing.when_days import AHEAD_DAYS, ResolvedDays
from handlers.parsing.when_echo import echo
from handlers.parsing.when_grammar import read_tokens
from handlers.parsing.when_lexer import tokens_of
from handlers.parsing.when_times import ResolvedTimes

PHRASE_MOST = 600
"""Characters that are read, and that an echo may have; whatever takes more is no time phrase."""

_SOON = re.compile(
    r"(?<!\w)in\s+(?:(?P<count>\d{1,3})|(?P<one>an?)|(?P<half>half\s+an))\s+(?P<unit>minutes?|mins?|hours?|h)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """A phrase as understood.

    ``window`` is where the meeting may lie, in UTC; empty means no restriction **unless** ``problem`` is set, which
    says that nothing is left of what was asked. ``phrase`` repeats what was understood, in words, with the zone;
    ``leftover`` are the words that were not. ``names_days`` and ``names_times`` tell what it was about.
    """

    window: tuple[Interval, ...] = ()
    phrase: str = ""
    leftover: str = ""
    problem: Problem | None = None
    names_days: bool = False
    names_times: bool = False


def read_when(text: str, *, now: int, zone: str, length_minutes: int) -> When:
    """Read a time phrase at the instant ``now`` in an IANA ``zone``.

    ``length_minutes`` is how long the meeting takes: "at 3" is exactly that long. Never raises on any text.
    """
    if len(text) > PHRASE_MOST:
        return When(leftover=text[:PHRASE_MOST])
    today = local_day(zone, now)
    found = _SOON.search(text)
    reading = read_tokens(tokens_of(_without(text, found), today), today)
    pieces = pieces_of(reading.clauses)
    if found:
        pieces = (_soon(found, pieces[0].times, now=now, zone=zone),)
    leftover = " ".join(reading.leftover)
    if not reading.used and not found:
        return When(leftover=leftover)
    is_empty = any(piece.times.is_empty for piece in pieces)
    if reading.is_past or is_empty:
        return When(leftover=leftover, problem=Problem.NO_TIME_LEFT, names_times=is_empty)
    phrase = echo(pieces, today, zone)
    if len(phrase) > PHRASE_MOST:
        return When(leftover=text)
    names_days = any(piece.days != ResolvedDays(None) for piece in pieces)
    names_times = any(piece.times.spans or piece.times.starts for piece in pieces)
    if not names_days and not names_times:
        return When(phrase=phrase, leftover=leftover)
    wall = [span for piece in pieces for span in _walls(piece, length_minutes, today)]
    window = _window(wall, now=now, zone=zone)
    return When(window, phrase, leftover, None if window else Problem.NO_TIME_LEFT, names_days, names_times)


def _without(text: str, found: re.Match[str] | None) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}" if found else text


def _soon(found: re.Match[str], times: ResolvedTimes, *, now: int, zone: str) -> Piece:
    """Read "in 2 hours": from then on, on the day that is."""
    count = 30 if found["half"] else int(found["count"] or 1)
    minutes = count if found["half"] or found["unit"].lower().startswith("m") else count * 60
    at = now + minutes * MINUTE
    wall = at + offset_at(zone, at)
    day, start = divmod(-(-wall // MINUTE), DAY // MINUTE)
    return Piece(ResolvedDays((day,)), ResolvedTimes(((start, DAY // MINUTE),), times.starts))


def _stretches(times: ResolvedTimes, length_minutes: int) -> list[Pair]:
    """Return the minutes of a day the meeting may lie in; one after another for exact starts."""
    if not times.spans and not times.starts:
        return [(0, DAY // MINUTE)]
    return [*times.spans, *((start, start + length_minutes) for start in times.starts)]


def _walls(piece: Piece, length_minutes: int, today: int) -> list[Pair]:
    """Return when the meeting may lie by the clock on the wall, in seconds."""
    every = range(7) if piece.days.weekdays is None else piece.days.weekdays
    named = (day for day in range(today, today + AHEAD_DAYS) if (day + 3) % 7 in every)
    return [
        (day * DAY + first * MINUTE, day * DAY + last * MINUTE)
        for day in (named if piece.days.days is None else piece.days.days)
        if day < _LAST_DAY
        for first, last in _stretches(piece.times, length_minutes)
    ]


def _window(wall: Iterable[Pair], *, now: int, zone: str) -> tuple[Interval, ...]:
    spans = merge_pairs(span for piece in merge_pairs(wall) for span in _instants(zone, piece))
    return intervals_of((max(start, now), end) for start, end in spans if end > now)


_LAST_DAY = date(2100, 1, 1).toordinal() - date(1970, 1, 1).toordinal()


def _instants(zone: str, wall: Pair) -> Iterator[Pair]:
    """Yield the instants at which the zone's clock shows a time inside ``wall``, whatever the clocks do that day."""
    low, high = wall
    for start, end, offset in segments(zone, low - 2 * DAY, high + 2 * DAY):
        first, last = max(start, low - offset), min(end, high - offset)
        if first < last:
            yield first, last
