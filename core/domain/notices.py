"""Notices: what a person should be told, whether that earns a new DM, and when it may disturb them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.domain.errors import Fact
from core.domain.ids import ConnectionId, NoticeId, PersonKey, SessionId
from core.domain.people import Settings

QUIET_EXCEPTION_SECONDS = 2 * 3600


class NoticeKind(StrEnum):
    """Everything a person can be told. The comment of each group says how it reaches them."""

    # A DM of its own, with buttons; needs an answer.
    INVITE_RECEIVED = "invite_received"
    SCOPE_ASKED = "scope_asked"
    RECONNECT_NEEDED = "reconnect_needed"
    CALENDAR_CHANGED = "calendar_changed"
    EXCEPTION_ASKED = "exception_asked"
    CONFIRMATION_NEEDED = "confirmation_needed"
    # The session's card is the DM; needs an answer.
    SLOTS_FOR_YOU = "slots_for_you"
    # A DM of its own, final.
    INVITE_ACCEPTED = "invite_accepted"
    INVITE_DECLINED = "invite_declined"
    BOOKED = "booked"
    RESCHEDULED = "rescheduled"
    MEETING_CANCELED = "meeting_canceled"
    SESSION_CANCELED = "session_canceled"
    BOOKING_FAILED = "booking_failed"
    REMINDER = "reminder"
    DIGEST = "digest"
    NUDGE = "nudge"
    # Inbox row (and card) only.
    TIMES_FOR_YOU = "times_for_you"
    INVITE_WITHDRAWN = "invite_withdrawn"
    INVITE_EXPIRED = "invite_expired"
    CONNECTION_REVOKED = "connection_revoked"
    GRANT_CHANGED = "grant_changed"
    ACCEPT_WITHDRAWN = "accept_withdrawn"
    ACCEPT_VOIDED = "accept_voided"
    SLOT_TAKEN = "slot_taken"
    NO_SLOTS = "no_slots"
    SESSION_EXPIRED = "session_expired"
    EXCEPTION_REFUSED = "exception_refused"
    SCOPE_REFUSED = "scope_refused"
    CALENDAR_LINKED = "calendar_linked"
    CALENDAR_UNLINKED = "calendar_unlinked"
    PERSON_LEFT = "person_left"


NEEDS_ANSWER = frozenset(
    {
        NoticeKind.INVITE_RECEIVED,
        NoticeKind.SCOPE_ASKED,
        NoticeKind.RECONNECT_NEEDED,
        NoticeKind.CALENDAR_CHANGED,
        NoticeKind.EXCEPTION_ASKED,
        NoticeKind.CONFIRMATION_NEEDED,
        NoticeKind.SLOTS_FOR_YOU,
    }
)
"""Kinds that stay in "needs you" until answered or void, and that can't be switched off."""

ABOUT_SESSION = (NoticeKind.SLOTS_FOR_YOU, NoticeKind.CONFIRMATION_NEEDED, NoticeKind.EXCEPTION_ASKED)
"""What an open session waits for; void once it moves on or ends."""

BOOKINGS = (NoticeKind.BOOKED, NoticeKind.RESCHEDULED)
"""What tells of a booking; where nobody clicked, ``nudge_at`` is when it can't be undone any more."""

ABOUT_MEETING = (*sorted(NEEDS_ANSWER), *BOOKINGS, NoticeKind.REMINDER)
"""What a meeting's end makes void: the questions about it, and what leads to its event."""

SNOOZABLE = (NoticeKind.SLOTS_FOR_YOU, NoticeKind.CONFIRMATION_NEEDED)
"""What a person may put off with *Not now*."""

OWN_DM = NEEDS_ANSWER - {NoticeKind.SLOTS_FOR_YOU} | {
    NoticeKind.INVITE_ACCEPTED,
    NoticeKind.INVITE_DECLINED,
    NoticeKind.BOOKED,
    NoticeKind.RESCHEDULED,
    NoticeKind.MEETING_CANCELED,
    NoticeKind.SESSION_CANCELED,
    NoticeKind.BOOKING_FAILED,
    NoticeKind.REMINDER,
    NoticeKind.DIGEST,
    NoticeKind.NUDGE,
}
"""Kinds that send a message of their own; ``SLOTS_FOR_YOU`` is carried by the card, the rest by the inbox."""


