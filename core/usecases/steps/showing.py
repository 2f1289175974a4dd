"""Turn rows into what one reader may see of them: pure, apart from nothing."""

from __future__ import annotations

from dataclasses import dataclass

from core.booking.checks import longest_notice
from core.domain.bookings import Booking, BookingState, DriftKind
from core.domain.connections import ConnectionState
from core.domain.grants import Agreement, limits_of
from core.domain.ids import PersonKey
from core.domain.messages import ROUNDS_MOST, SUGGESTED, Message, newest_proposal
from core.domain.rights.negotiating import Side, books_alone
from core.domain.scopes import Scope
from core.domain.sessions import UNDO_SECONDS, Session, SessionKind, SessionState
from core.scheduling.intervals import Interval
from core.storage.protocols_people import Pair
from core.usecases.views import ConnectionView, DriftView, Other, SessionView, SlotView


@dataclass(frozen=True, slots=True)
class Kin:
    """The meeting that a session would move or has moved, and the session that would move this one or has."""

    old: Session | None = None
    new: Session | None = None


NO_KIN = Kin()


def other_of(side: Side) -> Other:
    """Return the person of ``side`` as the other one may see them: name and zone only if their grant allows it."""
    may_know = side.grant.allows(Scope.PROFILE)
    person = side.person
    return Other(
        key=person.key,
        user=person.user,
        name=person.name if may_know else None,
        time_zone=person.time_zone if may_know else None,
    )


def connection_view(pair: Pair, viewer: PersonKey) -> ConnectionView:
    """Return a connection for one of its two people; KeyError for anybody else."""
    mine, theirs = pair.side(viewer), pair.other(viewer)
    is_active = pair.connection.state is ConnectionState.ACTIVE
    return ConnectionView(
        connection=pair.connection,
        viewer=viewer,
        other=other_of(theirs),
        agreement=Agreement(viewer=viewer, mine=mine.grant, theirs=theirs.grant) if is_active else None,
        mine=limits_of(mine.person, mine.grant),
        theirs=limits_of(theirs.person, theirs.grant),
        other_linked=theirs.account is not None and theirs.account.is_usable,
        other_paused=theirs.person.is_paused,
    )


def session_view(
    session: Session,
    pair: Pair,
    messages: tuple[Message, ...],
    booking: Booking | None,
    viewer: PersonKey,
    *,
    now: int,
    kin: Kin = NO_KIN,
) -> SessionView:
    """Return a session for one of its two people, with the live slots and what a press on each would do."""
    mine, theirs = pair.side(viewer), pair.other(viewer)
    leg = booking.leg(viewer) if booking is not None else None
    can_round = session.is_open and session.round < ROUNDS_MOST
    allows = {Scope.AVAILABILITY, Scope.PROPOSE} <= theirs.grant.scopes
    proposal = newest_proposal(messages)
    # A search that has offered nothing yet is its asker's alone.
    new = kin.new if kin.new is not None and (kin.new.round or kin.new.asker == viewer) else None
    live = live_slots(session, messages, now + longest_notice(pair, session.allowances))
    return SessionView(
        session=session,
        viewer=viewer,
        other=other_of(theirs),
        zone=mine.person.time_zone,
        locale=mine.person.locale,
        offered_by=proposal.sender if proposal is not None else None,
        is_suggestion=proposal is not None and proposal.reason == SUGGESTED,
        slots=tuple(_slot_view(session, slot, theirs, viewer) for slot in live),
        can_more=can_round and allows,
        can_counter=can_round and allows and proposal is not None and proposal.sender != viewer,
        link=leg.link if leg is not None and session.is_meeting else "",
        meeting_link=leg.meeting_link if leg is not None and session.is_meeting else "",
        relaxations=session.relaxations if session.asker == viewer else (),
        needs_attention=booking is not None and booking.state is BookingState.NEEDS_ATTENTION,
        undo_until=_undo_until(session, now),
        can_change=session.is_meeting and session.booked_slot is not None and now < session.booked_slot.end,
        old_slot=kin.old.booked_slot if kin.old is not None else None,
        replaced_by=new.id if new is not None else None,
        new_slot=new.booked_slot if new is not None else None,
        drift=_drift(session, booking, theirs, viewer),
    )


def _slot_view(session: Session, slot: Interval, theirs: Side, viewer: PersonKey) -> SlotView:
    return SlotView(
        slot=slot,
        accepted_by=session.accepted_by if slot == session.accepted_slot else None,
        press=_press(session, slot, theirs, viewer),
    )


def _undo_until(session: Session, now: int) -> int | None:
    """Return until when the meeting can be undone; None when it can't, or not any more."""
    if not session.is_meeting or not session.booked_auto or session.booked_at is None:
        return None
    until = session.booked_at + UNDO_SECONDS
    return until if now < until else None


def _drift(session: Session, booking: Booking | None, theirs: Side, viewer: PersonKey) -> DriftView | None:
    """Return what was changed in Google and waits for a decision: of a meeting, or of one that is being taken away."""
    if booking is None or not (session.is_meeting or booking.state is BookingState.NEEDS_ATTENTION):
        return None
    found = next((leg for leg in booking.legs if leg.drift is not None), None)
    if found is None or found.drift is None:
        return None
    moved = any(leg.drift is not None and leg.drift.slot is not None for leg in booking.legs if leg.person != viewer)
    gone = all(leg.drift is not None and leg.drift.kind is DriftKind.REMOVED for leg in booking.legs)
    can_take = moved or books_alone(theirs.grant)
    return DriftView(whose=found.person, slot=found.drift.slot, can_take=can_take, is_both=gone)


def live_slots(session: Session, messages: tuple[Message, ...], soonest: int) -> tuple[Interval, ...]:
    """Return the newest proposal's slots that start at ``soonest`` (epoch seconds) or later; none when void."""
    proposal = newest_proposal(messages)
    if proposal is None or session.needs_slots or not session.is_open:
        return ()
    return tuple(slot for slot in proposal.slots if slot.start >= soonest)


def _press(session: Session, slot: Interval, theirs: Side, viewer: PersonKey) -> str:
    """Return what the viewer's press on this slot does: ``book``, ``accept``, ``waiting`` or ``none``."""
    if session.kind is SessionKind.PROPOSAL_ONLY:
        return "none"
    if session.state is SessionState.AWAITING_CONFIRMATION and session.accepted_slot == slot:
        return "waiting" if session.accepted_by == viewer else "book"
    if books_alone(theirs.grant):
        return "book"
    return "accept" if session.accepted_slot is None else "none"
