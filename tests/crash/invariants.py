"""What must be true of every trial once everything has come to rest: ten named truths, each told in a sentence.

Each function yields what is wrong, or nothing. They read rows, calendars, calls and messages as they are, not through
Perin, so that a mistake in how Perin reads can't hide one in how it writes.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

from tests.support.crash_evidence import Evidence, Row, marks, name_of

Problems = Iterator[str]

MEETING = "confirmed"
UNSETTLED = {"booking", "rolling_back", "removing"}
DOUBTFUL = {"sending", "moving", "removing"}
OUTCOMES = {"booked", "rescheduled", "booking_failed", "slot_taken"}


def both_or_none(found: Evidence) -> Problems:
    """I1: a meeting stands on both calendars, at its time, once; anything else on neither."""
    stuck = {_own_event(leg) for leg, _ in _stuck(found)}
    for name in found.events:
        wanted = Counter(_standing_at(found, name))
        there = Counter(_span(event) for event in found.live(name))
        if wanted != there:
            yield f"{name}'s calendar has {dict(there)}, the meetings that stand are {dict(wanted)}"
        for event in found.live(name):
            if event["id"] not in stuck and (event["status"] != MEETING or event.get("transparency") == "transparent"):
                yield f"{name}'s event {event['id'][:12]} is left {event['status']}, {event.get('transparency')}"


def truth(found: Evidence) -> Problems:
    """I2: sessions, bookings, legs and claims tell the same, and nothing stays in doubt."""
    for booking in found.rows["bookings"]:
        session = found.of("sessions", id=booking["session"])[0]
        legs = found.of("legs", booking=booking["id"])
        what = f"booking {booking['id']} ({booking['state']})"
        stands = booking["state"] == MEETING
        if {leg["state"] for leg in legs} & DOUBTFUL and booking["state"] != "needs_attention":
            yield f"{what} has legs {[leg['state'] for leg in legs]}"
        if stands and not {leg["state"] for leg in legs} <= {"written", "moved"}:
            yield f"{what} has legs {[leg['state'] for leg in legs]}"
        if bool(found.of("claims", booking=booking["id"])) != stands:
            yield f"{what} {'holds no time' if stands else 'still holds time'}"
        newest = max(one["generation"] for one in found.of("bookings", session=session["id"]))
        if booking["generation"] == newest and stands != (session["state"] == MEETING):
            yield f"{what} belongs to a session that is {session['state']}"
        if stands:
            yield from _etags(found, booking, legs)


def told_once(found: Evidence) -> Problems:
    """I3: each booking's outcome is told to each party once, and so is a meeting's end to the one who didn't end it."""
    for booking in found.rows["bookings"]:
        if booking["state"] in UNSETTLED:
            continue
        session = found.of("sessions", id=booking["session"])[0]
        for person in (session["asker"], session["other"]):
            about = f"{session['id']}:{booking['generation']}:"
            told = [row["kind"] for row in found.of("notices", person=person) if row["key"].startswith(about)]
            outcomes = [kind for kind in told if kind in OUTCOMES]
            # What nobody clicked for fails to nobody's loss: both are simply offered slots.
            is_quiet = booking["confirmed_by"] is None and booking["state"] != MEETING
            if len(outcomes) != 1 and not (is_quiet and not outcomes):
                yield f"{name_of(person)} was told {told} of booking {booking['id']}"
        yield from _told_of_its_end(found, session)


def shown_once(found: Evidence) -> Problems:
    """I3: Slack shows no message twice and none too few, and every card its newest state."""
    for name, messages in found.messages.items():
        keys = [_key(message.metadata) for message in messages]
        yield from (f"{name} has {count} messages {key!r}" for key, count in Counter(keys).items() if count > 1)
        yield from _delivered(found, name, {key: message.ts for key, message in zip(keys, messages, strict=True)})


def no_overlap(found: Evidence) -> Problems:
    """I4: no two claims on one calendar overlap, nor do two of a person's meetings."""
    for one, two in itertools.combinations(found.rows["claims"], 2):
        same = (one["account"], one["calendar"]) == (two["account"], two["calendar"])
        if same and one["starts"] < two["ends"] and two["starts"] < one["ends"]:
            yield f"claims of {one['booking']} and {two['booking']} overlap on {one['calendar']}"
    for name in found.events:
        for first, second in itertools.pairwise(sorted(_span(event) for event in found.live(name))):
            if second[0] < first[1]:
                yield f"two of {name}'s meetings overlap: {first}, {second}"


