"""What use cases show: everything a rendering needs, already limited to what this reader may see."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.accounts import CalendarAccount
from core.domain.connections import Connection, ConnectionState
from core.domain.grants import Agreement, Limits
from core.domain.ids import PersonKey, SessionId
from core.domain.messages import Message
from core.domain.notices import Notice
from core.domain.people import Person
from core.domain.sessions import Session
from core.scheduling.explain import Relaxation
from core.scheduling.intervals import Interval


@dataclass(frozen=True, slots=True)
class Other:
    """The other person as this reader may see them: without ``profile.basic.read`` name and time zone are None.

    ``user`` is the Slack id, for a mention.
    """

    key: PersonKey
    user: str
    name: str | None
    time_zone: str | None


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """One connection for one reader.

    ``agreement`` is None until both grants exist.

    ``mine``/``theirs`` are the resolved limits.
    """

    connection: Connection
    viewer: PersonKey
    other: Other
    agreement: Agreement | None
    mine: Limits | None
    theirs: Limits | None
    other_linked: bool
    other_paused: bool


@dataclass(frozen=True, slots=True)
class SlotView:
    """One live slot for one reader: whether their press books it, or accepts it, or it awaits the other side."""

    slot: Interval
    accepted_by: PersonKey | None
    press: str
    """``book``, ``accept``, ``waiting`` (I accepted it), ``none`` (another slot is accepted, or times only)."""


@dataclass(frozen=True, slots=True)
class DriftView:
    """A meeting's event that was changed in Google: whose, and where it lies now (``slot`` None: it is gone).

    ``is_both``: both events are gone. ``can_take``: a press of the reader's lets the meeting be there; if not, the
    other side must press.
    """

    whose: PersonKey
    slot: Interval | None
    can_take: bool = True
    is_both: bool = False


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session for one participant: what their card shows. ``zone`` and ``locale`` (Slack's) are the reader's own.

    ``slots`` are the live ones, empty unless open. ``relaxations`` say what would help when there is no mutual slot
    (asker only).
    ``link`` opens the reader's own event, ``meeting_link`` joins. ``can_more``/``can_counter`` tell whether rounds
    are left. ``undo_until`` (epoch seconds) is set while what was booked without a click can be undone, ``can_change``
    while the meeting can be rescheduled or canceled. ``old_slot`` is the meeting that this session would move or has
    moved; ``replaced_by`` the session that would move this meeting or has moved it, to ``new_slot`` once it has.
    ``drift`` is a change made in Google that waits for a decision; ``snoozed_until``: the reader said "not now".
    ``asked`` are the categories of rules that the other was asked to relax and hasn't answered for.
    ``offered_by`` is whose Perin sent the live slots; ``is_suggestion``: that person picked them by hand.
    """

    session: Session
    viewer: PersonKey
    other: Other
    zone: str
    slots: tuple[SlotView, ...]
    can_more: bool
    can_counter: bool
    link: str
    meeting_link: str
    relaxations: tuple[Relaxation, ...] = ()
    needs_attention: bool = False
    undo_until: int | None = None
    can_change: bool = False
    old_slot: Interval | None = None
    drift: DriftView | None = None
    snoozed_until: int | None = None
    asked: frozenset[str] = frozenset()
    replaced_by: SessionId | None = None
    new_slot: Interval | None = None
    offered_by: PersonKey | None = None
    is_suggestion: bool = False
    locale: str = ""

    @property
    def is_asker(self) -> bool:
        """Whether the reader asked for the meeting."""
        return self.session.asker == self.viewer


