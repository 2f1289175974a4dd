"""The sandbox's Google as one object: accounts, calendars, OAuth, faults, and the record of calls."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from sandbox.changes import Changes
from sandbox.clock import SandboxClock
from sandbox.google.account import Account, AccountSpec
from sandbox.google.book import CalendarBook, StoredEvent
from sandbox.google.calls import GoogleCall
from sandbox.google.clients import OAuthClient
from sandbox.google.faults import FaultPlan
from sandbox.google.late import LateWrites
from sandbox.google.oauth import OAuth
from sandbox.wire import WireLog

CLIENT_ID = "1234567890-sandbox.apps.googleusercontent.example"
CLIENT_SECRET = "sandbox-google-client-secret"


class GoogleServer:
    """A Google to try and to test with.

    `accounts` by sub; `calls` every request in order; `faults` what should go wrong; `oauth` grants and tokens;
    `client_id` and `client_secret` a registered app that may redirect anywhere on this machine.
    """

    client_id = CLIENT_ID
    client_secret = CLIENT_SECRET

    def __init__(self, *, clock: SandboxClock, changes: Changes, wire: WireLog) -> None:
        self.clock = clock
        self.changes = changes
        self.wire = wire
        self.accounts: dict[str, Account] = {}
        self.calls: list[GoogleCall] = []
        self.faults = FaultPlan()
        self.late = LateWrites()
        self.origin = "http://sandbox.invalid"
        self._books: dict[str, CalendarBook] = {}
        self._specs: dict[str, AccountSpec] = {}
        self.oauth = OAuth(clock, self._specs)
        self.register_client(OAuthClient(CLIENT_ID, CLIENT_SECRET, loopback=True))

    def register_client(self, client: OAuthClient) -> None:
        """Register an OAuth app, replacing one of the same id."""
        self.oauth.clients[client.client_id] = client

    def add_account(self, spec: AccountSpec) -> Account:
        """Add an account with its primary calendar. Raises ValueError when the sub or address is taken."""
        if self.find_account(spec.sub) or self.find_account(spec.email):
            message = f"account {spec.sub} exists already"
            raise ValueError(message)
        self._specs[spec.sub] = spec
        self.accounts[spec.sub] = account = Account(spec, self._open_book)
        return account

    def find_account(self, who: str) -> Account | None:
        """Find an account by sub or address, None when there is none."""
        for account in self.accounts.values():
            if who in (account.spec.sub, account.spec.email):
                return account
        return None

    def account(self, who: str) -> Account:
        """Find an account by sub or address. Raises KeyError."""
        found = self.find_account(who)
        if found is None:
            raise KeyError(who)
        return found

    def grant_now(self, sub: str, scopes: Iterable[str], client_id: str = CLIENT_ID) -> str:
        """Give a refresh token as if the person had just been through the consent page. Raises KeyError."""
        return self.oauth.grant(self.accounts[sub].spec.sub, scopes, client_id)

    def authorize(self, url: str, sub: str, *, scopes: Iterable[str] | None = None, allow: bool = True) -> str:
        """Answer a consent page address as the person would in a browser; give the address they are sent back to.

        `scopes` are the ticked ones (None: all that were asked for). Raises ConsentRefusal.
        """
        query = dict(parse_qsl(urlsplit(url).query))
        ticket, request = self.oauth.open_consent(query)
        return self.oauth.decide(ticket, sub=sub, scopes=request.scopes if scopes is None else scopes, allow=allow)

    def expire_sync_tokens(self, calendar_id: str) -> None:
        """Make every sync token of a calendar too old, so that the next use is answered with 410."""
        self._books[calendar_id].expire_sync()

    def find_event(self, calendar_id: str, event_id: str) -> tuple[CalendarBook, StoredEvent] | None:
        """Find a calendar and an event (or tombstone) in it, None when there is none."""
        book = self._books.get(calendar_id)
        stored = None if book is None else book.events.get(event_id)
        return None if book is None or stored is None else (book, stored)

    async def close(self) -> None:
        """Drop late writes and let go of held connections."""
        self.late.close()

    def _open_book(self, calendar_id: str, summary: str, tz: str, owner_email: str) -> CalendarBook:
        book = self._books.get(calendar_id)
        if book is None:
            book = CalendarBook(
                calendar_id, summary, tz, owner_email, self.clock.now, self._published, lambda: self.origin
            )
            self._books[calendar_id] = book
        return book

    def _published(self, book: CalendarBook, event_id: str, verb: str) -> None:
        """Tell whoever has the calendar: which event, what happened, when it starts, whether an app marked it."""
        stored = book.events[event_id]
        marks = (stored.document.get("extendedProperties") or {}).get("private")
        more = {"start": stored.start, "by_app": bool(marks)}
        for account in self.accounts.values():
            if book.id in account.entries:
                data = {"sub": account.spec.sub, "calendar": book.id, "event": event_id, "what": verb, **more}
                self.changes.publish("calendar", data)
