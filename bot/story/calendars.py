"""A Google calendar as the story looks at it: events in epoch seconds, and a week of them as a small table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

_DAY_SECONDS = 86_400
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event; instants in epoch seconds UTC. ``session`` and ``peer`` are Perin's marks, "" for any other event."""

    id: str
    title: str
    start: int
    end: int
    is_all_day: bool
    is_busy: bool
    is_confirmed: bool
    session: str
    peer: str

    @property
    def is_ours(self) -> bool:
        """Whether Perin wrote it."""
        return bool(self.session)

    def overlaps(self, other: Entry) -> bool:
        """Whether the two share time."""
        return self.start < other.end and other.start < self.end


def read_entries(documents: Iterable[Mapping[str, Any]], zone: str) -> tuple[Entry, ...]:
    """Read Google's event documents; all-day events run from midnight to midnight in ``zone``."""
    return tuple(_entry(document, ZoneInfo(zone)) for document in documents)


def _entry(document: Mapping[str, Any], zone: ZoneInfo) -> Entry:
    marks = (document.get("extendedProperties") or {}).get("private") or {}
    declined = any(
        guest.get("self") and guest.get("responseStatus") == "declined" for guest in document.get("attendees") or ()
    )
    return Entry(
        id=str(document["id"]),
        title=str(document.get("summary") or ""),
        start=_instant(document["start"], zone),
        end=_instant(document["end"], zone),
        is_all_day="date" in document["start"],
        is_busy=document.get("transparency") != "transparent" and not declined,
        is_confirmed=document.get("status") == "confirmed",
        session=str(marks.get("bk_s") or ""),
        peer=str(marks.get("bk_peer") or ""),
    )


def _instant(when: Mapping[str, str], zone: ZoneInfo) -> int:
    if "date" in when:
        return int(datetime.fromisoformat(when["date"]).replace(tzinfo=zone).timestamp())
    return int(datetime.fromisoformat(when["dateTime"]).timestamp())


def next_monday(now: float, zone: str) -> datetime:
    """Return midnight of the Monday of next week in ``zone``."""
    here = datetime.fromtimestamp(now, ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return here + timedelta(days=7 - here.weekday())


def week_table(whose: str, entries: Iterable[Entry], monday: datetime) -> Table:
    """Return Monday to Friday from ``monday`` as a table in its zone; what Perin wrote stands out."""
    known = sorted(entries, key=lambda entry: entry.start)
    table = Table(title=f"{whose} ({monday.tzinfo})", title_justify="left", expand=True, padding=(0, 1))
    cells = []
    for number, name in enumerate(DAYS):
        day = monday + timedelta(days=number)
        begins, ends = day.timestamp(), (day + timedelta(days=1)).timestamp()
        table.add_column(f"{name} {day.day}", ratio=1, overflow="ellipsis")
        of_day = [entry for entry in known if begins <= entry.start < ends]
        cells.append(Text("\n").join(_cell(entry, monday) for entry in of_day))
    table.add_row(*cells)
    return table


def _cell(entry: Entry, monday: datetime) -> Text:
    if entry.is_all_day or entry.end - entry.start >= _DAY_SECONDS:
        return Text(f"all day {entry.title}", style="" if entry.is_busy else "dim")
    start, end = (datetime.fromtimestamp(at, monday.tzinfo) for at in (entry.start, entry.end))
    label = f"{start:%H:%M}–{end:%H:%M} {entry.title}"
    return Text(label, style="bold green" if entry.is_ours else "" if entry.is_busy else "dim")
