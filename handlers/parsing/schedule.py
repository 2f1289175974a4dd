"""What follows ``schedule @person``: a length, when, and what it is about, in any sensible order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from core.scheduling.zones import local_day
from core.usecases.terms import TITLE_MOST
from handlers.parsing.commands import PERSON
from handlers.parsing.lengths import find_length, read_length
from handlers.parsing.when import When, read_when
from handlers.parsing.when_lexer import tokens_of
from handlers.parsing.when_tokens import DAY_KINDS, Kind

_QUOTED = re.compile(r"(?:\b(?:about|titled|called|re:?)\s*:?\s*)?[\"“”„]([^\"“”„]+)[\"“”]", re.IGNORECASE)
_ABOUT = re.compile(
    rf"(?:^|(?<=\s))(?<!\bfor\s)(?:about|titled|called|re:|regarding)\s+(?P<title>[^\s{PERSON}].*?)"
    rf"(?:\s+with)?\s*(?=$|\s{PERSON})",
    re.IGNORECASE | re.DOTALL,
)
_WITH = re.compile(rf"(?<!\S)with(?!\S)|{PERSON}", re.IGNORECASE)
_MEETING = re.compile(
    r"^(?:(?:an?|the|some)\s+)?(?P<length>(?:\S+\s+){0,3}?)(?:(?:quick|short|brief)\s+)?(?:meeting|call|chat)(?!\w)",
    re.IGNORECASE,
)
_BARE = re.compile(r"^(?P<minutes>30|45|60|90)\s+(?=\S)")
_WHILE = re.compile(r"(?:in|at|during)\b", re.IGNORECASE)
_LUNCH = frozenset({"lunch", "lunchtime"})
_GAP_MOST = 4
"""Words of a time that may mean nothing without the one before them: "between 2 and 4"."""


@dataclass(frozen=True, slots=True)
class ScheduleWords:
    """A wish as typed. ``length_minutes`` None: none was typed. ``when_text`` is what was read as ``when``.

    ``when.leftover`` are words nobody understood, ``doubt`` the end of an unquoted title that was taken for the length
    or time that was missing: better ask than send slots that were not meant.
    """

    title: str
    length_minutes: int | None
    when_text: str
    when: When
    doubt: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing but a person was given."""
        return not self.title and self.length_minutes is None and not self.when_text

    @property
    def asks(self) -> bool:
        """Whether a form should ask before anything is sent."""
        return self.is_empty or bool(self.when.leftover or self.doubt)


def read_schedule_words(text: str, *, now: int, zone: str, default_minutes: int) -> ScheduleWords:
    """Read the words of ``schedule``, with ``PERSON`` where the mention stood between them.

    ``default_minutes`` is what "at 3" lasts with no length. Never raises; a title is cut to what a calendar takes.
    """

    def taken(words: str) -> ScheduleWords:
        found = find_length(_WITH.sub(" ", words))
        when_text = " ".join(found.rest.split())
        minutes = found.minutes or default_minutes
        return ScheduleWords(
            "", found.minutes, when_text, read_when(when_text, now=now, zone=zone, length_minutes=minutes)
        )

    text = _with_unit(_without_meeting(text.strip()), local_day(zone, now))
    quoted = _QUOTED.search(text)
    if quoted:
        title, rest = quoted[1], taken(f"{text[: quoted.start()]} {text[quoted.end() :]}")
        return replace(rest, title=_fitting(title))
    about = _ABOUT.search(text)
    if not about:
        return taken(text)
    words = f"{text[: about.start()]} {text[about.end() :]}"
    rest, title = taken(words), clean_title(about["title"])
    said = title.split()
    start, read_from = None, len(said)
    for at in range(len(said) - 1, -1, -1):
        if read_from - at > _GAP_MOST:
            break
        tail = taken(" ".join(said[at:]))
        if not tail.when.leftover:
            read_from = at
        if said[at].lower() not in _LUNCH and _is_missing(tail, rest):
            start = at
    if start is None:
        return replace(rest, title=_fitting(title))
    doubt = " ".join(said[start:])
    return replace(taken(f"{words} {doubt}"), title=_fitting(" ".join(said[:start])), doubt=doubt)


def _without_meeting(text: str) -> str:
    """Drop the "a meeting" of "schedule a meeting with @bob", and of "a 30 minute call" all but the length."""
    found = _MEETING.match(text)
    if found is None or (found["length"] and read_length(found["length"]) is None):
        return text
    return f"{found['length']} {text[found.end() :]}".strip()


def _with_unit(text: str, today: int) -> str:
    """Read the 30 of "30 tomorrow" as minutes. 15 may be an hour as well, and stays a question."""
    found = _BARE.match(text)
    if found is None:
        return text
    following = tokens_of(_WITH.sub(" ", text[found.end() :]), today)
    kind = next((token.kind for token in following if token.kind is not Kind.FILLER), None)
    return f"{found['minutes']}m {text[found.end() :]}" if kind in DAY_KINDS | {Kind.WEEK} else text


def clean_title(text: str) -> str:
    """Put a title on one line, without control characters."""
    return " ".join("".join(letter if ord(letter) > 31 and ord(letter) != 127 else " " for letter in text).split())


def _fitting(title: str) -> str:
    return clean_title(title)[:TITLE_MOST]


def _is_missing(tail: ScheduleWords, rest: ScheduleWords) -> bool:
    """Whether a title's end is all length and time, and brings what nothing else in the wish says.

    A part of the day alone may be what it is about: "a working lunch".
    """
    when = tail.when
    if when.leftover:
        return False
    is_clear = when.names_days or re.search(r"\d", tail.when_text) or _WHILE.match(tail.when_text)
    return bool(
        (tail.length_minutes and not rest.length_minutes)
        or (when.names_days and not rest.when.names_days)
        or (when.names_times and is_clear and not rest.when.names_times)
    )
