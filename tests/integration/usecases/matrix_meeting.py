"""Who may do what, second part: sessions, slots, meetings."""

from __future__ import annotations

from core.domain import errors as e
from core.domain.grants import Constraints
from core.domain.scopes import ASK_FIRST
from core.domain.sessions import SessionKind
from core.usecases.terms import Terms
from tests.integration.usecases.acts import (
    booking_alone,
    canceling,
    canceling_meeting,
    countering,
    more,
    pausing,
    reading,
    rescheduling,
    revoking,
    slot_act,
    starting,
    undoing,
    unlinking,
    withdrawing,
)
from tests.integration.usecases.matrix_connecting import Row
from tests.integration.usecases.stages import (
    AUTO,
    AUTO_OFF,
    BOOKS,
    CAPPED,
    NO_READING,
    NOTHING,
    accepted,
    another_booked,
    booked,
    connected,
    done,
    edited,
    invited,
    later,
    no_slots,
    offered,
    rounds,
    silent,
)
from tests.support.people import DAY, MINUTE

TO_ASK = (connected(), offered())
TO_BOOK = (connected(theirs=BOOKS), offered())
AWAITING = (*TO_ASK, accepted)
MET = (*AWAITING, booked)
ALONE = (connected(AUTO, AUTO), offered())
SHORT = Terms(ASK_FIRST, Constraints(longest_minutes=30))
TIMES_ONLY = (connected(AUTO, AUTO), offered(SessionKind.PROPOSAL_ONLY))
FULL_WEEK = (connected(mine=CAPPED, theirs=CAPPED), offered(), another_booked)
accept, book = slot_act("accept"), slot_act("book")


