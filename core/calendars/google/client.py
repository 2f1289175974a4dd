"""The ``Calendars`` protocol on Google: every call one attempt, every failure a ``CalendarError``."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.calendars.google import amending, calendar_list, events, freebusy, oauth
from core.calendars.google.calls import Calls, Make, believed, together
from core.calendars.google.errors import Verb
from core.calendars.google.expiry import real_time
from core.calendars.google.options import GoogleOptions
from core.calendars.google.replies import Garbled
from core.calendars.google.token_endpoint import NOBODY, TokenEndpoint, Tokens
from core.calendars.google.tokens import AccessTokens, OnNewRefreshToken
from core.calendars.google.wire import Wire
from core.calendars.protocols import Amendment, BusyReading, CalendarInfo, Consent, Event, EventDraft
from core.domain.accounts import Access
from core.domain.errors import (
    CalendarError,
    ConsentIncomplete,
    EventChanged,
    EventGone,
    GoogleNotSetUp,
    OutcomeUnknown,
    RequestInvalid,
)
from core.scheduling.intervals import Interval, clip

if TYPE_CHECKING:
    from core.calendars.google.service import Service

CALENDARS_PER_PAGE = 250
WRITING: Mapping[str, object] = {"sendUpdates": "none", "conferenceDataVersion": 1, "fields": events.FIELDS}
"""Of every write: nobody gets a mail, and a video meeting in the body counts (version 0 would ignore it)."""


class GoogleCalendars:
    """Google Calendar behind ``core.calendars.protocols.Calendars``, which tells each call's errors."""

    def __init__(
        self,
        options: GoogleOptions,
        *,
        now: Callable[[], int],
        on_new_refresh_token: OnNewRefreshToken | None = None,
    ) -> None:
        """Prepare; nothing is imported or connected before the first call.

        ``now`` returns epoch seconds and dates what is read; ``on_new_refresh_token`` stores a token that Google
        gave in place of the one in the call's ``Access``.
        """
        self._options = options
        self._now = now
        self._wire = Wire(options)
        self._endpoint = TokenEndpoint(options, self._wire.post)
        self._tokens = AccessTokens(self._endpoint, on_new_refresh_token)
        self._calls = Calls(self._wire, self._tokens)

    def is_set_up(self) -> bool:
        """Say whether there is an OAuth client."""
        return self._options.is_set_up

    def consent_url(self, *, state: str, challenge: str, redirect_uri: str, login_hint: str | None = None) -> str:
        """Return the consent page's address. Raises GoogleNotSetUp."""
        self._need_client()
        return oauth.consent_url(
            self._options, state=state, challenge=challenge, redirect_uri=redirect_uri, login_hint=login_hint
        )

    async def exchange(self, *, code: str, verifier: str, redirect_uri: str) -> Consent:
        """Redeem the code; what can't be used is given back to Google before the error is raised."""
        self._need_client()
        tokens = await self._endpoint.redeem(code=code, verifier=verifier, redirect_uri=redirect_uri)
        try:
            return self._consent(tokens)
        except (ConsentIncomplete, OutcomeUnknown):
            with contextlib.suppress(CalendarError):
                await self._endpoint.revoke(NOBODY, tokens.refresh or tokens.access)
            raise

    async def revoke(self, access: Access) -> None:
        """Give the token back, and forget what was kept for it."""
        await self._endpoint.revoke(access.account, self._tokens.forget(access))

    async def calendars(self, access: Access) -> tuple[CalendarInfo, ...]:
        """List the calendars, primary first."""

        def ask(page: str | None) -> Make:
            return lambda service: service.calendar_list.list(
                maxResults=CALENDARS_PER_PAGE, pageToken=page, fields=calendar_list.FIELDS
            )

        entries = await self._calls.pages(access, Verb.CALENDARS, ask, calendar_list.page)
        return believed(Verb.CALENDARS, access, lambda: calendar_list.in_order(entries))

    async def busy(self, access: Access, calendars: Sequence[str], span: Interval) -> BusyReading:
        """Ask for all pieces of the question at once; one that fails fails the reading."""
        read_at = self._now()

        def piece(some: Sequence[str], part: Interval) -> Awaitable[list[Interval]]:
            return self._calls.ask(
                access,
                Verb.FREEBUSY,
                lambda service: service.freebusy.query(body=freebusy.question(some, part), fields=freebusy.FIELDS),
                lambda raw: freebusy.answer(raw, some, part, access.account),
            )

        found = await together(piece(some, part) for some, part in freebusy.pieces(_distinct(calendars), span))
        return BusyReading(clip((one for some in found for one in some), span.start, span.end), read_at)

    async def insert(self, access: Access, calendar: str, draft: EventDraft) -> Event:
        """Write a new event under the draft's own id."""
        events.check(draft)
        return await self._calls.ask(
            access,
            Verb.INSERT,
            lambda service: service.events.insert(calendarId=calendar, body=events.to_json(draft), **WRITING),
            lambda raw: events.written(raw, draft),
        )

    async def get(self, access: Access, calendar: str, event: str) -> Event:
        """Read one event; one that lasts whole days takes a second call, for the calendar's zone."""
        raw, zone = await self._resource(access, calendar, event, fields=events.OWN_FIELDS)
        return believed(Verb.GET, access, lambda: events.found(raw, event, zone))

    async def overlapping(self, access: Access, calendars: Sequence[str], span: Interval) -> tuple[Event, ...]:
        """List what blocks ``span`` on each calendar, in the calendars' order."""

        def listed(calendar: str) -> Awaitable[list[Event]]:
            query = {"fields": events.LIST_FIELDS}
            return self._listed(access, calendar, span, query, lambda raw: events.page(raw, span))

        found = await together(listed(calendar) for calendar in _distinct(calendars))
        return tuple(event for some in found for event in some)

    async def marked(self, access: Access, calendar: str, key: str, value: str, span: Interval) -> tuple[Event, ...]:
        """List what carries the mark; Google's own filter is not relied upon alone."""
        query = {"privateExtendedProperty": f"{key}={value}", "fields": events.MARKED_FIELDS}
        found = await self._listed(access, calendar, span, query, lambda raw: events.marked(raw, key, value, span))
        return tuple(found)

    async def update(self, access: Access, calendar: str, draft: EventDraft, etag: str) -> Event:
        """Put the whole draft in place of the event, if it is still the one with ``etag``."""
        events.check(draft)
        return await self._put(access, calendar, etag, events.to_json(draft), lambda raw: events.written(raw, draft))

    async def amend(self, access: Access, calendar: str, event: str, etag: str, change: Amendment) -> Event:
        """Read the whole event, then put it back with the change, if it is still the one with ``etag``."""
        try:
            raw, zone = await self._resource(access, calendar, event)
            now = believed(Verb.GET, access, lambda: events.found(raw, event, zone))
        except OutcomeUnknown as error:
            raise OutcomeUnknown(**{**error.facts, "sent": False}) from error
        if not now.is_live:
            raise EventGone(account=access.account)
        if now.etag != etag:
            raise EventChanged(account=access.account)
        body = amending.changed(raw, change, zone)
        return await self._put(access, calendar, etag, body, lambda answer: amending.proven(answer, body, zone))

    async def delete(self, access: Access, calendar: str, event: str, etag: str | None = None) -> None:
        """Delete the event, with ``etag`` only if it is still that one."""

        def make(service: Service) -> Any:  # noqa: ANN401 - the library has no types
            request = service.events.delete(calendarId=calendar, eventId=event, sendUpdates="none")
            if etag is not None:
                request.headers["if-match"] = etag
            return request

        await self._calls.ask(access, Verb.DELETE, make, events.deleted)

    async def aclose(self) -> None:
        """Let calls under way end, then release threads and connections."""
        await self._wire.aclose()

    def _need_client(self) -> None:
        if not self._options.is_set_up:
            raise GoogleNotSetUp

    def _consent(self, tokens: Tokens) -> Consent:
        missing = oauth.NEEDED - tokens.scopes
        if missing:
            raise ConsentIncomplete(missing=tuple(sorted(missing)))
        try:
            claims = oauth.claims(self._options, tokens.id_token, real_time())
        except Garbled as error:
            raise OutcomeUnknown(account=NOBODY, sent=True, reason="garbled") from error
        if tokens.refresh is None:
            raise OutcomeUnknown(account=NOBODY, sent=True, reason="no_refresh_token")
        return Consent(claims.account, claims.email, tokens.refresh, tokens.scopes)

    async def _resource(
        self, access: Access, calendar: str, event: str, **query: object
    ) -> tuple[Mapping[str, Any], str | None]:
        """Return an event's document and, for one that lasts whole days, the calendar's zone."""
        raw = await self._calls.ask(
            access,
            Verb.GET,
            lambda service: service.events.get(calendarId=calendar, eventId=event, **query),
            events.document,
        )
        return raw, await self._zone(access, calendar) if events.needs_zone(raw) else None

    async def _put(
        self, access: Access, calendar: str, etag: str, body: Mapping[str, Any], read: Callable[[object], Event]
    ) -> Event:
        def make(service: Service) -> Any:  # noqa: ANN401 - the library has no types
            request = service.events.update(calendarId=calendar, eventId=body["id"], body=body, **WRITING)
            request.headers["if-match"] = etag
            return request

        return await self._calls.ask(access, Verb.UPDATE, make, read)

    async def _listed(
        self,
        access: Access,
        calendar: str,
        span: Interval,
        query: Mapping[str, object],
        read: Callable[[object], tuple[list[Event], str | None]],
    ) -> list[Event]:
        def ask(page: str | None) -> Make:
            return lambda service: service.events.list(**events.list_query(calendar, span, page), **query)

        return await self._calls.pages(access, Verb.LIST, ask, read)

    async def _zone(self, access: Access, calendar: str) -> str | None:
        """Read a calendar's time zone from an (almost) empty list: the narrowest scope that tells it."""
        return await self._calls.ask(
            access,
            Verb.LIST,
            lambda service: service.events.list(calendarId=calendar, maxResults=1, fields="timeZone"),
            lambda raw: events.document(raw).get("timeZone"),
        )


def _distinct(calendars: Sequence[str]) -> list[str]:
    """Return each calendar once. Raises RequestInvalid for none at all: nothing read is not free."""
    if not calendars:
        raise RequestInvalid(reason="no_calendars")
    return list(dict.fromkeys(calendars))
