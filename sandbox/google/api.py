"""The Calendar API methods: from one decoded call to its document. Synchronous, so that each is atomic."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.google import fields, freebusy, listing, methods, parameters, presenting
from sandbox.google.account import Account
from sandbox.google.book import CalendarBook
from sandbox.google.entries import ROLES, ListEntry
from sandbox.google.errors import GoogleRefusal, bad_request, unauthorized
from sandbox.google.methods import Method
from sandbox.google.parameters import Parameters
from sandbox.google.schema import Json

if TYPE_CHECKING:
    from sandbox.google.server import GoogleServer

NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class RawCall:
    """One HTTP call as it came: method, path parts, query, headers (lower-case names), body bytes."""

    method: Method
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    @property
    def bearer(self) -> str | None:
        """The bearer token, None when there is none."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" and token.strip() else None

    @property
    def document(self) -> object:
        """The body as JSON. Refuses with 400 `parseError`."""
        try:
            return json.loads(self.body or b"null")
        except ValueError:
            raise bad_request("parseError", "Parse Error") from None


@dataclass(frozen=True, slots=True)
class Call:
    """A call that passed authentication: who asks, with which usable scopes, and what."""

    raw: RawCall
    account: Account
    usable: frozenset[str]
    parameters: Parameters

    def entry(self, *, writing: bool = False) -> ListEntry:
        """Find the calendar in the path. Refuses with 404, and with 403 a reach or a role that is too small."""
        entry = self.account.entry(self.raw.path["calendarId"])
        methods.reach(self.usable, entry)
        if writing and not entry.may("writer"):
            raise GoogleRefusal(
                403, "requiredAccessLevel", "You need to have writer access to this calendar.", domain="calendar"
            )
        return entry


def perform(google: GoogleServer, raw: RawCall) -> Json | None:
    """Carry out one call and give its document, cut by `fields`; None stands for no content.

    Refuses exactly as Google would: 401 before anything else, then 403 by scope, then 400, then the method's own.
    """
    if raw.bearer is None:
        raise unauthorized("required", "Login Required.")
    token = google.oauth.access(raw.bearer)
    if token is None:
        raise unauthorized("authError", "Invalid Credentials")
    usable = methods.allowed(raw.method, token.scopes)
    query = parameters.read(raw.method, raw.query)
    mask_text = query.text("fields")
    mask = fields.read(mask_text, raw.method.answer) if mask_text and raw.method.answer is not None else None
    call = Call(raw, google.accounts[token.sub], usable, query)
    document = _HANDLERS[raw.method.name](call)
    return document if mask is None or document is None else fields.apply(mask, document)


def _present(call: Call, entry: ListEntry, event_id: str) -> Json:
    hidden = methods.hides_details(call.usable, entry)
    stored = entry.book.get(event_id)
    return presenting.event(entry.book, stored, tz=call.parameters.text("timeZone"), hidden=hidden)


def _insert(call: Call) -> Json:
    entry = call.entry(writing=True)
    body = call.raw.document
    if not isinstance(body, dict):
        raise bad_request("parseError", "Parse Error")
    given_id, uid = body.get("id"), body.get("iCalUID")
    if given_id is not None and not isinstance(given_id, str):
        raise bad_request("invalid", "Invalid resource id value.")
    if given_id is not None and uid is not None:
        raise bad_request("invalid", "Only one of id and iCalUID may be given.")
    if body.get("eventType", "default") != "default" and not entry.primary:
        raise bad_request("eventTypeRestriction", "This event type is for primary calendars only.")
    stored = entry.book.insert(body, call.account.spec.email, conferences=_conferences(call), given_id=given_id)
    return _present(call, entry, stored.document["id"])


def _conferences(call: Call) -> bool:
    return call.parameters.number("conferenceDataVersion", 0, low=0, high=1) == 1


def _get(call: Call) -> Json:
    entry = call.entry()
    stored = entry.book.get(call.raw.path["eventId"])
    entry.book.settle_conference(stored)
    if call.raw.headers.get("if-none-match") == stored.etag:
        raise GoogleRefusal(NOT_MODIFIED, "notModified", "Not Modified")
    return _present(call, entry, call.raw.path["eventId"])


def _list(call: Call) -> Json:
    entry = call.entry()
    for stored in list(entry.book.events.values()):
        entry.book.settle_conference(stored)
    return listing.answer(entry, call.parameters, hidden=methods.hides_details(call.usable, entry))


def _rewrite(call: Call, write: Callable[[CalendarBook], Callable[..., object]]) -> Json:
    entry = call.entry(writing=True)
    event_id = call.raw.path["eventId"]
    write(entry.book)(
        event_id, call.raw.document, if_match=call.raw.headers.get("if-match"), conferences=_conferences(call)
    )
    return _present(call, entry, event_id)


def _update(call: Call) -> Json:
    return _rewrite(call, lambda book: book.replace)


def _patch(call: Call) -> Json:
    return _rewrite(call, lambda book: book.patch)


def _delete(call: Call) -> None:
    entry = call.entry(writing=True)
    entry.book.delete(call.raw.path["eventId"], if_match=call.raw.headers.get("if-match"))


def _freebusy(call: Call) -> Json:
    return freebusy.answer(call.account, call.raw.document)


def _calendars(call: Call) -> Json:
    least = call.parameters.choice("minAccessRole", ROLES) or ROLES[0]
    entries = [entry for entry in call.account.entries.values() if entry.role in ROLES[ROLES.index(least) :]]
    size = call.parameters.number("maxResults", 100, low=1, high=250)
    start = call.parameters.number("pageToken", 0, low=0, high=len(entries))
    answer: Json = {
        "kind": "calendar#calendarList",
        "etag": f'"p{len(entries)}"',
        "items": [presenting.list_entry(entry) for entry in entries[start : start + size]],
    }
    if start + size < len(entries):
        answer["nextPageToken"] = str(start + size)
    return answer


def _calendar_entry(call: Call) -> Json:
    return presenting.list_entry(call.entry())


def _calendar(call: Call) -> Json:
    return presenting.calendar(call.entry().book)


_HANDLERS: Mapping[str, Callable[[Call], Json | None]] = {
    "calendarList.list": _calendars,
    "calendarList.get": _calendar_entry,
    "calendars.get": _calendar,
    "insert": _insert,
    "list": _list,
    "get": _get,
    "update": _update,
    "patch": _patch,
    "delete": _delete,
    "freebusy": _freebusy,
}
