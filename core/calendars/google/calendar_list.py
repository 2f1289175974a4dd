"""The list of an account's calendars, as Google tells it and as people choose from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.calendars.google.events import document
from core.calendars.google.replies import Garbled
from core.calendars.protocols import CalendarInfo

FIELDS = "nextPageToken,items(id,summary,summaryOverride,timeZone,primary,accessRole,dataOwner)"


def page(answer: object) -> tuple[list[Mapping[str, Any]], str | None]:
    """Return the entries of one page and the next page's token. Raises Garbled."""
    raw = document(answer)
    items, token = raw.get("items", []), raw.get("nextPageToken")
    if not isinstance(items, list) or not (token is None or isinstance(token, str)):
        raise Garbled("the list is no list")
    return [document(item) for item in items], token


def in_order(entries: Iterable[Mapping[str, Any]]) -> tuple[CalendarInfo, ...]:
    """Read all entries, the primary calendar first, then as Google orders them. Raises Garbled.

    A calendar is writable when the account has the owner's role and nobody else is the data owner: the scope
    ``calendar.events.owned`` does not reach a calendar that is merely shared.
    """
    known = list(entries)
    primary = next((entry.get("id") for entry in known if entry.get("primary") is True), None)
    calendars = [_read(entry, primary) for entry in known]
    return tuple(sorted(calendars, key=lambda calendar: not calendar.is_primary))


def _read(entry: Mapping[str, Any], primary: object) -> CalendarInfo:
    name, title = entry.get("id"), entry.get("summaryOverride") or entry.get("summary")
    if not isinstance(name, str) or not name:
        raise Garbled("a calendar has no id")
    zone = entry.get("timeZone")
    return CalendarInfo(
        id=name,
        title=title if isinstance(title, str) else name,
        time_zone=zone if isinstance(zone, str) else "",
        is_primary=entry.get("primary") is True,
        can_write=entry.get("accessRole") == "owner" and entry.get("dataOwner") in (None, name, primary),
    )
