"""Linking a calendar: one link, one browser, one press; and choosing, unlinking, exchanging it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from core.domain.accounts import AccountState, CalendarAccount
from core.domain.errors import (
    AccountSwitchRefused,
    AccountTaken,
    BadInput,
    CalendarBroken,
    CalendarNotLinked,
    CalendarUnreadable,
    ConsentIncomplete,
    GoogleNotSetUp,
    LinkInvalid,
)
from core.domain.notices import NoticeKind
from core.usecases import link
from core.usecases.calendars import choose_calendars, keep_new_token, list_calendars, unlink
from core.usecases.home_watch import claim_homes, home_opened
from core.usecases.jobs import clean_up
from core.usecases.revoke import revoke
from tests.support.people import MINUTE, SCOPES, key_of
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")


async def begun(world: World, *, browser: str = "cookie") -> tuple[str, str]:
    """Open a link and press the first button; returns the link's token and Google's page."""
    url = (await link.start_link(world.deps, person=ALICE)).url
    token = parse_qs(urlsplit(url).query)["token"][0]
    return token, await link.begin_consent(world.deps, token=token, browser=browser)


def consented(world: World, page: str, **more: object) -> tuple[str, str]:
    """Say yes on Google's page; returns state and code of the way back."""
    back = parse_qs(urlsplit(world.google.authorize(page, "g-alice", **more)).query)  # type: ignore[arg-type]  # as given
    return back["state"][0], back["code"][0]


async def test_a_calendar_is_linked_page_by_page(world: World) -> None:
    """The first page tells whose calendar it will be, the last which account; only its press stores it."""
    url = (await link.start_link(world.deps, person=ALICE)).url
    token = parse_qs(urlsplit(url).query)["token"][0]
    page = await link.open_link(world.deps, token=token)
    assert (page.person.key, page.workspace) == (ALICE, "Acme")
    asked = await link.begin_consent(world.deps, token=token, browser="cookie")
    state, code = consented(world, asked)
    last = await link.finish_consent(world.deps, state=state, code=code, browser="cookie")
    assert (last.person.key, last.email, last.workspace) == (ALICE, "alice@example.com", "Acme")
    async with world.storage.reading() as uow:
        assert await uow.accounts.find(ALICE) is None
    stored = await link.store_link(world.deps, state=state, browser="cookie")
    assert (stored.account, stored.busy_calendars) == ("g-alice", ("alice@example.com",))
    assert (await world.inbox("alice")) == [NoticeKind.CALENDAR_LINKED]
    assert (await world.trail("alice"))[-1].action == "calendar.linked"
    assert await world.deliver() == []


async def test_a_link_preview_presses_nothing(world: World) -> None:
    """Opening the link, however often, uses nothing up."""
    url = (await link.start_link(world.deps, person=ALICE)).url
    token = parse_qs(urlsplit(url).query)["token"][0]
    for _ in range(3):
        await link.open_link(world.deps, token=token)
    assert await link.begin_consent(world.deps, token=token, browser="cookie")


async def test_a_link_belongs_to_the_first_browser(world: World) -> None:
    """A forwarded link can't be begun twice, and a forwarded consent page lacks the cookie."""
    token, page = await begun(world)
    with pytest.raises(LinkInvalid):
        await link.begin_consent(world.deps, token=token, browser="another")
    state, code = consented(world, page)
    with pytest.raises(LinkInvalid):
        await link.finish_consent(world.deps, state=state, code=code, browser="another")
    await link.finish_consent(world.deps, state=state, code=code, browser="cookie")
    with pytest.raises(LinkInvalid):
        await link.store_link(world.deps, state=state, browser="another")
    async with world.storage.reading() as uow:
        assert await uow.accounts.find(ALICE) is None


