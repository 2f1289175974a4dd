"""The rights and rules of a booking, checked when it is claimed and again in the transaction that commits it."""

from __future__ import annotations

from core.domain.allowances import Allowance
from core.domain.bookings import Booking
from core.domain.errors import Refused, RuleBroken
from core.domain.grants import limits_of
from core.domain.ids import PersonKey
from core.domain.messages import Message
from core.domain.rights.negotiating import (
    Side,
    check_accept,
    check_auto,
    check_confirm,
    check_live_slot,
    check_offered_rights,
    check_rules,
)
from core.domain.sessions import Session, require_open
from core.scheduling.asking import Participant, Request
from core.scheduling.checking import is_allowed
from core.scheduling.errors import LengthNeverFits
from core.scheduling.intervals import Interval
from core.scheduling.relaxing import relaxed
from core.storage.protocols_people import Pair

WEEK_SECONDS = 8 * 86_400
"""How far around a slot meetings are read for the weekly cap: any week that holds it, in any zone."""


def around(slot: Interval) -> Interval:
    """Return the span whose meetings may share a week with the slot."""
    return Interval(slot.start - WEEK_SECONDS, slot.end + WEEK_SECONDS)


def slots_of(meetings: tuple[Session, ...], session: Session | None = None) -> tuple[Interval, ...]:
    """Return the time of the meetings, for the weekly cap; the one that ``session`` moves doesn't count twice."""
    moved = None if session is None else session.replaces
    return tuple(item.booked_slot for item in meetings if item.booked_slot is not None and item.id != moved)


def participant(
    side: Side,
    *,
    busy: tuple[Interval, ...] = (),
    meetings: tuple[Interval, ...] = (),
    allowances: tuple[Allowance, ...] = (),
) -> Participant:
    """Return one side as the scheduling engine sees it: hours and rules of their grant, their busy time.

    Of ``allowances`` this person's own count: each only ever loosens one rule. Raises RuleBroken when their working
    hours have no room for even their shortest meeting.
    """
    limits = limits_of(side.person, side.grant)
    try:
        one = Participant(key=side.key, hours=limits.hours, rules=limits.rules(), busy=busy, meetings=meetings)
        for allowance in allowances:
            if allowance.person == side.key:
                one = relaxed(one, allowance.rule, allowance.value)
    except LengthNeverFits as error:
        raise RuleBroken(whose=side.key, rule="hours") from error
    return one


def longest_notice(pair: Pair, allowances: tuple[Allowance, ...] = ()) -> int:
    """Return the longer of both minimum notices in seconds, one-time exceptions taken into account."""
    return max(_notice(side, allowances) for side in (pair.one, pair.two))


def _notice(side: Side, allowances: tuple[Allowance, ...]) -> int:
    given = [item.value for item in allowances if item.person == side.key and item.rule == "minimum_notice"]
    return min([limits_of(side.person, side.grant).minimum_notice_minutes * 60, *given])


def check_slot_rules(
    pair: Pair, slot: Interval, meetings: tuple[Interval, ...], now: int, allowances: tuple[Allowance, ...] = ()
) -> None:
    """Both grants' constraints as they stand now, calendars aside; ``allowances`` are the session's.

    Raises RuleBroken, WeeklyCapReached, SlotTooSoon.
    """
    people = tuple(participant(side, meetings=meetings, allowances=allowances) for side in (pair.one, pair.two))
    request = Request(now=now, length=slot.end - slot.start)
    check_rules([(item.participant, item.rule) for item in is_allowed(people, request, slot)])


def check_claim(
    pair: Pair, session: Session, messages: tuple[Message, ...], *, slot: Interval, by: PersonKey, now: int
) -> None:
    """Everything a person's confirm needs before calendars are read; raises the refusal of the row that fails.

    What the session is comes before what is missing: of a session that is over nobody's accept is asked.
    """
    check_accept(pair.connection, session, by)
    require_open(session, now)
    check_confirm(pair.connection, session, pair.side(by), pair.other(by), slot)
    proposal = check_live_slot(session, messages, slot, longest_notice(pair, session.allowances), now)
    check_offered_rights(pair.one.grant, pair.two.grant, proposal.sender)


def still_refused(
    pair: Pair, session: Session, booking: Booking, proposal: Message, meetings: tuple[Interval, ...]
) -> Refused | None:
    """Return why the booking may no longer be committed, on freshly read rows; None when it may.

    ``session`` is as it was when claimed, with its accept; notice is measured from the claim, not from the commit.
    """
    try:
        if booking.confirmed_by is None:
            check_auto(pair.connection, session, pair.one, pair.two)
        else:
            mine, theirs = pair.side(booking.confirmed_by), pair.other(booking.confirmed_by)
            check_confirm(pair.connection, session, mine, theirs, booking.slot)
        check_offered_rights(pair.one.grant, pair.two.grant, proposal.sender)
        check_slot_rules(pair, booking.slot, meetings, booking.created_at, session.allowances)
    except Refused as refusal:
        return refusal
    return None
