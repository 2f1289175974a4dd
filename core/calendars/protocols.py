"""What Perin needs of a calendar provider, with the errors each call may raise.

Every call is one attempt on the wire: retries are decided above, where they can be remembered. Errors are the
``CalendarError`` branch of ``core.domain.errors``; anything else that goes wrong is ``OutcomeUnknown``, and what
can't be read is never reported as free. OutcomeUnknown's fact ``sent`` is False when the call certainly had no effect
(no connection, no access token, an OAuth client that Google refuses): then there is nothing to fence or to look up.
Cancelling a call that writes leaves its outcome unknown too: what has been sent may still happen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Protocol

from core.domain.accounts import Access
from core.domain.ids import AccountId
from core.domain.people import Place
from core.scheduling.intervals import Interval


@dataclass(frozen=True, slots=True)
class Consent:
    """The outcome of a finished OAuth consent. ``granted`` are the scopes really given; ``repr`` hides the token."""

    account: AccountId
    email: str
    refresh_token: str
    granted: frozenset[str]

    def __repr__(self) -> str:
        """Name the account only."""
        return f"Consent(account={self.account!r})"


@dataclass(frozen=True, slots=True)
class CalendarInfo:
    """One calendar of an account, as shown when choosing. ``can_write`` means owned by the account."""

    id: str
    title: str
    time_zone: str
    is_primary: bool
    can_write: bool


def wording_of(title: str, description: str, location: str, slot: Interval | None) -> str:
    """Return a digest of what an event says and when it is: another one after an edit of any of that.

    Only letters and figures count: what becomes of the rest on the way through a provider isn't ours to say.
    """
    when = "" if slot is None else f"{slot.start}|{slot.end}"
    said = [*("".join(filter(str.isalnum, unescape(text))) for text in (title, description, location)), when]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class EventDraft:
    """The whole event to write. ``marks`` become private extended properties; ``tentative`` is the hold form.

    ``blocks_time`` False writes it as free (transparent) time.
    """

    id: str
    slot: Interval
    title: str
    description: str
    marks: Mapping[str, str]
    tentative: bool
    location: str = ""
    blocks_time: bool = True

    @property
    def wording(self) -> str:
        """The draft's ``wording_of``."""
        return wording_of(self.title, self.description, self.location, self.slot)


@dataclass(frozen=True, slots=True)
class Event:
    """An event as the provider holds it. ``status`` is ``confirmed``, ``tentative`` or ``cancelled`` (a tombstone).

    ``slot`` is None for a tombstone that no longer tells its time, and for an event that somebody gave no length.
    ``conference`` is the video meeting that Google was asked to make: "" none asked, ``pending``, ``ready`` (then
    ``meeting_link`` is its address) or ``failed``. ``overlapping`` leaves links and conference empty. Only ``get``
    tells ``wording``, the event's ``wording_of``, by which an edit is noticed; what it says itself is told nowhere.
    """

    id: str
    etag: str
    status: str
    slot: Interval | None
    link: str
    marks: Mapping[str, str] = field(default_factory=dict)
    meeting_link: str = ""
    conference: str = ""
    wording: str = field(default="", compare=False)

    @property
    def is_live(self) -> bool:
        """Whether the event still stands on the calendar."""
        return self.status in {"confirmed", "tentative"}


@dataclass(frozen=True, slots=True)
class Amendment:
    """What to change of an event that stands; all else stays as its owner has it.

    ``slot`` moves it there. ``marks`` are private properties to set beside the others. ``join`` is the address of a
    video meeting, shown as text: as the place where there is none yet, or only one of ``PLACES``, and as a line of the
    description. ``wants_conference`` asks the provider to make a video meeting, once however often it is asked.
    ``rewords`` names the private property that holds the event's ``wording_of``: where that was true, it stays true.
    """

    slot: Interval | None = None
    marks: Mapping[str, str] | None = None
    join: str | None = None
    wants_conference: bool = False
    rewords: str = ""


