"""Link a Google calendar: a one-time link, a consent tied to one browser, and a last press that stores the token.

A forwarded link shows whose calendar it would be and only a press starts the consent; a forwarded consent page or a
replayed callback lacks the browser's cookie; what the consent gave is parked, encrypted, until the person has seen
both names and pressed. A link preview presses nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from core.booking.writing import write
from core.domain.accounts import Access, AccountState, CalendarAccount, LinkState
from core.domain.errors import (
    AccountSwitchRefused,
    CalendarError,
    CalendarUnreadable,
    GoogleNotSetUp,
    LeaseLost,
    LinkInvalid,
)
from core.domain.ids import AccountId, PersonKey
from core.domain.notices import NoticeKind
from core.domain.people import Person
from core.domain.quota import Act
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.usecases.deps import Deps
from core.usecases.steps.spending import spend


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What the first page shows: whom the calendar will belong to, and in which workspace."""

    person: Person
    workspace: str


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """What the last page shows before anything is stored: the Google address and the Slack person."""

    person: Person
    workspace: str
    email: str


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _redirect_uri(deps: Deps) -> str:
    return f"{deps.public_url}/google/callback"


@dataclass(frozen=True, slots=True)
class FreshLink:
    """A fresh URL of our connect page, and the account that the person has linked so far."""

    url: str
    account: CalendarAccount | None


async def start_link(deps: Deps, *, person: PersonKey) -> FreshLink:
    """Return a link that is valid for ten minutes. Raises GoogleNotSetUp, RateLimited."""
    if not deps.calendars.is_set_up():
        raise GoogleNotSetUp
    token = deps.new_secret()
    async with deps.uow() as uow:
        await spend(uow, person, Act.OTHER)
        expires_at = deps.now() + deps.timing.link_time_to_live
        await uow.links.add(LinkState(token_hash=_hash(token), person=person, expires_at=expires_at))
        account = await uow.accounts.find(person)
        await uow.commit()
    return FreshLink(f"{deps.public_url}/google/connect?{urlencode({'token': token})}", account)


async def open_link(deps: Deps, *, token: str) -> LinkPage:
    """Return what the connect page shows; opening it changes nothing. Raises LinkInvalid."""
    async with deps.reading() as uow:
        link = await uow.links.get(_hash(token), deps.now())
        return LinkPage(*await _whose(uow, link.person))


async def _whose(uow: UnitOfWork, key: PersonKey) -> tuple[Person, str]:
    person = await uow.people.find(key)
    if person is None or person.is_deactivated:
        raise LinkInvalid(reason="person")
    installation = await uow.installations.get(person.installation)
    return person, installation.team_name


async def begin_consent(deps: Deps, *, token: str, browser: str) -> str:
    """Tie the link to the browser that holds the secret ``browser`` and return Google's consent page.

    Raises LinkInvalid.
    """
    verifier = deps.new_secret() + deps.new_secret()
    async with deps.uow() as uow:
        link = await uow.links.bind(_hash(token), browser_hash=_hash(browser), verifier=verifier, now=deps.now())
        account = await uow.accounts.find(link.person)
        await uow.commit()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return deps.calendars.consent_url(
        state=token,
        challenge=challenge,
        redirect_uri=_redirect_uri(deps),
        login_hint=account.email if account is not None else None,
    )


async def finish_consent(deps: Deps, *, state: str, code: str, browser: str) -> ConsentPage:
    """Take Google's answer from the browser that began, park it, and return what the last page shows.

    Raises LinkInvalid (used, too old, another browser), ConsentIncomplete, OutcomeUnknown.
    """
    async with deps.reading() as uow:
        link = await uow.links.get(_hash(state), deps.now())
        person, workspace = await _whose(uow, link.person)
    if link.verifier is None or link.browser_hash != _hash(browser) or link.pending is not None:
        raise LinkInvalid(reason="browser")
    consent = await deps.calendars.exchange(code=code, verifier=link.verifier, redirect_uri=_redirect_uri(deps))
    text = json.dumps({"account": consent.account, "email": consent.email, "token": consent.refresh_token})
    async with deps.uow() as uow:
        await uow.links.park(
            _hash(state),
            browser_hash=_hash(browser),
            pending=deps.seal("consent", link.person, text),
            now=deps.now(),
        )
        await uow.commit()
    return ConsentPage(person=person, workspace=workspace, email=consent.email)