def audit(found: Evidence) -> Problems:
    """I5: every trail is numbered without a gap, and has one row for each booking begun, booked and failed."""
    for counter in found.rows["audit_counters"]:
        person = counter["person"]
        numbers = sorted(row["number"] for row in found.of("audit", person=person))
        if numbers != list(range(1, counter["last"] + 1)):
            yield f"{name_of(person)}'s trail is numbered {numbers}, the counter says {counter['last']}"
    for session in found.rows["sessions"]:
        states = Counter(row["state"] for row in found.of("bookings", session=session["id"]))
        made = sum(states.values())
        for person in (session["asker"], session["other"]):
            rows = Counter(row["action"] for row in found.of("audit", person=person, subject=session["id"]))
            is_removed = session["state"] == "canceled" and session["booked_start"] is not None
            failed = states["rolled_back"] + (0 if is_removed else states["needs_attention"])
            yield from _count(person, rows, "session.booking_failed", failed)
            ended = rows["session.meeting_canceled"] + rows["session.undone"]
            if ended != int(is_removed and not states["moved"]):
                yield f"{name_of(person)}'s trail tells {ended} times that the meeting was taken away"
            booked = rows["session.booked"] + rows["session.rescheduled"]
            if booked + rows["session.booking_failed"] != made:
                yield f"{name_of(person)}'s trail tells {dict(rows)} of {made} bookings"


def progress(found: Evidence) -> Problems:
    """I6: nothing is left to do: no booking under way, no card or message waiting, no lost task."""
    for booking in found.rows["bookings"]:
        if booking["state"] in UNSETTLED:
            yield f"booking {booking['id']} is still {booking['state']}"
    for session in found.rows["sessions"]:
        if session["state"] == "booking" or session["needs_slots"]:
            yield f"session {session['id']} is still {session['state']}, needs_slots={session['needs_slots']}"
    for table in ("cards", "notices"):
        for row in found.of(table, todo=True):
            yield f"a row of {table} waits: {row.get('key') or row['session']} for {name_of(row['person'])}"
    for row in found.of("notices", delivery="dead"):
        yield f"a notice was given up: {row['key']} ({row['reason']})"


def hands_off(found: Evidence) -> Problems:
    """I7: what people put into their calendars themselves is as they left it."""
    now = {
        (name, event["id"]): event["etag"]
        for name, events in found.events.items()
        for event in events
        if not marks(event)
    }
    for (name, event), etag in found.foreign.items():
        if now.get((name, event)) != etag:
            yield f"{name}'s own event {event} was touched"


def secrets(found: Evidence) -> Problems:
    """I8: no token, key or secret in logs, rows or messages; nobody's titles where the other could read them."""
    places = {
        "the logs": found.logs,
        "the database": json.dumps(found.rows, default=str),
        "Slack": json.dumps([[one.text, one.blocks, one.metadata] for all_ in found.messages.values() for one in all_]),
    }
    for where, text in places.items():
        yield from (f"{where} holds a secret: {secret[:4]}…" for secret in found.secrets if secret in text)
        if "Private matter" in text:
            yield f"{where} holds the title of a person's own event"


def fail_closed(found: Evidence) -> Problems:
    """I9: nothing is written before both calendars have answered, fresh and without an error, that the time is free."""
    affirmed: set[str] = set()
    spoilt = {"calendar_error", "calendar_missing", "html", "truncated", "cut_off", "drop", "error", "hang", "revoke"}
    for call in found.calls:
        if call.method in {"freebusy", "list"} and call.status == 200 and call.fault not in spoilt:
            affirmed.add(str(call.account))
        if call.method == "insert" and call.account in {"alice@example.com", "bob@example.com"}:
            missing = {"alice@example.com", "bob@example.com"} - affirmed
            if missing:
                yield f"call {call.number} wrote to {call.account} before {sorted(missing)} had answered"


def fenced(found: Evidence) -> Problems:
    """I10: a settled booking is nobody's any more, and its fence counts its owners."""
    for booking in found.rows["bookings"]:
        if booking["fence"] < 1:
            yield f"booking {booking['id']} has the fence {booking['fence']}"
        if booking["state"] not in UNSETTLED and booking["lease_ms"] and booking["state"] != "needs_attention":
            yield f"booking {booking['id']} is settled and still leased"


