"""What an event's body may say, and what Google makes of it before keeping it. Pure."""

from __future__ import annotations

import re
from copy import deepcopy

from sandbox.google import times
from sandbox.google.errors import bad_request
from sandbox.google.schema import EVENT, Json, check

ID = re.compile(r"^[a-v0-9]{5,1024}$")

KEY_LIMIT = 44
VALUE_LIMIT = 1024
PROPERTIES_LIMIT = 300
PROPERTIES_BYTES = 32 * 1024

# Sent back by careful callers inside a PUT of what they had read; Google keeps its own.
READ_ONLY = frozenset(
    {
        "attendeesOmitted", "created", "creator", "endTimeUnspecified", "etag", "hangoutLink", "htmlLink", "iCalUID",
        "id", "kind", "locked", "organizer", "originalStartTime", "privateCopy", "recurringEventId", "updated",
    }
)  # fmt: skip

_CHOICES = {
    "status": ("confirmed", "tentative", "cancelled"),
    "transparency": ("opaque", "transparent"),
    "visibility": ("default", "public", "private", "confidential"),
    "eventType": ("default", "focusTime", "outOfOffice", "workingLocation"),
}
_ANSWERS = ("needsAction", "declined", "tentative", "accepted")
_REMINDERS_LIMIT = 5
_REMINDER_MINUTES = 40_320

# Not answered when they have their default, so that callers learn to read an absent field.
_UNSAID = {"transparency": "opaque", "visibility": "default"}


def checked_id(event_id: str) -> str:
    """Give the id back, or refuse with 400 `invalid` one outside base32hex a-v0-9, 5 to 1024 characters."""
    if not ID.match(event_id):
        raise bad_request("invalid", "Invalid resource id value.")
    return event_id


def accepted(body: object, tz: str) -> Json:
    """Check a whole event body and give what is kept of it.

    `tz` is the calendar's zone. Refuses with Google's 400 whatever the Calendar API would not take; drops
    read-only fields and nulls, cuts long private properties, and leaves out what equals a default.
    """
    if not isinstance(body, dict):
        raise bad_request("parseError", "Parse Error")
    check(body, EVENT)
    kept = {name: deepcopy(value) for name, value in body.items() if name not in READ_ONLY and value is not None}
    _check_choices(kept)
    _check_span(kept, tz)
    if kept.get("recurrence"):
        raise bad_request("invalid", "This sandbox keeps single events only: recurrence is not accepted.")
    _check_attendees(kept)
    _check_reminders(kept)
    if "extendedProperties" in kept:
        kept["extendedProperties"] = _cut_properties(kept["extendedProperties"])
    for name in ("summary", "description", "location"):
        if kept.get(name) == "":
            del kept[name]
    for name, default in _UNSAID.items():
        if kept.get(name) == default:
            del kept[name]
    kept.pop("recurrence", None)
    return kept


def merged(stored: Json, patch: object) -> Json:
    """Lay a PATCH body over what is stored: objects merge, arrays are replaced whole, null removes."""
    if not isinstance(patch, dict):
        raise bad_request("parseError", "Parse Error")
    check(patch, EVENT)
    result = deepcopy(stored)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict) and isinstance(result.get(name), dict):
            result[name] = {key: item for key, item in _laid_over(result[name], value).items() if item is not None}
        else:
            result[name] = deepcopy(value)
    return result


def _laid_over(stored: Json, patch: Json) -> Json:
    result = deepcopy(stored)
    for name, value in patch.items():
        if isinstance(value, dict) and isinstance(result.get(name), dict):
            result[name] = {key: item for key, item in _laid_over(result[name], value).items() if item is not None}
        else:
            result[name] = deepcopy(value)
    return result


def _check_choices(kept: Json) -> None:
    for name, choices in _CHOICES.items():
        if name in kept and kept[name] not in choices:
            raise bad_request("invalid", f"Invalid {name} value.")


def _check_span(kept: Json, tz: str) -> None:
    for name in ("start", "end"):
        if not isinstance(kept.get(name), dict):
            raise bad_request("required", f"Missing {name} time.")
    if ("date" in kept["start"]) != ("date" in kept["end"]):
        raise bad_request("invalid", "Start and end times must either both be date or both be dateTime.")
    start, end = (times.instant(kept[name], tz, name) for name in ("start", "end"))
    if end < start or ("date" in kept["start"] and end == start):
        raise bad_request("timeRangeEmpty", "The specified time range is empty.", "timeMax")


def _check_attendees(kept: Json) -> None:
    for attendee in kept.get("attendees", []):
        if "@" not in attendee.get("email", ""):
            raise bad_request("invalid", "Invalid attendee email.")
        attendee.setdefault("responseStatus", "needsAction")
        if attendee["responseStatus"] not in _ANSWERS:
            raise bad_request("invalid", "Invalid attendee response status.")


def _check_reminders(kept: Json) -> None:
    reminders = kept.setdefault("reminders", {"useDefault": True})
    overrides = reminders.get("overrides", [])
    if reminders.get("useDefault") and overrides:
        raise bad_request(
            "cannotUseDefaultRemindersAndSpecifyOverride",
            "Cannot specify both default reminders and overrides at the same time.",
        )
    reminders.setdefault("useDefault", False)
    if len(overrides) > _REMINDERS_LIMIT:
        raise bad_request("invalid", "Too many override reminders.")
    for reminder in overrides:
        method, minutes = reminder.get("method"), reminder.get("minutes", -1)
        if method not in ("email", "popup") or not 0 <= minutes <= _REMINDER_MINUTES:
            raise bad_request("invalid", "Invalid reminder override.")


def _cut_properties(extended: Json) -> Json:
    """Apply Google's limits: a long key vanishes without a word, a long value is cut without a word."""
    result: Json = {}
    for side in ("private", "shared"):
        given = extended.get(side) or {}
        kept = {key: value[:VALUE_LIMIT] for key, value in given.items() if len(key) <= KEY_LIMIT and value is not None}
        size = sum(len(key.encode()) + len(value.encode()) for key, value in kept.items())
        if len(kept) > PROPERTIES_LIMIT or size > PROPERTIES_BYTES:
            raise bad_request("invalid", "The extended properties of the event are too large.")
        if kept:
            result[side] = kept
    return result