async def store_link(deps: Deps, *, state: str, browser: str) -> CalendarAccount:
    """Store the calendar after the last press, once.

    Its primary calendar counts as busy and is written; the choice can be changed. Raises LinkInvalid, AccountTaken,
    AccountSwitchRefused (another Google account while sessions are open), CalendarUnreadable.
    """
    async with deps.uow() as uow:
        link = await uow.links.consume(_hash(state), browser_hash=_hash(browser), now=deps.now())
        await uow.commit()
    if link.pending is None:
        raise LinkInvalid(reason="unfinished")
    consent = json.loads(deps.unseal("consent", link.person, link.pending))
    account = AccountId(consent["account"])
    access = Access(account=account, refresh_token=consent["token"], person=link.person)
    try:
        calendars = await deps.calendars.calendars(access)
    except CalendarError as error:
        raise CalendarUnreadable(whose=link.person) from error
    primary = next((item.id for item in calendars if item.is_primary), consent["email"])
    fresh = CalendarAccount(
        person=link.person,
        account=account,
        email=consent["email"],
        state=AccountState.LINKED,
        write_calendar=primary,
        busy_calendars=(primary,),
        linked_at=deps.now(),
    )
    async with deps.uow() as uow:
        stored = await uow.accounts.link(await _following(uow, fresh), consent["token"])
        await _mend(uow, stored, deps.timing.lease)
        await uow.notices.resolve(deps.now(), kinds=(NoticeKind.RECONNECT_NEEDED,), person=link.person)
        telling = Telling(deps.now())
        owner = await uow.people.get(link.person)
        telling.notice(owner, NoticeKind.CALENDAR_LINKED, about=f"account:{account}:{stored.version}")
        telling.record((link.person,), "calendar.linked", account, actor=link.person, authority="click")
        telling.circle(link.person)
        await write(uow, telling)
        await uow.commit()
    deps.wake()
    return stored


async def _following(uow: UnitOfWork, fresh: CalendarAccount) -> CalendarAccount:
    """Return the link to be stored: the same Google account again keeps its choices.

    Raises AccountSwitchRefused when it is another one while sessions are open.
    """
    earlier = await uow.accounts.find(fresh.person)
    if earlier is None:
        return fresh
    if earlier.account == fresh.account:
        return replace(fresh, write_calendar=earlier.write_calendar, busy_calendars=earlier.busy_calendars)
    for pair in await uow.connections.of(fresh.person):
        if await uow.sessions.open_on(pair.connection.id):
            raise AccountSwitchRefused(whose=fresh.person)
    return fresh


async def _mend(uow: UnitOfWork, account: CalendarAccount, lease: float) -> None:
    """Let what a dead token left on this calendar be removed, or finished, now: whoever looks next takes it up."""
    for booking in await uow.bookings.needing(account.person):
        leg = booking.leg(account.person)
        # An event that its owner edited waits for a word of theirs, not for a token.
        if leg.account != account.account or leg.drift is not None:
            continue
        # Whoever holds its lease is at it already.
        with suppress(LeaseLost):
            taken = await uow.bookings.take(booking.id, lease)
            await uow.bookings.save(replace(taken, state=taken.way_on), 0)
    for booking in await uow.bookings.unfinished(account.person):
        if booking.leg(account.person).account != account.account:
            continue
        with suppress(LeaseLost):
            taken = await uow.bookings.take(booking.id, lease)
            await uow.bookings.save(replace(taken, due_at=0, attempt=0), 0)
