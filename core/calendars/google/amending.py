"""Changing some of an event: the whole resource as it was read, the change laid over it, and the answer's proof.

Google's PUT replaces the whole resource, so whatever the owner added must be read first and sent back. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.calendars.google import events, times
from core.calendars.google.replies import Garbled
from core.calendars.protocols import PLACES, Amendment, Event

Resource = Mapping[str, Any]


def changed(raw: Resource, change: Amendment, zone: str | None) -> dict[str, Any]:
    """Return the resource to write: ``raw`` with the change and nothing else; ``zone`` is the calendar's.

    Raises RequestInvalid as ``check``.
    """
    body = dict(raw)
    if change.slot is not None:
        body["start"] = _moved(raw.get("start"), change.slot.start)
        body["end"] = _moved(raw.get("end"), change.slot.end)
    if change.join is not None:
        body |= _joined(raw, change.join)
    properties = events.inner(raw, "extendedProperties")
    private = events.inner(properties, "private")
    marks = {**private, **(change.marks or {}), **_reworded(raw, body, private, change.rewords, zone)}
    if marks != private:
        events.check_marks(marks)
        body["extendedProperties"] = {**properties, "private": marks}
    if change.wants_conference and not events.inner(raw, "conferenceData"):
        body["conferenceData"] = {
            "createRequest": {"requestId": raw["id"], "conferenceSolutionKey": {"type": "hangoutsMeet"}}
        }
    return body


def proven(answer: object, sent: Resource, zone: str | None) -> Event:
    """Read the answer to the write of ``sent``; ``zone`` is the calendar's, for whole days.

    Raises Garbled unless it is the very event that was sent: id, status, time and all our private properties.
    """
    event, wanted = events.from_json(answer, zone), events.from_json({**sent, "etag": "sent"}, zone)
    if (event.id, event.status, event.slot, event.marks) != (wanted.id, wanted.status, wanted.slot, wanted.marks):
        raise Garbled("another event than the one sent")
    return event


def _reworded(raw: Resource, body: Resource, private: Mapping[str, Any], name: str, zone: str | None) -> dict[str, str]:
    """Return the mark ``name`` for what is to be written, if it was true of what was read."""
    is_true = bool(name) and private.get(name) == events.wording(raw, zone)
    return {name: events.wording(body, zone)} if is_true else {}


def _moved(when: object, at: int) -> dict[str, str]:
    """Return the start or end at ``at``; the zone its owner chose stays, a whole day becomes a time."""
    zone = when.get("timeZone") if isinstance(when, dict) else None
    return {"dateTime": times.to_text(at), **({"timeZone": zone} if isinstance(zone, str) else {})}


def _joined(raw: Resource, join: str) -> dict[str, str]:
    """Return place and description with the meeting's address in them, each only where it is not there yet."""
    place, text = (raw.get(name) or "" for name in ("location", "description"))
    result = {}
    if not place or place in PLACES.values():
        result["location"] = join
    if join not in text:
        result["description"] = f"{text}\n\nJoin: {join}" if text else f"Join: {join}"
    return result
