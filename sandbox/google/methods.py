"""The Calendar API methods served: verb, path, scopes and parameters, and how far each scope reaches.

A contract test holds this table against the discovery document of Google's own client.
"""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.google import schema
from sandbox.google.entries import ListEntry
from sandbox.google.errors import insufficient_scope, not_found
from sandbox.google.schema import Shape

PREFIX = "https://www.googleapis.com/auth/"

COMMON_PARAMETERS = frozenset({"alt", "fields", "key", "oauth_token", "prettyPrint", "quotaUser", "userIp"})

_WRITE = ("calendar", "calendar.app.created", "calendar.events", "calendar.events.owned")
_READ = (
    *_WRITE,
    "calendar.events.freebusy",
    "calendar.events.owned.readonly",
    "calendar.events.public.readonly",
    "calendar.events.readonly",
    "calendar.readonly",
)
_EVENT = ("alwaysIncludeEmail", "maxAttendees")
_SENDING = ("sendNotifications", "sendUpdates")
_WRITING = (*_SENDING, "conferenceDataVersion", "eventLabelVersion", "maxAttendees", "supportsAttachments")

# Scopes that see only calendars which this account owns, and those that see none of the sandbox's calendars
# (made by the app itself, or public).
_OWNED = frozenset({"calendar.events.owned", "calendar.events.owned.readonly"})
_NOWHERE = frozenset({"calendar.app.created", "calendar.events.public.readonly"})
_HIDING = frozenset({"calendar.events.freebusy"})


@dataclass(frozen=True, slots=True)
class Method:
    """One method: short name for faults and logs, discovery id, verb, path below `/calendar/v3/`.

    `scopes` are those any one of which allows it (without the common prefix); `parameters` those of the query;
    `answer` the shape of its document (None: no content).
    """

    name: str
    id: str
    verb: str
    path: str
    scopes: tuple[str, ...]
    parameters: tuple[str, ...]
    answer: Shape | None


METHODS = (
    Method(
        "calendarList.list",
        "calendar.calendarList.list",
        "GET",
        "users/me/calendarList",
        ("calendar", "calendar.calendarlist", "calendar.calendarlist.readonly", "calendar.readonly"),
        (
            "maxResults",
            "minAccessRole",
            "pageToken",
            "showDeleted",
            "showHidden",
            "showOwnOrganizationOnly",
            "syncToken",
        ),
        schema.CALENDAR_LIST,
    ),
    Method(
        "calendarList.get",
        "calendar.calendarList.get",
        "GET",
        "users/me/calendarList/{calendarId}",
        (
            "calendar",
            "calendar.app.created",
            "calendar.calendarlist",
            "calendar.calendarlist.readonly",
            "calendar.readonly",
        ),
        (),
        schema.CALENDAR_LIST_ENTRY,
    ),
    Method(
        "calendars.get",
        "calendar.calendars.get",
        "GET",
        "calendars/{calendarId}",
        (
            "calendar",
            "calendar.app.created",
            "calendar.calendars",
            "calendar.calendars.readonly",
            "calendar.readonly",
        ),
        (),
        schema.CALENDAR,
    ),
    Method("insert", "calendar.events.insert", "POST", "calendars/{calendarId}/events", _WRITE, _WRITING, schema.EVENT),
    Method(
        "list",
        "calendar.events.list",
        "GET",
        "calendars/{calendarId}/events",
        _READ,
        (
            *_EVENT,
            "eventTypes",
            "iCalUID",
            "maxResults",
            "orderBy",
            "pageToken",
            "privateExtendedProperty",
            "q",
            "sharedExtendedProperty",
            "showDeleted",
            "showHiddenInvitations",
            "singleEvents",
            "syncToken",
            "timeMax",
            "timeMin",
            "timeZone",
            "updatedMin",
        ),
        schema.EVENTS,
    ),
    Method(
        "get",
        "calendar.events.get",
        "GET",
        "calendars/{calendarId}/events/{eventId}",
        _READ,
        (*_EVENT, "timeZone"),
        schema.EVENT,
    ),
    Method(
        "update",
        "calendar.events.update",
        "PUT",
        "calendars/{calendarId}/events/{eventId}",
        _WRITE,
        ("alwaysIncludeEmail", *_WRITING),
        schema.EVENT,
    ),
    Method(
        "patch",
        "calendar.events.patch",
        "PATCH",
        "calendars/{calendarId}/events/{eventId}",
        _WRITE,
        ("alwaysIncludeEmail", *_WRITING),
        schema.EVENT,
    ),
    Method(
        "delete",
        "calendar.events.delete",
        "DELETE",
        "calendars/{calendarId}/events/{eventId}",
        _WRITE,
        _SENDING,
        None,
    ),
    Method(
        "freebusy",
        "calendar.freebusy.query",
        "POST",
        "freeBusy",
        ("calendar", "calendar.events.freebusy", "calendar.freebusy", "calendar.readonly"),
        (),
        schema.FREE_BUSY,
    ),
)


def allowed(method: Method, granted: frozenset[str]) -> frozenset[str]:
    """Give the granted scopes (short names) that allow `method`. Refuses with 403 when there is none."""
    short = frozenset(scope.removeprefix(PREFIX) for scope in granted)
    usable = short & frozenset(method.scopes)
    if not usable:
        raise insufficient_scope()
    return usable


def reach(usable: frozenset[str], entry: ListEntry) -> None:
    """Refuse a calendar that none of the `usable` scopes reaches: 404 if they see no calendar here, else 403."""
    if usable <= _NOWHERE:
        raise not_found()
    if usable <= _NOWHERE | _OWNED and entry.role != "owner":
        raise insufficient_scope()


def hides_details(usable: frozenset[str], entry: ListEntry) -> bool:
    """Say whether a reader sees only when, not what: by the calendar's role or by the scopes."""
    return entry.role == "freeBusyReader" or usable <= _NOWHERE | _HIDING
