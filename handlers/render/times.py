"""Instants, slots and lengths in words. Epoch seconds come in; each reader's own zone decides what they read.

Slots always name their zone, in mrkdwn too: Slack's ``<!date>`` shows the zone of the device, which may differ from
the zone a person chose here, and a slot's button must say the same as the line beside it. Whether "15:00" or "3:00 PM"
is read follows the person's language in Slack.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from core.scheduling.intervals import Interval
from core.scheduling.zones import DAY, zone
from handlers.render.text import counted, escape

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TWELVE_HOURS = frozenset({"en-US"})
"""The languages of Slack whose readers say "3:00 PM"; all others read 24 hours."""

_CLOCK = re.compile(r"\b([01]?\d|2[0-4]):([0-5]\d)\b")


@dataclass(frozen=True, slots=True)
class Wall:
    """The clock on a reader's wall: an IANA zone, and whether it counts to twelve twice a day."""

    zone: str
    is_twelve: bool = False


Reads = Wall | str
"""How times are read; a zone's name alone reads 24 hours."""


def wall(zone_name: str, locale: str) -> Wall:
    """Return the clock that a person of this zone and Slack language reads."""
    return Wall(zone_name, locale in _TWELVE_HOURS)


class HasClock(Protocol):
    """What is drawn for one reader."""

    @property
    def zone(self) -> str:
        """The reader's IANA zone."""

    @property
    def locale(self) -> str:
        """The reader's language in Slack."""


def wall_of(view: HasClock) -> Wall:
    """Return the clock of a view's reader."""
    return wall(view.zone, view.locale)


def _wall(reads: Reads) -> Wall:
    return reads if isinstance(reads, Wall) else Wall(reads)


def local(at: int, zone_name: str) -> datetime:
    """Return the wall clock of a zone at an instant."""
    return datetime.fromtimestamp(at, UTC).astimezone(zone(zone_name))


def zone_label(zone_name: str) -> str:
    """Name a zone by its city: "Europe/Paris" is "Paris"."""
    return zone_name.rsplit("/", 1)[-1].replace("_", " ")


def _offset_label(moment: datetime) -> str:
    offset = moment.utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _is_twice(moment: datetime) -> bool:
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def _place_of(moment: datetime, zone_name: str) -> str:
    """Name the zone, with its offset in the hour that the clocks repeat or skip."""
    label = zone_label(zone_name)
    return f"{label}, {_offset_label(moment)}" if _is_twice(moment) else label


def day(at: int, reads: Reads) -> str:
    """Say the day: "Tue 24 Nov"."""
    moment = local(at, _wall(reads).zone)
    return f"{WEEKDAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]}"


def clock(at: int, reads: Reads) -> str:
    """Say the time of day: "15:00", or "3:00 PM"."""
    mine = _wall(reads)
    moment = local(at, mine.zone)
    return time_of_day(moment.hour * 60 + moment.minute, twelve=mine.is_twelve)


def _same_clock(at: int, one: str, two: str) -> bool:
    return local(at, one).utcoffset() == local(at, two).utcoffset()


def span(slot: Interval, reads: Reads) -> str:
    """Say from when to when, without the day it begins: "15:00–15:45", "3:00–3:45 PM"."""
    first, last = clock(slot.start, reads), clock(slot.end, reads)
    if day(slot.start, reads) != day(slot.end, reads):
        return f"{first}–{day(slot.end, reads)} {last}"
    if _wall(reads).is_twelve and first[-2:] == last[-2:]:
        first = first[:-3]
    return f"{first}–{last}"