async def test_a_callback_works_once(world: World) -> None:
    """Replaying the callback or the last press attaches nothing."""
    _, page = await begun(world)
    state, code = consented(world, page)
    await link.finish_consent(world.deps, state=state, code=code, browser="cookie")
    with pytest.raises(LinkInvalid):
        await link.finish_consent(world.deps, state=state, code=code, browser="cookie")
    results = await asyncio.gather(
        *(link.store_link(deps, state=state, browser="cookie") for deps in (world.deps, world.rival())),
        return_exceptions=True,
    )
    assert sum(isinstance(item, CalendarAccount) for item in results) == 1
    assert sum(isinstance(item, LinkInvalid) for item in results) == 1


async def test_a_link_shows_in_the_homes_of_others(world: World) -> None:
    """Who is connected with the person sees in an open Home that their calendar can be read."""
    await world.link("bob")
    await world.connect()
    _, page = await begun(world)
    state, code = consented(world, page)
    await link.finish_consent(world.deps, state=state, code=code, browser="cookie")
    await home_opened(world.deps, person=BOB)
    await link.store_link(world.deps, state=state, browser="cookie")
    assert [person.key for person in await claim_homes(world.deps, limit=9)] == [BOB]


async def test_the_steps_can_not_be_skipped(world: World) -> None:
    """No consent without the first press, nothing stored without the consent."""
    url = (await link.start_link(world.deps, person=ALICE)).url
    token = parse_qs(urlsplit(url).query)["token"][0]
    with pytest.raises(LinkInvalid):
        await link.finish_consent(world.deps, state=token, code="x", browser="cookie")
    await link.begin_consent(world.deps, token=token, browser="cookie")
    with pytest.raises(LinkInvalid):
        await link.store_link(world.deps, state=token, browser="cookie")


async def test_a_link_lasts_ten_minutes(world: World) -> None:
    """After that every page refuses it, and the clean-up deletes it."""
    token, page = await begun(world)
    state, code = consented(world, page)
    world.forward(10 * MINUTE)
    with pytest.raises(LinkInvalid):
        await link.open_link(world.deps, token=token)
    with pytest.raises(LinkInvalid):
        await link.finish_consent(world.deps, state=state, code=code, browser="cookie")
    await clean_up(world.deps)
    with pytest.raises(LinkInvalid):
        await link.store_link(world.deps, state=state, browser="cookie")


async def test_an_expired_link_stores_nothing(world: World) -> None:
    """A consent parked in time still has to be confirmed in time."""
    _, page = await begun(world)
    state, code = consented(world, page)
    await link.finish_consent(world.deps, state=state, code=code, browser="cookie")
    world.forward(10 * MINUTE)
    with pytest.raises(LinkInvalid):
        await link.store_link(world.deps, state=state, browser="cookie")


async def test_half_a_consent_is_refused(world: World) -> None:
    """Without one of the scopes nothing is stored, and what is missing is said."""
    _, page = await begun(world)
    state, code = consented(world, page, scopes=SCOPES[:3])
    with pytest.raises(ConsentIncomplete) as refused:
        await link.finish_consent(world.deps, state=state, code=code, browser="cookie")
    assert refused.value.facts["missing"]


async def test_nobody_else_has_the_account(world: World) -> None:
    """One Google account serves one person of a workspace."""
    await world.consent("alice")
    with pytest.raises(AccountTaken):
        await world.consent("bob", sub="g-alice")


async def test_another_account_while_sessions_are_open(pair: World) -> None:
    """An open session was offered from one account: it can't be exchanged until the session is over."""
    view = await pair.propose()
    booked = await pair.propose(length_minutes=30, phrase="booked")
    await pair.accept("bob", booked.session.id, booked.slots[0].slot)
    await pair.book("alice", booked.session.id, booked.slots[0].slot)
    with pytest.raises(AccountSwitchRefused):
        await pair.consent("alice", sub="g-priya")
    await pair.consent("alice")
    await revoke(pair.deps, person=ALICE, connection=view.session.connection)
    assert (await pair.consent("alice", sub="g-priya")).account == "g-priya"