@dataclass(frozen=True, slots=True)
class TranscriptView:
    """The exchange of a session, for a participant."""

    session: Session
    viewer: PersonKey
    other: Other
    zone: str
    messages: tuple[Message, ...]
    locale: str = ""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice with what its words need; ``session`` and ``connection`` are as they stand now.

    ``digest`` is what a digest says, set when it is delivered.
    """

    notice: Notice
    person: Person
    other: Other | None
    connection: ConnectionView | None
    session: SessionView | None
    digest: DigestView | None = None


@dataclass(frozen=True, slots=True)
class DigestView:
    """What a morning digest says.

    Today's meetings that aren't over, soonest first; the newest of the ``waiting_count`` questions; what was booked
    without a click since yesterday.
    """

    meetings: tuple[SessionView, ...]
    waiting: tuple[NoticeView, ...]
    waiting_count: int
    done: tuple[SessionView, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.meetings or self.waiting_count or self.done)


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand for a person, as far as it says what they do next; ``states`` are their live connections'."""

    person: Person
    account: CalendarAccount | None
    google_ready: bool
    needs_you_count: int
    states: frozenset[ConnectionState]


@dataclass(frozen=True, slots=True)
class HomeView:
    """What App Home shows one person.

    ``needs_you`` are the newest of the ``needs_you_count`` that wait for an answer, without what was put off. ``done``
    are today's meetings that the Perins booked without a click, newest first.
    """

    person: Person
    account: CalendarAccount | None
    google_ready: bool
    needs_you: tuple[NoticeView, ...]
    unread: int
    meetings: tuple[SessionView, ...]
    sessions: tuple[SessionView, ...]
    connections: tuple[ConnectionView, ...]
    needs_you_count: int = 0
    done: tuple[SessionView, ...] = ()

    @property
    def is_broken(self) -> bool:
        """Whether Google no longer lets Perin into the person's calendar."""
        return self.account is not None and not self.account.is_usable

    @property
    def standing(self) -> Standing:
        """How things stand, without what is listed."""
        waiting = max(self.needs_you_count, len(self.needs_you))
        states = frozenset(one.connection.state for one in self.connections)
        return Standing(self.person, self.account, self.google_ready, waiting, states)


@dataclass(frozen=True, slots=True)
class GrantPreview:
    """The free windows of each day of next week, Monday first, in ``zone``.

    ``reads`` is False when the draft lets nothing be read: then ``days`` are empty, and that is what would be seen.
    """

    zone: str
    days: tuple[tuple[Interval, ...], ...]
    reads: bool


@dataclass(frozen=True, slots=True)
class MutualTimes:
    """A page of times that suit both, in order of time.

    ``more_after`` is how many the next page skips, None when there is none; ``left`` how many slots may still be
    revealed to this side in the present 7 days.
    """

    view: SessionView
    slots: tuple[Interval, ...]
    more_after: int | None
    left: int


@dataclass(frozen=True, slots=True)
class EndPreview:
    """What ending a connection would do: the sessions it ends, and the meetings to keep or cancel, soonest first."""

    connection: ConnectionView
    open: tuple[SessionView, ...]
    meetings: tuple[SessionView, ...]


@dataclass(frozen=True, slots=True)
class Revoked:
    """The connection that ended, and the meetings that stand: not chosen, or edited in Google since."""

    view: ConnectionView
    kept: tuple[SessionView, ...]


@dataclass(frozen=True, slots=True)
class ForgetPreview:
    """What forgetting would do: live connections and open sessions that end, meetings to keep or cancel, a calendar."""

    connections: int
    open: int
    meetings: tuple[SessionView, ...]
    has_calendar: bool


@dataclass(frozen=True, slots=True)
class CardLeft:
    """A card of somebody else's that no row stands behind any more: whose and where, its title, what became of it.

    ``slot`` is the time of the meeting, None where nothing had been booked; ``stands``: it is still in the calendars.
    """

    person: Person
    channel: str
    ts: str
    title: str
    slot: Interval | None
    stands: bool


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted: connections that ended, whether a calendar was linked, meetings canceled and left standing.

    ``cards`` are those of the others, which only who calls can still change: what they showed is deleted.
    """

    connections: int
    had_calendar: bool
    canceled_meetings: int = 0
    kept_meetings: int = 0
    cards: tuple[CardLeft, ...] = ()