def slot_words(slot: Interval, reads: Reads, other_zone: str | None = None) -> str:
    """Say a slot: "Tue 24 Nov 15:00–15:45 (Paris) · 09:00 (New York)".

    The other's time is told when their zone may be known and their clock differs then, with the day if that differs.
    """
    mine = _wall(reads)
    start = local(slot.start, mine.zone)
    words = f"{day(slot.start, mine)} {span(slot, mine)} ({_place_of(start, mine.zone)})"
    if other_zone is None or _same_clock(slot.start, mine.zone, other_zone):
        return words
    theirs = Wall(other_zone, mine.is_twelve)
    there = local(slot.start, other_zone)
    date = f"{day(slot.start, theirs)} " if there.date() != start.date() else ""
    return f"{words} · {date}{clock(slot.start, theirs)} ({_place_of(there, other_zone)})"


def slot_labels(slots: Sequence[Interval], reads: Reads) -> list[str]:
    """Name each slot for its button, no two alike: "Tue 15:00", with the date or the offset where that is needed."""
    mine = _wall(reads)
    starts = [local(slot.start, mine.zone) for slot in slots]
    clocks = [clock(slot.start, mine) for slot in slots]
    days = [day(slot.start, mine) for slot in slots]
    forms = [
        [f"{WEEKDAYS[start.weekday()]} {at}" for start, at in zip(starts, clocks, strict=True)],
        [f"{date} {at}" for date, at in zip(days, clocks, strict=True)],
        [
            f"{date} {start.year} {at} {_offset_label(start)}"
            for date, start, at in zip(days, starts, clocks, strict=True)
        ],
    ]
    return [
        next((form[index] for form in forms if form.count(form[index]) == 1), forms[-1][index])
        for index in range(len(slots))
    ]


def instant_words(at: int, reads: Reads) -> str:
    """Say an instant with its zone, for plain text and notifications: "Tue 24 Nov 15:00 (Paris)"."""
    zone_name = _wall(reads).zone
    return f"{day(at, reads)} {clock(at, reads)} ({_place_of(local(at, zone_name), zone_name)})"


def instant(at: int, reads: Reads) -> str:
    """Say an instant inside a sentence: drawn by Slack in the reader's style ("tomorrow at 3 PM"), with a fallback.

    Slack capitalises what a date begins with, wherever it stands; a space without width before it keeps that off.
    """
    return _date(at, reads, "\u200b")


def stamp(at: int, reads: Reads) -> str:
    """Say an instant on a line of its own: "Tomorrow at 3 PM"."""
    return _date(at, reads, "")


def _date(at: int, reads: Reads, before: str) -> str:
    return f"<!date^{at}^{before}{{date_short_pretty}} at {{time}}|{escape(instant_words(at, reads))}>"


def phrase_words(phrase: str, reads: Reads) -> str:
    """Say what was understood of *when* with the reader's kind of clock; its zone stays the asker's, as it names."""
    if not _wall(reads).is_twelve:
        return phrase
    return _CLOCK.sub(lambda found: time_of_day(int(found[1]) * 60 + int(found[2]), twelve=True), phrase)


def duration(minutes: int) -> str:
    """Say a length: "45 minutes", "1 hour 30 minutes", "2 days"."""
    days, rest = divmod(minutes, DAY // 60)
    hours, left = divmod(rest, 60)
    parts = [counted(count, unit) for count, unit in ((days, "day"), (hours, "hour"), (left, "minute")) if count]
    return " ".join(parts) or "0 minutes"


def notice_words(minutes: int) -> str:
    """Say a minimum notice: "4 hours' notice", "1 day's notice", "no notice"."""
    length = duration(minutes)
    ending = "'" if length.endswith("s") else "'s"
    return f"{length}{ending} notice" if minutes else "no notice"


def time_of_day(minute: int, *, twelve: bool = False) -> str:
    """Say minutes after midnight as a clock does; past 24 hours means the next day."""
    hours, rest = divmod(minute % 1440, 60)
    if not twelve:
        return f"{hours:02}:{rest:02}"
    return f"{(hours + 11) % 12 + 1}:{rest:02} {'AM' if hours < 12 else 'PM'}"


def is_zone(name: str) -> bool:
    """Whether the installed database knows the zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
