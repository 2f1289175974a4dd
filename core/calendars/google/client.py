"""The ``Calendars`` protocol on Google: every call one attempt, every failure a ``CalendarError``."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from core.calendars.google import calendar_list, errors, events, freebusy, oauth
from core.calendars.google.errors import Verb
from core.calendars.google.expiry import real_time
from core.calendars.google.options import GoogleOptions
from core.calendars.google.replies import ErrorAnswer, Garbled, NoAnswer
from core.calendars.google.token_endpoint import NOBODY, TokenEndpoint, Tokens
from core.calendars.google.tokens import AccessTokens, OnNewRefreshToken
from core.calendars.google.wire import Wire
from core.calendars.protocols import BusyReading, CalendarInfo, Consent, Event, EventDraft
from core.domain.accounts import Access
from core.domain.errors import CalendarError, ConsentIncomplete, GoogleNotSetUp, OutcomeUnknown, RequestInvalid
from core.scheduling.intervals import Interval, clip

if TYPE_CHECKING:
    from core.calendars.google.service import Service

Result = TypeVar("Result")

DAY = 86_400
EVENTS_PER_PAGE = 2500
CALENDARS_PER_PAGE = 250
MOST_PAGES = 40
"""A list that is longer than this doesn't end."""


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

        def ask(page: str | None) -> Callable[[Service], Any]:
            return lambda service: service.calendar_list.list(
                maxResults=CALENDARS_PER_PAGE, pageToken=page, fields=calendar_list.FIELDS
            )

        entries = await self._pages(access, Verb.CALENDARS, ask, calendar_list.page)
        return _believed(Verb.CALENDARS, access, lambda: calendar_list.in_order(entries))

    async def busy(self, access: Access, calendars: Sequence[str], span: Interval) -> BusyReading:
        """Ask for all pieces of the question at once; one that fails fails the reading."""
        read_at = self._now()

        def piece(some: Sequence[str], part: Interval) -> Awaitable[list[Interval]]:
            return self._ask(
                access,
                Verb.FREEBUSY,
                lambda service: service.freebusy.query(body=freebusy.question(some, part), fields=freebusy.FIELDS),
                lambda raw: freebusy.answer(raw, some, part, access.account),
            )

        found = await _all(piece(some, part) for some, part in freebusy.pieces(_distinct(calendars), span))
        return BusyReading(clip((one for some in found for one in some), span.start, span.end), read_at)

    async def insert(self, access: Access, calendar: str, draft: EventDraft) -> Event:
        """Write a new event under the draft's own id."""
        events.check(draft)
        return await self._ask(
            access,
            Verb.INSERT,
            lambda service: service.events.insert(
                calendarId=calendar, body=events.to_json(draft), sendUpdates="none", fields=events.FIELDS
            ),
            lambda raw: events.written(raw, draft),
        )

    async def get(self, access: Access, calendar: str, event: str) -> Event:
        """Read one event; one that lasts whole days takes a second call, for the calendar's zone."""
        raw = await self._ask(
            access,
            Verb.GET,
            lambda service: service.events.get(calendarId=calendar, eventId=event, fields=events.FIELDS),
            events.document,
        )
        zone = await self._zone(access, calendar) if events.needs_zone(raw) else None
        return _believed(Verb.GET, access, lambda: events.found(raw, event, zone))

    async def overlapping(self, access: Access, calendars: Sequence[str], span: Interval) -> tuple[Event, ...]:
        """List what blocks ``span`` on each calendar, in the calendars' order."""
        found = await _all(self._blocking(access, calendar, span) for calendar in _distinct(calendars))
        return tuple(event for some in found for event in some)

    async def update(self, access: Access, calendar: str, draft: EventDraft, etag: str) -> Event:
        """Put the whole draft in place of the event, if it is still the one with ``etag``."""
        events.check(draft)

        def make(service: Service) -> Any:  # noqa: ANN401 - the library has no types
            request = service.events.update(
                calendarId=calendar,
                eventId=draft.id,
                body=events.to_json(draft),
                sendUpdates="none",
                fields=events.FIELDS,
            )
            request.headers["If-Match"] = etag
            return request

        return await self._ask(access, Verb.UPDATE, make, lambda raw: events.written(raw, draft))

    async def delete(self, access: Access, calendar: str, event: str, etag: str | None = None) -> None:
        """Delete the event, with ``etag`` only if it is still that one."""

        def make(service: Service) -> Any:  # noqa: ANN401 - the library has no types
            request = service.events.delete(calendarId=calendar, eventId=event, sendUpdates="none")
            if etag is not None:
                request.headers["If-Match"] = etag
            return request

        await self._ask(access, Verb.DELETE, make, events.deleted)

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

    async def _blocking(self, access: Access, calendar: str, span: Interval) -> list[Event]:
        # A day more on both sides: in which zone Google filters whole days is not documented.
        wide = Interval(span.start - DAY, span.end + DAY)

        def ask(page: str | None) -> Callable[[Service], Any]:
            return lambda service: service.events.list(
                maxResults=EVENTS_PER_PAGE, **events.list_query(calendar, wide, page)
            )

        return await self._pages(access, Verb.LIST, ask, lambda raw: events.page(raw, span))

    async def _zone(self, access: Access, calendar: str) -> str | None:
        """Read a calendar's time zone from an (almost) empty list: the narrowest scope that tells it."""
        return await self._ask(
            access,
            Verb.LIST,
            lambda service: service.events.list(calendarId=calendar, maxResults=1, fields="timeZone"),
            lambda raw: events.document(raw).get("timeZone"),
        )

    async def _pages(
        self,
        access: Access,
        verb: Verb,
        ask: Callable[[str | None], Callable[[Service], Any]],
        read: Callable[[object], tuple[list[Result], str | None]],
    ) -> list[Result]:
        """Read a list to its end; half a list is no list."""
        found: list[Result] = []
        token: str | None = None
        for _ in range(MOST_PAGES):
            items, token = await self._ask(access, verb, ask(token), read)
            found.extend(items)
            if token is None:
                return found
        raise OutcomeUnknown(account=access.account, sent=True, reason="endless")

    async def _ask(
        self,
        access: Access,
        verb: Verb,
        make: Callable[[Service], Any],
        read: Callable[[object], Result],
    ) -> Result:
        """Make one call and believe its answer only through ``read``.

        On 401 the access token is renewed once and the same request sent again.
        """
        token = await self._tokens.bearer(access)
        try:
            try:
                return read(await self._wire.call(make, token))
            except ErrorAnswer as error:
                if error.reply.status != 401:
                    raise
            token = await self._tokens.bearer(access, refused=token)
            return read(await self._wire.call(make, token))
        except (NoAnswer, ErrorAnswer, Garbled) as error:
            raise errors.meaning(verb, access.account, error) from error


def _believed(verb: Verb, access: Access, read: Callable[[], Result]) -> Result:
    try:
        return read()
    except Garbled as error:
        raise errors.meaning(verb, access.account, error) from error


def _distinct(calendars: Sequence[str]) -> list[str]:
    """Return each calendar once. Raises RequestInvalid for none at all: nothing read is not free."""
    if not calendars:
        raise RequestInvalid(reason="no_calendars")
    return list(dict.fromkeys(calendars))


async def _all(calls: Iterable[Awaitable[Result]]) -> list[Result]:
    """Wait for all calls to end, then return their results or raise the first failure: none is left running."""
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    results: list[Result] = []
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
        results.append(outcome)
    return results
