"""What follows ``schedule @person``: a length, when, and what it is about, in any sensible order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.usecases.terms import TITLE_MOST
from handlers.parsing.lengths import find_length
from handlers.parsing.when import When, read_when

_QUOTED = re.compile(r"(?:\b(?:about|titled|called|re:?)\s*:?\s*)?[\"“”„]([^\"“”„]+)[\"“”]", re.IGNORECASE)
_ABOUT = re.compile(r"(?:^|(?<=\s))(?:about|titled|called|re:|regarding)\s+(?P<title>\S.*)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class ScheduleWords:
    """A wish as typed. ``length_minutes`` None: none was typed. ``when_text`` is what was read as ``when``.

    ``when.leftover`` are words nobody understood: better ask than send slots that were not meant.
    """

    title: str
    length_minutes: int | None
    when_text: str
    when: When

    @property
    def is_empty(self) -> bool:
        """Whether nothing but a person was given, so that a form should ask."""
        return not self.title and self.length_minutes is None and not self.when_text


def read_schedule_words(text: str, *, now: int, zone: str, default_minutes: int) -> ScheduleWords:
    """Read the words of ``schedule`` without the mention. ``default_minutes`` is what "at 3" lasts with no length.

    Never raises; a title is cut to what a calendar takes.
    """
    title, rest = _title(text)
    found = find_length(rest)
    when_text = " ".join(_without_with(found.rest).split())
    minutes = found.minutes or default_minutes
    return ScheduleWords(
        title=clean_title(title)[:TITLE_MOST],
        length_minutes=found.minutes,
        when_text=when_text,
        when=read_when(when_text, now=now, zone=zone, length_minutes=minutes),
    )


def clean_title(text: str) -> str:
    """Put a title on one line, without control characters."""
    return " ".join("".join(letter if ord(letter) > 31 and ord(letter) != 127 else " " for letter in text).split())


def _title(text: str) -> tuple[str, str]:
    quoted = _QUOTED.search(text)
    if quoted:
        return quoted[1], f"{text[: quoted.start()]} {text[quoted.end() :]}"
    about = _ABOUT.search(text)
    return (about["title"], text[: about.start()]) if about else ("", text)


def _without_with(text: str) -> str:
    """Drop the "with" that stood before the mention."""
    return re.sub(r"(?:^|\s)with(?=\s|$)", " ", text, flags=re.IGNORECASE)