PLACES: Mapping[Place, str] = {Place.VIDEO: "Video call", Place.PHONE: "Phone call", Place.IN_PERSON: "In person"}
"""What stands as the place of an event until an address is known."""


@dataclass(frozen=True, slots=True)
class BusyReading:
    """A fresh, complete answer: the busy time of all asked calendars, merged, and when it was read (epoch seconds)."""

    busy: tuple[Interval, ...]
    read_at: int


class Calendars(Protocol):
    """A calendar provider. All calls are safe to make concurrently."""

    def is_set_up(self) -> bool:
        """Whether the administrator configured an OAuth client."""
        ...

    def consent_url(self, *, state: str, challenge: str, redirect_uri: str, login_hint: str | None = None) -> str:
        """Return the consent page for a PKCE S256 ``challenge`` and an opaque ``state``."""
        ...

    async def exchange(self, *, code: str, verifier: str, redirect_uri: str) -> Consent:
        """Turn a callback's code into a token.

        Raises ConsentIncomplete (fact ``missing``) when scopes were left out (the token is revoked first),
        LinkInvalid when the code
        is refused, OutcomeUnknown when Google didn't answer.
        """
        ...

    async def revoke(self, access: Access) -> None:
        """Give the token back; an already dead token is fine. Raises OutcomeUnknown, SlowDown."""
        ...

    async def calendars(self, access: Access) -> tuple[CalendarInfo, ...]:
        """List the account's calendars, primary first. Raises AccessLost, AccessDenied, SlowDown, OutcomeUnknown."""
        ...

    async def busy(self, access: Access, calendars: Sequence[str], span: Interval) -> BusyReading:
        """Read the merged busy time of ``calendars`` within ``span``.

        Long spans are read in pieces. Raises AccessLost, AccessDenied, QuotaSpent, SlowDown, CalendarGone,
        OutcomeUnknown; a calendar
        whose answer is missing or an error raises: nothing unread is free.
        """
        ...

    async def insert(self, access: Access, calendar: str, draft: EventDraft) -> Event:
        """Write a new event under its own id.

        Raises EventExists (the id is taken, live or tombstone), OutcomeUnknown (it may have landed), AccessLost,
        AccessDenied, QuotaSpent, SlowDown, CalendarGone, RequestInvalid.
        """
        ...

    async def get(self, access: Access, calendar: str, event: str) -> Event:
        """Read one event; tombstones come back with status ``cancelled``. Raises EventGone (404) and as ``busy``."""
        ...

    async def overlapping(self, access: Access, calendars: Sequence[str], span: Interval) -> tuple[Event, ...]:
        """List the live events that block time and overlap ``span`` (all-day ones in the calendar's zone).

        Raises as ``busy``.
        """
        ...

    async def update(self, access: Access, calendar: str, draft: EventDraft, etag: str) -> Event:
        """Replace the event if it still has ``etag``.

        Raises EventChanged, EventGone, OutcomeUnknown and as ``insert``.
        """
        ...

    async def amend(self, access: Access, calendar: str, event: str, etag: str, change: Amendment) -> Event:
        """Change some of the event if it still has ``etag``, and nothing else of it.

        Two calls: the whole event is read, then written back with the change. Raises EventChanged, EventGone (a
        tombstone too), OutcomeUnknown (``sent`` False while it was only read) and as ``update``.
        """
        ...

    async def marked(self, access: Access, calendar: str, key: str, value: str, span: Interval) -> tuple[Event, ...]:
        """List the live events with the private property ``key`` = ``value`` that overlap ``span``, free ones too.

        An event without length counts when it is within a day of ``span``. Raises as ``busy``.
        """
        ...

    async def delete(self, access: Access, calendar: str, event: str, etag: str | None = None) -> None:
        """Delete the event (only if it still has ``etag``, when given).

        Raises EventGone when it wasn't there, EventChanged, OutcomeUnknown and as ``busy``.
        """
        ...

    async def aclose(self) -> None:
        """Release threads and connections."""
        ...
