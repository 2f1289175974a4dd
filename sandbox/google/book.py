"""One calendar and its events: the writes, with etags, sequence numbers and tombstones.

Apart from accounts because a calendar may be in several people's lists. It is the state; who may touch it is
decided above.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field

from sandbox.google import bodies, conference, times
from sandbox.google.errors import (
    GoogleRefusal,
    bad_request,
    condition_not_met,
    deleted,
    duplicate,
    not_found,
)
from sandbox.google.schema import Json

_ETAG_BASE = 3_500_000_000_000_000


@dataclass(slots=True)
class StoredEvent:
    """An event as kept: its document, the instants it spans (epoch seconds) and the revision that made it.

    A tombstone is kept whole with status `cancelled`. `conference_fails` and `conference_at` (world time) say what
    becomes of a video link that was asked for, and when.
    """

    document: Json
    start: float
    end: float
    revision: int
    conference_fails: bool = False
    conference_at: float = 0.0

    @property
    def cancelled(self) -> bool:
        """Whether it is a tombstone."""
        return bool(self.document["status"] == "cancelled")

    @property
    def etag(self) -> str:
        """The entity tag, quotes included."""
        return str(self.document["etag"])


@dataclass(slots=True)
class CalendarBook:
    """A calendar: id, title, zone, owner, and every event it ever had.

    `now` gives world time; `publish` is called with the event id and a verb after each change; `origin` gives the
    sandbox's own address for links.
    """

    id: str
    summary: str
    tz: str
    owner_email: str
    now: Callable[[], float]
    publish: Callable[[CalendarBook, str, str], None]
    origin: Callable[[], str]
    events: dict[str, StoredEvent] = field(default_factory=dict)
    revision: int = 0
    oldest_sync: int = 0

    def insert(
        self, body: Json, creator: str, *, conferences: bool = False, given_id: str | None = None
    ) -> StoredEvent:
        """Create an event. Refuses with 400 a bad id or body, with 409 an id that lives or lived here."""
        event_id = given_id if given_id is not None else self._new_id()
        bodies.checked_id(event_id)
        kept = bodies.accepted(body, self.tz)
        if event_id in self.events:
            raise duplicate()
        if kept.setdefault("status", "confirmed") == "cancelled":
            raise bad_request("invalid", "Invalid status value.")
        link_data = conference.taken(kept.pop("conferenceData", None), None) if conferences else None
        now = times.stamp_text(self.now())
        document: Json = {
            "kind": "calendar#event",
            "id": event_id,
            "iCalUID": f"{event_id}@google.com",
            "created": now,
            "creator": {"email": creator} | ({"self": True} if creator == self.id else {}),
            "organizer": {"email": self.id, "self": True}
            | ({} if "@group." not in self.id else {"displayName": self.summary}),
            "eventType": "default",
            "sequence": 0,
            **kept,
        }
        document.pop("conferenceData", None)
        if link_data is not None:
            document["conferenceData"] = link_data
        stored = StoredEvent(document, 0, 0, 0)
        self.events[event_id] = stored
        self._touch(stored, "inserted")
        return stored

    def get(self, event_id: str) -> StoredEvent:
        """Find an event or its tombstone. Refuses with 404."""
        stored = self.events.get(event_id)
        if stored is None:
            raise not_found()
        return stored

    def settle_conference(self, stored: StoredEvent) -> None:
        """Finish a pending video link, as Google does some time after the write."""
        data = stored.document.get("conferenceData")
        if data is None or stored.cancelled or not conference.waiting(data) or self.now() < stored.conference_at:
            return
        done, link = conference.finished(data, self.origin(), failed=stored.conference_fails)
        stored.document["conferenceData"] = done
        if link is not None:
            stored.document["hangoutLink"] = link
        self._touch(stored, "updated")

    def replace(
        self, event_id: str, body: Json, *, if_match: str | None = None, conferences: bool = False
    ) -> StoredEvent:
        """PUT: the body becomes the event; what it doesn't say is gone.

        Refuses with 404, with 403 a tombstone that is to rise again, with 412 another etag, with 400 a bad body.
        """
        stored = self.get(event_id)
        _match(stored, if_match)
        kept = bodies.accepted(body, self.tz)
        if stored.cancelled:
            raise GoogleRefusal(403, "forbidden", "Forbidden")
        before = stored.document
        if kept.setdefault("eventType", before["eventType"]) != before["eventType"]:
            raise bad_request("eventTypeRestriction", "The event type cannot be changed.")
        if kept.setdefault("sequence", before["sequence"]) < before["sequence"]:
            raise bad_request("invalid", "Invalid sequence value. Re-fetch the resource and try again.")
        kept.setdefault("status", "confirmed")
        given = kept.pop("conferenceData", None)
        old = before.get("conferenceData")
        link_data = conference.taken(given, old) if conferences else old
        document = {name: before[name] for name in bodies.READ_ONLY if name in before} | kept
        if link_data is not None:
            document["conferenceData"] = link_data
        if link_data is not old:
            document.pop("hangoutLink", None)
        if any(document[name] != before[name] for name in ("start", "end")):
            document["sequence"] = max(document["sequence"], before["sequence"] + 1)
        stored.document = document
        self._touch(stored, "deleted" if document["status"] == "cancelled" else "updated")
        return stored

    def patch(
        self, event_id: str, body: Json, *, if_match: str | None = None, conferences: bool = False
    ) -> StoredEvent:
        """PATCH: lay the body over the event; refuses as `replace` does."""
        stored = self.get(event_id)
        return self.replace(event_id, bodies.merged(stored.document, body), if_match=if_match, conferences=conferences)

    def delete(self, event_id: str, *, if_match: str | None = None) -> None:
        """Turn an event into a tombstone. Refuses with 404, with 410 when it is one, with 412 another etag."""
        stored = self.get(event_id)
        if stored.cancelled:
            raise deleted()
        _match(stored, if_match)
        stored.document = deepcopy(stored.document) | {"status": "cancelled"}
        self._touch(stored, "deleted")

    def expire_sync(self) -> None:
        """Make every sync token given so far too old."""
        self.revision += 1
        self.oldest_sync = self.revision

    def _touch(self, stored: StoredEvent, verb: str) -> None:
        """Stamp a change: revision, etag, updated, and the instants that the document now spans."""
        self.revision += 1
        stored.revision = self.revision
        document = stored.document
        document["etag"] = f'"{_ETAG_BASE + self.revision * 2}"'
        document["updated"] = times.stamp_text(self.now())
        stored.start = times.instant(document["start"], self.tz, "start")
        stored.end = times.instant(document["end"], self.tz, "end")
        self.publish(self, document["id"], verb)

    def _new_id(self) -> str:
        """Make an id as Google would: 26 characters of base32hex, the same in every run."""
        seed = f"{self.id}|{self.revision}|{len(self.events)}".encode()
        number = int.from_bytes(hashlib.sha256(seed).digest())
        return "".join("0123456789abcdefghijklmnopqrstuv"[number >> 5 * place & 31] for place in range(26))


def _match(stored: StoredEvent, if_match: str | None) -> None:
    if if_match not in (None, "*", stored.etag):
        raise condition_not_met()
