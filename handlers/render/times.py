"""Instants, slots and lengths in words. Epoch seconds come in; each reader's own zone decides what they read.

Slots always name their zone, in mrkdwn too: Slack's ``<!date>`` shows the zone of the device, which may differ from
the zone a person chose here, and a slot's button must say the same as the line beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.scheduling.intervals import Interval
from core.scheduling.zones import DAY, zone
from handlers.render.text import counted, escape

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


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


def day(at: int, zone_name: str) -> str:
    """Say the day: "Tue 24 Nov"."""
    moment = local(at, zone_name)
    return f"{WEEKDAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]}"


def clock(at: int, zone_name: str) -> str:
    """Say the time of day: "15:00"."""
    return f"{local(at, zone_name):%H:%M}"


def _same_clock(at: int, one: str, two: str) -> bool:
    return local(at, one).utcoffset() == local(at, two).utcoffset()


def slot_words(slot: Interval, zone_name: str, other_zone: str | None = None) -> str:
    """Say a slot: "Tue 24 Nov 15:00–15:45 (Paris) · 09:00 (New York)".

    The other's time is told when their zone may be known and their clock differs then, with the day if that differs.
    """
    start = local(slot.start, zone_name)
    ends_later = day(slot.end, zone_name) != day(slot.start, zone_name)
    end = f"{day(slot.end, zone_name)} {clock(slot.end, zone_name)}" if ends_later else clock(slot.end, zone_name)
    words = f"{day(slot.start, zone_name)} {clock(slot.start, zone_name)}–{end} ({_place_of(start, zone_name)})"
    if other_zone is None or _same_clock(slot.start, zone_name, other_zone):
        return words
    there = local(slot.start, other_zone)
    date = f"{day(slot.start, other_zone)} " if there.date() != start.date() else ""
    return f"{words} · {date}{clock(slot.start, other_zone)} ({_place_of(there, other_zone)})"


def slot_labels(slots: Sequence[Interval], zone_name: str) -> list[str]:
    """Name each slot for its button, no two alike: "Tue 15:00", with the date or the offset where that is needed."""
    starts = [local(slot.start, zone_name) for slot in slots]
    forms = [
        [f"{WEEKDAYS[start.weekday()]} {start:%H:%M}" for start in starts],
        [f"{day(slot.start, zone_name)} {start:%H:%M}" for slot, start in zip(slots, starts, strict=True)],
        [
            f"{day(slot.start, zone_name)} {start:%Y %H:%M} {_offset_label(start)}"
            for slot, start in zip(slots, starts, strict=True)
        ],
    ]
    return [
        next((form[index] for form in forms if form.count(form[index]) == 1), forms[-1][index])
        for index in range(len(slots))
    ]


def instant_words(at: int, zone_name: str) -> str:
    """Say an instant with its zone, for plain text and notifications: "Tue 24 Nov 15:00 (Paris)"."""
    return f"{day(at, zone_name)} {clock(at, zone_name)} ({_place_of(local(at, zone_name), zone_name)})"


def instant(at: int, zone_name: str) -> str:
    """Say an instant inside a sentence: drawn by Slack in the reader's style ("tomorrow at 3 PM"), with a fallback.

    Slack capitalises what a date begins with, wherever it stands; a space without width before it keeps that off.
    """
    return _date(at, zone_name, "\u200b")


def stamp(at: int, zone_name: str) -> str:
    """Say an instant on a line of its own: "Tomorrow at 3 PM"."""
    return _date(at, zone_name, "")


def _date(at: int, zone_name: str, before: str) -> str:
    return f"<!date^{at}^{before}{{date_short_pretty}} at {{time}}|{escape(instant_words(at, zone_name))}>"


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


def time_of_day(minute: int) -> str:
    """Say minutes after midnight as a clock does; past 24 hours means the next day."""
    hours, rest = divmod(minute % 1440, 60)
    return f"{hours:02}:{rest:02}"


def is_zone(name: str) -> bool:
    """Whether the installed database knows the zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
