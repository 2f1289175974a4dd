"""RFC 3339 in and out, zones, and what instant an event's `start` or `end` is. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.google.errors import bad_request
from sandbox.google.schema import Json

_OFFSET = re.compile(r"(Z|[+-]\d\d:\d\d)$")
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$")
_DATE = re.compile(r"^\d{4}-\d\d-\d\d$")


def zone(name: str) -> ZoneInfo:
    """Find an IANA zone. Refuses with 400 `invalid` a name that isn't one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise bad_request("invalid", "Invalid time zone definition.", "timeZone") from None


def parse_moment(text: str, where: str, default_zone: str | None = None) -> float:
    """Read an RFC 3339 date-time as epoch seconds.

    An offset is mandatory unless `default_zone` is given; refuses anything else with 400, naming `where`.
    """
    if not _MOMENT.match(text):
        raise bad_request("badRequest", f"Invalid date-time value for '{where}'.", where)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise bad_request("badRequest", f"Invalid date-time value for '{where}'.", where) from None
    if not _OFFSET.search(text):
        if default_zone is None:
            raise bad_request("required", "Missing time zone definition for start time.", where)
        moment = moment.replace(tzinfo=zone(default_zone))
    return moment.timestamp()


def parse_day(text: str, tz: str, where: str) -> float:
    """Read `yyyy-mm-dd` as the epoch second at which that day begins in zone `tz`."""
    if not _DATE.match(text):
        raise bad_request("invalid", f"Invalid date value for '{where}'.", where)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise bad_request("invalid", f"Invalid date value for '{where}'.", where) from None
    return datetime(day.year, day.month, day.day, tzinfo=zone(tz)).timestamp()


def instant(when: Json, calendar_tz: str, where: str) -> float:
    """Give the epoch second that an event's `start` or `end` means in a calendar of zone `calendar_tz`.

    Refuses with 400 when neither or both of `date` and `dateTime` are there.
    """
    day, moment = when.get("date"), when.get("dateTime")
    if (day is None) == (moment is None):
        raise bad_request("invalid", f"Invalid {where} time: exactly one of date and dateTime is needed.")
    if when.get("timeZone") is not None:
        zone(when["timeZone"])
    if day is not None:
        return parse_day(day, calendar_tz, where)
    return parse_moment(str(moment), where, when.get("timeZone"))


def moment_text(epoch: float, tz: str) -> str:
    """Write an instant in zone `tz` with its offset, whole seconds; UTC is written with a Z."""
    text = datetime.fromtimestamp(int(epoch), tz=zone(tz)).isoformat()
    return text.removesuffix("+00:00") + "Z" if tz == "UTC" else text


def stamp_text(epoch: float) -> str:
    """Write an instant in UTC with milliseconds and a Z, as `created` and `updated` are written."""
    return datetime.fromtimestamp(epoch, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day_text(epoch: float, tz: str) -> str:
    """Write the date that it is at `epoch` in zone `tz`."""
    return datetime.fromtimestamp(epoch, tz=zone(tz)).date().isoformat()


def next_day(day: str) -> str:
    """Write the date that follows `day`."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def day_later(when: Json) -> Json:
    """Give an answered `start` or `end` as it would be a day later."""
    if "date" in when:
        return {**when, "date": (date.fromisoformat(when["date"]) + timedelta(days=1)).isoformat()}
    return {**when, "dateTime": (datetime.fromisoformat(when["dateTime"]) + timedelta(days=1)).isoformat()}
