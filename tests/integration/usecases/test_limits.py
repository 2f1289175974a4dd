"""How much one may start, ask and learn, and a request that arrives twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.domain.errors import (
    KeyReused,
    LengthOutsideLimits,
    RateLimited,
    RevealLimit,
    TooManyOpen,
)
from core.domain.grants import Constraints
from core.domain.notices import NoticeKind
from core.domain.quota import Act
from core.domain.scopes import ASK_FIRST
from core.scheduling.intervals import Interval
from core.usecases.cancel import cancel_session
from core.usecases.more_times import more_times
from core.usecases.people import find_and_count
from core.usecases.permissions import edit_grant
from core.usecases.propose import propose_meeting
from core.usecases.read_session import list_sessions
from core.usecases.terms import MeetingRequest, Terms
from core.usecases.views import SessionView
from tests.support.people import DAY, MINUTE, key_of
from tests.support.stepping import before
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")


def slots_of(view: SessionView) -> list[Interval]:
    return [one.slot for one in view.slots]


async def more(world: World, name: str, view: SessionView) -> SessionView:
    world.forward(MINUTE)
    return await more_times(world.deps, person=key_of(name), session=view.session.id)


async def edit(world: World, name: str, view: SessionView, terms: Terms) -> None:
    await edit_grant(world.deps, person=key_of(name), connection=view.session.connection, terms=terms)


async def test_the_same_request_returns_its_card(pair: World) -> None:
    """Typed twice it is one session; delivered twice too; and another wish is another session."""
    first = await pair.propose()
    again = await pair.propose()
    assert again.session.id == first.session.id
    request = MeetingRequest(length_minutes=30, phrase="any day")
    calls = [propose_meeting(pair.deps, asker=ALICE, other=BOB, request=request, key="delivered-twice")]
    one = await calls[0]
    two = await propose_meeting(pair.deps, asker=ALICE, other=BOB, request=request, key="delivered-twice")
    assert one.session.id == two.session.id != first.session.id
    assert len(await list_sessions(pair.deps, person=ALICE)) == 2


@pytest.mark.parametrize("keys", [("one", "two"), ("one", "one")], ids=["typed twice", "delivered twice"])
async def test_two_replicas_get_the_same_request_at_once(pair: World, keys: tuple[str, str]) -> None:
    """At the same instant: one session is started and both see it."""
    request = MeetingRequest(length_minutes=45, phrase="any day")
    results = await asyncio.gather(
        *(
            propose_meeting(deps, asker=ALICE, other=BOB, request=request, key=key)
            for deps, key in zip((pair.deps, pair.rival()), keys, strict=True)
        )
    )
    assert results[0].session.id == results[1].session.id
    assert [kind for kind in await pair.inbox("bob") if kind is NoticeKind.SLOTS_FOR_YOU] == [NoticeKind.SLOTS_FOR_YOU]


async def test_a_request_delivered_again_when_its_session_is_over(pair: World) -> None:
    """It starts nothing new, however it ended; and its key stands for no other request."""
    request = MeetingRequest(length_minutes=45, phrase="any day")
    view = await propose_meeting(pair.deps, asker=ALICE, other=BOB, request=request, key="delivered")
    await cancel_session(pair.deps, person=BOB, session=view.session.id)
    again = await propose_meeting(pair.deps, asker=ALICE, other=BOB, request=request, key="delivered")
    assert again.session.id == view.session.id
    with pytest.raises(KeyReused):
        await propose_meeting(
            pair.deps, asker=ALICE, other=BOB, request=replace(request, length_minutes=30), key="delivered"
        )
    assert not await list_sessions(pair.deps, person=ALICE)
    assert (await pair.trail("alice"))[-1].action == "session.not_asked_for"


async def test_a_grant_edited_during_the_search_makes_it_look_again(pair: World) -> None:
    """What was found under other permissions is not sent: the search begins anew under the same key."""
    connection = (await pair.propose()).session.connection
    later = Terms(ASK_FIRST, Constraints(minimum_notice_minutes=7 * 24 * 60))
    deps = before(pair.deps, "busy", lambda: pair.grant("bob", connection, later))
    request = MeetingRequest(length_minutes=45, phrase="another")
    view = await propose_meeting(deps, asker=ALICE, other=BOB, request=request, key="one-act")
    assert all(one.slot.start >= pair.now + 7 * DAY for one in view.slots)
    assert len(view.slots) == 3


async def test_three_open_sessions_are_the_most(pair: World) -> None:
    """The fourth is refused, from either side; when one ends there is room again."""
    views = [await pair.propose(phrase=str(number)) for number in range(3)]
    for asker, other in (("alice", "bob"), ("bob", "alice")):
        with pytest.raises(TooManyOpen):
            await pair.propose(asker, other, phrase="one more")
    await cancel_session(pair.deps, person=BOB, session=views[0].session.id)
    assert (await pair.propose(phrase="one more")).slots


async def test_sixty_slots_a_week_are_revealed(pair: World) -> None:
    """Per direction sixty distinct slots in seven days; the refusal says when the next may be shown."""
    started = pair.now
    for number in range(20):
        view = await pair.propose(length_minutes=15 + number, phrase=str(number))
        await cancel_session(pair.deps, person=ALICE, session=view.session.id)
        pair.forward(MINUTE)
    with pytest.raises(RevealLimit) as refused:
        await pair.propose(phrase="one more")
    assert refused.value.number("retry_at") == started + 7 * DAY
    back = await pair.propose("bob", "alice")
    assert len(back.slots) == 3
    pair.forward(refused.value.number("retry_at") - pair.now + MINUTE)
    # What was shown more than seven days ago no longer counts: two sessions of three slots each.
    assert len((await pair.propose(phrase="later", window=())).slots) == 3


async def test_what_would_help_counts_as_revealed(pair: World) -> None:
    """The slots shown with a relaxation are in the ledger, and never more than are left."""
    pair.busy("alice", "2026-12-07 00:00", "2026-12-12 00:00")
    view = await pair.propose(phrase="busy week")
    shown = {slot for item in view.session.relaxations for slot in item.slots}
    assert shown
    async with pair.storage.reading() as uow:
        assert (await uow.reveals.count(view.session.connection, ALICE, 0))[0] == len(shown)
        assert (await uow.reveals.count(view.session.connection, BOB, 0))[0] == 0


async def test_ten_sessions_a_minute(pair: World) -> None:
    """The eleventh start within a minute is refused with the end of that minute."""
    for _ in range(10):
        await pair.propose()
    with pytest.raises(RateLimited) as refused:
        await pair.propose()
    assert pair.now < refused.value.number("retry_at") <= pair.now + MINUTE


async def test_sixty_looks_a_minute(pair: World) -> None:
    """Who looks too often is still known, to be told until when in their own words; somebody unknown is counted too."""
    for who, person in ((ALICE, await pair.person("alice")), (key_of("nobody"), None)):
        for _ in range(60):
            assert await find_and_count(pair.deps, person=who, act=Act.OTHER) == (person, None)
        known, refused = await find_and_count(pair.deps, person=who, act=Act.OTHER)
        assert known == person
        assert refused is not None
        assert pair.now < refused.number("retry_at") <= pair.now + MINUTE


async def test_a_length_that_suits_nobody(pair: World) -> None:
    """A length outside either side's limits is refused with the range that would do."""
    connection = (await pair.propose()).session.connection
    await pair.grant("bob", connection, Terms(ASK_FIRST, Constraints(longest_minutes=30)))
    with pytest.raises(LengthOutsideLimits) as refused:
        await pair.propose(phrase="long")
    assert (refused.value.number("shortest"), refused.value.number("longest")) == (15, 30)
    assert (await pair.propose(length_minutes=None, phrase="default")).session.length_minutes == 30
