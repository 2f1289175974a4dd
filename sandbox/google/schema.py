"""The shapes of Calendar API documents, as far as the sandbox reads and answers them.

Written down once: bodies are checked against it, `fields` masks are read by it, and a contract test holds
it against the discovery document of Google's own client. A shape is a JSON type's name, a list with the
shape of its items, a dictionary of named fields, or `{"*": shape}` for free names.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sandbox.google.errors import bad_request

Shape: TypeAlias = "str | list[Shape] | dict[str, Shape]"
Json: TypeAlias = dict[str, Any]

STRING = "string"
BOOLEAN = "boolean"
INTEGER = "integer"

WHEN: Shape = {"date": STRING, "dateTime": STRING, "timeZone": STRING}
WHO: Shape = {"displayName": STRING, "email": STRING, "id": STRING, "self": BOOLEAN}
REMINDER: Shape = {"method": STRING, "minutes": INTEGER}
SOLUTION_KEY: Shape = {"type": STRING}

ATTENDEE: Shape = {
    "additionalGuests": INTEGER,
    "comment": STRING,
    "displayName": STRING,
    "email": STRING,
    "id": STRING,
    "optional": BOOLEAN,
    "organizer": BOOLEAN,
    "resource": BOOLEAN,
    "responseStatus": STRING,
    "self": BOOLEAN,
}

CONFERENCE: Shape = {
    "conferenceId": STRING,
    "conferenceSolution": {"iconUri": STRING, "key": SOLUTION_KEY, "name": STRING},
    "createRequest": {
        "conferenceSolutionKey": SOLUTION_KEY,
        "requestId": STRING,
        "status": {"statusCode": STRING},
    },
    "entryPoints": [{"entryPointType": STRING, "label": STRING, "meetingCode": STRING, "uri": STRING}],
    "notes": STRING,
    "signature": STRING,
}

EVENT: dict[str, Shape] = {
    "anyoneCanAddSelf": BOOLEAN,
    "attendees": [ATTENDEE],
    "attendeesOmitted": BOOLEAN,
    "colorId": STRING,
    "conferenceData": CONFERENCE,
    "created": STRING,
    "creator": WHO,
    "description": STRING,
    "end": WHEN,
    "endTimeUnspecified": BOOLEAN,
    "etag": STRING,
    "eventType": STRING,
    "extendedProperties": {"private": {"*": STRING}, "shared": {"*": STRING}},
    "guestsCanInviteOthers": BOOLEAN,
    "guestsCanModify": BOOLEAN,
    "guestsCanSeeOtherGuests": BOOLEAN,
    "hangoutLink": STRING,
    "htmlLink": STRING,
    "iCalUID": STRING,
    "id": STRING,
    "kind": STRING,
    "location": STRING,
    "locked": BOOLEAN,
    "organizer": WHO,
    "originalStartTime": WHEN,
    "privateCopy": BOOLEAN,
    "recurrence": [STRING],
    "recurringEventId": STRING,
    "reminders": {"overrides": [REMINDER], "useDefault": BOOLEAN},
    "sequence": INTEGER,
    "source": {"title": STRING, "url": STRING},
    "start": WHEN,
    "status": STRING,
    "summary": STRING,
    "transparency": STRING,
    "updated": STRING,
    "visibility": STRING,
}

EVENTS: dict[str, Shape] = {
    "accessRole": STRING,
    "defaultReminders": [REMINDER],
    "description": STRING,
    "etag": STRING,
    "items": [EVENT],
    "kind": STRING,
    "nextPageToken": STRING,
    "nextSyncToken": STRING,
    "summary": STRING,
    "timeZone": STRING,
    "updated": STRING,
}

CALENDAR_LIST_ENTRY: dict[str, Shape] = {
    "accessRole": STRING,
    "backgroundColor": STRING,
    "colorId": STRING,
    "conferenceProperties": {"allowedConferenceSolutionTypes": [STRING]},
    "dataOwner": STRING,
    "defaultReminders": [REMINDER],
    "etag": STRING,
    "foregroundColor": STRING,
    "hidden": BOOLEAN,
    "id": STRING,
    "kind": STRING,
    "primary": BOOLEAN,
    "selected": BOOLEAN,
    "summary": STRING,
    "summaryOverride": STRING,
    "timeZone": STRING,
}

CALENDAR_LIST: dict[str, Shape] = {
    "etag": STRING,
    "items": [CALENDAR_LIST_ENTRY],
    "kind": STRING,
    "nextPageToken": STRING,
    "nextSyncToken": STRING,
}

CALENDAR: dict[str, Shape] = {
    "conferenceProperties": {"allowedConferenceSolutionTypes": [STRING]},
    "dataOwner": STRING,
    "etag": STRING,
    "id": STRING,
    "kind": STRING,
    "summary": STRING,
    "timeZone": STRING,
}

FREE_BUSY_REQUEST: dict[str, Shape] = {
    "calendarExpansionMax": INTEGER,
    "groupExpansionMax": INTEGER,
    "items": [{"id": STRING}],
    "timeMax": STRING,
    "timeMin": STRING,
    "timeZone": STRING,
}

FREE_BUSY: dict[str, Shape] = {
    "calendars": {
        "*": {
            "busy": [{"end": STRING, "start": STRING}],
            "errors": [{"domain": STRING, "reason": STRING}],
        },
    },
    "kind": STRING,
    "timeMax": STRING,
    "timeMin": STRING,
}

_PYTHON: dict[str, type] = {STRING: str, BOOLEAN: bool, INTEGER: int}


def field_of(shape: Shape, name: str) -> Shape | None:
    """Find the shape of a field called `name` inside `shape` (lists are looked through), or None."""
    while isinstance(shape, list):
        shape = shape[0]
    if isinstance(shape, str):
        return None
    return shape.get(name, shape.get("*"))


def check(value: object, shape: Shape, where: str = "") -> None:
    """Refuse with 400 `parseError` or `badRequest` a value of another type or with an unknown field.

    A null stands for "not there", as in a PATCH, and passes anywhere.
    """
    if value is None:
        return
    if isinstance(shape, str):
        if not isinstance(value, _PYTHON[shape]) or (shape == INTEGER and isinstance(value, bool)):
            raise bad_request("badRequest", f"Invalid value for '{where}': expected a {shape}.")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            raise bad_request("badRequest", f"Invalid value for '{where}': expected an array.")
        for item in value:
            check(item, shape[0], where)
    else:
        if not isinstance(value, dict):
            raise bad_request("badRequest", f"Invalid value for '{where}': expected an object.")
        for name, item in value.items():
            inner = field_of(shape, name)
            if inner is None:
                raise bad_request("badRequest", f'Invalid JSON payload received. Unknown name "{name}".')
            check(item, inner, f"{where}.{name}" if where else name)