async def test_linking_again_mends_and_keeps_the_choice(world: World) -> None:
    """The same account again: the calendars chosen stay, a broken link works, the question is answered."""
    world.account("alice").add_calendar("work", summary="Work")
    await world.consent("alice")
    await choose_calendars(world.deps, person=ALICE, busy=("alice@example.com",), write_to="work")
    world.google.oauth.revoke_account("g-alice")
    with pytest.raises(CalendarBroken):
        await list_calendars(world.deps, person=ALICE)
    assert await world.deliver() == [("alice", "reconnect_needed")]
    with pytest.raises(CalendarBroken):
        await list_calendars(world.deps, person=ALICE)
    again = await world.consent("alice")
    assert (again.state, again.write_calendar) == (AccountState.LINKED, "work")
    async with world.storage.reading() as uow:
        assert (await uow.notices.count(ALICE))[0] == 0


async def test_only_ones_own_calendars_can_be_chosen(world: World) -> None:
    """The written calendar counts as busy too; one that isn't listed or can't be written is refused."""
    world.account("alice").add_calendar("team", summary="Team", access_role="reader")
    await world.consent("alice")
    choices = await list_calendars(world.deps, person=ALICE)
    assert {item.id for item in choices.calendars} == {"alice@example.com", "team"}
    chosen = await choose_calendars(world.deps, person=ALICE, busy=("team",), write_to="alice@example.com")
    assert chosen.busy_calendars == ("alice@example.com", "team")
    for busy, write_to in ((("elsewhere",), "alice@example.com"), ((), "team"), ((), "elsewhere")):
        with pytest.raises(BadInput):
            await choose_calendars(world.deps, person=ALICE, busy=busy, write_to=write_to)


async def test_unlinking_gives_the_token_back(world: World) -> None:
    """The row goes at once and the inbox says so; Google is told, and its silence changes nothing."""
    await world.consent("alice")
    await unlink(world.deps, person=ALICE)
    assert world.google.oauth.granted("g-alice") == frozenset()
    assert (await world.inbox("alice")).count(NoticeKind.CALENDAR_UNLINKED) == 1
    assert await world.deliver() == []
    with pytest.raises(CalendarNotLinked):
        await unlink(world.deps, person=ALICE)
    await world.consent("alice")
    world.fault("drop", "revoke", times=None)
    await unlink(world.deps, person=ALICE)
    assert (await list_calendars(world.deps, person=ALICE)).account is None


async def test_a_silent_google_links_nothing(world: World) -> None:
    """When the calendars can't be listed nothing is stored."""
    _, page = await begun(world)
    state, code = consented(world, page)
    await link.finish_consent(world.deps, state=state, code=code, browser="cookie")
    world.fault("drop", "calendarList.list", times=None)
    with pytest.raises(CalendarUnreadable):
        await link.store_link(world.deps, state=state, browser="cookie")
    async with world.storage.reading() as uow:
        assert await uow.accounts.find(ALICE) is None


async def test_without_a_client_there_is_no_link(world: World) -> None:
    """While the administrator has not set Google up, no link is given out."""

    class NotSetUp:
        def is_set_up(self) -> bool:
            return False

    deps = replace(world.deps, calendars=NotSetUp())  # type: ignore[arg-type]  # nothing else of it is asked
    with pytest.raises(GoogleNotSetUp):
        await link.start_link(deps, person=ALICE)


async def test_a_rotated_token_is_kept(world: World) -> None:
    """A refresh token that Google exchanges takes the old one's place."""
    await world.consent("alice")
    async with world.storage.reading() as uow:
        access = await uow.accounts.access(ALICE)
    await keep_new_token(world.deps, access=access, token="fresh")
    async with world.storage.reading() as uow:
        assert (await uow.accounts.access(ALICE)).refresh_token == "fresh"