class Delivery(StrEnum):
    """``NONE``: inbox only.

    ``SENDING``: an attempt may have reached Slack. ``DEAD``: given up, visible to the operator.
    """

    NONE = "none"
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Notice:
    """A row of a person's inbox, and of the outbox while ``delivery`` is pending or sending.

    ``key`` is unique (``{subject}:{kind}:{generation}:{person}``): telling twice is impossible. ``facts`` hold ids,
    instants and
    codes. ``due_at`` is when a DM may go out at the earliest. ``edit_wanted`` asks the outbox to redraw a DM
    already sent
    (its buttons are void). ``other`` is the person it is about. ``nudge_at`` is when an unanswered one is called to
    mind (None: no more), ``nudges`` how often it was; ``snoozed_until``: the person said "not now".
    """

    id: NoticeId
    key: str
    person: PersonKey
    kind: NoticeKind
    created_at: int
    due_at: int
    other: PersonKey | None = None
    connection: ConnectionId | None = None
    session: SessionId | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    delivery: Delivery = Delivery.NONE
    attempt: int = 0
    channel: str | None = None
    ts: str | None = None
    edit_wanted: bool = False
    read_at: int | None = None
    resolved_at: int | None = None
    nudge_at: int | None = None
    nudges: int = 0
    snoozed_until: int | None = None

    @property
    def needs_answer(self) -> bool:
        """Whether it waits in "needs you" at present."""
        return self.kind in NEEDS_ANSWER and self.resolved_at is None and self.snoozed_until is None


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a notice's message is in Slack now; ``instead_of`` is the ``ts`` it was at before, if it was."""

    notice: NoticeId
    channel: str
    ts: str
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """Where a person's card of a session is in Slack, and whether it shows the newest state.

    ``wanted`` grows with each change worth showing, ``shown`` is the last drawn; ``due_at`` holds back the first
    post only. ``attempt`` counts the tries since it was last drawn: an earlier one may have reached Slack.
    """

    person: PersonKey
    session: SessionId
    channel: str | None
    ts: str | None
    wanted: int
    shown: int
    due_at: int
    attempt: int = 0


NUDGED = frozenset(
    {
        NoticeKind.SLOTS_FOR_YOU,
        NoticeKind.CONFIRMATION_NEEDED,
        NoticeKind.INVITE_RECEIVED,
        NoticeKind.SCOPE_ASKED,
        NoticeKind.EXCEPTION_ASKED,
    }
)
"""Kinds that are called to mind when nobody answers; the other questions are about one's own calendar."""


def nudge_key(subject: NoticeId, person: PersonKey, number: int) -> str:
    """Return the key of the notice that calls ``subject`` to mind for the ``number``-th time (from 1)."""
    return f"{nudge_about(subject, number)}:{NoticeKind.NUDGE.value}:{person}"


def nudge_about(subject: NoticeId, number: int) -> str:
    """Return what the ``number``-th nudge is about, as ``Telling.notice`` wants it."""
    return f"{subject}:{number}"


def has_own_dm(kind: NoticeKind, settings: Settings) -> bool:
    """Whether this kind sends this person a message of its own."""
    return kind in OWN_DM and (kind in NEEDS_ANSWER or kind.value not in settings.muted)


def due_at(settings: Settings, time_zone: str, now: int, *, meeting_start: int | None = None) -> int:
    """Return when a new DM may disturb the person: now, or the end of their quiet hours.

    Quiet hours are wall-clock minutes in ``time_zone`` and may pass midnight; they hold back nothing about a meeting
    that begins in less than two hours, so what is told of one early in the morning goes out two hours before it.
    """
    if meeting_start is not None and meeting_start - now < QUIET_EXCEPTION_SECONDS:
        return now
    start, until = settings.quiet_from_minute, settings.quiet_until_minute
    if start == until:
        return now
    local = datetime.fromtimestamp(now, tz=UTC).astimezone(ZoneInfo(time_zone))
    minute = local.hour * 60 + local.minute
    is_quiet = start <= minute < until if start < until else minute >= start or minute < until
    if not is_quiet:
        return now
    day = local.date() if minute < until else local.date() + timedelta(days=1)
    hour, rest = divmod(until, 60)
    end = datetime(day.year, day.month, day.day, hour, rest, tzinfo=ZoneInfo(time_zone))
    latest = int(end.timestamp()) if meeting_start is None else meeting_start - QUIET_EXCEPTION_SECONDS
    return max(now, min(int(end.timestamp()), latest))