Check = Callable[[Evidence], Problems]
INVARIANTS: tuple[Check, ...] = (
    both_or_none,
    truth,
    told_once,
    shown_once,
    no_overlap,
    audit,
    progress,
    hands_off,
    secrets,
    fail_closed,
    fenced,
)


def problems(found: Evidence, checks: tuple[Check, ...] = INVARIANTS) -> list[str]:
    """Everything that is wrong, each after the name of what it breaks."""
    return [f"{str(check.__doc__)[:3].strip(':')} {check.__name__}: {one}" for check in checks for one in check(found)]


def _standing_at(found: Evidence, name: str) -> Iterator[tuple[int, int]]:
    """When a person's calendar should show a meeting, and what a dead token keeps on it."""
    spans = {event["id"]: _span(event) for event in found.live(name)}
    stuck = [(leg, booking) for leg, booking in _stuck(found) if name_of(leg["person"]) == name]
    for leg, booking in stuck:
        if _own_event(leg) in spans:
            yield booking["slot_start"], booking["slot_end"]
    for booking in found.of("bookings", state=MEETING):
        for leg in found.of("legs", booking=booking["id"]):
            if name_of(leg["person"]) != name:
                continue
            places = [(booking["slot_start"], booking["slot_end"])]
            # Half moved when the token died: the event lies at either place until its owner reconnects.
            places += [(b["slot_start"], b["slot_end"]) for s, b in stuck if s["hold"] and s["event"] == leg["event"]]
            there = spans.get(leg["event"])
            yield there if there in places else places[0]


def _stuck(found: Evidence) -> Iterator[tuple[Row, Row]]:
    """The legs that a dead token keeps, each with its booking."""
    for booking in found.of("bookings", state="needs_attention"):
        for leg in found.of("legs", booking=booking["id"]):
            if leg["state"] != "absent":
                yield leg, booking


def _own_event(leg: Row) -> str:
    """The event that the leg's booking made: when it moves a standing meeting, its hold."""
    return str(leg["hold"] or leg["event"])


def _span(event: Row) -> tuple[int, int]:
    start, end = (int(datetime.fromisoformat(event[name]["dateTime"]).timestamp()) for name in ("start", "end"))
    return start, end


def _told_of_its_end(found: Evidence, session: Row) -> Problems:
    """A meeting that was taken away is told to the one who didn't, once."""
    told = [row["person"] for row in found.of("notices", session=session["id"], kind="meeting_canceled")]
    is_removed = session["end_reason"] in {"canceled", "undone"} and session["booked_start"] is not None
    others = [key for key in (session["asker"], session["other"]) if key != session["ended_by"]]
    if told != (others if is_removed else []):
        yield f"the end of session {session['id']} was told to {[name_of(key) for key in told]}"


def _etags(found: Evidence, booking: Row, legs: list[Row]) -> Problems:
    for leg in legs:
        name = name_of(leg["person"])
        events = [event for event in found.live(name) if event["id"] == leg["event"]]
        if not events:
            yield f"{name}'s leg of {booking['id']} names an event that isn't there"
        elif events[0]["etag"] != leg["etag"] or leg["tentative"]:
            yield f"{name}'s leg of {booking['id']} isn't the event as it was last written"


def _key(metadata: Row | None) -> str:
    return str(((metadata or {}).get("event_payload") or {}).get("key", ""))


def _delivered(found: Evidence, name: str, shown: dict[str, str]) -> Problems:
    """What the rows say is in Slack is there, and nothing else is."""
    known = {}
    for row in found.rows["notices"]:
        if name_of(row["person"]) == name and row["delivery"] == "sent":
            known[row["key"]] = row["ts"]
    for row in found.rows["cards"]:
        if name_of(row["person"]) == name and row["ts"]:
            known[f"card:{row['session']}"] = row["ts"]
            if row["shown"] != row["wanted"]:
                yield f"{name}'s card of {row['session']} shows state {row['shown']} of {row['wanted']}"
    for key in known.keys() | shown.keys():
        if known.get(key) != shown.get(key):
            yield f"{name}'s message {key!r} is {shown.get(key)} in Slack and {known.get(key)} in the rows"


def _count(person: str, rows: Counter[str], action: str, wanted: int) -> Problems:
    if rows[action] != wanted:
        yield f"{name_of(person)}'s trail has {rows[action]} × {action}, not {wanted}"