ROWS: list[Row] = [
    # start a session: active; propose granted; the other not paused; at most 3 open
    ("start", "alice", starting("bob"), (connected(),), None),
    ("start from the other side", "bob", starting("alice"), (connected(),), None),
    ("start unconnected", "alice", starting("priya"), (connected(),), e.NotConnected),
    ("start on an invite", "alice", starting("bob"), (invited(),), e.NotConnected),
    ("start when revoked", "alice", starting("bob"), (connected(), done(revoking, "bob")), e.NotConnected),
    ("start without leave", "alice", starting("bob"), (connected(theirs=NOTHING),), e.ScopeMissing),
    ("start without giving leave", "alice", starting("bob"), (connected(mine=NOTHING),), None),
    ("start with somebody paused", "alice", starting("bob"), (connected(), done(pausing, "bob")), e.OtherPaused),
    ("start while paused", "alice", starting("bob"), (connected(), done(pausing, "alice")), None),
    (
        "start a fourth",
        "bob",
        starting("alice"),
        (connected(), offered(phrase="one"), offered(phrase="two"), offered(phrase="three")),
        e.TooManyOpen,
    ),
    # send proposals, More times: availability.read + events.propose; both readable; a round left
    ("more times", "alice", more, TO_ASK, None),
    ("more times from the other side", "bob", more, TO_ASK, None),
    ("more times as a stranger", "priya", more, TO_ASK, e.NotParticipant),
    ("more times without leave", "alice", more, (*TO_ASK, edited("bob", NO_READING)), e.ScopeMissing),
    ("more times with somebody paused", "alice", more, (*TO_ASK, done(pausing, "bob")), e.OtherPaused),
    ("more times after five rounds", "alice", more, (*TO_ASK, rounds(5)), e.NoRoundsLeft),
    ("more times unlinked", "alice", more, (*TO_ASK, done(unlinking, "bob")), e.CalendarNotLinked),
    ("more times unread", "alice", more, (*TO_ASK, silent("bob")), e.CalendarUnreadable),
    ("more times too late", "alice", more, (*TO_ASK, later(DAY)), e.SessionExpired),
    ("more times when booked", "bob", more, MET, e.SessionBooked),
    ("more times when canceled", "bob", more, (*TO_ASK, done(canceling, "alice")), e.SessionEnded),
    # counter-propose: the receiver, under the presser's own rights
    ("counter", "bob", countering, TO_ASK, None),
    ("counter without leave", "bob", countering, (*TO_ASK, edited("alice", NO_READING)), e.ScopeMissing),
    ("counter though one gives no leave", "bob", countering, (*TO_ASK, edited("bob", NO_READING)), None),
    ("counter to somebody paused", "bob", countering, (*TO_ASK, done(pausing, "alice")), e.OtherPaused),
    ("counter after five rounds", "bob", countering, (*TO_ASK, rounds(5)), e.NoRoundsLeft),
    ("counter as a stranger", "priya", countering, TO_ASK, e.NotParticipant),
    (
        "counter without the other's calendar",
        "bob",
        countering,
        (*TO_ASK, done(unlinking, "alice")),
        e.CalendarNotLinked,
    ),
    # accept a slot: live and offered; one at a time; withdrawable
    ("accept a slot", "bob", accept, TO_ASK, None),
    ("accept a slot as a stranger", "priya", accept, TO_ASK, e.NotParticipant),
    ("accept a retired slot", "bob", accept, (*TO_ASK, done(more, "alice")), e.SlotNotLive),
    ("accept a second slot", "bob", slot_act("accept", 1), AWAITING, e.AnotherAccepted),
    ("accept after the other did", "alice", accept, AWAITING, e.AnotherAccepted),
    ("accept when revoked", "bob", accept, (*TO_ASK, done(revoking, "alice")), e.ConnectionEnded),
    ("accept a slot too late", "bob", accept, (*TO_ASK, later(DAY)), e.SessionExpired),
    ("accept what only finds times", "bob", accept, TIMES_ONLY, e.OnlyFindsTimes),
    ("accept under lost rights", "bob", accept, (*TO_ASK, edited("bob", NO_READING)), e.RightsChanged),
    ("accept against a new limit", "bob", accept, (*TO_ASK, edited("alice", SHORT)), e.RuleBroken),
    ("accept when paused", "bob", accept, (*TO_ASK, done(pausing, "bob")), None),
    ("withdraw an accept", "bob", withdrawing, AWAITING, None),
    ("withdraw another's accept", "alice", withdrawing, AWAITING, e.NotAcceptor),
    ("withdraw an accept as a stranger", "priya", withdrawing, AWAITING, e.NotParticipant),
    # confirm: the click, and the other side's grant or accept of exactly this slot; live; rights, rules, caps
    ("book by grant", "alice", book, TO_BOOK, None),
    ("book by automatic grant", "alice", book, (connected(theirs=AUTO_OFF), offered()), None),
    ("book by accept", "alice", book, AWAITING, None),
    ("book without either", "alice", book, TO_ASK, e.NeedsTheirAccept),
    ("book another slot than accepted", "alice", slot_act("book", 1), AWAITING, e.NeedsTheirAccept),
    ("book what one accepted oneself", "bob", book, AWAITING, e.NeedsTheirAccept),
    ("book as a stranger", "priya", book, TO_BOOK, e.NotParticipant),
    ("book a retired slot", "alice", book, (*TO_BOOK, done(more, "alice")), e.SlotNotLive),
    ("book when revoked", "alice", book, (*TO_BOOK, done(revoking, "bob")), e.ConnectionEnded),
    ("book too late", "alice", book, (*TO_BOOK, later(DAY)), e.SessionExpired),
    ("book when canceled", "alice", book, (*TO_BOOK, done(canceling, "bob")), e.SessionEnded),
    ("book twice", "bob", book, MET, e.SessionBooked),
    ("book what only finds times", "alice", book, TIMES_ONLY, e.OnlyFindsTimes),
    ("book an edited grant's accept", "alice", book, (*AWAITING, edited("bob", SHORT)), e.NeedsTheirAccept),
    (
        "book under lost rights",
        "bob",
        book,
        (connected(mine=BOOKS), offered(), edited("bob", NO_READING)),
        e.RightsChanged,
    ),
    ("book against a full week", "bob", book, FULL_WEEK, e.WeeklyCapReached),
    ("accept against a full week", "bob", accept, FULL_WEEK, e.WeeklyCapReached),
    ("book without a calendar", "alice", book, (*TO_BOOK, done(unlinking, "bob")), e.CalendarNotLinked),
    # book without a click: both write.auto, both switches, nobody paused
    ("auto-book", "alice", booking_alone, (connected(AUTO, AUTO), offered()), None),
    ("auto-book on one grant", "alice", booking_alone, (connected(AUTO, BOOKS), offered()), e.AutoNotAllowed),
    ("auto-book switched off", "alice", booking_alone, (connected(AUTO_OFF, AUTO), offered()), e.AutoNotAllowed),
    (
        "auto-book while paused",
        "alice",
        booking_alone,
        (connected(AUTO, AUTO), offered(), done(pausing, "alice")),
        e.AutoNotAllowed,
    ),
    ("auto-book times", "alice", booking_alone, TIMES_ONLY, e.OnlyFindsTimes),
    ("undo", "bob", undoing, (*ALONE, later(10 * MINUTE - 1)), None),
    ("undo too late", "bob", undoing, (*ALONE, later(10 * MINUTE)), e.UndoTooLate),
    ("undo a press", "bob", undoing, MET, e.UndoTooLate),
    ("undo as a stranger", "priya", undoing, ALONE, e.NotParticipant),
    ("undo what isn't booked", "bob", undoing, TO_ASK, e.NotBooked),
    # cancel a session: either side, not booked
    ("cancel a session", "bob", canceling, TO_ASK, None),
    ("cancel one without slots", "alice", canceling, (connected(), no_slots), None),
    ("cancel as a stranger", "priya", canceling, TO_ASK, e.NotParticipant),
    ("cancel a booked session", "bob", canceling, MET, e.SessionBooked),
    ("cancel twice", "bob", canceling, (*TO_ASK, done(canceling, "alice")), e.SessionEnded),
    # reschedule, cancel a meeting: either side
    ("reschedule", "bob", rescheduling, MET, None),
    ("reschedule when revoked", "bob", rescheduling, (*MET, done(revoking, "alice")), e.ConnectionEnded),
    ("reschedule as a stranger", "priya", rescheduling, MET, e.NotParticipant),
    ("reschedule what isn't booked", "bob", rescheduling, TO_ASK, e.NotBooked),
    ("cancel a meeting", "bob", canceling_meeting, MET, None),
    ("cancel a meeting when revoked", "alice", canceling_meeting, (*MET, done(revoking, "bob")), None),
    ("cancel a meeting as a stranger", "priya", canceling_meeting, MET, e.NotParticipant),
    ("cancel a meeting that is none", "bob", canceling_meeting, TO_ASK, e.NotBooked),
    # read a session, its card, its transcript: participants
    ("read", "bob", reading, TO_ASK, None),
    ("read when revoked", "bob", reading, (*TO_ASK, done(revoking, "alice")), None),
    ("read as a stranger", "priya", reading, TO_ASK, e.NotParticipant),
]
