"""Refusals about sessions and slots."""

from __future__ import annotations

from core.domain.errors.root import Refused


class ScopeMissing(Refused):
    """The other side's grant lacks ``scope``; fact ``grantor``."""

    code = "scope_missing"


class OtherPaused(Refused):
    """The other person has paused Perin."""

    code = "other_paused"


class TooManyOpen(Refused):
    """At most 3 sessions are open per connection."""

    code = "too_many_open"


class NoRoundsLeft(Refused):
    """A session has at most 5 rounds."""

    code = "no_rounds_left"


class NoMoreSlots(Refused):
    """Nothing both can do is left to offer."""

    code = "no_more_slots"


class RevealLimit(Refused):
    """60 slots were revealed in 7 days; fact ``retry_at``."""

    code = "reveal_limit"


class LengthOutsideLimits(Refused):
    """No length suits both; facts ``shortest``, ``longest`` (minutes)."""

    code = "length_outside_limits"


class SessionRefused(Refused):
    """The session can't do this now."""

    code = "session_refused"


class SessionExpired(SessionRefused):
    """Its time is over."""

    code = "session_expired"


class SessionEnded(SessionRefused):
    """It was canceled or failed; fact ``state``."""

    code = "session_ended"


class SessionBooking(SessionRefused):
    """It is being booked at this moment."""

    code = "session_booking"


class SessionBooked(SessionRefused):
    """It is booked; facts ``start``, ``end``."""

    code = "session_booked"


class OnlyFindsTimes(SessionRefused):
    """A ``proposal_only`` session never books."""

    code = "only_finds_times"


class NotBooked(SessionRefused):
    """There is no meeting to cancel, undo or move."""

    code = "not_booked"


class UndoTooLate(SessionRefused):
    """*Undo* is offered for ten minutes, once."""

    code = "undo_too_late"


class MeetingEdited(SessionRefused):
    """Somebody edited its event in Google, so it isn't taken away unasked; facts ``whose``, ``start``, ``end``.

    ``start`` and ``end`` are None when the event tells no time.
    """

    code = "meeting_edited"


class NothingChanged(SessionRefused):
    """Both calendars show the meeting as it was booked: there is no change to decide on."""

    code = "nothing_changed"


class RelaxationGone(SessionRefused):
    """What was said to help doesn't any more, or was never this person's to allow."""

    code = "relaxation_gone"


class SlotRefused(Refused):
    """This slot can't be used."""

    code = "slot_refused"


class SlotNotLive(SlotRefused):
    """It isn't in the newest proposal to this person."""

    code = "slot_not_live"


class SlotTooSoon(SlotRefused):
    """It no longer keeps the minimum notice."""

    code = "slot_too_soon"


class AnotherAccepted(SlotRefused):
    """One accept at a time; facts ``start``, ``end``, ``by``."""

    code = "another_accepted"


class NeedsTheirAccept(SlotRefused):
    """The other side neither grants ``write.confirm`` nor accepted this slot."""

    code = "needs_their_accept"


class NeedsTheirPress(SlotRefused):
    """Who moved a meeting in Google may not take the new time for the other side, who was asked; fact ``whose``."""

    code = "needs_their_press"


class RightsChanged(SlotRefused):
    """The rights it was offered under no longer hold."""

    code = "rights_changed"


class RuleBroken(SlotRefused):
    """A constraint as it stands now excludes it; facts ``rule``, ``whose``."""

    code = "rule_broken"


class WeeklyCapReached(SlotRefused):
    """A side's meetings per week are used up; fact ``whose``."""

    code = "weekly_cap_reached"


class AutoNotAllowed(SlotRefused):
    """Booking without a click needs both sides' ``write.auto`` and switch."""

    code = "auto_not_allowed"


class SlotTaken(SlotRefused):
    """Somebody else has that time now."""

    code = "slot_taken"
