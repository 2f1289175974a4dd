"""`freebusy.query`: when calendars are taken, and for each one that can't be read, why. Pure."""

from __future__ import annotations

from sandbox.google import times
from sandbox.google.account import Account
from sandbox.google.book import CalendarBook, StoredEvent
from sandbox.google.errors import GoogleRefusal, bad_request
from sandbox.google.schema import FREE_BUSY_REQUEST, Json, check

CALENDARS_LIMIT = 50
LONGEST = 93 * 86_400


def answer(account: Account, body: object) -> Json:
    """Answer a free/busy query with `account`'s eyes.

    Refuses with 400 a bad body, an empty range, or one longer than 93 days. A calendar that isn't in the account's list
    gets an `errors` entry inside a 200, as at Google: success of the call isn't success of each calendar.
    """
    if not isinstance(body, dict):
        raise bad_request("parseError", "Parse Error")
    check(body, FREE_BUSY_REQUEST)
    start, end = _range(body)
    tz = body.get("timeZone") or "UTC"
    times.zone(tz)
    limit = body.get("calendarExpansionMax") or CALENDARS_LIMIT
    if not 0 < limit <= CALENDARS_LIMIT:
        raise bad_request("invalid", "Invalid value for calendarExpansionMax.", "calendarExpansionMax")
    wanted = [item.get("id") or "" for item in body.get("items") or []]
    calendars: Json = {}
    for calendar_id in wanted:
        if len(wanted) > limit:
            calendars[calendar_id] = failed("tooManyCalendarsRequested")
        else:
            calendars[calendar_id] = _calendar(account, calendar_id, (start, end), tz)
    return {
        "kind": "calendar#freeBusy",
        "timeMin": times.stamp_text(start),
        "timeMax": times.stamp_text(end),
        "calendars": calendars,
    }


def failed(reason: str) -> Json:
    """Give the entry of a calendar that could not be read."""
    return {"errors": [{"domain": "global", "reason": reason}], "busy": []}


def busy(book: CalendarBook, start: float, end: float, email: str) -> list[tuple[float, float]]:
    """List the merged spans in which a calendar is taken inside [start, end), epoch seconds, for its reader `email`."""
    spans: list[tuple[float, float]] = []
    taken = (stored for stored in book.events.values() if _takes_time(stored, email))
    for low, high in sorted((max(stored.start, start), min(stored.end, end)) for stored in taken):
        if high <= low:
            continue
        if spans and low <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(high, spans[-1][1]))
        else:
            spans.append((low, high))
    return spans


def _takes_time(stored: StoredEvent, email: str) -> bool:
    document = stored.document
    if stored.cancelled or document.get("transparency") == "transparent":
        return False
    if document["eventType"] == "workingLocation":
        return False
    return not any(
        who.get("responseStatus") == "declined" and (who.get("self") or who.get("email") == email)
        for who in document.get("attendees", [])
    )


def _range(body: Json) -> tuple[float, float]:
    for name in ("timeMin", "timeMax"):
        if body.get(name) is None:
            raise bad_request("required", f"Required parameter: {name}", name)
    start, end = (times.parse_moment(body[name], name) for name in ("timeMin", "timeMax"))
    if end <= start:
        raise bad_request("timeRangeEmpty", "The specified time range is empty.", "timeRange")
    if end - start > LONGEST:
        raise bad_request("timeRangeTooLong", "The requested time range is too long.", "timeRange")
    return start, end


def _calendar(account: Account, calendar_id: str, span: tuple[float, float], tz: str) -> Json:
    try:
        book = account.entry(calendar_id).book
    except GoogleRefusal:
        return failed("notFound")
    owner = book.owner_email if "@group." not in book.id else account.spec.email
    return {
        "busy": [
            {"start": times.moment_text(low, tz), "end": times.moment_text(high, tz)}
            for low, high in busy(book, *span, owner)
        ]
    }
